"""The published table, as the paper prints it."""

from __future__ import annotations

import pytest

from hmlc_core.evaluation.published import published


@pytest.mark.parametrize(
    ("corpus", "method", "score", "percent"),
    [
        ("RCV1", "hyperim", "P@1", 96.78),
        ("RCV1", "hmcn-f", "P@5", 55.90),
        ("Zhihu", "exam", "nDCG@5", 50.74),
        ("Zhihu", "dxml", "P@3", 31.21),
        ("WikiLSHTC", "sleec", "nDCG@3", 46.06),
        ("WikiLSHTC", "hr-dgcnn", "P@5", 22.85),
    ],
)
def test_numbers_are_the_papers(corpus: str, method: str, score: str, percent: float) -> None:
    assert published().scores[corpus][method][score] == pytest.approx(percent / 100)


def test_every_corpus_has_every_system_with_five_scores() -> None:
    table = published()
    assert [len(systems) for systems in table.scores.values()] == [6, 6, 6]
    scores = {tuple(found) for systems in table.scores.values() for found in systems.values()}
    assert scores == {("P@1", "P@3", "P@5", "nDCG@3", "nDCG@5")}


def test_its_source_is_named_and_that_its_corpora_are_others() -> None:
    table = published()
    assert "Table 2" in table.source
    assert "not on the corpus" in table.note
    assert set(table.to_dict()) == {"source", "note", "scores"}
