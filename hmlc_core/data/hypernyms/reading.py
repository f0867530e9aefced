"""The pairs (hypernym, word) of a vocabulary: T of HyperIM's Eq. 4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hmlc_core.data.formats.edges import holds_edges
from hmlc_core.data.hypernyms.dictionary import DATA, INDEX, holds_wordnet
from hmlc_core.data.hypernyms.listed import BUNDLED, read_listed
from hmlc_core.data.hypernyms.places import find_wordnet
from hmlc_core.data.hypernyms.taxonomy import Taxonomy, dictionary_form
from hmlc_core.data.hypernyms.wordnet import read_wordnet
from hmlc_core.data.named_files import named_file
from hmlc_core.data.paths import there
from hmlc_core.data.text import SPECIAL
from hmlc_core.errors import DataError, shorten
from hmlc_core.wording import counted


@dataclass(frozen=True, eq=False, kw_only=True)
class Hypernyms:
    """What a taxonomy says of a vocabulary. Arrays are read-only: all who ask get the same ones.

    pairs: (n, 2) int64 rows (hypernym, word) of the vocabulary, ascending, each once.
    depth: (words,) steps of the shortest chain from a word's sense to the top; of several senses
        the least; NaN for words that are not there.
    title: where it comes from, for a reader. assumed: how it was read, in sentences.
    """

    pairs: NDArray[np.int64]
    depth: NDArray[np.float64]
    title: str
    assumed: tuple[str, ...]

    def __str__(self) -> str:
        """How many words have how many hypernyms, a sentence."""
        upper, lower = (len(np.unique(column)) for column in self.pairs.T)
        have = f"{counted(lower, 'word')} {'has' if lower == 1 else 'have'}"
        return f"{self.title}: {have} {counted(upper, 'hypernym')} among the words."


def read_hypernyms(
    source: str, words: Sequence[str], senses: str = "first", relation: str = "closure"
) -> Hypernyms:
    """The hypernyms among `words`, as the settings of `HypernymTuning` say.

    source: `bundled`, `wordnet` (see `places`), or the path of a `dict/` folder, of an archive
        with one, or of a file with a hypernym and a word a line, or its name (`named_file`).
    senses, relation: which senses of a word count, and how far up its hypernyms may be. The
        hypernym may have any sense: it counts where one of a synset's words is in `words`.

    Words are compared in `dictionary_form`, and, where a dictionary has no such word, with `_` for
    their hyphens; inflected forms are words of their own. A run asks several times for the same:
    what was read last is kept as long as its files stay as they are. Raises `DataError` where there
    is no such source, or it is damaged.
    """
    return _among(tuple(words), _taxonomy(source), senses, relation)


@lru_cache(maxsize=2)
def _among(words: tuple[str, ...], taxonomy: Taxonomy, senses: str, relation: str) -> Hypernyms:
    forms = {row: _form(word, taxonomy) for row, word in enumerate(words) if word not in SPECIAL}
    called: dict[str, list[int]] = {}
    for row, form in forms.items():
        called.setdefault(form, []).append(row)
    found: set[tuple[int, int]] = set()
    depth = np.full(len(words), np.nan)
    for form, rows in called.items():
        nodes = taxonomy.senses.get(form, ())[: 1 if senses == "first" else None]
        if not nodes:
            continue
        known = taxonomy.depth[list(nodes)]
        depth[rows] = np.nan if np.isnan(known).all() else np.nanmin(known)
        above = {node for sense in nodes for node in taxonomy.above(sense, relation)}
        names = {name for node in above for name in taxonomy.names[node]} - {form}
        found.update(
            (upper, row) for name in names for upper in called.get(name, ()) for row in rows
        )
    pairs = np.array(sorted(found), np.int64).reshape(-1, 2)
    for array in (pairs, depth):
        array.flags.writeable = False
    return Hypernyms(pairs=pairs, depth=depth, title=taxonomy.title, assumed=taxonomy.assumed)


def holds_hypernyms(path: Path) -> bool:
    """Whether a path is a WordNet, or a file with a hypernym and a word a line."""
    return holds_wordnet(path) or holds_edges(path)


def _taxonomy(source: str) -> Taxonomy:
    if source == "bundled":
        return _read(BUNDLED, "The bundled list")
    if source == "wordnet":
        return _read(find_wordnet())
    path = named_file(source, holds_hypernyms)
    if not source or not there(path):
        raise DataError(
            "there is no such source of hypernyms",
            where="hypernyms.source",
            expected="bundled, wordnet, or the path of WordNet's folder `dict`, or of a file with "
            "a hypernym and a word a line, or its name in a folder of HMLC_DATA_DIR",
            received=shorten(repr(source)),
        )
    return _read(path)


def _read(path: Path, title: str = "") -> Taxonomy:
    path = path.absolute()
    return _kept(path, title or path.name, _changes(path))


def _changes(path: Path) -> tuple[tuple[int, int], ...]:
    """What is another whenever a file that is read is another."""
    inside = (folder / name for folder in (path, path / "dict") for name in (INDEX, DATA))
    files = inside if path.is_dir() else (path,)
    states = [file.stat() for file in files if file.is_file()]
    return tuple((state.st_mtime_ns, state.st_size) for state in states)


@lru_cache(maxsize=2)
def _kept(path: Path, title: str, changes: tuple[tuple[int, int], ...]) -> Taxonomy:
    wordnet = path.is_dir() or holds_wordnet(path)
    return read_wordnet(path) if wordnet else read_listed(path, title)


def _form(word: str, taxonomy: Taxonomy) -> str:
    form = dictionary_form(word)
    joined = form.replace("-", "_")
    return joined if form not in taxonomy.senses and joined in taxonomy.senses else form
