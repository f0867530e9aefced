"""Files of a cache, which several processes write and read."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write so that a reader sees the whole file or none; folders are made as needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
        part = Path(file.name)
        file.write(content)
    try:
        os.replace(part, path)  # noqa: PTH105  (one call, atomic on every system)
    finally:
        part.unlink(missing_ok=True)
