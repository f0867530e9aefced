"""The job: from a queued run in the store to an ended one. What executors are handed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress

from hmlc_core.data.home import home
from hmlc_core.errors import StoreError
from hmlc_core.experiment import Experiment
from hmlc_core.runs.opened import readable
from hmlc_core.runs.recorder import STOPPED_WITH_PROGRAM, References, Stopped, record
from hmlc_core.runs.run import Run
from hmlc_core.runs.store.owner import BEAT, STALE
from hmlc_core.runs.store.store import RunStore
from hmlc_core.snapshot import Checkpoint, Snapshot
from hmlc_core.wording import epochs


def train_run(
    uri: str,
    run_id: str,
    *,
    halted: Callable[[], bool] = lambda: False,
    observe: Callable[[Snapshot], None] = lambda snapshot: None,
    tell: Callable[[str], None] = lambda message: None,
    say: Callable[[str], None] = lambda sentence: None,
) -> str:
    """Train a queued run, from its checkpoint when it has one; returns the status it ended with.

    `uri` names the store, so that the call can travel to another process or machine. A run that
    was stopped while it waited is left alone; one that was at work and whose trainer is gone is
    gone on with: a cluster makes the call again when a worker is lost. See `record` for `halted`
    and `observe`.
    tell: called with each new message of the run before its first snapshots. say: called with what
    is to stay: from where the run goes on, and what was damaged.
    """
    store = RunStore(uri)
    status = _once_left(store, run_id)
    if status == "interrupted":
        with suppress(StoreError):  # somebody else has resumed it
            store.requeue(run_id)
    elif status != "queued":
        return status
    work = _Work(store, run_id, halted, tell, say)
    return record(
        store,
        run_id,
        work.snapshots,
        halted=halted,
        observe=observe,
        references=work.references,
        remark=lambda: work.remark,
        place=lambda: work.place,
    )


def _once_left(store: RunStore, run_id: str) -> str:
    """The run's status, of one at work as soon as its trainer is gone or has shown to be there.

    A trainer on another machine is known to be gone when its heartbeat has been missing for long.
    """
    first = run = store.get(run_id)
    until = time.monotonic() + STALE + BEAT
    while run.status in ("running", "stopping") and time.monotonic() < until:
        if run.updated != first.updated:
            break
        time.sleep(1.0)
        run = store.get(run_id)
    return run.status


class _Work:
    """What a run needs, opened while it is recorded, so that its errors are kept with it."""

    def __init__(
        self,
        store: RunStore,
        run_id: str,
        halted: Callable[[], bool],
        tell: Callable[[str], None],
        say: Callable[[str], None] = lambda sentence: None,
    ) -> None:
        self.store, self.run_id = store, run_id
        self.halted, self.tell, self.say = halted, tell, say
        self.message = self.remark = self.place = ""

    def snapshots(self) -> Iterator[Snapshot]:
        """Read the corpus and begin, or go on."""
        import torch

        from hmlc_core.data.registry import called, load_corpus
        from hmlc_core.methods.train import train

        run = self.store.get(self.run_id)
        experiment = readable(run)
        settings = experiment.corpus
        self._announce(f"Reading {called(settings.name)}")
        self.experiment = experiment
        self.corpus = load_corpus(settings.name, grow_to=settings.documents)
        # Of this thread: on small tensors two threads wait for each other more than they compute.
        torch.set_num_threads(1)
        found = self.store.last_whole(self.run_id)
        if found.problem:
            self.remark = (
                "Its newest checkpoint was damaged, so it went on from the one before."
                if found.checkpoint
                else "Its checkpoints were damaged, so it began anew."
            )
            self.store.announce(self.run_id, self.remark)
            self.say(self.remark)
        if found.checkpoint is not None:
            self.place = _place(found.checkpoint, experiment, run)
            self.say(self.place)
        return train(
            experiment,
            self.corpus,
            resume=found.checkpoint,
            tell=self._wait,
        )

    def _wait(self, message: str) -> None:
        """Say what the run waits for, and hear whether it is to stop: no snapshot can be asked."""
        self._announce(message)
        if self.store.get(self.run_id).status == "stopping":
            raise Stopped
        if self.halted():
            raise Stopped(STOPPED_WITH_PROGRAM)

    def _announce(self, message: str) -> None:
        if message != self.message:
            self.message = message
            self.store.announce(self.run_id, message)
            self.tell(message)

    def references(self) -> References:
        """The baselines on the same documents, computed once for all runs that share them; none
        of a run that labels no documents."""
        from hmlc_core.data.prepare import prepare
        from hmlc_core.runs.references import cached_references

        if not (self.corpus.test and self.experiment.model.scores_documents):
            return {}
        self._announce("Computing the baselines")
        prepared = prepare(self.corpus, self.experiment.corpus, self.experiment.seed)
        return cached_references(prepared, home() / "cache")


def _place(checkpoint: Checkpoint, experiment: Experiment, run: Run) -> str:
    """From where a run goes on, and up to where it repeats what it has done.

    run: as it was left.
    """
    titles = {stage.name: stage.title for stage in experiment.model.stages()}
    stage = titles.get(checkpoint.stage, checkpoint.stage)
    done = checkpoint.epoch
    # A checkpoint is of an epoch's end, and what was shown last may be of the one that followed.
    after = f", from the checkpoint after {epochs(done)}" if done else ""
    begun = bool(checkpoint.tensors) and done != 0  # the first of a stage may have its start
    if run.stage in ("", checkpoint.stage) and (begun or not run.step):
        if done and run.epoch > done and epochs(run.epoch) != epochs(done):
            after += f"; what came after, up to {epochs(run.epoch)}, is repeated"
        return f"Going on with {stage}{after}."
    reached = titles.get(run.stage, run.stage)
    if run.epoch:
        reached = f"{epochs(run.epoch)} of {reached}"
    return (
        f"{'Going on' if begun else 'Beginning again'} with {stage}{after}. There is no later "
        f"checkpoint: what came after, up to {reached}, is repeated."
    )
