"""DXML: networks that lead a document to where its labels lie, and the documents found there.

Zhang et al., *Deep Extreme Multi-label Learning* (ICMR 2018), of which only the abstract could be
read. The loss, the average over neighbours and the ensemble are as recalled, not verified.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import final

import numpy as np
import scipy.sparse as sparse
import torch
from torch import Tensor, nn

from hmlc_core.budget import WHOLE, Budget
from hmlc_core.experiment.models.dxml import DXML
from hmlc_core.geometry import make_geometry
from hmlc_core.geometry.draws import uniform
from hmlc_core.methods.neighbours import Neighbours
from hmlc_core.models.base import Reading, TextClassifier, left_out
from hmlc_core.models.encoders import DocumentEncoder

MEANING = (
    "A contribution is what the label's score loses when the word is left out of the text. Scores "
    "move only as far as other neighbours are found, or become nearer; the contributions need not "
    "add up to the score."
)

SHARES = (
    "A score is the share of the nearest training documents that have the label: it orders labels, "
    "and is no probability."
)

NOWHERE = 1e-9
"""Length of a mean of label vectors below which it points nowhere."""


def targets(truth: sparse.csr_matrix, vectors: Tensor) -> Tensor:
    """(B, dim) where documents belong: the mean of the vectors of their labels, scaled to length 1.

    truth: (B, C) which labels they have. vectors: (C, dim) in float64. A document without labels,
    or whose labels' vectors cancel out, belongs nowhere, and its row is 0.
    """
    has = sparse.csr_matrix(truth, dtype=np.float64)
    count = np.asarray(has.sum(1)).clip(min=1.0)
    mean = torch.from_numpy(has @ vectors.numpy() / count)
    length = mean.norm(dim=1, keepdim=True)
    return torch.where(length > NOWHERE, mean / length, 0.0)


@final
class DxmlModel(TextClassifier):
    """Networks side by side, alike but for their initial values, and the training documents.

    encoder: gives (B, learners · hidden). labels: (documents, C) of the training documents.
    vectors: (C, dim) of the labels, in float64; zeros where they are loaded next.
    """

    vectors: Tensor
    calibrated = False

    def __init__(
        self,
        settings: DXML,
        encoder: DocumentEncoder,
        vectors: Tensor,
        labels: sparse.csr_matrix,
        *,
        generator: torch.Generator,
        dtype: torch.dtype,
    ) -> None:
        super().__init__()
        self.settings, self.encoder, self.labels = settings, encoder, labels
        self.geometry = make_geometry("euclidean", settings.dim)
        shape = (settings.learners, settings.hidden, settings.dim)
        start = 1 / math.sqrt(settings.hidden)
        self.weight = nn.Parameter(uniform(shape, start, generator).to(dtype))
        self.bias = nn.Parameter(torch.zeros(shape[0], shape[2], dtype=dtype))
        self.register_buffer("vectors", vectors)
        self._documents: Neighbours | None = None
        self.register_load_state_dict_post_hook(  # type: ignore[no-untyped-call]
            lambda module, keys: self._forget()
        )

    @property
    def documents(self) -> Neighbours:
        """The training documents where their labels are, but for those that belong nowhere."""
        if self._documents is None:
            where = targets(self.labels, self.vectors)
            somewhere = where.any(1).numpy()
            self._documents = Neighbours(
                where.numpy()[somewhere],
                self.labels[somewhere],
                self.settings.neighbours,
                weighted=self.settings.average == "weighted",
            )
        return self._documents

    @property
    def lost(self) -> int:
        """Training documents that belong nowhere, and lend no labels."""
        return self.labels.shape[0] - len(self.documents.points)

    def _forget(self) -> None:
        """Vectors were loaded: documents belong elsewhere."""
        self._documents = None

    def outputs(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        """(B, learners, dim) where each network leads the documents; see `logits`."""
        hidden = torch.relu(self.encoder(tokens, lengths))
        hidden = hidden.view(len(tokens), *self.weight.shape[:2])
        return torch.einsum("blh,lhd->bld", hidden, self.weight) + self.bias

    def logits(self, tokens: Tensor, lengths: Tensor, labels: Tensor | None = None) -> Tensor:
        """Scores, see `SHARES`: the mean over the networks; else as of `TextClassifier`."""
        found = self.outputs(tokens, lengths).detach().double().numpy()
        scores = np.mean([self.documents.scores(each) for each in found.swapaxes(0, 1)], axis=0)
        shares = torch.from_numpy(scores).to(self.weight.dtype)
        return shares if labels is None else shares[:, labels]

    def label_points(self) -> Tensor:
        """The vectors that the labels were given before training."""
        return self.vectors

    def read(self, tokens: Tensor, budget: Budget = WHOLE) -> Reading:
        """What scores lose without each word."""
        return replace(left_out(self, tokens, budget), meaning=MEANING, notes=self._notes())

    def _notes(self) -> tuple[str, ...]:
        if not self.lost:
            return (SHARES,)
        every = self.labels.shape[0]
        lost = f"{self.lost} of {every} training documents belong nowhere among the labels"
        return (SHARES, f"{lost}, mostly for want of a label, and were left out.")
