"""`prepare`: what set-up does once, and what it says where that cannot be done."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hmlc_core.cli import prepare as command
from hmlc_core.experiment.models import MODELS
from hmlc_core.runs.store.store import RunStore

ROOT = Path(__file__).parents[2]

TRAINED = """
import json
from numba.core.event import install_recorder
from hmlc_core.data.registry import load_corpus
from hmlc_core.experiment.presets import PRESETS, preset
from hmlc_core.methods.train import train

epochs = [f"{part}.epochs=1" for part in ("words", "labels", "training")]
short = ["corpus.documents=60", "corpus.max_words=20", *epochs]
firsts = {preset(name).model.name: name for name in reversed([*PRESETS])}
compiled = {}
for method, name in firsts.items():
    experiment = preset(name).assign(short)
    with install_recorder("numba:compile") as record:
        list(train(experiment, load_corpus(experiment.corpus.name)))
    compiled[method] = [str(event.data["dispatcher"]) for _, event in record.buffer]
print(json.dumps(compiled))
"""
"""A short run of each method's first preset, and the functions that numba compiled for it."""


@pytest.mark.slow
def test_set_up_makes_the_store_and_says_how_long_it_took(
    call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HMLC_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HMLC_TRACKING_URI", raising=False)
    monkeypatch.setattr(command, "_kernels", lambda say: [])
    said = call("prepare", "--json")
    assert said.code == 0
    assert list(said.json) == ["seconds", "problems"]
    assert said.json["problems"] == []
    assert (tmp_path / "home" / "mlflow.db").exists()
    assert RunStore().runs() == []


def test_what_cannot_be_kept_is_said_and_stops_nothing(
    call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("HMLC_HOME", str(tmp_path / "file"))
    monkeypatch.delenv("HMLC_TRACKING_URI", raising=False)
    monkeypatch.setattr("hmlc_core.geometry.kernels.compile.folder_of", lambda kernel: None)
    said = call("prepare")
    assert said.code == 0
    assert "set HMLC_HOME" in said.err
    assert "NUMBA_CACHE_DIR" in said.err
    assert "Prepared in" in said.out


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_what_was_prepared_is_loaded_by_the_next_process(tmp_path: Path) -> None:
    environment = os.environ | {"HMLC_HOME": str(tmp_path), "NUMBA_CACHE_DIR": str(tmp_path / "c")}

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip

    said = run("-m", "hmlc_core", "prepare")
    first, *_, last = said.stderr.splitlines()
    assert first == "Making the run store, with its examples"
    assert re.fullmatch(r"Preparing kernels, (\d+) of \1", last), said.stderr
    code = (
        "import json\n"
        "from hmlc_core.methods.preparations import of_presets\n"
        "for one in of_presets(): one.prepare()\n"
        "from hmlc_core.embeddings import sgd\n"
        "from hmlc_core.geometry.kernels import gru, pooled, scores\n"
        "from hmlc_core.methods.hidden.compiled import classifier\n"
        "from hmlc_core.pictures import stress\n"
        "stress.prepare()\n"
        "kernels = [k for m in (gru, pooled, scores) for k in (m.forward, m.backward)]\n"
        "kernels += [sgd.epoch, classifier.train, stress._look]\n"
        "print(json.dumps([[sum(k.stats.cache_hits.values()), sum(k.stats.cache_misses.values())]"
        " for k in kernels]))\n"
    )
    found = json.loads(run("-c", code).stdout)
    assert all(hits and not misses for hits, misses in found), found
    assert json.loads(run("-c", TRAINED).stdout) == {name: [] for name in MODELS}
