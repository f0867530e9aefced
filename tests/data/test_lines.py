"""Lines of text files in the encodings and with the line ends that people bring."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from hmlc_core.data import limits
from hmlc_core.data.check import check
from hmlc_core.data.lines import lines, raw_lines
from hmlc_core.data.problems import Problems


def read(path: Path) -> tuple[list[str], Problems]:
    problems = Problems()
    return list(raw_lines(path, problems)), problems


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("zipped", [False, True])
def test_every_encoding_and_end_gives_the_same_lines(
    tmp_path: Path, encoding: str, end: str, zipped: bool
) -> None:
    content = end.join(["plänt\ttree", "ਊ ㈊ 😀", "last"]).encode(encoding)
    path = tmp_path / ("a.tsv.GZ" if zipped else "a.tsv")
    path.write_bytes(gzip.compress(content) if zipped else content)
    lines, problems = read(path)
    assert [line.rstrip("\r\n") for line in lines] == ["plänt\ttree", "ਊ ㈊ 😀", "last"]
    assert not problems.errors
    assert any("UTF-16" in said for said in problems.assumed) == (encoding == "utf-16")
    assert any("CR alone" in said for said in problems.assumed) == (end == "\r")


def test_a_carriage_return_inside_a_line_stays_where_lines_end_otherwise(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one\rtwo\nthree\n")
    assert read(tmp_path / "a")[0] == ["one\rtwo\n", "three\n"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("ab\n".encode("utf-16") + b"\x00", "not UTF-16 text"),
        ("ab\n".encode("utf-16") + b"\x00\xd8\x41\x00", "not UTF-16 text"),
        (b"one\rcaf\xe9\r", "line 2: not UTF-8 text"),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(
    tmp_path: Path, content: bytes, message: str
) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    _, problems = read(tmp_path / "a.csv")
    assert message in str(problems.shown[0])


def test_what_unpacks_to_far_more_than_its_size_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "UNPACKED", 2**10)
    content = b"a line\n" * 10**5
    (tmp_path / "a.tsv.gz").write_bytes(gzip.compress(content))
    assert "holds more than is read of one of its size" in str(
        read(tmp_path / "a.tsv.gz")[1].shown[0]
    )
    (tmp_path / "a.tsv").write_bytes(content)
    assert not read(tmp_path / "a.tsv")[1].errors


@pytest.mark.parametrize("encoding", ["utf-32", "utf-32-le", "utf-32-be"])
def test_utf32_is_not_taken_for_utf16(tmp_path: Path, encoding: str) -> None:
    mark = "" if encoding == "utf-32" else "\ufeff"
    (tmp_path / "a.csv").write_bytes(f"{mark}text,labels\nplänt,tree\n".encode(encoding))
    lines, problems = read(tmp_path / "a.csv")
    assert lines == ["text,labels\n", "plänt,tree\n"]
    assert problems.assumed == ["a.csv is UTF-32, as its byte-order mark says."]


@pytest.mark.parametrize(
    "text", ["text,labels\nplänt,tree\n", "слова текста,метка\nи ещё слова,я\n"]
)
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_wide_encoding_without_its_mark_is_named_once(
    tmp_path: Path, encoding: str, text: str
) -> None:
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    lines, problems = read(tmp_path / "a.csv")
    assert lines == []
    (problem,) = problems.shown
    assert f"looks like {encoding[:6].upper()} text without" in str(problem)
    assert "UTF-8" in str(problem)


def test_a_byte_that_is_0_makes_no_text_wide(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"text,labels\nplant\x00,tree\n")
    lines, problems = read(tmp_path / "a.csv")
    assert lines[1] == "plant\x00,tree\n"
    assert not problems.errors


def test_lines_in_another_encoding_are_one_error_with_their_number(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"one\n" + "café\n".encode("latin-1") * 40)
    _, problems = read(tmp_path / "a.csv")
    (problem,) = problems.shown
    assert problems.errors == 1
    assert (problem.line, problem.what) == (
        2,
        "not UTF-8 text; 40 such lines, this is the first",
    )


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.jsonl", "a.json", "a.obo", "a.csv.gz"])
@pytest.mark.parametrize("head", ["<!DOCTYPE html>", "\ufeff\n <HTML lang=en>", "<html>"])
def test_an_html_page_is_said_to_be_one(tmp_path: Path, name: str, head: str) -> None:
    path = tmp_path / name
    path.write_text(f"{head}\n<p>text,labels\n")
    told = [str(item) for item in check(path).problems if item.severity == "error"]
    assert told == [
        f"{name}, line 1: an HTML page, and not the file that its name tells of. Download the file "
        "itself: on GitHub with Raw, elsewhere with a link that needs no consent and no password."
    ]


def test_a_text_may_be_an_html_page(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("<html><p>Tennis</html>\n")
    assert read(tmp_path / "a.txt")[0] == ["<html><p>Tennis</html>\n"]


def test_a_file_that_is_all_wrong_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ERRORS", 3)
    path, problems = tmp_path / "a.txt", Problems()
    path.write_text("x\n" * 10)
    read = 0
    for number, _ in lines(path, problems):
        read = number
        problems.error("wrong", path, number)
    assert read == 4
    assert problems.shown[-1].what == "more errors than are counted: the rest is not read"
