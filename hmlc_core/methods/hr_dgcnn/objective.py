"""HR-DGCNN's objective: cross-entropy, and labels that are drawn to their parents."""

from __future__ import annotations

from typing import final

from hmlc_core.data.labels import LabelGraph
from hmlc_core.methods.hr_dgcnn.network import HrDgcnnModel
from hmlc_core.training.batches import Batch
from hmlc_core.training.hierarchy import PartEntropies, edges_of, recursive_regulariser
from hmlc_core.training.objective import Losses, Objective


@final
class HrDgcnnObjective(Objective):
    """Cross-entropy, summed over labels and averaged over documents as in the authors' code, plus
    λ times the recursive regulariser of the last layer's rows."""

    def __init__(self, network: HrDgcnnModel, graph: LabelGraph) -> None:
        self.network = network
        self.edges = edges_of(graph)
        self.entropies = PartEntropies(graph, mean=False)

    def begin(self, epoch: int) -> None:
        """Nothing: its chance is the network's dropout."""

    def losses(self, batch: Batch) -> Losses:
        """`loss`, and its part `hierarchy` where that counts."""
        logits = self.network.logits(batch.tokens, batch.lengths)
        loss = self.entropies.whole(logits, batch.truth.to(logits.dtype))
        weight = self.network.settings.recursive
        if not weight or not len(self.edges):
            return {"loss": loss}
        apart = weight * recursive_regulariser(self.network.labels.weight, self.edges)
        return {"loss": loss + apart, "hierarchy": apart.detach()}
