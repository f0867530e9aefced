"""Runs: the table, one run and what can be done with it, several side by side."""

from __future__ import annotations

import io
import json
import math
import zipfile
from collections import Counter
from dataclasses import replace
from urllib.parse import parse_qs

import pytest

from hmlc_core.experiment import ALL
from hmlc_core.experiment.presets import preset
from hmlc_core.runs.grid import ablation_grid
from hmlc_core.runs.store.store import RunStore
from pages.ui.run import compare as run_compare
from pages.ui.shell.run_names import names
from tests.pages.form import button
from tests.pages.trained import HOSTILE, harmless, opened, run_called, texts

pytestmark = pytest.mark.slow

BOXES, ROOM = 33, 1174
"""Pixels of the boxes that choose runs, and of the table in a window of 1,280."""

PLAIN = f"plain {HOSTILE[0]}"


def rows(at, number=0):
    return at.dataframe[number].value.to_dict("records")


def link_to(at, label):
    return next(item.proto for item in at.get("page_link") if item.proto.label == label)


def test_without_runs_the_page_says_what_to_do(app):
    at = opened(app, "runs")
    assert "There is no run yet" in at.info[0].value
    assert link_to(at, "Go to Train")
    assert not at.dataframe


def test_all_runs_are_in_the_table_with_their_scores(app, trained):
    at = opened(app, "runs")
    table = {row["name"]: row for row in rows(at)}
    assert len(rows(at)) == len(RunStore().runs())
    assert table["failed"]["status"] == "failed"
    assert table[PLAIN]["variant"] == "Hyperbolic, from the hierarchy · H-hier"
    assert table[PLAIN]["preset"] == "Two-dimensional disk"
    assert "epochs 2" in table[PLAIN]["changed"]
    run = RunStore().get(run_called(PLAIN))
    assert table[PLAIN]["test P@1"] == pytest.approx(100 * run.test_scores["P@1"])
    assert math.isnan(table["failed"]["test P@1"])  # not 0: it was never judged
    harmless(at)


def test_the_runs_of_an_ablation_say_which_variants_of_its_set_they_are(app):
    store = RunStore()
    for experiment in ablation_grid(preset("quick"), [2], [0, 1], name="heads"):
        last = store.create(experiment, group="heads compared")
    store.create(preset("quick"))
    at = opened(app, "runs", run=last)
    told = Counter(row["variant"] for row in rows(at))
    assert told == {
        "Weights by position · position; Hyperbolic, from the hierarchy · H-hier": 2,
        "Weights by rank · sorted; Hyperbolic, from the hierarchy · H-hier": 2,
        "Learned pooling · pooled; Hyperbolic, from the hierarchy · H-hier": 2,
        "Hyperbolic, from the hierarchy · H-hier": 1,
    }
    assert not any(row["begun"] for row in rows(at))  # all wait for their turn
    assert "Learned pooling · pooled" in texts(at)


def test_what_tells_runs_apart_is_seen_without_scrolling_sideways(app, trained):
    table = opened(app, "runs").dataframe[0]
    widths = {name: of.get("width") for name, of in json.loads(table.proto.columns).items()}
    shown = [*table.value][: [*table.value].index("begun") + 1]
    assert {"status", "test P@1", "method", "variant", "corpus", "seed", "time"} <= set(shown)
    assert BOXES + sum(widths[name] for name in shown) <= ROOM


def test_one_run_shows_scores_beside_references(app, trained):
    at = opened(app, "runs", run=run_called(PLAIN))
    assert list(at.dataframe[1].value)[1:3] == ["this run", "TF-IDF + linear"]
    assert len(at.get("plotly_chart")) == 2
    harmless(at)


def further(at, part):
    """The page once a part of what else the test documents say is chosen."""
    choice = next(item for item in at.button_group if item.label == "More of the test documents")
    return choice.set_value(part).run()


