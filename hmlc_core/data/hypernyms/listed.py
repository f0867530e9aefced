"""A taxonomy from a list of pairs, a hypernym and a word a line: the bundled list, or a file."""

from __future__ import annotations

from pathlib import Path

from hmlc_core.data.formats.edges import read_edges
from hmlc_core.data.hypernyms.taxonomy import Taxonomy, dictionary_form
from hmlc_core.data.labels import ROOT
from hmlc_core.data.problems import Problems

BUNDLED = Path(__file__).resolve().parents[3] / "assets" / "hypernyms" / "newsroom.tsv"
"""Hypernyms of the bundled corpus' words, in the senses that they have there."""


def read_listed(path: Path, title: str) -> Taxonomy:
    """The words of a file of edges (see `formats.edges`), each with one sense.

    Depth counts the steps that the file lists, so that one that lists a closure has none beyond 1.
    Raises `InvalidData` naming the line where it is no such file.
    """
    problems = Problems()
    edges = read_edges(path, problems)
    if not edges and not problems.errors:
        problems.error("there are no pairs", path, expected="a hypernym and a word a line")
    problems.close_tallies()
    problems.raise_first()
    rows: dict[str, int] = {}
    parents: list[set[int]] = []
    for pair in edges:
        upper, lower = map(dictionary_form, pair)
        for word in (upper, lower):
            if rows.setdefault(word, len(rows)) == len(parents):
                parents.append(set())
        if upper != lower and pair[0] != ROOT:
            parents[rows[lower]].add(rows[upper])
    return Taxonomy(
        title=title,
        senses={word: (row,) for word, row in rows.items()},
        names=[(word,) for word in rows],
        parents=[tuple(sorted(above)) for above in parents],
        assumed=(*problems.assumed, *problems.sentences()),
    )
