"""Which runs have changed since they were read last: in an SQLite file, and on a server."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hmlc_core.runs.store.kept import CHANGED, ENDED, Kept
from hmlc_core.runs.store.rows import Rows, State, Version
from hmlc_core.runs.store.search import search
from hmlc_core.runs.store.tracking import EXPERIMENT, Tracking

SLACK = 60.0
"""Seconds by which clocks of programs that share a server may differ."""

_NOT_ENDED = " AND ".join(f"attributes.status != '{status}'" for status in ENDED)


@dataclass(frozen=True, slots=True)
class Changes:
    """ended: runs that are at their end now, or were changed after it. others: all that are not at
    their end. gone: ids of runs that are not at their end any more, or not there."""

    ended: list[Kept]
    others: list[Kept]
    gone: Collection[str]


class DatabaseRuns:
    """Runs in an SQLite file, told by names, states and rows that came. Raises what `sqlite3`
    raises."""

    def __init__(self, path: Path) -> None:
        self._rows = Rows(path, EXPERIMENT)
        self._seen: State | None = None
        self._ended: Mapping[str, Version] = {}
        self._others: Collection[str] = ()

    def not_ended(self) -> list[Kept]:
        """Runs that wait or are at work, or whose process ended without a word."""
        return self._rows.read(self._rows.not_ended())

    def changes(self) -> Changes:
        """What happened since the last call; at first, all runs."""
        # Read before the runs, which may be newer than the state, never older.
        seen, state = self._seen, self._rows.state(self._seen)
        ended, others, changed = self._ended, self._others, set(state.changed)
        if seen is None or state.text != seen.text:
            versions = state.versions
            ended = {run_id: version for run_id, version in versions.items() if version[1] in ENDED}
            others = versions.keys() - ended.keys()
            changed |= {run_id for run_id in ended if ended[run_id] != self._ended.get(run_id)}
        if state.renumbered:
            changed |= ended.keys()
        found = self._rows.read([*(changed & ended.keys())])
        at_work = self._rows.read([*others])
        gone = self._ended.keys() - ended.keys()
        self._seen, self._ended, self._others = state, ended, others
        return Changes(found, at_work, gone)


class ServerRuns:
    """Runs on an MLflow server, told by the times at which they changed. Raises `StoreError`."""

    def __init__(self, tracking: Tracking) -> None:
        self._tracking = tracking
        self._newest: float | None = None
        self._others: Collection[str] = ()

    def not_ended(self) -> list[Kept]:
        """As of `DatabaseRuns`."""
        return search(self._tracking, _NOT_ENDED)

    def changes(self) -> Changes:
        """As of `DatabaseRuns`."""
        found = self._first() if self._newest is None else self._later(self._newest)
        others = [one for one in found.values() if one.there and not one.ended]
        ended = [one for one in found.values() if one.there and one.ended]
        times = [one.metrics.get(CHANGED, 0.0) for one in found.values()]
        self._newest = max([self._newest or 0.0, *times])
        self._others = [one.id for one in others]
        return Changes(ended, others, found.keys() - {one.id for one in ended})

    def _first(self) -> dict[str, Kept]:
        return _by_id(search(self._tracking, ""))

    def _later(self, newest: float) -> dict[str, Kept]:
        found = _by_id(search(self._tracking, _NOT_ENDED))
        since = f"metrics.`{CHANGED}` >= {newest - SLACK}"
        found |= _by_id(search(self._tracking, since, deleted=True))
        # Ended by a program that notes no times.
        if lost := [run_id for run_id in self._others if run_id not in found]:
            listed = ", ".join(f"'{run_id}'" for run_id in lost)
            found |= _by_id(search(self._tracking, f"attributes.run_id IN ({listed})"))
        return found


def _by_id(found: Iterable[Kept]) -> dict[str, Kept]:
    return {one.id: one for one in found}
