"""`python -m hmlc_core`, or `hyperlabel` where it is installed: the commands, put together."""

from __future__ import annotations

import errno
import gc
import os
import sys
import traceback
from contextlib import suppress
from typing import Annotated

import typer

from hmlc_core import __version__
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
from hmlc_core.cli.publish import publish
from hmlc_core.cli.recover import recover
from hmlc_core.cli.settings import settings
from hmlc_core.cli.show import show
from hmlc_core.cli.train import train
from hmlc_core.cli.words_train import train_words
from hmlc_core.importing import one_thread_at_a_time
from hmlc_core.masking import masked
from hmlc_core.shipped import COMMAND, program


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"{COMMAND} {__version__}")
        raise typer.Exit


app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _every(
    version: Annotated[
        bool,
        typer.Option("--version", help="Say the version.", is_eager=True, callback=_say_version),
    ] = False,
) -> None:
    """Hyperlabel: hyperbolic label embeddings, trained, compared and looked into."""


app.command("app", context_settings=PASSED_ON)(open_app)
app.command()(train)
app.command()(compare)
app.command()(ablate)
app.command()(embed)
app.command()(encode)
app.command()(recover)
app.command()(show)
app.command()(predict)
app.command()(publish)
app.command()(methods)
app.command()(prepare)
app.command()(doctor)
app.command()(settings)
app.add_typer(data.app, name="data")
app.add_typer(runs.app, name="runs")
words.app.command("train")(train_words)
app.add_typer(words.app, name="words")


def main() -> None:
    """Run the command; output that cannot be written is told in a line, a defect with a traceback
    in which passwords are masked, both with exit code 1."""
    one_thread_at_a_time()  # kernels are prepared in one behind a command's own
    # Imports leave half a million objects that stay. At Python's own pace of 700 all of them are
    # gone through seven times, which is a sixth of what importing takes.
    gc.set_threshold(10_000)
    try:
        app(prog_name=program())
    except Exception as error:
        if not (isinstance(error, OSError) and _is_of_the_output(error)):
            typer.echo(masked("".join(traceback.format_exception(error))), err=True, nl=False)
            sys.exit(1)
        # What is still waiting to be written would fail again when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        with suppress(OSError):
            typer.echo(f"Error: the output cannot be written ({error.strerror}).", err=True)
        sys.exit(1)
    finally:
        # The interpreter would go through all of them again before it ends: half a second.
        gc.freeze()


def _is_of_the_output(error: OSError) -> bool:
    """Whether there is no space for what is printed."""
    return error.errno == errno.ENOSPC and error.filename is None


if __name__ == "__main__":
    main()