def test_a_run_no_better_than_label_frequency_is_said_to_have_learned_nothing(
    app, trained, monkeypatch
):
    run_id, get = run_called(PLAIN), RunStore.get
    low = {"test/nDCG@5": 0.0, "test/micro_auprc": 0.0}

    def poor(store, which):
        run = get(store, which)
        return replace(run, scores={**run.scores, **low})

    monkeypatch.setattr(RunStore, "get", poor)
    (said,) = (item.value for item in opened(app, "runs", run=run_id).warning)
    assert said == "This run is no better than label frequency: it learned nothing from the texts."


def test_nothing_more_is_computed_before_somebody_asks(app, trained, monkeypatch):
    def fail(*args):
        raise AssertionError("a model was opened")

    monkeypatch.setattr("pages.ui.run.further._reliability", fail)
    at = opened(app, "runs", run=run_called(PLAIN))
    assert len(at.get("plotly_chart")) == 2
    assert not at.exception


def test_all_scores_of_a_run_stand_beside_references_and_are_explained(app, trained):
    at = further(opened(app, "runs", run=run_called(PLAIN)), "All scores")
    table = at.dataframe[2].value.set_index("%")
    assert list(table.index) == [score.title for score in ALL.values()]
    run = RunStore().get(run_called(PLAIN))
    expected = 100 * run.test_scores["micro_auroc"]
    assert table.loc["micro-AUROC", "this run"] == pytest.approx(expected)
    assert table.loc["micro-AUROC", "chance"] == 50
    assert ALL["macro_ap"].about in texts(at)


def test_labels_by_frequency_and_by_depth_are_columns_with_their_number(app, trained):
    at = opened(app, "runs", run=run_called(PLAIN))
    run = RunStore().get(run_called(PLAIN))
    for part, family in (("By frequency", "by_frequency"), ("By level", "by_depth")):
        table = further(at, part).dataframe[2].value
        sizes = [int(name.partition("(")[2].rstrip(")")) for name in table.columns[1:]]
        found = run.scores_under(family)
        assert sorted(sizes) == sorted(v for n, v in found.items() if n.endswith("/labels"))


def test_predictions_that_agree_with_the_hierarchy_stand_beside_those_that_may_not(app, trained):
    at = further(opened(app, "runs", run=run_called(PLAIN)), "Contradictions")
    table = at.dataframe[2].value.set_index("%")
    assert list(table.columns) == ["as predicted", "capped", "raised"]
    assert table.loc["contradictions", ["capped", "raised"]].tolist() == [0, 0]
    run = RunStore().get(run_called(PLAIN))
    assert table.loc["nDCG@5", "as predicted"] == pytest.approx(100 * run.test_scores["nDCG@5"])
    assert table.loc["nDCG@5", "capped"] == pytest.approx(
        100 * run.scores["hierarchical/nDCG@5_capped"]
    )


def test_probabilities_are_held_beside_what_is_true(app, trained):
    at = further(opened(app, "runs", run=run_called(PLAIN)), "Probabilities")
    assert len(at.get("plotly_chart")) == 3
    run = RunStore().get(run_called(PLAIN))
    ece = 100 * run.scores["calibration/ece"]
    assert f"**ECE {ece:.2f} points" in texts(at)
    assert f"{run.scores['calibration/temperature']:.2f}" in texts(at)
    harmless(at)


def test_a_run_from_before_there_were_so_many_scores_has_dashes(app, trained, monkeypatch):
    old = {"nDCG@5", "nDCG@3", "P@1", "P@3", "P@5", "micro_f1", "macro_f1"}
    get = RunStore.get

    def fewer(store, run_id):
        run = get(store, run_id)
        kept = {n: v for n, v in run.scores.items() if n.rpartition("/")[2] in old}
        return replace(run, scores={n: v for n, v in kept.items() if n.count("/") == 1})

    monkeypatch.setattr(RunStore, "get", fewer)
    at = opened(app, "runs", run=run_called(PLAIN))
    table = at.dataframe[1].value.set_index("%")
    assert math.isnan(table.loc["macro-AP", "this run"])
    choice = next(item for item in at.button_group if item.label == "More of the test documents")
    assert choice.options == ["All scores", "Probabilities"]
    assert not at.exception


