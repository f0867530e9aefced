"""EXAM as a method."""

from __future__ import annotations

from typing import cast, final

import torch

from hmlc_core.data.prepare import Prepared
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models.exam import EXAM
from hmlc_core.geometry import Geometry
from hmlc_core.methods.base import Starts
from hmlc_core.methods.exam.network import ExamModel, label_space
from hmlc_core.methods.gradient import GradientMethod


@final
class ExamMethod(GradientMethod):
    """EXAM, by its network or by the mean of scores."""

    def space(self, experiment: Experiment, stage: str, width: int) -> Geometry:
        """Flat space."""
        return label_space(cast(EXAM, experiment.model))

    def network(
        self,
        experiment: Experiment,
        prepared: Prepared,
        starts: Starts,
        *,
        generator: torch.Generator,
        kernels: str,
    ) -> ExamModel:
        """See `GradientMethod`; there are no compiled kernels for it."""
        return ExamModel(
            cast(EXAM, experiment.model),
            vocabulary=len(prepared.vocabulary),
            labels=len(prepared.corpus.graph),
            # A place that no training document reaches would keep the weight it started with.
            width=max(1, int(prepared.train.lengths.max(initial=1))),
            generator=generator,
            dtype=getattr(torch, experiment.training.dtype),
            sparse_rows=experiment.training.rows == "sparse",
        )
