"""`vectors.npz`: beside texts or instead of them, kept and read again, and what can be wrong."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from hmlc_core.data import formats, upload
from hmlc_core.data.check import check
from hmlc_core.data.corpus import SPLITS, Corpus
from hmlc_core.data.formats import folder
from hmlc_core.data.formats.document_vectors import VECTORS, file_of, write_vectors
from hmlc_core.data.prepare import prepare
from hmlc_core.data.registry import load_corpus
from hmlc_core.data.statistics import statistics
from hmlc_core.errors import SettingError
from hmlc_core.experiment import CorpusSettings
from tests.conftest import make_corpus
from tests.data.corpusfiles import errors, notes

DIM = 3


def vectors_of(corpus: Corpus) -> NDArray[np.float32]:
    """The vectors of all documents, split after split."""
    return np.array([item.vector for split in SPLITS for item in corpus.split(split)])


@pytest.fixture
def whole() -> Corpus:
    """The tiny corpus with a vector for each document."""
    corpus = make_corpus(12)
    random = np.random.default_rng(0)
    train, dev, test = (
        tuple(
            replace(item, vector=random.normal(size=DIM).astype(np.float32))
            for item in corpus.split(split)
        )
        for split in SPLITS
    )
    return replace(corpus, train=train, dev=dev, test=test, vectors=DIM)


@pytest.fixture
def there(whole: Corpus, tmp_path: Path) -> Path:
    """Its folder."""
    path = tmp_path / "tiny"
    folder.write(whole, path)
    return path


def parts(path: Path) -> tuple[list[str], NDArray[np.float32]]:
    with np.load(path / VECTORS) as file:
        return file["ids"].tolist(), file["vectors"]


@pytest.mark.parametrize("texts", [True, False])
def test_written_and_read_again_bit_for_bit(whole: Corpus, tmp_path: Path, texts: bool) -> None:
    folder.write(replace(whole, texts=texts), tmp_path / "tiny", compress=not texts)
    again = formats.load(tmp_path / "tiny")
    assert (again.vectors, again.texts) == (DIM, texts)
    assert vectors_of(again).tobytes() == vectors_of(whole).tobytes()
    assert [item.text for item in again.train] == [
        item.text if texts else "" for item in whole.train
    ]
    assert again.notes == ()


def test_equal_corpora_give_equal_bytes(whole: Corpus, there: Path, tmp_path: Path) -> None:
    folder.write(whole, tmp_path / "again")
    assert (tmp_path / "again" / VECTORS).read_bytes() == (there / VECTORS).read_bytes()


def test_rows_may_stand_in_any_order(whole: Corpus, there: Path) -> None:
    ids, vectors = parts(there)
    order = np.random.default_rng(1).permutation(len(ids))
    write_vectors(there / VECTORS, [ids[row] for row in order], vectors[order])
    assert (vectors_of(formats.load(there)) == vectors_of(whole)).all()


@pytest.mark.parametrize("kind", [np.float16, np.float64, ">f4"])
def test_other_precisions_become_float32(there: Path, kind: str) -> None:
    ids, vectors = parts(there)
    np.savez_compressed(there / VECTORS, ids=ids, vectors=vectors.astype(kind))
    found = vectors_of(formats.load(there))
    assert found.dtype == np.float32
    assert np.array_equal(found, vectors.astype(kind).astype(np.float32))


def test_numbers_may_be_ids(there: Path) -> None:
    for split in SPLITS:
        file = there / f"{split}.jsonl"
        file.write_text(file.read_text().replace(f'"{split}-', f'"{SPLITS.index(split) + 1}'))
    ids, vectors = parts(there)
    numbers = [int(f"{SPLITS.index(split) + 1}{row}") for split, row in (n.split("-") for n in ids)]
    np.savez(there / VECTORS, ids=np.array(numbers), vectors=vectors)
    assert (vectors_of(formats.load(there)) == vectors).all()


def test_an_id_of_two_splits_is_called_with_its_split(whole: Corpus, tmp_path: Path) -> None:
    plain = tuple(replace(item, id=str(n)) for n, item in enumerate(whole.train))
    also = tuple(replace(item, id=str(n)) for n, item in enumerate(whole.dev))
    folder.write(replace(whole, train=plain, dev=also), tmp_path / "same")
    ids, vectors = parts(tmp_path / "same")
    assert {"train/0", "dev/0", "11", "test-0"} <= set(ids)
    assert (vectors_of(formats.load(tmp_path / "same")) == vectors_of(whole)).all()
    write_vectors(
        tmp_path / "same" / VECTORS, [n.partition("/")[2] or n for n in ids[:12]], vectors[:12]
    )
    (said,) = errors(tmp_path / "same")
    assert "write split/id, such as train/0" in said


def test_a_corpus_in_one_file_has_them_beside_it(tmp_path: Path) -> None:
    table = tmp_path / "news.csv"
    table.write_text("id,text,labels\n" + "".join(f"{n},word {n},a\n" for n in range(20)))
    beside = file_of(table)
    assert beside.name == "news.vectors.npz"
    write_vectors(beside, [str(n) for n in range(20)], np.eye(20, dtype=np.float32))
    corpus = load_corpus(table)
    assert corpus.texts
    row = next(item for item in corpus.train if item.vector is not None)
    assert row.vector[int(row.id)] == 1
    beside.unlink()
    assert load_corpus(table).vectors == 0


def test_more_vectors_than_documents_are_a_note(there: Path) -> None:
    ids, vectors = parts(there)
    write_vectors(there / VECTORS, [*ids, "other"], np.vstack([vectors, vectors[:1]]))
    assert notes(there) == ["vectors.npz: 1 vector of no document of the corpus, not read"]
    assert formats.load(there).notes == tuple(notes(there))


def _ids(change: Callable[[list[str]], list[str]]) -> Callable[[Path], None]:
    def broken(path: Path) -> None:
        ids, vectors = parts(path)
        changed = change(ids)
        write_vectors(path / VECTORS, changed, vectors[: len(changed)])

    return broken


def _arrays(**changed: object) -> Callable[[Path], None]:
    def broken(path: Path) -> None:
        ids, vectors = parts(path)
        arrays = {"ids": ids, "vectors": vectors} | {
            name: make(ids, vectors)
            for name, make in changed.items()  # type: ignore[operator]
        }
        np.savez(path / VECTORS, **arrays)

    return broken


def _with(place: tuple[int, int], value: float) -> Callable[[Path], None]:
    def number(ids: list[str], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        changed = vectors.astype(np.float64)
        changed[place] = value
        return changed

    return _arrays(vectors=number)


def _lying(path: Path) -> None:
    """A header that tells of more numbers than follow."""
    with np.load(path / VECTORS) as file:
        ids = file["ids"]
    with zipfile.ZipFile(path / VECTORS, "w") as archive:
        with archive.open("ids.npy", "w") as stream:
            np.save(stream, ids)
        head = "{'descr': '<f4', 'fortran_order': False, 'shape': (20, 1000000000), }"
        head = head.ljust(117) + "\n"
        archive.writestr("vectors.npy", b"\x93NUMPY\x01\x00\x76\x00" + head.encode())


def _cut(path: Path) -> None:
    content = (path / VECTORS).read_bytes()
    (path / VECTORS).write_bytes(content[: len(content) // 2])


def _swapped(path: Path) -> None:
    content = bytearray((path / VECTORS).read_bytes())
    content[-300] ^= 0xFF
    (path / VECTORS).write_bytes(bytes(content))


BROKEN = {
    "one missing": (_ids(lambda ids: ids[1:]), "1 of 20 documents have no vector"),
    "all others": (_ids(lambda ids: [f"x{n}" for n in ids]), "20 of 20 documents have no vector"),
    "one twice": (_ids(lambda ids: [*ids[:-1], ids[0]]), "1 id in it more than once.*train-0"),
    "NaN": (_with((2, 1), float("nan")), "1 vector with numbers that are not finite.*train-2"),
    "infinite": (_with((0, 0), float("-inf")), "1 vector .* not finite.*train-0"),
    "beyond float32": (_with((1, 0), 1e39), "1 vector .* not finite.*train-1"),
    "whole numbers": (
        _arrays(vectors=lambda ids, v: v.astype(int)),
        r"no table of floating-point numbers.*int64 of shape \(20, 3\)",
    ),
    "one axis": (_arrays(vectors=lambda ids, v: v[:, 0]), r"no table.*shape \(20,\)"),
    "no coordinates": (_arrays(vectors=lambda ids, v: v[:, :0]), "1 to 10,000.*found 0"),
    "ids of numbers": (_arrays(ids=lambda ids, v: v[:, 0]), "ids are no list of texts.*float32"),
    "fewer rows": (_arrays(vectors=lambda ids, v: v[:7]), "20 rows of vectors.*found 7"),
    "pickled ids": (_arrays(ids=lambda ids, v: np.array(ids, object)), "pickled objects"),
    "lying header": (_lying, "damaged.*80,000,000,000 bytes, and 0 follow"),
    "cut off": (_cut, "damaged"),
    "a text": (lambda path: (path / VECTORS).write_text("ids, vectors"), "not a numpy file"),
    "nothing": (lambda path: (path / VECTORS).write_bytes(b""), "empty"),
    "other arrays": (
        lambda path: np.savez(path / VECTORS, names=["a"], points=np.ones((1, 2))),
        "no ids and no vectors.*names, points",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_is_said_with_its_number(there: Path, case: str) -> None:
    damage, message = BROKEN[case]
    damage(there)
    (said,) = errors(there)
    assert said.startswith(VECTORS)

    assert re.search(message, said), said


def test_a_flipped_byte_is_told_or_does_no_harm(whole: Corpus, there: Path) -> None:
    _swapped(there)
    if not errors(there):
        assert (vectors_of(formats.load(there)) == vectors_of(whole)).all()


def test_without_vectors_a_text_is_missed(there: Path, whole: Corpus) -> None:
    bare = there.with_name("bare")
    folder.write(replace(whole, texts=False), bare)
    (bare / VECTORS).unlink()
    assert all("a field is missing" in said for said in errors(bare))
    assert len(errors(bare)) == 20


def test_a_check_says_them(there: Path) -> None:
    report = check(there).to_dict()
    assert {name: report[name] for name in ("ok", "texts", "vectors", "dimensions")} == {
        "ok": True,
        "texts": True,
        "vectors": 20,
        "dimensions": DIM,
    }


def test_uploads_keep_them(
    there: Path, whole: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HMLC_HOME", str(tmp_path / "home"))
    added = load_corpus(upload.add(there, name="kept").name)
    assert (vectors_of(added) == vectors_of(whole)).all()
    (there / VECTORS).rename(tmp_path / "apart.npz")
    also = load_corpus(upload.add(there, name="given", vectors=tmp_path / "apart.npz").name)
    assert (vectors_of(also) == vectors_of(whole)).all()


def test_what_is_read_of_a_document_is_a_setting(whole: Corpus) -> None:
    texts, vectors = (
        prepare(whole, CorpusSettings(input=read, min_count=1), 0) for read in ("corpus", "vectors")
    )
    assert not texts.vectors
    assert texts.ordered
    assert vectors.vectors == DIM
    assert not vectors.ordered
    assert vectors.train.tokens.reshape(-1, DIM).tolist() == [
        item.vector.tolist() for item in whole.train if item.vector is not None
    ]
    for corpus, read in ((make_corpus(12), "vectors"), (replace(whole, texts=False), "texts")):
        with pytest.raises(SettingError, match=f"have no {read}"):
            prepare(corpus, CorpusSettings(input=read), 0)


def test_numbers_about_a_corpus_without_texts(whole: Corpus) -> None:
    same = replace(whole.test[0], id="again", vector=whole.train[0].vector)
    bare = tuple(replace(item, text="") for item in (*whole.test, same))
    train = tuple(replace(item, text="") for item in whole.train)
    found = statistics(replace(whole, train=train, dev=(), test=bare, texts=False))
    assert (found.vectors, found.without_words, found.repeated_texts) == (DIM, 0, 1)
