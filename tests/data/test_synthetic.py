"""HiddeN's synthetic points, and labels that go missing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.missing import forget
from hmlc_core.data.prepare import prepare
from hmlc_core.data.synthetic import CELLS, LABELS, ROOT, generate, graph, quadrant
from hmlc_core.data.text import encode_vectors
from hmlc_core.errors import DataError
from hmlc_core.experiment import CorpusSettings


@pytest.fixture(scope="module")
def points() -> Corpus:
    return generate(1_200, seed=3)


def places(corpus: Corpus) -> np.ndarray:
    return np.array([document.vector for document in corpus.train])


def test_quadrants_are_those_of_the_paper() -> None:
    members = {
        number: [c for c in range(CELLS) if quadrant(c) == number] for number in range(16, 20)
    }
    assert members == {
        16: [0, 1, 4, 5],
        17: [2, 3, 6, 7],
        18: [8, 9, 12, 13],
        19: [10, 11, 14, 15],
    }


def test_the_hierarchy_has_three_levels() -> None:
    tree = graph()
    assert len(tree) == LABELS == 21
    assert tree.roots() == (ROOT,)
    assert sorted(tree.depth.tolist()) == [0] + 4 * [1] + 16 * [2]


def test_points_lie_where_their_cell_is(points: Corpus) -> None:
    means = np.array([divmod(document.labels[0], 4) for document in points.train]) - 2
    residuals = places(points) - means
    assert abs(residuals.mean()) < 0.01
    assert residuals.std() == pytest.approx(0.1, rel=0.05)
    for document in points.train:
        cell = document.labels[0]
        assert document.labels == (cell, quadrant(cell), ROOT)


def test_sizes_and_seeds(points: Corpus) -> None:
    assert (len(points.train), len(points.test)) == (1_200, 800)
    assert generate(1_200, seed=3) == points
    assert (places(generate(1_200, seed=3)) == places(points)).all()
    assert generate(1_200, seed=4) != points


def test_forgetting_takes_one_label_of_that_share_of_the_documents(points: Corpus) -> None:
    kept = forget(points.train, 0.4, np.random.default_rng(0))
    sizes = [len(document.labels) for document in kept]
    assert set(sizes) == {2, 3}
    assert sizes.count(2) / len(sizes) == pytest.approx(0.4, abs=0.05)
    lost = [
        (set(before.labels) - set(after.labels)).pop()
        for before, after in zip(points.train, kept, strict=True)
        if before != after
    ]
    # Uniform over the three: the root is lost as often as any one of the other two.
    assert lost.count(ROOT) / len(lost) == pytest.approx(1 / 3, abs=0.07)
    vectors = np.array([document.vector for document in kept])
    assert (vectors == places(points)).all()


def test_a_single_label_is_never_forgotten(points: Corpus) -> None:
    alone = [replace(document, labels=(ROOT,)) for document in points.train[:5]]
    assert forget(alone, 1.0, np.random.default_rng(0)) == tuple(alone)


def test_prepared_points_are_coordinates(points: Corpus) -> None:
    prepared = prepare(points, CorpusSettings(name="synthetic"), 0)
    assert prepared.train.tokens.dtype == np.float32
    assert prepared.vectors == 2
    assert set(prepared.train.lengths.tolist()) == {2}
    assert prepared.test_missing is None
    known = {document.id: document for document in points.train}
    first = known[prepared.train_ids[0]]
    assert first.vector is not None
    assert prepared.train.document(0).tolist() == first.vector.tolist()
    assert first.text == ""
    assert first.shown == f"({first.vector[0]:.2f}, {first.vector[1]:.2f})"


@pytest.mark.parametrize(
    ("vector", "received"), [(None, "none"), ((), "0"), ((1.0,), "1"), ((1.0, 2.0, 3.0), "3")]
)
def test_what_is_no_vector_as_the_others_are_is_named(
    points: Corpus, vector: tuple[float, ...] | None, received: str
) -> None:
    row = None if vector is None else np.array(vector, dtype=np.float32)
    odd = replace(points.train[0], id="odd", vector=row)
    with pytest.raises(DataError, match=f"odd: not a vector .* found {received}"):
        encode_vectors([points.train[0], odd], points.graph, 2)


def test_labels_go_missing_in_training_and_in_a_copy_of_the_test_split(points: Corpus) -> None:
    whole = prepare(points, CorpusSettings(name="synthetic"), 0)
    gaps = prepare(points, CorpusSettings(name="synthetic", missing=0.5), 0)
    assert gaps.train_ids == whole.train_ids
    assert (gaps.train.tokens == whole.train.tokens).all()
    for name in ("train", "validation"):
        before, after = getattr(whole, name).labels, getattr(gaps, name).labels
        assert (after - before).max() <= 0  # nothing is added
        assert before.sum() - after.sum() == pytest.approx(0.5 * len(getattr(whole, name)), rel=0.3)
    assert (gaps.test.labels != whole.test.labels).nnz == 0
    assert gaps.test_missing is not None
    assert gaps.test_missing.labels.sum() < gaps.test.labels.sum()
