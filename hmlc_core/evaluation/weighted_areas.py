"""Areas under curves of weighted documents, compiled: one walk through the cells a resample.

Importing this imports numba.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from hmlc_core.geometry.kernels.compile import kernel


@kernel
def areas(document: Any, true: Any, last: Any, starts: Any, weights: Any) -> Any:
    """Average precision (in steps) and area under the ROC curve, means over lists of cells.

    document, true, last: (cells,) by falling score; starts: (lists + 1,); see `resampling._Cells`.
    weights: (resamples, documents) float32 whole numbers. Returns two arrays (resamples,): over the
    lists with a true cell, and over those that have a false one as well; NaN without any.
    """
    resamples, lists = len(weights), len(starts) - 1
    precision, roc = np.empty(resamples), np.empty(resamples)
    for number in range(resamples):
        row = weights[number]
        ranked = separated = 0
        area = separation = 0.0
        for place in range(lists):
            cells = hits = group = group_hits = own = lost = 0.0
            for cell in range(starts[place], starts[place + 1]):
                weight = row[document[cell]]
                group += weight
                if true[cell]:
                    group_hits += weight
                if last[cell]:  # equal scores count together
                    if group_hits > 0:
                        wrong = group - group_hits
                        lost += group_hits * (cells - hits + wrong / 2)
                        own += group_hits * (hits + group_hits) / (cells + group)
                    cells += group
                    hits += group_hits
                    group = group_hits = 0.0
            if hits > 0:
                area += own / hits
                ranked += 1
                if cells > hits:
                    separation += 1 - lost / (hits * (cells - hits))
                    separated += 1
        precision[number] = area / ranked if ranked else np.nan
        roc[number] = separation / separated if separated else np.nan
    return precision, roc
