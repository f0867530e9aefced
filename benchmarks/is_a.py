"""What the words of finished runs know of hypernyms that they were not told, or were told.

Of every pair of a word and a hypernym inside a run's vocabulary: is the hypernym the more general
one by the Gaussian reading of 2-D balls, by the distance from the origin, by frequency alone? And
where does it stand among all words by distance?
"""

from __future__ import annotations

import json
import math
from typing import Annotated, Any

import typer

from hmlc_core.errors import HyperlabelError


def main(
    runs: Annotated[list[str], typer.Argument(help="Runs that have words.")],
    source: Annotated[str, typer.Option(help="As `hypernyms.source`.")] = "wordnet",
    senses: Annotated[str, typer.Option(help="As `hypernyms.senses`.")] = "first",
    relation: Annotated[str, typer.Option(help="As `hypernyms.relation`.")] = "closure",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Is-a accuracy and mean rank of hypernyms for the words of runs, beside chance."""
    from hmlc_core.runs.store.store import RunStore

    store = RunStore()
    try:
        table = {run: _judge(store, run, (source, senses, relation)) for run in runs}
    except HyperlabelError as error:
        raise typer.BadParameter(str(error)) from None
    if as_json:
        typer.echo(json.dumps(table))
        return
    for run, row in table.items():
        typer.echo(f"{run}: {row.pop('name')}, {row.pop('pairs')} pairs, {row.pop('words')} words")
        for what, value in row.items():
            typer.echo(f"  {what:36s}" + ("         –" if value is None else f"{value:10.3f}"))


def _judge(store: Any, run_id: str, wanted: tuple[str, str, str]) -> dict[str, Any]:
    """What `judged` says of a run, its name first."""
    from hmlc_core.data.hypernyms import read_hypernyms
    from hmlc_core.runs.opened import open_run
    from hmlc_core.runs.words import lexicon_of

    opened = open_run(store, run_id)
    lexicon = lexicon_of(opened)
    known = read_hypernyms(wanted[0], lexicon.names, *wanted[1:])
    return {"name": opened.run.name, **judged(lexicon.points, lexicon.geometry, known, first=0)}


def judged(points: Any, space: Any, known: Any, *, first: int) -> dict[str, Any]:
    """Accuracies and ranks of words at points (V, width), each beside what chance has.

    known: the hypernyms among them. first: rows before it are no words.
    """
    from hmlc_core.evaluation.words.hypernyms import mean_rank
    from hmlc_core.evaluation.words.is_a import CHANCE, disks, ends_by_depth, is_a

    rank = mean_rank(points, known.pairs, space, first=first)
    found = is_a(points, known.pairs, space, first=first)
    told = found
    if disks(space):
        told = is_a(points, known.pairs, space, ends_by_depth(known.depth), first=first)
    values = {
        "Gaussian, ends by frequency": found.gaussian,
        "Gaussian, ends by depth": told.gaussian,
        "nearer to the origin": found.norm,
        "more frequent": found.frequency,
        "chance": CHANCE,
        "mean rank": rank.rank,
        "mean rank by chance": rank.chance,
    }
    shown = {name: value if math.isfinite(value) else None for name, value in values.items()}
    return {"pairs": found.pairs, "words": len(points) - first, **shown}
