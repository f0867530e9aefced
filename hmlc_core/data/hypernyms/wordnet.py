"""WordNet's nouns as a taxonomy, from the format of its database files (wndb(5WN)).

A line of `data.noun` is a synset: its offset, which is its name, a file number, `n`, the number of
its words in hexadecimal, each with a number, the number of its pointers, each of four fields, and
after a bar its gloss. Pointers `@` and `@i` lead to hypernyms, of a class and of an instance.
A line of `index.noun` is a word with its synsets, the most frequent first. Lines that begin with
two blanks are the licence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from hmlc_core.data.hypernyms.dictionary import DATA, INDEX, Dictionary, open_dictionary
from hmlc_core.data.hypernyms.taxonomy import Taxonomy
from hmlc_core.errors import DataError, at, shorten

_HYPERNYMS = ("@", "@i")
_LICENCE = "  "
_EDITION = re.compile(r"WordNet (\d[\d.]*\d) Copyright")

_REMEDY = "Download WordNet again, or take its `dict` folder from another installation."


class _Synset(NamedTuple):
    line: int
    offset: str
    words: tuple[str, ...]
    hypernyms: tuple[str, ...]


def read_wordnet(path: Path) -> Taxonomy:
    """The nouns of a `dict/` folder or an archive with one.

    Raises `DataError`, naming file and line, where they are damaged.
    """
    return parse(open_dictionary(path))


def parse(dictionary: Dictionary) -> Taxonomy:
    """The taxonomy of the two files; raises `DataError` where they are damaged."""
    synsets = list(_synsets(dictionary.data))
    rows = {synset.offset: row for row, synset in enumerate(synsets)}
    if len(rows) < len(synsets):
        twice = next(synset for row, synset in enumerate(synsets) if rows[synset.offset] != row)
        raise _damaged(DATA, twice.line, "the offset of another synset", twice.offset)
    if not synsets:
        raise _damaged(DATA, None, "no synsets", "none")
    edition = _EDITION.search(dictionary.data[:4_000])
    return Taxonomy(
        title=f"WordNet {edition[1]}" if edition else f"WordNet ({dictionary.path.name})",
        senses=dict(_senses(dictionary.index, rows)),
        names=[synset.words for synset in synsets],
        parents=[tuple(_rows(DATA, s.line, s.hypernyms, rows)) for s in synsets],
    )


def _synsets(data: str) -> Iterator[_Synset]:
    for number, line in enumerate(data.split("\n"), 1):
        if line.startswith(_LICENCE) or not line.strip():
            continue
        fields = line.partition("| ")[0].split()
        try:
            words = 4 + 2 * int(fields[3], 16)
            pointers = [fields[at : at + 4] for at in range(words + 1, len(fields), 4)]
            complete = len(pointers) == int(fields[words]) and len(fields) % 4 == (words + 1) % 4
            if not complete or fields[2] != "n" or words == 4:
                raise ValueError
        except (ValueError, IndexError):
            expected = "a synset: offset, file, n, its words and pointers as many as it says, | "
            raise _damaged(DATA, number, expected + "gloss", line) from None
        yield _Synset(
            number,
            fields[0],
            tuple(dict.fromkeys(word.lower() for word in fields[4:words:2])),
            tuple(to for kind, to, part, _ in pointers if kind in _HYPERNYMS and part == "n"),
        )


def _senses(index: str, rows: dict[str, int]) -> Iterator[tuple[str, tuple[int, ...]]]:
    for number, line in enumerate(index.split("\n"), 1):
        if line.startswith(_LICENCE) or not line.strip():
            continue
        fields = line.split()
        try:
            first = 6 + int(fields[3])
            offsets = tuple(fields[first:])
            if len(offsets) != int(fields[2]) or not offsets:
                raise ValueError
        except (ValueError, IndexError):
            expected = "a word, n, and as many synsets and pointers as it says"
            raise _damaged(INDEX, number, expected, line) from None
        yield fields[0].lower(), tuple(_rows(INDEX, number, offsets, rows))


def _rows(file: str, line: int, offsets: tuple[str, ...], rows: dict[str, int]) -> Iterator[int]:
    for offset in offsets:
        if offset not in rows:
            raise _damaged(file, line, f"the offset of a synset of {DATA}", offset)
        yield rows[offset]


def _damaged(file: str, line: int | None, expected: str, found: str) -> DataError:
    return DataError(
        "the dictionary is damaged, or not WordNet's",
        where=at(file, line),
        expected=expected,
        received=shorten(repr(found)),
        remedy=_REMEDY,
    )
