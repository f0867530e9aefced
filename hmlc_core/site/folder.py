"""The folder that a site is written to: whole, and never over what is not a site of ours."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

from hmlc_core.errors import StoreError
from hmlc_core.runs.export.output import check_output, writing

MARK = "hyperlabel-site.json"
"""Names all files of a site, so that the next one knows what it may take the place of."""


def check_folder(folder: Path) -> None:
    """Raise `StoreError` where no site can be written: something else is there, or nothing can."""
    check_output(folder.parent / f"{folder.name}.html")  # beside it, for the folder may be missing
    with writing(folder):
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise _taken(folder, "something that is no folder")
        foreign = _files(folder) - _own(folder) if folder.exists() else set()
    if foreign:
        raise _taken(folder, min(foreign))


def write_site(folder: Path, files: Mapping[str, str]) -> int:
    """Write the files (path in the folder -> text) in the place of a site that may be there;
    returns their bytes. Until all of them are written, the old site stays."""
    listed = {"files": sorted([*files, MARK])}
    contents = {**files, MARK: json.dumps(listed, indent=1) + "\n"}
    with (
        writing(folder),
        tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as scratch,
    ):
        fresh, old = Path(scratch) / "fresh", Path(scratch) / "old"
        for name, text in contents.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        if folder.exists():
            folder.rename(old)
        try:
            fresh.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise
    return sum(len(text.encode()) for text in contents.values())


def _files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }


def _own(folder: Path) -> set[str]:
    """The files of the site that is there; none where there is no site."""
    try:
        found = json.loads((folder / MARK).read_text("utf-8"))["files"]
        return {name for name in found if isinstance(name, str)}
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return set()


def _taken(folder: Path, received: str) -> StoreError:
    return StoreError(
        "the site needs a folder of its own",
        where=str(folder),
        expected="a new or empty folder, or a site that was published there before",
        received=received,
        remedy="Name another folder.",
    )
