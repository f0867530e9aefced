"""Points of another program on the pages: the upload, and a run that has no model."""

from __future__ import annotations

import json

import numpy as np
import pytest

from hmlc_core.data.given_points import PointFiles
from hmlc_core.runs.imported import import_points
from hmlc_core.runs.store.store import RunStore
from pages.ui.shell.routes import ROUTES
from tests.cli.test_show import EDGES, NAMES, POINTS, hierarchy, tsv
from tests.pages.conftest import sent
from tests.pages.trained import HOSTILE, harmless, opened, texts

pytestmark = pytest.mark.slow


@pytest.fixture
def imported(home, tmp_path):
    """Ids of imported runs: with a hierarchy, without, and with documents."""
    home.mkdir()
    points, edges = tsv(tmp_path / "p.tsv"), hierarchy(tmp_path / "e.tsv")
    odd = tsv(tmp_path / "odd.tsv", names=[*HOSTILE, *NAMES[3:]])
    documents = tmp_path / "documents.jsonl"
    rows = ({"id": f"d{n}", "text": "t", "labels": list(edge)} for n, edge in enumerate(EDGES * 6))
    documents.write_text("".join(json.dumps(row) + "\n" for row in rows))
    store = RunStore()
    return {
        "known": import_points(store, PointFiles(points, edges=edges)).run_id,
        "alone": import_points(store, PointFiles(odd)).run_id,
        "counted": import_points(
            store, PointFiles(points, edges=edges, documents=documents)
        ).run_id,
    }


def test_the_disk_shows_imported_points_with_their_edges(app, imported):
    at = opened(app, "hierarchy", run=imported["known"], label="cat")
    header, arrays = sent(at)
    assert header["scene"]["names"] == NAMES
    assert len(header["scene"]["edges"]["true"]) == len(EDGES)
    np.testing.assert_allclose(np.asarray(arrays["frames"]).reshape(6, 2), POINTS, rtol=1e-5)
    assert "No documents are known" in texts(at)
    assert "epoch" not in texts(at)


@pytest.mark.parametrize("section", ROUTES["hierarchy"].widgets["section"])
@pytest.mark.parametrize("kind", ["known", "alone", "counted"])
def test_every_part_of_the_hierarchy_page_is_drawn(app, imported, kind, section):
    at = opened(app, "hierarchy", run=imported[kind], section=section)
    harmless(at)
    said = texts(at)
    if section == "Scores":
        assert ("labels shuffled" in said.lower()) == (kind != "alone")
        assert ("counting" in said.lower()) == (kind != "alone")
    if section == "During training":
        assert "no training to follow" in said
    if section == "Use it":
        assert at.get("download_button")
        assert "no documents to train" in said


def test_an_edge_is_judged_by_places_and_by_documents_where_there_are_any(app, imported):
    for kind, said in (("known", "No documents came"), ("counted", "Documents with both")):
        at = opened(app, "hierarchy", run=imported[kind])
        at.segmented_control(key="look at").set_value("Edge").run()
        assert not at.exception
        assert said in texts(at) + " ".join(item.label for item in at.expander)


@pytest.mark.parametrize("url", ["words", "trajectories", "interactions"])
def test_pages_that_need_a_model_say_that_there_is_none(app, imported, url):
    at = opened(app, url, run=imported["known"])
    (said,) = (info.value for info in at.info if "imported" in info.value)
    assert "no model" in said


def test_train_says_that_points_were_placed_elsewhere_until_another_run_is_set_up(app, imported):
    at = opened(app, "train", run=imported["known"])
    assert "Another program placed these points, so there is nothing here to train" in texts(at)
    assert "named in a terminal" not in texts(at)
    next(one for one in at.button if one.label == "Set up another run").click().run()
    assert "nother program placed" not in texts(at)
    assert [one for one in at.button if one.label == "Train"]


@pytest.mark.parametrize("url", sorted(ROUTES))
def test_no_page_stumbles_over_an_imported_run(app, imported, url):
    harmless(opened(app, url, run=imported["alone"]))


def test_the_list_says_that_it_was_imported_and_of_what(app, imported):
    at = opened(app, "runs", run=imported["known"])
    assert list(at.dataframe[0].value["status"]) == ["imported"] * 3
    assert set(at.dataframe[0].value["changed"]) == {""}  # files are no changes to a preset
    said = texts(at).replace("\\", "")  # as it is read
    assert "p.tsv" in said
    assert "e.tsv" in said
    assert "SHA-256" in said
    assert not [button for button in at.button if button.label == "Train the same"]


def upload(at, **files):
    def opening():
        """Click that opens the form: `AppTest` runs the whole page, which closes it otherwise."""
        (button,) = (one for one in at.button if one.label == "Show points of another program")
        return button.click()

    opening().run()
    for kind, (name, content) in files.items():
        at.file_uploader(key=f"{kind} of points").set_value((name, content, ""))
    opening().run()
    at.button(key="show points").click()
    opening().run()
    assert not at.exception
    return at


def test_points_are_uploaded_and_shown(app, home, tmp_path):
    points, edges = tsv(tmp_path / "p.tsv"), hierarchy(tmp_path / "e.tsv")
    at = opened(app, "hierarchy")
    upload(at, points=("mine.tsv", points.read_bytes()), edges=("e.tsv", edges.read_bytes()))
    (run,) = RunStore().runs()
    assert run.name.startswith("mine.tsv")
    header, _ = sent(at)
    assert header["scene"]["names"] == NAMES


def test_an_upload_with_an_error_keeps_nothing(app, home):
    at = opened(app, "hierarchy")
    upload(at, points=("p.tsv", b"a\t0.1\t0.2\nb\t2\t2\n"))
    (error,) = at.error
    assert "line 2" in error.value
    assert "outside the Poincaré ball" in error.value
    assert RunStore().runs() == []


def test_what_is_unusual_in_uploaded_files_is_said_where_they_are_shown(app, home):
    at = opened(app, "hierarchy")
    upload(at, points=("p.tsv", b"a\t0.1\t0.2\nb\t0.3\t0.2\na\t0.5\t0.2\nROOT\t0\t0\n"))
    said = texts(at).replace("\\", "")
    assert "a name stands here again; its first vector is kept (found 'a')" in said
    assert "a point is called ROOT" in said
    assert "Another program placed these points" in said
    run = RunStore().runs()[0].id
    assert "is called ROOT" not in texts(opened(app, "hierarchy", run=run, section="Scores"))


def test_what_was_chosen_of_the_run_before_is_not_asked_of_uploaded_points(app, imported, tmp_path):
    at = opened(app, "hierarchy", run=imported["known"], label="cat", frame="0")
    points = tsv(tmp_path / "other.tsv", names=[f"new {name}" for name in NAMES])
    upload(at, points=("other.tsv", points.read_bytes()))
    header, _ = sent(at)
    assert header["scene"]["names"] == [f"new {name}" for name in NAMES]
    assert not [warning.value for warning in at.warning]


def test_sentences_are_true_of_points_that_nobody_trained(app, imported):
    for section in ROUTES["hierarchy"].widgets["section"][:4]:
        said = texts(opened(app, "hierarchy", run=imported["counted"], section=section))
        for word in ("learned", "training document", "started"):
            assert word not in said, section
