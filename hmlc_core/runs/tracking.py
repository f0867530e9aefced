"""MLflow's client, quiet, patient with a busy database, and with messages for people."""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from hmlc_core.errors import StoreError, shorten

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
        self._opening = threading.Lock()

    @property
    def database(self) -> Path | None:
        """The SQLite file; None for a server."""
        prefix = "sqlite:///"
        return Path(self.uri.removeprefix(prefix)) if self.uri.startswith(prefix) else None

    def exists(self) -> bool:
        """Whether there may be runs already; a server is always taken to be there."""
        return self.database is None or self.database.exists()

    def client(self) -> Any:
        """The `MlflowClient`, opened at first use; a missing SQLite store is created."""
        with self._opening:
            if self._client is None:
                with _translated(self.uri):
                    self._client = self._open()
            return self._client

    def experiment_id(self) -> str:
        """MLflow's number of the experiment `hyperlabel`, created when missing."""
        if not self._experiment:
            found = self("get_experiment_by_name", EXPERIMENT)
            self._experiment = (
                found.experiment_id if found else self("create_experiment", EXPERIMENT)
            )
        return self._experiment

    def __call__(self, method: str, *arguments: Any, **options: Any) -> Any:
        call = getattr(self.client(), method)
        started = time.monotonic()
        while True:
            try:
                with _translated(self.uri):
                    return call(*arguments, **options)
            except _Busy:
                if time.monotonic() - started > PATIENCE:
                    raise
                time.sleep(0.05)

    def _open(self) -> Any:
        _silence_mlflow()
        from mlflow import MlflowClient

        for name in ("mlflow", "alembic"):  # what goes wrong is told by `StoreError`
            logging.getLogger(name).setLevel(logging.CRITICAL)
        if self.database is not None:
            with _creation:
                _ready_database(self.database)
        return MlflowClient(self.uri)


class _Busy(StoreError):
    """Somebody else is writing just now."""


def _silence_mlflow() -> None:
    """No telemetry, no progress bars, no minutes of waiting; MLflow reads this when imported."""
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")


def _ready_database(path: Path) -> None:
    """Create the store, or look whether the file can be used before MLflow retries for minutes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _create_database(path)
    # An empty file is a database without tables, which MLflow would fill in place.
    with closing(sqlite3.connect(path, timeout=PATIENCE)) as connection:
        connection.execute("SELECT name FROM sqlite_master LIMIT 1").fetchall()
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        raise PermissionError(errno.EACCES, "not writable", str(path))


def _create_database(path: Path) -> None:
    """Build the tables (seconds) beside `path`, then put them in place at once.

    So a process that is killed meanwhile leaves no half store, and two that start together
    end up with one.
    """
    from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore

    open_store: Any = SqlAlchemyStore  # MLflow leaves this one without types
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    artifacts = path.parent / "artifacts"
    try:
        store = open_store(f"sqlite:///{draft}", str(artifacts))
        store.create_experiment(EXPERIMENT, artifact_location=str(artifacts))
        store.engine.dispose()
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        except OSError:  # a file system without links
            draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _translated(uri: str) -> Iterator[None]:
    """Turn what MLflow, SQLAlchemy, SQLite and the system raise into `StoreError`."""
    try:
        yield
    except StoreError:
        raise
    except OSError as error:
        raise system_error(error, uri) from error
    except Exception as error:
        if not type(error).__module__.startswith(("mlflow", "sqlalchemy", "alembic", "sqlite3")):
            raise
        raise _store_error(str(error), uri) from error


def system_error(error: OSError, where: str | Path) -> StoreError:
    """A `StoreError` for a file operation that failed."""
    place = str(error.filename or where)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _disk_full(place)
    return StoreError(
        "the run store cannot be written",
        where=place,
        received=error.strerror or shorten(error),
        remedy="Give write permission there, or set HMLC_HOME to a folder of your own.",
    )


def _disk_full(place: str) -> StoreError:
    return StoreError(
        "the disk is full",
        where=place,
        remedy="Free some space, or set HMLC_HOME to another disk; then resume the run.",
    )


def _store_error(text: str, uri: str) -> StoreError:
    if "locked" in text:
        return _Busy(
            "the run store is locked by another program",
            where=uri,
            remedy="Close programs that have the file open (a database viewer, a backup), "
            "then try again.",
        )
    if "disk is full" in text or "disk I/O error" in text:
        return _disk_full(uri)
    if "readonly database" in text or "unable to open" in text:
        return system_error(PermissionError(errno.EACCES, "not writable"), uri)
    if "not a database" in text or "malformed" in text:
        return StoreError(
            "the file is not a run store, or it is damaged",
            where=uri,
            remedy="Put a backup in its place, or set HMLC_HOME to another folder.",
        )
    if "locate revision" in text or "out-of-date database schema" in text:
        return _other_version(uri)
    if "not found" in text or "is not in the 'active' lifecycle" in text:
        return StoreError(
            "there is no such run",
            where=uri,
            received=shorten(text),
            remedy="`python -m hmlc_core runs list` shows the runs there are.",
        )
    return StoreError(
        "the run store does not answer as it should", where=uri, received=shorten(text, 200)
    )


def _other_version(uri: str) -> StoreError:
    """A schema that this MLflow does not have; older ones can be migrated, newer ones cannot."""
    import mlflow
    from alembic.script import ScriptDirectory

    folder = Path(mlflow.__file__).parent / "store" / "db_migrations"
    known = {script.revision for script in ScriptDirectory(str(folder)).walk_revisions()}
    with closing(sqlite3.connect(uri.removeprefix("sqlite:///"))) as connection:
        found = [row[0] for row in connection.execute("SELECT version_num FROM alembic_version")]
    if known.issuperset(found):
        return StoreError(
            "the run store was made by an older MLflow",
            where=uri,
            remedy=f"Make a copy of it, then run `mlflow db upgrade {uri}`.",
        )
    return StoreError(
        "the run store was made by a newer MLflow",
        where=uri,
        expected=f"the schema of MLflow {mlflow.__version__}",
        received=f"schema {', '.join(found)}",
        remedy="Upgrade with `pip install --upgrade mlflow-skinny`, or set HMLC_HOME to another "
        "folder.",
    )
