"""A method that predicts level by level: its attention, and its parts, on the pages."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

import pytest

from hmlc_core.data.formats import folder
from hmlc_core.experiment.presets import preset
from hmlc_core.runs.queue.job import train_run
from hmlc_core.runs.store.store import RunStore
from tests.pages.trained import HOSTILE, _home, harmless, hostile_corpus, opened, run_called, texts

pytestmark = pytest.mark.slow

SHORT = (
    "corpus.name=hostile",
    "corpus.min_count=1",
    "training.epochs=1",
    "model.units=4",
    "model.hidden=8",
)


@cache
def trained_home() -> Path:
    home = Path(tempfile.mkdtemp(prefix="hyperlabel-levels-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    folder.write(hostile_corpus(), home / "corpora" / "hostile")
    with _home(home):
        store = RunStore()
        run = store.create(preset("harnn").assign(SHORT), name="harnn")
        assert train_run(store.uri, run) == "finished", store.runs()[0].message
    return home


@pytest.fixture(autouse=True)
def trained(home, monkeypatch):
    monkeypatch.setenv("HMLC_HOME", str(trained_home()))


def test_attention_of_every_level_stands_where_others_have_a_disk(app):
    at = opened(app, "interactions", run=run_called("harnn"), doc="test-0", label=HOSTILE[0])
    assert not at.error
    assert "has no places" not in texts(at)
    assert len(at.get("plotly_chart")) == 3
    levels = at.segmented_control(key=f"attention {run_called('harnn')}")
    assert levels.options == ["level 1", "level 2", "level 3"]
    before = texts(at)
    levels.select("level 2").run()
    assert "at the level “level 2”" in texts(at)
    assert texts(at) != before
    harmless(at)
    at.segmented_control(key="attention picture").set_value("Words × labels").run()
    assert len(at.get("plotly_chart")) == 3


def test_a_run_shows_its_parts_alone_and_together(app):
    at = opened(app, "runs", run=run_called("harnn"))
    assert not at.error
    tables = [item.value for item in at.dataframe]
    parts = next(table for table in tables if "local part alone" in table.columns)
    assert list(parts.columns)[1:] == ["local part alone", "global part alone", "both"]
    assert "nDCG@5" in list(parts["%"])
    assert "mix those of its parts" in texts(at)
