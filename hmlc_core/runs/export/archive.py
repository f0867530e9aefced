"""A run as files that other programs read: vectors, curves, scores, checkpoint, report."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hmlc_core.budget import unheard
from hmlc_core.errors import HyperlabelError, StoreError
from hmlc_core.evaluation.interaction import Finding, interaction_findings
from hmlc_core.runs.export.output import writing
from hmlc_core.runs.export.report import report
from hmlc_core.runs.export.tables import table
from hmlc_core.runs.export.vectors import Vectors, npz
from hmlc_core.runs.opened import OpenedRun
from hmlc_core.runs.run import Curve, Run
from hmlc_core.runs.store.arrays import pack_checkpoint
from hmlc_core.runs.store.checksums import read_checked
from hmlc_core.runs.store.store import RunStore
from hmlc_core.snapshot import Checkpoint
from hmlc_core.wording import epochs

if TYPE_CHECKING:
    from hmlc_core.evaluation.predictor import Places

Contents = dict[str, bytes | str]
"""File name -> content."""

_NOTHING_YET = "There are no vectors yet: nothing is trained so far that could predict."
_NO_PLACES = "There are no vectors: this method has no places for labels or words."

MOST_LABELS = 100
"""Labels of a test document whose scores are exported beside those that it has."""


def export_run(
    store: RunStore,
    run_id: str,
    folder: Path,
    tell: Callable[[str], None] = unheard,
    hear: Callable[[str], None] = unheard,
) -> list[Path]:
    """Write everything there is about a run into `folder`, new or empty; returns the files.

    Vectors and predictions come with a trained model; until then they are left out, and the
    report says so. What is damaged, or needs a corpus that is gone, is left out alone.
    tell: called with each sentence on what is left out so, and why; the report has them, too.
    hear: called with what is at work.
    Raises `StoreError` where the folder cannot be written, or the store cannot be read.
    """
    with writing(folder):  # before the work, not after
        taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
        if not taken:
            folder.mkdir(parents=True, exist_ok=True)
    if taken:
        raise StoreError(
            "the export needs a folder of its own",
            where=str(folder),
            expected="a new or an empty folder",
            remedy="Name another folder.",
        )
    written, left_out = _contents(store, run_id, hear)
    with writing(folder):
        for name, content in written.items():
            data = content if isinstance(content, bytes) else content.encode()
            (folder / name).write_bytes(data)
    for sentence in left_out:
        tell(sentence)
    return [folder / name for name in sorted(written)]


def export_archive(store: RunStore, run_id: str, tell: Callable[[str], None] = unheard) -> bytes:
    """The files of `export_run` as one ZIP."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / f"run-{run_id[:8]}"
        export_run(store, run_id, folder, tell)
        return Path(shutil.make_archive(str(folder), "zip", scratch, folder.name)).read_bytes()


def _contents(
    store: RunStore, run_id: str, hear: Callable[[str], None]
) -> tuple[Contents, list[str]]:
    """The files, and sentences on what is left out because it cannot be read."""
    hear("Reading scores and curves")
    run, references = store.get(run_id), store.references(run_id)
    files: Contents = {}
    settings = _settings(store, run)
    if settings is not None:
        files["experiment.json"] = settings
    files["curves.csv"] = _curves_csv(store.curves(run_id))
    if run.experiment is None or run.experiment.model.scores_documents:
        files["scores.csv"] = _scores_csv({"this run": run.test_scores, **references})
    damage = store.check(run_id, hear).damage
    left_out = [f"In the run store: {damage}"] if damage else []
    if settings is None:
        left_out.append(f"Left out: settings. They cannot be read: {run.unreadable.rstrip('.')}.")
    model, behind = _Model(), ""
    try:
        checkpoint = store.checkpoint(run_id)
        if checkpoint is not None:
            files["checkpoint.safetensors"] = pack_checkpoint(checkpoint)
            behind = _behind(run, checkpoint)
        if checkpoint is not None and checkpoint.trained:
            model = _model(store, run, hear)
    except HyperlabelError as error:
        model.about = "There are no vectors."
        kept = "" if "checkpoint.safetensors" in files else "checkpoint, "
        left_out.append(f"Left out: {kept}vectors and predictions. {_reason(error)}")
    files |= model.files
    files["report.md"] = report(
        run,
        references,
        model.findings,
        list(files),
        f"{model.about} {behind}".rstrip(),
        model.between,
        left_out,
    )
    return files, left_out


