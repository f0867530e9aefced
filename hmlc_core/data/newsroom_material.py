"""What the newsroom corpus is made of: the files of `assets/corpora/newsroom`, read.

======================  ==========================================================
hierarchy.tsv           parent, child; top labels stand under ROOT
label_names.tsv         label, what a person reads
popularity.txt          what stories are about, the most frequent topic first
related.tsv             pairs of topics that one story often has in common
ambiguous.tsv           word, sense, label: words whose sense depends on the label
lexicon.txt             the lists behind the slots (see `newsroom_grammar`)
generic.txt             sentences for any story
topics/*.txt            the frames of each label; lines with ``>`` are headlines
======================  ==========================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.newsroom_grammar import Frame, Lexicon, parse, read_lexicon
from hmlc_core.shipped import ASSETS

FOLDER = ASSETS / "corpora" / "newsroom"
HEADLINE = "> "


@dataclass(frozen=True, slots=True)
class Sense:
    """A meaning that `word` has in texts about `label`."""

    word: str
    meaning: str
    label: str


@dataclass(frozen=True)
class Material:
    """The files, with labels as rows of `graph`.

    frames, headlines: per label. generic: frames by the name of their section.
    topics: labels that stories are about, the most frequent first.
    related: per topic, those it often shares a story with.
    terms: per label, its words from `senses`.
    """

    graph: LabelGraph
    frames: tuple[tuple[Frame, ...], ...]
    headlines: tuple[tuple[Frame, ...], ...]
    generic: dict[str, tuple[Frame, ...]]
    lexicon: Lexicon
    topics: tuple[int, ...]
    related: tuple[tuple[int, ...], ...]
    senses: tuple[Sense, ...]
    terms: tuple[tuple[str, ...], ...]


@cache
def material() -> Material:
    """All files, read once."""
    texts = dict(_table("label_names.tsv"))
    edges = [(parent, child) for parent, child in _table("hierarchy.tsv")]
    graph = LabelGraph.from_edges(texts, edges, texts=texts)
    written: dict[str, tuple[str, ...]] = {}
    for path in sorted((FOLDER / "topics").glob("*.txt")):
        written |= _sections(path)
    related: list[set[int]] = [set() for _ in graph.names]
    for one, other in _table("related.tsv"):
        related[graph.index(one)].add(graph.index(other))
        related[graph.index(other)].add(graph.index(one))
    senses = tuple(Sense(*row) for row in _table("ambiguous.tsv"))
    return Material(
        graph=graph,
        frames=tuple(
            tuple(parse(line) for line in written[name] if not line.startswith(HEADLINE))
            for name in graph.names
        ),
        headlines=tuple(
            tuple(
                parse(line.removeprefix(HEADLINE) + ("" if line.endswith("?") else "."))
                for line in written[name]
                if line.startswith(HEADLINE)
            )
            for name in graph.names
        ),
        generic={
            name: tuple(map(parse, lines))
            for name, lines in _sections(FOLDER / "generic.txt").items()
        },
        lexicon=read_lexicon(_lines(FOLDER / "lexicon.txt")),
        topics=tuple(graph.index(name) for name in _lines(FOLDER / "popularity.txt")),
        related=tuple(tuple(sorted(others)) for others in related),
        senses=senses,
        terms=tuple(
            tuple(sense.word for sense in senses if sense.label == name) for name in graph.names
        ),
    )


def _lines(path: Path) -> Iterator[str]:
    """Lines that are neither blank nor a comment."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line


def _table(name: str) -> Iterator[list[str]]:
    return (line.split("\t") for line in _lines(FOLDER / name))


def _sections(path: Path) -> dict[str, tuple[str, ...]]:
    """The lines below each ``== name``."""
    sections: dict[str, list[str]] = {}
    for line in _lines(path):
        if line.startswith("== "):
            current = sections.setdefault(line.removeprefix("== "), [])
        else:
            current.append(line)
    return {name: tuple(lines) for name, lines in sections.items()}
