"""What kernels require of their tensors: compiled code checks no bounds and never broadcasts."""

from __future__ import annotations

import torch
from torch import Tensor

from hmlc_core.errors import HyperlabelError


def check_points(block: int, **tensors: Tensor) -> None:
    """All in the first one's precision, on the CPU, with coordinates that divide into balls."""
    first = next(iter(tensors.values()))
    for name, x in tensors.items():
        dtypes = (torch.float32, torch.float64)
        fits = x.dtype == first.dtype and x.dtype in dtypes and x.device.type == "cpu"
        _require(fits, name, "float32 or float64 on the CPU, the same for all", _kind(x))
    k = first.shape[-1]
    _require(block >= 1 and k % block == 0, "block", f"a divisor of {k} coordinates", str(block))


def check_shape(name: str, x: Tensor, *shape: int) -> None:
    """x has this shape."""
    _require(tuple(x.shape) == shape, name, f"shape {shape}", f"shape {tuple(x.shape)}")


def check_range(name: str, x: Tensor, low: int, high: int) -> None:
    """x holds int64 numbers from low to high."""
    _require(x.dtype == torch.int64 and x.device.type == "cpu", name, "int64 on the CPU", _kind(x))
    if x.numel():
        least, most = int(x.min()), int(x.max())
        inside = low <= least and most <= high
        _require(inside, name, f"numbers from {low} to {high}", f"from {least} to {most}")


def check_choice(name: str, choice: str, choices: tuple[str, ...]) -> None:
    """The choice is one of the choices."""
    _require(choice in choices, name, ", ".join(choices), repr(choice))


def _kind(x: Tensor) -> str:
    return f"{str(x.dtype).removeprefix('torch.')} on {x.device}"


def _require(condition: bool, where: str, expected: str, received: str) -> None:
    if not condition:
        raise HyperlabelError(
            "a compiled kernel cannot use this", where=where, expected=expected, received=received
        )
