"""Runs of a group that several programs train at the same time: none is trained twice."""

from __future__ import annotations

import time
from collections.abc import Sequence

from hmlc_core.cli.batch import Batch
from hmlc_core.cli.foreground import Interruption
from hmlc_core.cli.progress import tell
from hmlc_core.experiment import Experiment
from hmlc_core.runs.comparing import kept_runs
from hmlc_core.runs.run import ACTIVE, RESUMABLE, Run
from hmlc_core.runs.store.errors import NotResumable
from hmlc_core.runs.store.store import RunStore
from hmlc_core.wording import counted

PAUSE = 1.0
"""Seconds between two looks at runs of another program."""


def train_together(
    store: RunStore,
    experiments: Sequence[Experiment],
    group: str,
    jobs: int,
    interruption: Interruption,
    *,
    silent: bool,
) -> list[Run]:
    """The runs as they ended, here or in another program.

    What another program has begun is left to it and waited for; where that program ends before its
    time, the run is gone on with here.
    """

    ended: list[Run] = []
    left = list(experiments)
    with Batch(store, interruption, jobs=jobs, silent=silent) as batch:
        while left and not interruption.requested:
            here = batch.train(left, group, queue=lambda one: _queued(store, one, group))
            trained = {run.experiment for run in here}
            others = [one for one in left if one not in trained]
            elsewhere = _waited_for(store, others, group, interruption, silent=silent)
            if not (here or elsewhere):  # what another program is about to begin is not seen yet
                time.sleep(PAUSE)
            ended += [*here, *elsewhere]
            done = {run.experiment for run in elsewhere}
            left = [one for one in others if one not in done]
    return ended


def _queued(store: RunStore, experiment: Experiment, group: str) -> str | None:
    """A run that waits to be trained here: a new one, or one that ended before its time; None where
    another program has it."""
    run = kept_runs(store.runs(), [experiment], group).get(experiment)
    if run is None:
        return store.create_once(experiment, group=group)
    if run.status not in RESUMABLE:
        return None
    try:
        store.requeue(run.id)
    except NotResumable:  # another program was quicker
        return None
    return run.id


def _waited_for(
    store: RunStore,
    experiments: Sequence[Experiment],
    group: str,
    interruption: Interruption,
    *,
    silent: bool,
) -> list[Run]:
    """Those of another program that are finished, once none is at work any more."""
    told = False
    while True:
        known = kept_runs(store.runs(), experiments, group).values()
        busy = [run for run in known if run.status in ACTIVE]
        if not busy or interruption.requested:
            return [run for run in known if run.status == "finished"]
        if not (told or silent):
            told = True
            tell(f"{group}: another program is training {counted(len(busy), 'run')}; waiting.")
        time.sleep(PAUSE)
