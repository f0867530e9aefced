"""Files that other processes read, and that a loss of power must not halve."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

PART = ".part"
"""How a file ends that is still being written; what is left of one belongs to a killed process."""


def write_whole(path: Path, content: bytes) -> None:
    """Write so that a reader sees the whole file or the one before; folders are made as needed.

    When this returns the file is on the disk, and stays there whatever happens to the machine.
    Raises `OSError`, and then leaves nothing behind.
    """
    _make(path.parent)
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex[:12]}{PART}")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # before the name: a name of bytes not yet there is half a file
        os.replace(part, path)  # noqa: PTH105  (one call, atomic on every system)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _keep_names(path.parent)


def clear_parts(folder: Path) -> None:
    """Remove what killed processes left half written in a folder, and in those inside it.

    For a folder that nobody writes to just now.
    """
    for part in folder.rglob(f".*{PART}"):
        part.unlink(missing_ok=True)


def _make(folder: Path) -> None:
    """The folder and those above it, whose names are on the disk, too."""
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(exist_ok=True)
        _keep_names(folder.parent)


def _keep_names(folder: Path) -> None:
    """Have the names in a folder on the disk; Windows does so by itself, and opens no folders."""
    if os.name != "nt":
        place = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(place)
        finally:
            os.close(place)
