"""The vectors of texts, batch after batch, so that a later call can go on.

Batches are documents of about equal length, the longest first, so that little is padded, what is
left of the time is not underestimated, and a lack of memory shows at once. They depend on the
texts and their size alone: what was stopped and goes on has the same bits as what was not.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats.document_vectors import names_of, write_vectors
from hmlc_core.embeddings.documents.local_models import DocumentModel
from hmlc_core.errors import DataError, shorten

_NUMBER = np.dtype("<f4")


@dataclass(frozen=True, slots=True)
class Standing:
    """How far it is. done, documents: counts. resumed: how many an earlier call had done."""

    done: int
    documents: int
    resumed: int


def texts_of(corpus: Corpus) -> dict[str, str]:
    """The texts of a corpus by the names of their vectors; raises `DataError` where it has none."""
    if not corpus.texts:
        raise DataError("the documents of this corpus have no texts to encode", where=corpus.name)
    return {name: document.text for name, document in names_of(corpus)}


def encode_texts(
    named: Mapping[str, str], model: DocumentModel, folder: Path, out: Path, *, batch: int
) -> Iterator[Standing]:
    """Write the vector of every text to `out`, under its name; how far that is, before the first
    batch and after each.

    folder: where the model is from. What is done stands in `out` + `.part` until all is; a call
    with the same texts, model, pooling and batch goes on there, any other begins anew.

    Raises `DataError` for numbers that are not finite, and a place that cannot be written to.
    """
    names, texts = list(named), list(named.values())
    order = sorted(range(len(texts)), key=lambda row: (-len(texts[row]), row))
    about = {
        "documents": _digest([part for each in named.items() for part in each]),
        "model": _files(folder),
        "through": model.through,
        "pooling": model.pooling,
        "batch": batch,
        "dim": model.dim,
    }
    part = out.with_name(f"{out.name}.part")
    try:
        done = _begin(part, about, len(texts), model.dim, batch)
        yield Standing(done, len(texts), done)
        resumed = done
        with part.open("ab") as stream:
            while done < len(order):
                rows = order[done : done + batch]
                numbers = model.encode([texts[row] for row in rows])
                _check(numbers, [names[row] for row in rows])
                _append(stream, numbers)
                done += len(rows)
                yield Standing(done, len(texts), resumed)
        _finish(part, out, names, order, model.dim)
    except OSError as error:
        raise DataError(
            "the vectors cannot be written", where=str(out), received=error.strerror
        ) from None


def _begin(part: Path, about: dict[str, object], documents: int, dim: int, batch: int) -> int:
    """How many documents are done in `part`, which holds these whole batches and no more."""
    head = json.dumps(about, sort_keys=True).encode() + b"\n"
    row = dim * _NUMBER.itemsize
    done = 0
    if part.is_file():
        with part.open("rb") as stream:
            if stream.read(len(head)) == head:
                done = min((part.stat().st_size - len(head)) // row, documents)
    if done < documents:
        done -= done % batch
    with part.open("r+b" if done else "wb") as stream:
        stream.write(head)
        stream.truncate(len(head) + done * row)
    return done


def _append(stream: IO[bytes], numbers: NDArray[np.float32]) -> None:
    """A batch, on the disk before it counts."""
    stream.write(numbers.astype(_NUMBER).tobytes())
    stream.flush()
    os.fsync(stream.fileno())


def _check(numbers: NDArray[np.float32], names: Sequence[str]) -> None:
    broken = np.flatnonzero(~np.isfinite(numbers).all(axis=1))
    if broken.size:
        raise DataError(
            "the model gives numbers that are not finite",
            where=f"document {shorten(names[broken[0]])}",
            expected="finite numbers",
            remedy="Try the other --pooling, or another model.",
        )


def _finish(part: Path, out: Path, names: Sequence[str], order: Sequence[int], dim: int) -> None:
    """Put the rows in the order of the documents, and the file in its place at once."""
    offset = part.stat().st_size - len(order) * dim * _NUMBER.itemsize
    found = np.fromfile(part, _NUMBER, offset=offset).reshape(len(order), dim)
    vectors = np.empty((len(order), dim), np.float32)
    vectors[list(order)] = found
    whole = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        write_vectors(whole, names, vectors)
        whole.replace(out)
    finally:
        whole.unlink(missing_ok=True)
    part.unlink()


def _digest(parts: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        content = part.encode("utf-8", "surrogatepass")
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


def _files(folder: Path) -> str:
    """Changes whenever a file of the model does."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    stats = ((str(path.relative_to(folder)), path.stat()) for path in files)
    return _digest([f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in stats])
