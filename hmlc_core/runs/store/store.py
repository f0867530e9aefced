"""RunStore: runs in MLflow tracking, by default an SQLite file and a folder in `home()`."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Literal

from hmlc_core.data.home import check_writable, home
from hmlc_core.errors import StoreError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.stages import CLASSIFIER
from hmlc_core.masking import Address, masked
from hmlc_core.runs.run import ACTIVE, RESUMABLE, Curve, Frames, Run, default_name
from hmlc_core.runs.store.arrays import assembled, pack_checkpoint, unpack_checkpoint
from hmlc_core.runs.store.errors import where_to_look
from hmlc_core.runs.store.files import LocalFiles, RunFiles, ServerFiles
from hmlc_core.runs.store.frames import read_frames, save_frame
from hmlc_core.runs.store.marks import Marks
from hmlc_core.runs.store.metrics import curve, shown_name, snapshot_metrics, stored_name
from hmlc_core.runs.store.owner import Owner
from hmlc_core.runs.store.tags import PREFIX, flat, read_run, tags_of
from hmlc_core.runs.store.tracking import Tracking
from hmlc_core.snapshot import Checkpoint, Snapshot

_CHECKPOINT = "checkpoint.safetensors"
_PIECES = "pieces"
_REFERENCES = "references.json"
_MLFLOW_STATUS = {
    "queued": "SCHEDULED",
    "running": "RUNNING",
    "finished": "FINISHED",
    "stopped": "KILLED",
    "failed": "FAILED",
}
# MLflow's own status is a column: one query, where our tags would need one for each status.
_NOT_ENDED = " AND ".join(
    f"attributes.status != '{status}'" for status in ("FINISHED", "KILLED", "FAILED")
)


class RunStore:
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
        self._tracking = Tracking(self.uri)
        self.marks = Marks(self._tracking)

    @property
    def local(self) -> bool:
        """Whether it is a file on this machine, and not a server that others may share."""
        return self._tracking.database is not None

    def open(self) -> None:
        """Create the store where there is none, ahead of the first run; it takes seconds."""
        self._tracking.client()

    # Runs

    def create(
        self,
        experiment: Experiment,
        *,
        name: str | None = None,
        group: str = "",
    ) -> str:
        """A new run with status queued; returns its id.

        It counts as interrupted when this process ends before its turn has come: also a Dask
        cluster forgets what it has not begun when the one who asked is gone.
        """
        check_writable()
        tags = {"status": "queued", "group": group, "owner": Owner.here().to_json()}
        run_id = self._created(experiment, name or default_name(experiment), tags)
        try:
            self._describe(run_id, experiment)
            self._tracking("update_run", run_id, status=_MLFLOW_STATUS["queued"])
        except StoreError as error:  # nobody will come for it
            with suppress(StoreError):
                self.finish(run_id, "failed", str(error))
            raise
        return run_id

    def create_example(self, experiment: Experiment, *, name: str, group: str, example: str) -> str:
        """A run that was trained elsewhere; nobody sees it before `finish`. Returns its id."""
        run_id = self._created(experiment, name, {"group": group, "example": example})
        self._describe(run_id, experiment)
        return run_id

    def runs(self) -> list[Run]:
        """All runs, the newest first; then examples, in the order in which they came."""
        runs = [read_run(found) for found in self._search()]
        own = [run for run in runs if not run.example]
        return own + [run for run in reversed(runs) if run.example]

    def active(self) -> list[Run]:
        """Runs that wait or are at work, the oldest first."""
        alive = [run for run in map(read_run, self._search(_NOT_ENDED)) if run.status in ACTIVE]
        return sorted(alive, key=lambda run: run.created)

    def get(self, run_id: str) -> Run:
        """The run whose id is, or begins with, `run_id`, or the example of that name."""
        if len(run_id) == 32 and self._tracking.exists():
            return read_run(self._tracking.read("get_run", run_id))
        matches = [
            found
            for found in self._search()
            if found.info.run_id.startswith(run_id) or tags_of(found).get("example") == run_id
        ]
        if len(matches) == 1 and run_id:
            return read_run(matches[0])
        raise StoreError(
            "several runs begin like this" if matches else "there is no such run",
            where=f"run {run_id!r}",
            expected=", ".join(found.info.run_id[:12] for found in matches[:5]) or None,
            remedy=where_to_look(run_id),
        )

    def rename(self, run_id: str, name: str) -> None:
        """Give the run another name."""
        check_writable()
        if not name.strip():
            raise StoreError("a run needs a name", where=f"run {run_id[:8]}")
        self._tracking("update_run", run_id, name=name.strip())

    def join(self, run_id: str, group: str) -> None:
        """Put a run that belongs to no group into one."""
        check_writable()
        if self.get(run_id).group:
            raise StoreError("the run belongs to a group already", where=f"run {run_id[:8]}")
        self._log(run_id, tags={"group": group})

    def delete(self, run_id: str) -> None:
        """Remove an ended run and its files."""
        check_writable()
        if self.get(run_id).status in ACTIVE:
            raise StoreError(
                "the run is still at work", where=f"run {run_id[:8]}", remedy="Stop it first."
            )
        self._tracking("delete_run", run_id)
        self.files(run_id).remove_all()

    # Life of a run

    def start(self, run_id: str) -> Owner:
        """From queued to running, by this process."""
        owner = Owner.here()
        beat = repr(time.time())
        self._log(run_id, tags={"status": "running", "owner": owner.to_json(), "heartbeat": beat})
        self._tracking("update_run", run_id, status=_MLFLOW_STATUS["running"])
        return owner

    def beat(self, run_id: str) -> None:
        """Say that somebody is still there."""
        self._log(run_id, tags={"heartbeat": repr(time.time())})

    def finish(self, run_id: str, status: str, message: str = "") -> None:
        """End the run as finished, stopped or failed."""
        self._log(run_id, tags={"status": status, "message": masked(message)[:2000]})
        self._tracking("set_terminated", run_id, _MLFLOW_STATUS[status])

    def requeue(self, run_id: str) -> None:
        """Back to queued, to go on from its checkpoint, or from the start without one."""
        check_writable()
        run = self.get(run_id)
        if run.status not in RESUMABLE:
            raise StoreError(
                "only a run that ended before its time can be resumed",
                where=f"run {run_id[:8]}",
                expected=", ".join(RESUMABLE),
                received=run.status,
            )
        owner = Owner.here().to_json()
        self._log(run_id, tags={"status": "queued", "stop": "", "message": "", "owner": owner})
        self._tracking("update_run", run_id, status=_MLFLOW_STATUS["queued"])

    def request_stop(self, run_id: str) -> None:
        """Ask for a stop at the next snapshot; a queued run ends at once."""
        check_writable()
        run = self.get(run_id)
        if run.status not in ACTIVE:
            raise StoreError(
                "the run is not running", where=f"run {run_id[:8]}", received=run.status
            )
        self._log(run_id, tags={"stop": "requested"})
        if run.status == "queued":
            self.finish(run_id, "stopped")

    def orders(self, run_id: str, owner: Owner) -> Literal["continue", "stop", "leave"]:
        """What `owner`, who records this run, is to do; leave: it was resumed elsewhere."""
        tags = tags_of(self._tracking("get_run", run_id))
        if tags.get("owner") != owner.to_json():
            return "leave"
        return "stop" if tags.get("stop") else "continue"

    def announce(self, run_id: str, message: str) -> None:
        """Say what the run is busy with until its next snapshot."""
        self._log(run_id, tags={"message": message})

    # What training yields

    def record(self, run_id: str, snapshot: Snapshot) -> None:
        """Keep everything in one snapshot."""
        self.log(run_id, [snapshot])
        self.save_frame(run_id, snapshot)
        if snapshot.checkpoint is not None:
            self.save_checkpoint(run_id, snapshot.checkpoint, snapshot.step)

    def log(self, run_id: str, snapshots: Sequence[Snapshot]) -> None:
        """Metrics of the snapshots, and progress as of the last one, in one request."""
        from mlflow.entities import Metric

        now = time.time()
        metrics = [
            Metric(stored_name(name), value, int(now * 1000), snapshot.step)
            for snapshot in snapshots
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
            "at": now,
        }
        tags = {"progress": json.dumps(progress), "message": ""}
        self._log(run_id, tags=tags, metrics=metrics)

    def save_frame(self, run_id: str, snapshot: Snapshot) -> None:
        """Keep the snapshot's points, if it has any."""
        save_frame(self.files(run_id), snapshot)

    def save_checkpoint(self, run_id: str, checkpoint: Checkpoint, step: int) -> None:
        """Replace the run's checkpoint, or add a piece; a step that is repeated is replaced."""
        name = _CHECKPOINT
        if checkpoint.piece:
            name = f"{_PIECES}/{checkpoint.stage}-{step:09d}.safetensors"
        self.files(run_id).write(name, pack_checkpoint(checkpoint))

    def save_references(self, run_id: str, references: Mapping[str, Mapping[str, float]]) -> None:
        """Keep the scores of the baselines on the same test split."""
        self.files(run_id).write(_REFERENCES, json.dumps(references, indent=1).encode())

    # Reading

    def curves(self, run_id: str, names: Iterable[str] | None = None) -> dict[str, Curve]:
        """Metrics by name over steps; all there are, or those of `names` that there are."""
        found = self._tracking.read("get_run", run_id)
        there = {shown_name(name) for name in found.data.metrics}
        wanted = there if names is None else there.intersection(names)
        return {
            name: curve(
                (point.step, point.timestamp, point.value)
                for point in self._tracking.read("get_metric_history", run_id, stored_name(name))
            )
            for name in sorted(wanted)
        }

    def frames(self, run_id: str, stage: str = CLASSIFIER.name, *, after_step: int = -1) -> Frames:
        """Points of the stage's snapshots later than `after_step`, oldest first.

        A page that follows a live run passes the last step it has, and reads only what is new.
        """
        return read_frames(self.files(run_id), stage, after_step)

    def checkpoint(self, run_id: str) -> Checkpoint | None:
        """The newest checkpoint; None when there is none yet."""
        files = self.files(run_id)
        content = files.read(_CHECKPOINT)
        names = files.names(_PIECES)
        pieces = [piece for name in names if (piece := files.read(f"{_PIECES}/{name}"))]
        base = None if content is None else unpack_checkpoint(content)
        return assembled(base, [unpack_checkpoint(piece) for piece in pieces])

    def references(self, run_id: str) -> dict[str, dict[str, float]]:
        """Baseline -> score -> value; empty until they are computed."""
        content = self.files(run_id).read(_REFERENCES)
        return {} if content is None else json.loads(content)

    def files(self, run_id: str) -> RunFiles:
        """The run's files, for whatever else belongs to it."""
        database = self._tracking.database
        if database is None:
            return ServerFiles(self._tracking, run_id)
        # Not the absolute path in the database: so a store that was moved or copied still works.
        return LocalFiles(database.parent / "artifacts" / run_id / "artifacts")

    # MLflow

    def _created(self, experiment: Experiment, name: str, tags: Mapping[str, str]) -> str:
        """An MLflow run with those tags and the experiment; returns its id."""
        told = {**tags, "experiment": json.dumps(experiment.to_dict())}
        run = self._tracking(
            "create_run",
            self._tracking.experiment_id(),
            run_name=name,
            tags={PREFIX + key: value for key, value in told.items()},
        )
        run_id: str = run.info.run_id
        return run_id

    def _describe(self, run_id: str, experiment: Experiment) -> None:
        """The experiment as MLflow's own pages and other programs read it."""
        self._log(run_id, params=dict(flat(experiment.to_dict())))
        self.files(run_id).write("experiment.json", experiment.to_json().encode())

    def _search(self, condition: str = "") -> list[Any]:
        if not self._tracking.exists():
            return []
        found: list[Any] = []
        token = None
        while True:
            page = self._tracking.read(
                "search_runs",
                [self._tracking.experiment_id()],
                filter_string=condition,
                order_by=["attributes.start_time DESC"],
                max_results=1000,
                page_token=token,
            )
            found += [run for run in page if PREFIX + "status" in run.data.tags]
            token = page.token
            if not token:
                return found

    def _log(
        self,
        run_id: str,
        *,
        tags: Mapping[str, str] | None = None,
        params: Mapping[str, Any] | None = None,
        metrics: Sequence[Any] = (),
    ) -> None:
        from mlflow.entities import Param, RunTag

        self._tracking(
            "log_batch",
            run_id,
            metrics=metrics,
            params=[Param(key, str(value)) for key, value in (params or {}).items()],
            tags=[RunTag(PREFIX + key, value) for key, value in (tags or {}).items()],
        )
