"""The folder that a site is written to: whole, and never over what is not a site of ours."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path

from hmlc_core.errors import StoreError, shorten
from hmlc_core.runs.export.output import check_output, writing

MARK = "hyperlabel-site.json"
"""Names the runs and all files of a site, so that the next one knows what it may take the place
of."""


def check_folder(folder: Path, runs: Collection[str]) -> None:
    """Raise `StoreError` where no site of these runs (ids) can be written: something else is there,
    a site of other runs too, or nothing can."""
    check_output(folder.parent / f"{folder.name}.html")  # beside it, for the folder may be missing
    with writing(folder):
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise _taken(folder, "something that is no folder")
        there = _files(folder) if folder.exists() else set()
    if not there:
        return
    mark = _mark(folder)
    if foreign := there - set(mark["files"]):
        raise _taken(folder, min(foreign))
    if set(mark["runs"]) != set(runs):
        others = ", ".join(shorten(run, 12) for run in mark["runs"]) or "nobody knows which runs"
        raise _taken(folder, f"a site of {shorten(others, 200)}")


def write_site(folder: Path, files: Mapping[str, str], runs: Collection[str]) -> int:
    """Write the files (path in the folder -> text) in the place of a site that may be there;
    returns their bytes. Until all of them are written, the old site stays. runs: whose site it
    is."""
    listed = {"runs": sorted(runs), "files": sorted([*files, MARK])}
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


def _mark(folder: Path) -> dict[str, list[str]]:
    """The runs and the files of the site that is there; none where there is no site, and no runs
    where it does not name them."""
    try:
        found = json.loads((folder / MARK).read_text("utf-8"))
        return {
            part: [name for name in found.get(part, ()) if isinstance(name, str)]
            for part in ("runs", "files")
        }
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {"runs": [], "files": []}


def _taken(folder: Path, received: str) -> StoreError:
    return StoreError(
        "the site needs a folder of its own",
        where=str(folder),
        expected="a new or empty folder, or a site of the same runs",
        received=received,
        remedy="Name another folder, or delete what is there.",
    )
