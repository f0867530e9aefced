"""What a step minimises, for each kind of model."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import final

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from hmlc_core.data.cooccurrence import similarity
from hmlc_core.data.prepare import Prepared
from hmlc_core.embeddings.ranking import Pairs, rank_loss
from hmlc_core.experiment import Experiment, HiddeN, HyperIM
from hmlc_core.models.base import TextClassifier
from hmlc_core.models.encoders.dropout import drop
from hmlc_core.models.hidden import HiddenModel, cap_
from hmlc_core.models.interaction import InteractionModel
from hmlc_core.training.batches import Batch, drop_words

Losses = dict[str, Tensor]
"""What is minimised under `loss`, and its parts by name; detached but for `loss`."""


class Objective(ABC):
    """The loss of a batch, as a function of the model's parameters and of chance."""

    @abstractmethod
    def begin(self, epoch: int) -> None:
        """Get ready for that epoch; equal epochs of equal runs have equal chance."""

    @abstractmethod
    def losses(self, batch: Batch) -> Losses | None:
        """Losses of one training step; None where it has nothing to learn from."""


@final
class InteractionObjective(Objective):
    """HyperIM: cross-entropy of the labels that are scored."""

    def __init__(
        self, model: InteractionModel, settings: HyperIM, generator: torch.Generator
    ) -> None:
        self.model, self.settings, self.generator = model, settings, generator

    def begin(self, epoch: int) -> None:
        """Nothing: all chance comes from the run's one generator."""

    def losses(self, batch: Batch) -> Losses | None:
        """Eq. 6 and, with partial interaction, Eq. 7 of HyperIM."""
        batch = drop_words(batch, self.settings.word_dropout, self.generator)
        labels = self.model.training_labels(batch.truth, self.generator)
        truth = batch.truth if labels is None else batch.truth[:, labels]
        if not truth.numel():
            return None
        logits = self.model.logits(batch.tokens, batch.lengths, labels)
        return {"loss": binary_cross_entropy_with_logits(logits, truth.to(logits.dtype))}


@final
class HiddenObjective(Objective):
    """HiddeN: L1 + λ L2, cross-entropy and ranking loss (Eq. 3-5; signs as they are minimised).

    Both use the same label coordinates of the step, some of them hidden. Pairs of labels are
    drawn beside the documents, one for each, as in the released code. Regimes that do not learn
    their labels by ranking have the cross-entropy alone, and no pairs.

    The numbers drawn here come from a generator of their own, seeded anew in each epoch, so that
    regimes given the same seed see documents in the same order.
    """

    def __init__(
        self,
        model: HiddenModel,
        settings: HiddeN,
        pairs: Pairs | None,
        *,
        documents: int,
        seed: int,
    ) -> None:
        self.model, self.settings, self.pairs, self.seed = model, settings, pairs, seed
        self.documents = documents
        self.flat = settings.geometry == "euclidean"
        self.generator = torch.Generator()
        self._drawn = torch.zeros(0, 2, dtype=torch.int64)

    def begin(self, epoch: int) -> None:
        """Draw the pairs of the epoch, as many as there are documents."""
        self.generator.manual_seed((self.seed << 20) + epoch)
        if self.pairs is not None:
            self._drawn = self.pairs.draw(self.documents, self.settings.negatives, self.generator)

    def next_pairs(self, count: int) -> Tensor:
        """The next (count, 2 + negatives) of the pairs drawn for this epoch."""
        taken, self._drawn = self._drawn[:count], self._drawn[count:]
        return taken

    def losses(self, batch: Batch) -> Losses:
        settings, model = self.settings, self.model
        cap_(model.table, settings.max_norm)
        table = drop(model.table, settings.label_dropout, self.generator)
        logits = model.compare(batch.tokens, batch.lengths, table)
        classification = binary_cross_entropy_with_logits(logits, batch.truth.to(logits.dtype))
        if self.pairs is None:
            return {"loss": classification}
        ranking = rank_loss(table, self.next_pairs(len(batch.lengths)), flat=self.flat)
        return {
            "loss": classification + settings.rank_weight * ranking,
            "classification": classification.detach(),
            "ranking": ranking.detach(),
        }


def make_objective(
    experiment: Experiment, prepared: Prepared, model: TextClassifier, generator: torch.Generator
) -> Objective:
    """The objective of the experiment's model."""
    settings = experiment.model
    if isinstance(settings, HiddeN):
        assert isinstance(model, HiddenModel)
        learns = settings.regime in ("joint", "euclidean")
        pairs = label_pairs(prepared, settings) if learns else None
        return HiddenObjective(
            model, settings, pairs, documents=len(prepared.train), seed=experiment.seed
        )
    assert isinstance(model, InteractionModel)
    return InteractionObjective(model, settings, generator)


def label_pairs(prepared: Prepared, settings: HiddeN) -> Pairs:
    """Pairs of labels by their likeness in the training documents."""
    return Pairs.of(similarity(prepared.train.labels, settings.similarity), settings.negative_rule)
