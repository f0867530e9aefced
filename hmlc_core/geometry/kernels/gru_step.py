"""One step of the hyperbolic GRU on lanes, apart from its matrix products, and its way back.

Registers (see `lanes`) carry the names of HyperIM's Eq. 5 as `hmlc_core.models.gru` writes it:

    y = W log0(h), x = exp0(y), s = x ⊕ u, o = s ⊕ b     for r, z and the candidate
    r = σ(log0(o)), z likewise                            d = (−h) ⊕ o_g, e = exp0(z ∘ log0(d))
    new = h ⊕ e
"""

from __future__ import annotations

from typing import Any

from hmlc_core.geometry.kernels.compile import inlined
from hmlc_core.geometry.kernels.lanes import (
    SCRATCH,
    add,
    add_back,
    dot,
    exp0,
    log0,
    logistic,
    logistic_back,
    multiply,
    negate,
    numbers,
    plus,
    radial_back,
)

Array = Any

# Vector registers. Names in the first line stand for three registers each: gates r, z, candidate.
BIAS, U, Y, X, S, OUT, GATE = numbers(0, 21, 3)
H, V, RV, MINUS_H, D, LOG_D, ZD, E, NEW = numbers(21, 30)
FORWARD_VECTORS = 30
# Gradients: again three registers each, then one each; G_O is that of any gate's o.
G_Y, G_U, G_BIAS, G_GATE = numbers(30, 42, 3)
G_NEW, G_H, G_V, G_O, G_1, G_2 = numbers(42, 48)
VECTORS = 48

# Row registers: norms² of y, x, u, b, x + u, s, s + b and o, then factor and slope of exp0(y) and
# of log0(o), three registers each; norms² of h, −h + o_g, d, zd, e, h + e and new; the factor and
# slope of log0(h), log0(d) and exp0(zd).
_THREES = SCRATCH + 36
YY, XX, UU, BB, XU, SS, SB, OUT_OUT, EXP_Y, EXP_Y_SLOPE, LOG_O, LOG_O_SLOPE = numbers(
    SCRATCH, _THREES, 3
)
HH, HO, DD, ZZ, EE, HE, NN = numbers(_THREES, _THREES + 7)
LOG_H, LOG_H_SLOPE, LOG_D_FACTOR, LOG_D_SLOPE, EXP_Z, EXP_Z_SLOPE = numbers(
    _THREES + 7, _THREES + 13
)
ROWS = _THREES + 13

CANDIDATE = numbers(2, 3)[0]


@inlined
def start(m: Array, r: Array, limit: Any) -> None:
    """v = log0(h)."""
    dot(m, r, H, H, HH)
    log0(m, r, H, limit, HH, LOG_H, LOG_H_SLOPE, V)


@inlined
def preactivation(m: Array, r: Array, g: int, limit: Any) -> None:
    """o = (exp0(y) ⊕ u) ⊕ b for gate g."""
    exp0(m, r, Y + g, limit, YY + g, EXP_Y + g, EXP_Y_SLOPE + g, X + g, XX + g)
    dot(m, r, U + g, U + g, UU + g)
    add(m, r, X + g, XX + g, U + g, UU + g, limit, XU + g, S + g, SS + g)
    add(m, r, S + g, SS + g, BIAS + g, BB + g, limit, SB + g, OUT + g, OUT_OUT + g)


@inlined
def preactivation_back(m: Array, r: Array, g: int, limit: Any) -> None:
    """From the gradient of o in G_O."""
    add_back(m, r, S + g, SS + g, BIAS + g, BB + g, limit, SB + g, G_O, G_1, G_BIAS + g)
    add_back(m, r, X + g, XX + g, U + g, UU + g, limit, XU + g, G_1, G_2, G_U + g)
    radial_back(m, r, Y + g, EXP_Y + g, EXP_Y_SLOPE + g, G_2, G_Y + g)


@inlined
def gates(m: Array, r: Array, limit: Any) -> None:
    """r and z from their products y, and r ∘ v."""
    for g in range(2):
        preactivation(m, r, g, limit)
        log0(m, r, OUT + g, limit, OUT_OUT + g, LOG_O + g, LOG_O_SLOPE + g, NEW)
        logistic(m, NEW, GATE + g)
    multiply(m, GATE, V, RV)


@inlined
def gates_back(m: Array, r: Array, limit: Any) -> None:
    """From the gradients of r and z in G_GATE."""
    for g in range(2):
        logistic_back(m, GATE + g, G_GATE + g, G_1)
        radial_back(m, r, OUT + g, LOG_O + g, LOG_O_SLOPE + g, G_1, G_O)
        preactivation_back(m, r, g, limit)


@inlined
def update(m: Array, r: Array, limit: Any) -> None:
    """The new state from the candidate's product y."""
    preactivation(m, r, CANDIDATE, limit)
    negate(m, H, MINUS_H)
    add(m, r, MINUS_H, HH, OUT + CANDIDATE, OUT_OUT + CANDIDATE, limit, HO, D, DD)
    log0(m, r, D, limit, DD, LOG_D_FACTOR, LOG_D_SLOPE, LOG_D)
    multiply(m, GATE + 1, LOG_D, ZD)
    exp0(m, r, ZD, limit, ZZ, EXP_Z, EXP_Z_SLOPE, E, EE)
    add(m, r, H, HH, E, EE, limit, HE, NEW, NN)


@inlined
def update_back(m: Array, r: Array, limit: Any) -> None:
    """From the gradient of the new state in G_NEW: those of z, of the candidate's y, and of h."""
    add_back(m, r, H, HH, E, EE, limit, HE, G_NEW, G_H, G_1)
    radial_back(m, r, ZD, EXP_Z, EXP_Z_SLOPE, G_1, G_2)
    multiply(m, G_2, LOG_D, G_GATE + 1)
    multiply(m, G_2, GATE + 1, G_1)
    radial_back(m, r, D, LOG_D_FACTOR, LOG_D_SLOPE, G_1, G_2)
    add_back(m, r, MINUS_H, HH, OUT + CANDIDATE, OUT_OUT + CANDIDATE, limit, HO, G_2, G_1, G_O)
    negate(m, G_1, G_1)
    plus(m, G_H, G_1, G_H)
    preactivation_back(m, r, CANDIDATE, limit)
