"""HiddeN's synthetic benchmark: points of 16 Gaussians as vectors, labelled on three levels.

Chatterjee et al., *Joint Learning of Hyperbolic Label Embeddings for Hierarchical Multi-label
Classification* (EACL 2021), §4.1. The means are the integer points of {−2, …, 1}², the variance
is 0.01. A point has three labels: its own cell, the quadrant of the cell, and the root.
"""

from __future__ import annotations

import numpy as np

from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.labels import LabelGraph

NAME = "synthetic"

SIZES = {"train": 12_000, "test": 8_000}
"""As in the paper; the released code draws 20,000 and 13,333."""

LOWEST, SIDE, SPREAD = -2, 4, 0.1
"""Least coordinate of a mean, means along each axis, standard deviation."""

CELLS = SIDE * SIDE
LABELS = CELLS + 5
ROOT = CELLS + 4


def graph() -> LabelGraph:
    """21 labels: 16 cells, 4 quadrants, 1 root, numbered in this order as the paper does."""
    cells = [f"cell {x:+d} {y:+d}" for x in _axis() for y in _axis()]
    quadrants = [
        f"quadrant {side} {height}" for side in ("left", "right") for height in ("low", "high")
    ]
    edges = [(ROOT, CELLS + number) for number in range(4)]
    edges += [(quadrant(cell), cell) for cell in range(CELLS)]
    return LabelGraph((*cells, *quadrants, "everything"), tuple(edges))


def quadrant(cell: int) -> int:
    """The label of the quadrant that a cell lies in."""
    x, y = divmod(cell, SIDE)
    return CELLS + 2 * (x >= SIDE // 2) + (y >= SIDE // 2)


def generate(documents: int = 0, seed: int = 0) -> Corpus:
    """`documents` training points (0: as many as the paper) and two thirds of that for testing."""
    random = np.random.default_rng(seed)
    train = documents or SIZES["train"]
    sizes = {"train": train, "test": round(train * SIZES["test"] / SIZES["train"])}
    splits = {name: _draw(name, size, random) for name, size in sizes.items()}
    return Corpus(
        name=NAME,
        title="Synthetic points",
        graph=graph(),
        train=splits["train"],
        test=splits["test"],
        vectors=2,
        texts=False,
    )


def _draw(split: str, count: int, random: np.random.Generator) -> tuple[Document, ...]:
    cells = random.integers(CELLS, size=count)
    means = LOWEST + np.stack(np.divmod(cells, SIDE), axis=1)
    places = random.normal(means, SPREAD).astype(np.float32)
    return tuple(
        Document(
            id=f"{split}-{number}",
            text="",
            labels=(cell, quadrant(cell), ROOT),
            vector=place,
        )
        for number, (cell, place) in enumerate(zip(cells.tolist(), places, strict=True))
    )


def _axis() -> range:
    return range(LOWEST, LOWEST + SIDE)
