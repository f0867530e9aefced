"""Files of kinds that once ended in an error of a library, in a hang, or in a full memory."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from hmlc_core.data.check import check
from hmlc_core.data.upload import read_upload
from hmlc_core.errors import DataError
from tests.contracts.readersamples import SAMPLES

NPY = b"\x93NUMPY\x01\x00"


def header(text: str) -> bytes:
    return NPY + len(text).to_bytes(2, "little") + text.encode()


def archive(place: bytes, offset: int, value: bytes) -> bytes:
    """A zip whose directory has another value somewhere behind a signature."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("train.jsonl", b"{}")
    data = bytearray(stream.getvalue())
    start = data.rindex(place) + offset
    data[start : start + len(value)] = value
    return bytes(data)


@pytest.mark.parametrize("file", ["X_train.npy", "y_train.npz"])
@pytest.mark.parametrize(
    "content",
    [
        header("[" * 300),  # tokenize.TokenError
        header("  x\n y"),  # IndentationError
        header("'"),
        header("{'descr': '<i8', 'fortran_order': False, 'shape': (9999999999, 0), }\n"),
        header("{'descr': '|V0', 'fortran_order': False, 'shape': (9999999999, 9), }\n"),
        header("{'descr': '<i8', 'fortran_order': False, 'shape': (-1, -8), }\n") + bytes(64),
        archive(b"PK\x05\x06", 16, b"\xff\xff"),
        archive(b"PK\x01\x02", 20, b"\xff\xff"),
        archive(b"PK\x01\x02", 42, b"\xff\xff\xff\x7f"),
    ],
)
def test_arrays(file: str, content: bytes, tmp_path: Path) -> None:
    path = SAMPLES["hyperim"].write(tmp_path, {file: content})
    assert not check(path).ok


@pytest.mark.parametrize("layout", [np.array(7), np.array(b"csr" * 99), np.array("\ud800"), None])
def test_layouts_of_matrices(layout: object, tmp_path: Path) -> None:
    stream = io.BytesIO()
    shape = np.array([24, 4])
    np.savez(stream, data=[1], indices=[0], indptr=[0] * 24 + [1], shape=shape, format=layout)
    path = SAMPLES["hyperim"].write(tmp_path, {"y_train.npz": stream.getvalue()})
    assert not check(path).ok


@pytest.mark.parametrize(
    ("place", "offset", "value"),
    [
        (b"PK\x05\x06", 16, b"\xff\xff"),  # ValueError: negative seek value
        (b"PK\x01\x02", 28, b"\x00\x00"),  # IndexError in ZipInfo.is_dir
        (b"PK\x01\x02", 10, b"\x0e\x00"),
        (b"PK\x01\x02", 8, b"\x01\x08"),
    ],
)
def test_archives(
    place: bytes, offset: int, value: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HMLC_HOME", str(tmp_path))
    with pytest.raises(DataError):
        read_upload("desk.zip", io.BytesIO(archive(place, offset, value)))


def _path(levels: int) -> str:
    return json.dumps({"text": "A", "labels": [["a"] * levels]}) + "\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", 'sep="\ntext,labels\nA,a\n'),
        ("a.csv", "text,level" + "9" * 5_000 + "\nA,a\n"),
        ("a.csv", ",".join(["text", "labels", *map(str, range(20_000))]) + "\nA,a\n"),
        ("a.csv", ",".join(["text"] * 400_000) + "\nA,a\n"),
        ("a.jsonl", _path(20_000)),
        ("a.json", "=" * 300_000),
        ("a.txt", "a" + " " * 300_000 + "- b\n"),
        ("a.svm", "1 0:" + "1" * 400_000 + "x\n2 0:1\n"),
        ("a.jsonl", _path(101) * 20),
        ("a.tsv", "".join(f"{n}\t{n + 1}\n" for n in range(30_000)) + "30000\t0\n"),
        ("a.taxonomy", "".join(f"{n}\t{n + 1}\n" for n in range(30_000)) + "30000\t0\n"),
        ("a.taxonomy", "[" * 400_000 + "".join(f"\t{n}" for n in range(30_000)) + "\n1\t[\n[\t1"),
    ],
)
def test_tables_and_edges(name: str, content: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)
    report = check(tmp_path / name)
    assert not report.ok
    assert len(str(report.problems[0])) < 2_000


@pytest.mark.parametrize("digits", [50_000])
def test_a_long_number_that_is_none_is_a_name(digits: int, tmp_path: Path) -> None:
    name = "1" * digits + "x"
    (tmp_path / "a.csv").write_text(f"text,labels\nA,{name}\nB,a\n")
    report = check(tmp_path / "a.csv")
    assert report.corpus is not None
    assert name in report.corpus.graph.names
    (tmp_path / "b.csv").write_text(f"text,labels\nA,[{name}\nB,a\n")
    assert not check(tmp_path / "b.csv").ok


@pytest.mark.parametrize(
    "stats",
    [
        '{"splits": {"train": {"docs": 1e999}}}',
        '{"title": "\\ud800", "notes": ["\\ud800"]}',
        '{"title": [[[[]]]], "notes": [[], 1]}',
    ],
)
def test_statistics(stats: str, tmp_path: Path) -> None:
    path = SAMPLES["folder"].write(tmp_path)
    (path / "stats.json").write_text(stats)
    report = check(path)
    assert report.corpus is not None
    report.corpus.title.encode()
