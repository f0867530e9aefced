"""What is shipped beside the code, and where it lies: the app, its pages, assets, the command.

In a checkout that is its top; in a wheel all of it lies inside the package, as data.
"""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from hmlc_core.errors import on_one_line

_PACKAGE = Path(__file__).resolve().parent

INSTALLED = _PACKAGE / "application"
"""Where a wheel has it."""

TOP = INSTALLED if INSTALLED.exists() else _PACKAGE.parent
"""The folder with `app.py`, `pages` and `assets`."""

ASSETS = TOP / "assets"

COMMAND = "hyperlabel"
"""What a wheel calls the program; see pyproject.toml."""

MODULE = "python -m hmlc_core"
"""What a checkout calls it; so do the texts that are shipped with both."""


def program() -> str:
    """What to write in a terminal before a command, for whoever reads it: as the program was begun,
    and in the app by what is there."""
    begun = Path(sys.argv[0]).stem == COMMAND
    return COMMAND if begun or INSTALLED.exists() else MODULE


def argument(path: str | Path) -> str:
    """A path as it stands in a command that a reader may copy: whole, and in quotes if a shell
    would read it otherwise."""
    return shlex.quote(on_one_line(path))
