"""The contract every text classifier fulfils, and nothing more."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from torch import Tensor, nn

from hmlc_core.geometry.base import Geometry


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """How a model read one document; all tensors on the CPU, detached.

    word_points: (T, dim) plain word vectors.
    trail: (T, dim) what was compared with the labels: encoder states, or the words again.
    scores: (C, T) minus the distance between each word of the trail and each label.
    logits: (C,).
    contributions: (C, T) change of a label's logit when a word is masked: only its score, where
        there are scores, while the states stay as they are; else the word itself.

    The first three are None for a model that does not compare words with labels.
    """

    word_points: Tensor | None
    trail: Tensor | None
    scores: Tensor | None
    logits: Tensor
    contributions: Tensor


class TextClassifier(nn.Module, ABC):
    """Token ids in, one logit per label out."""

    geometry: Geometry
    max_words: int | None
    """Words read of a text; None for all."""
    implementation: str = "torch"
    """What computes the hot loops: `torch` or `numba`."""

    @abstractmethod
    def logits(self, tokens: Tensor, lengths: Tensor, labels: Tensor | None = None) -> Tensor:
        """Logits of shape (B, labels): of all labels, or of the chosen label indices.

        tokens: (B, T) word ids, or (B, F) coordinates of documents that are points; lengths: (B,)
        how many of them are words; labels: (S,) or None.
        """

    @abstractmethod
    def label_points(self) -> Tensor:
        """Label vectors (C, dim)."""

    @abstractmethod
    def word_points(self, ids: Tensor) -> Tensor | None:
        """Word vectors (len(ids), dim); None where words are no points of the labels' space."""

    @abstractmethod
    def read(self, tokens: Tensor) -> Reading:
        """How one document, a (T,) tensor of word ids or coordinates, is read."""
