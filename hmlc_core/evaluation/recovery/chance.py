"""What the scores of a recovery stand beside: chance, a star, and counting alone.

random_tree: trees that grow at random from the virtual root (mean and sd).
shuffled: the picture itself with its labels in random order (mean and sd): what its shape alone
    scores.
star: every label under the virtual root, all equally far from each other.
cooccurrence_90, cooccurrence_80: the rarest label that is present in that percentage of the
    child's documents is its parent (`infer_edges`); no embedding and no hierarchy is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
import scipy.sparse as sparse

from hmlc_core.budget import unheard
from hmlc_core.data.subsumption import infer_edges
from hmlc_core.evaluation.recovery.scores import Picture, Truth
from hmlc_core.evaluation.recovery.tree import TOP, Tree

DRAWS, DRAWS_OF_MANY = 20, 5
"""Random trees and shuffles; fewer above `MANY` labels, where they hardly differ."""

MANY = 200

SHARES = (0.9, 0.8)
"""A parent by co-occurrence accompanies its child in at least this share of its documents."""


class Spread(NamedTuple):
    """Mean and standard deviation (n − 1) over random draws; NaN where a draw is undefined."""

    mean: float
    sd: float


Level = float | Spread
Scorer = Callable[[Picture], Mapping[str, float]]
Tell = Callable[[str], None]


def chance_levels(
    truth: Truth,
    picture: Picture,
    labels: sparse.csr_matrix | None,
    *,
    seed: int,
    tell: Tell = unheard,
) -> dict[str, dict[str, Level]]:
    """score -> baseline -> its level, of every score of `Truth.scores`.

    labels: (documents, labels) of the training documents, for the trees by co-occurrence.
    tell: called with what is at work.
    """
    count, random = len(picture.radius), np.random.default_rng(seed)
    draws = DRAWS if count <= MANY else DRAWS_OF_MANY

    def score(tree: Tree) -> dict[str, float]:
        return truth.scores(Picture.of_tree(tree, truth.triplets))

    def drawn(what: str) -> Iterator[None]:
        for n in range(draws):
            tell(f"Chance: {what}, {n + 1} of {draws}")
            yield

    trees = [score(random_tree(count, random)) for _ in drawn("random trees")]
    shuffles = [truth.scores(picture.shuffled(random)) for _ in drawn("labels shuffled")]
    tell("Chance: star" if labels is None else "Chance: star, and counting")
    fixed = {"star": score(Tree(np.full(count, TOP)))}
    if labels is not None:
        for share in SHARES:
            fixed[f"cooccurrence_{round(100 * share)}"] = score(cooccurrence_tree(labels, share))
    return {
        name: {
            "random_tree": _spread([found[name] for found in trees]),
            "shuffled": _spread([found[name] for found in shuffles]),
            **{baseline: found[name] for baseline, found in fixed.items()},
        }
        for name in trees[0]
    }


def random_tree(labels: int, random: np.random.Generator) -> Tree:
    """In random order, each label hangs below an earlier one or the virtual root, all as likely.

    (A random recursive tree: about as shallow as hierarchies are.)
    """
    order = random.permutation(labels)
    earlier = (random.random(labels) * np.arange(1, labels + 1)).astype(np.int64) - 1
    parents = np.full(labels, TOP)
    parents[order] = np.where(earlier == TOP, TOP, order[earlier])
    return Tree(parents)


def cooccurrence_tree(labels: sparse.csr_matrix, share: float) -> Tree:
    """The tree that (documents, labels) tell by subsumption; see `infer_edges`."""
    return Tree.of_edges(labels.shape[1], infer_edges(labels, share=share))


def _spread(values: list[float]) -> Spread:
    return Spread(float(np.mean(values)), float(np.std(values, ddof=1)))
