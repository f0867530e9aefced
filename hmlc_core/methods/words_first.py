"""Stages that place words before anything else: by GloVe or from a file, then by their hypernyms.

Whoever has words in its space takes them: methods that label documents, and the one of words alone.
Scores are `words/…`: Eq. 3 per pair of words where they were trained to lie (`loss`), the same
after their hypernyms drew them (`loss_after`), those of `hypernym_ranks`, and how many words have a
given vector.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hmlc_core.data.prepare import Prepared, texts_of
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.stages import HYPERNYMS, WORDS
from hmlc_core.geometry import Geometry
from hmlc_core.geometry.kernels.background import Preparation
from hmlc_core.methods.base import Outcome, Stage, Starts
from hmlc_core.methods.hypernym_ranks import hypernym_ranks, hypernyms_of
from hmlc_core.snapshot import Array, Checkpoint, Snapshot, frozen_copy
from hmlc_core.training.watch import watched_words

if TYPE_CHECKING:
    from hmlc_core.embeddings.glove.counts import Counts

Running = Generator[Snapshot, None, Outcome]


@dataclass(frozen=True, eq=False, kw_only=True)
class WordStages:
    """The stages `words` and `hypernyms` of a run.

    init: `glove`, `vectors`, or how else words start that no stage places; then, and where a file
    has no vector of a word, uniformly in ± `bound`.
    """

    experiment: Experiment
    prepared: Prepared
    space: Geometry
    init: str
    bound: float

    def stages(self) -> list[Stage]:
        """Those that the settings name, in order."""
        runs = {
            WORDS: self._read if self.init == "vectors" else self._train,
            HYPERNYMS: self._tune,
        }
        named = self.experiment.model.stages()
        return [Stage(name, runs[name]) for name in named if name in runs]

    def _train(self, starts: Starts, resume: Checkpoint | None) -> Running:
        """The stage `words` by Eq. 3."""
        from hmlc_core.embeddings.glove.train import embed_words

        settings, counts = self.experiment.words, counts_of(self.experiment, self.prepared)
        running = embed_words(
            counts,
            settings,
            geometry=self.space,
            seed=self.experiment.seed,
            watched=watched_words(self.prepared),
            resume=resume,
        )

        def measure(outcome: Outcome) -> dict[str, float]:
            return {"words/loss": self._loss(counts, outcome, outcome["points"])}

        return (yield from _measured(running, measure))

    def _read(self, starts: Starts, resume: Checkpoint | None) -> Running:
        """The stage `words` from a file of vectors; kept with the run, which needs the file no
        more."""
        from hmlc_core.embeddings.vectors import given_words

        begun = time.perf_counter()
        words = self.prepared.vocabulary.words
        given = given_words(self.experiment.words, words, self.space.width, geometry=self.space)
        points = given.over(self._random()).numpy()
        yield Snapshot(
            stage=WORDS.name,
            step=1,
            steps=1,
            epoch=1,
            seconds=time.perf_counter() - begun,
            scores=given.scores,
            word_points=frozen_copy(points[watched_words(self.prepared)]),
        )
        return {"points": points}

    def _tune(self, starts: Starts, resume: Checkpoint | None) -> Running:
        """The stage `hypernyms` by Eq. 4."""
        from hmlc_core.embeddings.hypernyms import tune_words

        known = hypernyms_of(self.experiment, self.prepared)
        placed = placed_words(starts)
        before = self._random().numpy() if placed is None else placed
        running = tune_words(
            before,
            known.pairs,
            self.experiment.hypernyms,
            geometry=self.space,
            seed=self.experiment.seed,
            watched=watched_words(self.prepared),
            resume=resume,
        )

        def measure(outcome: Outcome) -> dict[str, float]:
            after = outcome["points"]
            ranks = hypernym_ranks(known, self.space, before=before, after=after)
            trained: Outcome = starts.get(WORDS.name, {})
            if "contexts" not in trained:  # they come from no training, but from a file
                return ranks
            counts = counts_of(self.experiment, self.prepared)
            return ranks | {"words/loss_after": self._loss(counts, trained, after)}

        return (yield from _measured(running, measure))

    def _loss(self, counts: Counts, trained: Outcome, points: Array) -> float:
        """Eq. 3 per pair of words at these points, beside the contexts that were trained."""
        from hmlc_core.embeddings.glove.train import glove_loss

        return glove_loss(
            counts,
            {**trained, "targets": points},
            self.experiment.words,
            geometry=self.space,
        )

    def _random(self) -> Tensor:
        generator = torch.Generator().manual_seed(self.experiment.seed)
        return self.space.random((len(self.prepared.vocabulary),), self.bound, generator)


def placed_words(starts: Starts) -> NDArray[np.float64] | None:
    """Points (V, width) where the last stage of words has put them; None where there was none."""
    placed = (starts[stage.name] for stage in (HYPERNYMS, WORDS) if stage.name in starts)
    return next((np.asarray(outcome["points"], dtype=np.float64) for outcome in placed), None)


def word_preparations(experiment: Experiment, *, init: str) -> dict[str, Sequence[Preparation]]:
    """Name of a stage of words -> the compiled kernels that it needs."""
    stages = experiment.model.stages()
    needs: dict[str, Sequence[Preparation]] = {}
    if WORDS in stages and init == "glove":
        from hmlc_core.embeddings.glove.train import glove_kernels

        needs[WORDS.name] = glove_kernels()
    if HYPERNYMS in stages:
        from hmlc_core.embeddings.hypernyms import tuning_kernels

        needs[HYPERNYMS.name] = tuning_kernels()
    return needs


def counts_of(experiment: Experiment, prepared: Prepared) -> Counts:
    """How often words stand near each other in the training documents, or in texts."""
    from hmlc_core.embeddings.glove.counts import count_stream, count_windows

    corpus, vocabulary, window = prepared.corpus, prepared.vocabulary, experiment.words.window
    if corpus.files:
        pieces = texts_of(corpus, prepared.settings).stream(vocabulary)
        return count_stream(pieces, words=len(vocabulary), window=window)
    documents = (
        prepared.train.document(row).astype(np.int32, copy=False)
        for row in range(len(prepared.train))
    )
    return count_windows(documents, words=len(vocabulary), window=window)


def _measured(running: Running, measure: Callable[[Outcome], dict[str, float]]) -> Running:
    """The snapshots of a stage, the last one, which has all its steps, with what came of it."""
    last = None
    try:
        while True:
            snapshot = next(running)
            if snapshot.step < snapshot.steps:
                yield snapshot
            else:
                last = snapshot
    except StopIteration as end:
        outcome: Outcome = end.value
    finally:
        running.close()
    assert last is not None, "a stage ends with a look at all its steps"
    yield replace(last, scores=measure(outcome))
    return outcome
