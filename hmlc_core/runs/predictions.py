"""What finished runs say of the test documents, kept so that it is computed once.

A file for each run in a folder of the cache, with a digest of the documents it is about. The oldest
files go when the folder grows too large, and nothing is kept of what is large by itself.
"""

from __future__ import annotations

import hashlib
import logging
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hmlc_core.data.home import home
from hmlc_core.runs.store.arrays import pack, unpack
from hmlc_core.runs.whole_file import write_whole

if TYPE_CHECKING:
    from hmlc_core.data.corpus import Corpus
    from hmlc_core.evaluation.resampling import Predictions
    from hmlc_core.runs.opened import OpenedRun

_LOG = logging.getLogger(__name__)

KEPT = 1_000_000_000
"""Bytes of the folder at most."""


def predictions_of(opened: OpenedRun, folder: Path | None = None) -> Predictions:
    """Its scores of the corpus's test documents, rows in their order, from `folder` where kept.

    folder: by default one in `home()`. Raises `StoreError` where it has learned nothing yet, and
    `DataError` or `TrainingError` where the corpus is gone or has changed.
    """
    from hmlc_core.evaluation.judge import numbers
    from hmlc_core.evaluation.resampling import LARGEST, Predictions

    path = (folder or home() / "cache" / "predictions") / f"{opened.run.id}.safetensors"
    about = _digest(opened.corpus)
    if (kept := _read(path, about)) is not None:
        return kept
    opened.checkpoint  # noqa: B018  (what has learned nothing need not be prepared for)
    predictor = opened.predictor
    scores = numbers(predictor, opened.prepared.test)
    found = Predictions(
        scores.astype(np.float32, copy=False), opened.threshold, predictor.calibrated
    )
    if opened.run.status == "finished" and scores.size <= LARGEST:
        with suppress(OSError):  # a full or read-only disk costs time, not truth
            _write(path, found, about)
    return found


def _read(path: Path, about: str) -> Predictions | None:
    from hmlc_core.evaluation.resampling import Predictions

    try:
        arrays, notes = unpack(path.read_bytes())
        if notes["about"] != about:
            return None
        return Predictions(arrays["scores"], notes["threshold"], notes["calibrated"])
    except OSError:  # not there
        return None
    except Exception as error:  # another version may have kept other arrays and notes
        _LOG.warning("predictions of run %s are computed anew: %s", path.stem[:8], error)
        return None


def _write(path: Path, found: Predictions, about: str) -> None:
    """Make room for them, and write them."""
    notes = {"about": about, "threshold": found.threshold, "calibrated": found.calibrated}
    content = pack({"scores": found.scores}, notes)
    path.parent.mkdir(parents=True, exist_ok=True)
    _make_room(path.parent, len(content))
    write_whole(path, content)


def _make_room(folder: Path, size: int) -> None:
    """Remove the files that were written first."""
    kept = sorted(
        ((entry.stat().st_mtime, entry.stat().st_size, entry) for entry in folder.iterdir()),
        key=lambda item: item[0],
    )
    total = size + sum(each for _, each, _ in kept)
    for _, each, entry in kept:
        if total <= KEPT:
            return
        entry.unlink(missing_ok=True)
        total -= each


def _digest(corpus: Corpus) -> str:
    """Of the test documents and the labels."""
    digest = hashlib.sha256("\n".join(corpus.graph.names).encode())
    for document in corpus.test:
        digest.update(f"{document.id}\n{document.text}\n{sorted(document.labels)}\n".encode())
        if document.vector is not None:
            digest.update(document.vector.tobytes())
    return digest.hexdigest()[:16]
