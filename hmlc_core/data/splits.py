"""Splits that depend on nothing but the documents' ids."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def lowest_hashes(ids: Sequence[str], share: float) -> frozenset[int]:
    """Positions of the `share` of ids whose hashes are lowest, one at least if there are two.

    A document that is chosen stays chosen in any order of the file and in any process;
    about `share` of documents added later join it.
    """
    count = min(max(1, round(share * len(ids))), len(ids) - 1)
    ranked = sorted(range(len(ids)), key=lambda row: (_hash(ids[row]), row))
    return frozenset(ranked[: max(0, count)])


def _hash(name: str) -> bytes:
    return hashlib.blake2b(name.encode(errors="surrogatepass"), digest_size=8).digest()
