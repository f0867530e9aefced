"""Cross-entropy of the labels that a step scores (HyperIM, Eq. 6 and 7), and what holds labels."""

from __future__ import annotations

from typing import final

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from hmlc_core.experiment.models.hyperim import HyperIM
from hmlc_core.methods.hyperim import partial
from hmlc_core.methods.hyperim.network import InteractionModel
from hmlc_core.training.batches import Batch, drop_words
from hmlc_core.training.objective import Losses, Objective


@final
class InteractionObjective(Objective):
    """Cross-entropy of the labels that are scored, with some words hidden at random, and hold times
    the labels' mean squared distance from their places."""

    def __init__(
        self, network: InteractionModel, settings: HyperIM, generator: torch.Generator
    ) -> None:
        self.network, self.settings, self.generator = network, settings, generator

    def begin(self, epoch: int) -> None:
        """Nothing: all chance comes from the run's one generator."""

    def losses(self, batch: Batch) -> Losses | None:
        """Eq. 6 and, with partial interaction, Eq. 7 of HyperIM; `hold` where labels are held."""
        batch = drop_words(batch, self.settings.word_dropout, self.generator)
        logits, truth = self._scored(batch)
        if not truth.numel():
            return None
        loss = binary_cross_entropy_with_logits(logits, truth.to(logits.dtype))
        displacement = self.network.displacement()
        if displacement is None:
            return {"loss": loss}
        hold = self.settings.hold * displacement
        return {"loss": loss + hold, "hold": hold.detach()}

    def _scored(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Logits and truth of the pairs of a document and a label that a step compares."""
        network, settings = self.network, self.settings
        if settings.interaction == "per_document":
            scored = partial.per_document(batch.truth, settings.negatives, self.generator)
            return network.own_logits(batch.tokens, batch.lengths, scored), batch.truth[scored]
        labels = None
        if settings.interaction == "sampled":
            labels = partial.sampled(batch.truth, settings.negatives, self.generator)
        elif settings.interaction == "batch_union":
            labels = partial.batch_union(batch.truth)
        truth = batch.truth if labels is None else batch.truth[:, labels]
        return network.logits(batch.tokens, batch.lengths, labels), truth
