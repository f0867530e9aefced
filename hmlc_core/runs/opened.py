"""The one way to open a run: its corpus, its stages and points, what it has learned."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from hmlc_core.errors import DataError, StoreError
from hmlc_core.experiment.models import CAPABILITIES, methods_with
from hmlc_core.experiment.stages import HYPERNYMS, WORDS, StageName
from hmlc_core.runs.run import ACTIVE, DAMAGED_SETTINGS, RESUMABLE, Frames, Run, imported
from hmlc_core.shipped import program
from hmlc_core.wording import epochs

if TYPE_CHECKING:
    from hmlc_core.data.corpus import Corpus
    from hmlc_core.data.prepare import Prepared
    from hmlc_core.evaluation.judge import Tuning
    from hmlc_core.evaluation.predictor import Predictor
    from hmlc_core.experiment import Experiment
    from hmlc_core.geometry import Geometry
    from hmlc_core.methods.base import Method
    from hmlc_core.runs.store.store import RunStore
    from hmlc_core.snapshot import Array, Checkpoint


@dataclass(frozen=True, slots=True, eq=False)
class StagePoints:
    """Points of one stage of a run, with their steps and epochs: of all labels, or of the watched
    words; (frames, labels or words, width). best: see `Frames`."""

    stage: StageName
    steps: Array
    epochs: Array
    points: Array
    space: Geometry
    best: float | None = None

    @property
    def name(self) -> str:
        """The stage's name."""
        return self.stage.name

    def moment(self, n: int = -1) -> str:
        """A frame as it stands within a sentence: the stage, and its epoch where it has some."""
        title, epoch = self.stage.title, self.epoch(n)
        if self.stage.once:
            return title
        return f"{title}, {'' if epoch == self.epochs[n] else 'best '}epoch {epoch:.4g}"

    def epoch(self, n: int = -1) -> float:
        """Epochs after which a frame's points were learned."""
        newest = n in (-1, len(self.epochs) - 1)
        return float(self.epochs[n] if self.best is None or not newest else self.best)

    def key(self, n: int = -1) -> tuple[int, int]:
        """What tells a frame from every other of the run's stage: its step and a checksum of its
        points, since those of the best epoch take the place of the last one's at the end."""
        return int(self.steps[n]), zlib.crc32(self.points[n].tobytes())


