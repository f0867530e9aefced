"""HiddeN's ranking loss: labels that come together often lie nearer than those that do not.

Chatterjee et al., *Joint Learning of Hyperbolic Label Embeddings for Hierarchical Multi-label
Classification* (EACL 2021), Eq. 3: for labels l, l′ the loss is
−log( e^{−d(l, l′)} / Σ_z e^{−d(l, z)} ), where z runs over l′ and labels less like l than l′ is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hmlc_core.errors import SettingError
from hmlc_core.geometry.hyperboloid import distance

MOST_LABELS = 5_000
"""Beyond this the order of all labels by likeness to each (labels² numbers) would not fit."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of labels to rank, and which labels each is to be ranked above.

    pairs: (P, 2) labels l and l′. order: (L, L) for each l all labels, the least alike first.
    below: (P,) how many of the first of these a pair is ranked above.
    """

    pairs: Tensor
    order: Tensor
    below: Tensor

    @classmethod
    def of(cls, similarity: NDArray[np.float64], rule: str) -> Pairs:
        """The pairs of labels with a likeness (L, L), row l comparing l with all.

        rule: `lt_paper`, ordered pairs of different labels, ranked above those strictly less
        alike, if there are any; `le_code`, all L² pairs, ranked above all not more alike.
        Raises `SettingError` for too many labels.
        """
        labels = len(similarity)
        if labels > MOST_LABELS:
            raise SettingError(
                "too many labels to rank against each other",
                where="model.name",
                expected=f"at most {MOST_LABELS:,} labels for HiddeN",
                received=f"{labels:,}",
                remedy="Train HyperIM, or take a corpus with fewer labels.",
            )
        order = np.argsort(similarity, axis=1, kind="stable")
        ranked = np.take_along_axis(similarity, order, axis=1)
        side: Literal["left", "right"] = "left" if rule == "lt_paper" else "right"
        below = np.array(
            [np.searchsorted(row, values, side) for row, values in zip(ranked, similarity)],
            dtype=np.int64,
        ).reshape(labels, labels)
        wanted = below > 0
        if rule == "lt_paper":
            np.fill_diagonal(wanted, False)
        return cls(
            pairs=torch.from_numpy(np.argwhere(wanted)),
            order=torch.from_numpy(order),
            below=torch.from_numpy(below[wanted]),
        )

    def __len__(self) -> int:
        return len(self.pairs)

    def draw(self, count: int, negatives: int, generator: torch.Generator) -> Tensor:
        """(count, 2 + negatives) labels: l, l′, and labels to be ranked below l′.

        Pairs and labels are drawn with replacement. Without pairs there are no rows.
        """
        if not len(self):
            return torch.zeros(0, 2 + negatives, dtype=torch.int64)
        chosen = torch.randint(len(self), (count,), generator=generator)
        luck = torch.rand((count, negatives), dtype=torch.float64, generator=generator)
        places = (luck * self.below[chosen, None]).long()
        pairs = self.pairs[chosen]
        return torch.cat([pairs, self.order[pairs[:, :1], places]], dim=1)


def occurrences(table: Tensor, drawn: Tensor) -> tuple[Tensor, Tensor]:
    """A row of its own for every label of drawn pairs (P, N), and the pairs in terms of these rows.

    table: (L, dim). The rows, (P·N, dim), can be changed independently where a label recurs.
    """
    rows = table[drawn.flatten()]
    return rows, torch.arange(len(rows)).view_as(drawn)


def rank_loss(table: Tensor, drawn: Tensor, *, flat: bool) -> Tensor:
    """The mean loss of drawn pairs (P, 2 + negatives); 0 where none is drawn.

    table: (L, dim) coordinates x of the labels. In the ball d is the distance between the points
    Π(x); in flat space, HiddeN's control, ‖x − x′‖².
    """
    if not len(drawn):
        return table.sum() * 0
    anchors, others = table[drawn[:, :1]], table[drawn[:, 1:]]
    d = (anchors - others).square().sum(-1) if flat else distance(anchors, others)
    return torch.logsumexp(d[:, :1] - d, dim=1).mean()
