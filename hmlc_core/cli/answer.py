"""How every command answers: tables for people, or one JSON object as the last line."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hmlc_core.errors import HyperlabelError
from hmlc_core.experiment import ALL, SCORES, UNDEFINED

if TYPE_CHECKING:
    from hmlc_core.evaluation.ablation import Sample

Json = Annotated[
    bool, typer.Option("--json", help="Print one JSON object as the last line, and no progress.")
]

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells expect it."""


@dataclass
class Answer:
    """What a command has found out.

    values: the JSON object. code: exit code, unless an error is raised.
    """

    as_json: bool
    values: dict[str, Any] = field(default_factory=dict)
    code: int = 0

    def say(self, text: str = "") -> None:
        """A line for people."""
        if not self.as_json:
            typer.echo(text)

    def table(self, title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table for people; the first column is text, the others are numbers."""
        if self.as_json:
            return
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        # Where nobody looks, in a pipe, no line is broken for the width of a screen.
        console = Console() if sys.stdout.isatty() else Console(width=200)
        table = Table(box=None, padding=(0, 2, 0, 0))
        for place, name in enumerate(header):
            table.add_column(name, justify="right" if place else "left")
        for row in rows:
            table.add_row(*map(Text, row))  # Text: names are not markup
        console.print(Text(title))  # as the table's own title it would wrap at the table's width
        console.print(table)


@contextmanager
def answering(as_json: bool) -> Iterator[Answer]:
    """Print the answer at the end; an error for people becomes one line and exit code 1."""
    answer = Answer(as_json)
    try:
        yield answer
    except HyperlabelError as error:
        message = " ".join(str(error).split())
        typer.echo(f"Error: {message}", err=True)
        answer.values, answer.code = {"error": message, **answer.values}, 1
    if as_json:
        typer.echo(json.dumps(plain(answer.values), allow_nan=False))
    if answer.code:
        raise typer.Exit(answer.code)


def plain(value: Any) -> Any:
    """A value as JSON has it: what is not finite is null."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if hasattr(value, "tolist"):  # numpy
        return plain(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def complete(scores: Mapping[str, float]) -> dict[str, float | None]:
    """All scores of the registry by name, None for what is undefined; empty without any."""
    return {name: scores.get(name) for name in ALL} if scores else {}


def whole(value: float | None) -> int | None:
    """A mean of counts as a count."""
    return None if value is None else round(value)


def score_rows(scores: Mapping[str, Mapping[str, float]]) -> list[list[str]]:
    """Predictor and its scores in percent, in the order of `SCORES`; for `Answer.table`."""
    return [[who, *(percent(found.get(name)) for name in SCORES)] for who, found in scores.items()]


def decimal(value: float, digits: int = 3) -> str:
    """A number with so many decimal places; a dash for one that is undefined."""
    return f"{value:.{digits}f}" if math.isfinite(value) else UNDEFINED


def percent(score: float | None) -> str:
    """A score in percent; a dash for one that is undefined or was not measured."""
    return UNDEFINED if score is None else f"{100 * score:.1f}"


def mean_percent(sample: Sample | None) -> str:
    """Mean ± standard deviation of a score over seeds, in percent; as `percent` without any."""
    return UNDEFINED if sample is None else sample.written()
