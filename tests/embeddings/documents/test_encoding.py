"""Encoding: whole or in pieces the same bits, and what was begun is gone on with or left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats.document_vectors import attach
from hmlc_core.data.problems import Problems
from hmlc_core.data.synthetic import generate
from hmlc_core.embeddings.documents.encoding import Standing, encode_texts, texts_of
from hmlc_core.embeddings.documents.local_models import DocumentModel
from hmlc_core.errors import DataError

BATCH = 7


class Counting(DocumentModel):
    """Vectors that depend on all texts of a batch, as rounding does; it counts its calls."""

    through, pooling, dim = "counting", "mean", 3

    def __init__(self, broken: str = "") -> None:
        self.broken, self.batches = broken, list[int]()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.batches.append(len(texts))
        total = sum(map(len, texts))
        rows = [[len(text) / 3, total, len(text) / total] for text in texts]
        found = np.array(rows, dtype=np.float32)
        found[[text == self.broken for text in texts]] = np.nan
        return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "model"
    path.mkdir()
    (path / "config.json").write_text("{}")
    return path


def steps(corpus: Corpus, model: DocumentModel, folder: Path, out: Path) -> Iterator[Standing]:
    return encode_texts(texts_of(corpus), model, folder, out, batch=BATCH)


def test_every_document_gets_its_own_vector(corpus: Corpus, folder: Path, tmp_path: Path) -> None:
    out, model = tmp_path / "v.npz", Counting()
    seen = [state.done for state in steps(corpus, model, folder, out)]
    assert seen == [*range(0, 100, BATCH), 100]
    problems = Problems()
    found = attach(corpus, out, problems)
    assert found is not None
    assert not problems.shown
    for item in (*found.train, *found.dev, *found.test):
        assert item.vector is not None
        assert item.vector[0] == np.float32(len(item.text) / 3)
    assert not list(tmp_path.glob("*.part"))
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("torn", [0, 5])
@pytest.mark.parametrize("stop", [1, 3, 14])
def test_what_was_stopped_goes_on_to_the_same_bits(
    corpus: Corpus, folder: Path, tmp_path: Path, stop: int, torn: int
) -> None:
    """torn: bytes of a row that a kill left behind."""
    list(steps(corpus, Counting(), folder, tmp_path / "whole.npz"))
    out, first, second = tmp_path / "v.npz", Counting(), Counting()
    begun = steps(corpus, first, folder, out)
    for _ in range(stop + 1):
        next(begun)
    begun.close()
    assert not out.exists()
    with (tmp_path / "v.npz.part").open("ab") as stream:
        stream.write(b"\x07" * torn)
    states = list(steps(corpus, second, folder, out))
    assert states[0].resumed == min(stop * BATCH, 100)
    assert len(first.batches) == stop
    assert len(first.batches) + len(second.batches) == 15
    assert out.read_bytes() == (tmp_path / "whole.npz").read_bytes()


@pytest.mark.parametrize("changed", ["corpus", "model", "batch", "head"])
def test_what_belongs_to_something_else_is_begun_anew(
    corpus: Corpus, folder: Path, tmp_path: Path, changed: str
) -> None:
    out = tmp_path / "v.npz"
    begun = steps(corpus, Counting(), folder, out)
    for _ in range(4):
        next(begun)
    begun.close()
    texts, batch = texts_of(corpus), BATCH
    if changed == "corpus":
        texts["train-0"] += " more"
    elif changed == "model":
        (folder / "config.json").write_text("{ }")
    elif changed == "batch":
        batch += 1
    else:
        (tmp_path / "v.npz.part").write_bytes(b"something else")
    states = list(encode_texts(texts, Counting(), folder, out, batch=batch))
    assert (states[0].resumed, states[-1].done) == (0, 100)


def test_numbers_that_are_not_finite_are_told_with_the_document(
    corpus: Corpus, folder: Path, tmp_path: Path
) -> None:
    model = Counting(broken=corpus.test[3].text)
    with pytest.raises(DataError, match=r"document test-3: .* not finite"):
        list(steps(corpus, model, folder, tmp_path / "v.npz"))
    assert not (tmp_path / "v.npz").exists()


def test_a_corpus_without_texts_has_nothing_to_encode() -> None:
    with pytest.raises(DataError, match="no texts to encode"):
        texts_of(generate(20))


def test_a_place_that_cannot_be_written_to_is_named(
    corpus: Corpus, folder: Path, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match=r"cannot be written"):
        list(steps(corpus, Counting(), folder, tmp_path / "gone" / "v.npz"))
