"""Stages that place words before anything else: by GloVe or from a file, then by their hypernyms.

Whoever has words in its space takes them: methods that label documents, and the one of words alone.
Scores are `words/…`: Eq. 3 of the words as they were trained (`loss`), the same with each word's
own vector before and after its hypernyms drew it (`loss_before`, `loss_after`), the mean rank
of a word's hypernyms among all words, and how many words have a given vector.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hmlc_core.data.prepare import Prepared, texts_of
from hmlc_core.errors import DataError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.stages import HYPERNYMS, WORDS
from hmlc_core.geometry import Geometry
from hmlc_core.geometry.kernels.background import Preparation
from hmlc_core.methods.base import Outcome, Stage, Starts
from hmlc_core.snapshot import Checkpoint, Snapshot, frozen_copy
from hmlc_core.training.watch import watched_words

if TYPE_CHECKING:
    from hmlc_core.data.hypernyms import Hypernyms
    from hmlc_core.embeddings.glove.counts import Counts

Running = Generator[Snapshot, None, Outcome]


def word_stages(
    experiment: Experiment, prepared: Prepared, space: Geometry, *, init: str, bound: float
) -> list[Stage]:
    """Those of the stages `words` and `hypernyms` that the settings name, in order.

    init: `glove`, `vectors`, or how else words start that no stage places; then, and where a file
    has no vector of a word, uniformly in ± `bound`.
    """
    runs = {
        WORDS: partial(_read if init == "vectors" else _train, experiment, prepared, space, bound),
        HYPERNYMS: partial(_tune, experiment, prepared, space, bound),
    }
    return [Stage(name, runs[name]) for name in experiment.model.stages() if name in runs]


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


def check_hypernyms(experiment: Experiment, prepared: Prepared) -> None:
    """Raise `DataError` where words are to be drawn to hypernyms that cannot be read, or of which
    none has a word below it: before anything is trained for it."""
    if HYPERNYMS in experiment.model.stages() and not len(hypernyms_of(experiment, prepared).pairs):
        raise DataError(
            "none of the words has a hypernym among the words",
            where="hypernyms.source",
            received=experiment.hypernyms.source,
            remedy="Take another source of hypernyms, more words (corpus.min_count), or set "
            "model.hypernyms=false.",
        )


def hypernyms_of(experiment: Experiment, prepared: Prepared) -> Hypernyms:
    """The hypernyms among the words that training documents have."""
    from hmlc_core.data.hypernyms import read_hypernyms

    settings = experiment.hypernyms
    return read_hypernyms(
        settings.source, prepared.vocabulary.words, settings.senses, settings.relation
    )


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


def _train(
    experiment: Experiment,
    prepared: Prepared,
    space: Geometry,
    bound: float,
    starts: Starts,
    resume: Checkpoint | None,
) -> Running:
    """The stage `words` by Eq. 3."""
    from hmlc_core.embeddings.glove.train import embed_words, glove_loss

    settings = experiment.words
    counts = counts_of(experiment, prepared)
    running = embed_words(
        counts,
        settings,
        geometry=space,
        seed=experiment.seed,
        watched=watched_words(prepared),
        resume=resume,
    )

    def measure(outcome: Outcome) -> dict[str, float]:
        return {"words/loss": glove_loss(counts, outcome, settings, geometry=space)}

    return (yield from _measured(running, measure))


def _read(
    experiment: Experiment,
    prepared: Prepared,
    space: Geometry,
    bound: float,
    starts: Starts,
    resume: Checkpoint | None,
) -> Running:
    """The stage `words` from a file of vectors; kept with the run, which needs the file no more."""
    from hmlc_core.embeddings.vectors import given_words

    begun = time.perf_counter()
    words = prepared.vocabulary.words
    given = given_words(experiment.words, words, space.width, geometry=space)
    points = given.over(_random(experiment, len(words), space, bound)).numpy()
    yield Snapshot(
        stage=WORDS.name,
        step=1,
        steps=1,
        epoch=1,
        seconds=time.perf_counter() - begun,
        scores=given.scores,
        word_points=frozen_copy(points[watched_words(prepared)]),
    )
    return {"points": points}


def _tune(
    experiment: Experiment,
    prepared: Prepared,
    space: Geometry,
    bound: float,
    starts: Starts,
    resume: Checkpoint | None,
) -> Running:
    """The stage `hypernyms` by Eq. 4."""
    from hmlc_core.embeddings.hypernyms import tune_words

    pairs = hypernyms_of(experiment, prepared).pairs
    points = placed_words(starts)
    if points is None:
        points = _random(experiment, len(prepared.vocabulary), space, bound).numpy()
    running = tune_words(
        points,
        pairs,
        experiment.hypernyms,
        geometry=space,
        seed=experiment.seed,
        watched=watched_words(prepared),
        resume=resume,
    )
    before = points

    def measure(outcome: Outcome) -> dict[str, float]:
        ranks = _ranks(pairs, before, outcome["points"], space)
        return ranks | _costs(experiment, prepared, space, starts, before, outcome["points"])

    return (yield from _measured(running, measure))


def _ranks(
    pairs: NDArray[np.int64],
    before: NDArray[np.float64],
    after: NDArray[np.float64],
    space: Geometry,
) -> dict[str, float]:
    from hmlc_core.evaluation.words.hypernyms import mean_rank

    first, last = (mean_rank(points, pairs, space) for points in (before, after))
    return {
        "words/hypernym_mean_rank_before": first.rank,
        "words/hypernym_mean_rank_after": last.rank,
        "words/hypernym_mean_rank_chance": last.chance,
    }


def _costs(
    experiment: Experiment,
    prepared: Prepared,
    space: Geometry,
    starts: Starts,
    before: NDArray[np.float64],
    after: NDArray[np.float64],
) -> dict[str, float]:
    """What the hypernyms cost in Eq. 3, where words were trained by it."""
    from hmlc_core.embeddings.glove.train import glove_loss

    trained: Mapping[str, NDArray[np.float64]] = starts.get(WORDS.name, {})
    if "contexts" not in trained:
        return {}
    counts = counts_of(experiment, prepared)
    return {
        f"words/loss_{when}": glove_loss(
            counts, {**trained, "targets": points}, experiment.words, geometry=space
        )
        for when, points in (("before", before), ("after", after))
    }


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


def _random(experiment: Experiment, words: int, space: Geometry, bound: float) -> Tensor:
    generator = torch.Generator().manual_seed(experiment.seed)
    return space.random((words,), bound, generator)
