"""What is trained on: documents made for measuring, and the product's own trainer over them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.prepare import prepare
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import preset
from hmlc_core.methods.hyperim.method import HyperIMMethod
from hmlc_core.training.loop import Trainer

BATCHES = 4
"""Batches of documents that steps go round."""


def made_corpus(*, labels: int, words: int, documents: int, length: int, seed: int = 0) -> Corpus:
    """Full-length documents whose words are as unevenly common as in news.

    7,750 of them have about 2,100 distinct ones among 50,000, as in 50 documents of RCV1. A
    document has three labels and all above them, in a tree of eight children a node. After the
    documents asked for come others, so that every word occurs; the first 50 are also held out.
    """
    random = np.random.default_rng(seed)
    share = 1 / (np.arange(words) + SHIFT) ** SLOPE
    drawn = random.choice(words, (documents, length), p=share / share.sum())
    rest = np.resize(np.arange(words), (-(-words // length), length))
    graph = LabelGraph(
        tuple(f"label {n}" for n in range(labels)),
        tuple(((n - 1) // 8, n) for n in range(1, labels)),
    )

    def document(number: int, tokens: np.ndarray) -> Document:
        own = random.integers(labels, size=3).tolist()
        closed = {label for leaf in own for label in (leaf, *graph.ancestors(leaf))}
        text = " ".join(f"w{token}" for token in tokens)
        return Document(id=str(number), text=text, labels=tuple(sorted(closed)))

    train = tuple(document(n, row) for n, row in enumerate([*drawn, *rest]))
    return Corpus(name="made", title="Made for measuring", graph=graph, train=train, dev=train[:50])


SLOPE, SHIFT = 1.28, 8.0
"""Word r has a share in proportion to 1/(r + SHIFT)^SLOPE."""


def trainer(corpus: Corpus, *, length: int, batch: int, changes: Sequence[str] = ()) -> Trainer:
    """A run of the paper's model over a corpus, before its first step; kernels are compiled."""
    experiment: Experiment = preset("paper-small").assign(
        [
            "training.kernels=numba",
            "model.label_init=random",
            "corpus.min_count=1",
            "corpus.vocabulary=1000000",
            f"corpus.max_words={length}",
            f"training.batch={batch}",
            *changes,
        ]
    )
    prepared = prepare(corpus, experiment.corpus, experiment.seed)
    return HyperIMMethod().trainer(experiment, prepared)


class NextStep:
    """Calling it takes the next training step, over BATCHES batches in turn."""

    def __init__(self, trainer: Trainer) -> None:
        self.trainer, self.taken = trainer, 0
        trainer.state.network.train()
        trainer.objective.begin(0)

    def rows_of(self, step: int) -> np.ndarray:
        """The documents of a step."""
        batch = self.trainer.settings.batch
        return np.arange(batch) + batch * (step % BATCHES)

    def __call__(self) -> None:
        self.trainer.steps.run([self.rows_of(self.taken)])
        self.taken += 1
