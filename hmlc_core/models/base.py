"""The contract every text classifier fulfils, and nothing more."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from hmlc_core.geometry.base import Geometry


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """How a model read one document; all tensors on the CPU, detached.

    word_points: (T, dim) plain word vectors.
    trail: (T, dim) what was compared with the labels: encoder states, or the words again.
    scores: (C, T) minus the distance between each word of the trail and each label.
    logits: (C,).
    contributions: (C, T) change of a label's logit when the word's score is masked while the
        states stay as they are.
    """

    word_points: Tensor
    trail: Tensor
    scores: Tensor
    logits: Tensor
    contributions: Tensor


class TextClassifier(nn.Module, ABC):
    """Token ids in, one logit per label out."""

    geometry: Geometry
    max_words: int | None
    """Words read of a text; None for all."""

    @abstractmethod
    def logits(self, tokens: Tensor, lengths: Tensor, labels: Tensor | None = None) -> Tensor:
        """Logits of shape (B, labels): of all labels, or of the chosen label indices.

        tokens: (B, T) word ids; lengths: (B,) how many of them are words; labels: (S,) or None.
        """

    @abstractmethod
    def label_points(self) -> Tensor:
        """Label vectors (C, dim)."""

    @abstractmethod
    def word_points(self, ids: Tensor) -> Tensor:
        """Word vectors (len(ids), dim)."""

    @abstractmethod
    def read(self, tokens: Tensor) -> Reading:
        """How one document, a (T,) tensor of word ids, is read."""

    @abstractmethod
    def training_labels(self, truth: Tensor, generator: torch.Generator) -> Tensor | None:
        """Label indices to score in a training step with this (B, C) truth; None for all."""
