"""Label hierarchy: the disk with true edges, one label's card, scores beside chance and start."""

from __future__ import annotations

import json
import shutil
import threading

import numpy as np
import pytest
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from typer.testing import CliRunner

from hmlc_core.__main__ import app as command
from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.formats import folder
from hmlc_core.data.hierarchies import given_hierarchy, keep_hierarchy
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.registry import load_corpus
from hmlc_core.evaluation.recovery import recover_tree
from hmlc_core.experiment.presets import preset
from hmlc_core.runs.opened import open_run
from hmlc_core.runs.store.store import RunStore
from pages.ui.hierarchy.label_card import RELATED, relation
from pages.ui.hierarchy.recovered import MOST_FRAMES, OWN, Truth, spread
from pages.ui.hierarchy.scores import _origin
from tests.pages.conftest import behind, sent
from tests.pages.trained import (
    GROUP,
    HOSTILE,
    harmless,
    hostile_corpus,
    opened,
    run_called,
    texts,
    train,
    trained_home,
)

pytestmark = pytest.mark.slow

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
    family, nearest = (table.value for table in at.dataframe[:2])
    assert list(family["relation"]) == ["parent", "child", "child"]
    assert family["label"][0] == "top"
    assert set(family["place"]) <= set(range(1, 7))
    marked = nearest[nearest["relation"].str.startswith("✓")]["label"]
    assert set(marked) == {"top", "c", "d"}
    assert nearest["distance"].is_monotonic_increasing
    assert any("chance would bring 1.5" in item.value for item in at.caption)


def test_a_label_has_the_same_level_on_its_card_on_the_disk_and_on_corpus(app, trained):
    graph = hostile_corpus().graph
    deepest = int(graph.depth.argmax())
    at = opened(app, "hierarchy", run=run_called(PLAIN), label=graph.names[deepest])
    level = sent(at)[0]["scene"]["levels"][deepest]
    assert level == graph.depth[deepest] + 1 == 3
    assert f" · level {level} · " in texts(at)
    opened(at, "corpus", corpus="hostile", part="Labels")
    table = next(item.value for item in at.dataframe if "level" in item.value.columns)
    assert max(table["level"]) == level
    assert list(table["level"]) == (graph.depth + 1).tolist()


def test_the_recovered_edges_are_on_the_disk_and_another_way_reads_another_tree(app, trained):
    at = opened(app, "hierarchy", run=run_called("euclidean"))
    edges = sent(at)[0]["scene"]["edges"]
    assert len(edges["true"]) == 6
    recovered = edges.get("right", []) + edges.get("wrong_parent", []) + edges.get("reversed", [])
    assert 0 < len(recovered) <= 7
    assert (
        len(edges.get("right", [])) + len(edges.get("missing", [])) + len(edges.get("reversed", []))
        == 6
    )
    opened(at, "hierarchy", run=run_called("hostile H-rand 2-D seed 0"))
    edges = sent(at)[0]["scene"]["edges"]
    at.segmented_control(key="method").set_value("average linkage").run()
    assert sent(at)[0]["scene"]["edges"] != edges


@pytest.mark.slow
def test_of_very_many_labels_the_picture_does_not_wait_for_recovered_edges(
    app, trained, monkeypatch
):
    edges = sent(opened(app, "hierarchy", run=run_called("euclidean")))[0]["scene"]["edges"]
    st.cache_resource.clear()
    asked = threading.Event()

    def read_off(*args, **kwargs):
        assert asked.wait(60)
        return recover_tree(*args, **kwargs)

    monkeypatch.setattr("hmlc_core.evaluation.recovery.recover_tree", read_off)
    monkeypatch.setattr("pages.ui.hierarchy.recovered.AT_ONCE", 1)
    at = opened(app, "hierarchy", run=run_called("euclidean"))
    drawn = sent(at)[0]
    assert set(drawn["scene"]["edges"]) == {"true"}
    assert "Edges are being read off" in drawn["note"]
    asked.set()
    drawn = sent(behind(at, "tree of a run"))[0]
    assert drawn["scene"]["edges"] == edges
    assert "being read off" not in drawn["note"]


def test_scores_stand_beside_chance_and_are_said_in_words(app, trained):
    at = opened(app, "hierarchy", run=run_called(PLAIN), section="Scores")
    chance, counting = (item.value for item in at.dataframe[-2:])
    first = ["measure", "this run"]
    assert list(chance.columns) == [*first, "labels shuffled", "random tree"]
    assert list(counting.columns) == [*first, "star", "counting, .9", "counting, .8"]
    table = chance.merge(counting, on=first)
    assert len(chance) == len(counting) == len(table) == 14
    assert table["labels shuffled"].str.contains(" ± ").sum() >= 10
    said = texts(at)
    assert "were placed by the true hierarchy" in said
    assert "Counting which labels come together" in said
    gru = opened(app, "hierarchy", run=run_called("gru"), section="Scores")
    assert "**one run**" in texts(gru)


