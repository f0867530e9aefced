"""HiddeN: documents and labels as vectors of one space, a label's logit is their inner product.

Chatterjee et al., *Joint Learning of Hyperbolic Label Embeddings for Hierarchical Multi-label
Classification* (EACL 2021), §3. The label vectors are also points: Π maps them into the Poincaré
ball, where the ranking loss (`embeddings.ranking`) draws together labels that come together.
"""

from __future__ import annotations

from typing import final

import torch
from torch import Tensor, nn

from hmlc_core.experiment.models.hidden import HiddeN
from hmlc_core.geometry import Geometry, make_geometry
from hmlc_core.geometry.hyperboloid import from_ball, to_ball
from hmlc_core.models.base import TextClassifier
from hmlc_core.models.encoders import DocumentEncoder


@final
class HiddenModel(TextClassifier):
    """All regimes of HiddeN, told apart by what the label table is and whether it learns.

    encoder: documents to vectors of as many coordinates as `table` has.
    table: (C, dim) coordinates of the labels.
    implementation: what training steps are taken by, `torch` or `numba`.
    """

    geometry: Geometry

    def __init__(
        self,
        settings: HiddeN,
        encoder: DocumentEncoder,
        table: Tensor,
        *,
        implementation: str = "torch",
    ) -> None:
        super().__init__()
        self.implementation = implementation
        self.settings, self.encoder = settings, encoder
        self.max_words = encoder.max_words
        self.table = nn.Parameter(table)
        fixed = settings.regime in ("flat", "cascaded") and settings.freeze_labels
        self.table.requires_grad_(not fixed)
        self.geometry = make_geometry(settings.geometry, table.shape[1])

    def word_table(self) -> nn.Parameter | None:
        """The encoder's."""
        return self.encoder.word_table()

    def logits(self, tokens: Tensor, lengths: Tensor, labels: Tensor | None = None) -> Tensor:
        """See `TextClassifier`."""
        return self.compare(tokens, lengths, self.table if labels is None else self.table[labels])

    def compare(self, tokens: Tensor, lengths: Tensor, table: Tensor) -> Tensor:
        """Logits (B, S) for label coordinates (S, dim)."""
        documents: Tensor = self.encoder(tokens, lengths)
        return documents @ table.T

    @torch.no_grad()
    def label_points(self) -> Tensor:
        """Label vectors (C, dim): in the ball, or as they are in flat space."""
        table = self.table.detach()
        return table.clone() if self.geometry.chart == "plane" else to_ball(table)


def initial_table(labels: int, settings: HiddeN, generator: torch.Generator) -> Tensor:
    """(labels, dim) coordinates in float64, uniform in ± `settings.init_range`."""
    table = torch.rand((labels, settings.dim), dtype=torch.float64, generator=generator)
    return (2 * table - 1) * settings.init_range


@torch.no_grad()
def cap_(table: Tensor, max_norm: float) -> None:
    """Shorten rows that are longer than `max_norm`, in place; 0 sets no limit."""
    if max_norm:
        table.mul_(max_norm / table.norm(dim=1, keepdim=True).clamp(min=max_norm))


def table_of_points(points: Tensor, settings: HiddeN) -> Tensor:
    """The coordinates whose label points are `points` (C, dim)."""
    return points if settings.geometry == "euclidean" else from_ball(points)
