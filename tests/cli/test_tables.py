"""`data check`, `add` and `show` of tables whose columns and separators are said or found out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hmlc_core.data import formats

ROWS = "Body,Topics\nball,sport/tennis#arts\nbank,markets\nplay,arts\nmatch,sport/golf\n"
SAID = (
    *("--text-column", "body", "--labels-column", "topics"),
    *("--sep", "#", "--path-separator", "/"),
)
LABELS = {"sport", "tennis", "golf", "arts", "markets"}


@pytest.fixture
def path(tmp_path: Path) -> str:
    file = tmp_path / "desk.csv"
    file.write_text(ROWS)
    return str(file)


def test_check_names_the_format_and_what_was_assumed(call, path: str) -> None:
    answer = call("data", "check", path, *SAID, "--json").json
    assert (answer["ok"], answer["format"], answer["labels"]) == (True, "table", 5)
    assert "Labels in a cell are separated by '#', as you chose." in answer["assumed"]
    assert (
        "assumed: Texts of desk.csv stand in the column 'Body'"
        in call("data", "check", path, *SAID).out
    )
    assert "--text-column" in call("data", "check", path, "--json").json["problems"][0]["remedy"]


def test_show_reads_a_table_as_it_is_told_to(call, path: str) -> None:
    answer = call("data", "show", path, *SAID, "--json").json
    assert answer["label_counts"].keys() == LABELS
    assert any("'Body'" in note for note in answer["notes"])
    assert call("data", "show", path).code == 1
    assert "tables only" in call("data", "show", "newsroom", "--sep", ",").err


@pytest.mark.slow
def test_add_keeps_a_table_as_it_is_told_to_read_it(
    call, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HMLC_HOME", str(tmp_path / "home"))
    answer = call("data", "add", path, "--name", "Desk", *SAID, "--json").json
    assert (answer["name"], answer["documents"], answer["labels"]) == ("Desk", 4, 5)
    assert any("separated by '#'" in note for note in answer["notes"])
    assert call("data", "show", "Desk", "--json").json["labels"] == 5
    said = call("data", "add", path, *SAID)
    assert "desk is added as desk: 4 documents, 5 labels" in said.out
    said = call("data", "add", path, *SAID)
    assert "The same corpus was there already, as desk: nothing is added." in said.out
    assert "desk is there as desk: 4 documents, 5 labels" in said.out
    assert call("data", "add", path).code == 1
    assert call("data", "add", str(tmp_path / "nowhere.csv")).code == 1
    folders = (tmp_path / "home" / "corpora").iterdir()
    assert sorted(item.name for item in folders) == ["Desk", "desk"]


def test_add_reads_a_table_once_and_says_what_show_says(
    call, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HMLC_HOME", str(tmp_path / "home"))
    readings: list[Path] = []
    load = formats.load
    monkeypatch.setattr(
        formats,
        "load",
        lambda path, *rest, **options: (readings.append(path), load(path, *rest, **options))[1],
    )
    answer = call("data", "add", path, *SAID, "--json").json
    assert readings == [Path(path)]
    assert answer["notes"] == call("data", "show", path, *SAID, "--json").json["notes"]


@pytest.mark.slow
def test_a_folder_and_an_archive_can_be_added(
    call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HMLC_HOME", str(tmp_path / "home"))
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "train.jsonl").write_text(
        "".join(f'{{"id": "{n}", "text": "a", "labels": ["x"]}}\n' for n in range(3))
    )
    assert call("data", "add", str(folder), "--json").json["name"] == "letters"
    packed = shutil.make_archive(str(tmp_path / "mail"), "zip", folder)
    assert call("data", "add", packed, "--json").json["documents"] == 3


@pytest.mark.slow
def test_check_show_and_add_name_labels_that_are_numbers(
    call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HMLC_HOME", str(tmp_path / "home"))
    table, names = tmp_path / "desk.csv", tmp_path / "names.txt"
    table.write_text("text,label\nball,0\nstage,1\nplay,0\n")
    names.write_text("sport\narts\n")
    said = (str(table), "--names", str(names), "--json")
    assert "Labels are numbers: 0 is sport" in str(call("data", "check", *said).json["assumed"])
    assert call("data", "show", *said).json["label_counts"].keys() == {"sport", "arts"}
    assert call("data", "add", *said).json["labels"] == 2
    assert call("data", "show", "desk", "--json").json["label_counts"].keys() == {"sport", "arts"}
    names.write_text("sport\n")
    assert call("data", "check", *said).json["problems"][0]["found"] == "1"
