"""RunStore: runs in MLflow tracking, by default an SQLite file and a folder in `home()`."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

from hmlc_core.budget import unheard
from hmlc_core.data.home import home, read_only
from hmlc_core.errors import StoreError
from hmlc_core.experiment.stages import CLASSIFIER
from hmlc_core.masking import Address
from hmlc_core.runs.run import Curve, Frames
from hmlc_core.runs.store.checkpoints import (
    LastWhole,
    read_checkpoint,
    write_checkpoint,
    write_piece,
)
from hmlc_core.runs.store.checksums import read_checked, write_checked
from hmlc_core.runs.store.errors import translated
from hmlc_core.runs.store.frames import pack_frames, read_frames, save_frame
from hmlc_core.runs.store.integrity import Integrity, integrity
from hmlc_core.runs.store.kept import CHANGED, Kept
from hmlc_core.runs.store.marks import Marks
from hmlc_core.runs.store.metrics import curve, shown_name, snapshot_metrics, stored_name
from hmlc_core.runs.store.numbers import curve_digest, keep_digests, read_digests
from hmlc_core.runs.store.register import Register
from hmlc_core.runs.store.rows import Rows
from hmlc_core.runs.store.tags import DAMAGED, damaged_settings, damaged_tags
from hmlc_core.runs.store.tracking import EXPERIMENT, Tracking
from hmlc_core.snapshot import Checkpoint, Snapshot

_LOG = logging.getLogger(__name__)

_REFERENCES = "references.json"
_TOGETHER = 900
"""Numbers written in one request; MLflow takes up to 1,000 with all tags."""

_AT_A_TIME = 4
"""Curves that a server is asked for at the same time: as many processes answer by default, and it
has no question for several curves of a run."""


class RunStore(Register):
    """Reads and writes runs; safe to share between threads.

    uri: an MLflow tracking URI; without it HMLC_TRACKING_URI, or `home()/mlflow.db`. Nothing
    is created before the first run is, unless `open` asks for it. Every method raises
    `StoreError`, and those by which a person changes something raise `ReadOnlyError` where
    HMLC_READ_ONLY is set; a `run_id` may be shortened to any unambiguous beginning, or be the name
    of an example, in `get`, which gives the full one.

    marks: what is noted about the store itself.
    """

    def __init__(self, uri: str | None = None) -> None:
        default = f"sqlite:///{home().resolve() / 'mlflow.db'}"
        self.uri = Address(uri or os.environ.get("HMLC_TRACKING_URI") or default)
        super().__init__(Tracking(self.uri))
        self.marks = Marks(self._tracking)

    @property
    def local(self) -> bool:
        """Whether it is a file on this machine, and not a server that others may share."""
        return self._tracking.database is not None

    @property
    def new(self) -> bool:
        """Whether it is a file on this machine that nobody has made yet."""
        database = self._tracking.database
        return database is not None and not database.exists()

    def open(self) -> None:
        """Create the store where there is none, ahead of the first run; it takes seconds."""
        self._tracking.client()

    # What training yields

    def record(self, run_id: str, snapshot: Snapshot) -> None:
        """Keep everything in one snapshot; the checkpoint last, as it supersedes the rest."""
        self.log(run_id, [snapshot])
        self.save_frame(run_id, snapshot)
        if snapshot.checkpoint is not None:
            self.save_checkpoint(run_id, snapshot.checkpoint, snapshot.step)

    def log(self, run_id: str, snapshots: Sequence[Snapshot], message: str = "") -> None:
        """Metrics of the snapshots, and progress as of the last one, in one request.

        message: what is to be said of the run from now on.
        """
        from mlflow.entities import Metric

        now = time.time()
        # Of a step that is told twice the later counts, so no two have the same time.
        first = int(now * 1000) - len(snapshots) + 1
        metrics = [
            Metric(stored_name(name), value, first + place, snapshot.step)
            for place, snapshot in enumerate(snapshots)
            for name, value in snapshot_metrics(snapshot).items()
        ]
        newest = snapshots[-1]
        progress = {
            "stage": newest.stage,
            "step": newest.step,
            "steps": newest.steps,
            "epoch": newest.epoch,
            "seconds": newest.seconds,
            "kernels": newest.kernels,
            "early": newest.early,
            "at": now,
        }
        tags = {"progress": json.dumps(progress), "message": message}
        early, late = metrics[:-_TOGETHER], metrics[-_TOGETHER:]
        for start in range(0, len(early), _TOGETHER):
            self._log(run_id, metrics=early[start : start + _TOGETHER])
        self._log(run_id, tags=tags, metrics=late)

    def save_frame(self, run_id: str, snapshot: Snapshot) -> None:
        """Keep the snapshot's points, if it has any."""
        save_frame(self.files(run_id), snapshot)

    def pack_frames(self, run_id: str) -> None:
        """Put all points of a run that is about to be finished into a file for each stage."""
        pack_frames(self.files(run_id))

    def save_checkpoint(self, run_id: str, checkpoint: Checkpoint, step: int) -> None:
        """Keep a checkpoint beside the one before it, or add a piece; a piece of a step that is
        repeated is replaced."""
        files = self.files(run_id)
        if checkpoint.piece:
            write_piece(files, checkpoint, step)
            return
        name = write_checkpoint(files, checkpoint, self._newest(run_id))
        self._log(run_id, tags={"checkpoint": name})

    def save_references(self, run_id: str, references: Mapping[str, Mapping[str, float]]) -> None:
        """Keep the scores of the baselines on the same test split."""
        content = json.dumps(references, indent=1).encode()
        write_checked(self.files(run_id), _REFERENCES, content)

    # Reading

    def curves(self, run_id: str, names: Iterable[str] | None = None) -> dict[str, Curve]:
        """Metrics by name over steps; all there are, or those of `names` that there are."""
        found = self._tracking.read("get_run", run_id)
        there = {shown_name(name) for name in found.data.metrics if name != CHANGED}
        wanted = there if names is None else there.intersection(names)
        curves = self._curves(run_id, wanted, all_of_them=names is None)
        for name in self._changed_curves(run_id, Kept.of(found), curves):
            _LOG.warning("the curve %s of run %s is left out: it is damaged", name, run_id[:8])
            del curves[name]
        return curves

    def seal_curves(self, run_id: str) -> None:
        """Keep digests of all curves, for a run that is about to end; on a server that takes
        seconds, and is said."""
        if not self.local:
            self.announce(run_id, "Keeping the checksums of its curves")
        keep_digests(self.files(run_id), self.curves(run_id))

    def _curves(
        self,
        run_id: str,
        names: Collection[str],
        *,
        all_of_them: bool,
        tell: Callable[[str], None] = unheard,
    ) -> dict[str, Curve]:
        """The curves as they are kept; all of a run in a database are read at once."""
        database = self._tracking.database
        if all_of_them and database is not None:
            with translated(self.uri):
                history = Rows(database, EXPERIMENT).history(run_id)
        else:
            history = {}
            stored = [stored_name(name) for name in names]
            with ThreadPoolExecutor(_AT_A_TIME) as asking:
                found = asking.map(lambda name: self._history(run_id, name), stored)
                for number, (name, points) in enumerate(zip(stored, found, strict=True), start=1):
                    tell(f"curve {number} of {len(stored)}")
                    history[name] = points
        return {name: curve(history.get(stored_name(name), ())) for name in sorted(names)}

    def _history(self, run_id: str, name: str) -> list[tuple[int, int, float]]:
        """(step, time, value) of a metric, by its stored name."""
        found = self._tracking.read("get_metric_history", run_id, name)
        return [(point.step, point.timestamp, point.value) for point in found]

    def _changed_curves(self, run_id: str, kept: Kept, curves: Mapping[str, Curve]) -> list[str]:
        """Those of the curves that are not as they were when the run ended."""
        if not kept.ended:
            return []
        digests = read_digests(self.files(run_id))
        return [
            name for name in curves if digests.get(name, "") not in ("", curve_digest(curves[name]))
        ]

    def frames(self, run_id: str, stage: str = CLASSIFIER.name, *, after_step: int = -1) -> Frames:
        """Points of the stage's snapshots later than `after_step`, oldest first.

        A page that follows a live run passes the last step it has, and reads only what is new.
        """
        return read_frames(self.files(run_id), stage, after_step)

    def checkpoint(self, run_id: str) -> Checkpoint | None:
        """The newest checkpoint; None when there is none yet.

        Raises `StoreError` when it is damaged; see `last_whole` for the one before it.
        """
        found = self.last_whole(run_id)
        if found.problem:
            raise StoreError(
                "the run's newest checkpoint is damaged",
                where=f"run {run_id[:8]}",
                received=found.problem,
                remedy="A run at work writes another after an epoch. One that ended before its "
                "time can be resumed: it goes on from the one before. Of a finished one settings, "
                "scores and curves can be exported: train it again.",
            )
        return found.checkpoint

    def last_whole(self, run_id: str) -> LastWhole:
        """The newest checkpoint that is whole, and what is damaged."""
        return read_checkpoint(self.files(run_id), self._newest(run_id))

    def check(self, run_id: str, tell: Callable[[str], None] = unheard) -> Integrity:
        """Verify all that is kept of a run, and note what is damaged, so that lists tell it.

        Nothing is noted of a run at work, nor where nothing can be written. tell: called with what
        it is at.
        """
        found = self._tracking("get_run", run_id)
        kept = Kept.of(found)
        # Those of a run that has not ended have nothing to be compared with.
        metrics = found.data.metrics if kept.ended else ()
        names = [shown_name(name) for name in metrics if name != CHANGED]
        curves = self._curves(run_id, names, all_of_them=True, tell=tell)
        changed = self._changed_curves(run_id, kept, curves)
        entries = [
            *damaged_tags(kept),
            *(f"setting {name}" for name in damaged_settings(kept, found.data.params)),
            *(f"curve {name}" for name in changed),
        ]
        checked = replace(integrity(self.files(run_id), tell), entries=entries)
        if checked.damage != kept.tags.get(DAMAGED, "") and kept.ended and not read_only():
            with suppress(StoreError):
                self._change(run_id, {DAMAGED: checked.damage})
        return checked

    def references(self, run_id: str) -> dict[str, dict[str, float]]:
        """Baseline -> score -> value; empty until they are computed, and when they are damaged."""
        try:
            content, _ = read_checked(self.files(run_id), _REFERENCES)
            found: dict[str, dict[str, float]] = json.loads(content or b"{}")
        except (StoreError, ValueError):
            return {}
        return found

    def _newest(self, run_id: str) -> str:
        """The name of the newest checkpoint's file, as the run's tags have it."""
        return Kept.of(self._tracking("get_run", run_id)).tags.get("checkpoint", "")
