"""Checksums: SHA-256 of what was written, so that a bit that has changed since is seen.

Arrays carry theirs in the header of their own file, which is replaced in one step with it. Other
files have theirs beside them, in the format of `sha256sum`. What earlier versions wrote has none,
and is read as it is.
"""

from __future__ import annotations

import hashlib
import json
import operator
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal

from hmlc_core.errors import StoreError

if TYPE_CHECKING:
    from hmlc_core.runs.store.files import RunFiles

KEY = "sha256"
BLANK = "0" * 64
"""Stands in a header in place of the checksum while that is computed."""

BESIDE = ".sha256"
_DIGEST = re.compile(r"[0-9a-f]{64} ")
_MOST = 48
"""Signs of a digest that must hold: other content has as many by a chance of 1 in 10^43."""

Verdict = Literal["whole", "unverified"]


def seal(content: bytes) -> bytes:
    """A safetensors file whose header says `KEY: BLANK`, with its checksum there instead.

    safetensors writes what is not an array in any order; here the same content is the same bytes.
    """
    head, arrays = _split(content)
    head["__metadata__"] = dict(sorted(head["__metadata__"].items()))
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # arrays begin where eight bytes do
    begin = len(text).to_bytes(8, "little") + text
    digest = hashlib.sha256(begin)
    digest.update(arrays)
    place = _place(begin, BLANK)
    rest = begin[place + len(BLANK) :]
    return b"".join((begin[:place], digest.hexdigest().encode(), rest, arrays))


def check_seal(content: bytes, metadata: dict[str, Any]) -> Verdict:
    """Whether the file has a checksum; raises `StoreError` where it is that of other content.

    metadata: of the file's header.
    """
    said = metadata.get(KEY)
    if said is None:
        return "unverified"
    place = _place(content, str(said))
    digest = hashlib.sha256(content[:place] + BLANK.encode())
    digest.update(memoryview(content)[place + len(BLANK) :])
    if digest.hexdigest() != said:
        raise damaged("the content does not have the checksum that it was written with")
    return "whole"


def write_checked(files: RunFiles, path: str, content: bytes) -> None:
    """Put `content` at `path`, and its checksum beside it.

    The checksum comes first, and that of the file before stays, if that is not damaged: whenever
    this is interrupted, the file that is there has one.
    """
    digests = [hashlib.sha256(content).hexdigest()]
    with suppress(StoreError):
        before, _ = read_checked(files, path)
        digests += [] if before is None else [hashlib.sha256(before).hexdigest()]
    name = path.rpartition("/")[2]
    lines = "".join(f"{digest}  {name}\n" for digest in dict.fromkeys(digests))
    files.write(path + BESIDE, lines.encode())
    files.write(path, content)


def read_checked(files: RunFiles, path: str) -> tuple[bytes | None, Verdict]:
    """The content at `path`, None when there is none; raises `StoreError` when it is damaged."""
    content = files.read(path)
    return content, "unverified" if content is None else check_beside(files, path, content)


def check_beside(files: RunFiles, path: str, content: bytes) -> Verdict:
    """Whether `content`, which was read at `path`, has a checksum beside it; raises `StoreError`
    where it is that of other content.

    A checksum can be damaged, too. Digests of two contents have some 4 of 64 signs in common, so
    one that has most of them is the content's own; and a line that is no digest says nothing.
    """
    lines = (files.read(path + BESIDE) or b"").decode(errors="replace").splitlines()
    digest = hashlib.sha256(content).hexdigest()
    alike = [sum(map(operator.eq, line, digest)) for line in lines]
    if any(count >= _MOST for count in alike):
        return "whole"
    if any(_DIGEST.match(line) for line in lines):
        raise damaged("the content does not have the checksum beside it")
    return "unverified"


def damaged(found: str) -> StoreError:
    """The error for a file that is not as it was written."""
    return StoreError("the file is damaged", expected="what was written", received=found)


def header(content: bytes) -> dict[str, Any]:
    """The metadata in a safetensors file's header; raises `ValueError` and the like."""
    found: dict[str, Any] = _split(content)[0]["__metadata__"]
    return found


def _split(content: bytes) -> tuple[dict[str, Any], memoryview]:
    """The parts of a safetensors file: its header, and the arrays."""
    # The format: header length as a little-endian uint64, the header as JSON, the arrays.
    length = int.from_bytes(content[:8], "little")
    return json.loads(content[8 : 8 + length]), memoryview(content)[8 + length :]


def _place(content: bytes, said: str) -> int:
    """Where a header has its checksum; in the notes beside it quotation marks are escaped."""
    before = f'"{KEY}":"'.encode()
    place = content.find(before + said.encode())
    if place < 0 or len(said) != len(BLANK):
        raise damaged("a checksum that is none")
    return place + len(before)
