"""Corpus files on disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.data.corpusfiles import Files, good_files


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a new folder: the good corpus with `changes`, or only `files`; None removes one."""

    def write(
        changes: dict[str, str | bytes | None] | None = None, *, files: Files | None = None
    ) -> Path:
        path = tmp_path / "desk"
        path.mkdir()
        for name, content in {
            **(good_files() if files is None else files),
            **(changes or {}),
        }.items():
            if content is not None:
                data = content if isinstance(content, bytes) else content.encode()
                (path / name).parent.mkdir(exist_ok=True)
                (path / name).write_bytes(data)
        return path

    return write
