"""What is written is read back the same, whatever the names hold."""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmlc_core.data import formats
from hmlc_core.data.corpus import SPLITS, Corpus, Document
from hmlc_core.data.edges import load_graph
from hmlc_core.data.formats import folder
from hmlc_core.data.formats.hierarchy import hierarchy_text
from hmlc_core.data.formats.layout import Layout
from hmlc_core.data.labels import LabelGraph
from tests.data.nastynames import IDS, graphs

pytestmark = pytest.mark.slow

NAMES = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=6).filter(
    lambda name: name.casefold() != "root"
)
DOCUMENTS = st.lists(st.lists(NAMES, min_size=1, max_size=4, unique=True), min_size=4, max_size=9)


def labels(corpus: Corpus) -> dict[str, list[str]]:
    """Document id -> names of its labels."""
    return {
        document.id: [corpus.graph.names[label] for label in document.labels]
        for split in SPLITS
        for document in corpus.split(split)
    }


def named(graph: LabelGraph) -> tuple[set[str], set[tuple[str, str]]]:
    edges = {(graph.names[parent], graph.names[child]) for parent, child in graph.edges}
    return set(graph.names), edges


@settings(deadline=None)
@given(DOCUMENTS)
def test_tables_with_json_lists_and_folders_keep_every_name(documents: list[list[str]]) -> None:
    expected = {f"d{number}": names for number, names in enumerate(documents)}
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "a.csv"
        with path.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(["id", "text", "labels"])
            writer.writerows([name, "words", json.dumps(names)] for name, names in expected.items())
        corpus = formats.load(path, layout=Layout(path_separator="none"))  # a > b is a name
        assert labels(corpus) == expected
        folder.write(corpus, Path(place) / "again", compress=True)
        again = formats.load(Path(place) / "again")
        assert labels(again) == expected
        assert set(corpus.notes) <= set(again.notes)


@given(graphs(), st.lists(IDS, min_size=2, max_size=5, unique=True), IDS, st.booleans())
def test_a_folder_keeps_labels_ids_and_texts(
    graph: LabelGraph, ids: list[str], text: str, compress: bool
) -> None:
    rows = [tuple(range(n % len(graph) + 1)) for n in range(len(ids))]
    train = tuple(Document(name, f"{text} {name}", has) for name, has in zip(ids, rows))
    corpus = Corpus("x", text, graph, train[1:], (), train[:1], notes=(text,))
    with tempfile.TemporaryDirectory() as place:
        folder.write(corpus, Path(place) / "x", compress=compress)
        again = formats.load(Path(place) / "x")
    assert named(again.graph) == named(graph)
    assert labels(again) == labels(corpus)
    assert again.train == corpus.train
    assert (again.title, again.notes[0]) == (text, text)


@given(graphs())
def test_edges_alone_keep_every_name(graph: LabelGraph) -> None:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "hierarchy.tsv"
        path.write_text(hierarchy_text(graph), encoding="utf-8", newline="")
        again = load_graph(path)
    assert named(again) == named(graph)
