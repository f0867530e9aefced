"""Answers of a database, kept for as long as it does not change.

A page asks the same of the store several times while it is drawn, and again at every rerun; an
answer of MLflow costs half a dozen SQL queries, and each waits for the interpreter while a run
trains beside it.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, TypeVar

Answer = TypeVar("Answer")

MOST = 1000
"""Answers kept at a time."""


class Unchanged:
    """`unchanged(question, ask)`: what `ask()` says, asked anew only after a change.

    database: an SQLite file. Without one (a server) everything is asked every time.
    """

    def __init__(self, database: Path | None) -> None:
        self._database = database
        self._place: Hashable = None
        self._connection: sqlite3.Connection | None = None
        self._version: Hashable = None
        self._answers: dict[Hashable, Any] = {}
        self._lock = threading.Lock()

    def __call__(self, question: Hashable, ask: Callable[[], Answer]) -> Answer:
        with self._lock:
            # Read before asking: an answer may be newer than its version, never older.
            version = self._read_version()
            if version != self._version or len(self._answers) >= MOST:
                self._version, self._answers = version, {}
            answers = self._answers
            if version is not None and question in answers:
                known: Answer = answers[question]
                return known
        answer = ask()
        if version is not None:
            answers[question] = answer
        return answer

    def _read_version(self) -> Hashable:
        """Differs after each transaction of others; None where it cannot be told just now.

        Through SQLite and nothing else: a program that opens and closes the file by itself
        takes away the locks that protect its own transactions
        (https://www.sqlite.org/howtocorrupt.html, section 2.2).
        """
        if self._database is None:
            return None
        try:
            found = self._database.stat()
            if self._place != (found.st_dev, found.st_ino) or self._connection is None:
                self._open((found.st_dev, found.st_ino))
            assert self._connection is not None
            (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        except (OSError, sqlite3.Error):
            return None
        return self._place, version

    def _open(self, place: Hashable) -> None:
        assert self._database is not None
        if self._connection is not None:
            self._connection.close()
        self._connection = sqlite3.connect(
            f"{self._database.resolve().as_uri()}?mode=ro",
            uri=True,
            timeout=0,
            isolation_level=None,
            check_same_thread=False,
        )
        self._place = place
