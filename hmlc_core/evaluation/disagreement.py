"""Two predictors on the same documents: where one ranks the labels better than the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hmlc_core.errors import DataError
from hmlc_core.evaluation.cells import Scores, Truth
from hmlc_core.evaluation.ranking import Values, rank, top_labels

DEPTH = 5
"""Ranks that are looked at."""


@dataclass(frozen=True, slots=True, eq=False)
class Disagreement:
    """Documents, (n,), as two predictors rank their labels.

    first, second: nDCG@5 of each document, NaN where it has no true label. first_top, second_top:
    (n, at most 5) the best labels, best first. first_right, second_right: whether the best label
    is a true one.
    """

    first: Values
    second: Values
    first_top: NDArray[np.int64]
    second_top: NDArray[np.int64]
    first_right: NDArray[np.bool_]
    second_right: NDArray[np.bool_]

    @property
    def difference(self) -> Values:
        """nDCG@5 of the first minus that of the second."""
        difference: Values = self.first - self.second
        return difference

    def better(self, *, second: bool = False) -> NDArray[np.int64]:
        """Documents that the first (or the second) ranks better, the largest difference first."""
        gain = np.nan_to_num(-self.difference if second else self.difference)
        order = np.argsort(-gain, kind="stable")
        chosen: NDArray[np.int64] = order[gain[order] > 0]
        return chosen

    def counts(self) -> dict[str, int]:
        """Labelled documents by whose best label is right: `both`, `first`, `second`, `neither`."""
        known = ~np.isnan(self.first)
        one, two = self.first_right[known], self.second_right[known]
        cells = {"both": one & two, "first": one & ~two, "second": two & ~one}
        counted = {name: int(cell.sum()) for name, cell in cells.items()}
        return counted | {"neither": int((~one & ~two).sum())}


def disagreement(first: Scores, second: Scores, truth: Truth) -> Disagreement:
    """Compare the scores (n, C) of two predictors by the true labels (n, C), sparse.

    Raises `DataError` where their shapes differ; see `cells.blocks` for what else is refused.
    """
    if first.shape != second.shape:
        raise DataError(
            "the two runs have not judged the same documents and labels",
            where="test documents",
            expected=str(first.shape),
            received=str(second.shape),
            remedy="Choose two runs of one corpus.",
        )
    one, two = (rank(scores, truth, DEPTH) for scores in (first, second))
    return Disagreement(
        first=one.ndcg(DEPTH),
        second=two.ndcg(DEPTH),
        first_top=top_labels(first, DEPTH),
        second_top=top_labels(second, DEPTH),
        first_right=one.gains[:, 0] > 0,
        second_right=two.gains[:, 0] > 0,
    )
