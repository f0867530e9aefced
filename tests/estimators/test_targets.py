"""Labels in three forms, and back."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sparse

from hmlc_core.estimators.targets import Targets, given_back


def test_lists_are_sorted_and_labels_without_a_document_come_from_the_hierarchy() -> None:
    found = Targets.of([["b", "a"], ("b",), set()], besides=["c"])
    assert found.form == "lists"
    assert found.classes.tolist() == ["a", "b", "c"]
    assert found.rows == [(0, 1), (1,), ()]


@pytest.mark.parametrize("make", [np.array, sparse.csr_array, list])
def test_indicators_are_columns(make) -> None:
    found = Targets.of(make([[1, 0, 1], [0, 0, 0]]))
    assert found.form == "indicators"
    assert found.classes.tolist() == [0, 1, 2]
    assert found.rows == [(0, 2), ()]


def test_one_label_each_has_its_classes_in_order() -> None:
    found = Targets.of(["dog", "cat", "dog"])
    assert found.form == "one"
    assert found.classes.tolist() == ["cat", "dog"]
    assert found.rows == [(1,), (0,), (1,)]


def test_numbers_that_are_lists_of_labels_are_no_indicators() -> None:
    assert Targets.of([[3, 7], [7, 3]]).classes.tolist() == [3, 7]
    assert Targets.of([[1], [0]]).form == "lists"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (None, "requires y"),
        ([["a"], "b"], "a list for each document"),
        ([["a"], [1]], "all texts, or all numbers"),
        ([[0, 2], [1.5, 0]], None),
        (np.array([[0.0, 0.5], [1.0, 0.0]]), "0 or 1"),
        ([1.5, 2.5], "continuous"),
        ([1, 1], "1 class"),
    ],
)
def test_what_is_none_of_the_three_is_refused(given, words) -> None:
    if words is None:
        assert Targets.of(given).form == "lists"  # labels may be any numbers
        return
    with pytest.raises(ValueError, match=words):
        Targets.of(given)


def test_a_hierarchy_cannot_have_labels_that_columns_have_not() -> None:
    with pytest.raises(ValueError, match="'x'"):
        Targets.of(np.eye(2), besides=["x"])


def test_decisions_come_back_in_the_form_of_the_labels() -> None:
    classes, cells = np.array(["a", "b"]), np.array([[True, True], [False, False]])
    assert given_back("lists", classes, cells) == [["a", "b"], []]
    assert given_back("indicators", classes, cells).tolist() == [[1, 1], [0, 0]]


def test_labels_that_were_not_there_at_fit_are_named() -> None:
    known = Targets.known([["b"]], "lists", np.array(["a", "b"]))
    assert known.rows == [(1,)]
    with pytest.raises(ValueError, match="'z' was not there"):
        Targets.known([["z"]], "lists", np.array(["a", "b"]))
    with pytest.raises(ValueError, match="expected 2 labels; found 3"):
        Targets.known(np.eye(3), "indicators", np.array(["a", "b"]))
