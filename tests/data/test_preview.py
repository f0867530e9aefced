"""What is shown of a corpus before it is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hmlc_core.data import formats
from hmlc_core.data.corpus import FIRST, Document
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.preview import LONGEST, MOST, preview
from tests.conftest import make_corpus


def test_a_preview_has_the_first_documents_with_the_names_of_their_labels() -> None:
    corpus = make_corpus()
    long = Document("long", "x" * 10_000, ())
    found = preview(replace(corpus, train=(long, *corpus.train), notes=("odd",)))
    assert len(found.rows) == FIRST
    assert found.rows[0].text == "x" * LONGEST + " … +9,800 characters"
    assert found.rows[0].labels == ()
    first = corpus.train[0]
    assert found.rows[1].labels == tuple(corpus.graph.names[label] for label in first.labels)
    amounts = [len(item.labels) for item in (*corpus.train, *corpus.dev, *corpus.test)]
    assert (found.documents, found.labels) == (len(corpus) + 1, len(corpus.graph))
    assert found.cardinality == sum(amounts) / (len(amounts) + 1)
    assert (found.most, found.notes) == (max(amounts), ("odd",))


def test_labels_that_are_cut_off_are_counted() -> None:
    graph = LabelGraph(tuple(f"l{n:04}" for n in range(3_000)))
    many = Document("many", "x", tuple(range(3_000)))
    found = preview(replace(make_corpus(), graph=graph, train=(many,), dev=(), test=()))
    assert found.rows[0].labels == (*graph.names[:MOST], "+2,980")


def test_the_first_rows_of_a_table_are_shown_whatever_their_split(tmp_path: Path) -> None:
    splits = ["test", "train", "dev", "train", "train", "train", "test"]
    rows = [f"d{9 - n},ball,{'ab'[n % 2]},{split}\n" for n, split in enumerate(splits)]
    (tmp_path / "t.csv").write_text("id,text,labels,split\n" + "".join(rows))
    found = preview(formats.load(tmp_path / "t.csv"))
    assert [row.id for row in found.rows] == ["d9", "d8", "d7", "d6", "d5"]
    assert [row.split for row in found.rows] == splits[:5]
