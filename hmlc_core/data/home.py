"""Where runs, uploads and the store live on this machine."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """`$HMLC_HOME`, or `runs` in the current folder; whoever first writes there creates it."""
    return Path(os.environ.get("HMLC_HOME") or "runs").expanduser().absolute()
