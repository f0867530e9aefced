"""HR-DGCNN's objective: cross-entropy, and labels that are drawn to their parents."""

from __future__ import annotations

from typing import final

from torch.nn.functional import binary_cross_entropy_with_logits

from hmlc_core.data.labels import LabelGraph
from hmlc_core.methods.hr_dgcnn.network import HrDgcnnModel
from hmlc_core.training.batches import Batch
from hmlc_core.training.hierarchy import edges_of, recursive_regulariser
from hmlc_core.training.objective import Losses, Objective


@final
class HrDgcnnObjective(Objective):
    """Cross-entropy, summed over labels and averaged over documents as in the authors' code, plus
    λ times the recursive regulariser of the last layer's rows."""

    def __init__(self, network: HrDgcnnModel, graph: LabelGraph) -> None:
        self.network = network
        self.edges = edges_of(graph)

    def begin(self, epoch: int) -> None:
        """Nothing: its chance is the network's dropout."""

    def losses(self, batch: Batch) -> Losses:
        """`loss`, and its part `hierarchy` where that counts."""
        logits = self.network.logits(batch.tokens, batch.lengths)
        truth = batch.truth.to(logits.dtype)
        entropies = binary_cross_entropy_with_logits(logits, truth, reduction="none")
        loss, weight = entropies.sum(1).mean(), self.network.settings.recursive
        if not weight or not len(self.edges):
            return {"loss": loss}
        apart = weight * recursive_regulariser(self.network.labels.weight, self.edges)
        return {"loss": loss + apart, "hierarchy": apart.detach()}
