"""What a classifier has learned: an experiment, its documents, and the checkpoint it ended with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from hmlc_core.data.corpus import Corpus
from hmlc_core.experiment import Experiment
from hmlc_core.snapshot import Checkpoint

if TYPE_CHECKING:
    from hmlc_core.data.prepare import Prepared
    from hmlc_core.evaluation.judge import Tuning
    from hmlc_core.evaluation.predictor import Predictor


@dataclass(eq=False)
class Learned:
    """Parts that follow from the first three are made when they are first asked for."""

    experiment: Experiment
    corpus: Corpus
    checkpoint: Checkpoint

    @classmethod
    def train(cls, experiment: Experiment, corpus: Corpus) -> Learned:
        """Train to the end; raises what `hmlc_core.methods.train.train` does."""
        from hmlc_core.methods.train import train
        from hmlc_core.runs.store.arrays import assembled

        base: Checkpoint | None = None
        pieces: list[Checkpoint] = []
        for snapshot in train(experiment, corpus):
            if (found := snapshot.checkpoint) is None:
                continue
            if found.piece:
                pieces.append(found)
            else:
                base, pieces = found, []
        checkpoint = assembled(base, pieces)
        assert checkpoint is not None, "a run ends with a checkpoint"
        # Plain dictionaries: read-only views of such cannot go to other processes.
        starts = {stage: dict(arrays) for stage, arrays in checkpoint.starts.items()}
        return cls(experiment, corpus, replace(checkpoint, starts=starts))

    def __getstate__(self) -> dict[str, Any]:
        """Without what can be made anew: other processes get the three parts."""
        return {name: self.__dict__[name] for name in ("experiment", "corpus", "checkpoint")}

    @cached_property
    def prepared(self) -> Prepared:
        """The documents as they were prepared for training."""
        from hmlc_core.data.prepare import prepare

        return prepare(self.corpus, self.experiment.corpus, self.experiment.seed)

    @cached_property
    def predictor(self) -> Predictor:
        """What was learned, ready to predict."""
        from hmlc_core.methods import method_of

        method = method_of(self.experiment.model)
        return method.load(self.experiment, self.prepared, self.checkpoint)

    @cached_property
    def tuning(self) -> Tuning:
        """Threshold and temperature that were chosen on validation documents."""
        from hmlc_core.evaluation.judge import kept_tuning

        return kept_tuning(self.checkpoint.state, self.predictor, self.prepared.validation)
