"""Entries: what is written of a run into MLflow, and where its files are."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

from hmlc_core.experiment import Experiment
from hmlc_core.runs.store.checksums import write_checked
from hmlc_core.runs.store.database import ARTIFACTS
from hmlc_core.runs.store.files import LocalFiles, RunFiles, ServerFiles
from hmlc_core.runs.store.kept import CHANGED, PREFIX, Kept
from hmlc_core.runs.store.tags import EXPERIMENT_DIGEST, digest_of, flat
from hmlc_core.runs.store.tracking import Tracking


class Entries:
    """Writes tags, parameters, metrics and files of runs; raises `StoreError`."""

    def __init__(self, tracking: Tracking) -> None:
        self._tracking = tracking

    def files(self, run_id: str) -> RunFiles:
        """The run's files, for whatever else belongs to it."""
        database = self._tracking.database
        if database is None:
            return ServerFiles(self._tracking, run_id)
        # Not the absolute path in the database: so a store that was moved or copied still works.
        return LocalFiles(database.parent / ARTIFACTS / run_id / "artifacts")

    def _created(self, experiment: Experiment, name: str, tags: Mapping[str, str]) -> Kept:
        """An MLflow run with those tags and the experiment."""
        text = json.dumps(experiment.to_dict())
        told = {**tags, "experiment": text, EXPERIMENT_DIGEST: digest_of(text)}
        run = self._tracking(
            "create_run",
            self._tracking.experiment_id(),
            run_name=name,
            tags={PREFIX + key: value for key, value in told.items()},
        )
        return Kept.of(run)

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