def test_what_scoring_is_at_is_told_while_it_is_at_work(app, trained, monkeypatch):
    st.cache_resource.clear()
    monkeypatch.setattr("pages.ui.hierarchy.recovered.PULSE", 0.0)
    said, caption = [], DeltaGenerator.caption

    def hear(place, body, **kwargs):
        said.append(body)
        return caption(place, body, **kwargs)

    monkeypatch.setattr(DeltaGenerator, "caption", hear)
    at = opened(app, "hierarchy", run=run_called(PLAIN), section="Scores")
    assert "Comparing it with the true hierarchy" in said
    assert "Comparing it with the true hierarchy" not in [item.value for item in at.caption]


def test_a_part_is_read_off_by_itself_as_the_command_does(app, trained):
    run = run_called(PLAIN)
    whole = opened(app, "hierarchy", run=run, section="Scores")
    assert whole.selectbox(key="choose below").value is None
    graph = open_run(RunStore(), run).corpus.graph
    top = max(graph.roots(), key=lambda label: len(graph.descendants(label)))
    at = whole.selectbox(key="choose below").set_value(graph.names[top]).run()
    size = 1 + len(graph.descendants(top))
    assert at.query_params["below"] == graph.names[top]
    assert f"{size} labels from" in texts(at)
    assert "Read off exactly." in texts(at)
    asked = ["recover", run, "--below", graph.names[top], "--json"]
    told = json.loads(CliRunner().invoke(command, asked).stdout)
    table = at.dataframe[-1].value.set_index("measure")["this run"]
    assert table["Edge F1"] == f"{told['scores']['edge_f1']:.2f}"
    assert len(told["labels"]) == size
    at = opened(app, "hierarchy", run=run, section="Two trees", below=graph.names[top])
    assert f"{size} labels from" in texts(at)
    assert at.get("plotly_chart")
    at = at.selectbox(key="choose below").set_value(None).run()
    assert "below" not in at.query_params
    assert f"{len(graph)} labels. Read off" in texts(at)


def test_other_seeds_give_the_spread(app, trained):
    run = next(run for run in RunStore().runs() if run.group == GROUP and run.experiment.seed == 1)
    assert "Over 2 seeds" in texts(opened(app, "hierarchy", run=run.id, section="Scores"))


def test_the_way_through_training_stands_beside_chance_the_start_and_perfection(app, trained):
    app.session_state["section"] = "During training"
    at = opened(app, "hierarchy", run=run_called(PLAIN))
    assert [metric.label for metric in at.metric] == ["MAP"]
    said = "\n".join(item.value for item in at.caption)
    assert "by chance" in said
    assert "perfect 1" in said
    assert "since training began" in str(at.metric[0].proto)
    assert at.get("plotly_chart")
    for key, title in (("edge_f1", "Edge F1"), ("depth_error", "Depth error")):
        at.segmented_control(key="measure").set_value(key).run()
        assert at.metric[0].label == title
        assert "undefined ±" not in texts(at)


def test_two_trees_are_drawn_row_by_row(app, trained):
    app.session_state["section"] = "Two trees"
    at = opened(app, "hierarchy", run=run_called(PLAIN))
    assert "True and recovered hierarchy" in at.get("plotly_chart")[0].proto.spec
    harmless(at)


def test_an_edge_shows_counts_distances_and_documents(app, trained):
    run = run_called(PLAIN)
    app.session_state["look at"] = "Edge"
    app.session_state[f"edge {run}"] = (0, 2)
    at = opened(app, "hierarchy", run=run)
    corpus = load_corpus("hostile")
    labels = [document.labels for document in corpus.train]
    table = at.dataframe[0].value.set_index("")["top"]
    assert table["with the child, too"] == str(sum({0, 2} <= {*row} for row in labels)) != "0"
    assert table["P(parent | child)"] == "1.00"
    assert table["place by distance"].endswith(" of 6")
    assert any("From the centre" in item.value for item in at.caption)
    assert {box.label.split(" (")[0] for box in at.expander} >= {
        "Documents with both",
        "Documents with the child only",
    }
    harmless(at)
    at.selectbox(key=f"choose edge {run}").select_index(0).run()
    assert not at.exception
    assert at.session_state[f"edge {run}"] != (0, 2)


