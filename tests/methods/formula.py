"""The formula from which all golden numbers' inputs are made."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor


def F(shape: tuple[int, ...], *steps: int, s: float) -> Tensor:
    """(((a·i + b·j + … + c) mod 11) − 5)/s at the place (i, j, …), for steps a, b, …, c."""
    *factors, shift = steps
    places = np.indices(shape)
    total = sum(factor * place for factor, place in zip(factors, places, strict=True)) + shift
    return torch.tensor((total % 11 - 5) / s)