class OpenedRun:
    """A run as whoever looks into it needs it; each part is read when it is first asked for.

    Raises `StoreError` at once when the run's settings cannot be read. The parts raise `DataError`
    when the corpus is gone or has other labels now, `TrainingError` when it has changed otherwise.
    """

    def __init__(self, store: RunStore, run: Run) -> None:
        self.store, self.run = store, run
        self.experiment: Experiment = readable(run)

    @cached_property
    def corpus(self) -> Corpus:
        """What it was trained on; of imported points, their labels and the documents beside."""
        from hmlc_core.data.registry import load_corpus

        settings = self.experiment.corpus
        if self.experiment.model.imported:
            from hmlc_core.runs.imported import kept_corpus

            return kept_corpus(settings.name, self.checkpoint)
        return load_corpus(settings.name, grow_to=settings.documents)

    @cached_property
    def prepared(self) -> Prepared:
        """The corpus as it was prepared for training."""
        from hmlc_core.data.prepare import prepare

        return prepare(self.corpus, self.experiment.corpus, self.experiment.seed)

    @cached_property
    def method(self) -> Method:
        """The method that it trains."""
        from hmlc_core.methods import method_of

        return method_of(self.experiment.model)

    @property
    def trained(self) -> bool:
        """Whether there is a checkpoint by now that can predict."""
        found = self.store.checkpoint(self.run.id)
        return found is not None and found.trained

    @cached_property
    def checkpoint(self) -> Checkpoint:
        """The newest one that can predict; raises `StoreError` before there is any."""
        found = self.store.checkpoint(self.run.id)
        if found is None or not found.trained:
            raise StoreError(
                "the run has no trained model yet",
                where=f"run {self.run.id[:8]}",
                remedy="A network is kept from the end of its first epoch on, any other method "
                "once it is finished.",
            )
        return found

    @cached_property
    def predictor(self) -> Predictor:
        """What it has learned, as of its best epoch so far."""
        from hmlc_core.methods.train import check_same_corpus

        check_same_corpus(self.prepared, self.checkpoint.state)
        return self.method.load(self.experiment, self.prepared, self.checkpoint)

    @property
    def unfinished(self) -> str:
        """A sentence on a run that is not finished, and of which epoch the model is that predicts;
        empty of one that is."""
        if self.run.status == "finished":
            return ""
        best, status = self.checkpoint.best_epoch, self.run.status
        if best is None:
            return f"The run is not finished ({status})."
        return (
            f"The run is not finished ({status} after {epochs(self.run.epoch)}). What predicts is "
            f"the model after {epochs(best)}, the best that is kept so far."
        )

    @cached_property
    def tuning(self) -> Tuning:
        """What was chosen on validation documents: threshold and temperature.

        A finished run was judged by it; before, all validation documents are scored for it.
        """
        from hmlc_core.evaluation.judge import Tuning, kept_tuning

        chosen = self.run.scores.get("calibration/threshold")
        if chosen is not None:
            return Tuning(chosen, self.run.scores.get("calibration/temperature"))
        return kept_tuning(self.checkpoint.state, self.predictor, self.prepared.validation)

    @property
    def threshold(self) -> float:
        """The one with the best micro-F1 on validation documents."""
        return self.tuning.threshold

    def stages(self, frames: Callable[[str], Frames] | None = None) -> list[StagePoints]:
        """Its stages that have label points, in order.

        frames: reads those of a stage; by default all that the store has.
        """
        return self._stages(frames, lambda part: part.label_points)

    def word_stages(self, frames: Callable[[str], Frames] | None = None) -> list[StagePoints]:
        """Its stages that have points of watched words, in order. frames: as in `stages`."""
        return self._stages(frames, lambda part: part.word_points)

    def _stages(
        self, frames: Callable[[str], Frames] | None, points: Callable[[Frames], Array | None]
    ) -> list[StagePoints]:
        read = frames or (lambda stage: self.store.frames(self.run.id, stage))
        names = self.experiment.model.stages()
        # The last first: when it has begun, those before it are complete.
        parts = [self._points(stage, read(stage.name), points) for stage in reversed(names)]
        return [part for part in reversed(parts) if part is not None]

    def between(self, parts: Sequence[StagePoints]) -> str:
        """A sentence on what happens to label points between their stage and training.

        parts: its stages. Empty where nothing happens, or training has not begun.
        """
        if len(parts) < 2:
            return ""
        steps = self.method.between_stages(self.experiment, parts[-2].points[-1])
        return f"Between the two stages {', and '.join(steps)}." if steps else ""

    def _points(
        self, stage: StageName, part: Frames, of: Callable[[Frames], Array | None]
    ) -> StagePoints | None:
        if (points := of(part)) is None:
            return None
        space = self.method.space(self.experiment, stage.name, points.shape[-1])
        if space is None:
            return None
        return StagePoints(stage, part.steps, part.epochs, points, space, part.best)

    def newest(self) -> StagePoints:
        """The stage with its newest label points; raises `StoreError` where there are none."""
        stages = self.stages()
        if stages:
            points = stages[-1].points.shape[1]
            check_labels(self.corpus.name, len(self.corpus.graph), points)
            return stages[-1]
        model, run = self.experiment.model, self.run
        if "places" not in model.capabilities:
            having = ", ".join(kind.title for kind in methods_with("places"))
            raise StoreError(
                f"{model.title} has no {CAPABILITIES['places']}: no hierarchy can be read off",
                where=f"run {run.id[:8]}",
                remedy=f"Train a method that has them: {having}.",
            )
        if points_lost(run):
            raise StoreError(
                "the run's points are damaged or gone",
                where=f"run {run.id[:8]}",
                expected="whole files in its folder frames",
                received="none",
                remedy=_bring_points_back(run),
            )
        raise StoreError(
            "the run has no label points",
            where=f"run {run.id[:8]}",
            remedy="Wait for its first snapshot."
            if run.status in ACTIVE
            else "It ended before its first snapshot: resume it, or train again.",
        )


def check_labels(corpus: str, labels: int, points: int) -> None:
    """Raise `DataError` when a corpus has another number of labels than a run has points."""
    if labels != points:
        raise DataError(
            "the corpus has changed since the run was trained",
            where=corpus,
            expected=f"{points} labels",
            received=str(labels),
            remedy="Put the old corpus back, or train again.",
        )


def points_lost(run: Run) -> bool:
    """Whether a run that has ended, and has no label points, has had some."""
    return run.status == "finished" or (
        run.status not in ACTIVE and run.stage not in ("", WORDS.name, HYPERNYMS.name)
    )


def _bring_points_back(run: Run) -> str:
    """What to do where the points of a run that has ended are damaged or gone."""
    again = "import them again" if imported(run) else "train it again"
    if run.status in RESUMABLE:
        again = "resume it"
    return f"Put a copy of its folder frames back, or {again}."


def without_points(run: Run) -> str:
    """What is shown in place of a picture whose points are damaged or gone."""
    return f"The points of this run are damaged or gone. {_bring_points_back(run)}"


def open_run(store: RunStore, run_id: str) -> OpenedRun:
    """The run whose id is, or begins with, `run_id`, or the example of that name."""
    from hmlc_core.runs.examples.arrival import asked_for

    return OpenedRun(store, asked_for(store, run_id))


def readable(run: Run) -> Experiment:
    """The run's settings; raises `StoreError` saying why they cannot be read."""
    if run.experiment is None:
        raise StoreError(
            "the run's settings cannot be read",
            where=f"run {run.id[:8]}",
            received=run.unreadable or None,
            remedy=f"Its scores and curves still can. {without_settings(run)}",
        )
    return run.experiment


def without_settings(run: Run) -> str:
    """What else is to be said of a run whose settings cannot be read: whence, or what to do."""
    if run.unreadable != DAMAGED_SETTINGS:
        return (
            "It was written by another version of Hyperlabel, or trains a method that is not "
            "installed here."
        )
    return (
        "experiment.json among its files has them, too, if that is whole: "
        f"`{program()} runs export {run.id[:8]} DIR` writes it, and "
        f"`{program()} train --experiment DIR/experiment.json` repeats the run."
    )
