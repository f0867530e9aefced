"""Convolutions over a document's words, and the largest answer of each filter."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from hmlc_core.models.encoders.layers import drawn
from hmlc_core.models.heads import padding_mask


class MaxConvolution(nn.Module):
    """Filters of several widths, ReLU, and the maximum over the places in a document.

    A filter stands at every place where it covers words only; a document shorter than the filter
    has one place, filled up with zeros.

    widths: words under a filter. filters: how many there are of each width.
    out_dim: len(widths) · filters.
    """

    def __init__(
        self,
        dim: int,
        widths: tuple[int, ...],
        filters: int,
        *,
        generator: torch.Generator,
        dtype: torch.dtype,
    ) -> None:
        super().__init__()
        self.widths, self.out_dim = widths, len(widths) * filters
        self.filters = nn.ModuleList(
            drawn(
                nn.Conv1d(dim, filters, width, dtype=dtype, device="meta"), dim * width, generator
            )
            for width in widths
        )

    def forward(self, states: Tensor, lengths: Tensor) -> Tensor:
        """(B, T, dim), 0 at padding → (B, out_dim)."""
        missing = max(self.widths) - states.shape[1]
        if missing > 0:
            states = nn.functional.pad(states, (0, 0, 0, missing))
        columns = states.transpose(1, 2)
        largest = []
        for width, filters in zip(self.widths, self.filters, strict=True):
            answers = filters(columns)  # (B, filters, places)
            places = (lengths - width + 1).clamp(min=1)
            inside = padding_mask(places, answers.shape[-1])[:, None, :]
            largest.append(answers.masked_fill(~inside, -math.inf).amax(-1))
        # ReLU after the maximum is ReLU before it, on fewer numbers.
        return torch.relu(torch.cat(largest, 1))
