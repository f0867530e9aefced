"""Named points in the formats that other programs read."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import numpy as np

from hmlc_core.errors import StoreError
from hmlc_core.runs.export.output import writing
from hmlc_core.snapshot import Array
from hmlc_core.spreadsheets import neutral

_BLANK_OR_PERCENT = re.compile(r"[\s%]")


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """Named points: names (n), points (n, dim)."""

    names: Sequence[str]
    points: Array

    def tsv(self) -> str:
        """A header, then a name and its coordinates a line.

        Tabs in names are written as \\t, and a name that a spreadsheet would compute begins with an
        apostrophe (`spreadsheets.neutral`); `word2vec` and `npz` have it as it is.
        """
        header = ["name", *(f"x{n}" for n in range(1, self.points.shape[1] + 1))]
        rows = ["\t".join([neutral(_escaped(name)), *texts]) for name, texts in self._rows()]
        return "\n".join(["\t".join(header), *rows]) + "\n"

    def word2vec(self) -> str:
        """The text format of word2vec, read by gensim and others; see `word2vec_keys`."""
        keys = word2vec_keys(self.names)
        rows = [" ".join([key, *texts]) for key, (_, texts) in zip(keys, self._rows())]
        return "\n".join([f"{len(self.names)} {self.points.shape[1]}", *rows]) + "\n"

    def write(self, path: Path) -> None:
        """Write the format that the ending of `path` names; see `check_ending`."""
        check_ending(path)
        if path.suffix == ".npz":
            content = npz(labels=self)
        else:
            content = (self.tsv() if path.suffix == ".tsv" else self.word2vec()).encode()
        with writing(path):
            path.write_bytes(content)

    def _rows(self) -> Iterator[tuple[str, list[str]]]:
        for name, point in zip(self.names, self.points.tolist(), strict=True):
            yield name, [f"{value:.9g}" for value in point]  # nine digits give a float32 back


def word2vec_keys(names: Sequence[str]) -> list[str]:
    """Names as word2vec's text format has them, which allows no blanks in them.

    Blanks are written as `_`, or where that would make two names one, in all names as in
    addresses, `%20`, and `%` as `%25`.
    """
    keys = ["_".join(name.split()) or "_" for name in names]
    if len(set(keys)) < len(keys):
        keys = [_BLANK_OR_PERCENT.sub(_quoted, name) or "%" for name in names]
    return keys


def check_ending(path: Path) -> None:
    """Raise `StoreError` when the ending of `path` names no format of vectors."""
    if path.suffix not in (".tsv", ".txt", ".npz"):
        raise StoreError(
            "unknown kind of file for vectors",
            where=str(path),
            expected=".tsv, .txt (word2vec) or .npz",
            received=path.suffix or "no ending",
        )


def npz(**vectors: Vectors) -> bytes:
    """`npz(labels=…)`: arrays `labels` (names) and `label_points` for each kind, no pickle."""
    arrays: dict[str, Array] = {}
    for kind, named in vectors.items():
        arrays[kind] = np.array(named.names, dtype=np.str_)
        arrays[f"{kind.removesuffix('s')}_points"] = named.points
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def _quoted(match: re.Match[str]) -> str:
    return quote(match[0])


def _escaped(name: str) -> str:
    """A name on one line and in one column; `\\` begins an escape."""
    for character, text in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        name = name.replace(character, text)
    return name
