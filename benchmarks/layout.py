"""How long a hyperbolic layout takes, by the number of labels."""

from __future__ import annotations

import json
from typing import Annotated

import numpy as np
import typer

from benchmarks.harness import seconds
from hmlc_core.geometry import PoincareBall
from hmlc_core.pictures import stress
from hmlc_core.pictures.arrangement import Arrangement
from hmlc_core.pictures.crowd import arrange_some

DIMENSIONS = 20


def main(
    sizes: Annotated[str, typer.Option(help="Numbers of labels, by commas.")] = "67,150,600,2000",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Arrange random labels of a 20-D ball from nothing, and once more after all moved a little:
    processor seconds."""
    stress.prepare()
    space, random = PoincareBall(DIMENSIONS), np.random.default_rng(0)
    arrange_some(random.uniform(-0.1, 0.1, (5, DIMENSIONS)), space)  # imports
    found = {}
    for size in map(int, sizes.split(",")):
        points = random.normal(size=(size, DIMENSIONS))
        points *= random.uniform(0.2, 0.6, (size, 1)) / np.linalg.norm(points, axis=1)[:, None]
        made: list[Arrangement] = []
        first = seconds(lambda: made.append(arrange_some(points, space)))  # noqa: B023
        again = seconds(lambda: arrange_some(points * 1.01, space, like=made[0]))  # noqa: B023
        found[size] = {"first": first, "next": again}
        if not as_json:
            typer.echo(
                f"{size:5,} labels: {found[size]['first']:5.2f} s from nothing, "
                f"{found[size]['next']:5.2f} s for the next moment"
            )
    if as_json:
        typer.echo(json.dumps(found))
