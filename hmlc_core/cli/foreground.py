"""Training in the terminal: progress bars, and Ctrl-C that saves before it ends."""

from __future__ import annotations

import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any

import typer

from hmlc_core.experiment.stages import CLASSIFIER, LABELS, StageName

if TYPE_CHECKING:
    from hmlc_core.runs.run import Run
    from hmlc_core.runs.store.store import RunStore
    from hmlc_core.snapshot import Snapshot


class Interruption:
    """Ctrl-C, or SIGTERM: the first asks for a stop at the next snapshot, the second stops now."""

    def __init__(self) -> None:
        self.requested = False

    def is_requested(self) -> bool:
        """Whether a stop was asked for."""
        return self.requested

    def _heard(self, number: int, frame: FrameType | None) -> None:
        if self.requested:
            raise KeyboardInterrupt
        self.requested = True
        typer.echo("\nStopping at the next snapshot; Ctrl-C again stops at once.", err=True)


@contextmanager
def interruptible() -> Iterator[Interruption]:
    """Listen for Ctrl-C and SIGTERM inside the block."""
    interruption = Interruption()
    signals = (signal.SIGINT, signal.SIGTERM)
    earlier = [signal.signal(number, interruption._heard) for number in signals]
    try:
        yield interruption
    finally:
        for number, handler in zip(signals, earlier, strict=True):
            signal.signal(number, handler)


class Bars:
    """Progress bars on standard error, one a stage; silent where JSON is asked for.

    stages: those that are shown by their titles; others by their names.
    """

    def __init__(self, *, silent: bool, stages: Iterable[StageName] = (LABELS, CLASSIFIER)) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            Progress,
            TaskProgressColumn,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        self.progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            TextColumn("≤"),  # training may stop early
            TimeRemainingColumn(),
            TextColumn("{task.fields[note]}", markup=False),
            console=Console(stderr=True),
            disable=silent,
        )
        self.titles = {stage.name: stage.title for stage in stages}
        self.tasks: dict[str, Any] = {}

    def __enter__(self) -> Bars:
        self.progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.progress.stop()

    def show(self, snapshot: Snapshot) -> None:
        """Move the bar of the snapshot's stage."""
        stage = snapshot.stage
        if stage not in self.tasks:
            self.clear()
            title = self.titles.get(stage, stage).capitalize()
            self.tasks[stage] = self.progress.add_task(title, note="")
        task = self.tasks[stage]
        # A run that stops early is done all the same.
        done = snapshot.steps if snapshot.last else snapshot.step
        self.progress.update(task, total=snapshot.steps, completed=done)
        score = snapshot.scores.get("validation/nDCG@5")
        if score is not None:
            self.progress.update(task, note=f"validation nDCG@5 {100 * score:.1f} %")

    def tell(self, message: str) -> None:
        """Show what the run waits for, until its next snapshot."""
        self.clear()
        self.tasks[message] = self.progress.add_task(message, total=None, note="")

    def clear(self) -> None:
        """Mark the bars shown so far as done: a new stage or run begins."""
        for task in self.tasks.values():
            total = self.progress.tasks[task].total
            self.progress.update(task, completed=total or 0, visible=total is not None)
        self.tasks.clear()


def train_here(store: RunStore, run_id: str, interruption: Interruption, bars: Bars) -> Run:
    """Train a queued run in this process, and return it as it ended."""
    from hmlc_core.geometry.kernels.background import compiler
    from hmlc_core.runs.queue.job import train_run

    try:
        train_run(
            store.uri,
            run_id,
            halted=interruption.is_requested,
            observe=bars.show,
            tell=bars.tell,
        )
    except KeyboardInterrupt:  # the second Ctrl-C; the recorder has marked the run
        interruption.requested = True
    if interruption.requested and compiler.busy():  # the interpreter waits for it
        text = "Finishing the kernels at work, so that the next run has them."
        typer.echo(text, err=True)
    return store.get(run_id)
