"""The gated recurrent unit, written once for every geometry (HyperIM, Eq. 5).

    r = σ(log₀(Wʳ⊗h ⊕ Uʳ⊗x ⊕ bʳ))          z likewise
    h̃ = (Wᵍ diag(r))⊗h ⊕ Uᵍ⊗x ⊕ bᵍ          h ← h ⊕ diag(z)⊗(−h ⊕ h̃)

⊕ is not associative and is taken from left to right. In flat space the same lines are an
ordinary GRU without tanh; `VanillaGRU` is the one with it.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn

from hmlc_core.geometry.base import Geometry
from hmlc_core.geometry.draws import uniform
from hmlc_core.models.rows import ByRows

Sequence = Callable[..., Tensor]


class GRU(nn.Module):
    """Eq. 5 in any geometry. Word vectors enter once per distinct word of a batch.

    candidate_uses_reset: the released code's slip (U^r where U^g was meant).
    sequence: a compiled implementation of `run` with the same arguments, or None.
    """

    def __init__(
        self,
        geometry: Geometry,
        *,
        generator: torch.Generator,
        dtype: torch.dtype,
        candidate_uses_reset: bool = False,
        sequence: Sequence | None = None,
    ) -> None:
        super().__init__()
        k = geometry.dim
        bound = 1 / math.sqrt(k)
        self.geometry = geometry
        self.candidate_uses_reset = candidate_uses_reset
        self.sequence = sequence or self.run
        # Gates in the order r, z, g.
        self.w = nn.Parameter(uniform((3, k, k), bound, generator).to(dtype))
        self.u = nn.Parameter(uniform((3, k, k), bound, generator).to(dtype))
        self.b = geometry.parameter(geometry.origin(3, dtype=dtype))

    def forward(self, words: Tensor, index: Tensor, lengths: Tensor) -> Tensor:
        """States (B, T, k) of documents given as (B, T) indices into (V', k) distinct words."""
        u = self.u[[0, 1, 0]] if self.candidate_uses_reset else self.u
        if self.sequence == self.run:
            ux = self.geometry.matvec(u, words)
        else:
            ux = ByRows.apply(self.geometry.matvec, u, words)  # type: ignore[no-untyped-call]
        return self.sequence(ux, index, self.w, self.b, lengths)

    def run(self, ux: Tensor, index: Tensor, w: Tensor, b: Tensor, lengths: Tensor) -> Tensor:
        """The recurrence in plain torch; after its last word a document's state stays."""
        space = self.geometry
        batch, width = index.shape
        h = space.origin(batch, dtype=ux.dtype)
        states = []
        for t in range(width):
            x_r, x_z, x_g = ux[:, index[:, t]]
            r = torch.sigmoid(space.log0(_preactivation(space, w[0], h, x_r, b[0])))
            z = torch.sigmoid(space.log0(_preactivation(space, w[1], h, x_z, b[1])))
            candidate = _preactivation(space, w[2], space.pointwise(r, h), x_g, b[2])
            step = space.pointwise(z, space.add(space.negate(h), candidate))
            new = space.project(space.add(h, step))
            h = torch.where((t < lengths)[:, None], new, h)
            states.append(h)
        return torch.stack(states, 1) if states else ux.new_zeros(batch, 0, space.width)


def _preactivation(space: Geometry, w: Tensor, h: Tensor, x: Tensor, b: Tensor) -> Tensor:
    return space.add(space.add(space.matvec(w, h), x), b)


class VanillaGRU(nn.Module):
    """The usual GRU with tanh, as released EuclideanIM has it; flat space only."""

    def __init__(self, dim: int, *, generator: torch.Generator, dtype: torch.dtype) -> None:
        super().__init__()
        self.cell = nn.GRU(dim, dim, batch_first=True, dtype=dtype)
        for parameter in self.cell.parameters():
            parameter.data.copy_(uniform(tuple(parameter.shape), 1 / math.sqrt(dim), generator))

    def forward(self, words: Tensor, index: Tensor, lengths: Tensor) -> Tensor:
        """As `GRU.forward`; positions after a document's end hold states that nothing reads."""
        states: Tensor = self.cell(words[index])[0]
        return states
