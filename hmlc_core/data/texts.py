"""Words of plain text files: a line is a text, however long. Read twice, some of it at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hmlc_core.data.lines import raw_lines
from hmlc_core.data.problems import Problems
from hmlc_core.data.text import Vocabulary, ranked_words, tokenize
from hmlc_core.data.tokenizers import Tokenizer
from hmlc_core.errors import DataError, at
from hmlc_core.wording import counted

END = -1
"""What stands in a stream of vocabulary entries where a text ends."""

PIECE = 2**20
"""Bytes of a line that are read at a time."""

PASSAGE = 1_000
"""Words of a text that count as one document where documents of a word are counted."""

DISTINCT = 4_000_000
"""Different words that are counted at a time; beyond them the rarest so far are forgotten."""


@dataclass(frozen=True)
class Texts:
    """Text files, UTF-8 or what `raw_lines` reads else, plain or `.gz`.

    words: how a text becomes words.
    """

    paths: tuple[Path, ...]
    words: Tokenizer = tokenize

    def vocabulary(
        self, *, min_count: int, limit: int | None = None, problems: Problems | None = None
    ) -> Vocabulary:
        """The `ranked_words` of all files; its documents are passages of `PASSAGE` words.

        In how many of them a word is left out is not known after one reading: for UNK stands the
        most that it can be.
        problems: is told how the files were read. Raises `DataError` for a file that cannot be
        read, and where there is no word.
        """
        problems = Problems() if problems is None else problems
        tally = _Tally()
        for text, _ in self._pieces(problems):
            tally.add(self.words(text))
        problems.raise_first()
        if tally.forgotten:
            problems.assume(
                f"There are more than {DISTINCT:,} different words: those seen at most "
                f"{counted(tally.forgotten, 'time')} until then were counted anew."
            )
        ranked = ranked_words(tally.occurrences, min_count, limit)
        if not ranked:
            raise DataError(
                "there is no word" if min_count < 2 else f"no word is there {min_count} times",
                where=", ".join(map(at, self.paths)),
                remedy="Give more text, or a smaller corpus.min_count." if min_count > 1 else None,
            )
        left_out = tally.words - sum(tally.occurrences[word] for word in ranked)
        return Vocabulary(
            (*Vocabulary().words, *ranked),
            (0, min(left_out, tally.passages), *(tally.spread[word] for word in ranked)),
            tally.passages,
        )

    def stream(self, vocabulary: Vocabulary) -> Iterator[NDArray[np.int32]]:
        """Vocabulary entries of all words in order, UNK for others, and `END` after each line.

        Raises `DataError` at the end for a file that cannot be read (any more).
        """
        problems, ending = Problems(), np.array([END], np.int32)
        for text, ends in self._pieces(problems):
            yield vocabulary.encode(self.words(text))
            if ends:
                yield ending
        problems.raise_first()

    def _pieces(self, problems: Problems) -> Iterator[tuple[str, bool]]:
        """Lines, or parts of lines, and whether a text ends there."""
        for path in self.paths:
            for text in raw_lines(path, problems, cut=PIECE):
                yield text, text.endswith("\n")
            yield "", True


@dataclass
class _Tally:
    """words: how many were seen. occurrences and spread: of a word, and its passages."""

    words: int = 0
    passages: int = 0
    occurrences: Counter[str] = field(default_factory=Counter)
    spread: Counter[str] = field(default_factory=Counter)
    forgotten: int = 0

    def add(self, words: Sequence[str]) -> None:
        self.words += len(words)
        for start in range(0, len(words), PASSAGE):
            passage = words[start : start + PASSAGE]
            self.passages += 1
            self.occurrences.update(passage)
            self.spread.update(set(passage))
        while len(self.occurrences) > DISTINCT:
            self.forgotten += 1
            rare = [word for word, seen in self.occurrences.items() if seen <= self.forgotten]
            for word in rare:
                del self.occurrences[word], self.spread[word]