def test_a_corpus_without_hierarchy_shows_what_was_recovered_and_exports_it(app, trained):
    run = run_called("no hierarchy")
    at = opened(app, "hierarchy", run=run)
    edges = sent(at)[0]["scene"]["edges"]
    assert edges["true"] == []
    assert edges["recovered"]
    assert "relation" not in at.dataframe[0].value
    for section in ("Scores", "During training", "Two trees", "Use it"):
        at.session_state["section"] = section
        assert not at.run().exception
        assert section not in ("Scores", "During training") or "no hierarchy" in at.info[0].value
    assert [button.label for button in at.get("download_button")] == ["hierarchy.tsv"]
    assert not [button for button in at.button if button.key == "reuse 1"]  # no true one


def test_where_all_labels_lie_in_one_place_nothing_is_defined(app, trained, monkeypatch):
    from hmlc_core.runs.run import Frames

    zero, steps = np.zeros((2, 7, 2), np.float32), np.arange(2)

    class Still:
        def read(self, run):
            return Frames("train", steps, steps / 1.0, zero, None)

    monkeypatch.setattr("pages.ui.run.points._stored", lambda *which: Still())
    at = opened(app, "hierarchy", run=run_called("gru"), section="Scores")
    assert "no tree can be read off" in texts(at)
    assert "**what rests on one is undefined**" in texts(at)
    assert "against undefined" in texts(at)
    assert set(at.dataframe[-1].value["this run"][:6]) == {"–"}
    for section in ("During training", "Two trees", "Use it"):
        at.session_state["section"] = section
        assert not at.run().exception
    at.session_state["look at"] = "Edge"
    assert not at.run().exception


def test_a_product_offers_its_balls_and_flat_space_is_flat(app, trained):
    at = opened(app, "hierarchy", run=run_called("product"))
    assert "arranged on a hyperbolic plane" in texts(at)
    assert "off by" in texts(at)
    assert "1 drawn as" in texts(at)
    assert "off by" in sent(at)[0]["stops"][-1][1]
    assert at.selectbox(key="picture").options == [
        "hyperbolic layout",
        "principal components",
        "UMAP",
        "ball 1 of 2",
        "ball 2 of 2",
    ]
    at.selectbox(key="picture").select("tangent").run()
    assert "projected to two" in texts(at)
    at.selectbox(key="picture").select(1).run()
    assert "Ball 2 of 2" in texts(at)
    opened(at, "hierarchy", run=run_called("euclidean"))
    assert sent(at)[0]["scene"]["mode"] == "euclidean"


def test_umap_draws_one_frame_with_a_distortion_of_its_own(app, trained, monkeypatch):
    from hmlc_core.pictures.umap import UmapPicture

    made = UmapPicture(
        points=np.zeros((7, 2), np.float32),
        description="Arranged by UMAP.",
        distortion=0.25,
        rank_agreement=0.5,
    )
    monkeypatch.setattr("hmlc_core.pictures.umap.umap_picture", lambda *points: made)
    at = opened(app, "hierarchy", run=run_called("product"))
    at.selectbox(key="picture").select("umap").run()
    assert len(sent(at)[0]["stops"]) == 1
    assert "Arranged by UMAP. Distances here are off by 25%" in texts(at)


@pytest.fixture
def queued(monkeypatch):
    """Experiments that were submitted instead of being trained."""
    submitted = []

    class Service:
        def submit(self, experiment, *, name=None):
            submitted.append(experiment)

    monkeypatch.setattr("pages.ui.shell.resources.service", Service)
    return submitted


def test_one_click_trains_with_the_recovered_hierarchy(app, trained, queued):
    app.session_state["section"] = "Use it"
    at = opened(app, "hierarchy", run=run_called("euclidean"))
    at.button(key="reuse 0").click().run()
    (experiment,) = queued
    assert experiment.labels.hierarchy.startswith(run_called("euclidean")[:8] + "-arborescence-")
    assert (experiment.model.geometry, experiment.model.label_init) == ("poincare", "hierarchy")
    graph = given_hierarchy(experiment.labels.hierarchy, load_corpus("hostile").graph)
    assert graph.names == load_corpus("hostile").graph.names
    assert graph.edges
    true = RunStore().get(run_called(PLAIN)).experiment  # was trained before: it is found
    assert true.assign([f"labels.hierarchy={experiment.labels.hierarchy}"]) == experiment
    assert not [button for button in at.button if button.key == "reuse 1"]
    assert at.dataframe[-1].value["hierarchy"].tolist() == ["true"]


