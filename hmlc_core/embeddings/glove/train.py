"""Eq. 3 of HyperIM: words as points that are near each other where they stand near each other.

Chen et al., *Hyperbolic Interaction Model for Hierarchical Multi-Label Classification* (2020),
Eq. 3, after Tifrea, Bécigneul and Ganea, *Poincaré GloVe: Hyperbolic Word Embeddings* (2019). In
flat space the same loop is GloVe (`words.similarity=inner`) or its twin with distances (`square`).
"""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping

import numpy as np
import torch
from numpy.typing import NDArray

from hmlc_core.data.text import SPECIAL
from hmlc_core.embeddings.descent import Looks, block_of
from hmlc_core.embeddings.glove.counts import Counts, count_windows
from hmlc_core.embeddings.glove.state import State, every_pair
from hmlc_core.errors import DataError, TrainingError
from hmlc_core.experiment.stages import WORDS
from hmlc_core.experiment.words import WordEmbedding
from hmlc_core.geometry import Geometry, PoincareBall
from hmlc_core.geometry.block import Block
from hmlc_core.geometry.kernels.background import Preparation
from hmlc_core.snapshot import Array, Checkpoint, Snapshot, frozen_copy

DIVERGED = 100
"""Where the loss is so many times that of the beginning, words are at the rim, and stay there."""

INIT_RANGE = 0.001
"""Points and biases start uniformly in ± this range, as in the released code."""


def init_range(settings: WordEmbedding, width: int) -> float:
    """Where points begin: an inner product, whose slope is the other point, would hardly leave the
    origin, and begins as GloVe does."""
    return 0.5 / width if settings.similarity == "inner" else INIT_RANGE


Found = dict[str, Array]
"""points: (words, width) as `settings.points` says; targets and contexts: (words, width);
target_bias and context_bias: (words,). All float64."""


def embed_words(
    counts: Counts,
    settings: WordEmbedding,
    *,
    geometry: Geometry,
    seed: int,
    watched: NDArray[np.int64],
    dtype: str = "float64",
    resume: Checkpoint | None = None,
) -> Generator[Snapshot, None, Found]:
    """Snapshots of stage `words`: the initial points, then evenly spaced looks, then the result.

    Row i of `word_points` is the word watched[i]; steps are pairs, and the loss `words` is Eq. 3
    per pair. Optimisation runs in float64; `dtype` (float32 or float64) says for which precision
    the points keep away from the rim. The same arguments give the same snapshots; each carries a
    checkpoint, and `resume` is that of the snapshot to go on after. A word that stands near no
    other keeps its initial point.

    Raises, at the call, `DataError` where fewer than two words stand near each other, and
    `SettingError` for a similarity that the space has not, or a space that compiled code does not
    know; while running, `TrainingError` when words are thrown to the rim.
    """
    block, settings = _in_space(geometry, settings)
    if counts.words - len(SPECIAL) < 2:
        raise DataError(
            "there are not two words",
            where="words",
            received="one" if counts.words > len(SPECIAL) else "none",
            remedy="Give more text, or a smaller corpus.min_count.",
        )
    if not (counts.rows != counts.columns).any():
        raise DataError(
            "no two different words stand near each other",
            where="words",
            expected=f"two words of the vocabulary within words.window = {settings.window}",
            remedy="Give longer texts, a larger words.window, or a smaller corpus.min_count.",
        )
    limit = geometry.limit(getattr(torch, dtype))
    return _trained(counts, settings, geometry, block, limit, seed, watched, resume)


def glove_loss(
    counts: Counts, found: Mapping[str, Array], settings: WordEmbedding, *, geometry: Geometry
) -> float:
    """Eq. 3 per pair, of `targets`, `contexts`, `target_bias` and `context_bias` among `found`."""
    block, settings = _in_space(geometry, settings)
    state = State(
        points=_both(found["targets"], found["contexts"]),
        biases=_both(found["target_bias"], found["context_bias"]),
        block=block,
    )
    loss, skipped = state.advance(counts, every_pair(counts), settings, rate=0.0, limit=1.0)
    return loss / max(len(counts) - skipped, 1)


def word_points(found: Mapping[str, Array], settings: WordEmbedding, geometry: Geometry) -> Array:
    """(words, width) what stands for a word: its point, or the midpoint of its two."""
    targets = np.asarray(found["targets"])
    if settings.points == "target":
        return targets
    first, second = torch.tensor(targets), torch.tensor(np.asarray(found["contexts"]))
    middle: Array = geometry.geodesic(first, second, 0.5).numpy()
    return middle


def glove_kernels() -> tuple[Preparation, ...]:
    """The compiled code of counting and of `embed_words`."""
    return (_TRAINING,)


def _prepare() -> None:
    """Compile, or load, counting and optimisation."""
    counts = count_windows([np.array([2, 3], np.int32)], words=4, window=1)
    settings, nobody = WordEmbedding(epochs=1), np.zeros(0, np.int64)
    for _ in embed_words(counts, settings, geometry=PoincareBall(2), seed=0, watched=nobody):
        pass


