"""Layers whose initial values come from a generator."""

from __future__ import annotations

import math
from typing import TypeVar

import torch
from torch import Tensor, nn

from hmlc_core.experiment.encoder import Encoder
from hmlc_core.geometry.draws import uniform
from hmlc_core.models.encoders.dropout import Dropout

Layer = TypeVar("Layer", bound=nn.Module)


def drawn(layer: Layer, fan_in: int, generator: torch.Generator) -> Layer:
    """A layer made on the device "meta", with values: weights and biases from U(±1/√fan_in).

    That is torch's own distribution, which it draws from the process-wide generator.
    """
    layer = layer.to_empty(device="cpu")
    for parameter in layer.parameters():
        parameter.data.copy_(uniform(tuple(parameter.shape), 1 / math.sqrt(fan_in), generator))
    return layer


class Readout(nn.Module):
    """The last linear layer of an encoder of texts, (B, inputs) → (B, out_dim), and its dropout.

    Dropout hides coordinates of the document vector (HiddeN's paper) or of what the linear layer
    reads (its released code).
    """

    def __init__(
        self,
        settings: Encoder,
        inputs: int,
        out_dim: int,
        *,
        generator: torch.Generator,
        dtype: torch.dtype,
    ) -> None:
        super().__init__()
        layer = nn.Linear(inputs, out_dim, dtype=dtype, device="meta")
        self.linear = drawn(layer, inputs, generator)
        self.dropout = Dropout(settings.dropout, generator)
        self.dropout_first = settings.released_dropout_place

    def forward(self, x: Tensor) -> Tensor:
        """Document vectors."""
        if self.dropout_first:
            x = self.dropout(x)
        x = self.linear(x)
        return x if self.dropout_first else self.dropout(x)
