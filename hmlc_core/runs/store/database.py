"""The SQLite file of a store on this machine: it has all its tables, or none.

MLflow makes its tables by some hundred migrations, each of which waits for the disk, and what is
left of a process that was killed in between is neither new nor old. Here they are made in memory
and written in one transaction.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from hmlc_core.errors import StoreError

_OPENINGS = ("BEGIN TRANSACTION;", "COMMIT;")
"""What a dump says besides what is to be done."""

ARTIFACTS = "artifacts"
"""The folder beside the database that has a folder for each run."""


def ready(path: Path, experiment: str, patience: float) -> None:
    """Have a store at `path` that can be written, with an MLflow experiment of that name.

    One that was never finished, by whomever, is made anew; two processes that start together end
    up with one. patience: seconds for which another program's lock is waited for. Raises
    `StoreError` where the file belongs to another program, or holds nothing though files of runs
    are beside it, `sqlite3.Error` and `OSError`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, timeout=patience, isolation_level=None)) as file:
        if not _is_made(file):
            made = _statements(experiment, path.parent / ARTIFACTS)
            file.execute("BEGIN EXCLUSIVE")
            if not _is_made(file):  # now for certain: nobody else is at it
                check_nothing_lost(path)
                _remake(file, made, path)
            file.execute("COMMIT")
    for draft in path.parent.glob(f"{path.name}.*.new*"):  # as earlier versions left them
        draft.unlink(missing_ok=True)


def only_readable(path: Path) -> bool:
    """Whether there is a file that can be looked at and not changed: SQLite writes beside it."""
    return path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def check_nothing_lost(path: Path) -> None:
    """Raise `StoreError` where the database at `path` is lost and files of runs are beside it.

    Otherwise these runs would be forgotten without a word.
    """
    folder = path.parent / ARTIFACTS
    if runs := sum(one.is_dir() for one in folder.iterdir()) if folder.is_dir() else 0:
        raise StoreError(
            "the run store's database is missing or empty, and files of runs are beside it",
            where=str(path),
            expected="the database in which these runs are listed",
            received=f"nothing, and {runs} {'folder' if runs == 1 else 'folders'} in {folder}",
            remedy=f"Put a copy of the database back. To begin with no runs, move {folder} away.",
        )


def _is_made(file: sqlite3.Connection) -> bool:
    """Whether anything was ever kept there: the last thing MLflow makes is an experiment."""
    return "experiments" in _tables(file) and bool(
        file.execute("SELECT 1 FROM experiments LIMIT 1").fetchall()
    )


def _tables(file: sqlite3.Connection) -> list[str]:
    found = file.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return [name for (name,) in found]


def _statements(experiment: str, artifacts: Path) -> list[str]:
    """SQL that makes all tables of this MLflow, with the experiment in them."""
    from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore

    open_store: Any = SqlAlchemyStore  # MLflow leaves this one without types
    store = open_store("sqlite:///:memory:", str(artifacts))
    try:
        store.create_experiment(experiment, artifact_location=str(artifacts))
        with store.engine.connect() as connection:
            dump = connection.connection.driver_connection.iterdump()
            return [statement for statement in dump if statement not in _OPENINGS]
    finally:
        store.engine.dispose()  # with its only connection the memory is gone


def _remake(file: sqlite3.Connection, made: Sequence[str], path: Path) -> None:
    """Put the tables in the place of those that are there, if any are."""
    there, ours = _tables(file), _names(made)
    foreign = [name for name in there if name not in ours and not name.startswith("_alembic_tmp")]
    if foreign:
        raise StoreError(
            "the file is a database of another program",
            where=str(path),
            received=f"a table {foreign[0]!r}",
            remedy="Move it away, or set HMLC_HOME to another folder.",
        )
    for name in there:
        file.execute(f'DROP TABLE "{name}"')
    for statement in made:
        file.execute(statement)


def _names(made: Sequence[str]) -> list[str]:
    """The tables that the statements make."""
    with closing(sqlite3.connect(":memory:")) as empty:
        for statement in made:
            empty.execute(statement)
        return _tables(empty)
