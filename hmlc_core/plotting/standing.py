"""How the predictors that every score stands beside are named and drawn, the same everywhere."""

from __future__ import annotations

from dataclasses import dataclass

from hmlc_core.plotting.theme import CATEGORICAL, NEUTRAL


@dataclass(frozen=True, slots=True)
class Mark:
    """A reference's name for people, its colour and symbol, its line and where that is named."""

    name: str
    colour: str
    symbol: str
    dash: str
    place: str


# Learning curves rise from the left: names of high lines are free there, of low lines opposite.
MARKS = {
    "ceiling": Mark("perfect predictor", NEUTRAL, "line-ew", "solid", "top left"),
    "linear": Mark("TF-IDF + linear", CATEGORICAL[1], "diamond", "dash", "bottom left"),
    "frequency": Mark("label frequency", CATEGORICAL[2], "triangle-up", "dot", "top right"),
    "chance": Mark("chance", CATEGORICAL[3], "circle", "dashdot", "top right"),
}
"""References in the order in which they usually stand, best first."""
