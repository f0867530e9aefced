"""A taxonomy from a list of pairs, a hypernym and a word a line: the bundled list, or a file."""

from __future__ import annotations

import re
from pathlib import Path

from hmlc_core.data.formats.direction import OPTION
from hmlc_core.data.formats.edges import read_edges
from hmlc_core.data.hypernyms.taxonomy import Taxonomy, dictionary_form
from hmlc_core.data.labels import ROOT
from hmlc_core.data.problems import Problems
from hmlc_core.shipped import ASSETS

BUNDLED = ASSETS / "hypernyms" / "newsroom.tsv"
"""Hypernyms of the bundled corpus' words, in the senses that they have there."""


_SYNSET = re.compile(r"(.+)\.[nvasr]\.(\d{2,})", re.IGNORECASE)
"""How NLTK calls a synset: by its first word, its part of speech and the rank of the sense."""


def read_listed(path: Path, title: str) -> Taxonomy:
    """The words of a file of edges (see `formats.edges`), each with one sense.

    Where all names are those of synsets (`dog.n.01`), each is a sense of its word, in the order of
    its numbers.

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
    called = {name: (name, 0) for name in rows}
    found = {name: _SYNSET.fullmatch(name) for name in rows if name != ROOT.lower()}
    if found and all(found.values()):
        called |= {name: (match[1], int(match[2])) for name, match in found.items() if match}
        first = next(iter(found))
        what = f"{first} is read as a sense of the word {called[first][0]}"
        problems.assume(f"{path.name} names synsets: {what}.")
    senses: dict[str, list[int]] = {}
    for name in sorted(rows, key=lambda name: called[name][1]):
        senses.setdefault(called[name][0], []).append(rows[name])
    return Taxonomy(
        title=title,
        senses=senses,
        names=[(called[name][0],) for name in rows],
        parents=[tuple(sorted(above)) for above in parents],
        assumed=(*problems.assumed, *(said.replace(OPTION, "") for said in problems.sentences())),
    )
