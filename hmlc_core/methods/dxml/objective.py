"""What DXML's networks minimise: how far a document is from where its labels are."""

from __future__ import annotations

from typing import final

import scipy.sparse as sparse
from torch.nn.functional import smooth_l1_loss

from hmlc_core.methods.dxml.network import DxmlModel, targets
from hmlc_core.training.batches import Batch
from hmlc_core.training.objective import Losses, Objective


@final
class Approach(Objective):
    """Smooth L1 between outputs and targets: d²/2 where a coordinate's difference |d| is below 1,
    else |d| − ½; the mean over coordinates, networks and documents. Documents that belong nowhere,
    such as those without labels, are left out."""

    def __init__(self, network: DxmlModel) -> None:
        self.network = network

    def begin(self, epoch: int) -> None:
        """Nothing: its chance is the network's dropout."""

    def losses(self, batch: Batch) -> Losses | None:
        """The distance as the whole loss; None where no document belongs anywhere."""
        wanted = targets(sparse.csr_matrix(batch.truth.numpy()), self.network.vectors)
        somewhere = wanted.any(1)
        if not somewhere.any():
            return None
        outputs = self.network.outputs(batch.tokens[somewhere], batch.lengths[somewhere])
        wanted = wanted[somewhere, None].to(outputs.dtype).expand_as(outputs)
        return {"loss": smooth_l1_loss(outputs, wanted)}
