"""What is something else than a corpus is told as what it is, with what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hmlc_core.data.check import check

NUMBERS = ["0.25", "-1.5", "0.125"]
PAIR = {
    "tensors.tsv": "\t".join(NUMBERS) + "\n" + "\t".join(NUMBERS) + "\n",
    "metadata.tsv": "a\nb\n",
}
REVIEWS = [
    "The film was long, and nobody whom I know has stayed to its end.",
    "A quiet and very careful story that one remembers for some weeks.",
    "Nothing in it is true, and all of it is told as if it were news.",
]


def told(path: Path) -> str:
    report = check(path)
    assert not report.ok
    return str(report.problems[0])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("sport\nmarkets\ntennis\n", "a list of names such as 'sport', which is not read"),
        ("sport\nNew York\n", "--names"),
        ("cat 0,5 1,25\ndog -0,5 1,5e-3\n", "Write numbers with points, 0.5 and not 0,5."),
        ("oak tree\npine tree\n", "not a corpus"),
        ("\n".join(REVIEWS), "__label__NAME at the beginning of lines"),
    ],
)
def test_a_text_file_without_documents(content: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "desk.txt"
    path.write_text(content)
    assert message in told(path)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (PAIR, "found vectors in tensors.tsv). Name the file itself, tensors.tsv"),
        (
            {"rcv1.topics.hier.orig": "parent: None child: A child-description: A\n"},
            "found a hierarchy in rcv1.topics.hier.orig). Name the file itself",
        ),
        (PAIR | {"README.md": "Vectors."}, "found vectors in tensors.tsv"),
    ],
)
def test_a_folder_of_parts(files: dict[str, str], message: str, tmp_path: Path) -> None:
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    assert f"not a corpus: the folder has no documents ({message}" in told(tmp_path)


def test_a_header_of_vectors_that_is_wrong_is_told_with_the_right_one(tmp_path: Path) -> None:
    path = tmp_path / "words.vec"
    path.write_text("2 7\n" + "".join(f"{word} {' '.join(NUMBERS)}\n" for word in ("cat", "dog")))
    assert told(path) == (
        "words.vec, line 1: the header tells of another number of coordinates than the lines have "
        "(expected 3, as below; found 7). Let the first line be 2 3."
    )


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("a.csv", [f'"{text}",sport' for text in REVIEWS * 2]),
        ("a.tsv", [f"sport\t{text}" for text in REVIEWS * 2]),
        ("a.tsv", [f"3\tA title\t{text}" for text in REVIEWS * 2]),
        ("a.csv", [f'"3","A title","{text}"' for text in REVIEWS * 2]),
    ],
)
def test_a_table_of_documents_without_column_names(
    name: str, rows: list[str], tmp_path: Path
) -> None:
    (tmp_path / name).write_text("\n".join(rows) + "\n")
    assert check(tmp_path / name).format == "table"
    assert "put one with the names of columns above it, such as text,labels" in told(
        tmp_path / name
    )


@pytest.mark.parametrize("name", ["labels\u00a0", "\u200blabels", "\ufeffLabels"])
def test_what_nobody_sees_in_the_name_of_a_column_is_left_out_and_told(
    name: str, tmp_path: Path
) -> None:
    table, objects = tmp_path / "a.csv", tmp_path / "b.jsonl"
    table.write_text(f"text,{name}\n" + "".join(f"a{n},{n % 2}\n" for n in range(9)))
    objects.write_text(
        "".join(json.dumps({"text": f"a{n}", name: [str(n % 2)]}) + "\n" for n in range(9))
    )
    for path in (table, objects):
        report = check(path)
        assert report.labels == 2
        assert "the name of a column has blanks or characters" in " ".join(
            map(str, report.problems)
        )


def test_names_of_columns_that_become_one_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": "a", "labels": ["x"], "text\u00a0": "b"}) + "\n")
    assert "a column is there twice (found 'text')" in told(path)
