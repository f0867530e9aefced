"""`show`: points of another program, kept as a run that the app shows as it shows its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hmlc_core.cli.answer import Json, answering
from hmlc_core.cli.app import ADDRESS
from hmlc_core.cli.progress import telling
from hmlc_core.cli.recover import recovery_table
from hmlc_core.experiment.models.imported import SPACES
from hmlc_core.shipped import program
from hmlc_core.wording import counted


def show(
    points: Annotated[
        Path,
        typer.Argument(
            help="Named points: .tsv (a name and its coordinates a line), .npz, word2vec (.txt, "
            ".vec, .bin), TensorBoard's pair (vectors.tsv with metadata.tsv beside it) or "
            ".safetensors with a file of names.",
            metavar="POINTS",
        ),
    ],
    edges: Annotated[
        Path | None,
        typer.Argument(
            help="The true hierarchy: parent, tab, child on each line, as `embed` reads it.",
            metavar="EDGES",
            show_default=False,
        ),
    ] = None,
    space: Annotated[
        str,
        typer.Option(
            "--space",
            help="What the coordinates are points of: the ball (norms below 1), the hyperboloid "
            "(the time coordinate first), or flat space.",
            metavar="|".join(SPACES),
        ),
    ] = SPACES[0],
    documents: Annotated[
        Path | None,
        typer.Option(
            "--documents",
            help="A corpus whose documents' labels are counted, to stand beside the points.",
        ),
    ] = None,
    names: Annotated[
        Path | None,
        typer.Option("--names", help="The file of the points' names, where there is no other."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Keep points that another program has placed as a run, and read their hierarchy off."""
    with answering(as_json) as answer:
        from hmlc_core.data.given_points import PointFiles
        from hmlc_core.runs.imported import import_points
        from hmlc_core.runs.store.store import RunStore

        files = PointFiles(points, names=names, edges=edges, documents=documents)
        with telling(silent=as_json) as tell:
            run = import_points(RunStore(), files, space, tell=tell)
        dim = run.experiment.model.size()
        ask = f"{program()} recover {run.run_id[:8]} --json" if run.chance_waits else None
        answer.values = {
            "run_id": run.run_id,
            "labels": run.labels,
            "dim": dim,
            "address": f"{ADDRESS}/hierarchy?run={run.run_id}",
            "recovery": run.recovery.to_dict(),
            "chance_by": ask,
            "notes": run.notes,
        }
        answer.say(f"{run.run_id[:8]}: {counted(run.labels, 'label')} in {dim} dimensions")
        for note in run.notes:
            answer.say(f"note: {note}")
        answer.table(*recovery_table(run.recovery))
        if ask:
            answer.say(f"Chance, which takes as long as all else here, is counted by: {ask}")
        for note in run.recovery.notes:
            answer.say(note)
        answer.say(f"Shown at {answer.values['address']} while the app runs.")
