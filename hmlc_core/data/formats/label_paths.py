"""Labels of a corpus that is no table, taken for paths where a person says so, told where not."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from hmlc_core.data.corpus import SPLITS, Corpus, Document
from hmlc_core.data.formats.hierarchy import build_graph
from hmlc_core.data.formats.level_marks import LIKELY, SURE, find_levels, path
from hmlc_core.data.formats.paths import path_labels, unpadded
from hmlc_core.data.formats.records import Record, check_names
from hmlc_core.data.formats.separators import NONE
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten


def divided(corpus: Corpus, mark: str, file: Path, problems: Problems) -> Corpus | None:
    """The corpus with every level of its labels as a label, or None after reporting that it has a
    hierarchy of its own or names that are no paths."""
    graph = corpus.graph
    if mark == NONE:
        return corpus
    if graph.edges:
        problems.error(
            "the corpus has a hierarchy of its own, so that its labels are no paths",
            file,
            remedy="Leave out --path-separator.",
        )
        return None
    written = [tuple(map(str.strip, name.removeprefix(mark).split(mark))) for name in graph.names]
    for name, levels in zip(graph.names, written):
        if not all(levels):
            problems.error("a level has no name", file, found=shorten(repr(name)))
    places = [(file, 1)] * len(written)
    problems.assume(f"{mark!r} stands between the levels of labels, as is said.")
    labels, edges = path_labels(places, unpadded(places, written, problems), problems)
    check_names({name: Record("", "", (), file, 1) for each in labels for name in each}, problems)
    problems.close_tallies()
    tree = build_graph((), edges, {}, file, problems)
    if tree is None or problems.errors:
        return None
    rows = [tuple(map(tree.index, each)) for each in labels]

    def moved(document: Document) -> Document:
        above = (row for label in document.labels for row in rows[label])
        return replace(document, labels=tuple(dict.fromkeys(above)))

    train, dev, test = (tuple(map(moved, corpus.split(split))) for split in SPLITS)
    told = [*problems.sentences(), *problems.assumed]
    notes = (*corpus.notes, *(sentence for sentence in told if sentence not in corpus.notes))
    return replace(corpus, graph=tree, train=train, dev=dev, test=test, notes=notes)


def noted(corpus: Corpus, file: Path, problems: Problems) -> Corpus:
    """The corpus, with a note where its labels look like paths and are read as names."""
    names = corpus.graph.names
    if corpus.graph.edges or len(names) < 2:
        return corpus
    mark = find_levels(Counter(names)).mark or next(
        (mark for mark in (*SURE, *LIKELY) if all(len(path(name, mark)) > 1 for name in names)), ""
    )
    if not mark:
        return corpus
    example = next(name for name in names if len(path(name, mark)) > 1)
    before = problems.sentences()
    problems.note(
        f"{mark!r} stands in labels such as {shorten(example, 60)!r}, and is read as a part of the "
        f"name; if it stands between levels of one label, say --path-separator {mark!r}",
        file,
    )
    fresh = [sentence for sentence in problems.sentences() if sentence not in before]
    return replace(corpus, notes=(*corpus.notes, *fresh))
