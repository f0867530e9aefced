"""Counts and distances of an edge, against a hand-worked case."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.sparse as sparse

from hmlc_core.evaluation.recovery import evidence
from hmlc_core.geometry import make_geometry

POINTS = np.array([[0.0, 0.0], [0.5, 0.0], [0.6, 0.0], [-0.5, 0.0]])
LABELS = sparse.csr_matrix(np.array([[1, 1, 0, 0], [1, 1, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0]]))


def test_counts_shares_distances_and_place() -> None:
    found = evidence(0, 1, POINTS, make_geometry("poincare", 2), LABELS)
    assert (found.parent_documents, found.child_documents, found.both) == (3, 3, 2)
    assert found.parent_given_child == pytest.approx(2 / 3)
    assert found.child_given_parent == pytest.approx(2 / 3)
    assert found.distance == pytest.approx(2 * math.atanh(0.5))
    assert found.rank == 2  # the third label lies nearer to the child
    assert found.parent_radius == pytest.approx(0, abs=1e-9)
    assert found.child_radius == pytest.approx(2 * math.atanh(0.5))


def test_a_label_without_documents_has_no_shares() -> None:
    found = evidence(0, 3, POINTS, make_geometry("poincare", 2), LABELS)
    assert found.child_documents == 0
    assert math.isnan(found.parent_given_child)
    assert found.child_given_parent == 0


def test_flat_space_measures_depth_from_the_mean() -> None:
    found = evidence(0, 1, POINTS + 7, make_geometry("euclidean", 2), LABELS)
    assert found.parent_radius == pytest.approx(0.15)
    assert found.child_radius == pytest.approx(0.35)


def test_equally_far_labels_share_a_place() -> None:
    found = evidence(3, 0, POINTS, make_geometry("euclidean", 2), LABELS)
    assert found.rank == evidence(1, 0, POINTS, make_geometry("euclidean", 2), LABELS).rank == 1
