"""Splits that depend on nothing but the documents' ids."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def lowest_hashes(ids: Iterable[str], share: float) -> frozenset[str]:
    """The `share` of the ids whose hashes are lowest, one at least if there are two.

    A document that is chosen stays chosen in any order of the file and in any process;
    about `share` of documents added later join it.
    """
    ranked = sorted(set(ids), key=_hash)
    count = min(max(1, round(share * len(ranked))), len(ranked) - 1)
    return frozenset(ranked[: max(0, count)])


def _hash(name: str) -> bytes:
    return hashlib.blake2b(name.encode(errors="surrogatepass"), digest_size=8).digest()
