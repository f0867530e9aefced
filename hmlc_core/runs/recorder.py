"""The recorder: drains a generator of snapshots into the store.

It needs neither torch nor a page: its tests feed it hand-made snapshots.
"""

from __future__ import annotations

import logging
import math
import threading
import time
import traceback
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager, suppress

from hmlc_core.errors import HyperlabelError, StoreError, TrainingError
from hmlc_core.masking import masked
from hmlc_core.runs.store.checksums import write_checked
from hmlc_core.runs.store.owner import BEAT, Owner
from hmlc_core.runs.store.store import RunStore
from hmlc_core.snapshot import Checkpoint, Snapshot

_log = logging.getLogger(__name__)

METRICS_PACE = 0.25
"""Seconds between two writes of metrics; one takes about 10 ms, however many snapshots it holds."""

FRAME_PACE = 0.1
"""Seconds between two frames at first, so that labels are seen to spread; later a 200th of the
time so far, so that a day of training makes some thousand files and not a million."""

CHECKPOINT_PACE = 10.0
"""Seconds between two checkpoints, which may be large."""

References = Mapping[str, Mapping[str, float]]


STOPPED_WITH_PROGRAM = "Stopped with the program that trained it."


class Stopped(Exception):
    """Raised by what waits before a snapshot when the run is to stop; its text is the message."""


def record(
    store: RunStore,
    run_id: str,
    open_snapshots: Callable[[], Iterator[Snapshot]],
    *,
    halted: Callable[[], bool] = lambda: False,
    observe: Callable[[Snapshot], None] = lambda snapshot: None,
    references: Callable[[], References] | None = None,
    remark: Callable[[], str] = lambda: "",
    place: Callable[[], str] = lambda: "",
    pace: float = 1.0,
) -> str:
    """Run the training that `open_snapshots` begins, and return the status it ended with.

    halted: asked between snapshots, beside the stop request in the store.
    observe: called with each snapshot after it was taken down.
    references: scores of the baselines, computed when training is finished; a failure there
        leaves a message and does not fail the run.
    remark: what is to be said of the run while it is at work, and when it has ended.
    place: what is to be said only while it is at work: from where it goes on.
    pace: factor on the pauses between writes; 0 writes everything at once.

    A run that waits no more, because somebody has stopped or begun it, is left alone. Each snapshot
    is taken down before anybody asks for a stop, and the run ends in exactly one of finished,
    stopped and failed. Nothing is raised but `KeyboardInterrupt` and the like, after the run was
    marked as stopped.
    """
    owner = store.start(run_id)
    if owner is None:
        return store.get(run_id).status
    writer = _Writer(store, run_id, pace, lambda: _joined(remark(), place()))
    status, message = "finished", ""
    with _heartbeat(store, run_id):
        try:
            with closing(_generator(open_snapshots)) as snapshots:
                for snapshot in snapshots:
                    written = writer.take(snapshot)
                    observe(snapshot)
                    if snapshot.last:
                        break
                    orders = store.orders(run_id, owner) if written else "continue"
                    if orders == "leave":
                        return store.get(run_id).status
                    if orders == "stop":
                        status = "stopped"
                        break
                    if halted():
                        status, message = "stopped", STOPPED_WITH_PROGRAM
                        break
                else:
                    raise TrainingError(
                        "the method ended without its last snapshot",
                        expected="a snapshot with last=True, which carries the final scores",
                    )
            writer.close()
            if status == "finished":
                if references is not None:
                    message = _save_references(store, run_id, references)
                _put_away(run_id, store.pack_frames)
        except BaseException as error:
            status, message = _ending(store, run_id, error)
            with suppress(HyperlabelError):  # the checkpoint, if that is still possible
                writer.close()
            if not isinstance(error, Exception | SystemExit):  # a method that exits has failed
                _finish(store, run_id, owner, status, _joined(message, remark()))
                raise
    _finish(store, run_id, owner, status, _joined(message, remark()))
    return status


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


