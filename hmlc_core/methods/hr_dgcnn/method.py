"""HR-DGCNN as a method: graphs of words, made for each batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast, final

import torch

from hmlc_core.data.prepare import Prepared
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models.hr_dgcnn import HRDGCNN
from hmlc_core.experiment.stages import CLASSIFIER
from hmlc_core.geometry import Geometry, make_geometry
from hmlc_core.geometry.kernels.background import Preparation
from hmlc_core.methods.base import Starts
from hmlc_core.methods.gradient import GradientMethod
from hmlc_core.methods.hr_dgcnn.graphs import GRAPHS, WordGraphs, no_nodes
from hmlc_core.methods.hr_dgcnn.network import HrDgcnnModel
from hmlc_core.methods.hr_dgcnn.objective import HrDgcnnObjective
from hmlc_core.models.base import TextClassifier
from hmlc_core.training.objective import Objective


@final
class HrDgcnnMethod(GradientMethod):
    """HR-DGCNN, and plain graph convolutions in its place."""

    def space(self, experiment: Experiment, stage: str, width: int) -> Geometry:
        """Of the last layer's rows."""
        return make_geometry("euclidean", _settings(experiment).dim)

    def preparations(self, experiment: Experiment) -> Mapping[str, Sequence[Preparation]]:
        """The kernel that makes graphs."""
        return {CLASSIFIER.name: (GRAPHS,)}

    def network(
        self,
        experiment: Experiment,
        prepared: Prepared,
        starts: Starts,
        *,
        generator: torch.Generator,
        kernels: str,
    ) -> HrDgcnnModel:
        """See `GradientMethod`; graphs are made by compiled code whatever `kernels` says."""
        settings = _settings(experiment)
        skipped = no_nodes(prepared.vocabulary, settings.frequent)
        return HrDgcnnModel(
            settings,
            WordGraphs(skipped, settings.window, settings.counting == "windows"),
            classes=len(prepared.corpus.graph),
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
        """Cross-entropy and the recursive regulariser."""
        return HrDgcnnObjective(cast(HrDgcnnModel, network), prepared.corpus.graph)


def _settings(experiment: Experiment) -> HRDGCNN:
    return cast(HRDGCNN, experiment.model)