_TRAINING = Preparation("training of words", _prepare)


def _in_space(geometry: Geometry, settings: WordEmbedding) -> tuple[Block, WordEmbedding]:
    """How compiled code measures in the space, and the settings with a similarity it has."""
    block = block_of(geometry, "words cannot be trained")
    flat = block.mode == "flat"
    settings.check_space(flat=flat)
    return block, settings.in_space(flat=flat)


def _both(targets: Array, contexts: Array) -> NDArray[np.float64]:
    return np.stack([targets, contexts]).astype(np.float64)


def _found(state: State, settings: WordEmbedding, geometry: Geometry) -> Found:
    (targets, contexts), (target_bias, context_bias) = state.points.copy(), state.biases.copy()
    found = {
        "targets": targets,
        "contexts": contexts,
        "target_bias": target_bias,
        "context_bias": context_bias,
    }
    return {"points": word_points(found, settings, geometry), **found}


def _check(loss: float, first: float, settings: WordEmbedding) -> None:
    """Raise `TrainingError` where steps were so long that words were thrown to the rim."""
    if not loss <= DIVERGED * max(first, 1.0):
        raise TrainingError(
            "words are thrown far apart: the steps are too long",
            where="words.rate",
            expected="a loss that falls",
            received=f"{loss:.2g} a pair after {first:.2g}, at rate {settings.rate:g}",
            remedy="Take a tenth of it, or words.similarity=square, whose slopes are smaller.",
        )


def _trained(
    counts: Counts,
    settings: WordEmbedding,
    geometry: Geometry,
    block: Block,
    limit: float,
    seed: int,
    watched: NDArray[np.int64],
    resume: Checkpoint | None,
) -> Generator[Snapshot, None, Found]:
    random = np.random.default_rng(seed)
    reach = init_range(settings, geometry.width)
    state = State(
        points=random.uniform(-reach, reach, (2, counts.words, geometry.width)),
        biases=random.uniform(-INIT_RANGE, INIT_RANGE, (2, counts.words)),
        block=block,
    )
    done, visited, seconds, skipped = 0, 0, 0.0, 0
    began = random.bit_generator.state
    everyone = every_pair(counts)

    def snapshot(losses: dict[str, float]) -> Snapshot:
        seen = {
            side: points[watched] for side, points in zip(("targets", "contexts"), state.points)
        }
        radii = np.linalg.norm(state.points[0], axis=1)
        return Snapshot(
            stage=WORDS.name,
            step=done * len(counts) + visited,
            steps=settings.epochs * len(counts),
            epoch=done + visited / len(counts),
            seconds=seconds,
            losses=losses,
            health={"largest_word_norm": float(radii.max()), "skipped_pairs": float(skipped)},
            word_points=frozen_copy(word_points(seen, settings, geometry)),
            checkpoint=Checkpoint(
                tensors=state.tensors(),
                state={
                    "epoch": done,
                    "visited": visited,
                    "seconds": seconds,
                    "skipped": skipped,
                    "first": first,
                    # The order of a pass is drawn when it begins, and nothing after it.
                    "random": began if visited else random.bit_generator.state,
                },
            ),
        )

    # Compiles where that was never done; not counted as training.
    state.advance(counts, everyone[:0], settings, rate=settings.rate, limit=limit)
    if resume is None:
        first = state.advance(counts, everyone, settings, rate=0.0, limit=limit)[0] / len(counts)
    else:
        first = resume.state["first"]
        done, visited = resume.state["epoch"], resume.state.get("visited", 0)
        seconds, skipped = resume.state["seconds"], resume.state["skipped"]
        random.bit_generator.state = resume.state["random"]
        state.load(resume.tensors)
    if resume is None or done == settings.epochs:  # one snapshot at least, which tells the result
        yield snapshot({})

    looks = Looks.of(settings.epochs, len(counts), points=2, width=geometry.width)
    lost, since = 0.0, 0
    while done < settings.epochs:
        start = time.perf_counter()
        began = random.bit_generator.state
        order = random.permutation(everyone)
        for end in [end for end in looks.ends if end > visited]:
            part = order[visited:end]
            loss, bad = state.advance(counts, part, settings, rate=settings.rate, limit=limit)
            _check(loss / max(len(part) - bad, 1), first, settings)
            lost, since, skipped = lost + loss, since + len(part) - bad, skipped + bad
            visited = end
            if visited < len(order):
                seconds += time.perf_counter() - start
                yield snapshot({"words": lost / max(since, 1)})
                lost, since, start = 0.0, 0, time.perf_counter()
        done, visited = done + 1, 0
        seconds += time.perf_counter() - start
        if done in looks.epochs:
            yield snapshot({"words": lost / max(since, 1)})
            lost, since = 0.0, 0
    return _found(state, settings, geometry)
