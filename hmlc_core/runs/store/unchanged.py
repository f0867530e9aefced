"""Answers of a database, kept for as long as it does not change.

A page asks the same of the store several times while it is drawn, and again at every rerun; an
answer of MLflow costs half a dozen SQL queries, and each waits for the interpreter while a run
trains beside it.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

Answer = TypeVar("Answer")

MOST = 1000
"""Answers kept at a time."""


class Unchanged:
    """`unchanged(question, ask)`: what `ask()` says, asked anew only after a change.

    Who asks what another thread is asking already waits for that answer: a crowd of sessions asks
    once. database: an SQLite file. Without one (a server) everything is asked every time.
    """

    def __init__(self, database: Path | None) -> None:
        self._database = database
        self._place: Hashable = None
        self._connection: sqlite3.Connection | None = None
        self._version: Hashable = None
        self._answers: dict[Hashable, Future[Any]] = {}
        self._lock = threading.Lock()

    def __call__(self, question: Hashable, ask: Callable[[], Answer]) -> Answer:
        with self._lock:
            # Read before asking: an answer may be newer than its version, never older.
            version = self._read_version()
            if version != self._version or len(self._answers) >= MOST:
                self._version, self._answers = version, {}
            if version is None:
                kept, asked = Future[Any](), False
            elif asked := question in self._answers:
                kept = self._answers[question]
            else:
                kept = self._answers[question] = Future()
            answers = self._answers
        if asked and kept.exception() is None:
            known: Answer = kept.result()
            return known
        try:
            answer = ask()
        except BaseException as error:
            if not asked:  # whoever waits asks by itself
                answers.pop(question, None)
                kept.set_exception(error)
            raise
        if not asked:
            kept.set_result(answer)
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
