"""Files of named vectors: what is read, what is said, what is refused, and with which line."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save

from hmlc_core.data import formats, limits
from hmlc_core.data.check import check
from hmlc_core.data.problems import InvalidData, Problems
from hmlc_core.data.vectors import NamedVectors, read_vectors
from tests.data.vectors.vectorfiles import FILES, NAMES, POINTS, npy, npz, rows


def put(folder: Path, files: dict[str, bytes] | dict[str, str]) -> Path:
    """The path of the first file."""
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder / next(iter(files))


def refused(path: Path, **options: object) -> str:
    problems = Problems()
    assert read_vectors(path, problems, **options) is None  # type: ignore[call-overload]
    return "\n".join(map(str, problems.shown))


@pytest.fixture(params=FILES)
def format(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def keys(format: str) -> tuple[str, ...]:
    """The names of the sample as the format has them."""
    blanks = format in ("word2vec", "glove", "word2vec-binary")
    return tuple(name.replace(" ", "_") if blanks else name for name in NAMES)


# ------------------------------------------------------------------ every format


def test_every_format_gives_its_names_and_numbers(format: str, tmp_path: Path) -> None:
    vectors = read_vectors(put(tmp_path, dict(FILES[format])))
    assert (vectors.names, vectors.format, vectors.total) == (keys(format), format, len(NAMES))
    assert vectors.points.dtype == np.float32
    assert np.array_equal(vectors.points, POINTS)
    assert not vectors.points.flags.writeable


def test_a_check_says_what_it_is(format: str, tmp_path: Path) -> None:
    report = check(put(tmp_path, dict(FILES[format]))).to_dict()
    assert (report["ok"], report["format"]) == (True, format)
    assert (report["vectors"], report["dimensions"]) == POINTS.shape
    assert (report["documents"], report["labels"]) == (None, None)
    assert "read as named vectors" in report["assumed"][-1]


def test_only_some_names_are_kept_in_any_case(format: str, tmp_path: Path) -> None:
    path = put(tmp_path, dict(FILES[format]))
    vectors = read_vectors(path, only=("TAX", "cow"))
    assert (vectors.names, vectors.total) == (("tax",), len(NAMES))
    assert np.array_equal(vectors.points, POINTS[1:2])
    assert read_vectors(path, only=()).points.shape == (0, 3)


def test_names_may_stand_in_a_file_of_any_name(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("b\na\nc\n")
    for file in ("given.npy", "given.npz", "given.safetensors", "vectors.tsv"):
        files = next(dict(files) for files in FILES.values() if file in files)
        path = put(tmp_path, {file: files[file]})
        assert read_vectors(path, names=tmp_path / "mine").names == ("b", "a", "c")


@pytest.mark.parametrize("name", ["word2vec", "glove", "vectors-table", "word2vec-binary"])
def test_compressed(name: str, tmp_path: Path) -> None:
    (file, content), *_ = FILES[name].items()
    path = put(tmp_path, {f"{file}.gz": gzip.compress(content)})
    assert np.array_equal(read_vectors(path).points, POINTS)
    assert check(path).format == name
    path.write_bytes(path.read_bytes()[:-20])
    assert "damaged" in refused(path) or "ends" in refused(path) or "cannot" in refused(path)


def test_they_are_no_corpus(format: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidData, match="has vectors and no documents"):
        formats.load(put(tmp_path, dict(FILES[format])))


# ------------------------------------------------------------------ headers


@pytest.mark.parametrize(
    ("text", "names", "dim", "format"),
    [
        ("2 3\na 1 2 3\nb 4 5 6\n", ("a", "b"), 3, "word2vec"),
        ("1999 3\nword 4.5\n", ("1999", "word"), 1, "glove"),  # a year and its only coordinate
        ("2 1\na .5\nb .25\n", ("a", "b"), 1, "word2vec"),
        ("3 1\na .5\nb .25\n", ("3", "a", "b"), 1, "glove"),
        ("2 2\na 1 2 \nb 3 4 \n", ("a", "b"), 2, "word2vec"),  # fastText ends lines with a blank
        ("a 1 2\n. . 3 4\n", ("a", ". ."), 2, "glove"),  # as in glove.840B
        ("7 1.5 2\n8 3 4\n", ("7", "8"), 2, "glove"),
        ("word x y\na 1 2\n", ("a",), 2, "glove"),
    ],
)
def test_a_header_is_one_where_it_fits(
    text: str, names: tuple[str, ...], dim: int, format: str, tmp_path: Path
) -> None:
    vectors = read_vectors(put(tmp_path, {"given.txt": text}))
    assert (vectors.names, vectors.dim, vectors.format) == (names, dim, format)


@pytest.mark.parametrize(
    ("file", "text", "names"),
    [
        ("given.tsv", "\t0\t1\na\t1.5\t2\n", ("a",)),  # pandas
        ("given.csv", 'word,0,1\n"a, b",1.5,2\n', ("a, b",)),
        ("given.tsv", "name\tx1\tx2\na\\tb\\\\\t1.5\t2\n", ("a\tb\\",)),  # our own
        ("given.tsv", "word\tx1\tx2\na\\tb\t1.5\t2\n", ("a\\tb",)),  # not ours: as it is
        ("given.tsv", "New York\t1.5\t2\nParis\t1\t2\n", ("New York", "Paris")),
    ],
)
def test_tables(file: str, text: str, names: tuple[str, ...], tmp_path: Path) -> None:
    vectors = read_vectors(put(tmp_path, {file: text}))
    assert (vectors.names, vectors.dim) == (names, 2)
    assert vectors.points[0].tolist() == [1.5, 2.0]


def test_numbers_beside_metadata_are_coordinates(
    tmp_path: Path,
) -> None:
    path = put(tmp_path, {"points.tsv": "1\t2\n3\t4\n", "metadata.tsv": "cat\ndog\n"})
    vectors = read_vectors(path)
    assert vectors.names == ("cat", "dog")
    assert vectors.points.tolist() == [[1, 2], [3, 4]]


def test_metadata_with_one_column_has_no_header_and_with_more_has_one(tmp_path: Path) -> None:
    coordinates = rows("\t", names=False)
    path = put(tmp_path, {"x_tensors.tsv": coordinates, "x_metadata.tsv": "\n".join(NAMES)})
    assert read_vectors(path).names == NAMES
    put(tmp_path, {"x_metadata.tsv": "count\tword\n" + "".join(f"1\t{n}\n" for n in NAMES)})
    assert read_vectors(path).names == NAMES
    put(tmp_path, {"x_metadata.tsv": "word\n" + "\n".join(NAMES)})
    said = refused(path)
    assert "expected 3, as there are vectors in x_tensors.tsv; found 4" in said
    assert "A file with a single column has no header" in said


# ------------------------------------------------------------------ what is refused, and where


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a 1 2\nb 3 4 5\nc 1 2\n", "given.txt, line 2: a vector has another number of coordina"),
        ("a 1 2\nb 3\nc 1 2\n", "given.txt, line 2: a vector has another number"),
        ("a 1 2\nb nan 4\nc 1 2\n", "given.txt, line 2: a vector has NaN or infinite"),
        ("a 1 2\nb 3 1e400\nc 1 2\n", "given.txt, line 2: a vector has NaN or infinite"),
        ("a 1 2\nb 3 1e39\nc 1 2\n", "given.txt, line 2: a vector has NaN or infinite"),
        ("a 1 2\nb 3 x4\nc 1 2\n", "given.txt, line 2: a coordinate is no number (found \"'x4'"),
        ("9 2\na 1 2\nb 3 4\n", "fewer vectors than the header tells of (expected 9; found 2)"),
        ("2 3\na 1 2\nb 3 4\n", "another number of coordinates"),
        ("", "the file is empty"),
        ("\n \n", "the file is empty"),
        ("0 5\n", "there are no vectors in it"),
        ("hello\nworld\n", "line 1: the lines have no coordinates"),
        ("1.5 2\n2.5 3\n", "the vectors have no names"),
    ],
)
def test_damaged_text(text: str, message: str, tmp_path: Path) -> None:
    assert message.replace("\"'x4'", "'x4'") in refused(put(tmp_path, {"given.txt": text}))


def test_the_first_of_two_vectors_of_a_name_is_kept_and_said(tmp_path: Path) -> None:
    path = put(tmp_path, {"given.txt": "a 1 2\nb 3 4\na 5 6\n 7 8\n"})
    problems = Problems()
    vectors = read_vectors(path, problems)
    assert vectors is not None
    assert (vectors.names, vectors.points[0].tolist()) == (("a", "b"), [1, 2])
    said = [str(problem) for problem in problems.shown]
    again = "given.txt, line 3: a name stands here again; its first vector is kept"
    assert said[0] == f"{again} (found 'a')"
    assert said[1] == "given.txt, line 4: a vector without a name is left out"


def test_of_many_names_that_stand_again_the_first_is_quoted_in_short(tmp_path: Path) -> None:
    long = "*" * 200
    path = put(tmp_path, {"given.txt": f"{long} 1 2\nb 3 4\n{long} 5 6\nb 7 8\n"})
    problems = Problems()
    assert read_vectors(path, problems) is not None
    (said,) = problems.sentences()
    assert "; 2 such lines, this is the first" in said
    assert said.count("*") == 78  # eighty with the quote before and the mark of what is left out


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.npz", npz(words=np.array(["a"], dtype=object), vectors=np.eye(1)), "pickled"),
        ("a.npz", npz(words=np.array(["a"]), vectors=np.eye(2)), "a row for each name"),
        ("a.npz", npz(words=np.eye(2), vectors=np.eye(2)), "words are no names"),
        ("a.npz", npz(weights=np.eye(2)), "found weights"),
        ("a.npz", npz(words=np.array(["a"]), vectors=np.array([[np.nan]])), "NaN"),
        ("a.npz", b"PK\x03\x04", "the file is damaged"),
        ("a.npy", npy(np.eye(2)), "the vectors have no names"),
        ("a.safetensors", b"12", "the file is damaged"),
        ("a.safetensors", save({"u": POINTS, "v": POINTS}), "which tensor"),
        ("a.bin", b"\xba\x16\x4f\x2f" + bytes(90), "a fastText model"),
        ("a.bin", b"2 2\na " + bytes(8), "ends in the middle of a vector"),
        ("a.bin", b"\x00\x01\x02", "word2vec's binary format"),
        ("a.bin", b"2 999999999\n", "too many coordinates"),
        ("a.txt", "2 999999999\na 1 2 3\n", "too many coordinates"),
        ("a.bin", b"2 1\na b \x00\x00\x80\x3fc \x00\x00\x80\x3f", "names without blanks"),
        ("a.bin", b"1 1\na b \x00\x00\x80\x3f", "names without blanks"),
        ("a.kv", b"\x80\x04", "loaded by running what is in it"),
        ("a.bin", b"\x80\x04", "KeyedVectors.save_word2vec_format(FILE)"),
        ("a.txt", b"\x80\x04", "loaded by running what is in it"),
        ("a.pt", b"PK\x03\x04", "loaded by running what is in it"),
    ],
)
def test_damaged_files(name: str, content: bytes | str, message: str, tmp_path: Path) -> None:
    assert message in refused(put(tmp_path, {name: content}))  # type: ignore[dict-item]


def test_without_problems_the_first_error_is_raised(tmp_path: Path) -> None:
    with pytest.raises(InvalidData, match="there is no such file"):
        read_vectors(tmp_path / "nowhere.txt")


def test_what_is_kept_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, {"given.txt": "a 1 2\nb 3 4\nc 5 6\n"})
    monkeypatch.setattr(limits, "VECTORS", 2)
    assert "given.txt, line 3: more vectors than are kept at once" in refused(path)
    assert read_vectors(path, only=("a", "c")).names == ("a", "c")
    monkeypatch.setattr(limits, "VECTOR_BYTES", 8)
    assert "line 2: more vectors" in refused(path)


@pytest.mark.slow
def test_memory_is_that_of_what_is_kept(tmp_path: Path) -> None:
    row = " ".join(["0.123456"] * 50)
    path = put(tmp_path, {"given.txt": "".join(f"w{n} {row}\n" for n in range(20_000))})
    read_vectors(path, only=("w3",))  # whatever is loaded the first time
    assert _peak(path, ("w3", "w19999")) < path.stat().st_size / 10 < _peak(path, None)


def _peak(path: Path, only: tuple[str, ...] | None) -> int:
    tracemalloc.start()
    try:
        vectors: NamedVectors = read_vectors(path, only=only)
        assert vectors.total == 20_000
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


# ------------------------------------------------------------------ what is no file of vectors


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.tsv", "sport\ttennis\nsport\tfootball\n"),
        ("a.tsv", "1\t2\t0.5\n1\t3\t0.5\n2\t4\t0.1\n"),  # edges with weights
        ("a.csv", "text,labels\nA,a\nB,b\n"),
        ("a.csv", "text,sport,markets\nA b,0,1\nC d,1,0\n"),
        ("a.csv", "text,level1,level2\nA b,3.0,12.5\nC d,1.0,7.5\n"),
        ("a.txt", "__label__a Some text 1.5\n__label__b More text 2.5\n"),
        ("a.txt", "4 3 2\n1,2 0:1.5 3:2\n1 1:3\n"),
    ],
)
def test_corpora_and_edges_are_no_vectors(name: str, text: str, tmp_path: Path) -> None:
    report = check(put(tmp_path, {name: text}))
    assert report.vectors is None
    assert not any("vectors" in sentence for sentence in report.assumed)
