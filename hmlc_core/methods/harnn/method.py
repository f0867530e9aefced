"""HARNN as a method: over the levels of the corpus' hierarchy, however many there are."""

from __future__ import annotations

from typing import cast, final

import torch

from hmlc_core.data.levels import levels_of
from hmlc_core.data.prepare import Prepared
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models.harnn import HARNN
from hmlc_core.methods.base import Starts
from hmlc_core.methods.gradient import GradientMethod
from hmlc_core.methods.harnn.network import HarnnModel
from hmlc_core.methods.harnn.objective import HarnnObjective
from hmlc_core.models.base import TextClassifier
from hmlc_core.training.objective import Objective


@final
class HarnnMethod(GradientMethod):
    """HARNN with any number of levels."""

    def network(
        self,
        experiment: Experiment,
        prepared: Prepared,
        starts: Starts,
        *,
        generator: torch.Generator,
        kernels: str,
    ) -> HarnnModel:
        """See `GradientMethod`; there are no compiled kernels for it."""
        return HarnnModel(
            cast(HARNN, experiment.model),
            levels_of(prepared.corpus.graph),
            vocabulary=len(prepared.vocabulary),
            width=prepared.settings.max_words,
            generator=generator,
            dtype=getattr(torch, experiment.training.dtype),
            sparse_rows=experiment.training.rows == "sparse",
        )

    def objective(
        self,
        experiment: Experiment,
        prepared: Prepared,
        network: TextClassifier,
        generator: torch.Generator,
    ) -> Objective:
        """Local and global cross-entropy, and the violation of the hierarchy."""
        return HarnnObjective(cast(HarnnModel, network), prepared.corpus.graph)
