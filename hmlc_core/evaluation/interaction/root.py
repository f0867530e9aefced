"""Where the root of the hierarchy would be that is no label: amid the labels below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation.interaction.finding import Finding
from hmlc_core.evaluation.interaction.ranks import spread
from hmlc_core.evaluation.predictor import Places

if TYPE_CHECKING:
    from hmlc_core.geometry import Geometry

MOST_DRAWS, FEWEST_DRAWS = 100, 20
"""Random sets of labels that say what chance is; fewer where the sets are large."""

POINTS = 20_000
"""Points of all these sets together, about."""

STEPS, CLOSE = 100, 1e-6
"""Steps of the search for a mean at most, and the length of one after which it ends."""

_TITLE = "An absent root near the centre"


def absent_root(places: Places, graph: LabelGraph, random: np.random.Generator) -> Finding:
    """The Fréchet mean of the top labels, against those of random sets of as many labels."""
    top = graph.roots()
    if not graph.edges:
        return _undefined("The corpus has no hierarchy: no label is above another.")
    if len(top) == 1:
        return _undefined("The root is a label: there is one top label, and nothing above it.")
    draws = int(np.clip(POINTS // len(top), FEWEST_DRAWS, MOST_DRAWS))
    sets = [random.choice(len(graph), len(top), replace=False) for _ in range(draws)]
    points = torch.tensor(np.asarray(places.labels, dtype=np.float64))
    geometry = places.geometry
    means = frechet_mean(points[np.stack([np.array(top), *sets])], geometry)
    depth = geometry.distance(means, geometry.centre(points)).numpy()
    if np.ptp(depth[1:]) <= CLOSE:  # no more than the search for a mean leaves open
        return _undefined(
            "Any labels in place of the top ones would put it equally far from the centre, as "
            "where every label keeps an axis of its own."
        )
    return Finding(
        title=_TITLE,
        measure="from the centre",
        value=float(depth[0]),
        chance=spread(depth[1:]),
        share=False,
        rising=False,
        on=f"The root is put at the Fréchet mean of the {len(top):,} top labels; chance are "
        f"{draws} random sets of as many labels.",
    )


def frechet_mean(points: Tensor, geometry: Geometry) -> Tensor:
    """The point (..., width) with the least sum of squared distances to points (..., n, width).

    In a product each factor has its own. Gradient steps from the mean in the origin's tangent
    space; the second derivative of d²/2 is at most d·coth d where the curvature is −1, so a step
    of its inverse never overshoots.
    """
    mean = geometry.exp0(geometry.log0(points).mean(-2))
    for _ in range(STEPS):
        here = mean.unsqueeze(-2)
        distance = geometry.distance(here, points).clamp(min=1e-6)
        bound = (distance / distance.tanh()).mean(-1, keepdim=True)
        after = geometry.exp(mean, geometry.log(here, points).mean(-2) / bound)
        moved = geometry.distance(mean, after).max()
        mean = after
        if moved < CLOSE:
            break
    return mean


def _undefined(reason: str) -> Finding:
    return Finding(title=_TITLE, rising=False, reason=reason)
