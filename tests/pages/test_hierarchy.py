"""Label hierarchy: the disk with true edges, one label's card, scores beside chance and start."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.data.registry import load_corpus
from hmlc_core.runs.store import RunStore
from pages.ui.label_card import RELATED, relation
from pages.ui.recovery_view import MOST_FRAMES, _spread
from tests.pages.conftest import sent
from tests.pages.trained import HOSTILE, harmless, hostile_corpus, opened, run_called, trained_home

PLAIN = f"plain {HOSTILE[0]}"


@pytest.fixture
def trained(home, monkeypatch):
    monkeypatch.setenv("HMLC_HOME", str(trained_home()))


def test_an_empty_store_leads_to_train(app):
    at = opened(app, "hierarchy")
    assert "no run to look at yet" in at.info[0].value
    assert not at.metric


def test_a_finished_run_shows_its_labels_with_true_edges_and_both_stages(app, trained):
    at = opened(app, "hierarchy", run=run_called(PLAIN), label="d")
    header, arrays = sent(at)
    scene = header["scene"]
    assert tuple(scene["names"][1:4]) == HOSTILE
    assert len(scene["edges"]["true"]) == 6
    captions = [caption for _, caption in header["stops"]]
    assert any(caption.startswith("placing the labels") for caption in captions)
    assert captions[-1].startswith("training")
    assert len(arrays["frames"]) == len(captions)
    assert header["selected"] == 6
    harmless(at)


def test_the_card_names_relatives_and_marks_them_among_the_nearest(app, trained):
    at = opened(app, "hierarchy", run=run_called(PLAIN), label=HOSTILE[1])
    family, nearest = (table.value for table in at.dataframe)
    assert list(family["relation"]) == ["parent", "child", "child"]
    assert family["label"][0] == "top"
    assert set(family["place"]) <= set(range(1, 7))
    marked = nearest[nearest["relation"].str.startswith("✓")]["label"]
    assert set(marked) == {"top", "c", "d"}
    assert nearest["distance"].is_monotonic_increasing
    assert any("chance would bring 1.5" in item.value for item in at.caption)


def test_scores_stand_beside_chance_the_start_and_perfection(app, trained):
    at = opened(app, "hierarchy", run=run_called(PLAIN))
    assert [metric.label for metric in at.metric] == ["MAP", "Mean rank", "Norm and depth"]
    said = "\n".join(item.value for item in at.caption)
    assert said.count("by chance") == 3
    assert "perfect 1" in said
    assert "since training began" in str(at.metric[0].proto)
    assert at.get("plotly_chart")


def test_a_corpus_without_hierarchy_says_so_and_shows_points(app, trained):
    at = opened(app, "hierarchy", run=run_called("no hierarchy"))
    assert "no hierarchy" in at.info[0].value
    assert not at.metric
    assert sent(at)[0]["scene"]["edges"]["true"] == []
    assert "relation" not in at.dataframe[0].value


def test_a_product_offers_its_balls_and_flat_space_is_flat(app, trained):
    at = opened(app, "hierarchy", run=run_called("product"))
    assert "projected to two" in "\n".join(item.value for item in at.caption)
    at.selectbox(key="ball").select(1).run()
    assert "Ball 2 of 2" in "\n".join(item.value for item in at.caption)
    opened(at, "hierarchy", run=run_called("euclidean"))
    assert sent(at)[0]["scene"]["mode"] == "euclidean"


def test_a_run_that_is_gone_or_failed_early_is_told_in_a_sentence(app, trained):
    at = opened(app, "hierarchy", run=run_called("failed"))
    assert "ended before its first picture" in at.info[0].value
    opened(at, "hierarchy", run="0" * 32)
    assert any("not among the choices" in item.value for item in at.caption)


def test_a_corpus_that_is_gone_is_told_in_a_sentence(app, trained, monkeypatch):
    run_id = run_called(PLAIN)
    from hmlc_core.errors import DataError

    def gone(run):
        raise DataError("there is no such corpus", where="hostile")

    monkeypatch.setattr("pages.ui.run_disk.corpus", gone)
    at = opened(app, "hierarchy", run=run_id)
    assert "there is no such corpus" in at.error[0].value


def test_relations():
    graph = hostile_corpus().graph
    found = [relation(graph, 1, other) for other in (0, 3, 2, 5)]
    assert found == ["parent", "child", "sibling", "–"]
    assert relation(graph, 6, 0) == "ancestor"
    assert relation(graph, 0, 6) == "descendant"
    assert set(RELATED) >= {"ancestor", "descendant"}


@pytest.mark.parametrize("count", [1, 2, MOST_FRAMES, MOST_FRAMES + 1, 1000])
def test_frames_are_chosen_sparsely_and_stay_chosen_as_a_run_grows(count):
    chosen = _spread(count)
    assert chosen[0] == 0
    assert chosen[-1] == count - 1
    assert len(chosen) <= MOST_FRAMES + 1
    doubled = _spread(2 * count)
    assert set(doubled[:-1]) <= set(range(2 * count)[:: max(1, np.diff(doubled)[0])])


def test_the_store_of_these_tests_can_be_read(trained):
    assert len(RunStore().runs()) == 14
    assert len(load_corpus("hostile").graph.edges) == 6
