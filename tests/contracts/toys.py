"""Methods that have next to nothing: what every page and command must be able to do without."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from hmlc_core.budget import WHOLE, Budget
from hmlc_core.data.prepare import Prepared
from hmlc_core.data.text import Encoded, tokenize
from hmlc_core.errors import DataError
from hmlc_core.evaluation.explain import Explanation
from hmlc_core.evaluation.judge import final_scores, validation_scores
from hmlc_core.evaluation.predictor import Predictor
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models import ModelSettings
from hmlc_core.experiment.section import setting
from hmlc_core.methods.base import Method, Starts
from hmlc_core.snapshot import Checkpoint, Snapshot

STEPS = 4


@dataclass(frozen=True, kw_only=True)
class Tally(ModelSettings):
    """Nothing but probabilities: no places, variants, dimensions, presets, gradients."""

    title: ClassVar[str] = "Tally <b>toy</b>"
    source: ClassVar[str] = "nobody, 2026"
    method: ClassVar[str] = "tests.contracts.toys:TallyMethod"
    unused: ClassVar[tuple[str, ...]] = ("labels", "training")

    name: str = setting("tally", "The model.", choices=("tally",))
    smoothing: float = setting(1.0, "Added to every count.", low=1e-3, high=1e3)


@dataclass(frozen=True, kw_only=True)
class Margins(ModelSettings):
    """The same without probabilities: scores mean nothing but their order."""

    title: ClassVar[str] = "Margins toy"
    source: ClassVar[str] = "nobody, 2026"
    method: ClassVar[str] = "tests.contracts.toys:MarginsMethod"
    has: ClassVar[frozenset[str]] = frozenset()

    name: str = setting("margins", "The model.", choices=("margins",))
    smoothing: float = setting(1.0, "Added to every count.", low=1e-3, high=1e3)


class TallyMethod(Method):
    """Counts words by label, a quarter of the documents a step (naive Bayes)."""

    calibrated = True

    def train(
        self,
        experiment: Experiment,
        prepared: Prepared,
        starts: Starts,
        resume: Checkpoint | None,
    ) -> Iterator[Snapshot]:
        labels, words = len(prepared.corpus.graph), len(prepared.vocabulary)
        counts, step = np.zeros((2, labels, words)), 0
        if resume is not None:
            counts, step = np.array(resume.tensors["counts"]), resume.state["step"]
        return self._snapshots(experiment, prepared, counts, step)

    def _snapshots(
        self, experiment: Experiment, prepared: Prepared, counts: NDArray[Any], begun: int
    ) -> Iterator[Snapshot]:
        def snapshot(step: int, scores: dict[str, float], *, last: bool = False) -> Snapshot:
            tensors, state = {"counts": counts.copy()}, {"step": step}
            return Snapshot(
                stage="train",
                step=step,
                steps=STEPS,
                epoch=step / STEPS,
                seconds=float(step),
                scores=scores,
                checkpoint=Checkpoint(tensors=tensors, state=state, trained=True) if step else None,
                last=last,
            )

        yield snapshot(begun, {})
        truth = prepared.train.labels.toarray() > 0
        for step in range(begun, STEPS):
            for row in range(step, len(prepared.train), STEPS):
                words = prepared.train.document(row)
                for has, label in zip(truth[row].astype(int), range(truth.shape[1]), strict=True):
                    np.add.at(counts[has, label], words, 1)
            if step + 1 < STEPS:
                yield snapshot(step + 1, {})
        predictor = self._predictor(experiment, prepared, counts)
        scores = validation_scores(predictor, prepared) | final_scores(predictor, prepared)
        yield snapshot(STEPS, scores, last=True)

    def load(self, experiment: Experiment, prepared: Prepared, checkpoint: Checkpoint) -> Predictor:
        return self._predictor(experiment, prepared, checkpoint.tensors["counts"])

    def _predictor(
        self, experiment: Experiment, prepared: Prepared, counts: NDArray[Any]
    ) -> Predictor:
        smooth = counts + experiment.model.smoothing  # type: ignore[attr-defined]
        rates = np.log(smooth / smooth.sum(axis=2, keepdims=True))
        return TallyPredictor(prepared, rates[1] - rates[0], calibrated=self.calibrated)


class MarginsMethod(TallyMethod):
    calibrated = False


class TallyPredictor(Predictor):
    """weights: (labels, vocabulary) of every occurrence of a word."""

    def __init__(self, prepared: Prepared, weights: NDArray[Any], *, calibrated: bool) -> None:
        self.prepared, self.weights, self.calibrated = prepared, weights, calibrated

    def scores(self, documents: Encoded) -> NDArray[np.floating]:
        rows = (
            self.weights[:, words].sum(1)
            for words in map(documents.document, range(len(documents)))
        )
        margins = np.array(list(rows)).reshape(len(documents), len(self.weights))
        return expit(margins) if self.calibrated else margins

    def explain(self, text: str, budget: Budget = WHOLE) -> Explanation:
        words = tokenize(text, self.prepared.settings.max_words)
        if not words:
            raise DataError("the text has no words")
        parts = self.weights[:, self.prepared.vocabulary.encode(words)]
        margins = parts.sum(1)
        return Explanation(
            words=tuple(words),
            logits=margins,
            probabilities=expit(margins) if self.calibrated else None,
            contributions=parts,
            meaning="A contribution is the weight of the word.",
        )


TOYS = (Tally, Margins)
