"""MLflow's client, quiet, patient with a busy database, and with messages for people."""

from __future__ import annotations

import logging
import os
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from hmlc_core.errors import StoreError
from hmlc_core.runs.store.database import check_nothing_lost, only_readable, ready
from hmlc_core.runs.store.errors import Busy, translated
from hmlc_core.runs.store.unchanged import MOST, Unchanged

EXPERIMENT = "hyperlabel"
"""The MLflow experiment that holds all runs."""

PATIENCE = 10.0
"""Seconds during which a busy database is asked again; MLflow itself waits 20 s per question."""

_creation = threading.Lock()


class Tracking:
    """`tracking("log_batch", run_id, metrics=…)` calls that method of an `MlflowClient`.

    Raises `StoreError` for everything that can go wrong with a store.
    """

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self._client: Any = None
        self._experiment = ""
        self._artifacts: dict[str, Any] = {}
        self._opening = threading.Lock()
        self.unchanged = Unchanged(self.database)
        """Answers that are shared, and may not be altered, until the store changes."""

    @property
    def database(self) -> Path | None:
        """The SQLite file; None for a server."""
        prefix = "sqlite:///"
        return Path(self.uri.removeprefix(prefix)) if self.uri.startswith(prefix) else None

    def exists(self) -> bool:
        """Whether there may be runs already; a server is always taken to be there."""
        if self.database is None or self.database.exists():
            return True
        check_nothing_lost(self.database)
        return False

    def client(self) -> Any:
        """The `MlflowClient`, opened at first use; a missing SQLite store is created."""
        with self._opening:
            if self._client is None:
                with translated(self.uri):
                    self._client = self._open()
            return self._client

    def experiment_id(self) -> str:
        """MLflow's number of the experiment `hyperlabel`, created when missing."""
        if not self._experiment:
            found = self("get_experiment_by_name", EXPERIMENT)
            self._experiment = found.experiment_id if found else self._new_experiment()
        return self._experiment

    def _new_experiment(self) -> str:
        try:
            number: str = self("create_experiment", EXPERIMENT)
        except StoreError:
            found = self("get_experiment_by_name", EXPERIMENT)
            if found is None:
                raise
            number = found.experiment_id  # another program was quicker
        return number

    def __call__(self, method: str, *arguments: Any, **options: Any) -> Any:
        call = getattr(self.client(), method)
        started = time.monotonic()
        while True:
            try:
                with translated(self.uri):
                    return call(*arguments, **options)
            except Busy:
                if time.monotonic() - started > PATIENCE:
                    raise
                time.sleep(0.05)

    def read(self, method: str, *arguments: Any, **options: Any) -> Any:
        """The same for a question; the answer, which nobody may alter, is shared until a change."""
        question = (method, repr(arguments), repr(options))
        return self.unchanged(question, lambda: self(method, *arguments, **options))

    def artifacts(self, run_id: str) -> Any:
        """MLflow's repository of a run's files.

        Its address never changes, so that it is asked for once. MLflow's own client asks for the
        run, twice, and for models in it, at each list.
        """
        if (known := self._artifacts.get(run_id)) is not None:
            return known
        found = self("get_run", run_id)
        with translated(self.uri):
            from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository

            known = get_artifact_repository(found.info.artifact_uri, tracking_uri=str(self.uri))
        if len(self._artifacts) >= MOST:
            self._artifacts = {}
        self._artifacts[run_id] = known
        return known

    def _open(self) -> Any:
        _silence_mlflow()
        from mlflow import MlflowClient

        for name in ("mlflow", "alembic"):  # what goes wrong is told by `StoreError`
            logging.getLogger(name).setLevel(logging.CRITICAL)
        if self.database is None:
            if not self.uri.startswith(("http://", "https://")):
                _answers(self.uri)
            return MlflowClient(self.uri)
        if only_readable(self.database):
            # The driver is named since MLflow makes a folder for what follows a bare `sqlite:///`.
            file = f"file:{quote(str(self.database))}?mode=ro&uri=true"
            return MlflowClient(f"sqlite+pysqlite:///{file}")
        with _creation:
            ready(self.database, EXPERIMENT, PATIENCE)
        return MlflowClient(self.uri)


def _answers(uri: str) -> None:
    """Raise what a database that does not answer raises; MLflow would go on asking for minutes."""
    from sqlalchemy import create_engine
    from sqlalchemy.exc import ArgumentError

    try:
        engine = create_engine(uri)
    except ArgumentError:  # no database's address: MLflow says which it takes
        return
    except ImportError as error:
        raise StoreError(
            "the driver of that database is not installed",
            where=uri,
            expected=f"the Python package {error.name}",
            remedy="Install it; docs/cluster.md has PostgreSQL's.",
        ) from error
    try:
        with engine.connect():
            pass
    finally:
        engine.dispose()


def _silence_mlflow() -> None:
    """No telemetry, no progress bars, no minutes of waiting; MLflow reads this when imported."""
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")
    # MLflow's own are 120 s and 7: a server that takes a call and stays silent would be waited for
    # a quarter of an hour.
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "6")
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")
    os.environ.setdefault("PGCONNECT_TIMEOUT", "6")
