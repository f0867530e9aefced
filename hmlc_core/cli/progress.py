"""Progress of training on standard error: moving bars on a screen, plain lines elsewhere."""

from __future__ import annotations

import math
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Protocol, Self

import typer

from hmlc_core.experiment.stages import STAGES, StageName
from hmlc_core.wording import EARLY, SCORING

if TYPE_CHECKING:
    from hmlc_core.snapshot import Snapshot

PACE = 5.0
"""Seconds between two lines of one stage."""


class Progress(Protocol):
    """Shows how far a training is; a context for as long as it is at work."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def show(self, snapshot: Snapshot) -> None:
        """How far the snapshot's stage is."""

    def tell(self, message: str) -> None:
        """What the run waits for, until its next snapshot."""

    def say(self, sentence: str) -> None:
        """What is to stay on the screen."""


def progress(*, silent: bool, stages: Iterable[StageName] = STAGES) -> Progress:
    """Bars where standard error is a screen, lines where it is a file or a pipe.

    stages: those that are shown by their titles; others by their names.
    """
    if sys.stderr.isatty() and not silent:
        return Bars(stages=stages)
    return Lines(silent=silent, stages=stages)


def tell(text: str) -> None:
    """A line on standard error; a reader who has gone away costs no run."""
    with suppress(OSError):
        typer.echo(text, err=True)


@contextmanager
def telling(*, silent: bool) -> Iterator[Callable[[str], None]]:
    """For work whose length nobody knows: a function that takes what it is at.

    On a screen that stands there until the next; elsewhere it is a line every `PACE` seconds with
    the time it has taken so far, so that nothing is said of what is over in a moment.
    """
    newest, over = "", threading.Event()

    def hear(what: str) -> None:
        nonlocal newest
        newest = what

    def go_on() -> None:
        from hmlc_core.runs.run import duration

        begun = time.monotonic()
        while not over.wait(PACE):
            if newest:
                tell(f"{newest}, {duration(time.monotonic() - begun)}")

    if silent:
        yield lambda what: None
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.text import Text

        with Console(stderr=True).status("") as shown:
            yield lambda what: shown.update(Text(what))
    else:
        told = threading.Thread(target=go_on, daemon=True)
        told.start()
        try:
            yield hear
        finally:
            over.set()
            told.join()


class Lines:
    """A line at the beginning and the end of a stage, and one every `PACE` seconds between."""

    def __init__(self, *, silent: bool = False, stages: Iterable[StageName] = STAGES) -> None:
        self.silent = silent
        self.titles = {stage.name: stage.title for stage in stages}
        self.told, self.stage, self.at = "", "", -math.inf
        self.newest: Snapshot | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def show(self, snapshot: Snapshot) -> None:
        """See `Progress`."""
        now, before, self.newest = time.monotonic(), self.newest, snapshot
        if snapshot.stage == self.stage and now - self.at < PACE and not snapshot.last:
            return
        if before is not None and before.stage != snapshot.stage:
            self._show(before, over=True)
        self.stage, self.at = snapshot.stage, now
        self._show(snapshot)

    def tell(self, message: str) -> None:
        """See `Progress`."""
        if message != self.told:
            self.told = message
            self._tell(message)

    def say(self, sentence: str) -> None:
        """See `Progress`."""
        self._tell(sentence)

    def _show(self, snapshot: Snapshot, *, over: bool = False) -> None:
        self._tell(line(snapshot, self.titles.get(snapshot.stage, snapshot.stage), over=over))

    def _tell(self, text: str) -> None:
        if not self.silent:
            tell(text)


def line(snapshot: Snapshot, title: str, *, over: bool = False) -> str:
    """How far a stage is: share, time, time left at the pace so far, score.

    over: whether it is the stage's last; one that stops early is done all the same.
    """
    from hmlc_core.runs.run import duration

    share = (
        1.0 if over or snapshot.last or snapshot.early else snapshot.step / max(snapshot.steps, 1)
    )
    parts = [f"{title.capitalize()} {share:.0%}", duration(snapshot.seconds)]
    if 0 < share < 1 and snapshot.seconds:
        left = math.ceil(snapshot.seconds * (1 - share) / share)
        parts.append(f"about {duration(left)} left")
    return ", ".join(parts + notes(snapshot))


def notes(snapshot: Snapshot) -> list[str]:
    """The score by which training is followed, where the snapshot has it, and, when nothing but
    scoring is left to do, that this is so, and whether it came early."""
    value = snapshot.scores.get("validation/nDCG@5")
    found = [] if value is None else [f"validation nDCG@5 {100 * value:.1f} %"]
    if not snapshot.only_scoring:
        return found
    return [*found, *([EARLY] if snapshot.early else []), SCORING]


class Bars:
    """A bar for each stage.

    stages: those that are shown by their titles; others by their names.
    """

    def __init__(self, *, stages: Iterable[StageName] = STAGES) -> None:
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
            TextColumn("about"),  # by the pace so far; training may stop early, too
            TimeRemainingColumn(),
            TextColumn("{task.fields[note]}", markup=False),
            console=Console(stderr=True),
        )
        self.titles = {stage.name: stage.title for stage in stages}
        self.tasks: dict[str, Any] = {}

    def __enter__(self) -> Self:
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
        done = snapshot.steps if snapshot.last or snapshot.early else snapshot.step
        self.progress.update(task, total=snapshot.steps, completed=done)
        if said := notes(snapshot):
            self.progress.update(task, note=", ".join(said))

    def tell(self, message: str) -> None:
        """Show what the run waits for, until its next snapshot."""
        self.clear()
        self.tasks[message] = self.progress.add_task(message, total=None, note="")

    def say(self, sentence: str) -> None:
        """See `Progress`."""
        from rich.text import Text

        self.progress.console.print(Text(sentence))

    def clear(self) -> None:
        """Mark the bars shown so far as done: a new stage or run begins."""
        for task in self.tasks.values():
            total = self.progress.tasks[task].total
            self.progress.update(task, completed=total or 0, visible=total is not None)
        self.tasks.clear()
