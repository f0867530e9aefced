"""How often members of a group come before others, from their ranks alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from hmlc_core.evaluation.recovery.chance import Spread

DRAWS = 200
"""Random assignments that say what chance is."""


def share_before(rank_sum: Any, members: Any, total: Any) -> Any:
    """Share of (member, other) pairs in which the member has the lower rank; a tie counts half.

    rank_sum: of the members, with ranks from 1 to `total` and tied ones averaged. members: their
    number, more than 0 and fewer than `total`. This is the Mann-Whitney U over its maximum, which
    is the area under a ROC curve; all arguments broadcast.
    """
    return 1 - (rank_sum - members * (members + 1) / 2) / (members * (total - members))


def spread(values: Any) -> Spread:
    """Mean and standard deviation (n − 1) of draws."""
    return Spread(float(np.mean(values)), float(np.std(values, ddof=1)))
