"""Sums and products with what rounding takes from them, in float64.

Dekker, *A floating-point technique for extending the available precision* (1971); Knuth, *The Art
of Computer Programming*, volume 2. Compiled as they are written: any reordering, or a fused
multiply-add, would undo them, so only parts with `fused=False` may call them.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from hmlc_core.geometry.kernels.compile import inner

_HALVES = 2.0**27 + 1  # splits 53 binary digits into two parts whose products are exact


@partial(inner, fused=False)
def total(a: float, b: float) -> Any:
    """a + b as it is rounded, and the rest."""
    rounded = a + b
    part = rounded - a
    return rounded, (a - (rounded - part)) + (b - part)


@partial(inner, fused=False)
def product(a: float, b: float) -> Any:
    """a · b as it is rounded, and the rest; for |a|, |b| up to 1e150."""
    rounded = a * b
    a_high, b_high = _upper_half(a), _upper_half(b)
    a_low, b_low = a - a_high, b - b_high
    rest = ((a_high * b_high - rounded) + a_high * b_low + a_low * b_high) + a_low * b_low
    return rounded, rest


@partial(inner, fused=False)
def _upper_half(a: float) -> float:
    shifted = _HALVES * a
    return shifted - (shifted - a)
