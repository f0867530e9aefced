"""The option that says in which order a file has its edges, for every command that reads one."""

from __future__ import annotations

from typing import Annotated

import typer

ChildFirst = Annotated[
    bool | None,
    typer.Option(
        "--child-first/--parent-first",
        help="Which label stands first on each line of the edge file; by default as its first line "
        "says, and else the parent.",
    ),
]
