"""HARNN's unit of one level: which words matter to its labels, and which labels a document has.

Huang et al. (CIKM 2019), §3.2. Text-category attention (TCA) finds the words of every label, class
prediction (CPM) the labels, class dependency (CDM) the words that matter to the level as a whole;
these weigh the words that the next level reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor, nn

from hmlc_core.methods.harnn.start import Start


def over_words(scores: Tensor, present: Tensor) -> Tensor:
    """Softmax of scores (B, C, T) over the words of each document; 0 where `present` (B, T) is not,
    and everywhere in a document without words."""
    absent = ~present[:, None, :]
    lowest = torch.finfo(scores.dtype).min
    return torch.softmax(scores.masked_fill(absent, lowest), -1).masked_fill(absent, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What a level has found: activation (B, fc) for the global part, logits (B, C) of its labels,
    weights (B, T) of the words, 0 at padding and summing to 1."""

    activation: Tensor
    logits: Tensor
    weights: Tensor


@final
class LevelUnit(nn.Module):
    """The unit of a level with C labels.

    states: coordinates of a word's state (2u). attention: rows of the attention (d_a).
    hidden: units of the fully connected layer. relu: whether that layer has one.
    """

    def __init__(
        self,
        labels: int,
        states: int,
        *,
        attention: int,
        hidden: int,
        relu: bool,
        start: Start,
    ) -> None:
        super().__init__()
        self.relu = relu
        self.words = start.linear(states, attention, bias=False)
        self.labels = nn.Parameter(start.weight(labels, attention))
        self.hidden = start.linear(2 * states, hidden)
        self.classes = start.linear(hidden, labels)

    def forward(self, states: Tensor, pooled: Tensor, before: Tensor, present: Tensor) -> Seen:
        """states: (B, T, 2u) of the words. pooled: (B, 2u), their mean. before: (B, T) weights of
        the level above, ones for the first. present: (B, T), where there is a word."""
        weighed = states * before[..., None]
        attention = self.attention(weighed, present)
        # The mean over labels of what each attends to is what their mean attention attends to.
        focus = (attention.mean(1)[:, None] @ weighed)[:, 0]
        activation = self.hidden(torch.cat([pooled, focus], 1))
        if self.relu:
            activation = torch.relu(activation)
        logits = self.classes(activation)
        scaled = attention * torch.sigmoid(logits)[..., None]
        return Seen(activation, logits, over_words(scaled, present).mean(1))

    def attention(self, weighed: Tensor, present: Tensor) -> Tensor:
        """(B, C, T) attention of each label over the words."""
        keys = torch.tanh(self.words(weighed))
        return over_words(self.labels @ keys.transpose(1, 2), present)
