"""Options that say how a table is to be read, for every command that reads one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from hmlc_core.data.formats.layout import Layout

TextColumn = Annotated[
    str, typer.Option("--text-column", help="The column of a table that holds texts.")
]
LabelsColumn = Annotated[
    str,
    typer.Option(
        "--labels-column",
        help="The column of a table that holds labels, or columns of 0 and 1 with commas between "
        "their names.",
    ),
]
Sep = Annotated[
    str,
    typer.Option(
        "--sep", help="What separates labels in a cell; none: a cell is one label.", metavar="MARK"
    ),
]
PathSep = Annotated[
    str,
    typer.Option(
        "--path-separator",
        help="What separates the levels of a label, such as / in sport/tennis; none: labels are "
        "names.",
        metavar="MARK",
    ),
]
EdgeFile = Annotated[
    Path | None, typer.Option("--hierarchy", help="The edge file of a corpus that brings none.")
]
NamesFile = Annotated[
    Path | None,
    typer.Option(
        "--names",
        help="A file that names labels which documents give as numbers: a name a line, a number "
        "and its name, or JSON.",
    ),
]
ChildFirst = Annotated[
    bool | None,
    typer.Option(
        "--child-first/--parent-first",
        help="Which label stands first on each line of the edge file; by default as its first line "
        "says, and else the parent.",
    ),
]


def layout(
    text: str,
    labels: str,
    sep: str,
    path_separator: str,
    child_first: bool | None,
    names: Path | None,
) -> Layout:
    """The options as a value; what is empty is found out."""
    from hmlc_core.data.formats.layout import Layout

    return Layout(
        text=text,
        labels=labels,
        separator=sep,
        path_separator=path_separator,
        child_first=child_first,
        names=names,
    )
