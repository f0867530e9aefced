"""Where HARNN's layers start: as the released code has it, or as layers usually do."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from hmlc_core.geometry.draws import uniform


@torch.no_grad()
def start_(weight: Tensor, inputs: int, scale: float, generator: torch.Generator) -> None:
    """Draw `weight` in place: normal with that standard deviation, cut at two of them, or uniform
    in ±1/√inputs where `scale` is 0."""
    if scale == 0:
        weight.copy_(uniform(tuple(weight.shape), 1 / math.sqrt(inputs), generator))
        return
    drawn = torch.empty(weight.shape, dtype=torch.float64)
    nn.init.trunc_normal_(drawn, std=scale, a=-2 * scale, b=2 * scale, generator=generator)
    weight.copy_(drawn)


def linear(
    inputs: int,
    outputs: int,
    *,
    bias: bool = True,
    scale: float,
    generator: torch.Generator,
    dtype: torch.dtype,
) -> nn.Linear:
    """A layer with such weights; its biases start at `scale`, as released."""
    layer = nn.Linear(inputs, outputs, bias=bias, dtype=dtype, device="meta").to_empty(device="cpu")
    start_(layer.weight, inputs, scale, generator)
    if bias:
        nn.init.constant_(layer.bias, scale)
    return layer
