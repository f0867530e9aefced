"""A site of points that another program has placed says nothing of training, of a corpus, or of
documents that are not there."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from hmlc_core.data.given_points import PointFiles
from hmlc_core.runs.imported import import_points
from hmlc_core.site.publish import publish
from tests.cli.test_show import hierarchy, tsv
from tests.site.test_publish import Seen

pytestmark = pytest.mark.slow


@pytest.fixture
def files(tmp_path: Path) -> PointFiles:
    documents = tmp_path / "documents.jsonl"
    rows = [{"text": "a secret", "labels": ["cat"], "split": s} for s in ("train", "test") * 9]
    documents.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return PointFiles(
        tsv(tmp_path / "p.tsv"), edges=hierarchy(tmp_path / "e.tsv"), documents=documents
    )


def texts(store, tmp_path: Path, files: PointFiles, card=()) -> dict[str, str]:
    """Page -> what stands on it."""
    run = import_points(store, files).run_id
    site = publish(store, [run], tmp_path / "site", card=dict(card))
    return {name: Seen((site.folder / name).read_text("utf-8")).text for name in site.pages}


def test_documents_count_and_are_not_learned_from(store, tmp_path, files):
    card = texts(store, tmp_path, files)["index.html"]
    assert "18, of which nothing but their labels is kept" in card
    assert "Licence of the documents" in card
    assert "Licence of the points" in card
    for untrue in ("to learn from", "train,", "Corpus", "Trained", "Licence of the model"):
        assert untrue not in card


def test_without_documents_the_card_asks_nothing_of_them(store, tmp_path, files):
    alone = PointFiles(files.points)
    card = texts(store, tmp_path, alone, {"data_licence": "CC0"})["index.html"]
    assert "Documents" not in card
    assert "Where the documents come from" not in card
    assert "Licence of the documents" in card  # its author has a reason to state it


def test_the_recipe_has_what_the_points_are_made_of(store, tmp_path, files):
    recipe = texts(store, tmp_path, files)["recipe.html"]
    for said in ("p.tsv", "e.tsv", "documents.jsonl", "model.space", "model.points_sha256"):
        assert said in recipe
    for unused in ("seed", "corpus.", "training.", "labels.", "words.", "matter to the method"):
        assert unused not in recipe


def test_the_disk_speaks_of_true_edges_where_there_are_some(store, tmp_path, files):
    assert "Lines: true edges" in texts(store, tmp_path, files)["disk.html"]
    (tmp_path / "other").mkdir()
    alone = texts(store, tmp_path / "other", PointFiles(files.points))["disk.html"]
    assert "Lines: edges read off" in alone


def test_the_tree_is_read_off_the_points_at_no_epoch(store, tmp_path, files):
    said = texts(store, tmp_path, files)["hierarchy.html"]
    assert "Read off the imported points." in said
    assert "epoch" not in said


def test_one_point_has_no_curvature(store, tmp_path):
    one = tsv(tmp_path / "one.tsv", ["alone"], np.array([[0.1, 0.2]]))
    said = texts(store, tmp_path, PointFiles(one))["hierarchy.html"]
    assert "four labels, and there are fewer" in said
    assert "undefined" not in said
    assert "One label alone" in said


def test_several_are_listed_and_not_compared(store, tmp_path, files):
    made = [import_points(store, one).run_id for one in (files, PointFiles(files.points))]
    site = publish(store, made, tmp_path / "site", card={})
    said = Seen((site.folder / "index.html").read_text("utf-8")).text
    assert "2 runs" in said
    assert "compared" not in said
    assert "seed" not in said
    assert said.count("without scores on test documents") == 2
