"""Layers that ReLU follows, started so that what passes through many of them keeps its size."""

from __future__ import annotations

import math
from typing import TypeVar

import torch
from torch import nn

from hmlc_core.geometry.draws import uniform

Layer = TypeVar("Layer", nn.Linear, nn.Conv1d)


def rectified(layer: Layer, inputs: int, generator: torch.Generator) -> Layer:
    """A layer made on the device "meta", with weights from U(±√(6/inputs)) and biases of 0.

    He et al., *Delving Deep into Rectifiers* (ICCV 2015). inputs: numbers that a unit sums.
    """
    layer = layer.to_empty(device="cpu")
    bound = math.sqrt(6 / inputs)
    layer.weight.data.copy_(uniform(tuple(layer.weight.shape), bound, generator))
    assert layer.bias is not None
    nn.init.zeros_(layer.bias)
    return layer