def test_a_run_can_be_renamed(app, trained):
    run_id = run_called(PLAIN)
    at = opened(app, "runs", run=run_id)
    at.text_input(key=f"new name {run_id}").set_value("**new** name").run()
    assert RunStore().get(run_id).name == "**new** name"
    assert "**new** name" not in texts(at)
    assert any(row["name"] == "**new** name" for row in rows(at))


def test_a_name_cannot_be_empty(app, trained):
    run_id = run_called(PLAIN)
    at = opened(app, "runs", run=run_id)
    at.text_input(key=f"new name {run_id}").set_value("  ").run()
    assert "needs a name" in at.error[0].value
    assert RunStore().get(run_id).name == PLAIN


def test_a_run_can_be_deleted(app, trained):
    before = len(RunStore().runs())
    at = opened(app, "runs", run=run_called("failed"))
    button(at, "Delete …").click().run()
    assert len(RunStore().runs()) == before
    assert "failed" in texts(at)
    sure = button(at, "Delete 1 run for good")
    assert sure.proto.type == "secondary"
    sure.click().run()
    assert len(RunStore().runs()) == before - 1
    assert not any(run.name == "failed" for run in RunStore().runs())
    assert not at.error


def test_several_runs_are_deleted_together_after_their_names_were_told(app, trained):
    before = {run.id for run in RunStore().runs()}
    chosen = [run_called("failed"), run_called("gru")]
    at = opened(app, "runs", run=run_called(PLAIN))
    at.session_state["runs chosen"] = chosen
    at.run()
    assert "2 runs chosen" in texts(at)
    at.button(key="delete chosen").click().run()
    assert "- failed" in texts(at)
    assert "- gru" in texts(at)
    button(at, "Delete 2 runs for good").click().run()
    assert {run.id for run in RunStore().runs()} == before - set(chosen)
    assert at.query_params["run"] == run_called(PLAIN)


def test_runs_at_work_are_not_deleted_with_the_others(app, trained):
    store = RunStore()
    waiting = store.create(preset("quick"), name="waiting")
    at = opened(app, "runs")
    at.session_state["runs chosen"] = [waiting, run_called("failed")]
    at.run()
    at.button(key="delete chosen").click().run()
    assert "1 run at work or waiting will stay" in texts(at)
    button(at, "Delete 1 run for good").click().run()
    assert {"waiting"} == {run.name for run in store.runs()} & {"waiting", "failed"}


def test_runs_that_are_ticked_are_compared(app, trained):
    at = opened(app, "runs")
    chosen = [run_called("gru"), run_called(PLAIN)]
    at.session_state["runs chosen"] = chosen
    at.run()
    at.button(key="compare chosen").click().run()
    assert not at.exception
    assert set(at.multiselect(key="compare runs").value) == set(chosen)


def test_a_run_can_be_exported(app, trained):
    at = opened(app, "runs", run=run_called(PLAIN))
    button(at, "Prepare").click().run()
    assert not at.error
    version, content, left_out = at.session_state["export"]
    assert left_out == []
    assert version[0] == run_called(PLAIN)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert any(name.endswith("report.md") for name in archive.namelist())
    assert any("Download" in item.label for item in at.download_button)


def test_a_run_can_be_trained_again(app, trained):
    run = RunStore().get(run_called("euclidean"))
    at = opened(app, "runs", run=run.id)
    query = parse_qs(link_to(at, "Train again, with changes").query_string)
    assert query["corpus"] == ["hostile"]
    changes = [*query["recipe"][0].split(";"), "corpus.name=hostile"]
    assert preset(query["preset"][0]).assign(changes) == run.experiment


