"""What a hierarchy of labels adds to a loss; edges are (E, 2) parents and children throughout."""

from __future__ import annotations

import torch
from torch import Tensor

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
