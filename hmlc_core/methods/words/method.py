"""WordVectorsMethod: words are placed, then measured, and no document is labelled."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import cast, final

import numpy as np
from numpy.typing import NDArray

from hmlc_core.data.prepare import Prepared
from hmlc_core.data.text import SPECIAL
from hmlc_core.evaluation.families import defined
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models.words import WordVectors
from hmlc_core.experiment.stages import CLASSIFIER
from hmlc_core.geometry import Geometry, make_geometry
from hmlc_core.geometry.kernels.background import Preparation
from hmlc_core.methods.base import Method, Stage, Starts
from hmlc_core.methods.hypernym_ranks import hypernyms_of
from hmlc_core.methods.words.predictor import WordsPredictor
from hmlc_core.methods.words_first import WordStages, placed_words, word_preparations
from hmlc_core.snapshot import Checkpoint, Snapshot, frozen_copy
from hmlc_core.training.watch import watched_words

UNKNOWN = 0.001
"""Words without a vector of their own start uniformly in ± this range, as GloVe's do."""


@final
class WordVectorsMethod(Method):
    """The words of a corpus, or of texts without labels."""

    def check(self, experiment: Experiment, prepared: Prepared) -> None:
        """Hypernyms can be read, which the words are measured by in the end, drawn or not."""
        hypernyms_of(experiment, prepared)

    def stages(self, experiment: Experiment, prepared: Prepared) -> Sequence[Stage]:
        """GloVe or a file, and hypernyms where they are wanted."""
        settings = _settings(experiment)
        return WordStages(
            experiment=experiment,
            prepared=prepared,
            space=word_space(settings),
            init=settings.word_init,
            bound=UNKNOWN,
        ).stages()

    def space(self, experiment: Experiment, stage: str, width: int) -> Geometry:
        """One for all stages."""
        return word_space(_settings(experiment))

    def preparations(self, experiment: Experiment) -> Mapping[str, Sequence[Preparation]]:
        """Those of the stages."""
        return word_preparations(experiment, init=_settings(experiment).word_init)

    def train(
        self,
        experiment: Experiment,
        prepared: Prepared,
        starts: Starts,
        resume: Checkpoint | None,
    ) -> Iterator[Snapshot]:
        """One snapshot: the words, kept, with how their distance from the origin goes with their
        frequency and with their depth among hypernyms (Spearman)."""
        begun = time.perf_counter()
        points = resume.tensors["points"] if resume is not None else placed_words(starts)
        assert points is not None, "a stage has placed the words"
        scores = _measures(experiment, prepared, points)
        yield Snapshot(
            stage=CLASSIFIER.name,
            step=1,
            steps=1,
            epoch=1,
            seconds=time.perf_counter() - begun,
            scores=scores,
            word_points=frozen_copy(points[watched_words(prepared)]),
            checkpoint=Checkpoint(tensors={"points": points}, state={}, trained=True),
            last=True,
        )

    def load(
        self, experiment: Experiment, prepared: Prepared, checkpoint: Checkpoint
    ) -> WordsPredictor:
        """The words where they came to lie."""
        return WordsPredictor(word_space(_settings(experiment)), checkpoint.tensors["points"])


def word_space(settings: WordVectors) -> Geometry:
    """The space of the words; distances in products as Poincaré GloVe has them."""
    return make_geometry(
        settings.geometry, settings.dim, ball_dim=settings.ball_dim, aggregate="l2"
    )


def _measures(
    experiment: Experiment, prepared: Prepared, points: NDArray[np.float64]
) -> dict[str, float]:
    from hmlc_core.evaluation.words.norms import norms, rank_correlation

    first = len(SPECIAL)
    radius = norms(points[first:], word_space(_settings(experiment)))
    frequency = prepared.vocabulary.document_frequency[first:]
    depth = hypernyms_of(experiment, prepared).depth[first:]
    return defined(
        {
            "words/norm_frequency": rank_correlation(radius, frequency).rho,
            "words/norm_depth": rank_correlation(radius, depth).rho,
        }
    )


def _settings(experiment: Experiment) -> WordVectors:
    return cast(WordVectors, experiment.model)
