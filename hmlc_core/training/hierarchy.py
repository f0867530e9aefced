"""What a hierarchy of labels adds to a loss; edges are (E, 2) parents and children throughout."""

from __future__ import annotations

from typing import final

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from hmlc_core.data.labels import LabelGraph


def edges_of(graph: LabelGraph) -> Tensor:
    """(E, 2) rows of the parents and of the children."""
    return torch.tensor(graph.edges, dtype=torch.int64).reshape(-1, 2)


def violation(probabilities: Tensor, edges: Tensor) -> Tensor:
    """Mean over documents of Σ max(0, p_child − p_parent)² (Wehrmann et al., ICML 2018).

    probabilities: (B, C).
    """
    excess = torch.relu(probabilities[:, edges[:, 1]] - probabilities[:, edges[:, 0]])
    return excess.square().sum(1).mean()


def recursive_regulariser(rows: Tensor, edges: Tensor) -> Tensor:
    """½ Σ ‖w_parent − w_child‖² (Gopal and Yang, KDD 2013): children weigh features as their
    parents do.

    rows: (C, width), the weights of each label's logit.
    """
    return (rows[edges[:, 0]] - rows[edges[:, 1]]).square().sum() / 2


@final
class PartEntropies:
    """Cross-entropies of a network's local part, level by level, and of its global part.

    mean: averaged over the labels of a level, and over all labels of the global part; else summed.
    """

    def __init__(self, graph: LabelGraph, *, mean: bool) -> None:
        depth = torch.from_numpy(graph.depth.copy())
        sizes = torch.bincount(depth).to(torch.float64)
        self.of_level = 1 / sizes[depth] if mean else torch.ones(len(graph))
        self.of_all = 1 / len(graph) if mean else 1.0

    def local(self, logits: Tensor, truth: Tensor) -> Tensor:
        """Sum over levels, mean over documents; logits, truth: (B, C)."""
        return (_entropies(logits, truth) * self.of_level).sum(1).mean()

    def whole(self, logits: Tensor, truth: Tensor) -> Tensor:
        """Mean over documents; logits, truth: (B, C)."""
        return (_entropies(logits, truth) * self.of_all).sum(1).mean()


def _entropies(logits: Tensor, truth: Tensor) -> Tensor:
    return binary_cross_entropy_with_logits(logits, truth, reduction="none")