def _settings(store: RunStore, run: Run) -> bytes | str | None:
    """The settings; where those in the database cannot be read, the file that has them, too, if
    that is whole."""
    if run.experiment is not None:
        return run.experiment.to_json() + "\n"
    with suppress(StoreError):
        return read_checked(store.files(run.id), "experiment.json")[0]
    return None


def _behind(run: Run, checkpoint: Checkpoint) -> str:
    """Of which epochs checkpoint and model are, where curves go further; empty elsewhere."""
    done, best = checkpoint.epoch, checkpoint.best_epoch
    if done is None or best is None or checkpoint.stage != run.stage:
        return ""
    reached, said = epochs(run.epoch), []
    if epochs(done) != reached:
        said.append(f"`checkpoint.safetensors` is of the moment after {epochs(done)}")
    if checkpoint.trained and epochs(best) != reached:
        model = f"the model after {epochs(best)}, the best in validation"
        said.append(f"vectors and predictions are of {model}")
    return f"Curves go up to {reached}: {'; '.join(said)}." if said else ""


def _reason(error: HyperlabelError) -> str:
    """What is wrong, without what to do about it: the rest is there."""
    place = ", found ".join(filter(None, (error.where, error.received)))
    return f"The reason: {error.what}{f' ({place})' if place else ''}."


@dataclass
class _Model:
    """What a trained model adds to an export; see `report` for `about`, `between`, `findings`."""

    files: Contents = field(default_factory=dict)
    about: str = _NOTHING_YET
    between: str = ""
    findings: tuple[Finding, ...] = ()


def _model(store: RunStore, run: Run, hear: Callable[[str], None]) -> _Model:
    """Raises what `OpenedRun` raises."""
    hear("Reading the corpus and the model")
    opened = OpenedRun(store, run)
    found = _Model(about=_NO_PLACES, between=opened.between(opened.stages()))
    labels, places = opened.experiment.model.scores_documents, opened.predictor.places
    if places is not None:
        found.about = places.geometry.description
        found.files |= _vectors(opened, places)
    if places is not None and labels:
        hear("Measuring words and labels beside chance")
        found.findings = interaction_findings(opened.predictor, opened.prepared)
    if opened.corpus.test and labels:
        hear("Scoring the test documents")
        found.files["predictions.csv"] = _predictions(opened)
    return found


def _vectors(opened: OpenedRun, places: Places) -> Contents:
    """Points of labels and of words, as far as the method has them; padding is no word."""
    from hmlc_core.data.text import PAD

    named = {}
    if len(places.labels):
        named["labels"] = Vectors(opened.corpus.graph.names, places.labels)
    if places.words is not None:
        words = opened.prepared.vocabulary.words
        rows = [row for row in range(len(words)) if row != PAD]
        named["words"] = Vectors([words[row] for row in rows], places.words[rows])
    files: Contents = {"vectors.npz": npz(**named)}
    for kind, vectors in named.items():
        files[f"{kind}.tsv"] = vectors.tsv()
        files[f"{kind}.word2vec.txt"] = vectors.word2vec()
    return files


def _predictions(opened: OpenedRun) -> str:
    """Every score of every test document, and which labels it has."""
    test, names = opened.corpus.test, opened.corpus.graph.names
    scores = opened.predictor.scores(opened.prepared.test)
    rows = (
        (document.id, names[label], f"{row[label]:.6g}", int(label in document.labels))
        for document, row in zip(test, scores, strict=True)
        for label in _exported(row, document.labels)
    )
    return table(("document", "label", "score", "true"), rows)


def _exported(row: NDArray[np.floating], true: Sequence[int]) -> list[int]:
    """The labels with the highest scores, and all that the document has, best first."""
    order: list[int] = np.argsort(-row, kind="stable").tolist()
    has = set(true)
    return order[:MOST_LABELS] + [label for label in order[MOST_LABELS:] if label in has]


def _curves_csv(curves: Mapping[str, Curve]) -> str:
    rows = (
        (name, step, value)
        for name, curve in curves.items()
        for step, value in zip(curve.steps.tolist(), curve.values.tolist(), strict=True)
    )
    return table(("metric", "step", "value"), rows)


def _scores_csv(scores: Mapping[str, Mapping[str, float]]) -> str:
    rows = (
        (who, name, value) for who, by_name in scores.items() for name, value in by_name.items()
    )
    return table(("predictor", "score", "value"), rows)
