"""HARNN's objective: cross-entropy of every level and of the global part, and of violations."""

from __future__ import annotations

from typing import final

import torch
from torch import Tensor

from hmlc_core.data.labels import LabelGraph
from hmlc_core.methods.harnn.network import HarnnModel, Parts
from hmlc_core.training.batches import Batch
from hmlc_core.training.hierarchy import PartEntropies, edges_of, violation
from hmlc_core.training.objective import Losses, Objective


@final
class HarnnObjective(Objective):
    """Σ over levels of the cross-entropy of their labels, plus that of the global part, plus
    λ times the violation of the mixed probabilities by all edges of the hierarchy.

    Cross-entropies are summed over labels and averaged over documents, as in the authors' code, or
    averaged over a level's labels as well, as in the PyTorch variant.
    """

    def __init__(self, network: HarnnModel, graph: LabelGraph) -> None:
        self.network = network
        self.edges = edges_of(graph)
        mean = network.settings.released.mean_over_labels
        self.entropies = PartEntropies(graph, mean=mean)

    def begin(self, epoch: int) -> None:
        """Nothing: its chance is the network's dropout."""

    def losses(self, batch: Batch) -> Losses:
        """`loss`, and its parts `local`, `global` and, where it counts, `violation`."""
        parts, weight = self.network.parts(batch.tokens, batch.lengths), self._weight
        truth = batch.truth.to(parts.whole.dtype)
        local = self.entropies.local(parts.levels, truth)
        whole = self.entropies.whole(parts.whole, truth)
        losses = {"loss": local + whole, "local": local.detach(), "global": whole.detach()}
        if weight and len(self.edges):
            against = violation(self._probabilities(parts), self.edges)
            losses["loss"] = losses["loss"] + weight * against
            losses["violation"] = against.detach()
        return losses

    @property
    def _weight(self) -> float:
        return self.network.settings.violation

    def _probabilities(self, parts: Parts) -> Tensor:
        share = self.network.settings.alpha
        return share * torch.sigmoid(parts.whole) + (1 - share) * torch.sigmoid(parts.levels)
