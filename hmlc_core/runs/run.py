"""Run: what the store knows about one training, as pages and the command line read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hmlc_core.evaluation.families import of_family
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models import DEFAULT
from hmlc_core.experiment.variants import kinds
from hmlc_core.snapshot import Array

ACTIVE = ("queued", "running", "stopping")
"""Somebody is at work on the run, or about to be."""

LOST_PROGRESS = "how far it came is damaged"
"""What is said in place of epochs that nobody knows any more."""

DAMAGED_SETTINGS = "damaged settings, without the checksum that they were written with"
"""Why settings cannot be read that no version has written so."""

RESUMABLE = ("stopped", "failed", "interrupted")
"""The run ended before its time and can be continued."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run, live or ended.

    status: queued, running, stopping, finished, stopped, failed, or interrupted (its
        process is gone without a word; resume continues it).
    experiment: None when it cannot be read here; `unreadable` then says why.
    stage, step, steps, epoch: as in the newest `Snapshot`; empty and 0 before the first, and where
        they are damaged.
    lost_progress: whether they are damaged, of a run that has ended.
    seconds: training time of all stages so far.
    kernels: as in the newest `Snapshot`.
    scores: newest value of `validation/nDCG@5`, `test/P@1`, …
    early: as in the newest `Snapshot`.
    eta: seconds to the end of the stage at the pace so far; None when nothing can be said.
    message: what it is busy with between snapshots, or why it failed.
    group: name shared by the runs of one ablation; empty otherwise.
    damaged: what of it is known not to be as it was written, in a sentence; empty otherwise. Files
        are known of once they were checked.
    example: name of the example that it is, which stands for its id everywhere; empty of a run
        that was trained here.
    """

    id: str
    name: str
    status: str
    experiment: Experiment | None
    created: datetime
    updated: datetime
    stage: str = ""
    step: int = 0
    steps: int = 0
    epoch: float = 0.0
    lost_progress: bool = False
    seconds: float = 0.0
    early: bool = False
    eta: float | None = None
    kernels: str = ""
    scores: Mapping[str, float]
    message: str = ""
    group: str = ""
    example: str = ""
    unreadable: str = ""
    damaged: str = ""

    @property
    def begun(self) -> datetime | None:
        """When it was made; None as long as it waits for its first turn."""
        return None if self.status == "queued" and not self.stage else self.created

    @property
    def progress(self) -> float:
        """Share of the current stage that is done, in [0, 1]; early stopping may cut it short."""
        if self.status == "finished" or self.early:
            return 1.0
        return min(self.step / self.steps, 1.0) if self.steps else 0.0

    @property
    def test_scores(self) -> dict[str, float]:
        """Scores of the test split by bare name (`P@1`, …); empty before the run is finished."""
        return self.scores_under("test")

    def scores_under(self, kind: str) -> dict[str, float]:
        """Scores of a kind (`validation`, `recovery`, …) by bare name; empty without any."""
        return of_family(self.scores, kind)


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """Points at successive snapshots of one stage.

    steps, epochs: (frames,); label_points: (frames, labels, dim) float32;
    word_points: (frames, watched words, dim) float32. A kind of point that the run does not
    have is None. best: the epoch whose points are the last ones, at the end of a training that
    goes back to its best epoch.
    """

    stage: str
    steps: Array
    epochs: Array
    label_points: Array | None
    word_points: Array | None
    best: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Values of one metric at the steps where it was measured; both (points,)."""

    steps: Array
    values: Array


def duration(seconds: float) -> str:
    """A time as a person says it: 12 s, 3 min 20 s, 2 h 5 min."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def imported(run: Run) -> bool:
    """Whether another program has placed its points, so that it has no model."""
    return run.experiment is not None and run.experiment.model.imported


def default_name(experiment: Experiment, compared: str | None = None) -> str:
    """A name that tells runs apart in a list. compared: set of variants that the run is one of."""
    corpus = Path(experiment.corpus.name).name or experiment.corpus.name
    size, title = experiment.model.size(), experiment.model.title
    dimensions = "" if size is None else f" {size}-D"
    told = list(kinds(experiment, compared).values())
    # Variants of the default are known by their names; those of others want to be told whose.
    method = "" if isinstance(experiment.model, DEFAULT) or title in told else f" {title}"
    kind = " ".join(told)
    return f"{corpus}{method} {kind}{dimensions} seed {experiment.seed}"
