"""Quality of the presets: test scores over seeds, beside chance, frequency, linear and ceiling."""

from __future__ import annotations

import json
import multiprocessing
import statistics
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Annotated, Any

import typer

CORPORA = "newsroom,rcv1_hyperim_sample,reuters21578,clinc150,goemotions"
SHOWN = ("P@1", "P@3", "P@5", "nDCG@5", "micro_f1")


def main(
    corpora: Annotated[str, typer.Option(help="Names of corpora, by commas.")] = CORPORA,
    presets: Annotated[str, typer.Option(help="Names of presets.")] = "tuned,quick,paper-small",
    seeds: Annotated[int, typer.Option(help="Seeds 0, 1, … for each.")] = 3,
    change: Annotated[list[str] | None, typer.Option("--set", help="field.path=value")] = None,
    jobs: Annotated[int, typer.Option(help="Trainings at a time.")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Train every preset on every corpus with several seeds."""
    names, chosen = corpora.split(","), presets.split(",")
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        references = {name: pool.submit(_references, name) for name in names}
        runs = {
            (name, preset): [
                pool.submit(_train, name, preset, seed, change or []) for seed in range(seeds)
            ]
            for name in names
            for preset in chosen
        }
        result: dict[str, Any] = {}
        for name in names:
            entry: dict[str, Any] = {"references": references[name].result(), "presets": {}}
            if not as_json:
                _print_references(name, entry["references"])
            for preset in chosen:
                done = [run.result() for run in runs[name, preset]]
                entry["presets"][preset] = _summary(done)
                if not as_json:
                    _print_row(preset, entry["presets"][preset])
            result[name] = entry
    if as_json:
        typer.echo(json.dumps(result))


def _references(name: str) -> dict[str, dict[str, float]]:
    from hmlc_core.data.prepare import prepare
    from hmlc_core.data.registry import load_corpus
    from hmlc_core.experiment import CorpusSettings
    from hmlc_core.runs.references import references

    return references(prepare(load_corpus(name), CorpusSettings(name=name), seed=0))


def _train(name: str, preset: str, seed: int, changes: Sequence[str]) -> dict[str, Any]:
    import torch

    from hmlc_core.data.registry import load_corpus
    from hmlc_core.experiment.presets import preset as find
    from hmlc_core.methods.train import train

    torch.set_num_threads(1)
    experiment = find(preset).assign([f"corpus.name={name}", f"seed={seed}", *changes])
    *_, last = train(experiment, load_corpus(name))
    scores = {k.removeprefix("test/"): v for k, v in last.scores.items() if k.startswith("test/")}
    return {"scores": scores, "seconds": last.seconds, "epochs": last.epoch}


def _summary(runs: list[dict[str, Any]]) -> dict[str, Any]:
    keys = runs[0]["scores"]
    spread = statistics.stdev if len(runs) > 1 else lambda _: None
    return {
        "n": len(runs),
        "mean": {key: statistics.mean(run["scores"][key] for run in runs) for key in keys},
        "sd": {key: spread([run["scores"][key] for run in runs]) for key in keys},
        "seconds": statistics.mean(run["seconds"] for run in runs),
        "epochs": statistics.mean(run["epochs"] for run in runs),
    }


def _print_references(name: str, references: dict[str, dict[str, float]]) -> None:
    typer.echo(f"\n{name:22s}" + "".join(f"{score:>16s}" for score in SHOWN))
    for kind, scores in references.items():
        typer.echo(f"  {kind:20s}" + "".join(f"{100 * scores[score]:16.1f}" for score in SHOWN))


def _print_row(preset: str, row: dict[str, Any]) -> None:
    cells = []
    for score in SHOWN:
        sd = row["sd"][score]
        spread = "" if sd is None else f" ± {100 * sd:.1f}"
        cells.append(f"{100 * row['mean'][score]:.1f}{spread}".rjust(16))
    typer.echo(f"  {preset:20s}" + "".join(cells) + f"  {row['seconds']:6.0f} s")