class _Writer:
    """Decides what is written when; metrics and checkpoints wait in memory, not in vain.

    What a resumed run does not make again is kept before the checkpoint it goes on from: metrics
    and points of all snapshots so far. A process that is killed between two writes loses nothing.
    """

    def __init__(
        self, store: RunStore, run_id: str, pace: float, remark: Callable[[], str]
    ) -> None:
        self.store, self.run_id, self.pace, self.remark = store, run_id, pace, remark
        self.metrics: list[Snapshot] = []
        self.frame: Snapshot | None = None
        self.checkpoint: tuple[Checkpoint, int] | None = None
        self.started = time.monotonic()
        self.metrics_at = self.frame_at = self.checkpoint_at = self.taken_at = -math.inf
        self.stage = ""
        self.trained = False

    def take(self, snapshot: Snapshot) -> bool:
        """Take down a snapshot; True when the store was visited."""
        now = time.monotonic()
        new_stage = snapshot.stage != self.stage
        if new_stage:  # the last frame of the stage before may have waited
            self._write_frame(now)
        self.stage = snapshot.stage
        if snapshot.checkpoint is not None and snapshot.checkpoint.piece:
            self._write_checkpoint(now)  # what comes now builds on it
        self.metrics.append(snapshot)
        self.frame = snapshot
        if snapshot.checkpoint is not None:
            self.checkpoint = (snapshot.checkpoint, snapshot.step)
            # From the first epoch of a network on there is something to predict with, and to go on
            # from, be the checkpoint of the stage before ever so young.
            first = snapshot.checkpoint.trained and not self.trained
            self.trained = self.trained or first
            if snapshot.checkpoint.piece or first:
                self._write_checkpoint(now)
        # A frame is due when it would be before the next snapshot is likely to come: a picture
        # does not stay behind while training is slow.
        frame_pace = max(FRAME_PACE, (now - self.started) / 200)
        ahead, self.taken_at = now + (now - self.taken_at), now
        if new_stage or ahead - self.frame_at >= self.pace * frame_pace:
            self._write_frame(now)
        # What comes after a stage, as scoring or the next one's kernels, may take a while.
        visit = snapshot.stage_done or now - self.metrics_at >= self.pace * METRICS_PACE
        if visit:  # after the frame: what progress tells of is there to be seen
            self._write_metrics(now)
        if now - self.checkpoint_at >= self.pace * CHECKPOINT_PACE:
            self._write_checkpoint(now)
        return visit

    def close(self) -> None:
        """Write what has waited."""
        now = time.monotonic()
        self._write_metrics(now)
        self._write_frame(now)
        self._write_checkpoint(now)

    def _write_metrics(self, now: float) -> None:
        if self.metrics:
            self.store.log(self.run_id, self.metrics, self.remark())
            self.metrics, self.metrics_at = [], now

    def _write_frame(self, now: float) -> None:
        if self.frame is not None:
            self.store.save_frame(self.run_id, self.frame)
            self.frame, self.frame_at = None, now

    def _write_checkpoint(self, now: float) -> None:
        if self.checkpoint is not None:
            self._write_metrics(now)
            self._write_frame(now)
            self.store.save_checkpoint(self.run_id, *self.checkpoint)
            self.checkpoint, self.checkpoint_at = None, now


def _generator(open_snapshots: Callable[[], Iterator[Snapshot]]) -> Generator[Snapshot, None, None]:
    """The snapshots as something that can be closed, whatever kind of iterator they are."""
    yield from open_snapshots()


@contextmanager
def _heartbeat(store: RunStore, run_id: str) -> Iterator[None]:
    """Say every few seconds that this process is alive, also while no snapshot comes."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT):
            with suppress(HyperlabelError):
                store.beat(run_id)

    thread = threading.Thread(target=beat, name=f"heartbeat-{run_id[:8]}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=BEAT)


def _ending(store: RunStore, run_id: str, error: BaseException) -> tuple[str, str]:
    """Status and message of a run that ended in `error`."""
    if isinstance(error, Stopped):
        return "stopped", str(error)
    if not isinstance(error, Exception | SystemExit):
        return "stopped", "Interrupted at once; resume goes on from the last checkpoint."
    if isinstance(error, HyperlabelError):
        return "failed", str(error)
    text = "".join(traceback.format_exception(error))
    with suppress(HyperlabelError):
        write_checked(store.files(run_id), "traceback.txt", masked(text).encode())
    return "failed", f"Unexpected: {type(error).__name__}: {error}"


def _save_references(store: RunStore, run_id: str, references: Callable[[], References]) -> str:
    """Compute and keep the baselines; returns a message when that failed.

    Nothing is raised, not even Ctrl-C: the training itself is whole, and the run ends now.
    """
    try:
        store.save_references(run_id, references())
    except BaseException as error:
        reason = str(error) or type(error).__name__
        return f"Trained, but the baselines could not be computed: {reason}"
    return ""


def _put_away(run_id: str, away: Callable[[str], None]) -> None:
    """What is done to a run at its end; it is whole without it, too."""
    try:
        away(run_id)
    except StoreError as error:
        _log.warning("Run %s is not put away: %s", run_id[:8], error)


def _finish(store: RunStore, run_id: str, owner: Owner, status: str, message: str) -> None:
    """Write the end of the run, in spite of a store that is busy or full for a moment."""
    _put_away(run_id, store.seal_curves)
    for wait in (1.0, 3.0, 0.0):
        try:
            return store.finish(run_id, status, message, owner=owner)
        except StoreError as error:
            _log.warning("The end of run %s (%s) is not written: %s", run_id[:8], status, error)
            time.sleep(wait)
    # Nothing more can be done here; without a heartbeat it will soon count as interrupted.
