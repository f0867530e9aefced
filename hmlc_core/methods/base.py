"""Method: everything that differs between one system and another stands behind this contract.

A method is handed an experiment and its prepared documents. What it brings torch-free (settings,
variants, presets, help) is in `hmlc_core.experiment.models`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from hmlc_core.data.prepare import Prepared
from hmlc_core.evaluation.predictor import Predictor
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.stages import StageName
from hmlc_core.geometry import Geometry
from hmlc_core.geometry.kernels.background import Preparation
from hmlc_core.snapshot import Array, Checkpoint, Snapshot

Outcome = Mapping[str, Array]
"""What a stage has found, by name; arrays that a checkpoint can hold."""

Starts = Mapping[str, Outcome]
"""Name of a finished stage -> its outcome."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage before the classifier.

    run: given the outcomes of the stages before it and a checkpoint of its own to go on from (or
        None), yields snapshots, which may carry checkpoints, and returns its outcome.
    """

    name: StageName
    run: Callable[[Starts, Checkpoint | None], Generator[Snapshot, None, Outcome]]


class Method(ABC):
    """A system that learns to label documents.

    kind: how it learns, for lists of methods: `gradient`, `fitted` or `other`.
    """

    kind: ClassVar[str] = "other"

    def check(self, experiment: Experiment, prepared: Prepared) -> None:  # noqa: B027
        """Raise `SettingError` when these settings cannot be trained on these documents."""

    def stages(self, experiment: Experiment, prepared: Prepared) -> Sequence[Stage]:
        """The stages before the classifier, in order; their names are those of the settings."""
        return ()

    def between_stages(self, experiment: Experiment, points: Array) -> Sequence[str]:
        """What happens to the label points that its stage has found before training begins, a
        clause each."""
        return ()

    def space(self, experiment: Experiment, stage: str, width: int) -> Geometry | None:
        """The space of the points that a stage shows; None for a method without places.

        width: stored coordinates of a point, where the settings leave that open.
        """
        return None

    def preparations(self, experiment: Experiment) -> Mapping[str, Sequence[Preparation]]:
        """Name of a stage -> the compiled kernels that it needs before it begins."""
        return {}

    @abstractmethod
    def train(
        self,
        experiment: Experiment,
        prepared: Prepared,
        starts: Starts,
        resume: Checkpoint | None,
    ) -> Iterator[Snapshot]:
        """Snapshots of the classifier's stage; the last one carries the final scores.

        resume: a checkpoint of this stage to go on from; the snapshots are then those that would
        have followed it. What can be checked is checked at the call, before the first snapshot.
        """

    @abstractmethod
    def load(self, experiment: Experiment, prepared: Prepared, checkpoint: Checkpoint) -> Predictor:
        """What was trained, as of its best moment so far, ready to predict."""
