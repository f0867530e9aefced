"""The ball seen from the hyperboloid, whose space coordinates are any vector of flat space.

HiddeN (Chatterjee et al., EACL 2021, appendix) learns vectors x and takes the points
(√(1 + ‖x‖²), x) of the hyperboloid; their images in the Poincaré ball are Π(x). So the distance
of Π(x) from the origin is arsinh ‖x‖.
"""

from __future__ import annotations

from torch import Tensor


def to_ball(x: Tensor) -> Tensor:
    """Π(x) = x / (1 + √(1 + ‖x‖²)), of vectors (..., dim)."""
    squares = x.square().sum(-1, keepdim=True)
    return x / (1 + (1 + squares).sqrt())


def from_ball(y: Tensor) -> Tensor:
    """The vectors (..., dim) whose images are the points y of the ball: 2 y / (1 − ‖y‖²)."""
    return 2 * y / (1 - y.square().sum(-1, keepdim=True))
