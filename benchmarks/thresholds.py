"""Is a gain in macro-F1 more than boldness? The runs of an ablation judged without its threshold.

F1 counts a label as predicted from a probability of .5 on, so a model whose probabilities for rare
labels are merely higher gets more of them. Average precision of a label asks only for the order of
its documents; a threshold chosen on validation documents takes boldness away as well.
"""

from __future__ import annotations

import json
import statistics
from collections import defaultdict
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

THRESHOLDS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
SHOWN = ("macro-F1 at .5", "macro-F1, threshold of validation", "macro average precision")


def main(
    group: Annotated[str, typer.Argument(help="Group of the ablation, as `ablate` prints it.")],
    dim: Annotated[int | None, typer.Option(help="Only runs of this many dimensions.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Macro-F1 of an ablation's runs at .5 and at a chosen threshold, and average precision."""
    from hmlc_core.experiment.variants import variant
    from hmlc_core.runs.store.store import RunStore

    store = RunStore()
    found: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    for run in reversed(store.runs()):
        if run.group != group or run.status != "finished" or run.experiment is None:
            continue
        size = run.experiment.model.size()
        if dim in (None, size):
            name = variant(run.experiment) + ("" if size is None else f" d={size}")
            found[name].append(_judge(store, run.id))
    if not found:
        raise typer.BadParameter(f"no finished run of {group!r}; `runs list` shows the groups")
    table = {name: _summary(rows) for name, rows in found.items()}
    if as_json:
        typer.echo(json.dumps(table))
        return
    for name, row in table.items():
        typer.echo(name)
        for what, (mean, sd, n) in row.items():
            typer.echo(f"  {what:36s}{100 * mean:6.1f} ± {100 * sd:.1f} (n = {n})")


def _judge(store: Any, run_id: str) -> tuple[float, ...]:
    """The three scores of `SHOWN`."""
    from sklearn.metrics import average_precision_score

    from hmlc_core.runs.opened import open_run

    opened = open_run(store, run_id)
    test, validation = (
        (opened.predictor.scores(split), split.labels)
        for split in (opened.prepared.test, opened.prepared.validation)
    )
    best = max(THRESHOLDS, key=lambda threshold: _macro_f1(*validation, threshold))
    scores, true = test[0], test[1].toarray() > 0
    there = true.any(0)  # average precision of a label without documents is undefined
    order = average_precision_score(true[:, there], scores[:, there], average="macro")
    return _macro_f1(*test, 0.5), _macro_f1(*test, best), float(order)


def _macro_f1(scores: NDArray[np.float32], truth: Any, threshold: float) -> float:
    from hmlc_core.evaluation.classification import decide

    return float(decide(scores, truth, threshold=threshold).macro_f1())


def _summary(rows: list[tuple[float, ...]]) -> dict[str, tuple[float, float, int]]:
    spread = statistics.stdev if len(rows) > 1 else lambda _: float("nan")
    return {
        what: (statistics.mean(column), spread(column), len(column))
        for what, column in zip(SHOWN, zip(*rows, strict=True), strict=True)
    }
