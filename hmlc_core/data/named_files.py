"""Files in the folders that offer some: those of `HMLC_DATA_DIR`, and the home's.

Here: which files a name can mean. Not here: which kinds of files there are, and which setting may
name them (`offered`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from hmlc_core.data.home import home
from hmlc_core.data.registry import data_dirs, uploads_dir

Fits = Callable[[Path], bool]
"""Whether a path is of some kind of files."""


def files_there(fits: Fits, name: str = "") -> Iterator[Path]:
    """Files and folders that fit: in the folders of `HMLC_DATA_DIR` in their order, then among
    hierarchies and uploads of `HMLC_HOME`. name: only those that are called so."""
    for parent in (*data_dirs(), home() / "hierarchies", uploads_dir()):
        try:
            inside = [parent] if parent.is_file() else sorted(parent.iterdir())
        except OSError:
            continue
        for path in inside:
            if not path.name.startswith(".") and name in ("", path.name) and fits(path):
                yield path


def named_file(text: str, fits: Fits) -> Path:
    """What a setting names: the first of `files_there` of that name, else the path itself.

    Such a name goes before a file of the current folder, which is `./name`, so that it is the same
    file in the app and in a terminal. There need not be anything at the path.
    """
    bare = bool(text) and Path(text).name == text
    found = next(files_there(fits, text), None) if bare else None
    if found is not None:
        return found
    try:
        return Path(text).expanduser()
    except RuntimeError:  # nobody has that name
        return Path(text)
