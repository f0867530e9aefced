"""HMCN-F's objective: cross-entropy of both parts, or of their mixture, and the hierarchy's."""

from __future__ import annotations

from typing import final

import torch
from torch import Tensor

from hmlc_core.data.labels import LabelGraph
from hmlc_core.methods.hmcn_f.network import HmcnModel, Parts
from hmlc_core.training.batches import Batch
from hmlc_core.training.hierarchy import (
    PartEntropies,
    edges_of,
    recursive_regulariser,
    violation,
)
from hmlc_core.training.objective import Losses, Objective


@final
class HmcnObjective(Objective):
    """Σ over levels of the cross-entropy of their labels, plus that of the global output (or the
    cross-entropy of what is mixed of both), plus λ times the violation of the mixed probabilities
    by all edges of the hierarchy, plus a weight times the recursive regulariser of the last layer.
    """

    def __init__(self, network: HmcnModel, graph: LabelGraph) -> None:
        self.network, self.edges = network, edges_of(graph)
        self.entropies = PartEntropies(graph, mean=not network.settings.sums_over_labels)

    def begin(self, epoch: int) -> None:
        """Nothing: its chance is the network's dropout."""

    def losses(self, batch: Batch) -> Losses:
        """`loss`, and its parts by name, as far as they count."""
        settings, parts = self.network.settings, self.network.parts(batch.tokens, batch.lengths)
        mixture = self.network.mixture(parts)
        truth = batch.truth.to(mixture.dtype)
        terms = self._entropies(parts, mixture, truth)
        if settings.violation and len(self.edges):
            against = violation(torch.sigmoid(mixture), self.edges)
            terms["violation"] = (settings.violation, against)
        if settings.recursive and len(self.edges):
            apart = recursive_regulariser(self.network.flows.label_rows(), self.edges)
            terms["recursive"] = (settings.recursive, apart)
        total = torch.stack([weight * value for weight, value in terms.values()]).sum()
        return {"loss": total, **{name: value.detach() for name, (_, value) in terms.items()}}

    def _entropies(
        self, parts: Parts, mixture: Tensor, truth: Tensor
    ) -> dict[str, tuple[float, Tensor]]:
        settings, entropies = self.network.settings, self.entropies
        if settings.learns_by == "mixture":
            return {"mixture": (1.0, entropies.whole(mixture, truth))}
        terms = {}
        if settings.beta > 0:
            terms["local"] = (1.0, entropies.local(parts.levels, truth))
        if settings.beta < 1:
            terms["global"] = (1.0, entropies.whole(parts.whole, truth))
        return terms
