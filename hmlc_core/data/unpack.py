"""A stranger's bytes on the way to the disk: only files of a corpus, nowhere else than in one
folder, and never more than there is room for, whatever an archive claims."""

from __future__ import annotations

import gzip
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO

from hmlc_core.data import formats, limits
from hmlc_core.data.archives import BROKEN_ZIP, METHODS
from hmlc_core.errors import DataError, shorten

_BLOCK = 2**20


def unzip(content: IO[bytes], target: Path) -> None:
    """Copy the files of a corpus out of an archive, by their own names and nowhere else."""
    try:
        with zipfile.ZipFile(content) as archive:
            members = archive.infolist()
            if len(members) > limits.MEMBERS:
                raise DataError(
                    "the archive holds too many files",
                    expected=f"at most {limits.MEMBERS:,}",
                    received=f"{len(members):,}",
                )
            room = limits.UPLOAD
            came_from: dict[str, PurePosixPath] = {}
            for member in members:
                path = _safe_member(member)
                # A file by itself, or in the folder that tells what it is: train/1.json.
                names = (path.name, "/".join(path.parts[-2:]))
                name = next((each for each in names if formats.belongs(each, folders=True)), None)
                if name is None:
                    continue
                if (target / name).exists():
                    raise DataError(
                        "the archive holds a file twice, so that two folders may be corpora",
                        where=shorten(name),
                        expected="one corpus",
                        received=f"{shorten(came_from[name])} and {shorten(path)}",
                        remedy="Pack one corpus folder only.",
                    )
                came_from[name] = path
                (target / name).parent.mkdir(exist_ok=True)
                with archive.open(member) as stream:
                    room -= copy(stream, target / name, room)
    except BROKEN_ZIP as error:
        raise DataError(
            "not a zip file that can be read",
            received=shorten(error),
            remedy="Pack the corpus folder again, without a password.",
        ) from None
    if not any(target.iterdir()):
        raise DataError(
            "the archive holds no corpus",
            expected="the files of a corpus folder: train.jsonl, train.csv or others that "
            "docs/formats.md names",
            received=", ".join(shorten(member.filename) for member in members[:8]) or "nothing",
        )


def _safe_member(member: zipfile.ZipInfo) -> PurePosixPath:
    """Where the member stands in its archive; nowhere if it is hidden or a folder."""
    path = PurePosixPath(member.filename.replace("\\", "/"))
    link = stat.S_ISLNK(member.external_attr >> 16)
    if path.is_absolute() or ".." in path.parts or ":" in path.as_posix() or link:
        raise DataError(
            "the archive leads outside itself",
            where=shorten(member.filename),
            expected="plain files in a folder",
            remedy="Pack the corpus folder again.",
        )
    if member.compress_type not in METHODS:
        raise DataError(
            "the archive is packed by a method that is not read",
            where=shorten(member.filename),
            expected="deflate, as most programs use, or none",
            remedy="Pack the corpus folder again.",
        )
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return PurePosixPath() if hidden or member.is_dir() else path


def copy(source: IO[bytes], target: Path, room: int) -> int:
    """Copy at most `room` bytes; sizes that an archive claims are not believed."""
    copied = 0
    with target.open("xb") as stream:
        while block := source.read(_BLOCK):
            copied += len(block)
            if copied > room:
                raise _too_large()
            stream.write(block)
    return copied


def limit_compressed(path: Path) -> None:
    """Refuse compressed files that would fill the memory once they are read."""
    for file in path.iterdir() if path.is_dir() else [path]:
        if file.suffix == ".gz" and _unpacked(file) > limits.UPLOAD:
            raise _too_large()
        if file.suffix == ".npz" and _claimed(file) > limits.UPLOAD:
            raise _too_large()


def _claimed(path: Path) -> int:
    """Bytes that an archive says are in it."""
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(member.file_size for member in archive.infolist())
    except BROKEN_ZIP:
        return 0  # damaged: the reader will say so


def _unpacked(path: Path) -> int:
    """Bytes in a gzip file, counted up to just above the limit."""
    total = 0
    try:
        with gzip.open(path) as stream:
            while total <= limits.UPLOAD and (block := stream.read(_BLOCK)):
                total += len(block)
    except (OSError, EOFError, zlib.error):
        pass  # damaged: the reader will say where
    return total


def _too_large() -> DataError:
    return DataError(
        "the upload is too large",
        expected=f"at most {limits.UPLOAD // 2**20:,} MB unpacked",
        remedy="Put the corpus into a folder of HMLC_DATA_DIR instead.",
    )
