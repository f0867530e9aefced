"""HyperIM and EuclideanIM: one model, told apart by its geometry (Chen et al., AAAI 2020).

Every word of a document is a point, every label is a point of the same space, and the score of
the pair is minus their distance (Eq. 1, 6). E-rand, E-hier, H-rand and H-hier are this class
with two arguments changed: `geometry`, and where the label points start.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import final

import torch
from torch import Tensor, nn

from hmlc_core.budget import WHOLE, Budget
from hmlc_core.data.text import PAD
from hmlc_core.experiment.models.hyperim import HyperIM
from hmlc_core.geometry.base import Geometry
from hmlc_core.methods.hyperim.entrance import Entrance
from hmlc_core.methods.hyperim.evidence import MASKED, evidence
from hmlc_core.models.base import Reading, TextClassifier
from hmlc_core.models.gru import GRU, VanillaGRU
from hmlc_core.models.heads import PooledHead, PositionHead, padding_mask
from hmlc_core.models.kernels import Kernels

NO_STATE = (
    "This run has no recurrent encoder (`model.encoder` = none): a word is a point of its own, the "
    "same in every text, and the order of words plays no part. So there is no trail to follow."
)

PLAIN_WORDS = (
    "This model also compares plain word vectors with the labels; they are not among these "
    "distances, but in the contributions."
)


@final
class InteractionModel(TextClassifier):
    """HyperIM in a ball or a product of balls, EuclideanIM in flat space.

    geometry: the space of words and labels.
    vocabulary: number of word ids. labels: number of labels.
    vectors: coordinates of documents that are vectors, each one word to the interaction; else 0.
    width: words per document at most (the position head has a weight for each).
    label_points: (C, dim) starting points, or None for the rule of `settings.label_init`.
    word_weights: (V,) positive starting weights of words for the pooled head (their idf).
    kernels: implementation of the recurrence and of the scores.
    generator: every random number; twins given equal generators draw equal numbers.
    """

    geometry: Geometry
    places: Tensor | None

    def __init__(
        self,
        settings: HyperIM,
        geometry: Geometry,
        *,
        vocabulary: int,
        labels: int,
        width: int,
        label_points: Tensor | None,
        word_weights: Tensor,
        kernels: Kernels,
        generator: torch.Generator,
        dtype: torch.dtype,
        sparse_rows: bool = True,
        vectors: int = 0,
    ) -> None:
        super().__init__()
        self.settings, self.geometry, self.kernels = settings, geometry, kernels
        self.implementation = kernels.name
        self.sparse_rows = sparse_rows
        # A head over positions has no weight for words beyond its width.
        self.max_words = None if settings.head == "pooled" else width
        self.width = width
        released = settings.released

        # Drawn in this order whatever the settings, so that twins share their random numbers.
        words = geometry.random((vocabulary,), settings.init_range, generator, dtype)
        places = geometry.random((labels,), settings.init_range, generator, dtype)
        if label_points is not None:
            places = geometry.project(label_points.to(dtype))
        elif settings.label_init == "zeros":
            places = geometry.origin(labels, dtype=dtype)
        self.words = geometry.parameter(words)
        self.labels = geometry.parameter(places)
        self.words.requires_grad_(settings.train_words)
        self.labels.requires_grad_(settings.train_labels)
        # Kept with the weights: a run that goes on has no other trace of them.
        self.register_buffer("places", self.labels.detach().clone() if settings.hold else None)

        self.gru: GRU | VanillaGRU | None = None
        if settings.encoder != "none":
            self.gru = (
                VanillaGRU(geometry.dim, generator=generator, dtype=dtype)
                if settings.cell == "vanilla"
                else GRU(
                    geometry,
                    generator=generator,
                    dtype=dtype,
                    candidate_uses_reset=released.candidate_uses_reset_matrix,
                    sequence=kernels.recurrence,
                )
            )
        branches = 2 if settings.encoder == "gru+word" else 1
        self.heads = nn.ModuleList(
            PooledHead(labels, dtype=dtype)
            if settings.head == "pooled"
            else PositionHead(
                width,
                ordered=settings.head == "sorted",
                biases=released.head_biases,
                generator=generator,
                dtype=dtype,
            )
            for _ in range(branches)
        )
        self.entrance: Entrance | None = None
        if vectors:
            self.entrance = Entrance(vectors, geometry, generator=generator, dtype=dtype)
        # Logarithms of the pooled head's word weights; the other heads weigh all words alike.
        self.salience: nn.Parameter | None = None
        if settings.head == "pooled" and not vectors:
            self.salience = nn.Parameter(word_weights.to(dtype).log()[:, None])

    def logits(self, tokens: Tensor, lengths: Tensor, labels: Tensor | None = None) -> Tensor:
        """See `TextClassifier`; all labels at once in training, in groups when predicting."""
        tokens, lengths = self._window(tokens, lengths)
        branches, weights = self._encode(tokens, lengths)
        if labels is not None or self.training:
            return self._logits(branches, weights, lengths, labels)
        groups = self._groups(self.settings.label_group)
        return torch.cat([self._logits(branches, weights, lengths, group) for group in groups], 1)

    def _groups(self, size: int) -> Iterator[Tensor]:
        """All label indices, `size` at a time."""
        for start in range(0, len(self.labels), size):
            yield torch.arange(start, min(start + size, len(self.labels)))

    def _logits(
        self, branches: list[Tensor], weights: Tensor, lengths: Tensor, labels: Tensor | None
    ) -> Tensor:
        points = self.labels if labels is None else self.labels[labels]
        logits = []
        for head, states in zip(self.heads, branches, strict=True):
            if isinstance(head, PooledHead):
                pooled = self._pooled(head, states, points, weights, lengths)
                logits.append(head.combine(*pooled, labels))
            else:
                logits.append(head(self._scores(states, points, lengths), weights, labels))
        return torch.stack(logits).sum(0)

    def _pooled(
        self, head: PooledHead, states: Tensor, points: Tensor, weights: Tensor, lengths: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Mean and soft maximum of the scores, (B, S) each; the scores are not kept if possible."""
        pool = self.kernels.pooled
        if pool is None or self.settings.released.positive_distance:
            return head.pool(self._scores(states, points, lengths), weights)
        return pool(states, points, lengths, weights, head.sharpness)

    def _scores(self, states: Tensor, points: Tensor, lengths: Tensor) -> Tensor:
        """Word × label scores (B, S, T): minus the distance, or what the released code has."""
        scores = self.kernels.scores(states, points, lengths)
        if not self.settings.released.positive_distance:
            return scores
        return scores.square() if self.geometry.chart == "plane" else -scores

    def _window(self, tokens: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        """The words that are read: all, those within the head's width, or padding as well."""
        if self.entrance is not None:
            return tokens, torch.ones_like(lengths)
        if self.max_words is not None:
            tokens, lengths = tokens[:, : self.max_words], lengths.clamp(max=self.max_words)
        if self.settings.released.padding_is_a_word:
            tokens = nn.functional.pad(tokens, (0, self.width - tokens.shape[1]), value=PAD)
            lengths = torch.full_like(lengths, self.width)
        return tokens, lengths

    def _encode(self, tokens: Tensor, lengths: Tensor) -> tuple[list[Tensor], Tensor]:
        """What is compared with the labels, one (B, T, dim) a branch, and word weights (B, T)."""
        sparse = self.sparse_rows and self.training
        if self.entrance is not None:
            words, index = self.entrance(tokens), torch.arange(len(tokens))[:, None]
        else:
            distinct, index = torch.unique(tokens, return_inverse=True)
            words = nn.functional.embedding(distinct, self.words, sparse=sparse)
        branches = []
        if self.gru is not None:
            branches.append(self.gru(words, index, lengths))
        if self.settings.encoder != "gru":
            branches.append(words[index])
        present = padding_mask(lengths, index.shape[1])
        if self.salience is None:
            weights = present.to(words.dtype) / lengths.clamp(min=1)[:, None]
        else:
            salience = nn.functional.embedding(distinct, self.salience, sparse=sparse)
            # Documents without words would be 0/0: they get finite logarithms and weight 0.
            masked = salience[:, 0][index].masked_fill(~present, -1e30)
            weights = masked.softmax(-1) * present
        return branches, weights

    def label_points(self) -> Tensor:
        """Label vectors (C, dim)."""
        return self.labels.detach()

    def displacement(self) -> Tensor | None:
        """Mean over labels of the squared distance from where they started, where that counts."""
        if self.places is None:
            return None
        return self.geometry.distance(self.labels, self.places).square().mean()

    def word_points(self, ids: Tensor) -> Tensor | None:
        """Word vectors (len(ids), dim); None where documents are vectors."""
        return self.words.detach()[ids] if self.entrance is None else None

    def own_logits(self, tokens: Tensor, lengths: Tensor, scored: Tensor) -> Tensor:
        """Logits (n,) of the n pairs of a document and a label that `scored` (B, C) marks, in its
        order; no other pair is compared."""
        tokens, lengths = self._window(tokens, lengths)
        branches, weights = self._encode(tokens, lengths)
        flat, sizes = scored.nonzero()[:, 1], scored.sum(1).tolist()
        # One gradient of all labels, not one for each document.
        own, single = self.labels[flat].split_with_sizes(sizes), [1] * len(sizes)
        logits = []
        for head, states in zip(self.heads, branches, strict=True):
            columns = (x.split_with_sizes(single) for x in (states, weights, lengths))
            documents = zip(own, *columns, strict=True)
            if isinstance(head, PooledHead):
                pooled = [self._pooled(head, x, y, a, n) for y, x, a, n in documents]
                mean, peak = (torch.cat(features, 1) for features in zip(*pooled, strict=True))
                logits.append(head.combine(mean, peak, flat)[0])
            else:
                rows = [head(self._scores(x, y, n), a, None)[0] for y, x, a, n in documents]
                logits.append(torch.cat(rows))
        return torch.stack(logits).sum(0)

    @torch.no_grad()
    def calibrate_(self, tokens: Tensor, lengths: Tensor, frequency: Tensor) -> None:
        """Set pooled biases so that the mean logit of a label is the log-odds of its frequency.

        tokens, lengths: a sample of training documents; frequency: (C,) shares in (0, 1).
        """
        tokens, lengths = self._window(tokens, lengths)
        branches, weights = self._encode(tokens, lengths)
        for number, (head, states) in enumerate(zip(self.heads, branches, strict=True)):
            if not isinstance(head, PooledHead):
                return
            for group in self._groups(self.settings.label_group):
                mean, peak = self._pooled(head, states, self.labels[group], weights, lengths)
                head.bias[group] = -(head.gain[0, group] * mean + head.gain[1, group] * peak).mean(
                    0
                )
            if number == 0:
                head.bias.add_(torch.logit(frequency.to(head.bias.dtype)))

    @torch.no_grad()
    def read(self, tokens: Tensor, budget: Budget = WHOLE) -> Reading:
        """See `TextClassifier.read`; the trail is the GRU's where there is one."""
        window, lengths = self._window(tokens[None], torch.tensor([len(tokens)]))
        branches, weights = self._encode(window, lengths)
        scores = [self._scores(states, self.labels, lengths) for states in branches]
        total = len(tokens)
        logits, contributions = evidence(self.heads, scores, weights, total, budget)
        return Reading(
            logits=logits,
            contributions=contributions,
            meaning=MASKED,
            word_points=self.words[tokens].detach().clone(),
            trail=branches[0][0, :total].clone(),
            scores=self.kernels.scores(branches[0], self.labels, lengths)[0, :, :total].clone(),
            ordered=self.gru is not None,
            notes=self._notes(),
        )

    @torch.no_grad()
    def trail(self, tokens: Tensor) -> Tensor:
        """See `TextClassifier.trail`; no distance is computed for it."""
        branches, _ = self._encode(*self._window(tokens[None], torch.tensor([len(tokens)])))
        return branches[0][0, : len(tokens)]

    def _notes(self) -> tuple[str, ...]:
        if self.gru is None:
            return (NO_STATE,)
        return (PLAIN_WORDS,) if len(self.heads) > 1 else ()
