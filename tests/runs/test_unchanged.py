"""An answer is kept exactly as long as the database does not change."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hmlc_core.experiment import Experiment
from hmlc_core.runs.store import unchanged
from hmlc_core.runs.store.store import RunStore
from hmlc_core.runs.store.unchanged import Unchanged


def change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(sql)
        connection.commit()


def counter() -> Callable[[], int]:
    """Counts how often it was asked."""
    asked = iter(range(1, 100))
    return lambda: next(asked)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "some.db"
    change(path, "CREATE TABLE word (text)")
    return path


def test_an_answer_is_kept_until_somebody_writes(database: Path) -> None:
    kept, ask = Unchanged(database), counter()
    assert [kept("a", ask), kept("b", ask), kept("a", ask)] == [1, 2, 1]
    change(database, "INSERT INTO word VALUES ('new')")
    assert [kept("a", ask), kept("a", ask)] == [3, 3]


def test_a_change_while_the_question_is_answered_is_not_missed(database: Path) -> None:
    kept, ask = Unchanged(database), counter()

    def slowly() -> int:
        change(database, "INSERT INTO word VALUES ('meanwhile')")
        return ask()

    assert [kept("a", slowly), kept("a", ask)] == [1, 2]


def test_another_file_in_the_same_place_is_another_database(database: Path) -> None:
    kept, ask = Unchanged(database), counter()
    kept("a", ask)
    other = database.with_name("other.db")
    change(other, "CREATE TABLE word (text)")
    other.replace(database)
    assert kept("a", ask) == 2


def test_a_write_ahead_log_tells_of_changes_too(database: Path) -> None:
    change(database, "PRAGMA journal_mode=WAL")
    test_an_answer_is_kept_until_somebody_writes(database)


def test_where_changes_cannot_be_seen_nothing_is_kept(tmp_path: Path) -> None:
    for place in (None, tmp_path / "none.db"):
        kept, ask = Unchanged(place), counter()
        assert [kept("a", ask), kept("a", ask)] == [1, 2]


def test_locks_of_a_transaction_survive_a_question(database: Path) -> None:
    """Another process must still be kept out: locks belong to processes, not to connections."""
    write = (
        "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN IMMEDIATE')"
    )
    kept = Unchanged(database)
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        kept("a", lambda: 0)
        other = subprocess.run([sys.executable, "-c", write, str(database)], capture_output=True)
    assert b"database is locked" in other.stderr


def test_memory_is_bounded(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unchanged, "MOST", 3)
    kept = Unchanged(database)
    for question in range(10):
        kept(question, lambda: 0)
        assert len(kept._answers) <= 3


def test_a_store_sees_at_once_what_another_one_wrote(store: RunStore) -> None:
    other = RunStore(store.uri)
    run_id = store.create(Experiment())
    for name in ("one", "two", "three"):
        other.rename(run_id, name)
        assert store.get(run_id).name == name
        assert store.active()[0].name == name
    other.finish(run_id, "stopped")
    assert store.active() == []


def test_a_crowd_asks_once(database: Path) -> None:
    kept, ask, crowd = Unchanged(database), counter(), 8
    asked, answer = threading.Event(), threading.Event()

    def slowly() -> int:
        asked.set()
        assert answer.wait(30)
        return ask()

    with ThreadPoolExecutor(crowd) as threads:
        first = threads.submit(kept, "a", slowly)
        assert asked.wait(30)
        others = [threads.submit(kept, "a", ask) for _ in range(crowd - 1)]
        answer.set()
        assert {one.result(30) for one in (first, *others)} == {1}


def test_a_question_that_failed_is_asked_again_by_each(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, ask = Unchanged(database), counter()
    asked, waits, answer = threading.Event(), threading.Event(), threading.Event()

    class Watched(Future[Any]):
        def exception(self, timeout: float | None = None) -> BaseException | None:
            waits.set()
            return super().exception(timeout)

    monkeypatch.setattr(unchanged, "Future", Watched)

    def failing() -> int:
        asked.set()
        assert answer.wait(30)
        raise OSError("busy")

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(kept, "a", failing)
        assert asked.wait(30)
        second = threads.submit(kept, "a", ask)
        assert waits.wait(30)
        answer.set()
        with pytest.raises(OSError, match="busy"):
            first.result(30)
        assert second.result(30) == 1
    assert kept("a", ask) == 2
    assert kept("a", ask) == 2
