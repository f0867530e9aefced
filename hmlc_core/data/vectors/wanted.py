"""Which vectors of a file are kept: those of some words, in any case."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def one_case(name: str) -> str:
    """A name as it is compared where no vector has it exactly: composed (NFC), in lower case."""
    return (name if name.isascii() else unicodedata.normalize("NFC", name)).lower()


class Wanted:
    """The names of `only`, and those that differ from them in case alone; all where it is None."""

    def __init__(self, only: Iterable[str] | None) -> None:
        self.everything = only is None
        self._names = frozenset(map(one_case, only or ()))
        self.one_piece = not self.everything and not any(" " in name for name in self._names)
        """Whether only names without blanks are kept."""

    def __contains__(self, name: str) -> bool:
        return self.everything or one_case(name) in self._names
