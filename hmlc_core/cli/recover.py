"""`recover`: the hierarchy in a run's label points, and how well it gives the true one back."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated

import typer

from hmlc_core.cli.answer import Json, answering, decimal
from hmlc_core.cli.progress import telling
from hmlc_core.errors import DataError, SettingError, shorten
from hmlc_core.experiment import UNDEFINED
from hmlc_core.wording import counted

if TYPE_CHECKING:
    from hmlc_core.data.labels import LabelGraph
    from hmlc_core.evaluation.recovery import Level, Recovery
    from hmlc_core.runs.run import Run

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
    below: Annotated[
        str,
        typer.Option(
            "--below",
            help="Only this label and all below it: a part of a large hierarchy, read off exactly.",
            metavar="LABEL",
        ),
    ] = "",
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the hierarchy, for labels.hierarchy of a new run.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read a hierarchy off a run's newest label points, and compare it with the true one."""
    with answering(as_json) as answer:
        from hmlc_core.data.home import check_writable
        from hmlc_core.evaluation import recovery
        from hmlc_core.evaluation.told import below_random, beside_counting, beyond_chance
        from hmlc_core.runs.opened import open_run
        from hmlc_core.runs.run import imported
        from hmlc_core.runs.store.store import RunStore

        if keep:
            check_writable()  # before the work, not after
            if below:
                raise SettingError(
                    "a part of a hierarchy cannot place all labels of a run",
                    where="--keep",
                    received=f"--below {shorten(repr(below))}",
                    remedy="Leave one of the two options out.",
                )
        with telling(silent=as_json) as tell:
            tell("Reading the run")
            opened = open_run(RunStore(), run_id)
            run, graph = opened.run, opened.corpus.graph
            part = [*range(len(graph))]
            if below:
                top = graph.index(below)
                part = [top, *graph.descendants(top)]
                if len(part) == 1:
                    raise SettingError(
                        "there is no hierarchy to recover below a label without children",
                        where="--below",
                        received=shorten(repr(below)),
                        remedy="Name a label further up.",
                    )
                graph = graph.part(part)
            recovery.check_method(method, len(part))  # before the work, too
            newest, known = opened.newest(), opened.prepared.train.labels[:, part]
            points, epoch = newest.points[-1][part], newest.epoch()
            found = recovery.recover(
                points, graph, newest.space, method=method, truth_matrix=known, seed=seed, tell=tell
            )
        kinds = recovery.count_kinds(recovery.compare_edges(graph, found.tree))
        answer.values = {
            "run_id": run.id,
            "stage": newest.name,
            "epoch": epoch,
            "below": below or None,
            "labels": list(graph.names),
            **found.to_dict(),
            "kinds": kinds if graph.edges else None,
        }
        when = newest.moment()
        of = f" from {shorten(below)} down" if below else ""
        answer.say(f"{run.id[:8]} {run.name}: {counted(len(graph), 'label')}{of}; {when}")
        if graph.edges:
            answer.say(recovery.told(graph, kinds))
        answer.table(*recovery_table(found))
        if found.chance:
            said = filter(None, (beyond_chance(found), below_random(found), beside_counting(found)))
            answer.say(" ".join(said).replace("**", ""))
        for note in filter(None, (opened.experiment.model.places_are, *found.notes)):
            answer.say(note)
        if keep:
            answer.values["hierarchy"] = name = _keep(run, graph, found, method)
            given = f"--set labels.hierarchy={name}"
            corpus = " documents that have these labels" if imported(run) else ""
            answer.say(f"Kept. Train{corpus} with it: {given}")


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


def recovery_table(found: Recovery) -> tuple[str, list[str], list[list[str]]]:
    """Title, header and rows: every score beside its baselines, as far as there are any."""
    present = [key for key in _BASELINES if any(key in levels for levels in found.chance.values())]
    rows = []
    for name, value in found.scores.items():
        levels = found.chance.get(name, {})
        cells = [_level(levels[key]) if key in levels else "" for key in present]
        rows.append([name, decimal(value), *cells])
    drawn = "Scores and their chance levels (mean ± standard deviation where it is drawn)"
    title = drawn if present else "Scores"
    return title, ["", "this run", *(_BASELINES[key] for key in present)], rows


def _level(level: Level) -> str:
    if isinstance(level, tuple):
        defined = math.isfinite(level.mean)
        return f"{decimal(level.mean)} ± {decimal(level.sd)}" if defined else UNDEFINED
    return decimal(level)
