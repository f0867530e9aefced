"""A file is there whole or not at all, and on the disk before it is under its name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hmlc_core.runs.whole_file import clear_parts, write_whole


def test_a_file_and_its_folders_are_made_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "file.bin"
    write_whole(path, b"one")
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(path.parent.iterdir()) == [path]


def test_bytes_are_on_the_disk_before_the_name_and_the_name_before_it_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events, sync, replace = list[str](), os.fsync, os.replace

    def synced(file: int) -> None:
        sync(file)
        events.append("folder" if Path(f"/proc/self/fd/{file}").resolve().is_dir() else "file")

    def replaced(part: Path, path: Path) -> None:
        replace(part, path)
        events.append("name")

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", replaced)
    write_whole(tmp_path / "file", b"content")
    assert events == ["file", "name", "folder"]
    write_whole(tmp_path / "new" / "file", b"content")
    assert events[3:] == ["folder", "file", "name", "folder"]


@pytest.mark.parametrize("event", ["fsync", "replace"])
def test_what_fails_leaves_the_file_before_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, event: str
) -> None:
    path = tmp_path / "file"
    write_whole(path, b"before")

    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, event, full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"after")
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_process_has_left_is_cleared(tmp_path: Path) -> None:
    write_whole(tmp_path / "in" / "file", b"whole")
    (tmp_path / "in" / ".file.0123.part").write_bytes(b"ha")
    clear_parts(tmp_path)
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["file"]
    clear_parts(tmp_path / "none")
