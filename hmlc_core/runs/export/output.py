"""Where a person wants files: looked at before the work, and what is said when it cannot be."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hmlc_core.errors import StoreError


def check_output(path: Path) -> None:
    """Raise `StoreError` when no file can be written at `path`."""
    folder = path.parent
    with writing(path):
        if path.is_dir():
            raise _system(errno.EISDIR, path)
        if not folder.is_dir():
            raise _system(errno.ENOENT, folder)
        if not os.access(path if path.exists() else folder, os.W_OK):
            raise _system(errno.EACCES, path)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the system says about an output at `path` into `StoreError`."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            "the output cannot be written",
            where=str(error.filename or path),
            received=error.strerror or str(error),
            remedy="Name another place.",
        ) from error


def _system(number: int, path: Path) -> OSError:
    return OSError(number, os.strerror(number), str(path))
