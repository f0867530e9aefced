"""HiddeN's joint training on points, as one writes it down from the paper: an item at a time.

Chatterjee et al., *Joint Learning of Hyperbolic Label Embeddings for Hierarchical Multi-label
Classification* (EACL 2021), Eq. 2 to 5. Which labels a pair is ranked above is looked up in a
mask of labels³; five of them are drawn for each item by shuffling five copies of them all. An
item is a document and, beside it, a pair; a batch is what a `DataLoader` makes of 32 items.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy
from torch.utils.data import DataLoader, Dataset

NEGATIVES = 5

Item = tuple[Tensor, Tensor, Tensor]
"""Coordinates; 0/1 for each label; labels l, l′ and NEGATIVES below l′."""


class Items(Dataset[Item]):
    """Documents and pairs side by side, whichever are fewer again from the start.

    points: (documents, F). truth: (documents, L) 0/1.
    """

    def __init__(self, points: Tensor, truth: Tensor, generator: torch.Generator) -> None:
        self.points, self.truth, self.generator = points, truth, generator
        together = truth.T @ truth
        self.labels = len(together)
        # below[l, l′, z]: z is not more like l than l′ is
        self.below = together[:, None, :] <= together[:, :, None]

    def __len__(self) -> int:
        return max(len(self.points), self.labels**2)

    def __getitem__(self, index: int) -> Item:
        document = index % len(self.points)
        label, other = divmod(index % self.labels**2, self.labels)
        candidates = self.below[label, other].nonzero().flatten().repeat(NEGATIVES)
        order = torch.randperm(len(candidates), generator=self.generator)
        negatives = candidates[order[:NEGATIVES]]
        pair = torch.cat([torch.tensor([label, other]), negatives])
        return self.points[document], self.truth[document], pair


class HiddeN(nn.Module):
    """A network with one hidden layer, and a table of labels that are at most one long."""

    def __init__(self, inner: nn.Linear, outer: nn.Linear, table: Tensor, weight: float) -> None:
        super().__init__()
        self.network = nn.Sequential(_copy(inner), nn.ReLU(), _copy(outer))
        self.table = nn.Embedding.from_pretrained(table.clone(), freeze=False, max_norm=1.0)
        self.weight = weight

    def loss(self, points: Tensor, truth: Tensor, pairs: Tensor) -> Tensor:
        """L1 + λ L2 of a batch."""
        labels = self.table(torch.arange(self.table.num_embeddings))
        classification = binary_cross_entropy_with_logits(self.network(points) @ labels.T, truth)
        places = labels / (1 + (1 + labels.square().sum(-1, keepdim=True)).sqrt())
        d = distance(places[pairs[:, :1]], places[pairs[:, 1:]])
        ranking = cross_entropy(-d, torch.zeros(len(d), dtype=torch.int64))
        return classification + self.weight * ranking


def distance(x: Tensor, y: Tensor) -> Tensor:
    """arcosh(1 + 2 ‖x − y‖²/((1 − ‖x‖²)(1 − ‖y‖²))), kept off 1, where its slope is infinite."""
    gaps = (1 - x.square().sum(-1)) * (1 - y.square().sum(-1))
    return torch.acosh((1 + 2 * (x - y).square().sum(-1) / gaps).clamp_min(1 + 1e-7))


def epochs(model: HiddeN, items: Items, *, batch: int, rate: float) -> Callable[[], None]:
    """A function that takes one pass over the items."""
    loader = DataLoader(items, batch_size=batch, shuffle=True, generator=items.generator)
    optimiser = torch.optim.Adam(model.parameters(), lr=rate)

    def epoch() -> None:
        total = 0.0
        for points, truth, pairs in loader:
            optimiser.zero_grad()
            loss = model.loss(points, truth, pairs)
            loss.backward()
            optimiser.step()
            total += loss.item()

    return epoch


def _copy(layer: nn.Linear) -> nn.Linear:
    twin = nn.Linear(layer.in_features, layer.out_features, dtype=layer.weight.dtype)
    twin.load_state_dict(layer.state_dict())
    return twin
