"""The finished runs of assets/demo, trained with fixed seeds on the bundled corpus."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import torch
import typer

from hmlc_core.data.prepare import prepare
from hmlc_core.data.registry import load_corpus
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import preset
from hmlc_core.experiment.stages import CLASSIFIER
from hmlc_core.experiment.variants import variant
from hmlc_core.methods.train import train
from hmlc_core.runs.examples.example import FOLDER, Example, fingerprint, write, write_index
from hmlc_core.runs.grid import ablation_grid
from hmlc_core.runs.references import references
from hmlc_core.snapshot import Snapshot

GROUP = "demo-ablation"
HOLD = "demo-hold"
SEEDS = (0, 1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What an example is trained with; pictures: how many of its labels' places are kept."""

    name: str
    title: str
    experiment: Experiment
    pictures: int
    group: str = ""


def recipes() -> list[Recipe]:
    """Those of all examples, in the order in which they are shown."""
    return [
        Recipe(
            name="demo-hyperim",
            title="Example: HyperIM on newsroom",
            experiment=preset("tuned"),
            pictures=40,
        ),
        Recipe(
            name="demo-hidden",
            title="Example: HiddeN on newsroom",
            experiment=preset("hidden"),
            pictures=20,
        ),
        *(
            Recipe(
                name=f"demo-{variant(one)}-{one.seed}",
                title=f"Example: {variant(one)}, seed {one.seed}",
                experiment=one,
                pictures=1,
                group=GROUP,
            )
            for one in ablation_grid(preset("disk"), [2], SEEDS)
        ),
        *(
            Recipe(
                name=f"demo-{variant(one, 'hold').replace('.', '')}-{one.seed}",
                title=f"Example: {variant(one, 'hold')}, seed {one.seed}",
                experiment=one,
                pictures=1,
                group=HOLD,
            )
            for one in ablation_grid(preset("held"), [2], SEEDS, name="hold")
        ),
    ]


def main(
    folder: Annotated[Path, typer.Option(help="Where the examples go.")] = FOLDER,
    only: Annotated[str, typer.Option(help="One of them, or a group; all otherwise.")] = "",
) -> None:
    """Train the examples anew. They are what a new run store begins with."""
    made = [recipe for recipe in recipes() if only in ("", recipe.name, recipe.group)]
    for recipe in made:
        trained = example(recipe)
        shutil.rmtree(folder / recipe.name, ignore_errors=True)
        write(trained, folder)
        size = sum(file.stat().st_size for file in (folder / recipe.name).iterdir())
        typer.echo(f"{folder / recipe.name}: {size / 1000:,.0f} kB")
    write_index([recipe.name for recipe in recipes() if (folder / recipe.name).exists()], folder)


def example(recipe: Recipe) -> Example:
    """The example, trained as a run is: torch's own threads would share sums in other ways."""
    torch.set_num_threads(1)
    settings = recipe.experiment.corpus
    corpus = load_corpus(settings.name, grow_to=settings.documents)
    snapshots = list(train(recipe.experiment, corpus))
    prepared = prepare(corpus, settings, recipe.experiment.seed)
    return Example(
        name=recipe.name,
        title=recipe.title,
        group=recipe.group,
        experiment=recipe.experiment,
        corpus=fingerprint(corpus),
        snapshots=list(_thinned(snapshots, recipe.pictures)),
        references=references(prepared),
    )


def _thinned(snapshots: Sequence[Snapshot], pictures: int) -> Iterator[Snapshot]:
    """The snapshots that a page needs: those with scores, and those with one of the pictures.

    Pictures are evenly spread over each stage, its first and last among them. Of several, a fifth
    is of the stages before the classifier, which move faster and are looked at less.
    """
    kept = set()
    for stage in dict.fromkeys(snapshot.stage for snapshot in snapshots):
        places = [place for place, one in enumerate(snapshots) if one.stage == stage]
        share = pictures if stage == CLASSIFIER.name else pictures // 5
        kept.update(_spread(places, share))
    for place, snapshot in enumerate(snapshots):
        whole = replace(snapshot, checkpoint=snapshot.checkpoint if snapshot.last else None)
        if place in kept:
            yield whole
        elif snapshot.scores:
            yield replace(whole, label_points=None, word_points=None)


def _spread(places: Sequence[int], count: int) -> set[int]:
    """`count` of the places, evenly; the last one first of all."""
    if count < 2:
        return set(places[-count:]) if count else set()
    last = len(places) - 1
    return {places[round(last * n / (count - 1))] for n in range(count)}
