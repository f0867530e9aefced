"""How the predictors that every score stands beside are drawn, the same everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import cycle


@dataclass(frozen=True, slots=True)
class Mark:
    """A reference's name for people, its line, and where on the line it is named."""

    name: str
    dash: str
    place: str


# Learning curves rise from the left: names of high lines are free there, of low lines opposite.
_BOUNDS = {
    "ceiling": ("solid", "top left"),
    "frequency": ("dot", "top right"),
    "chance": ("dashdot", "top right"),
}
_OPPONENTS = (("dash", "bottom left"), ("longdash", "bottom right"), ("longdashdot", "top left"))
"""Lines of references that learn, told apart without colour."""


def marks(titles: Mapping[str, str]) -> dict[str, Mark]:
    """Name of a reference -> its mark, in the order of `titles`: name -> how people call it."""
    others = cycle(_OPPONENTS)
    return {
        name: Mark(title, *(_BOUNDS[name] if name in _BOUNDS else next(others)))
        for name, title in titles.items()
    }
