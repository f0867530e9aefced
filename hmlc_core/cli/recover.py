"""`recover`: the hierarchy in a run's label points, and how well it gives the true one back."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated

import typer

from hmlc_core.cli.answer import Json, answering
from hmlc_core.errors import DataError, StoreError

if TYPE_CHECKING:
    from hmlc_core.data.labels import LabelGraph
    from hmlc_core.data.prepare import Prepared
    from hmlc_core.evaluation.recovery import Level, Recovery
    from hmlc_core.geometry.base import Geometry
    from hmlc_core.runs.run import Run
    from hmlc_core.runs.store.store import RunStore
    from hmlc_core.snapshot import Array

_BASELINES = {
    "random_tree": "random tree",
    "shuffled": "shuffled",
    "star": "star",
    "cooccurrence_90": "counting ≥ .9",
    "cooccurrence_80": "counting ≥ .8",
}


def recover(
    run_id: Annotated[str, typer.Argument(help="The run's id, or its beginning.", metavar="RUN")],
    method: Annotated[
        str,
        typer.Option("--method", help="How the tree is read off: arborescence, greedy or linkage."),
    ] = "arborescence",
    seed: Annotated[int, typer.Option("--seed", min=0, help="Start of every random draw.")] = 0,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the hierarchy, for labels.hierarchy of a new run.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read a hierarchy off a run's newest label points, and compare it with the true one."""
    with answering(as_json) as answer:
        from hmlc_core.evaluation import recovery
        from hmlc_core.runs.store.store import RunStore

        store = RunStore()
        run = store.get(run_id)
        stage, epoch, points, geometry = _newest_points(store, run)
        prepared = _prepared(run, len(points))
        graph = prepared.corpus.graph
        found = recovery.recover(
            points, graph, geometry, method=method, truth_matrix=prepared.train.labels, seed=seed
        )
        kinds = recovery.count_kinds(recovery.compare_edges(graph, found.tree))
        answer.values = {
            "run_id": run.id,
            "stage": stage,
            "epoch": epoch,
            "labels": list(graph.names),
            **found.to_dict(),
            "kinds": kinds if graph.edges else None,
        }
        answer.say(f"{run.id[:8]} {run.name}: {len(graph)} labels after epoch {epoch:g} of {stage}")
        if graph.edges:
            answer.say(
                f"Of {sum(kinds.values()) - kinds['missing']} recovered edges {kinds['right']} are "
                f"right, {kinds['reversed']} reversed, {kinds['wrong_parent']} wrong; "
                f"{kinds['missing']} are missing."
            )
        answer.table("Scores and their chance levels", *_table(found))
        for note in found.notes:
            answer.say(note)
        if keep:
            answer.values["hierarchy"] = name = _keep(run, graph, found, method)
            answer.say(f"Kept. Train with it: --set labels.hierarchy={name}")


def _keep(run: Run, graph: LabelGraph, found: Recovery, method: str) -> str:
    from hmlc_core.data.hierarchies import keep_hierarchy
    from hmlc_core.data.labels import LabelGraph

    if not found.tree.edges:
        raise DataError(
            "no edge was recovered: there is no hierarchy to keep",
            where=f"run {run.id[:8]}",
            remedy="Train longer, or read the tree off another way (--method).",
        )
    recovered = LabelGraph(graph.names, found.tree.edges, graph.texts)
    return keep_hierarchy(recovered, f"{run.id[:8]}-{method}")


def _newest_points(store: RunStore, run: Run) -> tuple[str, float, Array, Geometry]:
    """Stage, epoch, label points (labels, dim) and their space; of training, where it has begun."""
    from hmlc_core.training.build import label_geometry, model_geometry

    if run.experiment is None:
        raise StoreError(
            "the run was written by another version and cannot be read", where=f"run {run.id[:8]}"
        )
    for stage in ("train", "labels"):
        frames = store.frames(run.id, stage)
        if frames.label_points is None:
            continue
        points = frames.label_points[-1]
        space = (
            model_geometry(run.experiment, points.shape[1])
            if stage == "train"
            else label_geometry(run.experiment)
        )
        return stage, float(frames.epochs[-1]), points, space
    raise StoreError(
        "the run has no label points yet",
        where=f"run {run.id[:8]}",
        remedy="Wait for its first snapshot.",
    )


def _prepared(run: Run, labels: int) -> Prepared:
    from hmlc_core.data.prepare import prepare
    from hmlc_core.data.registry import load_corpus

    assert run.experiment is not None
    settings = run.experiment.corpus
    corpus = load_corpus(settings.name, documents=settings.documents)
    if len(corpus.graph) != labels:
        raise DataError(
            "the corpus has changed since the run was trained",
            where=corpus.name,
            expected=f"{labels} labels",
            received=str(len(corpus.graph)),
            remedy="Put the old corpus back, or train again.",
        )
    return prepare(corpus, settings, run.experiment.seed)


def _table(found: Recovery) -> tuple[list[str], list[list[str]]]:
    """Header and rows: every score beside its baselines, as far as there are any."""
    present = [key for key in _BASELINES if any(key in levels for levels in found.chance.values())]
    rows = []
    for name, value in found.scores.items():
        levels = found.chance.get(name, {})
        cells = [_level(levels[key]) if key in levels else "" for key in present]
        rows.append([name, _number(value), *cells])
    return ["", "this run", *(_BASELINES[key] for key in present)], rows


def _level(level: Level) -> str:
    if isinstance(level, tuple):
        return f"{_number(level.mean)} ± {_number(level.sd)}"
    return _number(level)


def _number(value: float) -> str:
    return f"{value:.3f}" if math.isfinite(value) else "undefined"
