"""The recursive regulariser: labels are drawn to their parents."""

from __future__ import annotations

from torch import Tensor


def recursive_regulariser(rows: Tensor, edges: Tensor) -> Tensor:
    """½ Σ ‖w_parent − w_child‖² over the edges of a hierarchy; 0 without any.

    Gopal and Yang, *Recursive Regularization for Large-scale Classification with Hierarchical and
    Graphical Dependencies* (KDD 2013). rows: (C, dim), the weights of the labels in a last layer.
    edges: (E, 2), rows of parents and children.
    """
    return (rows[edges[:, 0]] - rows[edges[:, 1]]).square().sum() / 2
