"""What is shown of a corpus before it is kept."""

from __future__ import annotations

from dataclasses import replace

from hmlc_core.data.corpus import Document
from hmlc_core.data.preview import LONGEST, ROWS, preview
from tests.conftest import make_corpus


def test_a_preview_has_the_first_documents_with_the_names_of_their_labels() -> None:
    corpus = make_corpus()
    long = Document("long", "x" * 10_000, ())
    found = preview(replace(corpus, train=(long, *corpus.train), notes=("odd",)))
    assert len(found.rows) == ROWS
    assert (found.rows[0].text, found.rows[0].labels) == ("x" * LONGEST, ())
    first = corpus.train[0]
    assert found.rows[1].labels == tuple(corpus.graph.names[label] for label in first.labels)
    amounts = [len(item.labels) for item in (*corpus.train, *corpus.dev, *corpus.test)]
    assert (found.documents, found.labels) == (len(corpus) + 1, len(corpus.graph))
    assert found.cardinality == sum(amounts) / (len(amounts) + 1)
    assert (found.most, found.notes) == (max(amounts), ("odd",))
