"""HiddeN's objective: cross-entropy and ranking loss over the same label coordinates."""

from __future__ import annotations

from typing import final

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from hmlc_core.data.cooccurrence import similarity
from hmlc_core.data.prepare import Prepared
from hmlc_core.embeddings.ranking import Pairs, occurrences, rank_loss
from hmlc_core.experiment.models.hidden import HiddeN
from hmlc_core.methods.hidden.network import HiddenModel, cap_
from hmlc_core.models.encoders.dropout import drop
from hmlc_core.training.batches import Batch
from hmlc_core.training.objective import Losses, Objective


@final
class HiddenObjective(Objective):
    """HiddeN: L1 + λ L2, cross-entropy and ranking loss (Eq. 3-5; signs as they are minimised).

    Both use the same label coordinates of the step, some of them hidden, unless every occurrence
    of a label hides its own. Pairs of labels are drawn beside the documents, one for each, as in
    the released code. Regimes that do not learn
    their labels by ranking have the cross-entropy alone, and no pairs.

    The numbers drawn here come from a generator of their own, seeded anew in each epoch, so that
    regimes given the same seed see documents in the same order.
    """

    def __init__(
        self,
        network: HiddenModel,
        settings: HiddeN,
        pairs: Pairs | None,
        *,
        documents: int,
        seed: int,
    ) -> None:
        self.network, self.settings, self.pairs, self.seed = network, settings, pairs, seed
        self.documents = documents
        self.flat = network.geometry.chart == "plane"
        self.generator = torch.Generator()
        self._drawn = torch.zeros(0, 2, dtype=torch.int64)

    def begin(self, epoch: int) -> None:
        """Draw the pairs of the epoch, one for each document that it reads."""
        self.generator.manual_seed((self.seed << 20) + epoch)
        if self.pairs is not None:
            count, negatives = self.items(self.documents), self.settings.negatives
            self._drawn = self.pairs.draw(count, negatives, self.generator)

    def items(self, documents: int) -> int:
        """See `HiddeN.epoch_items`."""
        return self.settings.epoch_items(documents, len(self.network.table))

    def next_pairs(self, count: int) -> Tensor:
        """The next (count, 2 + negatives) of the pairs drawn for this epoch."""
        taken, self._drawn = self._drawn[:count], self._drawn[count:]
        return taken

    def losses(self, batch: Batch) -> Losses:
        settings, network = self.settings, self.network
        cap_(network.table, settings.max_norm)
        table = drop(network.table, settings.label_dropout, self.generator)
        logits = network.compare(batch.tokens, batch.lengths, table)
        classification = binary_cross_entropy_with_logits(logits, batch.truth.to(logits.dtype))
        if self.pairs is None:
            return {"loss": classification}
        drawn = self.next_pairs(len(batch.lengths))
        if settings.label_masks == "occurrence":
            rows, drawn = occurrences(network.table, drawn)
            table = drop(rows, settings.label_dropout, self.generator)
        ranking = rank_loss(table, drawn, flat=self.flat)
        return {
            "loss": classification + settings.rank_weight * ranking,
            "classification": classification.detach(),
            "ranking": ranking.detach(),
        }


def label_pairs(prepared: Prepared, settings: HiddeN) -> Pairs:
    """Pairs of labels by their likeness in the training documents."""
    return Pairs.of(similarity(prepared.train.labels, settings.similarity), settings.negative_rule)
