"""Partial interaction (HyperIM, Eq. 7): which labels a training step scores.

Negatives are over- or under-represented by either rule, so probabilities are no longer
calibrated: rank with them, and tune the threshold on validation data.
"""

from __future__ import annotations

import torch
from torch import Tensor


def batch_union(truth: Tensor) -> Tensor:
    """Labels positive somewhere in the (B, C) batch, ascending (the released code's rule).

    A label that is never positive in a batch is never pushed down.
    """
    return truth.any(0).nonzero().squeeze(-1)


def sampled(truth: Tensor, negatives: int, generator: torch.Generator) -> Tensor:
    """The batch's positives and `negatives` others drawn uniformly, ascending."""
    positive = truth.any(0)
    others = (~positive).nonzero().squeeze(-1)
    order = torch.randperm(len(others), generator=generator)[:negatives]
    return torch.cat([positive.nonzero().squeeze(-1), others[order]]).sort().values


def per_document(truth: Tensor, negatives: int, generator: torch.Generator) -> Tensor:
    """(B, C) what is scored: for each document its own labels and `negatives` others, drawn
    uniformly for it alone (Eq. 7 as printed)."""
    luck = torch.rand(truth.shape, generator=generator).masked_fill(truth, 2.0)
    drawn = luck.topk(min(negatives, truth.shape[1]), largest=False).indices
    return truth.scatter(1, drawn, True)
