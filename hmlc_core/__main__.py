"""`python -m hmlc_core`, or `hyperlabel` where it is installed: the commands, put together."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

import typer

from hmlc_core.cli import data, runs, words
from hmlc_core.cli.ablate import ablate
from hmlc_core.cli.app import PASSED_ON, open_app
from hmlc_core.cli.compare import compare
from hmlc_core.cli.doctor import doctor
from hmlc_core.cli.embed import embed
from hmlc_core.cli.encode import encode
from hmlc_core.cli.methods import methods
from hmlc_core.cli.predict import predict
from hmlc_core.cli.prepare import prepare
from hmlc_core.cli.recover import recover
from hmlc_core.cli.train import train
from hmlc_core.cli.words_train import train_words

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Hyperlabel: hyperbolic label embeddings, trained, compared and looked into.",
)
app.command("app", context_settings=PASSED_ON)(open_app)
app.command()(train)
app.command()(compare)
app.command()(ablate)
app.command()(embed)
app.command()(encode)
app.command()(recover)
app.command()(predict)
app.command()(methods)
app.command()(prepare)
app.command()(doctor)
app.add_typer(data.app, name="data")
app.add_typer(runs.app, name="runs")
words.app.command("train")(train_words)
app.add_typer(words.app, name="words")

COMMAND = "hyperlabel"
"""What a wheel calls it; see pyproject.toml."""


def main() -> None:
    """Run the command; output that cannot be written is told in a line, with exit code 1."""
    try:
        app(prog_name=COMMAND if Path(sys.argv[0]).stem == COMMAND else "python -m hmlc_core")
    except OSError as error:
        if error.errno != errno.ENOSPC or error.filename is not None:
            raise
        # What is still waiting to be written would fail again when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        with suppress(OSError):
            typer.echo(f"Error: the output cannot be written ({error.strerror}).", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
