"""Hierarchies upside down: what documents say of them, and that real ones are not suspected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hmlc_core.data.formats.direction import note_rare_parents
from hmlc_core.data.problems import Problems
from hmlc_core.data.registry import load_corpus
from tests.data.corpusfiles import jsonl, notes

Write = Callable[..., Path]

WHOLE = (["tennis", "sport"], ["golf", "sport"], ["tennis", "sport"], ["sport"])
LEAVES = (["tennis"], ["golf", "tennis"], ["sport"])


def corpus(write: Write, labels: tuple[list[str], ...], hierarchy: str) -> Path:
    documents = ({"id": str(row), "text": "x", "labels": own} for row, own in enumerate(labels))
    return write(files={"train.jsonl": jsonl(*documents), "hierarchy.tsv": hierarchy})


def test_parents_that_are_rarer_than_their_children_are_told_with_numbers(write: Write) -> None:
    told = notes(corpus(write, WHOLE, "tennis\tsport\ngolf\tsport\n"))
    assert (
        "hierarchy.tsv: perhaps the child stands first: of 2 edges whose labels documents have "
        "together, 2 have a parent in fewer documents than its child, and 0 in more. If so, say "
        "--child-first, or let the first line name the columns: child, parent" in told
    )


@pytest.mark.parametrize(
    ("labels", "hierarchy"),
    [
        (WHOLE, "sport\ttennis\nsport\tgolf\n"),
        (LEAVES, "sport\ttennis\nsport\tgolf\n"),  # which do not tell
    ],
)
def test_a_hierarchy_that_documents_do_not_contradict_is_not_suspected(
    write: Write, labels: tuple[list[str], ...], hierarchy: str
) -> None:
    assert not any("child" in note for note in notes(corpus(write, labels, hierarchy)))


def test_the_bundled_corpus_is_suspected_the_other_way_only() -> None:
    corpus = load_corpus("newsroom")
    names = corpus.graph.names
    labels = [[names[label] for label in item.labels] for item in corpus.train]
    down = [(names[parent], names[child]) for parent, child in corpus.graph.edges]
    for edges, told in ((down, 0), ([(child, parent) for parent, child in down], 1)):
        problems = Problems()
        note_rare_parents(labels, edges, Path("hierarchy.tsv"), problems)
        assert problems.notes == told
