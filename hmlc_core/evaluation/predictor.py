"""Predictor: what a trained method can do, whatever it is made of. This is what is judged."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.budget import SCORES_ONLY, WHOLE, Budget
from hmlc_core.data.prepare import Prepared
from hmlc_core.data.text import Encoded
from hmlc_core.evaluation.explain import Explanation, Numbers

if TYPE_CHECKING:
    from hmlc_core.geometry import Geometry


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Points of a space: labels (labels, width), and words (vocabulary, width) where the method
    has them among its labels."""

    geometry: Geometry
    labels: NDArray[Any]
    words: NDArray[Any] | None = None


class Predictor(ABC):
    """Scores of every label for every document.

    places: where its labels lie, or None for a method without. calibrated: scores are
    probabilities, with 0.5 as the border between no and yes; otherwise only their order, and a
    threshold found on validation documents, mean something.
    """

    places: Places | None = None
    calibrated: bool = True

    @abstractmethod
    def scores(self, documents: Encoded) -> NDArray[np.floating]:
        """(documents, labels), in the documents' order."""

    @abstractmethod
    def explain(self, text: str, budget: Budget = WHOLE) -> Explanation:
        """How it reads a text; raises `DataError` for one that it cannot read.

        budget: for finding out what the words do, where each takes time (`Budget.measured`); what
        it does not suffice for is NaN in the contributions. Everything else is there at any rate.
        """

    def trail(self, text: str) -> Numbers | None:
        """The `trail` of `explain(text)`, which a method may find without the rest of it."""
        return self.explain(text, SCORES_ONLY).trail

    def parts(self, documents: Encoded) -> Mapping[str, NDArray[np.floating]]:
        """Name of a part of the method -> what `scores` would be by that part alone; empty for a
        method whose scores are all of one piece."""
        return {}

    @property
    def parameters(self) -> int | None:
        """How many numbers were learned; None where that says nothing about the method."""
        return None

    def diagnostics(self, prepared: Prepared) -> dict[str, float]:
        """What else a finished run should know about it, by bare name; usually nothing."""
        return {}
