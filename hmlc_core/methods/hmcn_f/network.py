"""HMCN-F: a global flow down the levels, and a local flow out of each.

Wehrmann, Cerri and Barros, *Hierarchical Multi-Label Classification Networks* (ICML 2018), the
feed-forward version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor, nn

from hmlc_core.data.levels import Levels
from hmlc_core.experiment.models.hmcn_f import HMCNF
from hmlc_core.geometry import Geometry, make_geometry
from hmlc_core.models.base import TextClassifier
from hmlc_core.models.batch_norm import BatchNorm
from hmlc_core.models.encoders import DocumentEncoder
from hmlc_core.models.encoders.dropout import Dropout
from hmlc_core.models.encoders.layers import drawn
from hmlc_core.models.mixture import mixed


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """Logits (B, C) of the levels' outputs and of the global one, in the order of the labels."""

    levels: Tensor
    whole: Tensor


@final
class Layers:
    """Makes layers whose weights and biases start in U(±1/√inputs)."""

    def __init__(self, settings: HMCNF, generator: torch.Generator, dtype: torch.dtype) -> None:
        self.settings, self.generator, self.dtype = settings, generator, dtype

    def linear(self, inputs: int, outputs: int) -> nn.Linear:
        """x·W + b."""
        layer = nn.Linear(inputs, outputs, dtype=self.dtype, device="meta")
        return drawn(layer, inputs, self.generator)

    def full(self, inputs: int, outputs: int) -> nn.Sequential:
        """ReLU(x·W + b), normalised over the batch, some of it hidden in training."""
        normal = self.settings.batch_norm
        return nn.Sequential(
            self.linear(inputs, outputs),
            nn.ReLU(),
            BatchNorm(outputs, dtype=self.dtype) if normal else nn.Identity(),
            Dropout(self.settings.dropout, self.generator),
        )


@final
class Flows(nn.Module):
    """From document vectors x to logits.

    Global flow: A¹ = f(x), A^h = f([A^{h−1}; x]), and the logits of all labels from the last A
    (beside x where `last_reads_document`). Local flow: the logits of level h from f(A^h).
    f is a layer of `Layers.full`, each with weights of its own.

    inputs: coordinates of x.
    """

    columns: Tensor

    def __init__(
        self,
        settings: HMCNF,
        levels: Levels,
        inputs: int,
        *,
        generator: torch.Generator,
        dtype: torch.dtype,
    ) -> None:
        super().__init__()
        layers, units, local = (
            Layers(settings, generator, dtype),
            settings.units,
            settings.local_units,
        )
        self.down = nn.ModuleList(
            layers.full(inputs + (units if level else 0), units) for level in range(len(levels))
        )
        self.out = nn.ModuleList(layers.full(units, local) for _ in levels.sizes)
        self.classes = nn.ModuleList(layers.linear(local, size) for size in levels.sizes)
        self.last_reads_document = settings.last_reads_document
        width = units + (inputs if self.last_reads_document else 0)
        self.all_classes = layers.linear(width, sum(levels.sizes))
        self.register_buffer("columns", torch.from_numpy(levels.columns), persistent=False)

    def forward(self, x: Tensor) -> Parts:
        """x: (B, inputs)."""
        reads, levels = x, []
        for down, out, classes in zip(self.down, self.out, self.classes, strict=True):
            units = down(reads)
            levels.append(classes(out(units)))
            reads = torch.cat([units, x], 1)
        whole = self.all_classes(reads if self.last_reads_document else units)
        return Parts(torch.cat(levels, 1)[:, self.columns], whole[:, self.columns])

    def label_rows(self) -> Tensor:
        """(C, width) weights of each label in the last layer, in the order of the labels."""
        rows: Tensor = self.all_classes.weight[self.columns]
        return rows


@final
class HmcnModel(TextClassifier):
    """HMCN-F over the levels of a label graph.

    encoder: documents to the vectors x that every level reads.
    """

    geometry: Geometry

    def __init__(
        self,
        settings: HMCNF,
        levels: Levels,
        encoder: DocumentEncoder,
        *,
        generator: torch.Generator,
        dtype: torch.dtype,
    ) -> None:
        super().__init__()
        self.settings, self.encoder, self.max_words = settings, encoder, encoder.max_words
        self.flows = Flows(settings, levels, encoder.out_dim, generator=generator, dtype=dtype)
        self.geometry = make_geometry("euclidean", self.flows.all_classes.in_features)

    def parts(self, tokens: Tensor, lengths: Tensor) -> Parts:
        """Local and global logits of (B, T) word ids."""
        found: Parts = self.flows(self.encoder(tokens, lengths))
        return found

    def mixture(self, parts: Parts) -> Tensor:
        """Logits (B, C) of both together."""
        beta = self.settings.beta
        if self.settings.mixes == "logits":
            return beta * parts.levels + (1 - beta) * parts.whole
        return mixed(parts.whole, parts.levels, 1 - beta)

    def word_table(self) -> nn.Parameter | None:
        """The encoder's."""
        return self.encoder.word_table()

    def logits(self, tokens: Tensor, lengths: Tensor, labels: Tensor | None = None) -> Tensor:
        """See `TextClassifier`."""
        logits = self.mixture(self.parts(tokens, lengths))
        return logits if labels is None else logits[:, labels]

    def part_logits(self, tokens: Tensor, lengths: Tensor) -> Mapping[str, Tensor]:
        """The levels alone, and the global output alone; nothing where only one is trained."""
        if self.settings.beta in (0.0, 1.0):
            return {}
        parts = self.parts(tokens, lengths)
        return {"local": parts.levels, "global": parts.whole}

    @torch.no_grad()
    def label_points(self) -> Tensor:
        """See `Flows.label_rows`; rows of the matrix, which are vectors of one flat space."""
        return self.flows.label_rows().detach().clone()
