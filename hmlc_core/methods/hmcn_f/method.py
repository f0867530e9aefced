"""HMCN-F as a method: over the levels of the corpus' hierarchy, with any document encoder."""

from __future__ import annotations

from typing import cast, final

import torch

from hmlc_core.data.levels import levels_of
from hmlc_core.data.prepare import Prepared
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models.hmcn_f import HMCNF
from hmlc_core.geometry import Geometry, make_geometry
from hmlc_core.methods.base import Starts
from hmlc_core.methods.documents import document_encoder
from hmlc_core.methods.gradient import GradientMethod
from hmlc_core.methods.hmcn_f.network import HmcnModel
from hmlc_core.methods.hmcn_f.objective import HmcnObjective
from hmlc_core.models.base import TextClassifier
from hmlc_core.training.objective import Objective


@final
class HmcnFMethod(GradientMethod):
    """HMCN-F with any number of levels."""

    def space(self, experiment: Experiment, stage: str, width: int) -> Geometry:
        """The flat space of the last layer's rows."""
        return make_geometry("euclidean", width)

    def network(
        self,
        experiment: Experiment,
        prepared: Prepared,
        starts: Starts,
        *,
        generator: torch.Generator,
        kernels: str,
    ) -> HmcnModel:
        """See `GradientMethod`; there are no compiled kernels for it."""
        settings, dtype = cast(HMCNF, experiment.model), getattr(torch, experiment.training.dtype)
        encoder = document_encoder(
            settings.encoder,
            experiment,
            prepared,
            out_dim=settings.document_dim,
            generator=generator,
        )
        levels = levels_of(prepared.corpus.graph)
        return HmcnModel(settings, levels, encoder, generator=generator, dtype=dtype)

    def objective(
        self,
        experiment: Experiment,
        prepared: Prepared,
        network: TextClassifier,
        generator: torch.Generator,
    ) -> Objective:
        """Local and global cross-entropy, and what the hierarchy adds."""
        return HmcnObjective(cast(HmcnModel, network), prepared.corpus.graph)
