"""Kernels that runs wait for: those they need, before the stage that needs them, and no others."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from hmlc_core.data.corpus import Corpus
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import PRESETS, preset
from hmlc_core.geometry.kernels import background
from hmlc_core.geometry.kernels.background import Compiler, Preparation
from hmlc_core.methods import method_of
from hmlc_core.methods.hyperim.method import HyperIMMethod
from hmlc_core.methods.preparations import of_presets
from hmlc_core.methods.train import train

ROOT = Path(__file__).parents[2]
PLACING, RECURRENCE, UPDATE = "placing of labels", "recurrence", "optimiser"


def needs(experiment: Experiment) -> dict[str, list[str]]:
    """Stage -> names of the kernels it waits for."""
    found = method_of(experiment.model).preparations(experiment)
    return {stage: [one.name for one in kernels] for stage, kernels in found.items() if kernels}


@pytest.mark.parametrize(
    ("name", "changes", "expected"),
    [
        ("tuned", [], {"labels": [PLACING], "train": [RECURRENCE, "pooled scores", UPDATE]}),
        ("tuned", ["training.kernels=torch"], {"labels": [PLACING]}),
        ("quick", [], {"labels": [PLACING], "train": ["pooled scores", UPDATE]}),
        ("quick", ["model.label_init=random"], {"train": ["pooled scores", UPDATE]}),
        ("quick", ["model.released.positive_distance=true"],
         {"labels": [PLACING], "train": ["scores", UPDATE]}),
        ("disk", ["labels.method=sarkar"], {"train": ["pooled scores", UPDATE]}),
        ("paper", [],
         {"words": ["training of words"], "hypernyms": ["drawing of words to hypernyms"],
          "labels": [PLACING], "train": [RECURRENCE, "scores", UPDATE]}),
        ("paper-small", ["model.geometry=euclidean", "model.cell=vanilla"],
         {"labels": [PLACING], "train": ["scores", UPDATE]}),
        ("hidden", [], {}),
        ("hidden-synthetic", ["model.regime=joint"], {"train": ["HiddeN's steps"]}),
        ("hidden-synthetic", ["model.regime=cascaded"],
         {"train": ["HiddeN's steps"], "labels": ["HiddeN's placing of labels"]}),
        ("linear", [], {}),
    ],
)  # fmt: skip
def test_a_run_needs_what_it_calls(name: str, changes: list[str], expected: dict) -> None:
    assert needs(preset(name).assign(changes)) == expected


def test_a_run_needs_its_own_precision() -> None:
    both = [
        HyperIMMethod().preparations(preset("quick").assign([f"training.dtype={dtype}"]))["train"]
        for dtype in ("float32", "float64")
    ]
    assert both[0] != both[1]


def test_set_up_prepares_all_that_presets_need_each_once() -> None:
    prepared = of_presets()
    assert len(set(prepared)) == len(prepared)
    for name in PRESETS:
        experiment = preset(name)
        for kernels in method_of(experiment.model).preparations(experiment).values():
            assert set(kernels) <= set(prepared), name


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes",
    [
        ["model.encoder=gru+word", "training.dtype=float64"],
        ["model.encoder=none", "model.head=position"],
        ["model.encoder=gru", "model.geometry=product", "model.head=sorted"],
    ],
)
def test_nothing_is_compiled_that_was_not_waited_for(
    experiment: Experiment, corpus: Corpus, changes: list[str]
) -> None:
    """By the signatures that numba has once all was prepared."""
    from hmlc_core.embeddings import sgd
    from hmlc_core.geometry.kernels import adam, gru, pooled, scores

    experiment = experiment.assign([*changes, "training.kernels=auto"])
    entries = [getattr(m, name) for m in (gru, pooled, scores) for name in ("forward", "backward")]
    entries += [sgd.epoch, adam.update]
    for kernels in method_of(experiment.model).preparations(experiment).values():
        for one in kernels:
            one.prepare()
    before = [len(entry.signatures) for entry in entries]
    *_, last = train(experiment, corpus)
    assert last.kernels == "numba"
    assert [len(entry.signatures) for entry in entries] == before


@pytest.mark.slow
def test_a_stage_waits_for_its_own_kernels_only_and_all_are_begun_at_once(
    experiment: Experiment, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler, told, carried_out = Compiler(), list[str](), list[str]()
    monkeypatch.setattr(background, "compiler", compiler)
    monkeypatch.setattr("hmlc_core.methods.preparations.compiler", compiler)
    monkeypatch.setattr(background, "POLL", 0.01)
    go_on = {name: threading.Event() for name in ("labels", "train")}

    def made(stage: str) -> Preparation:
        def prepare() -> None:
            go_on[stage].wait(30)
            carried_out.append(stage)

        return Preparation(stage, prepare)

    kernels = {stage: (made(stage),) for stage in ("labels", "train")}
    monkeypatch.setattr(HyperIMMethod, "preparations", lambda self, experiment: kernels)

    def tell(message: str) -> None:
        told.append(message)
        go_on["labels" if "1 of" in message else "train"].set()

    snapshots = train(experiment, corpus, tell=tell)
    assert compiler.busy()
    assert next(snapshots).stage == "labels"
    assert carried_out == ["labels"]
    assert set(told) == {"Loading kernels, 1 of 2"}
    stages = [snapshot.stage for snapshot in snapshots]
    assert stages[-1] == "train"
    assert set(told) == {"Loading kernels, 1 of 2", "Loading kernels, 2 of 2"}
    assert carried_out == ["labels", "train"]


COLD_OR_WARM = """
import hashlib, json, torch
from hmlc_core.experiment.presets import preset
from hmlc_core.data.registry import load_corpus
from hmlc_core.methods.train import train

torch.set_num_threads(1)
few = ["training.epochs=1", "labels.epochs=20", "model.dim=4", "corpus.documents=60"]
experiment = preset("tuned").assign(few)
told = []
snapshots = list(train(experiment, load_corpus("newsroom"), tell=told.append))
digest = hashlib.sha256()
for snapshot in snapshots:
    digest.update(snapshot.label_points.tobytes())
    digest.update(repr((snapshot.losses, snapshot.scores)).encode())
print(json.dumps([digest.hexdigest(), snapshots[-1].kernels, sorted(set(told))]))
"""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_cold_machine_gives_the_numbers_of_a_warm_one(tmp_path: Path) -> None:
    def run() -> tuple[str, str, list[str]]:
        done = subprocess.run(
            [sys.executable, "-c", COLD_OR_WARM],
            cwd=ROOT,
            env=os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        digest, kernels, told = json.loads(done.stdout)
        return digest, kernels, told

    (cold, *kernels, told), (warm, *same, again) = run(), run()
    assert kernels == same == ["numba"]
    assert cold == warm
    compiled = [f"Compiling kernels, {number} of 4" for number in (1, 2, 3, 4)]
    assert [message for message in told if message.startswith("Compiling")] == compiled
    assert all(message.startswith("Loading") for message in again)
