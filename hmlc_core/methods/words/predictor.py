"""What words alone can do where others label documents: they have places, and say so."""

from __future__ import annotations

from typing import NoReturn, final

import numpy as np
from numpy.typing import NDArray

from hmlc_core.budget import WHOLE, Budget
from hmlc_core.data.text import Encoded
from hmlc_core.errors import DataError
from hmlc_core.evaluation.predictor import Places, Predictor
from hmlc_core.geometry import Geometry
from hmlc_core.shipped import program


@final
class WordsPredictor(Predictor):
    """points: (V, width) of the vocabulary's entries."""

    calibrated = False

    def __init__(self, space: Geometry, points: NDArray[np.float64]) -> None:
        self.places = Places(space, labels=np.zeros((0, space.width)), words=points)

    def scores(self, documents: Encoded) -> NoReturn:
        """Raises `DataError`: there are none."""
        raise _no_labels()

    def explain(self, text: str, budget: Budget = WHOLE) -> NoReturn:
        """Raises `DataError`: there is nothing to explain."""
        raise _no_labels()


def _no_labels() -> DataError:
    return DataError(
        "this run has learned words alone, and labels no documents",
        remedy=f"Look at its words (`{program()} words neighbours`), or train a method "
        "that labels documents.",
    )
