"""HyperIM as one writes it down from the paper: a tensor operation a symbol, a loop over words.

Chen et al., *Hyperbolic Interaction Model for Hierarchical Multi-Label Classification* (AAAI
2020), Eq. 1, 5 and 6, with Riemannian Adam from geoopt over whole tables. Points have shape
(..., balls, k): one ball, or a product whose distances add up. Nothing here is clever; that is
what a peer is for. The values are the product's own to rounding (`hyperim_step` checks them).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import torch
from torch import Tensor, nn

with warnings.catch_warnings():
    # geoopt 0.5.1 decorates its functions with torch.jit.script, which torch 2.13 deprecates.
    warnings.simplefilter("ignore", DeprecationWarning)
    import geoopt

LIMIT = {torch.float64: 1 - 1e-5, torch.float32: 1 - 4e-3}
"""Largest norm of a point."""


def norm(x: Tensor) -> Tensor:
    return x.norm(dim=-1, keepdim=True).clamp_min(1e-15)


def project(x: Tensor) -> Tensor:
    n, limit = norm(x), LIMIT[x.dtype]
    return torch.where(n > limit, x / n * limit, x)


def artanh(x: Tensor) -> Tensor:
    return torch.atanh(x.clamp(max=1 - torch.finfo(x.dtype).eps))


def plus(u: Tensor, v: Tensor) -> Tensor:
    """Möbius addition u ⊕ v, before projection."""
    uv = (u * v).sum(-1, keepdim=True)
    uu = (u * u).sum(-1, keepdim=True)
    vv = (v * v).sum(-1, keepdim=True)
    top = (1 + 2 * uv + vv) * u + (1 - uu) * v
    return top / (1 + 2 * uv + uu * vv).clamp_min(1e-15)


def add(u: Tensor, v: Tensor) -> Tensor:
    return project(plus(u, v))


def exp0(v: Tensor) -> Tensor:
    n = norm(v)
    return project(torch.tanh(n.clamp(max=15)) * v / n)


def log0(x: Tensor) -> Tensor:
    n = norm(x)
    return artanh(n) * x / n


def rescaled(mx: Tensor, x: Tensor) -> Tensor:
    """M ⊗ x = tanh(‖Mx‖/‖x‖ artanh ‖x‖) Mx/‖Mx‖ given Mx; 0 where Mx is."""
    n, image = norm(x), norm(mx)
    result = torch.tanh((image / n * artanh(n)).clamp(max=15)) * mx / image
    return project(torch.where((mx == 0).all(-1, keepdim=True), torch.zeros_like(mx), result))


def matvec(m: Tensor, x: Tensor) -> Tensor:
    """M ⊗ x; in a product M acts on the tangent vector at the origin, all balls together."""
    if x.shape[-2] == 1:
        return rescaled(x @ m.T, x)
    return exp0((log0(x).flatten(-2) @ m.T).view_as(x))


def pointwise(r: Tensor, x: Tensor) -> Tensor:
    """diag(r) ⊗ x, which in a product rescales the tangent vector as well."""
    return rescaled(r * x, x) if x.shape[-2] == 1 else exp0(r * log0(x))


def distance(u: Tensor, v: Tensor) -> Tensor:
    """Σ over balls of 2 artanh ‖(−u) ⊕ v‖."""
    return (2 * artanh(norm(plus(-u, v)))).sum((-2, -1))


class HyperIM(nn.Module):
    """Tables of words and labels, six matrices, three biases, and the head W^e ReLU(W^f S)."""

    def __init__(
        self, words: Tensor, labels: Tensor, w: Tensor, u: Tensor, b: Tensor, inner: Tensor,
        outer: Tensor, *, ball: int,
    ) -> None:  # fmt: skip
        super().__init__()

        def points(x: Tensor) -> geoopt.ManifoldParameter:
            balls = x.detach().clone().unflatten(-1, (-1, ball))
            return geoopt.ManifoldParameter(balls, manifold=geoopt.PoincareBall())

        def weights(x: Tensor) -> nn.Parameter:
            return nn.Parameter(x.detach().clone())

        self.words, self.labels, self.b = points(words), points(labels), points(b)
        self.w, self.u = weights(w), weights(u)
        self.inner, self.outer = weights(inner), weights(outer)

    def logits(self, tokens: Tensor) -> Tensor:
        """(B, C) of full-length documents (B, T)."""
        x = self.words[tokens]
        h = torch.zeros_like(x[:, 0])
        states = []
        for t in range(tokens.shape[1]):
            r = torch.sigmoid(log0(self.gate(0, h, x[:, t])))
            z = torch.sigmoid(log0(self.gate(1, h, x[:, t])))
            candidate = self.gate(2, pointwise(r, h), x[:, t])
            h = add(h, pointwise(z, add(-h, candidate)))
            states.append(h)
        words, labels = torch.stack(states, 1)[:, None], self.labels[None, :, None]
        scores = -distance(words, labels)
        return torch.relu(scores @ self.inner.T) @ self.outer[0]

    def gate(self, g: int, h: Tensor, x: Tensor) -> Tensor:
        """W⊗h ⊕ U⊗x ⊕ b."""
        return add(add(matvec(self.w[g], h), matvec(self.u[g], x)), self.b[g])


def steps(
    model: HyperIM, batches: Callable[[], tuple[Tensor, Tensor]], *, point_rate: float,
    weight_rate: float,
) -> Callable[[], None]:  # fmt: skip
    """A function that takes one training step; batches() gives tokens (B, T) and truth (B, C)."""
    points = [p for p in model.parameters() if isinstance(p, geoopt.ManifoldParameter)]
    weights = [p for p in model.parameters() if not isinstance(p, geoopt.ManifoldParameter)]
    optimiser = geoopt.optim.RiemannianAdam(
        [{"params": points, "lr": point_rate}, {"params": weights, "lr": weight_rate}]
    )

    def step() -> None:
        tokens, truth = batches()
        logits = model.logits(tokens)
        loss = nn.functional.binary_cross_entropy_with_logits(logits, truth.to(logits.dtype))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()

    return step
