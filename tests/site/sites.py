"""A home with finished runs on a corpus whose labels, names and words try to be more than text, and
a site of them."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats import folder
from hmlc_core.data.labels import LabelGraph
from hmlc_core.experiment import Experiment
from hmlc_core.runs.queue.job import train_run
from hmlc_core.runs.store.store import RunStore
from hmlc_core.site.publish import Site, publish
from tests.conftest import make_corpus

SCRIPT = "</script></style><script>alert(1)</script>"
QUOTES = "\"'><img src=x onerror=alert(1)>"
LONG = "very long " * 200
QUICK = (
    "corpus.name=hostile",
    "corpus.min_count=1",
    "corpus.tokenizer=spaces",
    "model.dim=2",
    "model.encoder=none",
    "training.epochs=2",
    "training.batch=16",
    "training.kernels=torch",
    "labels.epochs=10",
)
CARD = {"limits": SCRIPT, "licence": QUOTES}


def hostile_corpus() -> Corpus:
    """The tiny corpus with three labels renamed, and a script as a word of every document."""
    corpus = make_corpus()
    names = ("top", SCRIPT, QUOTES, LONG.strip(), *corpus.graph.names[4:])

    def spoilt(documents):
        return tuple(replace(one, text=f"{SCRIPT} {QUOTES} {one.text}") for one in documents)

    return replace(
        corpus,
        name="hostile",
        title=SCRIPT,
        graph=LabelGraph(names, corpus.graph.edges),
        train=spoilt(corpus.train),
        dev=spoilt(corpus.dev),
        test=spoilt(corpus.test),
    )


@cache
def _home() -> Path:
    """Made once: two seeds of one system."""
    home = Path(tempfile.mkdtemp(prefix="hyperlabel-sites-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    folder.write(hostile_corpus(), home / "corpora" / "hostile")
    with pytest.MonkeyPatch.context() as patch:
        inside(patch, home)
        store = RunStore()
        for seed in (0, 1):
            experiment = Experiment().assign([*QUICK, f"seed={seed}"])
            run_id = store.create(experiment, name=f"seed {seed} {SCRIPT}")
            assert train_run(store.uri, run_id) == "finished", store.get(run_id).message
    return home


def inside(patch: pytest.MonkeyPatch, home: Path | None = None) -> RunStore:
    """The store of that home, or of the one with the runs."""
    patch.setenv("HMLC_HOME", str(home or _home()))
    for name in ("HMLC_DATA_DIR", "HMLC_TRACKING_URI", "HMLC_SCHEDULER"):
        patch.delenv(name, raising=False)
    return RunStore()


def sites(where: Path) -> tuple[Site, Site]:
    """A site of one run, and one of two."""
    with pytest.MonkeyPatch.context() as patch:
        store = inside(patch)
        ids = sorted(run.id for run in store.runs())
        return (
            publish(store, ids[:1], where / "one", card=CARD),
            publish(store, ids, where / "two", card=CARD),
        )
