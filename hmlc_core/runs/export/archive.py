"""A run as files that other programs read: vectors, curves, scores, checkpoint, report."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from hmlc_core.errors import StoreError
from hmlc_core.runs.export.report import report
from hmlc_core.runs.export.vectors import Vectors, npz
from hmlc_core.runs.model import load_model
from hmlc_core.runs.run import Curve
from hmlc_core.runs.store.arrays import pack_checkpoint
from hmlc_core.runs.store.files import LocalFiles
from hmlc_core.runs.store.store import RunStore


def export_run(store: RunStore, run_id: str, folder: Path) -> list[Path]:
    """Write everything there is about a run into `folder`, new or empty; returns the files.

    Vectors come with the first checkpoint; until then they are left out, and the report says
    so. Raises `StoreError`, and what `load_model` raises.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StoreError(
            "the export needs a folder of its own",
            where=str(folder),
            expected="a new or an empty folder",
            remedy="Name another folder.",
        )
    target = LocalFiles(folder)
    written = dict(_contents(store, run_id))
    for name, content in written.items():
        target.write(name, content if isinstance(content, bytes) else content.encode())
    return [folder / name for name in sorted(written)]


def export_archive(store: RunStore, run_id: str) -> bytes:
    """The files of `export_run` as one ZIP."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / f"run-{run_id[:8]}"
        export_run(store, run_id, folder)
        return Path(shutil.make_archive(str(folder), "zip", scratch, folder.name)).read_bytes()


def _contents(store: RunStore, run_id: str) -> Iterator[tuple[str, bytes | str]]:
    run, references = store.get(run_id), store.references(run_id)
    checkpoint = store.checkpoint(run_id)
    if run.experiment is not None:
        yield "experiment.json", run.experiment.to_json() + "\n"
    yield "curves.csv", _curves_csv(store.curves(run_id))
    yield "scores.csv", _scores_csv({"this run": run.test_scores, **references})
    if checkpoint is not None:
        yield "checkpoint.safetensors", pack_checkpoint(checkpoint)
        named = _vectors(store, run_id)
        for kind, vectors in named.items():
            yield f"{kind}.tsv", vectors.tsv()
            yield f"{kind}.word2vec.txt", vectors.word2vec()
        yield "vectors.npz", npz(**named)
    yield "report.md", report(run, references, with_vectors=checkpoint is not None)


def _vectors(store: RunStore, run_id: str) -> dict[str, Vectors]:
    """Labels of the trained model, and its words where they are points; padding is no word."""
    import torch

    from hmlc_core.data.text import PAD

    loaded = load_model(store, run_id)
    words = loaded.prepared.vocabulary.words
    ids = [row for row in range(len(words)) if row != PAD]
    with torch.no_grad():
        labels = loaded.model.label_points().numpy()
        points = loaded.model.word_points(torch.tensor(ids))
    vectors = {"labels": Vectors(loaded.prepared.corpus.graph.names, labels)}
    if points is not None:
        vectors["words"] = Vectors([words[row] for row in ids], points.numpy())
    return vectors


def _curves_csv(curves: Mapping[str, Curve]) -> str:
    rows = (
        (name, step, value)
        for name, curve in curves.items()
        for step, value in zip(curve.steps.tolist(), curve.values.tolist(), strict=True)
    )
    return _csv(("metric", "step", "value"), rows)


def _scores_csv(scores: Mapping[str, Mapping[str, float]]) -> str:
    rows = (
        (who, name, value) for who, by_name in scores.items() for name, value in by_name.items()
    )
    return _csv(("predictor", "score", "value"), rows)


def _csv(header: Sequence[str], rows: Iterator[tuple[object, ...]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue()
