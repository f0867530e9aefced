"""Fixtures that every kind of test shares."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

# Two threads on tiny tensors wait for each other more than they compute.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# A new store is empty, but where a test is about the examples that come into it.
os.environ["HMLC_EXAMPLES"] = "0"

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.labels import LabelGraph
from hmlc_core.experiment import Experiment

# How long a machine takes says nothing about what is tested on it.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")


def in_memory() -> str | None:
    """A folder in memory that has room for what all tests write, and whose programs can be run."""
    place = Path("/dev/shm")
    if not os.access(place, os.W_OK) or not hasattr(os, "ST_NOEXEC"):  # Linux alone has both
        return None
    about = os.statvfs(place)
    roomy = about.f_bavail * about.f_frsize >= 8 * 2**30
    return str(place) if roomy and not about.f_flag & os.ST_NOEXEC else None


# A store waits for the disk at each change, some thousand times in all tests; tests kill processes,
# never the machine. Processes that tests begin write there as well.
if "TMPDIR" not in os.environ and (folder := in_memory()):
    os.environ["TMPDIR"] = tempfile.tempdir = folder


@pytest.fixture(autouse=True)
def own_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page run by Streamlit takes the name `__main__`, which processes that begin run again."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of real corpora; tests that need it are visibly skipped without it."""
    folder = os.environ.get("HMLC_DATA_DIR", "").split(os.pathsep)[0]
    if not folder:
        pytest.skip("HMLC_DATA_DIR is not set: real corpora are not at hand")
    return Path(folder)


def make_corpus(documents: int = 60, seed: int = 0) -> Corpus:
    """A corpus of seven labels in a tree; each leaf has words of its own, and noise is shared."""
    names = ("top", "left", "right", "a", "b", "c", "d")
    edges = ((0, 1), (0, 2), (1, 3), (1, 4), (2, 5), (2, 6))
    graph = LabelGraph(names, edges)
    random = np.random.default_rng(seed)

    def document(split: str, number: int) -> Document:
        leaf = int(random.integers(3, 7))
        own = [f"{names[leaf]}{random.integers(4)}" for _ in range(random.integers(2, 6))]
        noise = [f"noise{random.integers(10)}" for _ in range(random.integers(1, 6))]
        words = [*own, *noise]
        random.shuffle(words)
        labels = tuple(sorted({leaf, *graph.ancestors(leaf)}))
        return Document(id=f"{split}-{number}", text=" ".join(words), labels=labels)

    return Corpus(
        name="tiny",
        title="Tiny",
        graph=graph,
        train=tuple(document("train", n) for n in range(documents)),
        dev=tuple(document("dev", n) for n in range(documents // 3)),
        test=tuple(document("test", n) for n in range(documents // 3)),
    )


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """The tiny corpus of `make_corpus`."""
    return make_corpus()


@pytest.fixture
def experiment() -> Experiment:
    """A recipe that trains on the tiny corpus in a moment, through the readable torch path."""
    return Experiment().assign(
        [
            "model.dim=4",
            "model.label_scale=1",
            "training.epochs=3",
            "training.batch=16",
            "training.kernels=torch",
            "labels.epochs=20",
            "corpus.min_count=1",
        ]
    )
