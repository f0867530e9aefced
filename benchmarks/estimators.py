"""Estimators beside hiclass and omikuji: scores of the test documents, and seconds to fit.

pip install hiclass omikuji        # optional: what is not there is left out, and said
python -m benchmarks estimators --json
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from benchmarks.harness import say
from benchmarks.peers.classifiers import SinglePath, Trees
from hmlc_core import estimators
from hmlc_core.data.corpus import Corpus
from hmlc_core.data.registry import load_corpus
from hmlc_core.evaluation.hierarchical import hierarchical_scores
from hmlc_core.evaluation.scores import evaluate

OURS = ("LinearClassifier", "HyperIMClassifier", "HiddeNClassifier")
SHOWN = ("P@1", "nDCG@5", "micro_f1", "hf")

Scores = Callable[[Sequence[str]], NDArray[Any]]


def main(
    corpus: Annotated[str, typer.Option(help="The corpus.")] = "newsroom",
    documents: Annotated[int, typer.Option(help="Training documents; 0 for all.")] = 0,
    ours: Annotated[str, typer.Option(help="Estimators, by commas.")] = ",".join(OURS),
    settings: Annotated[str, typer.Option(help="Their parameters, as JSON.")] = "{}",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Fit each to the same documents, and judge it on the same test documents."""
    loaded = _few(load_corpus(corpus, grow_to=documents), documents)
    found: dict[str, dict[str, Any]] = {}
    for name in filter(None, ours.split(",")):
        say(f"{name} …")
        found[name] = _ours(name, loaded, json.loads(settings))
    peers = {"hiclass": SinglePath(loaded.graph), "omikuji": Trees(len(loaded.graph))}
    for name, peer in peers.items():
        say(f"{name} …")
        found[name] = _peer(peer, loaded) if find_spec(name) else {"skipped": "not installed"}
    if as_json:
        typer.echo(json.dumps({"corpus": corpus, "estimators": found}, indent=1))
        return
    for name, entry in found.items():
        told = entry.get("skipped") or "  ".join(
            f"{score} {'–' if entry[score] is None else f'{entry[score]:.3f}'}" for score in SHOWN
        )
        seconds = f"{entry['seconds']:8.1f} s" if "seconds" in entry else ""
        typer.echo(f"{name:20} {told} {seconds}")


def _few(corpus: Corpus, documents: int) -> Corpus:
    """The corpus with that many training documents, drawn at random; 0 for all."""
    if not documents or documents >= len(corpus.train):
        return corpus
    rows = np.random.default_rng(0).choice(len(corpus.train), documents, replace=False)
    return replace(corpus, train=tuple(corpus.train[row] for row in rows))


def _ours(name: str, corpus: Corpus, settings: dict[str, Any]) -> dict[str, Any]:
    names = corpus.graph.names
    edges = [(names[above], names[below]) for above, below in corpus.graph.edges]
    labels = [[names[label] for label in document.labels] for document in corpus.train]
    model = getattr(estimators, name)(random_state=0, **settings)
    begun = time.perf_counter()
    model.fit(_texts(corpus.train), labels, hierarchy=edges)
    seconds = time.perf_counter() - begun
    scores = model.predict_proba(_texts(corpus.test))
    order = [model.classes_.tolist().index(label) for label in names]
    return _judged(scores[:, order], corpus, seconds, model.threshold_)


def _peer(peer: SinglePath | Trees, corpus: Corpus) -> dict[str, Any]:
    labelled = [document for document in corpus.train if document.labels]
    begun = time.perf_counter()
    peer.fit(_texts(labelled), [document.labels for document in labelled])
    seconds = time.perf_counter() - begun
    found = _judged(peer.scores(_texts(corpus.test)), corpus, seconds, 0.5)
    if isinstance(peer, SinglePath):  # labels of a path are in no order
        found |= {"P@1": None, "nDCG@5": None}
    return found


def _judged(
    scores: NDArray[np.floating], corpus: Corpus, seconds: float, threshold: float
) -> dict[str, Any]:
    truth = corpus.label_matrix("test")
    found = evaluate(scores, truth, threshold=threshold)
    found |= hierarchical_scores(scores, truth, corpus.graph, threshold)
    return {"seconds": seconds, **{name: found[name] for name in SHOWN}}


def _texts(documents: Sequence[Any]) -> list[str]:
    return [document.text for document in documents]
