"""What each word is as evidence: its scores masked, while the states of all words stay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from hmlc_core.budget import Budget, Numbers
from hmlc_core.models.base import ROWS

OCCLUSION_CELLS = 20_000_000
"""At most this many numbers at once while words are masked one by one."""

MASKED = (
    "A contribution is the change of the label's logit (its log-odds) when the word's score is "
    "masked while the states of all words stay as they are: so it is what the word does as "
    "evidence, not what it did to the state that later words were read in. The contributions need "
    "not add up to the logit."
)


def evidence(
    heads: Iterable[nn.Module],
    scores: Sequence[Tensor],
    weights: Tensor,
    words: int,
    budget: Budget,
) -> tuple[Tensor, Tensor]:
    """Logits (C,) of a document, and what they lose without each of its words, (C, words), as far
    as the budget goes.

    heads: called with scores, weights and labels, one for each branch. scores: (1, C, width) of a
    branch each. weights: (1, width) of the words, which come first.
    """
    heads, labels = list(heads), scores[0].shape[1]

    def logits(rows: Tensor) -> Tensor:
        """(n, C) by (n, width) weights of the words."""
        size, found = max(1, OCCLUSION_CELLS // max(1, rows.numel())), []
        for start in range(0, labels, size):
            group = torch.arange(start, min(start + size, labels))
            parts = (
                head(score[:, group].expand(len(rows), -1, -1), rows, group)
                for head, score in zip(heads, scores, strict=True)
            )
            found.append(sum(parts, torch.zeros(len(rows), len(group))))
        return torch.cat(found, dim=1)

    full = logits(weights)

    def lost(places: NDArray[np.int64]) -> Numbers:
        masked = weights.repeat(len(places), 1)
        masked[torch.arange(len(places)), torch.from_numpy(places)] = 0.0
        least = torch.finfo(masked.dtype).tiny
        masked = masked / masked.sum(-1, keepdim=True).clamp(min=least)
        return (full - logits(masked)).T.numpy()

    found = budget.measured(labels, words, lost, at_once=ROWS)
    return full[0], torch.from_numpy(found)
