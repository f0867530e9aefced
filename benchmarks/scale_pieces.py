"""The pieces of `scale`: what is done once with a corpus, and how long it takes this process."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.harness import peak_memory
from benchmarks.large_corpus import large_documents, large_graph, write
from hmlc_core.data.corpus import Corpus
from hmlc_core.data.prepare import Prepared, prepare
from hmlc_core.experiment import CorpusSettings
from hmlc_core.experiment.labels import LabelEmbedding
from hmlc_core.experiment.presets import preset
from hmlc_core.geometry import PoincareBall
from hmlc_core.runs.opened import OpenedRun
from hmlc_core.runs.store.store import RunStore
from hmlc_core.snapshot import Snapshot

NAME = "large"

HELD_OUT = 50
"""One in so many documents is for validation, as many are for testing."""

PASSES, DIM = 5, 10
"""Passes of the label stage over its pairs, of the 300 that a run has; dimensions of labels."""

SETTINGS = (
    "model.interaction=sampled",
    "model.label_init=random",
    f"model.dim={DIM}",
    "training.epochs=1",
    "training.kernels=numba",
)

MOST_MEMORY = 8 * 2**30
"""Bytes of data that a process may hold: a piece that wants more fails, and not the machine."""

ROOT = Path(__file__).parents[1]

Action = Callable[[], float | None]
"""What is timed, after all is there that it needs; it may return when what counts has ended."""


def measure(piece: str, folder: Path, labels: int) -> dict[str, Any]:
    """Processor seconds of one piece, of all threads, and the peak MB of this process, which does
    nothing else, with its libraries. folder: what pieces of one size share."""
    import torch

    torch.set_num_threads(1)
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    os.environ |= {"HMLC_HOME": str(folder / "home"), "HMLC_DATA_DIR": str(folder / "data")}
    os.environ.pop("HMLC_TRACKING_URI", None)
    action = PIECES[piece](_Size(folder, labels))
    begun = time.process_time()
    ended = action() or time.process_time()
    return {"seconds": ended - begun, "memory_mb": peak_memory()}


class _Size:
    """A corpus in files, and the run that was trained on it."""

    def __init__(self, folder: Path, labels: int) -> None:
        self.folder, self.labels = folder, labels

    @cached_property
    def opened(self) -> OpenedRun:
        store = RunStore()
        (run,) = (run for run in store.runs() if not run.example)
        return OpenedRun(store, run)


def _train(size: _Size) -> Action:
    """Reading, an epoch, and the scores on the validation documents after it."""
    from hmlc_core.data.registry import load_corpus
    from hmlc_core.methods.train import train
    from hmlc_core.runs.recorder import record

    experiment = preset("quick").assign([f"corpus.name={NAME}", *SETTINGS])
    store = RunStore()
    run = store.create(experiment)

    def action() -> float:
        ends: list[float] = []
        trained: list[bool] = []

        def epoch() -> Iterator[Snapshot]:
            for snapshot in train(experiment, load_corpus(NAME)):
                ends.append(time.process_time())
                yield snapshot

        def observe(snapshot: Snapshot) -> None:
            trained.extend([True] * (snapshot.epoch >= 1))

        record(store, run, epoch, observe=observe, halted=lambda: bool(trained), pace=0)
        return ends[-1]

    return action


def _label_stage(size: _Size) -> Action:
    from hmlc_core.embeddings.graph import embed_labels, embedding_kernels

    settings, space = LabelEmbedding(epochs=PASSES), PoincareBall(DIM)
    for kernel in embedding_kernels(settings):
        kernel.prepare()
    graph = large_graph(size.labels)
    return lambda: exhaust(embed_labels(graph, settings, geometry=space, seed=0))


def _scores(size: _Size) -> Action:
    from hmlc_core.evaluation.judge import final_scores

    predictor, prepared = size.opened.predictor, size.opened.prepared
    predictor.scores(prepared.test.take([0]))
    return lambda: exhaust(final_scores(predictor, prepared))


def _references(size: _Size) -> Action:
    from hmlc_core.runs.references import references

    references(_few())
    prepared = size.opened.prepared
    return lambda: exhaust(references(prepared))


def _recover(size: _Size) -> Action:
    from hmlc_core.evaluation.recovery import recover

    newest, graph = size.opened.newest(), size.opened.corpus.graph
    truth = size.opened.prepared.train.labels
    return lambda: exhaust(
        recover(newest.points[-1], graph, newest.space, truth_matrix=truth).scores
    )


def _predict(size: _Size) -> Action:
    """The command, reading of the corpus included."""
    from typer.testing import CliRunner

    from hmlc_core.__main__ import app

    target = size.folder / "predicted.jsonl"
    run = size.opened.run.id
    size.opened.predictor.scores(size.opened.prepared.test.take([0]))

    def action() -> None:
        asked = ["predict", run, "--split", "test", "--out", str(target)]
        found = CliRunner().invoke(app, asked)
        assert found.exit_code == 0, found.output

    return action


def _page(size: _Size) -> Action:
    """Corpus, its part Labels, and Label hierarchy, each as it opens first; Welcome before each.

    Labels are drawn by principal components: how long a hyperbolic layout takes is measured by
    `layout`.
    """
    from streamlit.testing.v1 import AppTest

    from pages.ui.run.film import TANGENT

    def open_page(page: str, query: Mapping[str, str]) -> None:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=3_600)
        app.session_state["picture"] = TANGENT
        app.run()
        for name, value in query.items():
            app.query_params[name] = value
        if page:
            app.switch_page(f"pages/{page}.py").run()
        assert not app.exception, app.exception
        assert not app.error, [error.value for error in app.error]

    open_page("", {})
    run = size.opened.run.id

    def action() -> None:
        open_page("corpus", {"corpus": NAME})
        open_page("corpus", {"corpus": NAME, "part": "Labels"})
        open_page("hierarchy", {"run": run})

    return action


def exhaust(found: Iterable[Any]) -> None:
    """Take all there is, of which nothing is wanted."""
    for _ in found:
        pass


def _few() -> Prepared:
    """A corpus of few labels, on which everything is done once that is slow the first time."""
    graph = large_graph(50)
    documents = tuple(islice(large_documents(graph), 40))
    corpus = Corpus("few", "Few", graph, documents[:20], documents[20:30], documents[30:])
    return prepare(corpus, CorpusSettings(name="few"), 0)


PIECES: dict[str, Callable[[_Size], Action]] = {
    "train": _train,
    "label_stage": _label_stage,
    "scores": _scores,
    "references": _references,
    "recover": _recover,
    "predict": _predict,
    "page": _page,
}


def write_corpus(folder: Path, labels: int, documents: int) -> None:
    """What all pieces of a size begin with: `documents` in all, some of them held out."""
    held_out = max(1, documents // HELD_OUT)
    splits = {"train": documents - 2 * held_out, "dev": held_out, "test": held_out}
    write(folder / "data" / NAME, labels, splits)
