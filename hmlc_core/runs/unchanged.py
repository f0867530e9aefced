"""Answers of a database, kept for as long as it does not change.

A page asks the same of the store several times while it is drawn, and again at every rerun; an
answer of MLflow costs half a dozen SQL queries, and each waits for the interpreter while a run
trains beside it.
"""

from __future__ import annotations

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
        self._version: Hashable = None
        self._answers: dict[Hashable, Any] = {}
        self._lock = threading.Lock()

    def __call__(self, question: Hashable, ask: Callable[[], Answer]) -> Answer:
        # Read before asking: an answer may be newer than the version it is kept for, never older.
        version = self._read_version()
        if version is None:
            return ask()
        with self._lock:
            if version != self._version or len(self._answers) >= MOST:
                self._version, self._answers = version, {}
            answers = self._answers
            if question in answers:
                known: Answer = answers[question]
                return known
        answers[question] = answer = ask()
        return answer

    def _read_version(self) -> Hashable:
        """Differs after each transaction; None where the file does not tell."""
        if self._database is None:
            return None
        try:
            with self._database.open("rb") as file:
                head = file.read(28)
            found = self._database.stat()
        except OSError:
            return None
        if len(head) < 28 or head[18] != 1:  # with a write-ahead log the counter stands still
            return None
        # https://www.sqlite.org/fileformat2.html#file_change_counter
        return head[24:28], found.st_ino, found.st_size, found.st_mtime_ns
