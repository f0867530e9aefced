"""Files that nothing reads: what they are, and what to do, in a few words."""

from __future__ import annotations

from pathlib import Path

import pytest

from hmlc_core.data.check import check


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a.xlsx", "a spreadsheet, which is not read. Save it as CSV in UTF-8"),
        ("a.parquet", "a table in a binary format, which is not read. Save it as CSV"),
        ("a.PKL", "a file that is loaded by running what is in it, which is not read. It is not"),
        ("a.owl", "an ontology in another notation than Turtle or OBO, which is not read. Export"),
        ("a.nt.gz", "an ontology in another notation than Turtle or OBO, which is not read."),
        ("a.graphml", "a graph in another notation than edges, which is not read. Write its edges"),
        ("a.dmp", "a graph in another notation than edges, which is not read. Write its edges"),
        ("a.xml", "a text with markup, which is not read. Write its documents as JSON lines"),
        ("a.tar.gz", "an archive, which is not read. Unpack it"),
        ("a.yaml", "a list in another notation than JSON, which is not read. Convert it to JSON"),
    ],
)
def test_an_ending_tells_what_to_do(tmp_path: Path, name: str, told: str) -> None:
    path = tmp_path / name
    path.write_text("a b\nb c\n")
    (error,) = check(path).problems
    assert str(error).startswith(f"{name}: {told}")
    assert len(str(error)) < 200


def test_an_ending_that_nobody_knows_is_told_in_a_few_words(tmp_path: Path) -> None:
    path = tmp_path / "a.qqq"
    path.write_text("nothing of the kind\n")
    (error,) = check(path).problems
    assert "docs/formats.md" in str(error)
    assert len(str(error)) < 250


@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.tsv", "a.jsonl"])
def test_a_pointer_of_git_lfs_is_said_to_be_one(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n")
    told = [str(problem) for problem in check(path).problems]
    assert any("a pointer of Git LFS, and not the file itself" in each for each in told)
    assert not any("looks like edges" in each for each in told)


@pytest.mark.parametrize(
    ("content", "remedy"),
    [
        ("text\tlabels\nball\tsport\n", "Call it .tsv, for tabs stand between its cells"),
        ("# Google\nSport > Ball\nSport > Bat\n", "If each line is a path of labels, write it as"),
    ],
)
def test_a_text_file_that_is_something_else_is_told_what_to_become(
    tmp_path: Path, content: str, remedy: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(content)
    assert remedy in str(check(path).problems[0])
