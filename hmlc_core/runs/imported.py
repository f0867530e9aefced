"""Runs of kind *imported*: points of another program, registered with all that belongs to them.

Labels, hierarchy and documents' labels are kept in the run's checkpoint: it needs no file once it
is there, and moves with the store. Its settings say which files those were, with checksums.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.budget import unheard
from hmlc_core.data.corpus import Corpus, Document, label_matrix
from hmlc_core.data.given_points import GivenPoints, PointFiles, checksum, read_points
from hmlc_core.data.home import check_writable
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.registry import POINTS
from hmlc_core.errors import DataError, shorten
from hmlc_core.evaluation.families import defined, named
from hmlc_core.experiment import CorpusSettings, Experiment
from hmlc_core.experiment.models.imported import SPACES, Imported, check_space
from hmlc_core.geometry.models_of_space import on_hyperboloid
from hmlc_core.methods import method_of
from hmlc_core.snapshot import Checkpoint, Snapshot, frozen_copy
from hmlc_core.wording import counted

if TYPE_CHECKING:
    from hmlc_core.evaluation.recovery import Recovery
    from hmlc_core.geometry import Geometry
    from hmlc_core.runs.run import Run
    from hmlc_core.runs.store.store import RunStore

Row = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ImportedRun:
    """What came of an import.

    notes: what was unusual in its files, in sentences. chance_waits: whether the scores' chance
    levels, which there could be, were left for when they are asked for.
    """

    run_id: str
    experiment: Experiment
    labels: int
    recovery: Recovery
    notes: tuple[str, ...]
    chance_waits: bool


def import_points(
    store: RunStore,
    files: PointFiles,
    space: str = SPACES[0],
    *,
    chance: bool = True,
    tell: Callable[[str], None] = unheard,
) -> ImportedRun:
    """Read files, read a hierarchy off the points, and keep both as a finished run.

    space: what coordinates are points of (`SPACES`). Points of a hyperboloid (the height first,
    −t² + ‖x‖² = −1, t > 0) are kept as their images in the ball. Nothing is kept where a file has
    an error: raises `DataError`, `SettingError`, `StoreError`, `ReadOnlyError`. chance: count the
    scores' chance levels, too, which are not kept; beyond `LARGE` labels they wait until they are
    asked for, since they take as long as all else. tell: called with what is at work.
    """
    from hmlc_core.evaluation.recovery import recover
    from hmlc_core.evaluation.recovery.scores import LARGE

    check_writable()
    objection = _objection(space)
    begun = time.perf_counter()
    tell(f"Reading {shorten(files.points.name)}")
    given = read_points(files, objection)
    experiment = _experiment(given, space)
    geometry = method_of(experiment.model).space(experiment, "", given.points.shape[1])
    assert geometry is not None, "points have a space"
    points, moved = _placed(given.points, space, geometry)
    known = label_matrix(given.documents, len(given.graph))
    chance = chance and len(given.graph) <= LARGE
    recovery = recover(points, given.graph, geometry, truth_matrix=known, chance=chance, tell=tell)
    notes = (*given.notes, *moved)
    tell("Keeping the run")
    run_id = store.create_elsewhere(experiment, name=_name(given, experiment, store))
    snapshot = Snapshot(
        stage=experiment.model.stages()[-1].name,
        step=1,
        steps=1,
        epoch=0,
        seconds=time.perf_counter() - begun,
        scores=defined(named(recovery.scores, "recovery")),
        label_points=points,
        checkpoint=_checkpoint(given, points),
        last=True,
    )
    store.record(run_id, snapshot)
    store.seal_curves(run_id)
    store.pack_frames(run_id)
    store.finish(run_id, "finished", " · ".join(notes))
    waits = bool(given.graph.edges) and not chance
    return ImportedRun(run_id, experiment, len(given.graph), recovery, notes, waits)


def made_of(run: Run) -> tuple[tuple[str, str, str], ...]:
    """The files of an imported run: what each is, its name and its checksum."""
    model = None if run.experiment is None else run.experiment.model
    return model.files() if isinstance(model, Imported) else ()


def kept_corpus(name: str, checkpoint: Checkpoint) -> Corpus:
    """The labels of an imported run, its hierarchy, and the labels of documents beside it."""
    kept = checkpoint.tensors
    graph = LabelGraph(tuple(_text(kept["names"])), tuple(map(tuple, kept["edges"].tolist())))
    starts, labels = kept["document_offsets"].tolist(), kept["document_labels"].tolist()
    documents = tuple(
        Document(one, "", tuple(labels[starts[n] : starts[n + 1]]))
        for n, one in enumerate(_text(kept["document_ids"]))
    )
    return Corpus(name, name.removeprefix(POINTS), graph, train=documents, texts=False)


def _objection(space: str) -> Callable[[Row], DataError | None]:
    known: Mapping[str, Callable[[Row], DataError | None]] = {
        "poincare": _outside_ball,
        "hyperboloid": _off_hyperboloid,
        "euclidean": lambda row: None,
    }
    check_space(space)
    return known[space]


def _outside_ball(row: Row) -> DataError | None:
    radius = float(np.linalg.norm(row))
    if radius < 1:
        return None
    return DataError(
        "a point lies outside the Poincaré ball",
        expected="a norm below 1",
        received=f"norm {radius:.6g}",
        remedy="If the points are of another space, say so: hyperboloid, or euclidean.",
    )


def _off_hyperboloid(row: Row) -> DataError | None:
    if len(row) > 1 and on_hyperboloid(row):
        return None
    height, product = float(row[0]), float(row[1:] @ row[1:] - row[0] * row[0])
    return DataError(
        "a point does not lie on the hyperboloid",
        expected="the height first, then the other coordinates, with a Lorentz product of −1",
        received=f"height {height:.6g}, product {product:.6g}",
        remedy="If the points are of another space, say so: poincare, or euclidean.",
    )


def _placed(
    points: NDArray[np.float32], space: str, geometry: Geometry
) -> tuple[NDArray[np.float32], list[str]]:
    """Points (labels, width) of the geometry, and a sentence on those that it had to move."""
    import torch

    from hmlc_core.geometry.hyperboloid import to_ball

    place = torch.from_numpy(points.astype(np.float64))
    if space == "hyperboloid":
        place = to_ball(place[:, 1:])
    inside = geometry.project(place)
    moved = int((inside != place).any(dim=-1).sum())
    said = (
        f"{counted(moved, 'point')} so near to the rim that distances there are mostly rounding: "
        "moved inwards to the outermost radius that is kept apart."
    )
    return frozen_copy(inside.numpy()), [said] if moved else []


def _experiment(given: GivenPoints, space: str) -> Experiment:
    files, width = given.files, given.points.shape[1]
    told: dict[str, Any] = {}
    for kind in ("points", "names", "edges", "documents"):
        path: Path | None = getattr(files, kind)
        if path is not None:
            told |= {kind: shorten(path.name), f"{kind}_sha256": checksum(path)}
    dim = width - 1 if space == "hyperboloid" else width
    return Experiment(
        corpus=CorpusSettings(name=POINTS + told["points"]),
        model=Imported(space=space, dim=dim, **told),
    )


def _name(given: GivenPoints, experiment: Experiment, store: RunStore) -> str:
    """The file and the dimension, with a number where a run of the store is called so already."""
    plain = f"{shorten(given.files.points.name)} {experiment.model.size()}-D"
    taken = {run.name for run in store.runs()}
    numbered = (f"{plain} ({number})" for number in count(2))
    return next(name for name in chain((plain,), numbered) if name not in taken)


def _checkpoint(given: GivenPoints, points: NDArray[np.float32]) -> Checkpoint:
    """All of it as arrays: a header has no room for a million names."""
    known = label_matrix(given.documents, len(given.graph))
    return Checkpoint(
        tensors={
            "points": points,
            "names": _bytes(given.graph.names),
            "edges": np.array(given.graph.edges, np.int64).reshape(-1, 2),
            "document_ids": _bytes([one.id for one in given.documents]),
            "document_offsets": known.indptr.astype(np.int64),
            "document_labels": known.indices.astype(np.int64),
        },
        state={},
        trained=True,
    )


def _bytes(texts: Any) -> NDArray[np.uint8]:
    return np.frombuffer(json.dumps(list(texts)).encode(), np.uint8)


def _text(content: NDArray[np.uint8]) -> list[str]:
    found: list[str] = json.loads(content.tobytes())
    return found
