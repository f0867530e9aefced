"""The contract every network fulfils: token ids in, one logit per label out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from hmlc_core.budget import SCORES_ONLY, WHOLE, Budget, Numbers
from hmlc_core.geometry.base import Geometry

LEFT_OUT = (
    "A contribution is the change of the label's logit (its log-odds) when the word is left out "
    "of the text. The contributions need not add up to the logit."
)

ROWS = 64
"""Texts with a word left out that are read at once."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Reading:
    """How a network read one document; all tensors on the CPU, detached.

    logits: (C,). contributions: (C, T) change of a label's logit when a word is masked, NaN where
    that was not measured; `meaning` says what is masked and what stays.
    word_points: (T, dim) plain word vectors. trail: (T, dim) what was compared with the labels:
    encoder states, or the words again. scores: (C, T) minus the distance between each word of the
    trail and each label. All None for a network that does not compare words with labels.
    attention: name of a level -> (T,) weights of the words, summing to 1; None without.
    ordered: the trail is a state that moves from word to word. notes: what else a reader must
    know, in sentences.
    """

    logits: Tensor
    contributions: Tensor
    meaning: str
    word_points: Tensor | None = None
    trail: Tensor | None = None
    scores: Tensor | None = None
    attention: dict[str, Tensor] | None = None
    ordered: bool = False
    notes: tuple[str, ...] = ()


class TextClassifier(nn.Module, ABC):
    """Only `logits` is owed; what else a network has, it says by overriding the rest."""

    geometry: Geometry | None = None
    """The space of its points; None for a network without any."""
    max_words: int | None = None
    """Words read of a text; None for all."""
    implementation: str = "torch"
    """What computes the hot loops: `torch` or `numba`."""
    calibrated: bool = True
    """Its logits are those of probabilities; otherwise they are scores of which only the order
    means something, and are shown as they are."""

    @abstractmethod
    def logits(self, tokens: Tensor, lengths: Tensor, labels: Tensor | None = None) -> Tensor:
        """Logits of shape (B, labels): of all labels, or of the chosen label indices.

        tokens: (B, T) word ids, or (B, F) coordinates of documents that are vectors; lengths: (B,)
        how many of them are words; labels: (S,) or None.
        """

    def part_logits(self, tokens: Tensor, lengths: Tensor) -> Mapping[str, Tensor]:
        """Name of a part of the network -> logits (B, C) by that part alone; see `logits`."""
        return {}

    def label_points(self) -> Tensor | None:
        """Label vectors (C, width) of its space."""
        return None

    def word_points(self, ids: Tensor) -> Tensor | None:
        """Word vectors (len(ids), width) in the space of the labels."""
        return None

    def word_table(self) -> nn.Parameter | None:
        """Trained vectors (V, width) of words in flat space, as the network reads them; None where
        there is no such table."""
        return None

    def read(self, tokens: Tensor, budget: Budget = WHOLE) -> Reading:
        """How one document, a (T,) tensor of word ids or coordinates, is read; budget: for what
        its words do."""
        return left_out(self, tokens, budget)

    def trail(self, tokens: Tensor) -> Tensor | None:
        """The `trail` of `read(tokens)`."""
        return self.read(tokens, SCORES_ONLY).trail


@torch.no_grad()
def left_out(network: TextClassifier, tokens: Tensor, budget: Budget = WHOLE) -> Reading:
    """A reading by leaving out words, or setting coordinates to 0, one at a time."""
    total = len(tokens)
    full = network.logits(tokens[None], torch.tensor([total]))[0]

    def lost(places: NDArray[np.int64]) -> Numbers:
        kept = torch.ones(len(places), total, dtype=torch.bool)
        kept[torch.arange(len(places)), torch.from_numpy(places)] = False
        every = tokens.expand(len(places), total)
        if tokens.is_floating_point():
            without = every * kept
        else:
            without = every[kept].view(len(places), total - 1)
        lengths = torch.full((len(places),), without.shape[1])
        return (full - network.logits(without, lengths)).T.numpy()

    found = budget.measured(len(full), total, lost, at_once=ROWS)
    return Reading(logits=full, contributions=torch.from_numpy(found), meaning=LEFT_OUT)
