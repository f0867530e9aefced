"""Register: which runs there are, and the life of each: created, begun, stopped, resumed, ended."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Literal

from hmlc_core.data.home import check_writable
from hmlc_core.errors import StoreError
from hmlc_core.experiment import Experiment
from hmlc_core.masking import masked
from hmlc_core.runs.run import ACTIVE, RESUMABLE, Run, default_name
from hmlc_core.runs.store.checksums import write_checked
from hmlc_core.runs.store.claims import taken_over
from hmlc_core.runs.store.database import ARTIFACTS
from hmlc_core.runs.store.errors import where_to_look
from hmlc_core.runs.store.files import LocalFiles, RunFiles, ServerFiles
from hmlc_core.runs.store.kept import CHANGED, PREFIX, Kept
from hmlc_core.runs.store.listing import Listing
from hmlc_core.runs.store.numbers import keep_digests, newest_digest, read_digests
from hmlc_core.runs.store.owner import Owner
from hmlc_core.runs.store.tags import DAMAGED, DIGEST, digest_of, flat, read_run, status_of
from hmlc_core.runs.store.tracking import Tracking
from hmlc_core.shipped import program

_MLFLOW_STATUS = {
    "queued": "SCHEDULED",
    "running": "RUNNING",
    "finished": "FINISHED",
    "stopped": "KILLED",
    "failed": "FAILED",
}


class Register:
    """Runs of one store from their creation to their end; `RunStore` adds what they yield, and says
    what all methods take and raise."""

    def __init__(self, tracking: Tracking) -> None:
        self._tracking = tracking
        self._listing = Listing(tracking)

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

    def create_elsewhere(
        self, experiment: Experiment, *, name: str, group: str = "", example: str = ""
    ) -> str:
        """A run that came about elsewhere; nobody sees it before `finish`. Returns its id."""
        run_id = self._created(experiment, name, {"group": group, "example": example})
        self._describe(run_id, experiment)
        return run_id

    def runs(self) -> list[Run]:
        """All runs, the newest first; then examples, in the order in which they came."""
        runs = self._listing.runs()
        own = [run for run in runs if not run.example]
        return own + [run for run in reversed(runs) if run.example]

    def active(self) -> list[Run]:
        """Runs that wait or are at work, the oldest first."""
        alive = [run for run in self._listing.not_ended() if run.status in ACTIVE]
        return sorted(alive, key=lambda run: run.created)

    def get(self, run_id: str) -> Run:
        """The run whose id is, or begins with, `run_id`, or the example of that name."""
        if len(run_id) == 32 and self._tracking.exists():
            kept = Kept.of(self._tracking.read("get_run", run_id))
            if kept.there:  # MLflow keeps what was deleted until it is told to forget it
                return read_run(kept)
        matches = [
            run
            for run in self._listing.runs()
            if run.id.startswith(run_id) or run.example == run_id
        ]
        if len(matches) == 1 and run_id:
            return matches[0]
        raise StoreError(
            "several runs begin like this" if matches else "there is no such run",
            where=f"run {run_id!r}",
            expected=", ".join(run.id[:12] for run in matches[:5]) or None,
            remedy=where_to_look(run_id),
        )

    def rename(self, run_id: str, name: str) -> None:
        """Give the run another name."""
        check_writable()
        if not name.strip():
            raise StoreError("a run needs a name", where=f"run {run_id[:8]}")
        self._tracking("update_run", run_id, name=name.strip())
        self._note_change(run_id)

    def join(self, run_id: str, group: str) -> None:
        """Put a run that belongs to no group into one."""
        check_writable()
        if self.get(run_id).group:
            raise StoreError("the run belongs to a group already", where=f"run {run_id[:8]}")
        self._change(run_id, {"group": group})

    def delete(self, run_id: str) -> None:
        """Remove an ended run and its files."""
        check_writable()
        if self.get(run_id).status in ACTIVE:
            raise StoreError(
                "the run is still at work", where=f"run {run_id[:8]}", remedy="Stop it first."
            )
        self._note_change(run_id)  # a deleted run takes nothing more
        self._tracking("delete_run", run_id)
        self.files(run_id).remove_all()

    # From beginning to end

    def start(self, run_id: str) -> Owner | None:
        """From queued to running, by this process; None when it waits no more, or another process
        has just begun it."""
        found = self._tracking("get_run", run_id)
        tags = Kept.of(found).tags
        if status_of(tags) != "queued":
            return None
        owner = taken_over(self._tracking, found, tags.get("owner", ""))
        if owner is not None:
            beat = repr(time.time())
            told = {"status": "running", "owner": owner.to_json(), "heartbeat": beat}
            self._log(run_id, tags=told)
            self._tracking("update_run", run_id, status=_MLFLOW_STATUS["running"])
            self.files(run_id).clear_parts()
        return owner

    def beat(self, run_id: str) -> None:
        """Say that somebody is still there."""
        self._log(run_id, tags={"heartbeat": repr(time.time())})

    def finish(
        self, run_id: str, status: str, message: str = "", *, owner: Owner | None = None
    ) -> None:
        """End the run as finished, stopped or failed; not one that `owner` has lost to another."""
        kept = Kept.of(self._tracking("get_run", run_id))
        if owner is not None and kept.tags.get("owner") != owner.to_json():
            return
        digest = newest_digest(kept.metrics)
        tags = {"status": status, "message": masked(message)[:2000], DIGEST: digest}
        self._change(run_id, tags)
        self._tracking("set_terminated", run_id, _MLFLOW_STATUS[status])

    def requeue(self, run_id: str) -> None:
        """Back to queued, to go on from its checkpoint, or from the start without one.

        Of several programs that do so at the same time one can; the others get a `StoreError`.
        """
        check_writable()
        found = self._tracking("get_run", self.get(run_id).id)
        tags = Kept.of(found).tags
        status = status_of(tags)
        if status in ACTIVE:
            raise _at_work("the run is at work already", run_id, status)
        if status not in RESUMABLE:
            raise StoreError(
                "only a run that ended before its time can be resumed",
                where=f"run {run_id[:8]}",
                expected=", ".join(RESUMABLE),
                received=status,
            )
        owner = taken_over(self._tracking, found, tags.get("owner", ""))
        if owner is None:
            raise _at_work("another program has just resumed the run", run_id, status)
        told = {"status": "queued", "owner": owner.to_json()}
        # What was said of its end is over, as are its numbers.
        over = dict.fromkeys(("stop", "message", DIGEST, DAMAGED), "")
        if read_digests(self.files(run_id)):
            keep_digests(self.files(run_id), {})
        self._log(run_id, tags={**over, **told})
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
        tags = Kept.of(self._tracking("get_run", run_id)).tags
        if tags.get("owner") != owner.to_json():
            return "leave"
        return "stop" if tags.get("stop") else "continue"

    def announce(self, run_id: str, message: str) -> None:
        """Say what the run is busy with until its next snapshot."""
        self._log(run_id, tags={"message": message})

    def files(self, run_id: str) -> RunFiles:
        """The run's files, for whatever else belongs to it."""
        database = self._tracking.database
        if database is None:
            return ServerFiles(self._tracking, run_id)
        # Not the absolute path in the database: so a store that was moved or copied still works.
        return LocalFiles(database.parent / ARTIFACTS / run_id / "artifacts")

    # MLflow

    def _created(self, experiment: Experiment, name: str, tags: Mapping[str, str]) -> str:
        """An MLflow run with those tags and the experiment; returns its id."""
        text = json.dumps(experiment.to_dict())
        told = {**tags, "experiment": text, "experiment.sha256": digest_of(text)}
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
        write_checked(self.files(run_id), "experiment.json", experiment.to_json().encode())

    def _change(self, run_id: str, tags: Mapping[str, str]) -> None:
        """Write tags of a run that has ended or is about to, and then that it has changed.

        MLflow commits metrics of a batch before its tags, and a list that saw the note without them
        would not read the run again.
        """
        self._log(run_id, tags=tags)
        self._note_change(run_id)

    def _note_change(self, run_id: str) -> None:
        """Say that the run changes now, for lists that read only what has changed."""
        from mlflow.entities import Metric

        now = time.time()
        self._log(run_id, metrics=[Metric(CHANGED, now, int(now * 1000), 0)])

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


def _at_work(what: str, run_id: str, status: str) -> StoreError:
    """The error for whoever resumes a run that somebody else has."""
    name = run_id[:8]
    return StoreError(
        what,
        where=f"run {name}",
        received=status,
        remedy=f"Nothing was lost: it goes on there. `{program()} runs show {name}` says "
        f"how far it is, `runs stop {name}` ends it.",
    )