def test_a_run_with_another_hierarchy_says_so_and_keeps_both_apart(app, home):
    folder.write(hostile_corpus(), home / "corpora" / "hostile")
    own = load_corpus("hostile").graph
    turned = LabelGraph(own.names, ((6, 0), (0, 1), (0, 2), (2, 3), (2, 4), (1, 5)))
    name = keep_hierarchy(turned, "turned")
    train([f"labels.hierarchy={name}", "corpus.name=hostile"], "turned")
    at = opened(app, "hierarchy", run=run_called("turned"), section="Scores")
    assert "which the run was not given" in texts(at)
    assert sorted(map(tuple, sent(at)[0]["scene"]["edges"]["true"])) == sorted(own.edges)
    at.segmented_control(key="truth").set_value("the hierarchy it was given").run()
    assert "compared **with that one**" in texts(at)
    assert sorted(map(tuple, sent(at)[0]["scene"]["edges"]["true"])) == sorted(turned.edges)
    opened(at, "runs", run=run_called("turned"))
    assert "placed by the hierarchy turned" in texts(at).replace("\\", "")


def test_a_run_that_is_gone_or_failed_early_is_told_in_a_sentence(app, trained):
    at = opened(app, "hierarchy", run=run_called("failed"))
    assert "ended before its first picture" in texts(at)
    opened(at, "hierarchy", run="0" * 32)
    assert any("has an id that begins with" in item.value for item in at.warning)


def test_a_corpus_that_is_gone_is_told_in_a_sentence(app, trained, monkeypatch):
    run_id = run_called(PLAIN)
    from hmlc_core.errors import DataError

    def gone(run):
        raise DataError("there is no such corpus", where="hostile")

    monkeypatch.setattr("pages.ui.run.points.corpus", gone)
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
    chosen = spread(count)
    assert chosen[0] == 0
    assert chosen[-1] == count - 1
    assert len(chosen) <= MOST_FRAMES + 1
    doubled = spread(2 * count)
    assert set(doubled[:-1]) <= set(range(2 * count)[:: max(1, np.diff(doubled)[0])])


def test_the_store_of_these_tests_can_be_read(trained):
    assert len(RunStore().runs()) == 14
    assert len(load_corpus("hostile").graph.edges) == 6


@pytest.mark.parametrize("labels", [1, 2])
def test_one_or_two_labels_are_no_trouble(app, home, labels):
    names = tuple("ab"[:labels])
    graph = LabelGraph(names, ((0, 1),) if labels == 2 else ())
    texts_of = [Document(f"{n}", f"word{n % 3} noise", tuple(range(labels))) for n in range(30)]
    small = Corpus("small", "Small", graph, *(tuple(texts_of[n::3]) for n in range(3)))
    folder.write(small, home / "corpora" / "small")
    train(["corpus.name=small", "model.label_init=random"], "small")
    at = opened(app, "hierarchy", run=run_called("small"))
    for section, look in zip(("Scores", "During training", "Two trees", "Use it"), "LELE"):
        at.session_state["section"] = section
        at.session_state["look at"] = {"L": "Label", "E": "Edge"}[look]
        at.run()
        assert not at.exception
        assert not at.error
        assert "nan" not in texts(at)


def test_of_many_labels_one_branch_is_drawn_at_a_time(script):
    def page():
        import numpy as np

        from hmlc_core.data.labels import LabelGraph
        from hmlc_core.evaluation.recovery import Tree
        from pages.ui.hierarchy.recovered import Truth
        from pages.ui.hierarchy.tree_pair import tree_pair

        class Run:
            id = "0" * 32

        parents = np.where(np.arange(1000) < 10, -1, np.arange(1000) % 10)
        edges = tuple((int(parent), child) for child, parent in enumerate(parents) if parent >= 0)
        graph = LabelGraph(tuple(map(str, range(1000))), edges)
        tree_pair(Run(), Tree(parents), Truth("own", graph))

    at = script(page).run()
    assert not at.exception
    assert len(at.selectbox(key="branch").options) == 10
    assert at.selectbox(key="branch").options[0] == "0 · 100 labels"
    assert "recovered, right (99)" in at.get("plotly_chart")[0].proto.spec


@pytest.mark.parametrize(
    ("name", "changes", "said"),
    [
        ("hmcn-f", [], "was told in training"),
        ("harnn", [], "was told in training"),
        ("hr-dgcnn", [], "was told in training"),
        ("hr-dgcnn", ["model.recursive=0"], "was given no hierarchy"),
        ("dxml", [], "was given no hierarchy"),
    ],
)
def test_nothing_is_said_to_be_discovered_that_was_told(home, name, changes, said):
    store = RunStore()
    run = store.get(store.create(preset(name).assign(changes)))
    assert said in _origin(run, Truth(OWN, LabelGraph(("a",), ())))


def test_until_one_is_chosen_a_run_is_shown_that_places_labels(app, home):
    shutil.copytree(trained_home(), home)
    store = RunStore()
    for name in ("quick", "linear"):
        store.create(preset(name))
    at = opened(app, "hierarchy")
    shown = store.get(at.query_params["run"])
    assert shown.status == "finished"
    assert "places" in shown.experiment.model.capabilities
