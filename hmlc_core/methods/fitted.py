"""Methods that are fitted piece by piece, as scikit-learn's are: no loop over epochs, no gradient.

A method says how its pieces are fitted and what they predict together. Snapshots, scores,
checkpoints, stopping and resuming are made here: each piece is kept before the next is begun, so
that whatever happens, no more than one is fitted twice.
"""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar

from hmlc_core.data.prepare import Prepared
from hmlc_core.data.text import Encoded
from hmlc_core.evaluation.judge import Tuning, final_scores, tune, validation_scores
from hmlc_core.evaluation.predictor import Predictor
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.stages import CLASSIFIER
from hmlc_core.methods.base import Method, Starts
from hmlc_core.snapshot import NOTHING, Array, Checkpoint, Snapshot, part_of

Pieces = Mapping[str, Array]
"""Name -> array of all that was fitted; names of one piece begin alike, with `number/`."""

CHOICE, FIRST, AGAIN = "choose", "fit", "refit"
"""What pieces are called that were tried to choose settings, that were fitted on training
documents, and on all that are known."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A piece that was fitted: its number among `total`, and its arrays by name, one at least."""

    number: int
    total: int
    arrays: Mapping[str, Array]


class FittedMethod(Method):
    """`choices` tries settings that are left open, and `chosen` says which are best; `pieces` fits,
    `predictor` puts together.

    refits: once it has been judged on validation documents, it is fitted again with them, where
    they were held out of the training documents; by the settings that were chosen before.
    """

    kind: ClassVar[str] = "fitted"
    refits: ClassVar[bool] = False

    def choices(
        self,
        experiment: Experiment,
        prepared: Prepared,
        train: Encoded,
        validation: Encoded,
        done: Pieces,
    ) -> Iterator[Progress]:
        """Fit to some documents and judge on others, for one setting after another that was left
        open; those of `done` were tried already. Nothing for a method that chooses nothing."""
        return iter(())

    def chosen(self, experiment: Experiment, prepared: Prepared, pieces: Pieces) -> Experiment:
        """The experiment with the best settings by these pieces of `choices`."""
        return experiment

    @abstractmethod
    def pieces(
        self, experiment: Experiment, prepared: Prepared, documents: Encoded, done: int
    ) -> Iterator[Progress]:
        """Fit to these documents, piece after piece; the first `done` of them are there already."""

    @abstractmethod
    def predictor(
        self, experiment: Experiment, prepared: Prepared, documents: Encoded, pieces: Pieces
    ) -> Predictor:
        """What the pieces that were fitted to these documents predict together."""

    def decide(
        self, experiment: Experiment, prepared: Prepared, train: Encoded, validation: Encoded
    ) -> Experiment:
        """The experiment with all that it leaves open chosen at once."""
        pieces: dict[str, Array] = {}
        for part in self.choices(experiment, prepared, train, validation, {}):
            pieces |= _named(part)
        return self.chosen(experiment, prepared, pieces)

    def fitted(self, experiment: Experiment, prepared: Prepared, documents: Encoded) -> Predictor:
        """Fit to these documents at once."""
        pieces: dict[str, Array] = {}
        for part in self.pieces(experiment, prepared, documents, 0):
            pieces |= _named(part)
        return self.predictor(experiment, prepared, documents, pieces)

    def train(
        self,
        experiment: Experiment,
        prepared: Prepared,
        starts: Starts,
        resume: Checkpoint | None,
    ) -> Iterator[Snapshot]:
        """See `Method.train`; steps are pieces: of the choice, and of both fits where it is fitted
        again. An epoch is a fit."""
        return _Fit(self, experiment, prepared, resume).snapshots()

    def load(self, experiment: Experiment, prepared: Prepared, checkpoint: Checkpoint) -> Predictor:
        """The method as it was fitted last."""
        last = AGAIN if checkpoint.state["refits"] else FIRST
        documents = prepared.known() if last == AGAIN else prepared.train
        choice = part_of(checkpoint.tensors, CHOICE)
        experiment = self.chosen(experiment, prepared, choice)
        return self.predictor(experiment, prepared, documents, part_of(checkpoint.tensors, last))


