"""The stage `labels`: what each round of walks tells, and labels that no walk tells of."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sparse
from numpy.typing import NDArray

from hmlc_core.experiment.models.dxml import DXML
from hmlc_core.methods.dxml.labels import embed_labels, label_graph
from hmlc_core.snapshot import Snapshot


def graph_of(*documents: tuple[int, ...], labels: int) -> sparse.csr_matrix:
    truth = np.zeros((len(documents), labels))
    for row, each in enumerate(documents):
        truth[row, list(each)] = 1
    return label_graph(sparse.csr_matrix(truth))


FAMILIES = graph_of((0, 1), (0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5), (2, 3), labels=8)
"""Two families, 0 to 2 and 3 to 5, and two labels, 6 and 7, that come with no other."""


def placed(graph: sparse.csr_matrix = FAMILIES, **values: object) -> list[Snapshot]:
    return list(embed_labels(graph, DXML(**{"dim": 4, "walks": 5, **values}), seed=1))


def points(snapshot: Snapshot) -> NDArray[np.float32]:
    assert snapshot.label_points is not None
    return snapshot.label_points


def test_every_round_is_shown_and_can_be_gone_on_from() -> None:
    whole = placed()
    assert [snapshot.step for snapshot in whole] == list(range(6))
    for kept in whole:
        rest = list(embed_labels(FAMILIES, DXML(dim=4, walks=5), seed=1, resume=kept.checkpoint))
        expected = whole[kept.step + 1 :] or whole[-1:]
        assert [snapshot.step for snapshot in rest] == [snapshot.step for snapshot in expected]
        for one, other in zip(rest, expected, strict=True):
            np.testing.assert_array_equal(points(one), points(other))


def test_labels_that_come_together_lie_in_the_same_direction() -> None:
    found = points(placed(walks=20)[-1])[:6]
    unit = found / np.linalg.norm(found, axis=1, keepdims=True)
    cosines = unit @ unit.T
    family = np.arange(6) // 3
    same = family[:, None] == family[None, :]
    assert cosines[same].min() > cosines[~same].max()


def test_labels_that_come_with_no_other_keep_their_direction_and_are_as_long_as_others() -> None:
    first, *_, last = placed()
    start, end = points(first), points(last)
    usual = np.sqrt((np.linalg.norm(end[:6], axis=1) ** 2).mean())
    np.testing.assert_allclose(end[6:], usual * start[6:], rtol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(start, axis=1), 1, rtol=1e-6)


def test_without_any_two_labels_together_all_keep_theirs() -> None:
    first, *_, last = placed(graph_of((0,), (1,), (2,), labels=3))
    np.testing.assert_array_equal(points(first), points(last))


def test_a_round_is_as_near_to_the_one_before_as_a_turn_can_bring_it() -> None:
    *_, before, after = (points(snapshot)[:6].astype(np.float64) for snapshot in placed(walks=30))
    strengths = np.linalg.svd(after.T @ before, compute_uv=False)
    assert np.trace(after.T @ before) == pytest.approx(strengths.sum(), rel=1e-4)
