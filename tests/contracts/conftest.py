"""Every registered method and two toys, trained once on a corpus that takes a moment."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hmlc_core import plugins
from hmlc_core.data.formats import folder
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models import GROUP, ModelSettings, labelling, method_name
from hmlc_core.experiment.variants import variant as variant_name
from hmlc_core.runs.grid import ablation_grid
from hmlc_core.runs.queue.job import train_run
from hmlc_core.runs.store.store import RunStore
from tests.conftest import make_corpus
from tests.contracts.toys import TOYS
from tests.plugins.entries import Entry, brought

KINDS: tuple[type[ModelSettings], ...] = (*labelling().values(), *TOYS)
"""All methods that label documents, which the battery is about."""


def small(kind: type[ModelSettings], **values: object) -> Experiment:
    """An experiment that the method is through with in a moment."""
    size = {"model.dim": 4} if kind().size() is not None else {}
    return Experiment(model=kind()).with_values(
        {
            "corpus.name": "tiny",
            "corpus.min_count": 1,
            "training.epochs": 3,
            "training.batch": 16,
            "training.kernels": "torch",
            "labels.epochs": 8,
            "words.epochs": 3,
            "hypernyms.epochs": 2,
            "hypernyms.source": above(),
            **size,
            **values,
        }
    )


@cache
def above() -> str:
    """A file in which a word of the tiny corpus is above some others."""
    path = Path(tempfile.mkdtemp(prefix="hyperlabel-above-")) / "above.tsv"
    atexit.register(shutil.rmtree, path.parent, ignore_errors=True)
    path.write_text("".join(f"noise0\t{leaf}{n}\n" for leaf in "abcd" for n in range(4)))
    return str(path)


# Beside what is installed here, so that the author of a plug-in can run the battery over it.
ENTRIES = [
    *plugins._entries(GROUP),
    *(Entry(method_name(kind), kind, group=GROUP) for kind in TOYS),
]


@pytest.fixture(autouse=True, scope="module")
def toys() -> Iterator[None]:
    """The toys are there as plug-ins are."""
    with brought(*ENTRIES):
        yield


@pytest.fixture(params=KINDS, ids=method_name)
def kind(request: pytest.FixtureRequest) -> type[ModelSettings]:
    """Each method's settings."""
    found: type[ModelSettings] = request.param
    return found


def _cases() -> Iterator[Any]:
    """Every method as it comes, and, among the slow tests, as each of its variants."""
    for kind in KINDS:
        base = small(kind)
        yield pytest.param(base, id=method_name(kind))
        for name in kind.variants:
            for variant in ablation_grid(base, [], [0], name=name):
                if variant != base:
                    title = f"{method_name(kind)} {variant_name(variant, name)}"
                    yield pytest.param(variant, id=title, marks=pytest.mark.slow)


with brought(*ENTRIES):
    CASES = list(_cases())


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> Experiment:
    """Each method and variant."""
    found: Experiment = request.param
    return found


@cache
def home_of_all() -> Path:
    """Made once: the corpus `tiny`, and a finished run of every method, named as it."""
    home = Path(tempfile.mkdtemp(prefix="hyperlabel-contracts-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    folder.write(make_corpus(), home / "corpora" / "tiny")
    before = os.environ.get("HMLC_HOME")
    os.environ["HMLC_HOME"] = str(home)
    try:
        store = RunStore()
        for each in KINDS:
            run_id = store.create(small(each), name=method_name(each))
            assert train_run(store.uri, run_id) == "finished", store.get(run_id).message
    finally:
        if before is None:
            del os.environ["HMLC_HOME"]
        else:
            os.environ["HMLC_HOME"] = before
    return home


@pytest.fixture
def trained(toys: None, monkeypatch: pytest.MonkeyPatch) -> RunStore:
    """A store with a finished run of every method."""
    monkeypatch.setenv("HMLC_HOME", str(home_of_all()))
    for name in ("HMLC_DATA_DIR", "HMLC_TRACKING_URI", "HMLC_SCHEDULER"):
        monkeypatch.delenv(name, raising=False)
    return RunStore()


def run_of(kind: type[ModelSettings]) -> str:
    """Id of the run of a method in the home of the moment."""
    return next(run.id for run in RunStore().runs() if run.name == method_name(kind))
