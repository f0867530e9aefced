"""What a step minimises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import final

from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from hmlc_core.models.base import TextClassifier
from hmlc_core.training.batches import Batch

Losses = dict[str, Tensor]
"""What is minimised under `loss`, and its parts by name; detached but for `loss`."""


class Objective(ABC):
    """The loss of a batch, as a function of the network's parameters and of chance."""

    @abstractmethod
    def begin(self, epoch: int) -> None:
        """Get ready for that epoch; equal epochs of equal runs have equal chance."""

    def items(self, documents: int) -> int:
        """How many documents an epoch reads, of that many: beyond them they come again."""
        return documents

    @abstractmethod
    def losses(self, batch: Batch) -> Losses | None:
        """Losses of one training step; None where it has nothing to learn from."""


@final
class CrossEntropy(Objective):
    """Binary cross-entropy of all labels: the mean over documents and labels."""

    def __init__(self, network: TextClassifier) -> None:
        self.network = network

    def begin(self, epoch: int) -> None:
        """Nothing: it has no chance of its own."""

    def losses(self, batch: Batch) -> Losses:
        """The cross-entropy as the whole loss."""
        logits = self.network.logits(batch.tokens, batch.lengths)
        return {"loss": binary_cross_entropy_with_logits(logits, batch.truth.to(logits.dtype))}
