"""`recover`: runs with points made by hand, where the right answer is known."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest

from hmlc_core.data.hierarchies import given_hierarchy
from hmlc_core.data.labels import LabelGraph
from hmlc_core.embeddings.sarkar import sarkar
from hmlc_core.experiment import Experiment
from hmlc_core.runs.opened import OpenedRun, StagePoints
from hmlc_core.runs.store.store import RunStore
from hmlc_core.snapshot import Snapshot, frozen_copy

pytestmark = pytest.mark.slow

NAMES = ("top", "left", "right", "a", "b", "c", "[bold]d")
EDGES = ((0, 1), (0, 2), (1, 3), (1, 4), (2, 5), (2, 6))


def write_corpus(folder: Path, *, hierarchy: bool = True) -> Path:
    """Seven labels in a tree, or without one; each document has a leaf and its ancestors."""
    folder.mkdir()
    graph = LabelGraph(NAMES, EDGES)
    pairs = [("ROOT", "top"), *((NAMES[p], NAMES[c]) for p, c in EDGES)]
    if not hierarchy:
        pairs = [("ROOT", name) for name in NAMES]
    (folder / "hierarchy.tsv").write_text("".join(f"{p}\t{c}\n" for p, c in pairs))
    for split, count in (("train", 40), ("dev", 4), ("test", 4)):
        lines = []
        for n in range(count):
            leaf = 3 + n % 4
            labels = [NAMES[label] for label in (leaf, *graph.ancestors(leaf))]
            lines.append({"id": f"{split}{n}", "text": f"word{leaf} and more", "labels": labels})
        text = "".join(json.dumps(line) + "\n" for line in lines)
        (folder / f"{split}.jsonl").write_text(text)
    return folder


def make_run(store: RunStore, corpus: Path, *stages: tuple[str, np.ndarray]) -> str:
    """A run with one snapshot of label points for each of the stages."""
    base = Experiment().assign([f"corpus.name={corpus}", "model.dim=2", "corpus.min_count=1"])
    run_id = store.create(base)
    for stage, points in stages:
        snapshot = Snapshot(
            stage=stage, step=3, steps=4, epoch=1.0, seconds=1.0, label_points=frozen_copy(points)
        )
        store.record(run_id, snapshot)
    return run_id


POINTS = sarkar(LabelGraph(NAMES, EDGES), tau=3.0)


def test_all_scores_stand_beside_their_chance_levels(call, store, tmp_path: Path) -> None:
    wrong = np.random.default_rng(0).uniform(-0.5, 0.5, (7, 2))
    corpus = write_corpus(tmp_path / "tree")
    run_id = make_run(store, corpus, ("labels", wrong), ("train", POINTS))
    said = call("recover", run_id[:10], "--json")
    assert said.code == 0
    assert said.json["run_id"] == run_id
    assert said.json["stage"] == "train"
    assert {tuple(edge) for edge in said.json["tree"]["edges"]} == set(EDGES)
    assert said.json["labels"] == list(NAMES)
    assert said.json["scores"]["edge_f1"] == 1
    assert said.json["scores"]["consistency"] == 1
    assert said.json["kinds"] == {"right": 6, "wrong_parent": 0, "missing": 0, "reversed": 0}
    levels = said.json["chance"]["edge_f1"]
    assert levels["cooccurrence_90"] == 1
    assert levels["star"] == 0
    assert 0 <= levels["random_tree"]["mean"] < 1
    assert said.json["chance"]["spearman"]["star"] is None


@pytest.mark.parametrize("method", ["arborescence", "greedy", "linkage"])
def test_a_table_for_people(call, store, tmp_path: Path, method: str) -> None:
    run_id = make_run(store, write_corpus(tmp_path / "tree"), ("train", POINTS))
    said = call("recover", run_id, "--method", method)
    assert said.code == 0
    assert "Of 6 recovered edges 6 are right, 0 reversed, 0 wrong; 0 are missing." in said.out
    (line,) = (line for line in said.out.splitlines() if line.startswith("edge_f1 "))
    assert line.split()[1] == "1.000"
    assert line.count("±") == 2
    (line,) = (line for line in said.out.splitlines() if line.startswith("spearman "))
    assert "–" in line  # of the star


def test_before_training_the_placed_labels_are_looked_at(call, store, tmp_path: Path) -> None:
    run_id = make_run(store, write_corpus(tmp_path / "tree"), ("labels", POINTS))
    assert call("recover", run_id, "--json").json["stage"] == "labels"


def test_a_corpus_without_a_hierarchy_gets_the_recovered_one(call, store, tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "flat", hierarchy=False)
    run_id = make_run(store, corpus, ("train", POINTS))
    said = call("recover", run_id, "--json")
    assert {tuple(edge) for edge in said.json["tree"]["edges"]} == set(EDGES)
    assert said.json["scores"].keys() == {"gromov_delta", "gromov_delta_relative", "consistency"}
    assert said.json["chance"] == {}
    assert said.json["kinds"] is None
    assert "no hierarchy" in call("recover", run_id).out


def test_a_recovered_hierarchy_is_kept_for_a_new_run(call, store, tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "flat", hierarchy=False)
    run_id = make_run(store, corpus, ("train", POINTS))
    name = call("recover", run_id, "--keep", "--json").json["hierarchy"]
    assert given_hierarchy(name, LabelGraph(NAMES, ())).edges == EDGES
    assert f"labels.hierarchy={name}" in call("recover", run_id, "--keep").out
    equal = make_run(store, corpus, ("train", np.zeros((7, 2))))
    said = call("recover", equal, "--keep")
    assert said.code != 0
    assert "no edge was recovered" in said.err


def test_where_nothing_may_be_changed_it_is_said_before_the_work(call, store, monkeypatch) -> None:
    monkeypatch.setenv("HMLC_READ_ONLY", "1")
    said = call("recover", "no such run", "--keep", "--json")  # the run is not even looked for
    assert said.code == 1
    assert "HMLC_READ_ONLY is set" in said.json["error"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--method", "linkage", "--below", "nosuch"), "unknown label"),
        (("--method", "nosuch"), "no such method"),
    ],
)
def test_what_cannot_be_asked_is_said_before_points_are_read(
    call, store, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    run_id = make_run(store, write_corpus(tmp_path / "tree"))  # it has none
    assert "no label points" in call("recover", run_id).err
    assert said in call("recover", run_id, *options).err


def test_scores_are_told_in_words(call, store, tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "tree")
    said = call("recover", make_run(store, corpus, ("train", POINTS)), "--seed", "1")
    assert "Clearly better than shuffled labels in" in said.out
    assert "Worse than a tree" not in said.out


def test_reading_a_run_is_told_where_it_takes_long_and_not_with_json(
    call, store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hmlc_core.cli.progress.PACE", 0.001)
    read = OpenedRun.newest

    def slow(opened: OpenedRun) -> StagePoints:
        time.sleep(0.05)
        return read(opened)

    monkeypatch.setattr(OpenedRun, "newest", slow)
    run_id = make_run(store, write_corpus(tmp_path / "tree"), ("train", POINTS))
    assert "Reading the run" in call("recover", run_id).err
    assert call("recover", run_id, "--json").err == ""


def test_what_is_undefined_is_null(call, store, tmp_path: Path) -> None:
    run_id = make_run(store, write_corpus(tmp_path / "tree"), ("train", np.zeros((7, 2))))
    said = call("recover", run_id, "--json")
    assert said.json["scores"]["edge_f1"] is None
    assert said.json["scores"]["spearman"] is None
    assert "All distances are equal" in said.json["notes"][0]


@pytest.mark.parametrize(
    ("stages", "options", "message"),
    [
        ([], [], "no label points. Wait for its first snapshot"),
        ([("train", POINTS[:5])], [], "the corpus has changed"),
        ([("train", np.full((7, 2), np.nan))], [], "some points are nowhere"),
        ([("train", POINTS)], ["--method", "guess"], "arborescence, greedy, linkage"),
    ],
)
def test_what_cannot_be_done_is_told(
    call, store, tmp_path: Path, stages: list, options: list[str], message: str
) -> None:
    run_id = make_run(store, write_corpus(tmp_path / "tree"), *stages)
    said = call("recover", run_id, *options, "--json")
    assert said.code == 1
    assert message in said.json["error"]


def test_a_run_that_is_not_there(call, store) -> None:
    assert "there is no such run" in call("recover", "abcdef", "--json").json["error"]


def test_a_part_of_the_hierarchy_is_read_off_alone(call, store, tmp_path: Path) -> None:
    run_id = make_run(store, write_corpus(tmp_path / "tree"), ("train", POINTS))
    said = call("recover", run_id, "--below", "left", "--json").json
    assert said["below"] == "left"
    assert said["labels"] == ["left", "a", "b"]
    assert said["tree"]["edges"] == [[0, 1], [0, 2]]
    assert said["scores"]["edge_f1"] == 1
    assert said["asked"] is None
    assert "3 labels from left down" in call("recover", run_id, "--below", "left").out
    unknown = call("recover", run_id, "--below", "lefd")
    assert unknown.code == 1
    assert "Did you mean 'left'" in unknown.err
    kept = call("recover", run_id, "--below", "left", "--keep")
    assert kept.code == 1
    assert "--below" in kept.err
    leaf = call("recover", run_id, "--below", "a")
    assert leaf.code == 1
    assert "without children" in leaf.err
