"""`show`: points of another program become a run; what is wrong with their files is said."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pytest

from hmlc_core.geometry import Euclidean, PoincareBall
from hmlc_core.runs.export.vectors import Vectors, npz
from hmlc_core.runs.opened import open_run
from tests.printed import blocks

pytestmark = pytest.mark.slow

PARENTS = {"cat": "animal", "dog": "animal", "oak": "plant", "elm": "plant"}
TOPS = {"animal": (0.3, 0.0), "plant": (-0.3, 0.0)}
PLACES = {
    **TOPS,
    "cat": (0.7, 0.2),
    "dog": (0.7, -0.2),
    "oak": (-0.7, 0.2),
    "elm": (-0.7, -0.2),
}
NAMES, POINTS = list(PLACES), np.array(list(PLACES.values()))


def tsv(path, names=NAMES, points=POINTS):
    rows = ["\t".join([name, *map(repr, row)]) for name, row in zip(names, points.tolist())]
    path.write_text("\n".join(rows) + "\n")
    return path


EDGES = tuple((parent, child) for child, parent in PARENTS.items())


def hierarchy(path, edges=EDGES):
    path.write_text("".join(f"{parent}\t{child}\n" for parent, child in edges))
    return path


def test_of_an_export_the_labels_are_shown_and_not_the_words(store, call, tmp_path):
    words = Vectors(["a", "word"], np.float32([[0.1, 0.2], [0.2, 0.1]]))
    path = tmp_path / "vectors.npz"
    path.write_bytes(npz(labels=Vectors(NAMES, np.float32(POINTS)), words=words))
    found = call("show", str(path), "--json").json
    assert found["labels"] == len(NAMES)
    assert open_run(store, found["run_id"]).corpus.graph.names == tuple(NAMES)


def lifted(points=POINTS):
    """Points of the ball on the hyperboloid, the height first."""
    squares = (points**2).sum(1, keepdims=True)
    return np.concatenate([1 + squares, 2 * points], 1) / (1 - squares)


def test_points_with_a_hierarchy_become_a_run(store, call, tmp_path):
    points, edges = tsv(tmp_path / "animals.tsv"), hierarchy(tmp_path / "edges.tsv")
    said = call("show", str(points), str(edges), "--json")
    assert said.code == 0
    found = said.json
    assert (found["labels"], found["dim"]) == (6, 2)
    assert found["address"].endswith(f"/hierarchy?run={found['run_id']}")
    recovery = found["recovery"]
    assert recovery["tree"]["parents"][2:] == [0, 0, 1, 1]
    assert recovery["chance"]["map"]["shuffled"]["mean"] < recovery["scores"]["map"] == 1
    assert not any(key.startswith("cooccurrence") for key in recovery["chance"]["map"])
    opened = open_run(store, found["run_id"])
    assert opened.corpus.graph.names == tuple(NAMES)
    assert {
        (opened.corpus.graph.names[parent], opened.corpus.graph.names[child])
        for parent, child in opened.corpus.graph.edges
    } == set(EDGES)
    assert opened.run.scores_under("recovery")["map"] == 1
    newest = opened.newest()
    assert newest.space == PoincareBall(2)
    np.testing.assert_allclose(newest.points[-1], POINTS, rtol=1e-6)


def test_a_second_import_of_a_file_is_numbered(store, call, tmp_path):
    points = tsv(tmp_path / "animals.tsv")
    ids = [call("show", str(points), "--json").json["run_id"] for _ in range(3)]
    names = [store.get(run_id).name for run_id in ids]
    assert names == ["animals.tsv 2-D", "animals.tsv 2-D (2)", "animals.tsv 2-D (3)"]


def test_the_recipe_has_the_files_with_their_checksums(store, call, tmp_path):
    from hashlib import sha256

    points, edges = tsv(tmp_path / "animals.tsv"), hierarchy(tmp_path / "edges.tsv")
    run = call("show", str(points), str(edges), "--json").json["run_id"]
    model = call("runs", "show", run, "--json").json["experiment"]["model"]
    assert model["name"] == "imported"
    assert model["points"], model["edges"] == ("animals.tsv", "edges.tsv")
    assert model["points_sha256"] == sha256(points.read_bytes()).hexdigest()
    assert model["edges_sha256"] == sha256(edges.read_bytes()).hexdigest()
    assert model["documents"] == ""


def test_without_a_hierarchy_the_tree_alone_is_read_off(store, call, tmp_path):
    found = call("show", str(tsv(tmp_path / "p.tsv")), "--json").json
    recovery = found["recovery"]
    assert recovery["tree"]["edges"]
    assert recovery["chance"] == {}
    assert recovery["scores"].keys() == {"gromov_delta", "gromov_delta_relative"}
    assert any("no hierarchy" in note for note in recovery["notes"])


def test_chance_that_waits_is_told_with_the_command_that_asks(store, call, tmp_path, monkeypatch):
    points, edges = tsv(tmp_path / "p.tsv"), hierarchy(tmp_path / "e.tsv")
    assert call("show", str(points), str(edges), "--json").json["chance_by"] is None
    monkeypatch.setattr("hmlc_core.evaluation.recovery.scores.LARGE", 5)
    assert call("show", str(points), "--json").json["chance_by"] is None  # nothing to be scored by
    found = call("show", str(points), str(edges), "--json").json
    assert found["recovery"]["chance"] == {}
    assert found["recovery"]["scores"]["map"] == 1
    command = found["chance_by"].split()
    assert command[:3] == ["python", "-m", "hmlc_core"]
    recovered = call(*command[3:])
    assert recovered.json["run_id"] == found["run_id"]
    assert recovered.json["chance"]["map"]["shuffled"]["mean"] < 1


def test_documents_are_counted_by_their_labels(store, call, tmp_path):
    rows = [
        {"id": str(n), "text": "a secret text", "labels": [parent, child]}
        for child, parent in PARENTS.items()
        for n in range(6)
    ]
    rows = [{**row, "id": str(n)} for n, row in enumerate(rows)]
    documents = tmp_path / "documents.jsonl"
    documents.write_text("".join(json.dumps(row) + "\n" for row in rows))
    points, edges = tsv(tmp_path / "p.tsv"), hierarchy(tmp_path / "e.tsv")
    found = call("show", str(points), str(edges), "--documents", str(documents), "--json").json
    assert found["recovery"]["chance"]["edge_f1"]["cooccurrence_90"] == 1
    assert "consistency" in found["recovery"]["scores"]
    opened = open_run(store, found["run_id"])
    known = opened.prepared.train
    assert known.labels.sum() == 48
    assert len(opened.prepared.train_ids) == 24
    assert set(known.texts) == {""}  # no text is kept
    assert b"a secret text" not in b"".join(
        path.read_bytes() for path in (tmp_path / "artifacts").rglob("*") if path.is_file()
    )


def test_the_run_is_told_apart_exported_checked_and_deleted(store, call, tmp_path):
    run = call("show", str(tsv(tmp_path / "p.tsv")), "--json").json["run_id"]
    assert "imported" in call("runs", "list").out
    assert call("runs", "check", run).code == 0
    exported = tmp_path / "out"
    assert call("runs", "export", run, str(exported)).code == 0
    files = {file.name for file in exported.iterdir()}
    assert {"labels.tsv", "vectors.npz", "experiment.json", "report.md"} <= files
    assert files.isdisjoint({"predictions.csv", "scores.csv"})
    report = (exported / "report.md").read_text()
    assert "Another program placed its points" in report
    assert "train --experiment" not in report
    again = call("show", str(exported / "labels.tsv"), "--json").json
    np.testing.assert_allclose(
        open_run(store, again["run_id"]).newest().points[-1], POINTS.astype(np.float32), rtol=1e-6
    )
    assert call("runs", "delete", run, "--yes").code == 0
    assert run not in {one.id for one in store.runs()}


def test_a_site_that_is_heavy_is_told_with_its_size(store, call, tmp_path, monkeypatch):
    points = [tsv(tmp_path / name) for name in ("p.tsv", "q.tsv")]
    runs = [call("show", str(path), "--json").json["run_id"] for path in points]
    light = call("publish", *runs, "--out", str(tmp_path / "site"), "--json").json
    assert light["bytes"] < 5_000_000
    assert light["note"] == ""
    monkeypatch.setattr("hmlc_core.site.publish.LIGHT", 200_000)
    heavy = call("publish", *runs, "--out", str(tmp_path / "site"), "--json").json
    assert "should have 0.2 MB at most" in heavy["note"]
    assert "disk.html" in heavy["note"]
    assert "2 runs" in heavy["note"]
    assert (
        "runs"
        not in call("publish", runs[0], "--out", str(tmp_path / "one"), "--json").json["note"]
    )


def test_what_needs_a_model_says_that_there_is_none(store, call, tmp_path):
    run = call("show", str(tsv(tmp_path / "p.tsv")), "--json").json["run_id"]
    texts = tmp_path / "texts.jsonl"
    texts.write_text('{"text": "a cat"}\n')
    for command in (
        ("predict", run, str(texts)),
        ("words", "neighbours", run, "cat"),
        ("train", "--corpus", "points:p.tsv"),
    ):
        said = call(*command)
        assert said.code == 1
        assert "no model" in said.err
    assert call("runs", "resume", run).code == 1
    recovered = call("recover", run, "--json")
    assert recovered.code == 0
    assert recovered.json["labels"] == NAMES


def test_points_of_a_hyperboloid_are_kept_in_the_ball(store, call, tmp_path):
    points = tsv(tmp_path / "p.tsv", points=lifted())
    found = call("show", str(points), "--space", "hyperboloid", "--json").json
    newest = open_run(store, found["run_id"]).newest()
    assert found["dim"] == 2
    np.testing.assert_allclose(newest.points[-1], POINTS, rtol=1e-5)


def test_flat_points_stay_flat(store, call, tmp_path):
    points = tsv(tmp_path / "p.tsv", points=POINTS * 30)
    found = call("show", str(points), "--space", "euclidean", "--json").json
    newest = open_run(store, found["run_id"]).newest()
    assert newest.space == Euclidean(2)
    np.testing.assert_allclose(newest.points[-1], POINTS * 30, rtol=1e-6)


def word2vec(path):
    rows = [" ".join([name, *map(repr, row)]) for name, row in zip(NAMES, POINTS.tolist())]
    path.write_text("\n".join([f"{len(NAMES)} 2", *rows]) + "\n")


def binary(path):
    rows = (n.encode() + b" " + r.astype("<f4").tobytes() for n, r in zip(NAMES, POINTS))
    path.write_bytes(f"{len(NAMES)} 2\n".encode() + b"".join(rows))


def pair(path):
    path.write_text("".join("\t".join(map(repr, row)) + "\n" for row in POINTS.tolist()))
    path.with_name("metadata.tsv").write_text("\n".join(NAMES) + "\n")


def tensors(path):
    from safetensors.numpy import save_file

    save_file({"points": POINTS.astype(np.float32)}, path)
    path.with_name("names.txt").write_text("\n".join(NAMES) + "\n")


def packed(path):
    path.write_bytes(gzip.compress(tsv(path.with_name("plain.tsv")).read_bytes()))


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("p.tsv", tsv),
        ("p.tsv.gz", packed),
        ("p.txt", word2vec),
        ("p.bin", binary),
        ("vectors.tsv", pair),
        ("p.npz", lambda path: np.savez(path, names=NAMES, points=POINTS)),
        ("p.safetensors", tensors),
    ],
)
def test_every_format_gives_the_same_points(store, call, tmp_path, name, write):
    folder = tmp_path / "given"
    folder.mkdir()
    write(folder / name)
    said = call("show", str(folder / name), "--json")
    assert said.code == 0, said.err
    opened = open_run(store, said.json["run_id"])
    assert opened.corpus.graph.names == tuple(NAMES)
    np.testing.assert_allclose(opened.newest().points[-1], POINTS, rtol=1e-6)


def test_the_file_of_names_is_part_of_the_recipe(store, call, tmp_path):
    pair(tmp_path / "vectors.tsv")
    run = call("show", str(tmp_path / "vectors.tsv"), "--json").json["run_id"]
    model = call("runs", "show", run, "--json").json["experiment"]["model"]
    assert model["names"] == "metadata.tsv"
    assert len(model["names_sha256"]) == 64


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\t0.1\t0.2\nb\t0.8\t0.7\n", ("line 2", "outside the Poincaré ball", "norm 1.06", "'b'")),
        ("a\t0.1\t0.2\nb\tnan\t0.7\n", ("line 2", "NaN or infinite")),
        ("a\t0.1\t0.2\nb\t0.1\t0.2\nc\t0.3\n", ("line 3", "another number of coordinates")),
        ("a  x\t0.1\t0.2\na x\t0.3\t0.2\n", ("look alike",)),
        (f"{'x' * 2000}\t0.1\t0.2\nb\t0.1\t0.3\n", ("a name is too long", "1,000 characters")),
    ],
)
def test_bad_points_are_told_with_their_line(store, call, tmp_path, text, said):
    path = tmp_path / "bad.tsv"
    path.write_text(text)
    answer = call("show", str(path), "--json")
    assert answer.code == 1
    for part in said:
        assert part in answer.json["error"]
    assert store.runs() == []


def test_points_off_the_hyperboloid_are_told(store, call, tmp_path):
    points = lifted()
    points[4, 0] += 0.1
    path = tsv(tmp_path / "p.tsv", points=points)
    error = call("show", str(path), "--space", "hyperboloid", "--json").json["error"]
    assert "line 5" in error
    assert "does not lie on the hyperboloid" in error
    below = tsv(tmp_path / "below.tsv", points=-lifted())
    assert "line 1" in call("show", str(below), "--space", "hyperboloid", "--json").json["error"]


def test_a_name_that_comes_twice_is_noted_and_its_first_point_kept(store, call, tmp_path):
    path = tmp_path / "p.tsv"
    path.write_text("a\t0.1\t0.2\nb\t0.3\t0.2\na\t0.5\t0.2\n")
    found = call("show", str(path), "--json").json
    assert found["labels"] == 2
    assert any("stands here again" in note and "line 3" in note for note in found["notes"])


@pytest.mark.parametrize(
    ("edges", "said"),
    [
        ([("cat", "dog"), ("dog", "oak"), ("oak", "cat")], ("cycle", "line")),
        ([("here", "there")], ("no edge joins two of the points",)),
    ],
)
def test_bad_edges_are_told(store, call, tmp_path, edges, said):
    answer = call(
        "show",
        str(tsv(tmp_path / "p.tsv")),
        str(hierarchy(tmp_path / "e.tsv", edges)),
        "--json",
    )
    assert answer.code == 1
    for part in said:
        assert part in answer.json["error"]
    assert store.runs() == []


def test_edges_of_names_without_points_are_left_out_and_noted(store, call, tmp_path):
    edges = hierarchy(tmp_path / "e.tsv", [("animal", "cat"), ("animal", "unicorn")])
    found = call("show", str(tsv(tmp_path / "p.tsv")), str(edges), "--json").json
    (note,) = (note for note in found["notes"] if "unicorn" in note)
    assert "e.tsv, line 2" in note
    assert open_run(store, found["run_id"]).corpus.graph.edges == ((0, 2),)


def test_points_at_the_rim_are_moved_and_noted(store, call, tmp_path):
    points = POINTS.copy()
    points[2] = (0.9999999, 0.0)
    found = call("show", str(tsv(tmp_path / "p.tsv", points=points)), "--json").json
    assert any("near to the rim" in note for note in found["notes"])
    kept = open_run(store, found["run_id"]).newest().points[-1][2]
    assert np.linalg.norm(kept) < 1


def test_an_unknown_space_and_read_only_are_refused(store, call, tmp_path, monkeypatch):
    path = tsv(tmp_path / "p.tsv")
    said = call("show", str(path), "--space", "klein")
    assert said.code == 1
    assert "poincare, hyperboloid, euclidean" in said.err
    monkeypatch.setenv("HMLC_READ_ONLY", "1")
    assert call("show", str(path)).code == 1
    assert store.runs() == []


def test_lines_are_read_as_the_documents_print_them(store, call, tmp_path):
    section = blocks("Points of another program", "docs/formats.md")
    ball, sheet, edges = (tmp_path / name for name in ("ball.tsv", "sheet.tsv", "edges.tsv"))
    for path, lines in zip((ball, sheet, edges), section, strict=True):
        path.write_text("\n".join(lines))
    assert section[0] == blocks("Points of another program")[1]
    placed = []
    for path, space in ((ball, "poincare"), (sheet, "hyperboloid")):
        said = call("show", str(path), str(edges), "--space", space, "--json")
        assert said.code == 0, said.err
        opened = open_run(store, said.json["run_id"])
        assert opened.corpus.graph.edges == ((0, 1), (0, 2))
        placed.append(opened.newest().points[-1])
    np.testing.assert_allclose(placed[0], placed[1], atol=1e-5)


def test_a_name_with_blanks_is_the_point_that_word2vec_calls_with_underscores(
    store, call, tmp_path
):
    names = ["blue_whale", "an_animal", *NAMES[2:]]
    points = tsv(tmp_path / "p.tsv", names=names)
    edges = hierarchy(tmp_path / "e.tsv", [("an animal", "blue whale"), ("an animal", "cat")])
    found = call("show", str(points), str(edges), "--json").json
    assert open_run(store, found["run_id"]).corpus.graph.edges == ((1, 0), (1, 2))
    (note,) = (note for note in found["notes"] if "blanks" in note)
    assert "'an animal' of e.tsv is the point 'an_animal'" in note
    both = tsv(tmp_path / "both.tsv", names=["blue_whale", "blue whale", *NAMES[2:]])
    edges = hierarchy(tmp_path / "e.tsv", [("cat", "blue whale")])
    found = call("show", str(both), str(edges), "--json").json
    assert open_run(store, found["run_id"]).corpus.graph.edges == ((2, 1),)


def test_files_in_the_wrong_places_are_told_as_what_they_are(store, call, tmp_path):
    points, edges = str(tsv(tmp_path / "p.tsv")), str(hierarchy(tmp_path / "e.tsv"))
    for given, held in ((points, "vectors"), (edges, "edges")):
        error = call("show", points, edges, "--documents", given, "--json").json["error"]
        assert f"the file has {held} and no documents" in error
        assert "--hierarchy" not in error
    for command in (("show", str(tmp_path)), ("show", points, str(tmp_path))):
        assert "this is a folder, and no file" in call(*command, "--json").json["error"]
    for command in (("show", "nowhere"), ("show", points, "nowhere")):
        assert "nowhere: there is no such file" in call(*command, "--json").json["error"]
    assert store.runs() == []


def test_what_a_run_was_made_of_stands_in_place_of_settings_that_nobody_made(store, call, tmp_path):
    points, edges = tsv(tmp_path / "p.tsv"), hierarchy(tmp_path / "e.tsv")
    run = call("show", str(points), str(edges), "--json").json["run_id"]
    said = call("runs", "show", run).out
    assert "points: p.tsv, SHA-256 " in said
    assert "edges: e.tsv, SHA-256 " in said
    assert "space: poincare, 2-D" in said
    assert "batch" not in said
    kept = call("recover", run, "--keep").out
    assert "Train documents that have these labels with it" in kept
