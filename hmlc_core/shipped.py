"""Where what is shipped beside the code lies: the app, its pages, and assets.

In a checkout that is its top; in a wheel all of it lies inside the package, as data.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent

INSTALLED = _PACKAGE / "application"
"""Where a wheel has it."""

TOP = INSTALLED if INSTALLED.exists() else _PACKAGE.parent
"""The folder with `app.py`, `pages` and `assets`."""

ASSETS = TOP / "assets"
