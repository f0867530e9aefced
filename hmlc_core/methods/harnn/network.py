"""HARNN: a two-way LSTM, a unit for each level, and a global part that sees all levels.

Huang et al., *Hierarchical Multi-label Text Classification: An Attention-based Recurrent Network
Approach* (CIKM 2019), §3; highway layer, dropout and initial values as in the authors' code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import final

import torch
from torch import Tensor, nn
from torch.nn.functional import pad

from hmlc_core.budget import WHOLE, Budget
from hmlc_core.data.levels import Levels
from hmlc_core.data.text import UNK
from hmlc_core.experiment.models.harnn import HARNN
from hmlc_core.methods.harnn.attention import LevelUnit
from hmlc_core.methods.harnn.start import Start
from hmlc_core.models.base import Reading, TextClassifier, left_out
from hmlc_core.models.encoders.dropout import Dropout
from hmlc_core.models.encoders.recurrent import TwoWayLSTM
from hmlc_core.models.encoders.words import WordTable
from hmlc_core.models.heads import padding_mask
from hmlc_core.models.mixture import mixed


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """Logits (B, C) of the levels' units and of the global part, in the order of the labels, and
    each level's weights (B, T) of the words."""

    levels: Tensor
    whole: Tensor
    weights: tuple[Tensor, ...]


@final
class Highway(nn.Module):
    """t · ReLU(W x + b) + (1 − t) · x with t = σ(W' x), whose biases start at 0."""

    def __init__(self, width: int, start: Start) -> None:
        super().__init__()
        self.change, self.gate = start.linear(width, width), start.linear(width, width)
        nn.init.zeros_(self.gate.bias)

    def forward(self, x: Tensor) -> Tensor:
        share = torch.sigmoid(self.gate(x))
        return share * torch.relu(self.change(x)) + (1 - share) * x


@final
class HierarchicalHead(nn.Module):
    """All that comes after the states of words: the levels' units, and the global part.

    states: coordinates of a word's state (2u).
    """

    columns: Tensor

    def __init__(
        self,
        settings: HARNN,
        levels: Levels,
        states: int,
        *,
        generator: torch.Generator,
        dtype: torch.dtype,
    ) -> None:
        super().__init__()
        hidden, start = settings.hidden, Start(settings.init_scale, generator, dtype)
        self.relu = not settings.released.no_relu
        self.units = nn.ModuleList(
            LevelUnit(
                size,
                states,
                attention=settings.attention,
                hidden=hidden,
                relu=self.relu,
                start=start,
            )
            for size in levels.sizes
        )
        self.together = start.linear(len(levels) * hidden, hidden)
        self.highway = Highway(hidden, start) if settings.highway else nn.Identity()
        self.dropout = Dropout(settings.dropout, generator)
        self.classes = start.linear(hidden, sum(levels.sizes))
        self.register_buffer("columns", torch.from_numpy(levels.columns), persistent=False)

    def forward(self, states: Tensor, lengths: Tensor) -> Parts:
        """states: (B, T, 2u), 0 behind the lengths (B,)."""
        present = padding_mask(lengths, states.shape[1])
        pooled = states.sum(1) / lengths.clamp(min=1)[:, None]
        weights, seen = torch.ones_like(states[..., 0]), []
        for unit in self.units:
            seen.append(unit(states, pooled, weights, present))
            weights = seen[-1].weights
        whole = self.together(torch.cat([level.activation for level in seen], 1))
        if self.relu:
            whole = torch.relu(whole)
        whole = self.classes(self.dropout(self.highway(whole)))
        levels = torch.cat([level.logits for level in seen], 1)
        return Parts(
            levels[:, self.columns],
            whole[:, self.columns],
            tuple(level.weights for level in seen),
        )


@final
class HarnnModel(TextClassifier):
    """HARNN over the levels of a label graph.

    width: words that every document is padded to where padding counts as words.
    """

    def __init__(
        self,
        settings: HARNN,
        levels: Levels,
        *,
        vocabulary: int,
        width: int,
        generator: torch.Generator,
        dtype: torch.dtype,
        sparse_rows: bool,
    ) -> None:
        super().__init__()
        self.settings, self.levels, self.width = settings, levels, width
        self.words = WordTable(
            vocabulary,
            settings.word_dim,
            start=settings.word_range,
            generator=generator,
            dtype=dtype,
            sparse_rows=sparse_rows,
        )
        if settings.released.equal_words:
            nn.init.constant_(self.words.weight, settings.init_scale)
        self.lstm = TwoWayLSTM(
            settings.word_dim,
            settings.units,
            layers=settings.layers,
            generator=generator,
            dtype=dtype,
        )
        self.dropout = Dropout(settings.dropout, generator)
        self.head = HierarchicalHead(
            settings, levels, self.lstm.out_dim, generator=generator, dtype=dtype
        )

    def parts(self, tokens: Tensor, lengths: Tensor) -> Parts:
        """Local and global logits, and the levels' attention, of (B, T) word ids."""
        released = self.settings.released
        words = self.words(tokens, lengths)
        if released.unknown_is_padding:
            words = words.masked_fill((tokens == UNK)[..., None], 0.0)
        if released.padding_is_a_word:
            words = pad(words, (0, 0, 0, self.width - tokens.shape[1]))
            lengths = torch.full_like(lengths, self.width)
        states = self.dropout(self.lstm(words, lengths))
        found: Parts = self.head(states, lengths)
        return found

    def word_table(self) -> nn.Parameter:
        """See `TextClassifier`."""
        return self.words.weight

    def logits(self, tokens: Tensor, lengths: Tensor, labels: Tensor | None = None) -> Tensor:
        """See `TextClassifier`."""
        parts = self.parts(tokens, lengths)
        logits = mixed(parts.whole, parts.levels, self.settings.alpha)
        return logits if labels is None else logits[:, labels]

    def part_logits(self, tokens: Tensor, lengths: Tensor) -> Mapping[str, Tensor]:
        """The levels' units alone, and the global part alone."""
        parts = self.parts(tokens, lengths)
        return {"local": parts.levels, "global": parts.whole}

    @torch.no_grad()
    def read(self, tokens: Tensor, budget: Budget = WHOLE) -> Reading:
        """What words do when they are left out, and each level's attention to them."""
        total = len(tokens)
        weights = self.parts(tokens[None], torch.tensor([total])).weights
        attention, notes = {}, []
        for name, of_level in zip(self.levels.names, weights, strict=True):
            of_words = of_level[0, :total]
            share = float(of_words.sum())
            attention[name] = of_words / share
            if self.settings.released.padding_is_a_word:
                notes.append(f"At {name} {1 - share:.0%} of the attention went to padding.")
        return replace(left_out(self, tokens, budget), attention=attention, notes=tuple(notes))
