"""A home with finished runs on a tiny corpus whose names try to be more than text."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

from streamlit.testing.v1 import AppTest

from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.formats import folder
from hmlc_core.data.labels import LabelGraph
from hmlc_core.disk.packet import unpack
from hmlc_core.experiment import Experiment
from hmlc_core.runs.grid import ablation_grid
from hmlc_core.runs.queue.job import train_run
from hmlc_core.runs.store.store import RunStore
from pages.ui.shell.routes import ROUTES
from tests.conftest import make_corpus

HOSTILE = ("<img src=x onerror=alert(1)>", "**bold** $x$ :material/home:", "[a](http://b.c)")
GROUP = "hostile <b>group</b>"
QUICK = (
    "model.dim=2",
    "training.epochs=2",
    "training.batch=16",
    "training.kernels=torch",
    "labels.epochs=10",
    "corpus.min_count=1",
    "model.encoder=none",
)
"""Settings with which a run takes a moment."""


def hostile_corpus(*, edges: bool = True) -> Corpus:
    """The tiny corpus with three of its labels renamed, with or without a hierarchy."""
    corpus = make_corpus()
    names = ("top", *HOSTILE, *corpus.graph.names[4:])
    graph = LabelGraph(names, corpus.graph.edges if edges else ())
    return replace(corpus, name="hostile", title="Hostile", graph=graph)


def wordless() -> Document:
    """A document that has nothing to read, and no label."""
    return Document("wordless", "… !!! …", ())


@contextmanager
def _home(folder: Path) -> Iterator[None]:
    before = os.environ.get("HMLC_HOME")
    os.environ["HMLC_HOME"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["HMLC_HOME"]
        else:
            os.environ["HMLC_HOME"] = before


@cache
def trained_home() -> Path:
    """Made once: corpora, and runs named as in the calls below."""
    home = Path(tempfile.mkdtemp(prefix="hyperlabel-trained-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    corpus = hostile_corpus()
    folder.write(replace(corpus, test=(*corpus.test, wordless())), home / "corpora" / "hostile")
    folder.write(hostile_corpus(edges=False), home / "corpora" / "flat")
    with _home(home):
        train(["corpus.name=hostile"], f"plain {HOSTILE[0]}")
        train(["corpus.name=hostile", "model.encoder=gru+word"], "gru")
        train(["corpus.name=flat", "model.label_init=random"], "no hierarchy")
        train(
            ["corpus.name=hostile", "model.geometry=product", "model.dim=4", "model.encoder=gru"],
            "product",
        )
        train(["corpus.name=hostile", "model.geometry=euclidean"], "euclidean")
        store = RunStore()
        base = Experiment().assign([*QUICK, "corpus.name=hostile"])
        for experiment in ablation_grid(base, [2], [0, 1]):
            train_run(store.uri, store.create(experiment, group=GROUP))
        failed = store.create(base.assign(["seed=7"]), name="failed")
        store.start(failed)
        store.finish(failed, "failed", "made to fail <b>now</b>")
    return home


def train(settings: Sequence[str], name: str) -> None:
    """A quick run in the home of the moment."""
    store = RunStore()
    experiment = Experiment().assign([*QUICK, *settings])
    status = train_run(store.uri, store.create(experiment, name=name))
    assert status == "finished", store.runs()[0].message


def run_called(name: str) -> str:
    """Id of the run with that name in the home of the moment."""
    return next(run.id for run in RunStore().runs() if run.name == name)


def texts(at: AppTest) -> str:
    """Everything the page says through Markdown, captions, messages and its pictures."""
    parts = (at.markdown, at.caption, at.info, at.warning, at.error, at.subheader)
    said = [str(item.value) for kind in parts for item in kind]
    said += [body for item in at.get("html") if 'class="rim' in (body := item.proto.body)]
    disks = [unpack(item.proto.bytes)[0] for item in at.get("bidi_component")]
    said += [f"{disk['about']} {disk['note']}" for disk in disks if "about" in disk]
    return "\n".join(said)


def opened(at: AppTest, url: str, **query: str) -> AppTest:
    """The page `url` of the app, with a query string, in the home of the moment."""
    at.run()
    for name, value in query.items():
        at.query_params[name] = value
    at.switch_page(ROUTES[url].script).run()
    assert not at.exception, at.exception[0]
    return at


def harmless(at: AppTest) -> None:
    """No hostile name stands in Markdown as it was written."""
    said = texts(at)
    for name in (*HOSTILE, GROUP):
        assert name not in said
