"""How examples come into a store: once by themselves, and again when somebody asks for them."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from hmlc_core.data.home import check_writable, read_only
from hmlc_core.runs.examples.example import FOLDER, Example, names, read
from hmlc_core.runs.run import Run
from hmlc_core.runs.store.store import RunStore

UNWANTED = "HMLC_EXAMPLES"
"""Environment variable; with the value 0 no example comes by itself."""

_TOGETHER = 20
"""Snapshots written in one request; MLflow takes up to 1,000 numbers."""

_arriving = threading.Lock()


def arrive(store: RunStore, folder: Path = FOLDER) -> None:
    """Put in what this store has never had, so that what is deleted stays deleted.

    A server holds the runs of many: nothing is put there unasked, and nothing where
    HMLC_READ_ONLY is set. Raises `StoreError`.
    """
    if not _wanted(store):
        return
    with _arriving:
        marks = store.marks.noted()
        for name in names(folder):
            if _mark(name) not in marks:
                _put(store, read(name, folder))


def awaited(store: RunStore) -> bool:
    """Whether the store is given its examples when it is first used: nobody has made it yet."""
    return _wanted(store) and store.new


def asked_for(store: RunStore, run_id: str) -> Run:
    """`store.get` of what somebody names: examples come first, where it is the name of one.

    Raises `StoreError` as both do.
    """
    if run_id in names():
        arrive(store)
    return store.get(run_id)


def missing(store: RunStore, folder: Path = FOLDER) -> list[str]:
    """The examples that are not in the store."""
    there = {run.example for run in store.runs()}
    return [name for name in names(folder) if name not in there]


def bring_back(store: RunStore, folder: Path = FOLDER) -> None:
    """Put in all that are not there.

    Raises `StoreError`, and `ReadOnlyError` where HMLC_READ_ONLY is set.
    """
    check_writable()
    with _arriving:
        for name in missing(store, folder):
            _put(store, read(name, folder))


def _wanted(store: RunStore) -> bool:
    return os.environ.get(UNWANTED) != "0" and store.local and not read_only()


def _put(store: RunStore, example: Example) -> None:
    """Marked before it is there: whoever opens the same store meanwhile leaves it alone."""
    store.marks.note(_mark(example.name))
    run_id = store.create_elsewhere(
        example.experiment, name=example.title, group=example.group, example=example.name
    )
    snapshots = example.snapshots
    for start in range(0, len(snapshots), _TOGETHER):
        store.log(run_id, snapshots[start : start + _TOGETHER])
    for snapshot in snapshots:
        store.save_frame(run_id, snapshot)
        if snapshot.checkpoint is not None:
            store.save_checkpoint(run_id, snapshot.checkpoint, snapshot.step)
    store.save_references(run_id, example.references)
    store.finish(run_id, "finished")


def _mark(name: str) -> str:
    return f"example.{name}"
