"""The method itself; loaded when something is trained, so that lists of methods need no torch."""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

from hmlc_core.data.prepare import Prepared
from hmlc_core.data.text import PAD
from hmlc_core.experiment import Experiment
from hmlc_core.methods.base import Starts
from hmlc_core.methods.gradient import GradientMethod
from hmlc_core.models.base import TextClassifier
from hyperlabel_example.bag import Bag


class BagNetwork(TextClassifier):
    """words (vocabulary, width) -> mean over a document -> labels."""

    def __init__(self, words: int, width: int, labels: int, generator: torch.Generator) -> None:
        super().__init__()
        self.words = nn.Parameter(torch.randn(words, width, generator=generator) * 0.1)
        self.weight = nn.Parameter(torch.randn(labels, width, generator=generator) * 0.1)
        self.bias = nn.Parameter(torch.zeros(labels))

    def logits(self, tokens: Tensor, lengths: Tensor, labels: Tensor | None = None) -> Tensor:
        present = (tokens != PAD).to(self.words.dtype)
        total = (self.words[tokens] * present[:, :, None]).sum(1)
        mean = total / lengths.clamp(min=1)[:, None]
        chosen = slice(None) if labels is None else labels
        return mean @ self.weight[chosen].T + self.bias[chosen]


class BagMethod(GradientMethod):
    def network(
        self,
        experiment: Experiment,
        prepared: Prepared,
        starts: Starts,
        *,
        generator: torch.Generator,
        kernels: str,
    ) -> BagNetwork:
        settings = cast(Bag, experiment.model)
        words, labels = len(prepared.vocabulary), len(prepared.corpus.graph)
        return BagNetwork(words, settings.width, labels, generator)
