"""What words know of hypernyms over seeds: by Eq. 3 alone, and when Eq. 4 has drawn them.

HMLC_DATA_DIR=… python -m benchmarks is_a_seeds --corpus reuters21578 --seeds 5

Each seed trains words once, and draws the same words to their hypernyms then.
"""

from __future__ import annotations

import json
import time
from statistics import mean, stdev
from typing import Annotated, Any

import typer

from benchmarks.harness import say
from benchmarks.is_a import judged

REUTERS = ("model.dim=2", "corpus.min_count=5", "words.epochs=25")
STAGES = {"words": "Eq. 3", "hypernyms": "Eq. 3, then Eq. 4"}


def main(
    corpus: Annotated[str, typer.Option(help="A known corpus, or a folder.")] = "reuters21578",
    seeds: Annotated[int, typer.Option(help="Seeds, from 0 on.", min=1)] = 5,
    source: Annotated[str, typer.Option(help="As `hypernyms.source`.")] = "wordnet",
    change: Annotated[
        list[str] | None, typer.Option("--set", help=f"field.path=value, after {REUTERS}.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Is-a accuracy and mean rank of hypernyms: mean ± standard deviation over seeds."""
    import torch

    torch.set_num_threads(1)
    found: dict[str, list[dict[str, Any]]] = {title: [] for title in STAGES.values()}
    begun = time.process_time()
    for seed in range(seeds):
        say(f"  seed {seed} …")
        settings = [f"corpus.name={corpus}", *REUTERS, f"hypernyms.source={source}"]
        for title, values in _of_seed([*settings, *(change or []), f"seed={seed}"]).items():
            found[title].append(values)
    told = {title: _over_seeds(rows) for title, rows in found.items()}
    told_of = {"seeds": seeds, "seconds": time.process_time() - begun, "found": told}
    print(json.dumps(told_of, indent=1) if as_json else _table(told))


def _of_seed(settings: list[str]) -> dict[str, dict[str, Any]]:
    """What is known of hypernyms after each stage."""
    from hmlc_core.data.prepare import prepare
    from hmlc_core.data.registry import load_corpus
    from hmlc_core.data.text import SPECIAL
    from hmlc_core.experiment.presets import preset
    from hmlc_core.methods import method_of
    from hmlc_core.methods.hypernym_ranks import hypernyms_of
    from hmlc_core.methods.train import train

    experiment = preset("words-hypernyms").assign(settings)
    data = load_corpus(experiment.corpus.name)
    known = hypernyms_of(experiment, prepare(data, experiment.corpus, experiment.seed))
    method = method_of(experiment.model)
    starts = {}
    for snapshot in train(experiment, data):
        if snapshot.checkpoint is not None:
            starts = {**starts, **snapshot.checkpoint.starts}
            last = snapshot.checkpoint
    points = {"words": starts["words"]["points"], "hypernyms": last.tensors["points"]}
    size = experiment.model.size() or 0
    return {
        title: judged(
            points[stage], method.space(experiment, stage, size), known, first=len(SPECIAL)
        )
        for stage, title in STAGES.items()
    }


def _over_seeds(rows: list[dict[str, Any]]) -> dict[str, tuple[float, float] | None]:
    """Mean and standard deviation of each value; None where it is undefined."""
    return {
        name: None if None in values else (mean(values), stdev(values) if len(values) > 1 else 0.0)
        for name in rows[0]
        for values in [[row[name] for row in rows]]
    }


def _table(found: dict[str, dict[str, tuple[float, float] | None]]) -> str:
    """In Markdown; shares in percent."""
    names = list(next(iter(found.values())))
    lines = ["| words | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for title, values in found.items():
        cells = (_cell(name, values[name]) for name in names)
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(name: str, value: tuple[float, float] | None) -> str:
    if value is None:
        return "–"
    middle, spread = value
    if middle > 1 or "rank" in name:
        return f"{middle:,.0f} ± {spread:,.0f}"
    return f"{100 * middle:.1f} ± {100 * spread:.1f}"
