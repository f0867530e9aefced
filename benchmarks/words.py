"""Training words: pairs a second beside plain torch, seconds of a text beside gensim's word2vec.

python -m benchmarks words --json
"""

from __future__ import annotations

import json
import os
from typing import Annotated, Any

import numpy as np
import torch
import typer

from benchmarks.harness import by_turns, say, seconds
from benchmarks.peers.glove import Glove
from hmlc_core.data.prepare import Prepared, prepare
from hmlc_core.data.registry import BUNDLED, load_corpus
from hmlc_core.embeddings.glove.counts import Counts, count_windows
from hmlc_core.embeddings.glove.epoch import SIMILARITIES, epoch
from hmlc_core.embeddings.glove.train import embed_words
from hmlc_core.experiment import CorpusSettings
from hmlc_core.experiment.words import WordEmbedding
from hmlc_core.geometry import Euclidean, Geometry, PoincareBall, ProductOfBalls

DIM = 100
SPACES: dict[str, tuple[Geometry, str]] = {
    "ball of 100": (PoincareBall(DIM), "cosh2"),
    "50 balls of 2": (ProductOfBalls(DIM), "cosh2"),
    "flat, inner product": (Euclidean(DIM), "inner"),
}
AT_A_TIME, BATCH = 1_000, 1_000
"""Pairs that torch takes one by one, and those of a batch."""


def main(
    documents: Annotated[int, typer.Option(help="Documents of the bundled corpus.")] = 2_000,
    rounds: Annotated[int, typer.Option(help="Turns of each.")] = 5,
    epochs: Annotated[int, typer.Option(help="Passes over the pairs of a text.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Time passes over pairs and whole trainings; processor seconds of one thread, medians."""
    os.environ["OMP_NUM_THREADS"] = "1"
    torch.set_num_threads(1)
    prepared = prepare(
        load_corpus(BUNDLED, grow_to=documents), CorpusSettings(documents=documents), 0
    )
    counts = _counts(prepared)
    found = {
        "words": len(prepared.train.tokens),
        "vocabulary": len(prepared.vocabulary),
        "pairs": len(counts),
        "passes": [_pass(name, counts, rounds) for name in SPACES],
        "texts": _texts(prepared, epochs),
    }
    if as_json:
        typer.echo(json.dumps(found, indent=1))
        return
    typer.echo(f"{found['words']:,} words, {found['pairs']:,} pairs")
    for entry in found["passes"]:
        typer.echo("  ".join(f"{key}: {_shown(value)}" for key, value in entry.items()))
    for name, taken in found["texts"].items():
        typer.echo(f"{name}: {_shown(taken)}")


def _shown(value: Any) -> str:
    return f"{value:,.3g}" if isinstance(value, float) and value < 1000 else f"{value:,}"


def _counts(prepared: Prepared) -> Counts:
    train = prepared.train
    documents = (train.document(row) for row in range(len(train)))
    return count_windows(documents, words=len(prepared.vocabulary), window=WordEmbedding().window)


def _pass(name: str, counts: Counts, rounds: int) -> dict[str, Any]:
    """Pairs a second of our pass and, in balls, of torch pair by pair and in batches."""
    say(f"{name} …")
    geometry, similarity = SPACES[name]
    assert geometry.block is not None
    random = np.random.default_rng(0)
    order = random.permutation(np.arange(len(counts), dtype=np.int32))
    flat = geometry.block.mode == "flat"
    ball = 1 if flat else geometry.block.coordinates
    points = random.uniform(-0.05, 0.05, (2, counts.words, DIM // ball, ball))
    biases = np.zeros((2, counts.words))

    def ours(chosen: np.ndarray) -> None:
        epoch(
            points.copy(),
            biases.copy(),
            np.ones(points.shape[:3]),
            np.ones((2, counts.words)),
            counts.rows,
            counts.columns,
            counts.values,
            chosen,
            SIMILARITIES[similarity],
            100.0,
            0.05,
            flat,
            1 - 1e-5,
        )

    def torchs(chosen: np.ndarray, batch: int) -> None:
        pairs = torch.tensor(np.stack([counts.rows[chosen], counts.columns[chosen]], 1)).long()
        peer = Glove(torch.tensor(points), torch.tensor(biases))
        peer.epoch(pairs, torch.tensor(counts.values[chosen]), batch=batch, rate=0.05)

    ours(order[:1])
    many, few = order[: 100 * BATCH], order[:AT_A_TIME]
    actions = {"ours": lambda: ours(order)}
    if not flat:
        actions |= {"one": lambda: torchs(few, 1), "batches": lambda: torchs(many, BATCH)}
    taken = by_turns(actions, rounds=rounds)
    entry: dict[str, Any] = {"space": name, "pairs_per_second": len(order) / taken["ours"]}
    if not flat:
        entry["torch_pairs_per_second"] = len(few) / taken["one"]
        entry["torch_batches_pairs_per_second"] = len(many) / taken["batches"]
        entry["ratio"] = entry["pairs_per_second"] / entry["torch_pairs_per_second"]
        entry["ratio_to_batches"] = (
            entry["pairs_per_second"] / entry["torch_batches_pairs_per_second"]
        )
    return entry


def _texts(prepared: Prepared, epochs: int) -> dict[str, float]:
    """Seconds of each from encoded texts to trained words; of word2vec with its default passes."""
    from gensim.models import Word2Vec

    train = prepared.train
    names = prepared.vocabulary.words
    sentences = [[names[entry] for entry in train.document(row)] for row in range(len(train))]
    window, nobody = WordEmbedding().window, np.zeros(0, np.int64)

    def ours(geometry: Geometry, similarity: str) -> None:
        settings = WordEmbedding(similarity=similarity, epochs=epochs)
        stage = embed_words(_counts(prepared), settings, geometry=geometry, seed=0, watched=nobody)
        for _ in stage:
            pass

    _counts(prepared)
    found = {"counting": seconds(lambda: _counts(prepared))}
    for name, (geometry, similarity) in SPACES.items():
        say(f"the text, {name} …")
        found[name] = seconds(lambda g=geometry, s=similarity: ours(g, s))
    for kind, skip_gram in (("skip-gram", 1), ("bag of words", 0)):
        say(f"the text, word2vec ({kind}) …")
        found[f"word2vec, {kind}"] = seconds(
            lambda sg=skip_gram: Word2Vec(
                sentences, vector_size=DIM, window=window, min_count=1, workers=1, sg=sg
            )
        )
    return {f"{name}, seconds": taken for name, taken in found.items()} | {
        f"{name}, words per second": len(train.tokens) / taken for name, taken in found.items()
    }
