"""HMLC_READ_ONLY in the core: what changes something is refused, whoever asks."""

from __future__ import annotations

from io import BytesIO

import pytest

from hmlc_core.data.hierarchies import keep_hierarchy
from hmlc_core.data.home import read_only
from hmlc_core.data.upload import install
from hmlc_core.errors import ReadOnlyError
from hmlc_core.experiment import Experiment
from hmlc_core.runs.examples.arrival import bring_back
from hmlc_core.runs.queue.service import RunService
from hmlc_core.runs.store.store import RunStore

pytestmark = pytest.mark.slow


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A store with a run that has ended, and no leave to change anything."""
    monkeypatch.setenv("HMLC_HOME", str(tmp_path))
    store = RunStore(f"sqlite:///{tmp_path / 'mlflow.db'}")
    store.finish(store.create(Experiment()), "stopped")
    monkeypatch.setenv("HMLC_READ_ONLY", "1")
    return store


def test_every_change_is_refused_and_nothing_has_changed(store, corpus, tmp_path):
    run = store.runs()[0]
    service = RunService(store)
    before = sorted(tmp_path.rglob("*"))
    for change in (
        lambda: service.submit(Experiment(seed=1)),
        lambda: service.resume(run.id),
        lambda: service.stop(run.id),
        lambda: store.rename(run.id, "other"),
        lambda: store.delete(run.id),
        lambda: bring_back(store),
        lambda: install("a.csv", BytesIO(b"text,labels\na,b\n")),
        lambda: keep_hierarchy(corpus.graph, "kept"),
    ):
        with pytest.raises(ReadOnlyError, match="HMLC_READ_ONLY is set"):
            change()
    service.shutdown()
    assert store.runs() == [run]
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("value", "expected"), [("1", True), ("yes", True), ("0", False), ("", False)]
)
def test_what_the_variable_means(monkeypatch, value, expected):
    monkeypatch.setenv("HMLC_READ_ONLY", value)
    assert read_only() == expected


def test_without_it_all_may_be_changed(monkeypatch):
    monkeypatch.delenv("HMLC_READ_ONLY", raising=False)
    assert not read_only()
