"""View: how points of a space become points of a picture, and what a reader must know of it."""

from __future__ import annotations

from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

AGREES = 0.5
"""Least rank correlation of distances that is called agreement."""


class Described(Protocol):
    """A picture that says what it distorts; see `Projection`."""

    @property
    def method(self) -> str: ...

    @property
    def description(self) -> str: ...

    @property
    def distortion(self) -> float: ...

    @property
    def rank_agreement(self) -> float: ...


class View(Described, Protocol):
    """A projection, or a layout of labels: whatever else there is can be placed in it, too."""

    @property
    def chart(self) -> Literal["disk", "plane"]: ...

    def place(self, points: NDArray[Any], *, trail: bool = False) -> NDArray[np.float32]: ...


def describe(view: Described) -> str:
    """What a reader must know about a picture: how it was made, and what it distorts."""
    text = view.description
    if view.method == "exact":
        return text
    if np.isfinite(view.distortion):
        text += f" Distances here are off by {view.distortion:.0%} on average."
    if np.isfinite(view.rank_agreement):
        agreement = view.rank_agreement
        how = "agrees" if agreement >= AGREES else "hardly agrees"
        text += f" Their order {how} with the true one (Spearman's ρ = {agreement:.2f})."
    return text


def off_by(view: Described) -> str:
    """The shortest that must be said of a picture; empty where it is exact."""
    if view.method == "exact" or not np.isfinite(view.distortion):
        return ""
    return f"off by {view.distortion:.0%}"
