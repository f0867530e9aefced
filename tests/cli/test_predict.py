"""`predict`: documents from files, standard input and splits, and how many labels each gets."""

from __future__ import annotations

import csv
import json
import time
from pathlib import Path

import pytest

from hmlc_core.data.formats import folder
from hmlc_core.data.formats.cells import missing
from hmlc_core.experiment.presets import preset
from hmlc_core.runs.opened import OpenedRun, open_run
from hmlc_core.runs.queue.job import train_run
from hmlc_core.runs.store.store import RunStore
from tests.conftest import make_corpus
from tests.data.nastynames import ODD

pytestmark = pytest.mark.slow

NASTY = [name for name in ODD if not missing(name)]
TEXTS = {"first": "a1 a2 noise3", "second": "d0 d3 noise9"}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A home with a finished run, and the run."""
    home = tmp_path_factory.mktemp("home")
    folder.write(make_corpus(), home / "corpora" / "tiny")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HMLC_HOME", str(home))
        patch.delenv("HMLC_TRACKING_URI", raising=False)
        store = RunStore()
        changes = ["corpus.name=tiny", "corpus.min_count=1"]
        run_id = store.create(preset("linear").assign(changes))
        assert train_run(store.uri, run_id) == "finished"
    return home, run_id


@pytest.fixture
def run_id(trained: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> str:
    home, run_id = trained
    monkeypatch.setenv("HMLC_HOME", str(home))
    for name in ("HMLC_TRACKING_URI", "HMLC_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    return run_id


@pytest.fixture
def opened(run_id: str) -> OpenedRun:
    return open_run(RunStore(), run_id)


def written(path: Path, text: str) -> str:
    path.write_text(text)
    return str(path)


@pytest.fixture(params=["jsonl", "csv", "tsv", "gz"])
def texts(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """`TEXTS` in a file of each kind."""
    path = tmp_path / f"texts.{request.param}"
    lines = [json.dumps({"id": name, "text": text}) + "\n" for name, text in TEXTS.items()]
    if request.param == "gz":
        import gzip

        path = tmp_path / "texts.jsonl.gz"
        path.write_bytes(gzip.compress("".join(lines).encode()))
    elif request.param == "jsonl":
        path.write_text("".join(lines))
    else:
        with path.open("w", newline="") as file:
            writer = csv.writer(file, delimiter="," if request.param == "csv" else "\t")
            writer.writerows([("id", "Text"), *TEXTS.items()])
    return str(path)


def test_a_table_is_labelled_document_by_document(call, opened: OpenedRun, texts: str) -> None:
    said = call("predict", opened.run.id[:8], texts, "--json")
    assert said.code == 0
    assert said.json["run_id"] == opened.run.id
    assert said.json["threshold"] == opened.threshold
    assert said.json["probabilities"] is True
    assert [document["id"] for document in said.json["documents"]] == list(TEXTS)
    names = opened.corpus.graph.names
    for document, text in zip(said.json["documents"], TEXTS.values(), strict=True):
        probabilities = opened.predictor.explain(text).probabilities
        assert probabilities is not None
        expected = {
            n: p for n, p in zip(names, probabilities, strict=True) if p >= opened.threshold
        }
        found = {item["label"]: item["score"] for item in document["labels"]}
        assert found == pytest.approx(expected)
        assert list(found.values()) == sorted(found.values(), reverse=True)


def test_lines_of_standard_input_are_called_by_their_number(call, run_id: str) -> None:
    said = call("predict", run_id, "-", "--json", answer="a1 a2\n\nd0 d3\r\n")
    assert [document["id"] for document in said.json["documents"]] == ["1", "2", "3"]
    said = call("predict", run_id, "-", answer="a1 a2\n")
    assert said.out.startswith("1: top (1.000)")
    assert "Labels with a score of at least 0." in said.out


def test_documents_of_unknown_words_are_told(call, run_id: str) -> None:
    said = call("predict", run_id, "-", answer="a1 a2\n\nzzz qqq\n")
    assert "2 of 3 documents have no word that the run knows" in said.out
    assert call("predict", run_id, "-", "--json", answer="zzz\na1\n").json["unread"] == 1
    assert "no word" not in call("predict", run_id, "-", answer="a1\n").out


def test_a_document_without_an_id_is_called_by_its_line(call, run_id: str, tmp_path: Path) -> None:
    path = written(tmp_path / "texts.csv", "text,topic\na1,x\n\n\nd0,y\n")
    said = call("predict", run_id, path, "--json")
    assert [document["id"] for document in said.json["documents"]] == ["2", "5"]


@pytest.mark.parametrize("split", ["train", "dev", "test"])
def test_a_split_of_the_corpus_is_labelled(call, opened: OpenedRun, split: str) -> None:
    said = call("predict", opened.run.id, "--split", split, "--json")
    documents = opened.corpus.split(split)
    assert [d["id"] for d in said.json["documents"]] == [d.id for d in documents]


@pytest.mark.parametrize("top", [1, 3, 99])
def test_top_gives_so_many_labels_whatever_their_scores(call, run_id: str, top: int) -> None:
    said = call("predict", run_id, "-", "--top", str(top), "--json", answer="a1 a2\n")
    assert len(said.json["documents"][0]["labels"]) == min(top, 7)


@pytest.mark.parametrize(("threshold", "count"), [("0", 7), ("1", 1), ("2", 1), ("-1e9", 7)])
def test_a_threshold_of_ones_own(call, run_id: str, threshold: str, count: int) -> None:
    """Beyond all scores the best label is left: here the one that every document has."""
    said = call("predict", run_id, "-", "--threshold", threshold, "--json", answer="a1 a2\n")
    assert said.json["threshold"] == float(threshold)
    labels = said.json["documents"][0]["labels"]
    assert len(labels) == count
    assert labels[0]["label"] == "top"


def test_predictions_are_written_a_document_a_line(call, run_id: str, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    said = call("predict", run_id, "--split", "test", "--out", str(out), "--json")
    assert said.json["documents"] == []
    assert (said.json["out"], said.json["count"]) == (str(out), 20)
    inline = call("predict", run_id, "--split", "test", "--json").json["documents"]
    assert [json.loads(line) for line in out.read_text().splitlines()] == inline
    assert (
        "20 documents written to"
        in call("predict", run_id, "--split", "dev", "--out", str(out)).out
    )


def test_what_takes_long_is_told_and_nothing_of_it_with_json(
    call, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hmlc_core.cli.progress.PACE", 0.001)
    whole = OpenedRun.threshold.fget
    assert whole is not None

    def slow(opened: OpenedRun) -> float:
        time.sleep(0.05)
        return whole(opened)

    monkeypatch.setattr(OpenedRun, "threshold", property(slow))
    assert "Choosing the threshold" in call("predict", run_id, "--split", "test").err
    assert call("predict", run_id, "--split", "test", "--json").err == ""


def test_of_a_run_that_is_not_finished_it_is_said(
    call, trained: tuple[Path, str], run_id: str
) -> None:
    store, seen = RunStore(), list[float]()
    changes = ["corpus.name=tiny", "corpus.min_count=1", "model.dim=2", "model.encoder=none"]
    changes += ["training.kernels=torch", "labels.epochs=2"]
    stopped = store.create(preset("quick").assign(changes))
    train_run(
        store.uri,
        stopped,
        halted=lambda: bool(seen) and seen[-1] >= 1,
        observe=lambda shot: seen.append(shot.epoch if shot.stage == "train" else 0.0),
    )
    said = call("predict", stopped, "--split", "test")
    assert "The run is not finished (stopped after" in said.out
    assert "What predicts is the model after 1 epoch," in said.out
    found = call("predict", stopped, "--split", "test", "--json").json
    assert (found["status"], found["epoch"]) == ("stopped", 1)
    assert "not finished" not in call("predict", run_id, "--split", "test").out


def test_blocks_change_nothing(call, run_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = call("predict", run_id, "--split", "test", "--json").json["documents"]
    monkeypatch.setattr("hmlc_core.cli.predict.BLOCK", 3)
    assert call("predict", run_id, "--split", "test", "--json").json["documents"] == whole


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", "text\na\nb,c\n", "a.csv, line 3: the row has the wrong number of cells"),
        ("a.jsonl", '{"text": "a"}\n{"text": \n', "a.jsonl, line 2: "),
        ("a.jsonl", '{"text": "a"}\n[1]\n', "a.jsonl, line 2: "),
        ("a.jsonl", '{"text": "a"}\n{"words": "b"}\n', "a.jsonl, line 2: a field is missing"),
        ("a.jsonl", '{"text": 3}\n', "a.jsonl, line 1: "),
        ("a.csv", "words\na\n", "a.csv, line 2: a field is missing"),
        ("a.csv", "text\n", "a.csv: there are no documents in the file"),
        ("a.jsonl", "", "a.jsonl: the file is empty"),
        ("a.pdf", "x", "a.pdf: not a table of documents"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_line(
    call, run_id: str, tmp_path: Path, name: str, content: str, message: str
) -> None:
    said = call("predict", run_id, written(tmp_path / name, content), "--json")
    assert said.code == 1
    assert message in said.json["error"]


def test_what_was_labelled_before_a_bad_line_is_kept_beside_what_was_there(
    call, run_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hmlc_core.cli.predict.BLOCK", 1)
    path = written(tmp_path / "a.jsonl", '{"text": "a1"}\n{"text": "a2"}\n{"words": "b"}\n')
    out = tmp_path / "out.jsonl"
    out.write_text("earlier predictions")
    said = call("predict", run_id, path, "--out", str(out))
    assert said.code == 1
    assert "line 3" in said.err
    assert "out.jsonl.part" in said.err
    part = (tmp_path / "out.jsonl.part").read_text().splitlines()
    assert [json.loads(line)["id"] for line in part] == ["1", "2"]
    assert out.read_text() == "earlier predictions"
    assert {path.name for path in tmp_path.glob(".*out*")} == set()


def test_predictions_never_take_the_place_of_their_documents(
    call, run_id: str, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.jsonl", '{"text": "a1"}\n')
    said = call("predict", run_id, path, "--out", path)
    assert said.code == 1
    assert "would take the place of the documents" in said.err
    assert (tmp_path / "a.jsonl").read_text() == '{"text": "a1"}\n'


def test_an_id_that_is_no_text_is_written_as_an_escape(call, run_id: str, tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", '{"id": "\\ud800", "text": "a1"}\n')
    said = call("predict", run_id, path, "--json")
    assert said.json["documents"][0]["id"] == "\\ud800"


@pytest.mark.parametrize(
    ("given", "message"), [(b"a\n\xff\n", "line 2: not UTF-8"), (b"", "no text")]
)
def test_standard_input_is_refused_like_a_file(call, run_id: str, given, message) -> None:
    said = call("predict", run_id, "-", answer=given)
    assert said.code == 1
    assert message in said.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gone.jsonl"], "gone.jsonl: there is no such file"),
        ([], "nothing to label (expected either FILE or --split)"),
        (["-", "--split", "test"], "a file and a split at once"),
        (["--split", "rest"], "--split: no such split (expected train, dev, test; found 'rest')"),
        (["-", "--threshold", "high"], "--threshold: not a threshold (expected a number"),
        (["-", "--threshold", "nan"], "--threshold: not a threshold"),
        (["-", "--out", "no/such/folder/out.jsonl"], "the predictions cannot be written"),
    ],
)
def test_what_cannot_be_done_is_told(call, run_id: str, arguments: list[str], message: str) -> None:
    said = call("predict", run_id, *arguments, "--json")
    assert said.code == 1
    assert message in said.json["error"]


def test_a_run_that_is_not_there(call, run_id: str) -> None:
    said = call("predict", "abcdef", "-", "--json")
    assert "there is no such run" in said.json["error"]


def test_a_run_that_has_learned_nothing_yet(call, store) -> None:
    run_id = store.create(preset("linear"))
    said = call("predict", run_id, "--split", "test", "--json")
    assert said.code == 1
    assert "the run has no trained model yet" in said.json["error"]


@pytest.mark.parametrize(
    ("content", "options"),
    [
        ("id;Body;text\nfirst;a1 a2 noise3;d0\n", ("--text-column", "body")),
        ("Body\na1 a2, noise3\n", ("--text-column", "body", "--sep", ";")),
        ("id,x|Body\n1,2|a1 a2 noise3\n", ("--text-column", "Body", "--sep", "|")),
        ("Body\tid,x,y\na1 a2 noise3\t1\n", ("--text-column", "Body", "--sep", "\\t")),
    ],
)
def test_the_column_of_texts_and_the_sign_between_cells_can_be_said(
    call, run_id: str, tmp_path: Path, content: str, options: tuple[str, ...]
) -> None:
    expected = call(
        "predict", run_id, written(tmp_path / "a.csv", "text\na1 a2 noise3\n"), "--json"
    )
    found = call("predict", run_id, written(tmp_path / "b.csv", content), *options, "--json")
    labels = [answer.json["documents"][0]["labels"] for answer in (expected, found)]
    assert labels[0] == labels[1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("b.csv", "--text-column", "body"), "there is no such column (expected body"),
        (("b.csv", "--sep", "::"), "not a sign between cells"),
        (("--split", "test", "--text-column", "body"), "tables only"),
        (("-", "--sep", ";"), "tables only"),
    ],
)
def test_what_cannot_be_chosen_is_refused(
    call, run_id: str, tmp_path: Path, options: tuple[str, ...], message: str
) -> None:
    path = written(tmp_path / "b.csv", "text\na1\n")
    said = call("predict", run_id, *(path if each == "b.csv" else each for each in options))
    assert said.code == 1
    assert message in said.err


def test_ids_come_back_whatever_they_hold(call, run_id: str, tmp_path: Path) -> None:
    lines = [json.dumps({"id": name, "text": "a1 a2"}) for name in NASTY]
    texts, out = written(tmp_path / "texts.jsonl", "\n".join(lines)), tmp_path / "out.jsonl"
    assert call("predict", run_id, texts, "--out", str(out)).code == 0
    found = out.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    assert [json.loads(line)["id"] for line in found] == [name.strip() for name in NASTY]
