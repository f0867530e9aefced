"""What can go wrong with a store, in plain words: MLflow, SQLite, the disk as `StoreError`."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from hmlc_core.errors import StoreError, shorten
from hmlc_core.runs.examples.example import names
from hmlc_core.shipped import program

_LIBRARIES = ("mlflow", "requests", "sqlalchemy", "alembic", "sqlite3")
_OF_ANOTHER_KIND = (NotADirectoryError, FileExistsError, IsADirectoryError)


class Busy(StoreError):
    """Somebody else is writing just now."""


class NotResumable(StoreError):
    """The run has not ended before its time, or somebody else has resumed it since."""


@contextmanager
def translated(uri: str) -> Iterator[None]:
    """Turn what MLflow, SQLAlchemy, SQLite and the system raise into `StoreError`."""
    try:
        yield
    except StoreError:
        raise
    except Exception as error:
        if type(error).__module__.startswith(_LIBRARIES):
            raise _store_error(str(error), uri) from error
        if isinstance(error, OSError):
            raise system_error(error, uri) from error
        raise


def system_error(error: OSError, where: str | Path) -> StoreError:
    """A `StoreError` for a file operation that failed."""
    place = str(error.filename or where)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _disk_full(place)
    if isinstance(error, _OF_ANOTHER_KIND):
        return _another_kind("the run store cannot be written", error, where)
    return StoreError(
        "the run store cannot be written",
        where=place,
        received=error.strerror or shorten(error),
        remedy="Give write permission there, or set HMLC_HOME to a folder of your own.",
    )


def read_error(error: OSError, where: str | Path) -> StoreError:
    """A `StoreError` for a file that is there and cannot be read."""
    if isinstance(error, _OF_ANOTHER_KIND):
        return _another_kind("a file of the run cannot be read", error, where)
    return StoreError(
        "a file of the run cannot be read",
        where=str(error.filename or where),
        received=error.strerror or shorten(error),
        remedy="Give read permission there, or put a copy of it back.",
    )


def _another_kind(what: str, error: OSError, where: str | Path) -> StoreError:
    """The error where a file has come into the place of a folder, or a folder into that of a
    file."""
    if isinstance(error, IsADirectoryError):  # moving a file there tells it second
        place, expected, received = (
            Path(error.filename2 or error.filename or where),
            "file",
            "folder",
        )
    else:
        way = Path(error.filename or where)
        place = next((path for path in (way, *way.parents) if path.is_file()), way)
        expected, received = "folder", "file"
    return StoreError(
        what,
        where=str(place),
        expected=f"a {expected}",
        received=f"a {received}",
        remedy=f"Move it away, and put a copy of the {expected} back if there is one, or set "
        "HMLC_HOME to a folder of your own.",
    )


def at_work(what: str, run_id: str, status: str) -> NotResumable:
    """The error for whoever resumes a run that somebody else has."""
    name = run_id[:8]
    return NotResumable(
        what,
        where=f"run {name}",
        received=status,
        remedy=f"Nothing was lost: it goes on there. `{program()} runs show {name}` says "
        f"how far it is, `runs stop {name}` ends it.",
    )


def where_to_look(run_id: str) -> str:
    """Where to look for a run that was not found; examples come into a store only once."""
    if run_id in names():
        return (
            f"It is an example: `{program()} prepare` puts the examples in; one that was "
            "deleted comes back on the page Runs."
        )
    return f"`{program()} runs list` shows the runs there are."


def _disk_full(place: str) -> StoreError:
    return StoreError(
        "the disk is full",
        where=place,
        remedy="Free some space, or set HMLC_HOME to another disk; then resume the run.",
    )


_KNOWN = (
    (
        ("not a database", "malformed"),
        "the file is not a run store, or it is damaged",
        "Put a backup in its place, or set HMLC_HOME to another folder.",
    ),
    (
        ("not found", "'active' lifecycle"),
        "there is no such run",
        f"`{program()} runs list` shows the runs there are.",
    ),
    (
        ("Max retries exceeded", "Connection refused", "timeout exception"),
        "the tracking server does not answer",
        "Start it, or unset HMLC_TRACKING_URI to keep runs on this machine.",
    ),
    (
        ("unsupported URI", "filesystem tracking backend"),
        "this is no address of a run store",
        "Set HMLC_TRACKING_URI to http://… or sqlite:///…, or unset it.",
    ),
)
"""Parts of a message, what it means, and what to do."""


def _store_error(text: str, uri: str) -> StoreError:
    if "locked" in text:
        return Busy(
            "the run store is locked by another program",
            where=uri,
            remedy="Close programs that have the file open (a database viewer, a backup), "
            "then try again.",
        )
    if "disk is full" in text or "disk I/O error" in text:
        return _disk_full(uri)
    if "readonly database" in text or "unable to open" in text:
        return system_error(PermissionError(errno.EACCES, "not writable"), uri)
    if "locate revision" in text or "out-of-date database schema" in text:
        return _other_version(uri)
    for parts, what, remedy in _KNOWN:
        if any(part in text for part in parts):
            return StoreError(what, where=uri, received=shorten(_cause(text)), remedy=remedy)
    return StoreError(
        "the run store does not answer as it should", where=uri, received=shorten(text, 200)
    )


def _cause(text: str) -> str:
    """What a message of several errors ends in: each names the one that it was caused by, and the
    first repeats the address."""
    _, caused, innermost = text.rpartition("Caused by ")
    return innermost.rpartition(": ")[2].strip(" ()'\"") if caused else text


def _other_version(uri: str) -> StoreError:
    """A schema that this MLflow does not have; older ones can be migrated, newer ones cannot."""
    prefix = "sqlite:///"
    if not uri.startswith(prefix):
        return StoreError("the run store was made by another version of MLflow", where=uri)
    import mlflow
    from alembic.script import ScriptDirectory

    folder = Path(mlflow.__file__).parent / "store" / "db_migrations"
    known = {script.revision for script in ScriptDirectory(str(folder)).walk_revisions()}
    with closing(sqlite3.connect(uri.removeprefix(prefix))) as connection:
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
