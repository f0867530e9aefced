"""A hierarchy from a file of its own, for a corpus folder that brings none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hmlc_core.data.corpus import SPLITS, Corpus
from hmlc_core.data.formats.assemble import graph_of
from hmlc_core.data.formats.edges import read_labels
from hmlc_core.data.formats.records import Hierarchy, Record, note_unseen
from hmlc_core.data.problems import Problems


def own_hierarchy(file: Path, problems: Problems) -> None:
    """Report that `file` stands beside a corpus that has a hierarchy."""
    problems.error(
        "the corpus has a hierarchy of its own, so that this one cannot be used",
        file,
        remedy="Leave one of the two out.",
    )


def with_hierarchy(
    corpus: Corpus, file: Path, problems: Problems, child_first: bool | None
) -> Corpus | None:
    """The corpus with the edges of the file, or None after reporting that it has some already, or
    that they do not fit its labels."""
    if corpus.graph.edges:
        own_hierarchy(file, problems)
        return None
    known = corpus.graph
    before = len(problems.sentences())
    edges, texts = read_labels(file, problems, child_first=child_first)
    shown = {name: known.display(known.index(name)) for name in known.names if known.texts}
    there = {name for edge in edges for name in edge}
    texts = {name: text for name, text in shown.items() if name in there} | texts
    given = Hierarchy(file, edges, texts)
    used = {
        known.names[row]: Record("", "", (), file, 1)
        for split in SPLITS
        for item in corpus.split(split)
        for row in item.labels
    }
    graph = graph_of(used, given, problems)
    if graph is None or problems.errors:
        return None
    note_unseen(used, graph, given, problems)
    problems.close_tallies()
    problems.assume(f"The hierarchy of the labels is that of {file.name}.")
    rows = [graph.index(name) if name in used else -1 for name in known.names]
    train, dev, test = (
        tuple(
            replace(item, labels=tuple(rows[label] for label in item.labels))
            for item in corpus.split(name)
        )
        for name in SPLITS
    )
    fresh = [*problems.sentences()[before:], *problems.assumed]
    told = [sentence for sentence in fresh if sentence not in corpus.notes]
    return replace(
        corpus,
        graph=graph,
        train=train,
        dev=dev,
        test=test,
        notes=(*corpus.notes, *told),
        assumed=(*corpus.assumed, *problems.assumed),
    )
