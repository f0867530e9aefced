"""Training in the terminal, and Ctrl-C that saves before it ends."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from hmlc_core.cli.progress import Progress, tell
from hmlc_core.wording import there_are

if TYPE_CHECKING:
    from hmlc_core.runs.run import Run
    from hmlc_core.runs.store.store import RunStore


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
        tell("\nStopping at the next snapshot; Ctrl-C again stops at once.")


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


def train_here(store: RunStore, run_id: str, interruption: Interruption, shown: Progress) -> Run:
    """Train a queued run in this process, and return it as it ended."""
    from hmlc_core.geometry.kernels.background import compiler
    from hmlc_core.runs.queue.job import train_run

    try:
        train_run(
            store.uri,
            run_id,
            halted=interruption.is_requested,
            observe=shown.show,
            tell=shown.tell,
            say=shown.say,
        )
    except KeyboardInterrupt:  # the second Ctrl-C; the recorder has marked the run
        interruption.requested = True
    if interruption.requested and compiler.busy():  # the interpreter waits for it
        tell("Finishing the kernels at work, so that the next run has them.")
    return store.get(run_id)


def stopped(finished: int, part: int) -> str:
    """The beginning of a sentence on what is kept of runs that Ctrl-C has ended. part: those that
    were begun and are not finished."""
    rest = f", {there_are(part, 'run')} kept unfinished" if part else ""
    return f"Stopped; {there_are(finished, 'run')} finished{rest}"
