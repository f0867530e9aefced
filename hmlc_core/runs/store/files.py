"""Files of a run: written whole or not at all, on this machine or through a tracking server."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Protocol

from hmlc_core.runs.store.errors import read_error, system_error, translated
from hmlc_core.runs.store.tracking import Tracking
from hmlc_core.runs.whole_file import clear_parts, write_whole


class RunFiles(Protocol):
    """Where the files of one run are kept; paths are relative, with `/`.

    owned: single files can be removed; a server keeps what it was given.
    """

    owned: bool

    def write(self, path: str, content: bytes) -> None:
        """Put `content` at `path`, replacing what was there in one step."""

    def read(self, path: str) -> bytes | None:
        """The content at `path`; None when there is no such file.

        Raises `StoreError` when there is one that cannot be read.
        """

    def names(self, folder: str) -> list[str]:
        """Names of the files in `folder`, sorted; empty when there is no such folder."""

    def remove(self, path: str) -> None:
        """Remove the file at `path`, if there is one; only where `owned`."""

    def clear_parts(self) -> None:
        """Remove what was left half written; for whoever alone writes to the run."""

    def remove_all(self) -> None:
        """Free the space, where that is ours to do."""


class LocalFiles:
    """A folder on this machine."""

    owned = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, path: str, content: bytes) -> None:
        """See `RunFiles`."""
        target = self.folder / path
        try:
            write_whole(target, content)
        except OSError as error:
            raise system_error(error, target) from error

    def read(self, path: str) -> bytes | None:
        """See `RunFiles`."""
        target = self.folder / path
        try:
            return target.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise read_error(error, target) from error

    def names(self, folder: str) -> list[str]:
        """See `RunFiles`."""
        try:
            with os.scandir(self.folder / folder) as entries:
                return sorted(entry.name for entry in entries if not entry.name.startswith("."))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise read_error(error, self.folder / folder) from error

    def remove(self, path: str) -> None:
        """See `RunFiles`."""
        target = self.folder / path
        try:
            target.unlink(missing_ok=True)
        except OSError as error:
            raise system_error(error, target) from error

    def clear_parts(self) -> None:
        """See `RunFiles`."""
        clear_parts(self.folder)

    def remove_all(self) -> None:
        """See `RunFiles`."""
        shutil.rmtree(self.folder, ignore_errors=True)
        for place in (self.folder, self.folder.parent):
            with suppress(OSError):
                if place.is_file():  # has come into the folder's place
                    place.unlink()


class ServerFiles:
    """The artifact store of an MLflow server: its own files, S3, …

    For one piece of work: what others add to a folder after its first file was read is not seen.
    """

    owned = False

    def __init__(self, tracking: Tracking, run_id: str) -> None:
        self.tracking, self.run_id = tracking, run_id
        self._known: dict[str, list[str]] = {}

    def write(self, path: str, content: bytes) -> None:
        """See `RunFiles`."""
        target = PurePosixPath(path)
        folder = None if target.parent == PurePosixPath() else str(target.parent)
        with tempfile.TemporaryDirectory() as scratch:
            local = Path(scratch) / target.name
            local.write_bytes(content)
            repository = self.tracking.artifacts(self.run_id)
            with translated(self.tracking.uri):
                repository.log_artifact(str(local), folder)
        self._known.pop(str(target.parent), None)

    def read(self, path: str) -> bytes | None:
        """See `RunFiles`."""
        target = PurePosixPath(path)
        folder = str(target.parent)
        if target.name not in (self._known.get(folder) or self.names(folder)):
            return None
        repository = self.tracking.artifacts(self.run_id)
        with tempfile.TemporaryDirectory() as scratch, translated(self.tracking.uri):
            return Path(repository.download_artifacts(path, scratch)).read_bytes()

    def names(self, folder: str) -> list[str]:
        """See `RunFiles`."""
        inside = None if folder in ("", ".") else folder
        repository = self.tracking.artifacts(self.run_id)
        with translated(self.tracking.uri):
            found = repository.list_artifacts(inside)
        names = sorted(PurePosixPath(item.path).name for item in found)
        self._known[folder] = names
        return names

    def remove(self, path: str) -> None:
        """See `RunFiles`; nothing here is ours to remove."""

    def clear_parts(self) -> None:
        """See `RunFiles`; a server takes in whole files only."""

    def remove_all(self) -> None:
        """See `RunFiles`; a server clears deleted runs itself (`mlflow gc`)."""
