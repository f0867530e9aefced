"""Where HARNN's layers start: as the released code has it, or as layers usually do."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from hmlc_core.geometry.draws import uniform


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """Makes layers whose weights are normal with the standard deviation `scale`, cut at two of
    them, and whose biases are `scale`; or uniform in ±1/√inputs, and 0, where `scale` is 0."""

    scale: float
    generator: torch.Generator
    dtype: torch.dtype

    def weight(self, rows: int, inputs: int) -> Tensor:
        """(rows, inputs)."""
        if self.scale == 0:
            values = uniform((rows, inputs), 1 / math.sqrt(inputs), self.generator)
        else:
            values = torch.empty(rows, inputs, dtype=torch.float64)
            two = 2 * self.scale
            nn.init.trunc_normal_(values, std=self.scale, a=-two, b=two, generator=self.generator)
        return values.to(self.dtype)

    def linear(self, inputs: int, outputs: int, *, bias: bool = True) -> nn.Linear:
        """A fully connected layer."""
        layer = nn.Linear(inputs, outputs, bias=bias, dtype=self.dtype, device="meta")
        layer.weight = nn.Parameter(self.weight(outputs, inputs))
        if bias:
            layer.bias = nn.Parameter(torch.full((outputs,), self.scale, dtype=self.dtype))
        return layer
