"""`vectors.npz`: a vector for each document of a corpus, instead of its text or beside it.

`ids` holds texts and `vectors` floating-point numbers, (documents, coordinates), a row for each id,
of all splits in any order; nothing is pickled. A document is called by its id, and by `split/id`
where two splits have one of that id. Whatever precision the file has, float32 is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.data import limits
from hmlc_core.data.corpus import SPLITS, Corpus, Document
from hmlc_core.data.formats.arrays import read_arrays
from hmlc_core.data.formats.base import stem
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten
from hmlc_core.shipped import program
from hmlc_core.wording import counted

VECTORS = "vectors.npz"
"""Name of the file in a corpus folder."""

_EXPECTED = "ids (texts) and vectors (floating-point numbers, a row for each id)"


@dataclass(frozen=True, slots=True, eq=False)
class DocumentVectors:
    """ids: names of rows. vectors: (documents, coordinates) finite numbers."""

    ids: tuple[str, ...]
    vectors: NDArray[np.float32]


def file_of(path: Path) -> Path:
    """Where the vectors of the corpus at `path` are, if it has any: in its folder, or beside a
    corpus that is a single file, as NAME.vectors.npz."""
    return path / VECTORS if path.is_dir() else path.with_name(f"{stem(path.name)}.{VECTORS}")


def names_of(corpus: Corpus) -> Iterator[tuple[str, Document]]:
    """What each document is called in the file, and the document, split after split."""
    count = Counter(item.id for split in SPLITS for item in corpus.split(split))
    for split in SPLITS:
        for item in corpus.split(split):
            yield (item.id if count[item.id] == 1 else f"{split}/{item.id}"), item


def read_vectors(path: Path, problems: Problems) -> DocumentVectors | None:
    """What the file holds, or None after reporting what is wrong with it."""
    parts = read_arrays(path, problems)
    if parts is None:
        return None
    before = problems.errors
    if missing := [name for name in ("ids", "vectors") if name not in parts]:
        problems.error(
            f"the file has no {' and no '.join(missing)}",
            path,
            expected=_EXPECTED,
            found=_listed(list(parts)) or "nothing",
        )
        return None
    ids, vectors = parts["ids"], parts["vectors"]
    _check_ids(ids, path, problems)
    _check_numbers(vectors, path, problems)
    if problems.errors > before:
        return None
    if len(ids) != len(vectors):
        problems.error(
            "ids and vectors are not equally many",
            path,
            expected=counted(len(ids), "row") + " of vectors",
            found=f"{len(vectors):,}",
        )
        return None
    names = tuple(map(str, ids.tolist()))
    if twice := [name for name, times in Counter(names).items() if times > 1]:
        problems.error(
            f"{counted(len(twice), 'id')} in it more than once",
            path,
            expected="a row for each document",
            found=_listed(twice),
        )
    with np.errstate(over="ignore"):  # what float32 cannot hold is told as infinite
        numbers = np.ascontiguousarray(vectors, dtype=np.float32)
    if (broken := np.flatnonzero(~np.isfinite(numbers).all(axis=1))).size:
        problems.error(
            f"{counted(len(broken), 'vector')} with numbers that are not finite",
            path,
            expected="finite numbers that float32 can hold",
            found=_listed([names[row] for row in broken]),
        )
    return None if problems.errors > before else DocumentVectors(names, numbers)


def attach(corpus: Corpus, path: Path, problems: Problems) -> Corpus | None:
    """The corpus with the vectors of the file at `path`, which must have one for each document;
    None after reporting why not."""
    found = read_vectors(path, problems)
    if found is None:
        return None
    row = {name: number for number, name in enumerate(found.ids)}
    named = list(names_of(corpus))
    if missing := [name for name, _ in named if name not in row]:
        ambiguous = [document.id for name, document in named if name != document.id]
        problems.error(
            f"{len(missing):,} of {counted(len(named), 'document')} have no vector",
            path,
            expected="the ids of all documents, of every split",
            found=f"none for {_listed(missing)}",
            remedy="Where two splits have a document of the same id, write split/id, such as "
            f"train/{shorten(ambiguous[0])}."
            if ambiguous
            else "A document's id is its field or column id; without one, see "
            f"`{program()} data show` and docs/formats.md.",
        )
        return None
    if extra := len(row.keys() - {name for name, _ in named}):
        problems.note(f"{counted(extra, 'vector')} of no document of the corpus, not read", path)
    rows = iter(found.vectors[[row[name] for name, _ in named]])
    train, dev, test = (
        tuple(replace(item, vector=next(rows)) for item in corpus.split(split)) for split in SPLITS
    )
    fresh = tuple(note for note in problems.sentences() if note not in corpus.notes)
    return replace(
        corpus,
        train=train,
        dev=dev,
        test=test,
        vectors=found.vectors.shape[1],
        texts=any(document.text.strip() for _, document in named),
        notes=(*corpus.notes, *fresh),
    )


def with_vectors(corpus: Corpus, path: Path) -> Corpus:
    """What `attach` gives; raises `InvalidData` where it gives none."""
    problems = Problems()
    found = attach(corpus, path, problems)
    problems.raise_first()
    assert found is not None, "neither vectors nor an error"
    return found


def write_vectors(path: Path, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
    """Write rows (documents, coordinates) under their ids; equal ones give equal bytes."""
    with path.open("wb") as stream:
        np.savez(stream, ids=np.array(ids, dtype=np.str_), vectors=vectors)


def write_corpus(corpus: Corpus, path: Path) -> None:
    """Write the vectors of all documents of the corpus."""
    rows = [(name, item.vector) for name, item in names_of(corpus) if item.vector is not None]
    write_vectors(path, [name for name, _ in rows], np.stack([vector for _, vector in rows]))


def _check_ids(ids: NDArray[Any], path: Path, problems: Problems) -> None:
    if ids.ndim != 1 or ids.dtype.kind not in "Uiu":
        problems.error(
            "ids are no list of texts",
            path,
            expected="an array of texts (or whole numbers) with one axis",
            found=f"{ids.dtype} of shape {ids.shape}",
        )


def _check_numbers(vectors: NDArray[Any], path: Path, problems: Problems) -> None:
    if vectors.ndim != 2 or vectors.dtype.kind != "f":
        problems.error(
            "vectors are no table of floating-point numbers",
            path,
            expected="floating-point numbers, (documents, coordinates)",
            found=f"{vectors.dtype} of shape {vectors.shape}",
        )
    elif not 1 <= vectors.shape[1] <= limits.COLUMNS:
        problems.error(
            "vectors have too few coordinates, or too many",
            path,
            expected=f"1 to {limits.COLUMNS:,}",
            found=f"{vectors.shape[1]:,}",
        )


def _listed(names: Sequence[str]) -> str:
    """The first of them."""
    return ", ".join(map(shorten, names[:5])) + (", …" if len(names) > 5 else "")
