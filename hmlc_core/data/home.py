"""Where runs, uploads and the store live on this machine, and whether they may be changed."""

from __future__ import annotations

import os
from pathlib import Path

from hmlc_core.errors import ReadOnlyError


def home() -> Path:
    """`$HMLC_HOME`, or `runs` in the current folder; whoever first writes there creates it."""
    return Path(os.environ.get("HMLC_HOME") or "runs").expanduser().absolute()


def read_only() -> bool:
    """Whether HMLC_READ_ONLY is set: people may look at everything, and change nothing."""
    return os.environ.get("HMLC_READ_ONLY", "") not in ("", "0")


def writable() -> bool:
    """Whether the system lets files be made in the home, or the home where there is none yet."""
    there = next(folder for folder in (home(), *home().parents) if folder.exists())
    return os.access(there, os.W_OK)


def check_writable() -> None:
    """Raise `ReadOnlyError` where HMLC_READ_ONLY is set.

    Asked by everything that a person can do to what others see: to runs, corpora and hierarchies.
    """
    if read_only():
        raise ReadOnlyError(
            "HMLC_READ_ONLY is set: nothing can be changed here",
            remedy="Start without that variable to train, upload, rename and delete.",
        )
