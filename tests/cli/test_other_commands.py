"""`data`, `embed` and `doctor`, and output that nobody can take."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hmlc_core.data.formats.folder import write
from tests.data.hypernyms import wndb


def test_data_list_names_what_is_there_and_what_is_missing(
    call, store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HMLC_DATA_DIR", str(tmp_path / "away"))
    said = call("data", "list", "--json")
    assert said.json["corpora"][0]["name"] == "newsroom"
    assert said.json["missing"] == [str(tmp_path / "away")]
    assert "is not there" in call("data", "list").out


def test_data_list_says_of_what_format_a_corpus_is_and_what_is_not_known(
    call, store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    corpora = tmp_path / ("deep" * 40)  # a path is told whole, however long it is
    counted, uncounted, none = (corpora / name for name in ("counted", "uncounted", "none"))
    for folder in (counted, uncounted, none):
        folder.mkdir(parents=True)
    document = json.dumps({"id": "1", "text": "words here", "labels": ["a"]})
    (counted / "train.jsonl").write_text(document + "\n")
    (counted / "stats.json").write_text(
        '{"splits": {"train": {"docs": 1}}, "labels_in_hierarchy": 1}'
    )
    (uncounted / "train.csv").write_text("text,labels\nwords here,a\n")
    (none / "points.tsv").write_text("a\t0.1\n")
    monkeypatch.setenv("HMLC_DATA_DIR", str(corpora))
    listed = {item["name"]: item for item in call("data", "list", "--json").json["corpora"]}
    assert (listed["counted"]["format"], listed["uncounted"]["format"]) == ("folder", "tables")
    assert listed["newsroom"]["format"] is None
    lines = call("data", "list").out.splitlines()
    assert next(line for line in lines if line.startswith("uncounted")).split()[-2:] == ["–", "–"]
    assert any("data show NAME" in line for line in lines)
    assert any(line.startswith(f"{none} is no corpus") for line in lines)
    (uncounted / "train.csv").unlink()
    assert "data show NAME" not in call("data", "list").out


def test_data_check_tells_every_problem_with_its_line(call, tmp_path: Path) -> None:
    (tmp_path / "hierarchy.tsv").write_text("ROOT\ta\nROOT\tb\n")
    good = {"id": "1", "text": "words here", "labels": ["a"]}
    bad = {"id": "2", "text": "words", "labels": ["absent"]}
    lines = [json.dumps(good), json.dumps(bad), "{broken"]
    (tmp_path / "train.jsonl").write_text("\n".join(lines) + "\n")
    said = call("data", "check", str(tmp_path), "--json")
    assert said.code == 1
    assert said.json["ok"] is False
    found = {(problem["file"], problem["line"]) for problem in said.json["problems"]}
    assert {("train.jsonl", 2), ("train.jsonl", 3)} <= found
    assert "train.jsonl, line 3" in call("data", "check", str(tmp_path)).out
    (tmp_path / "train.jsonl").write_text("\n".join(lines[:1]) + "\n")
    assert call("data", "check", str(tmp_path)).code == 0


def test_data_check_of_nothing(call) -> None:
    said = call("data", "check", "nowhere", "--json")
    assert said.code == 1
    assert "there is no such file or folder" in said.json["error"]


def test_data_show(call, store) -> None:
    said = call("data", "show", "newsroom", "--json")
    assert said.code == 0
    assert said.json["labels"] == len(said.json["label_counts"])
    assert "labels per document" in call("data", "show", "newsroom").out
    assert call("data", "show", "nowhere").code == 1


@pytest.mark.parametrize("command", [("data", "show", ""), ("train", "--corpus", "")])
def test_a_corpus_without_a_name_is_not_the_current_folder(
    call, store, corpus, tmp_path, monkeypatch, command
) -> None:
    write(corpus, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    said = call(*command, "--json")
    assert said.code == 1
    assert "there is no such corpus" in said.json["error"]
    assert store.runs() == []


def test_doctor_tells_versions_store_and_what_is_missing(
    call, store, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = call("doctor", "--json")
    topics = {item["topic"] for item in said.json["findings"]}
    assert {"python", "cores", "torch", "torch threads", "run store", "data folders"} <= topics
    assert said.json["ok"] is True
    monkeypatch.setattr("hmlc_core.cli.doctor._NEEDED", ("not-a-package",))
    broken = call("doctor")
    assert broken.code == 1
    assert "! not-a-package: missing" in broken.out
    assert "pip install -r requirements.txt" in broken.out


def test_doctor_says_that_all_is_well_only_when_it_is(
    call, store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert call("doctor").out.endswith("All is well.\n")
    monkeypatch.setenv("HMLC_DATA_DIR", str(tmp_path / "away"))
    said = call("doctor")
    assert said.code == 0
    assert said.out.endswith("1 thing to look at.\n")
    monkeypatch.setattr("hmlc_core.methods.loadable", lambda: (["hyperim"], ["bad of a package"]))
    assert call("doctor").out.endswith("2 things to look at.\n")


def test_doctor_says_where_wordnet_is(
    call, store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("HMLC_WORDNET", raising=False)
    monkeypatch.delenv("HMLC_DATA_DIR", raising=False)
    assert "  WordNet: none (optional" in call("doctor").out
    wndb.write(tmp_path / "away")
    monkeypatch.setenv("HMLC_WORDNET", str(tmp_path / "away"))
    assert f"  WordNet: {tmp_path / 'away'}\n" in call("doctor").out
    monkeypatch.setenv("HMLC_WORDNET", str(tmp_path / "nowhere"))
    said = call("doctor")
    assert said.code == 0
    assert f"- WordNet: {tmp_path / 'nowhere'}\n" in said.out


def test_doctor_tells_a_home_that_is_a_file(
    call, store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("HMLC_HOME", str(tmp_path / "file"))
    said = call("doctor")
    assert said.code == 1
    assert "is no folder" in said.out
    assert "All is well" not in said.out


def test_doctor_asks_the_scheduler(call, store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)  # as where Dask is not installed
    monkeypatch.setenv("HMLC_SCHEDULER", "tcp://nowhere:1")
    said = call("doctor")
    assert said.code == 1
    assert "Dask is not installed" in said.out


def test_doctor_looks_at_a_store_that_is_broken(call, store, tmp_path: Path) -> None:
    (tmp_path / "mlflow.db").write_bytes(b"no database at all, only words" * 200)
    said = call("doctor", "--json")
    assert said.code == 1
    (finding,) = (item for item in said.json["findings"] if item["topic"] == "run store")
    assert "damaged" in finding["remedy"]


@pytest.mark.slow
def test_embed_gives_the_measures_and_writes_the_points(call, tmp_path: Path) -> None:
    edges = tmp_path / "tree.tsv"
    edges.write_text("top\tleft\ntop\tright\nleft\ta a\nleft\tb\nright\tc\n")
    out = tmp_path / "points.tsv"
    command = ["embed", str(edges), "--dim", "2", "--set", "epochs=50", "--out", str(out)]
    said = call(*command, "--json")
    assert said.code == 0
    assert list(said.json) == [
        "map",
        "mean_rank",
        "spearman_norm_depth",
        "seconds",
        "labels",
        "edges",
        "notes",
    ]
    assert said.json["map"] > 0.8
    header, *rows = out.read_text().splitlines()
    assert header == "name\tx1\tx2"
    assert {row.split("\t")[0] for row in rows} == {"top", "left", "right", "a a", "b", "c"}
    assert call(*command).code == 0


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        ("a\tb\nb\ta\n", [], "cycle"),
        ("", [], "the file is empty"),
        ("a\tb\n", ["--set", "epochs=0"], "labels.epochs"),
        ("a\tb\n", ["--out", "points.pdf"], "unknown kind of file"),
        ("a\tb\n", ["--out", "nowhere/points.tsv"], "nowhere: the output cannot be written"),
    ],
)
def test_embed_refuses_with_a_clear_message(
    call, tmp_path: Path, content: str, options: list[str], message: str
) -> None:
    edges = tmp_path / "edges.tsv"
    edges.write_text(content)
    said = call("embed", str(edges), *options, "--json")
    assert said.code == 1
    assert message in said.json["error"]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a disk that is always full")
def test_output_to_a_full_disk_is_an_error_of_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "hmlc_core", "--help"]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert "the output cannot be written" in line


def test_commands_agree_on_an_edge_file(call, tmp_path: Path) -> None:
    edges = tmp_path / "edges.csv"
    edges.write_text("tree,plant\nherb,plant\noak,tree\npine,tree\nstone,stone\n")
    shown = call("data", "show", str(edges), "--child-first", "--json").json
    counts = [shown[name] for name in ("labels", "edges", "top_labels", "leaves", "levels")]
    assert counts == [6, 4, 2, 4, 3]
    assert call("data", "check", str(edges), "--child-first", "--json").json["labels"] == 6
    embedded = call("embed", str(edges), "--child-first", "--set", "epochs=2", "--json").json
    assert (embedded["labels"], embedded["edges"]) == (6, 4)
    assert embedded["notes"] == shown["notes"]
    refused = call("train", "--corpus", str(edges), "--json")
    assert "the file has edges and no documents" in refused.json["error"]


def test_the_hierarchy_of_a_table_may_have_the_child_first(call, tmp_path: Path) -> None:
    (tmp_path / "docs.csv").write_text("text,labels\n" + "a,tree\nb,herb\n" * 10)
    (tmp_path / "edges.csv").write_text("tree,plant\nherb,plant\n")
    command = ["data", "check", str(tmp_path / "docs.csv"), "--json"]
    found = call(*command, "--hierarchy", str(tmp_path / "edges.csv"), "--child-first").json
    assert (found["ok"], found["labels"]) == (True, 3)


def test_numbers_that_are_undefined_are_dashes_for_people_and_null_in_json(
    call, tmp_path: Path
) -> None:
    path = tmp_path / "one.tsv"
    path.write_text("ROOT\tonly\n", encoding="utf-8")
    said = call("embed", str(path), "--set", "epochs=1")
    assert said.code == 0
    assert "rank correlation of norm and depth: –" in said.out
    assert "1 label, 0 edges" in said.out
    assert (
        call("embed", str(path), "--set", "epochs=1", "--json").json["spearman_norm_depth"] is None
    )
    assert "0 errors, 0 notes; 1 label\n" in call("data", "check", str(path)).out
