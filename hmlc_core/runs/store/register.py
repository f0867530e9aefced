"""Register: which runs there are, and the life of each: created, begun, stopped, resumed, ended."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Literal

from hmlc_core.data.home import check_writable
from hmlc_core.errors import StoreError
from hmlc_core.experiment import Experiment
from hmlc_core.masking import masked
from hmlc_core.runs.run import ACTIVE, RESUMABLE, Run, default_name
from hmlc_core.runs.store.claims import taken_over
from hmlc_core.runs.store.entries import Entries
from hmlc_core.runs.store.errors import NotResumable, at_work, where_to_look
from hmlc_core.runs.store.kept import Kept
from hmlc_core.runs.store.listing import Listing
from hmlc_core.runs.store.numbers import keep_digests, newest_digest, read_digests
from hmlc_core.runs.store.owner import Owner
from hmlc_core.runs.store.tags import ASKER, DAMAGED, DIGEST, read_run, status_of
from hmlc_core.runs.store.tracking import Tracking
from hmlc_core.runs.store.wishes import comes_true

_MLFLOW_STATUS = {
    "queued": "SCHEDULED",
    "running": "RUNNING",
    "finished": "FINISHED",
    "stopped": "KILLED",
    "failed": "FAILED",
}


class Register(Entries):
    """Runs of one store from their creation to their end; `RunStore` adds what they yield, and says
    what all methods take and raise."""

    def __init__(self, tracking: Tracking) -> None:
        super().__init__(tracking)
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
        made = self._created(experiment, name or default_name(experiment), tags)
        return self._queued(made.id, experiment)

    def create_once(self, experiment: Experiment, *, group: str) -> str | None:
        """As `create`; None where the group has a run of that experiment by now, or another program
        makes one at the same time."""
        check_writable()
        tags = {"group": group, "owner": Owner.here().to_json()}
        wish = self._created(experiment, default_name(experiment), tags)
        mine = False
        try:
            mine = comes_true(self._tracking, wish)
        finally:
            if not mine:
                self._tracking("delete_run", wish.id)
        if not mine:
            return None
        self._log(wish.id, tags={"status": "queued"})
        return self._queued(wish.id, experiment)

    def create_elsewhere(
        self, experiment: Experiment, *, name: str, group: str = "", example: str = ""
    ) -> str:
        """A run that came about elsewhere; nobody sees it before `finish`. Returns its id."""
        made = self._created(experiment, name, {"group": group, "example": example})
        self._describe(made.id, experiment)
        return made.id

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
        if self.get(run_id).group not in ("", group):
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
            # Of a run whose worker was lost it is still the one who asked that worker.
            asker = tags.get("owner" if tags["status"] == "queued" else ASKER, "")
            told = {"status": "running", "owner": owner.to_json(), ASKER: asker, "heartbeat": beat}
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

    def give_up(self, run_id: str) -> None:
        """Say that whoever asked for the run waits for it no more: its scheduler is lost."""
        self._log(run_id, tags={ASKER: ""})

    def requeue(self, run_id: str) -> None:
        """Back to queued, to go on from its checkpoint, or from the start without one.

        Of several programs that do so at the same time one can; the others get `NotResumable`.
        """
        check_writable()
        found = self._tracking("get_run", self.get(run_id).id)
        tags = Kept.of(found).tags
        status = status_of(tags)
        if status in ACTIVE:
            raise at_work("the run is at work already", run_id, status)
        if status not in RESUMABLE:
            raise NotResumable(
                "only a run that ended before its time can be resumed",
                where=f"run {run_id[:8]}",
                expected=", ".join(RESUMABLE),
                received=status,
            )
        owner = taken_over(self._tracking, found, tags.get("owner", ""))
        if owner is None:
            raise at_work("another program has just resumed the run", run_id, status)
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

    def _queued(self, run_id: str, experiment: Experiment) -> str:
        """The run with status queued, now also for MLflow's own pages."""
        try:
            self._describe(run_id, experiment)
            self._tracking("update_run", run_id, status=_MLFLOW_STATUS["queued"])
        except StoreError as error:  # nobody will come for it
            with suppress(StoreError):
                self.finish(run_id, "failed", str(error))
            raise
        return run_id
