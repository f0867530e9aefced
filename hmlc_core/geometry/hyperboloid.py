"""The ball seen from the hyperboloid, whose space coordinates are any vector of flat space.

HiddeN (Chatterjee et al., EACL 2021, appendix) learns vectors x and takes the points
(√(1 + ‖x‖²), x) of the hyperboloid; their images in the Poincaré ball are Π(x). So the distance
of Π(x) from the origin is arsinh ‖x‖.
"""

from __future__ import annotations

from torch import Tensor

from hmlc_core.geometry.lengths import length
from hmlc_core.geometry.mobius import double_arsinh


def to_ball(x: Tensor) -> Tensor:
    """Π(x) = x / (1 + √(1 + ‖x‖²)), of vectors (..., dim)."""
    return x / (1 + _height(x))


def from_ball(y: Tensor) -> Tensor:
    """The vectors (..., dim) whose images are the points y of the ball: 2 y / (1 − ‖y‖²)."""
    return 2 * y / (1 - y.square().sum(-1, keepdim=True))


def apart(x: Tensor, other: Tensor) -> Tensor:
    """Π(x) − Π(x′) (..., dim), by differences of x and x′ alone: near pairs lose no digits.

    With heights r, r′ it is (x − x′ − Π(x′)(r − r′)) / (1 + r), where
    r − r′ = ⟨x − x′, x + x′⟩ / (r + r′).
    """
    height, other_height = _height(x), _height(other)
    rise = ((x - other) * (x + other)).sum(-1, keepdim=True) / (height + other_height)
    return (x - other - to_ball(other) * rise) / (1 + height)


def distance(x: Tensor, other: Tensor) -> Tensor:
    """Distance (...) of Π(x) and Π(x′), 0 with gradient 0 between equal points.

    2 arsinh(‖Π(x) − Π(x′)‖ √(a a′)) with a = 1/(1 − ‖Π(x)‖²) = (1 + r)/2. Computed in float64:
    along a ray `apart` leaves one part in r of its terms, which float32 cannot spare.
    """
    a, b = x.double(), other.double()
    steep = ((1 + _height(a)) * (1 + _height(b))).sqrt().squeeze(-1) / 2
    return double_arsinh(length(apart(a, b)) * steep).to(x.dtype)


def _height(x: Tensor) -> Tensor:
    """√(1 + ‖x‖²), (..., 1)."""
    return (1 + x.square().sum(-1, keepdim=True)).sqrt()
