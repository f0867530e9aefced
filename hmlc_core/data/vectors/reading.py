"""read_vectors: the one reader of files of named vectors."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import overload

from hmlc_core.data.formats.vectors import BINARY, BY_ENDING, NPY, NPZ, SAFETENSORS
from hmlc_core.data.paths import no_file, there
from hmlc_core.data.problems import Problems
from hmlc_core.data.vectors.arrays import read_npy, read_npz, read_tensors
from hmlc_core.data.vectors.binary import read_binary
from hmlc_core.data.vectors.gathering import Gathering, Objection, no_objection
from hmlc_core.data.vectors.text import read_text
from hmlc_core.data.vectors.value import NamedVectors
from hmlc_core.data.vectors.wanted import Wanted

_PROGRAMS = (".pkl", ".pickle", ".kv", ".model", ".pt", ".pth", ".ckpt")
"""Endings of files that are loaded by running what is in them."""

_PICKLED = b"\x80"
"""How a pickle begins (PEP 307, opcode PROTO), and neither UTF-8 nor word2vec's header."""

_ARRAYS = {NPZ: read_npz, NPY: read_npy, SAFETENSORS: read_tensors}


@overload
def read_vectors(
    path: Path,
    problems: None = None,
    *,
    names: Path | None = None,
    only: Iterable[str] | None = ...,
    objection: Objection = ...,
    labels: bool = ...,
) -> NamedVectors: ...
@overload
def read_vectors(
    path: Path,
    problems: Problems,
    *,
    names: Path | None = ...,
    only: Iterable[str] | None = ...,
    objection: Objection = ...,
    labels: bool = ...,
) -> NamedVectors | None: ...


def read_vectors(
    path: Path,
    problems: Problems | None = None,
    *,
    names: Path | None = None,
    only: Iterable[str] | None = None,
    objection: Objection = no_objection,
    labels: bool = False,
) -> NamedVectors | None:
    """The vectors of a file: word2vec (text with or without header, or binary), GloVe, tables,
    TensorBoard's pair, `.npz`, `.npy` or `.safetensors` with a file of names; text also `.gz`.

    problems: takes what is wrong, and None is returned then; without it `InvalidData` is raised.
    names: the file of names, where they do not stand with the vectors; by default one beside it.
    only: names whose vectors are kept, in any case. A text file is then read line by line with the
        memory of what is kept, and lines of other names are not checked.
    objection: what is wrong with a vector beyond coordinates that are not finite.
    labels: whether the vectors of labels are read, and not those of words, of a file with both.
    """
    report = problems or Problems()
    gathering = Gathering(Path(path), report, Wanted(only), objection, labels=labels)
    vectors = _read(Path(path), names, gathering)
    report.close_tallies()
    if problems is None:
        report.raise_first(Path(path))
    return vectors


def _read(path: Path, names: Path | None, gathering: Gathering) -> NamedVectors | None:
    if not there(path) or not path.is_file():
        gathering.problems.error(no_file(path), path)
        return None
    ending = Path(path.name.lower().removesuffix(".gz")).suffix
    kind = BY_ENDING.get(ending)
    if ending in _PROGRAMS or (kind in (None, BINARY) and _begins(path, _PICKLED)):
        gathering.problems.error(
            "a file that is loaded by running what is in it, which is never done",
            path,
            expected="vectors as text, .npz or .safetensors",
            remedy="Save the vectors alone; gensim does, as text, with "
            "KeyedVectors.save_word2vec_format(FILE), and by binary=True as .bin.",
        )
        return None
    if kind == BINARY:
        return read_binary(path, gathering)
    if kind is not None:
        return _ARRAYS[kind](path, gathering, names)
    return read_text(path, gathering, names)


def _begins(path: Path, mark: bytes) -> bool:
    """Whether these are a file's first bytes; a file that cannot be read is left to its reader."""
    try:
        with path.open("rb") as stream:
            return stream.read(len(mark)) == mark
    except OSError:
        return False
