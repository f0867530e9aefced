"""The ways to turn a text into words, by name: ours, and those of packages installed beside this.

Such a package names a function `text -> words` in the entry-point group `hyperlabel.tokenizers`.
The functions themselves are in `hmlc_core.data.tokenizers`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import overload

from hmlc_core.plugins import Found, Problem, discover

OF_CORPUS = "corpus"
"""The choice to read texts as the corpus says that they are read."""

WORDS, SPACES, JIEBA = "words", "spaces", "jieba"
OURS = (WORDS, SPACES, JIEBA)

GROUP = "hyperlabel.tokenizers"


class Tokenizers(Sequence[str]):
    """The names that a setting may have; those of plug-ins are only looked for when needed."""

    def __iter__(self) -> Iterator[str]:
        yield from (OF_CORPUS, *OURS)
        yield from brought().loaded

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...

    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        return tuple(self)[index]


TOKENIZERS = Tokenizers()


@cache
def brought() -> Found:
    """The functions of other packages; looked for once in a process."""
    return discover(
        GROUP,
        check=lambda _, value: None if callable(value) else "it cannot be called",
        taken=(OF_CORPUS, *OURS),
    )


def problems() -> tuple[Problem, ...]:
    """Plug-ins with tokenizers that cannot be used, and are left out."""
    return brought().problems
