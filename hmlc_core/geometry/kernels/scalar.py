"""tanh, artanh, log1p and the logistic function in arithmetic that becomes vector instructions.

numba calls the C library for exp and log, one element at a time, and the call keeps the loop
around it from vectorising. Here exponent bits and a polynomial take their place: 0.5 to 1 ns an
element instead of 9, within a few roundings of the correct result. Every function takes and
returns float32 or float64; `real(…)` makes a constant of the argument's type, since a plain
constant would promote float32 arithmetic to float64.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import types
from numba.extending import overload

from hmlc_core.geometry.kernels.compile import scalar

LOG_2 = math.log(2)
_PER_LOG_2 = 1 / LOG_2
_TINY = 1e-15  # in place of a zero norm that something is divided by

# Adding 1.5 · 2^(mantissa bits) leaves the nearest integer in the lowest bits of the sum: no
# conversion between numbers and integers, which few vector units have.
_SHIFT_32, _SHIFT_64 = np.float32(1.5 * 2**23), np.float64(1.5 * 2**52)
_SHIFT_BITS_32, _SHIFT_BITS_64 = _SHIFT_32.view(np.int32), _SHIFT_64.view(np.int64)
_ROOT_HALF_BITS_32 = np.float32(math.sqrt(0.5)).view(np.int32)
_ROOT_HALF_BITS_64 = np.float64(math.sqrt(0.5)).view(np.int64)


def epsilon(x: Any) -> Any:
    """Distance from 1 to the next number of x's type."""


@overload(epsilon)
def _epsilon(x: Any) -> Any:
    eps = np.finfo(np.float32 if x == types.float32 else np.float64).eps

    def constant(x: Any) -> Any:
        return eps

    return constant


def factors_before_overflow(x: Any) -> Any:
    """How many numbers up to 8/ε² can be multiplied in x's type."""


@overload(factors_before_overflow)
def _factors_before_overflow(x: Any) -> Any:
    count = 2 if x == types.float32 else 8

    def constant(x: Any) -> Any:
        return count

    return constant


def _nearest(x: Any) -> Any:
    """The integer nearest to x, |x| < 2^20, as a number."""


@overload(_nearest)
def _nearest_in_type(x: Any) -> Any:
    shift = _SHIFT_32 if x == types.float32 else _SHIFT_64

    def rounded(x: Any) -> Any:
        return (x + shift) - shift

    return rounded


def power_of_two(n: Any) -> Any:
    """2^n for an integer-valued number n within the exponent's range."""


@overload(power_of_two)
def _power_of_two(n: Any) -> Any:
    def in_32_bits(n: Any) -> Any:
        bits = np.float32(n + _SHIFT_32).view(np.int32)
        return np.int32((bits + np.int32(127)) << np.int32(23)).view(np.float32)

    def in_64_bits(n: Any) -> Any:
        bits = np.float64(n + _SHIFT_64).view(np.int64)
        return np.int64((bits + np.int64(1023)) << np.int64(52)).view(np.float64)

    return in_32_bits if n == types.float32 else in_64_bits


def exponent(x: Any) -> Any:
    """The integer n, as a number, for which x / 2^n lies in [√½, √2); x ≥ √½."""


@overload(exponent)
def _exponent(x: Any) -> Any:
    def in_32_bits(x: Any) -> Any:
        n = np.uint32(np.float32(x).view(np.int32) - _ROOT_HALF_BITS_32) >> np.uint32(23)
        return np.int32(np.int32(n) + _SHIFT_BITS_32).view(np.float32) - _SHIFT_32

    def in_64_bits(x: Any) -> Any:
        n = np.uint64(np.float64(x).view(np.int64) - _ROOT_HALF_BITS_64) >> np.uint64(52)
        return np.int64(np.int64(n) + _SHIFT_BITS_64).view(np.float64) - _SHIFT_64

    return in_32_bits if x == types.float32 else in_64_bits


