"""Batch normalisation that any batch can train."""

from __future__ import annotations

from typing import final

import torch
from torch import Tensor, nn
from torch.nn.functional import batch_norm


@final
class BatchNorm(nn.Module):
    """(x − mean) / √variance · weight + bias, for every coordinate (Ioffe and Szegedy, ICML 2015).

    In training mean and variance are the batch's, and are remembered as running means; in
    prediction, where no document may depend on others, and in a batch of a single document, which
    has no variance, they are what is remembered. A checkpoint keeps them with the weights.
    """

    mean: Tensor
    variance: Tensor

    def __init__(self, width: int, *, dtype: torch.dtype) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width, dtype=dtype))
        self.bias = nn.Parameter(torch.zeros(width, dtype=dtype))
        self.register_buffer("mean", torch.zeros(width, dtype=dtype))
        self.register_buffer("variance", torch.ones(width, dtype=dtype))

    def forward(self, x: Tensor) -> Tensor:
        """(B, width) → (B, width)."""
        learns = self.training and len(x) > 1
        return batch_norm(x, self.mean, self.variance, self.weight, self.bias, learns)