def test_interrupted_runs_are_pointed_out(app, trained, monkeypatch):
    store = RunStore()
    store.start(store.create(preset("quick"), name="**lost**"))
    monkeypatch.setattr("hmlc_core.runs.store.owner.Owner._ended", lambda self: True)
    at = opened(app, "runs")
    assert any("1 run interrupted" in item.value for item in at.caption)
    assert len(at.warning) == 1, "the open run says it in a box, and nothing else does"
    assert "**lost**" not in texts(at)
    assert "Resume" in [item.label for item in at.button]


def test_runs_on_one_corpus_share_a_table_and_others_get_their_own(app, trained):
    chosen = [run_called(name) for name in (PLAIN, "gru", "no hierarchy")]
    at = opened(app, "runs", look="Compare", runs=",".join(chosen))
    first, second = rows(at, 1), rows(at, 2)
    assert {PLAIN, "gru", "TF-IDF + linear"} < {row["run"] for row in first}
    assert "no hierarchy" in {row["run"] for row in second}
    assert len(at.get("plotly_chart")) == 2
    assert any("may be chance" in item.value for item in at.caption)
    harmless(at)


def test_runs_to_compare_are_chosen_and_kept_in_the_address(app, trained):
    at = opened(app, "runs", look="Compare")
    assert "Choose two or more" in at.info[0].value
    chosen = [run_called("gru"), run_called("failed")]
    at.multiselect(key="compare runs").set_value(chosen).run()
    assert at.query_params["runs"] == ",".join(chosen)
    assert any("Without test scores" in item.value for item in at.caption)


def test_too_many_or_unknown_runs_in_the_address_do_no_harm(app, trained):
    every = [run.id for run in RunStore().runs()]
    at = opened(app, "runs", look="Compare", runs=",".join([*every, "unknown"]))
    assert len(at.multiselect(key="compare runs").value) == run_compare.MOST
    assert not at.error


def test_runs_of_one_name_are_told_apart_by_what_differs(home):
    store = RunStore()
    quick = preset("quick")
    ids = [
        store.create(experiment, name="same")
        for experiment in (
            quick,
            quick,
            quick.assign(["training.epochs=3"]),
            quick.assign(["training.epochs=3", "corpus.documents=1000"]),
            preset("linear"),
        )
    ]
    alone = store.create(quick, name="alone")
    found = names(store.runs())
    assert len(set(found.values())) == len(ids) + 1
    assert found[alone] == "alone"
    assert found[ids[0]] == f"same · Quick, 20 dimensions · {ids[0][:8]}"
    assert found[ids[3]] == "same · Quick, 20 dimensions, epochs 3 · newsroom, 1,000 documents"
    assert found[ids[4]] == "same · TF-IDF + linear"


def test_one_corpus_at_two_sizes_has_two_headings(app, trained):
    store = RunStore()
    ids = [
        store.create(preset("quick").assign([f"corpus.documents={n}"]), name=f"{n}")
        for n in (0, 500)
    ]
    at = opened(app, "runs", look="Compare", runs=",".join(ids))
    assert r"newsroom, all training documents" in texts(at)
    assert r"newsroom, 500 training documents" in texts(at)


def test_the_way_to_mlflow_says_neither_where_the_store_lies_nor_its_password(
    app, home, monkeypatch
):
    class Store:
        def runs(self):
            return []

    at = opened(app, "runs")
    assert "${HMLC_HOME:-$PWD/runs}/mlflow.db" in at.code[0].value
    assert str(home) not in at.code[0].value
    monkeypatch.setenv("HMLC_TRACKING_URI", "postgresql://me:secret@db.example/runs")
    monkeypatch.setattr("pages.ui.shell.resources.store", Store)
    at.run()
    assert '"$HMLC_TRACKING_URI"' in at.code[0].value
    assert "secret" not in at.code[0].value


def test_a_store_that_cannot_be_read_is_told(app, home):
    home.mkdir()
    (home / "mlflow.db").write_bytes(b"this is no database, and long enough to be looked at" * 20)
    at = opened(app, "runs")
    assert "not a run store" in at.error[0].value
    assert "HMLC" in at.error[0].value
    assert str(home) not in at.error[0].value