class _Fit:
    """One run of a fitted method."""

    def __init__(
        self,
        method: FittedMethod,
        experiment: Experiment,
        prepared: Prepared,
        resume: Checkpoint | None,
    ) -> None:
        self.method, self.experiment, self.prepared = method, experiment, prepared
        self.arrays: dict[str, Array] = dict(resume.tensors) if resume else {}
        state = resume.state if resume else {}
        self.seconds: float = state.get("seconds", 0.0)
        self.tuning: Tuning | None = None
        self.refits = method.refits and not prepared.corpus.dev
        self.newest: Mapping[str, Array] = {}
        self.tries = self.total = self.step = 0

    def snapshots(self) -> Iterator[Snapshot]:
        """The beginning, each piece, the validation scores after the first fit, and the end."""
        if not self.arrays:
            yield self._snapshot()
        if not self._done(FIRST):
            yield from self._choices()
        choice = part_of(self.arrays, CHOICE)
        self.tries = self._done(CHOICE)
        self.experiment = self.method.chosen(self.experiment, self.prepared, choice)
        yield from self._pieces(FIRST, self.prepared.train)
        first = predictor = self._predictor(FIRST, self.prepared.train)
        scores = validation_scores(first, self.prepared)
        self.tuning = tune(first, self.prepared.validation)
        if self.refits:
            yield self._snapshot(scores, piece=True)
            known = self.prepared.known()
            yield from self._pieces(AGAIN, known)
            predictor = self._predictor(AGAIN, known)
        scores |= final_scores(predictor, self.prepared, tuning=self.tuning)
        yield replace(self._snapshot(scores, piece=True, trained=True), last=True)

    def _choices(self) -> Iterator[Snapshot]:
        prepared, done = self.prepared, part_of(self.arrays, CHOICE)
        tried = self.method.choices(
            self.experiment, prepared, prepared.train, prepared.validation, done
        )
        for part in self._timed(CHOICE, 0, tried):
            self.tries = part.total
            yield self._snapshot(piece=True)

    def _pieces(self, fit: str, documents: Encoded) -> Iterator[Snapshot]:
        before, done = self.tries + self.total * (fit == AGAIN), self._done(fit)
        parts = self.method.pieces(self.experiment, self.prepared, documents, done)
        for part in self._timed(fit, before, parts):
            self.total = part.total
            yield self._snapshot(piece=True)
        self.total = self.total or done  # all pieces were there already

    def _timed(self, kind: str, before: int, parts: Iterator[Progress]) -> Iterator[Progress]:
        """The parts, once each is kept and counted, `before` the steps of those before them."""
        if done := self._done(kind):  # what is told next at this step must hold it
            newest = f"{kind}/{done - 1}/"
            self.newest = {n: array for n, array in self.arrays.items() if n.startswith(newest)}
            self.step = before + done
        clock = time.perf_counter()
        for part in parts:
            self.seconds += time.perf_counter() - clock
            self.step = before + part.number + 1
            self.newest = {f"{kind}/{name}": array for name, array in _named(part).items()}
            self.arrays |= self.newest
            yield part
            clock = time.perf_counter()

    def _done(self, kind: str) -> int:
        return len({name.split("/")[1] for name in self.arrays if name.startswith(f"{kind}/")})

    def _predictor(self, fit: str, documents: Encoded) -> Predictor:
        pieces = part_of(self.arrays, fit)
        return self.method.predictor(self.experiment, self.prepared, documents, pieces)

    def _snapshot(
        self,
        scores: Mapping[str, float] = NOTHING,
        *,
        piece: bool = False,
        trained: bool = False,
    ) -> Snapshot:
        """piece: with a checkpoint, of the newest piece and of the state at large; one that is
        told again at the same step replaces the first."""
        fits = 1 + self.refits
        state: dict[str, Any] = {"seconds": self.seconds, "refits": self.refits}
        if self.tuning is not None:
            state |= asdict(self.tuning)
        checkpoint = Checkpoint(tensors=self.newest, state=state, piece=True, trained=trained)
        return Snapshot(
            stage=CLASSIFIER.name,
            step=self.step,
            steps=self.tries + self.total * fits,
            epoch=(self.step - self.tries) / self.total if self.total else 0.0,
            seconds=self.seconds,
            scores=scores,
            checkpoint=checkpoint if piece else None,
        )


def _named(part: Progress) -> dict[str, Array]:
    return {f"{part.number}/{name}": array for name, array in part.arrays.items()}