@scalar
def _exp_parts(x: Any) -> Any:
    """2^n and e^r − 1 with x = n log 2 + r, |r| ≤ ½ log 2; for |x| ≤ 80."""
    real = type(x)
    n = _nearest(x * real(_PER_LOG_2))
    r = x - n * real(LOG_2)
    tail = real(1 / 39916800) + r * real(1 / 479001600)
    tail = real(1 / 362880) + r * (real(1 / 3628800) + r * tail)
    tail = real(1 / 5040) + r * (real(1 / 40320) + r * tail)
    tail = real(1 / 120) + r * (real(1 / 720) + r * tail)
    tail = real(1 / 6) + r * (real(1 / 24) + r * tail)
    return power_of_two(n), r + r * r * (real(0.5) + r * tail)


@scalar
def expm1(x: Any) -> Any:
    """e^x − 1 for |x| ≤ 80, without loss of digits near 0."""
    scale, rest = _exp_parts(x)
    return scale * rest + (scale - type(x)(1))


@scalar
def exp(x: Any) -> Any:
    """e^x; x counts as ±80 beyond them."""
    real = type(x)
    scale, rest = _exp_parts(min(max(x, real(-80)), real(80)))
    return scale * rest + scale


@scalar
def _artanh_over(square: Any) -> Any:
    """artanh(z) / z by its series, for z² = `square` ≤ 0.0295."""
    real = type(square)
    s = square
    tail = real(1 / 17) + s * (real(1 / 19) + s * real(1 / 21))
    tail = real(1 / 11) + s * (real(1 / 13) + s * (real(1 / 15) + s * tail))
    tail = real(1 / 5) + s * (real(1 / 7) + s * (real(1 / 9) + s * tail))
    return real(1) + s * (real(1 / 3) + s * tail)


@scalar
def log1p(x: Any) -> Any:
    """log(1 + x) for x ≥ √½ − 1, without loss of digits near 0."""
    real = type(x)
    one = real(1)
    n = exponent(one + x)
    power = power_of_two(-n)
    m = (one + x) * power
    z = (x if power == one else m - one) / (m + one)
    return n * real(LOG_2) + real(2) * z * _artanh_over(z * z)


@scalar
def sigmoid(x: Any) -> Any:
    """1 / (1 + e^−x)."""
    real = type(x)
    return real(1) / (real(2) + expm1(-min(max(x, real(-40)), real(40))))


@scalar
def tau(square: Any, limit: Any) -> Any:
    """min(tanh r, limit) / r for r² = `square`, and its derivative by `square`.

    The factor of the exponential map at the origin, whose points are kept within `limit`.
    """
    real = type(square)
    s = square
    r = max(math.sqrt(s), real(_TINY))
    e = expm1(min(r + r, real(40)))
    tanh = e / (e + real(2))
    factor = min(tanh, limit) / r
    series = real(248 / 2835) + s * (real(-1382 / 31185) + s * real(43688 / 2027025))
    series = real(-1 / 3) + s * (real(4 / 15) + s * (real(-17 / 105) + s * series))
    rise = real(1) - tanh * tanh if tanh < limit else real(0)
    closed = (rise - factor) / (s + max(s, real(_TINY)))
    slope = series if s < real(0.01) else closed
    return factor, slope


@scalar
def kappa(square: Any) -> Any:
    """artanh(n) / n for n² = `square` < 1, and its derivative by `square`.

    The factor of the logarithmic map at the origin.
    """
    real = type(square)
    one = real(1)
    s = square
    n = max(math.sqrt(s), real(_TINY))
    # artanh n = ½ log y with y = (1 + n) / (1 − n); the power of two nearest to y goes apart.
    halvings = exponent((one + n) / (one - n))
    power = power_of_two(halvings)
    top = n + n if power == one else (one + n) - power * (one - n)
    z = top / ((one + n) + power * (one - n))
    factor = (halvings * real(LOG_2 / 2) + z * _artanh_over(z * z)) / n
    series = real(5 / 11) + s * (real(6 / 13) + s * real(7 / 15))
    series = real(2 / 5) + s * (real(3 / 7) + s * (real(4 / 9) + s * series))
    closed = (one / (one - s) - factor) / (s + max(s, real(_TINY)))
    slope = real(1 / 3) + s * series if s < real(0.01) else closed
    return factor, slope
