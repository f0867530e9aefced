"""What is chosen on validation documents: settings that were left open, one after another.

From the plain ones on, each open setting takes the value that is best while the others stay as they
are: costs first, then the weight of classes, then word pairs. Best by average precision over all
cells of documents and labels, which looks at every threshold and at none in particular.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from hmlc_core.data.prepare import Prepared
from hmlc_core.experiment.models.linear import GRID, LARGEST, PLAIN, Linear
from hmlc_core.snapshot import Array

MARGIN = 0.005
"""By how much a value must be better than the plain one; less is seldom more than chance."""

Tried = Mapping[Linear, float]
"""Settings -> their score on validation documents."""


def cells(prepared: Prepared) -> int:
    """How large the choice is: labels times training documents."""
    return prepared.train.labels.shape[0] * prepared.train.labels.shape[1]


def too_large(prepared: Prepared) -> bool:
    """Whether nothing is tried, since it would take too long."""
    return cells(prepared) > LARGEST


def told(settings: Linear, prepared: Prepared) -> str:
    """Settings with nothing open, and how open ones are chosen on these documents, as sentences."""
    weights = "all documents alike" if settings.weights == "none" else "classes that weigh the same"
    paired = settings.ngrams != "1" and prepared.ordered
    counted = "words and pairs of them" if paired else "words"
    if prepared.vectors:
        counted = "coordinates"
    if too_large(prepared):
        chosen = (
            f"With {cells(prepared):,} labels times documents, more than {LARGEST:,}, no others "
            "are tried."
        )
    else:
        chosen = (
            "What the run leaves open is chosen on validation documents, by average precision over "
            "all documents and labels."
        )
    return f"The machines have C = {settings.cost:g}, {weights}, and read {counted}. {chosen}"


def plain(settings: Linear) -> Linear:
    """The settings with the plain value for each that was left open."""
    return replace(settings, **{name: PLAIN[name] for name in settings.open()})


def best(settings: Linear, prepared: Prepared, tried: Tried) -> tuple[Linear, Linear | None]:
    """The best of those that were tried so far, and what to try next; None when that is all."""
    found, names = plain(settings), settings.open()
    if not prepared.ordered:  # there are no neighbours to be read as pairs
        names = tuple(name for name in names if name != "ngrams")
    if not names or too_large(prepared):
        return found, None
    for name in names:
        row = [replace(found, **{name: value}) for value in GRID[name]]
        if (missing := next((each for each in row if each not in tried), None)) is not None:
            return found, missing
        better = max(row, key=lambda each: tried[each])
        found = better if tried[better] > tried[found] + MARGIN else found
    return found, None


def count(settings: Linear, prepared: Prepared) -> int:
    """How many settings are tried in all."""
    if best(settings, prepared, {})[1] is None:
        return 0
    return 1 + sum(
        len(GRID[name]) - 1 for name in settings.open() if prepared.ordered or name != "ngrams"
    )


def as_arrays(settings: Linear, candidate: Linear, score: float) -> dict[str, Array]:
    """What is kept of a try: a position in the grid for each open setting, and the score; one that
    is undefined counts as the worst."""
    places = {name: GRID[name].index(getattr(candidate, name)) for name in settings.open()}
    score = float(np.nan_to_num(score, nan=-1.0))
    return {name: np.array([value]) for name, value in ({"score": score} | places).items()}


def from_arrays(settings: Linear, pieces: Mapping[str, Array]) -> dict[Linear, float]:
    """The tries that were kept, each under a number and a slash."""
    numbers = sorted({int(name.partition("/")[0]) for name in pieces})
    return {
        replace(
            plain(settings),
            **{name: GRID[name][int(pieces[f"{n}/{name}"][0])] for name in settings.open()},
        ): float(pieces[f"{n}/score"][0])
        for n in numbers
    }
