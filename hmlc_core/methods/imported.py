"""ImportedPoints: labels that another program has placed. There is no model behind them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn, cast, final

import numpy as np
from numpy.typing import NDArray

from hmlc_core.budget import WHOLE, Budget
from hmlc_core.data.prepare import Prepared
from hmlc_core.data.text import Encoded
from hmlc_core.errors import DataError, SettingError
from hmlc_core.evaluation.predictor import Places, Predictor
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models.imported import NO_MODEL, Imported
from hmlc_core.geometry import Geometry, make_geometry
from hmlc_core.methods.base import Method, Starts
from hmlc_core.snapshot import Checkpoint, Snapshot


@final
class ImportedPoints(Method):
    """Points in the space that their settings name."""

    def space(self, experiment: Experiment, stage: str, width: int) -> Geometry:
        """That of the points."""
        settings = cast(Imported, experiment.model)
        return make_geometry(settings.geometry(), settings.dim)

    def train(
        self,
        experiment: Experiment,
        prepared: Prepared,
        starts: Starts,
        resume: Checkpoint | None,
    ) -> Iterator[Snapshot]:
        """Raises `SettingError`: there is nothing to train."""
        raise SettingError(
            f"{NO_MODEL} to train", where="model.name", received=experiment.model.name
        )

    def load(
        self, experiment: Experiment, prepared: Prepared, checkpoint: Checkpoint
    ) -> PointsPredictor:
        """The labels where they lie."""
        points = checkpoint.tensors["points"]
        return PointsPredictor(self.space(experiment, checkpoint.stage, points.shape[1]), points)


@final
class PointsPredictor(Predictor):
    """Places without a model."""

    calibrated = False

    def __init__(self, space: Geometry, points: NDArray[np.float32]) -> None:
        self.places = Places(space, labels=points)

    def scores(self, documents: Encoded) -> NoReturn:
        """Raises `DataError`: there are none."""
        raise DataError(f"{NO_MODEL} that labels documents")

    def explain(self, text: str, budget: Budget = WHOLE) -> NoReturn:
        """Raises `DataError`: there is nothing to explain."""
        raise DataError(f"{NO_MODEL} that reads texts")
