"""`app`: open the app in the browser."""

from __future__ import annotations

import os
import sys

import typer

from hmlc_core.shipped import TOP

PASSED_ON = {"ignore_unknown_options": True, "allow_extra_args": True}
"""For the command's own context: what is not known here is Streamlit's."""

ADDRESS = "http://localhost:8501"
"""Where the app answers, unless its options say otherwise."""


def open_app(context: typer.Context) -> None:
    """Open the app in the browser, until Ctrl-C.

    Further options are Streamlit's, as in `--server.port=8502`; docs/serving.md has those for more
    than one reader.
    """
    command = [sys.executable, "-m", "streamlit", "run", str(TOP / "app.py"), *context.args]
    sys.stdout.flush()
    os.execv(sys.executable, command)  # signals reach the server itself
