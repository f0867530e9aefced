"""Scores that mix those of a network's local and global part."""

from __future__ import annotations

import math

from torch import Tensor, logaddexp
from torch.nn.functional import logsigmoid


def mixed(whole: Tensor, levels: Tensor, share: float) -> Tensor:
    """Logits of the probability `share` · σ(whole) + (1 − share) · σ(levels)."""
    if share in (0.0, 1.0):
        return whole if share else levels

    def logarithm(sign: int) -> Tensor:
        return logaddexp(
            logsigmoid(sign * whole) + math.log(share),
            logsigmoid(sign * levels) + math.log(1 - share),
        )

    return logarithm(1) - logarithm(-1)
