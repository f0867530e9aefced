"""Embedding a graph for its own sake, as the published benchmarks do: no documents, no picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hmlc_core.data.labels import LabelGraph
from hmlc_core.embeddings.graph import embed_labels
from hmlc_core.experiment.labels import LabelEmbedding
from hmlc_core.geometry import PoincareBall
from hmlc_core.snapshot import Snapshot

BENCHMARK = LabelEmbedding(epochs=200, negatives=25, pull=0.0, virtual_root=False)
"""Settings of Nickel and Kiela's objective alone: nothing that is there for the picture's sake."""


def embed_edges(
    graph: LabelGraph,
    *,
    dim: int = 5,
    closure: bool = True,
    seed: int = 0,
    settings: LabelEmbedding = BENCHMARK,
) -> Iterator[Snapshot]:
    """`embed_labels` in the Poincaré ball of `dim` dimensions, from the pairs of the graph alone.

    closure: related are all ancestors and descendants, else the given edges only; a file that
    lists a closure already is one. `evaluation.recovery.score_embedding` measures the result.
    """
    chosen = replace(settings, pairs="closure" if closure else "edges")
    return embed_labels(graph, chosen, geometry=PoincareBall(dim), seed=seed)
