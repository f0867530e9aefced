"""HR-DGCNN: a graph of words, convolutions, two fully connected layers, and a row for each label.

Peng et al., *Large-Scale Hierarchical Text Classification with Recursively Regularized Deep
Graph-CNN* (WWW 2018); sizes, normalisation and dropout as in its authors' code. Where
`settings.network` says so, plain graph convolutions take the place of the deep ones.
"""

from __future__ import annotations

from typing import cast, final

import torch
from torch import Tensor, nn

from hmlc_core.data.text import PAD
from hmlc_core.experiment.models.hr_dgcnn import HRDGCNN
from hmlc_core.geometry import Geometry, make_geometry
from hmlc_core.methods.hr_dgcnn.convolutions import FieldConvolutions, GraphConvolutions
from hmlc_core.methods.hr_dgcnn.graphs import WordGraphs
from hmlc_core.methods.hr_dgcnn.layers import rectified
from hmlc_core.models.base import TextClassifier
from hmlc_core.models.encoders.dropout import Dropout
from hmlc_core.models.encoders.layers import drawn
from hmlc_core.models.encoders.words import WordTable


@final
class HrDgcnnModel(TextClassifier):
    """Both networks, which differ in how a graph becomes a vector.

    graphs: how texts become graphs, over as many word ids as `vocabulary`. classes: labels.
    """

    geometry: Geometry

    def __init__(
        self,
        settings: HRDGCNN,
        graphs: WordGraphs,
        *,
        classes: int,
        generator: torch.Generator,
        dtype: torch.dtype,
        sparse_rows: bool,
    ) -> None:
        super().__init__()
        self.settings, self.graphs = settings, graphs
        self.words = WordTable(
            len(graphs.skipped),
            settings.word_dim,
            start=settings.word_range,
            generator=generator,
            dtype=dtype,
            sparse_rows=sparse_rows,
        )
        self.body = _body(settings, generator, dtype)
        sizes = (self.body.out_dim, settings.hidden, settings.dim)
        self.hidden = nn.ModuleList(
            rectified(nn.Linear(*pair, dtype=dtype, device="meta"), pair[0], generator)
            for pair in (sizes[:2], sizes[1:])
        )
        self.dropout = Dropout(settings.dropout, generator)
        last = nn.Linear(settings.dim, classes, dtype=dtype, device="meta")
        self.labels = drawn(last, settings.dim, generator)
        self.geometry = make_geometry("euclidean", settings.dim)

    def word_table(self) -> nn.Parameter:
        """See `TextClassifier`."""
        return self.words.weight

    def logits(self, tokens: Tensor, lengths: Tensor, labels: Tensor | None = None) -> Tensor:
        """See `TextClassifier`."""
        document = self._read(tokens, lengths)
        for layer in self.hidden:
            document = self.dropout(torch.relu(layer(document)))
        chosen = slice(None) if labels is None else labels
        return document @ self.labels.weight[chosen].T + self.labels.bias[chosen]

    def label_points(self) -> Tensor:
        """The rows (C, dim) of the last layer."""
        return self.labels.weight.detach().clone()

    def _read(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        """(B, out_dim) from (B, T) word ids."""
        settings = self.settings
        if settings.network == "gcn":
            nodes, together = self.graphs.adjacency(tokens, lengths, nodes=settings.nodes)
            vector: Tensor = self.body(self._vectors(nodes), together, nodes != PAD)
            return vector
        fields = self.graphs.fields(
            tokens, lengths, nodes=settings.nodes, size=settings.field, repeats=settings.repeats
        )
        words = self._vectors(fields.flatten(1))
        return cast(Tensor, self.body(words.view(*fields.shape, -1)))

    def _vectors(self, ids: Tensor) -> Tensor:
        """(B, M, word_dim) of (B, M) ids; 0 at padding, wherever it is."""
        everywhere = torch.full((len(ids),), ids.shape[1])
        words: Tensor = self.words(ids, everywhere)
        return words.masked_fill((ids == PAD)[..., None], 0.0)


def _body(
    settings: HRDGCNN, generator: torch.Generator, dtype: torch.dtype
) -> FieldConvolutions | GraphConvolutions:
    maps = settings.first_maps, settings.maps
    if settings.network == "gcn":
        return GraphConvolutions(settings.word_dim, maps=maps, generator=generator, dtype=dtype)
    return FieldConvolutions(
        settings.word_dim,
        nodes=settings.nodes,
        size=settings.field,
        maps=maps,
        normalise=settings.normalise,
        generator=generator,
        dtype=dtype,
    )
