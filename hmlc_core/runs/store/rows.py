"""Runs read straight from MLflow's tables in SQLite.

MLflow's own search makes objects of every tag, parameter and metric: 2,000 runs take fifteen
seconds of processor, these queries a third of one. Each answers with one JSON text, because SQLite
gives up the interpreter's lock at every row, and a training beside it is slow to give it back.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from hmlc_core.runs.store.kept import CHANGED, ENDED, PREFIX, Kept

AT_ONCE = 500
"""Runs in one answer."""

Version = list[str]
"""Name and MLflow's status."""

Point = tuple[int, int, float]
"""Step, time in milliseconds since 1970, value."""

_ROW = "json_array(m.run_uuid, m.key, m.timestamp, m.step, quote(m.value))"

# Rows of a table without numbers of its own are numbered in the order in which they came, so only
# new ones are looked at; `+` keeps SQLite from looking at all of one name instead.
_STATE = f"""
SELECT
    (SELECT json_group_object(r.run_uuid, json_array(r.name, r.status))
     FROM runs r
     WHERE r.experiment_id = (SELECT e.experiment_id FROM experiments e WHERE e.name = ?)
     AND r.lifecycle_stage = 'active'),
    (SELECT json_array(m.rowid, {_ROW}) FROM metrics m ORDER BY m.rowid DESC LIMIT 1),
    (SELECT json_array(m.rowid, {_ROW}) FROM metrics m WHERE m.rowid = ?),
    (SELECT json_group_array(m.run_uuid)
     FROM metrics m WHERE m.rowid > ? AND +m.key = '{CHANGED}')
"""

_NOT_ENDED = f"""
SELECT json_group_array(r.run_uuid)
FROM runs r
JOIN experiments e ON e.experiment_id = r.experiment_id
WHERE e.name = ? AND r.lifecycle_stage = 'active' AND r.status NOT IN {ENDED}
"""

# `quote` writes numbers so that they are read back as they were; JSON alone keeps 15 digits, and
# has no word for those that are not finite.
_NUMBER = "json(CASE WHEN m.is_nan OR abs(m.value) = 9e999 THEN 'null' ELSE quote(m.value) END)"

_HISTORY = f"""
SELECT json_group_array(json_array(m.key, m.step, m.timestamp, {_NUMBER}))
FROM metrics m
WHERE m.run_uuid = ?
"""

_RUNS = f"""
SELECT json_group_array(json_array(
    r.run_uuid, r.name, r.status, r.start_time,
    json((SELECT json_group_object(substr(t.key, {len(PREFIX) + 1}), t.value)
          FROM tags t WHERE t.run_uuid = r.run_uuid AND t.key GLOB '{PREFIX}*')),
    json((SELECT json_group_object(m.key, {_NUMBER})
          FROM latest_metrics m WHERE m.run_uuid = r.run_uuid))))
FROM runs r
WHERE r.run_uuid IN (SELECT value FROM json_each(?)) AND r.lifecycle_stage = 'active'
"""


@dataclass(frozen=True, slots=True)
class State:
    """Which runs there are at one moment, as text, so that nobody reads it who has read the same.

    text: JSON, run id -> `Version`. newest: the newest row among all metrics, its number first, as
    JSON; None where there is none. changed: ids of the runs that ended, or were changed after their
    end, in rows that came since the state before. renumbered: that state's newest row is not under
    its number any more, as rows were removed, or the file is another: what came since is not known.
    """

    text: str
    newest: str | None
    changed: Collection[str]
    renumbered: bool

    @property
    def versions(self) -> dict[str, Version]:
        """Run id -> what differs when it ends or is renamed."""
        versions: dict[str, Version] = json.loads(self.text)
        return versions


class Rows:
    """The runs of one MLflow experiment in an SQLite file; raises what `sqlite3` raises."""

    def __init__(self, path: Path, experiment: str) -> None:
        self._path, self._experiment = path, experiment

    def state(self, before: State | None) -> State:
        """before: the state that was seen last; None where all runs will be read anyhow."""
        seen = before.newest if before else None
        number = json.loads(seen)[0] if seen else 0
        text, newest, there, changed = self._ask(_STATE, self._experiment, number, number)
        return State(text, newest, json.loads(changed), renumbered=there != seen)

    def not_ended(self) -> list[str]:
        """Ids of runs that are not at their end."""
        ids: list[str] = self._told(_NOT_ENDED, self._experiment)
        return ids

    def read(self, ids: Sequence[str]) -> list[Kept]:
        """What is kept of those runs; left out are those that are gone by now."""
        parts = (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
        return [_kept(*found) for part in parts for found in self._told(_RUNS, json.dumps(part))]

    def history(self, run_id: str) -> dict[str, list[Point]]:
        """Metric -> all values it ever had."""
        found: dict[str, list[Point]] = {}
        for name, step, moment, value in self._told(_HISTORY, run_id):
            found.setdefault(name, []).append((step, moment, _number(value)))
        return found

    def _told(self, query: str, value: str) -> Any:
        """The JSON text that is the answer, read."""
        return json.loads(self._ask(query, value)[0])

    def _ask(self, query: str, *values: str | int | None) -> tuple[Any, ...]:
        # Not read-only: what a killed program has left half written is then cleared up first.
        address = f"{self._path.resolve().as_uri()}?mode=rw"
        with closing(sqlite3.connect(address, uri=True)) as database:
            database.text_factory = partial(str, encoding="utf-8", errors="replace")
            row: tuple[Any, ...] = database.execute(query, values).fetchone()
        return row


def _kept(
    run_id: str,
    name: str,
    status: str,
    began: int,
    tags: dict[str, str],
    metrics: dict[str, float | None],
) -> Kept:
    numbers = {key: _number(value) for key, value in metrics.items()}
    return Kept(run_id, name, status, began, tags, numbers)


def _number(value: float | None) -> float:
    return math.nan if value is None else value
