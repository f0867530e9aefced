"""HiddeN's tables: regimes over seeds with labels missing, with less data, and on real corpora."""

from __future__ import annotations

import json
import multiprocessing
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Annotated, Any

import typer

Cell = tuple[str, ...]
"""What is written at the left of a row: corpus, share missing or size, variant."""

SHOWN = {
    "clean micro": "test/micro_f1",
    "clean macro": "test/macro_f1",
    "dropped micro": "test_missing/micro_f1",
    "dropped macro": "test_missing/macro_f1",
    "dead units": "network/dead_units",
    "edge F1": "recovery/edge_f1",
    "ancestor F1": "recovery/ancestor_f1",
    "Spearman": "recovery/spearman",
    "MAP": "recovery/map",
    "nDCG@5": "test/nDCG@5",
}
BASELINES = ("cooccurrence_90", "cooccurrence_80", "random_tree", "shuffled")
SIZES = "100,300,1000,3000,10000,30000"


def main(
    table: Annotated[
        str, typer.Argument(help="missing, sizes (both synthetic) or corpora.")
    ] = "missing",
    seeds: Annotated[int, typer.Option(help="Seeds 0, 1, … for each row.")] = 10,
    variants: Annotated[str, typer.Option(help="Names of variants, by commas; all if empty.")] = "",
    corpora: Annotated[
        str, typer.Option(help="For the table of corpora.")
    ] = "newsroom,reuters21578,goemotions",
    sizes: Annotated[str, typer.Option(help="Training points, for the table of sizes.")] = SIZES,
    missing: Annotated[
        str, typer.Option(help="Shares of documents that lose a label.")
    ] = "0,0.2,0.4",
    change: Annotated[list[str] | None, typer.Option("--set", help="field.path=value")] = None,
    jobs: Annotated[int, typer.Option(help="Trainings at a time.")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Train HiddeN's regimes and controls; encoder and documents are shared by equal seeds."""
    started = time.monotonic()
    rows = dict(_rows(table, variants, corpora.split(","), missing.split(","), sizes.split(",")))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        futures = {
            cell: [
                pool.submit(_train, preset, [*changes, *(change or [])], seed)
                for seed in range(seeds)
            ]
            for cell, (preset, changes) in rows.items()
        }
        result = []
        for cell, runs in futures.items():
            done = [run.result() for run in runs]
            result.append({"row": cell, "n": len(done), "scores": _summary(done)})
            if not as_json:
                _print(result[-1])
    seconds = time.monotonic() - started
    if as_json:
        typer.echo(json.dumps({"table": table, "rows": result, "seconds": seconds}))
    else:
        typer.echo(f"\n{sum(len(runs) for runs in futures.values())} runs in {seconds:.0f} s")


def _rows(
    table: str,
    wanted: str,
    corpora: Sequence[str],
    missing: Sequence[str],
    sizes: Sequence[str],
) -> Iterator[tuple[Cell, tuple[str, list[str]]]]:
    """Row -> preset and what is assigned to it."""
    from hmlc_core.experiment.presets import preset
    from hmlc_core.experiment.variants import variants

    model = preset("hidden").model
    known = {
        name: fields for found in model.variants for name, fields in variants(model, found).items()
    }
    for name in wanted.split(",") if wanted else variants(model):
        fixed = [f"model.{field}={value}" for field, value in known[name].items()]
        if table == "missing":
            for share in missing:
                changes = [*fixed, f"corpus.missing={share}"]
                yield ("synthetic", f"p={share}", name), ("hidden-synthetic", changes)
        elif table == "sizes":
            for size in sizes:
                changes = [*fixed, f"corpus.documents={size}"]
                yield ("synthetic", f"n={size}", name), ("hidden-synthetic", changes)
        elif table == "corpora":
            for corpus in corpora:
                for share in missing:
                    changes = [*fixed, f"corpus.name={corpus}", f"corpus.missing={share}"]
                    yield (corpus, f"p={share}", name), ("hidden", changes)
        else:
            raise typer.BadParameter("table is missing, sizes or corpora")


def _train(name: str, changes: Sequence[str], seed: int) -> dict[str, float]:
    """Scores of one run, and the levels of chance of its recovery as `chance/baseline/score`."""
    import torch

    from hmlc_core.data.prepare import prepare
    from hmlc_core.data.registry import load_corpus
    from hmlc_core.evaluation.recovery import recover
    from hmlc_core.experiment.presets import preset
    from hmlc_core.methods import method_of
    from hmlc_core.methods.train import train

    torch.set_num_threads(1)
    experiment = preset(name).assign([*changes, f"seed={seed}"])
    corpus = load_corpus(experiment.corpus.name, grow_to=experiment.corpus.documents)
    *_, last = train(experiment, corpus)
    scores = dict(last.scores)
    points = last.label_points
    if corpus.graph.edges and points is not None:
        prepared = prepare(corpus, experiment.corpus, seed)
        space = method_of(experiment.model).space(experiment, last.stage, points.shape[1])
        found = recover(points, corpus.graph, space, truth_matrix=prepared.train.labels)
        for score, levels in found.chance.items():
            for baseline, level in levels.items():
                scores[f"chance/{baseline}/{score}"] = getattr(level, "mean", level)
    return scores | {"seconds": last.seconds}


def _summary(runs: Sequence[Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Score -> mean, median and standard deviation over the runs where it is defined."""
    names = dict.fromkeys(name for run in runs for name in run)
    found = {}
    for name in names:
        values = [run[name] for run in runs if name in run and run[name] == run[name]]
        if values:
            found[name] = {
                "n": len(values),
                "mean": statistics.fmean(values),
                "median": statistics.median(values),
                "sd": statistics.stdev(values) if len(values) > 1 else 0.0,
            }
    return found


def _print(row: Mapping[str, Any]) -> None:
    scores = row["scores"]
    typer.echo(f"\n{', '.join(row['row'])} ({row['n']} seeds, {scores['seconds']['mean']:.1f} s)")
    for title, name in SHOWN.items():
        if name in scores:
            s = scores[name]
            text = f"{s['mean']:.3f} ± {s['sd']:.3f}, median {s['median']:.3f} (n = {s['n']})"
            beside = [
                f"{baseline} {scores[key]['mean']:.2f}"
                for baseline in BASELINES
                if (key := f"chance/{baseline}/{name.removeprefix('recovery/')}") in scores
            ]
            typer.echo(f"  {title:14}{text}  {'  '.join(beside)}")
