"""Labels as scikit-learn hands them over, and back in the same form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, cast

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from sklearn.utils import assert_all_finite, column_or_1d
from sklearn.utils.multiclass import check_classification_targets

Form = Literal["one", "lists", "indicators"]


@dataclass(frozen=True, slots=True, eq=False)
class Targets:
    """Labels of documents, and the form they came in.

    form: `one` label a document, `lists` of labels, or `indicators`, (documents, labels) of 0 and
        1. classes: (labels,) what labels are called by who gave them, in their order.
    rows: of each document, its labels' numbers in `classes`.
    """

    form: Form
    classes: NDArray[Any]
    rows: Sequence[tuple[int, ...]]

    @classmethod
    def of(cls, given: Any, besides: Iterable[Any] = ()) -> Targets:
        """What was given as `y`. besides: labels of the hierarchy, which documents may lack.

        Raises `ValueError` where it is none of the three forms.
        """
        if given is None:
            raise ValueError("This estimator requires y to be passed, but the target y is None.")
        if sparse.issparse(given):
            return cls._indicators(_cells(given), None, besides)
        if not hasattr(given, "__iter__"):  # what only numpy can make an array of
            given = np.asarray(given)
        if _are_lists(given):
            return cls._lists([list(labels) for labels in given], besides)
        names = getattr(given, "columns", None)
        array = np.asarray(given)
        if array.ndim == 2 and array.shape[1] > 1:
            return cls._indicators(_cells(array), names, besides)
        return cls._one(column_or_1d(array, warn=True), besides)

    @classmethod
    def _one(cls, labels: NDArray[Any], besides: Iterable[Any]) -> Targets:
        if labels.dtype.kind == "f":
            assert_all_finite(labels, input_name="y")
        check_classification_targets(labels)
        names = np.unique(labels)
        _check_known(besides, names.tolist())
        if len(names) < 2:
            raise ValueError(f"expected two classes at least; found {len(names)} class")
        numbers = np.searchsorted(names, labels)
        return cls("one", names, [(number,) for number in numbers.tolist()])

    @classmethod
    def _lists(cls, labels: list[list[Any]], besides: Iterable[Any]) -> Targets:
        try:
            names = sorted({*(label for each in labels for label in each), *besides})
        except TypeError:
            raise ValueError(
                "labels are expected to be all texts, or all numbers: they cannot be sorted"
            ) from None
        number = {name: place for place, name in enumerate(names)}
        rows = [tuple(sorted({number[label] for label in each})) for each in labels]
        return cls("lists", np.array(names), rows)

    @classmethod
    def _indicators(cls, cells: sparse.csr_array, names: Any, besides: Iterable[Any]) -> Targets:
        if not np.isin(cells.data, (0, 1)).all():
            raise ValueError("indicators of labels are expected to be 0 or 1")
        names = np.arange(cells.shape[1]) if names is None else np.asarray(names)
        _check_known(besides, names.tolist())
        cells.eliminate_zeros()
        cells.sort_indices()
        ends = cells.indptr.tolist()
        found = cells.indices.tolist()
        return cls("indicators", names, [tuple(found[a:b]) for a, b in pairwise(ends)])

    @classmethod
    def known(cls, given: Any, form: Form, classes: NDArray[Any]) -> Targets:
        """Labels in that form, of those classes; raises `ValueError` for others."""
        if form == "indicators":
            cells = _cells(given)
            if cells.shape[1] != len(classes):
                raise ValueError(f"expected {len(classes)} labels; found {cells.shape[1]}")
            return cls._indicators(cells, classes, ())
        number = {name: place for place, name in enumerate(classes.tolist())}
        listed = given if form == "lists" else [[label] for label in np.asarray(given).tolist()]
        try:
            rows = [tuple(sorted({number[label] for label in each})) for each in listed]
        except KeyError as error:
            raise ValueError(f"label {error} was not there at fit") from None
        return cls(form, classes, rows)

    def __len__(self) -> int:
        return len(self.rows)


def given_back(form: Form, classes: NDArray[Any], cells: NDArray[np.bool_]) -> Any:
    """Decisions (documents, labels) on any number of labels, in the form in which labels came."""
    if form == "lists":
        return [classes[row].tolist() for row in cells]
    return cells.astype(np.int64)


def _are_lists(given: Any) -> bool:
    """Whether each document has a list, tuple, set or array of labels of its own."""
    if getattr(given, "ndim", 1) != 1:
        return False
    parts = [part for part in given if not isinstance(part, str)]
    listed = [isinstance(part, list | tuple | set | frozenset | np.ndarray) for part in parts]
    if not any(listed):
        return False
    if len(parts) < len(given) or not all(listed):
        raise ValueError("labels are expected to be a list for each document, or one each")
    rows = [list(part) for part in parts]
    lengths = {len(row) for row in rows}
    plain = all(isinstance(label, int | float | np.number) for row in rows for label in row)
    matrix = plain and len(lengths) == 1 and {0, 1} >= {label for row in rows for label in row}
    return not (matrix and max(lengths) > 1)


def _cells(given: Any) -> sparse.csr_array:
    try:
        dense = given if sparse.issparse(given) else np.asarray(given).astype(np.float64)
    except (TypeError, ValueError):
        raise ValueError("indicators of labels are expected to be 0 or 1") from None
    return sparse.csr_array(cast(Any, dense))


def _check_known(besides: Iterable[Any], names: Sequence[Any]) -> None:
    known = set(names)
    unknown = [label for label in besides if label not in known]
    if unknown:
        raise ValueError(
            f"the hierarchy has a label that y has not: {unknown[0]!r}. Columns of indicators are "
            "called by their numbers, those of a DataFrame by its names; where y are lists, labels "
            "without a document may be in it"
        )
