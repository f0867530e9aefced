"""Interaction scores: predictions, the map, and what pulled towards a label."""

from __future__ import annotations

import json

import pytest

from pages.ui.shell.marked_text import STRONGEST
from tests.pages.conftest import sent
from tests.pages.trained import HOSTILE, harmless, opened, run_called, texts, trained_home

pytestmark = pytest.mark.slow


@pytest.fixture
def trained(home, monkeypatch):
    monkeypatch.setenv("HMLC_HOME", str(trained_home()))


def own_text(at, text: str):
    at.segmented_control(key="source").select("Your own text").run()
    return at.text_area(key="own text").set_value(text).run()


def test_an_empty_store_leads_to_train(app):
    assert "no run to look at yet" in opened(app, "interactions").info[0].value


def test_predictions_stand_beside_the_truth(app, trained):
    at = opened(app, "interactions", run=run_called("gru"), doc="test-0")
    table = at.dataframe[0].value
    assert table["probability"].is_monotonic_decreasing
    assert table["probability"].between(0, 100).all()
    assert (table["true"] == "✓").sum() == 3
    assert "2 of the document's 3 labels are among the 3 most probable." in texts(at)
    harmless(at)


def test_the_map_and_the_bars_have_their_sentence(app, trained):
    at = opened(app, "interactions", run=run_called("gru"))
    at.segmented_control(key="pulls picture").set_value("Words × labels").run()
    assert len(at.get("plotly_chart")) == 2
    said = texts(at)
    assert "change of the label's logit" in said
    assert "states of all words stay as they are" in said
    assert "also compares plain word vectors" in said


def test_hostile_labels_are_text_in_charts(app, trained):
    at = opened(app, "interactions", run=run_called("gru"), label=HOSTILE[0])
    at.segmented_control(key="pulls picture").set_value("Words × labels").run()
    for item in at.get("plotly_chart"):
        figure = json.loads(item.proto.spec)
        del figure["layout"]["meta"]  # the text alternative, which is escaped where it is shown
        assert "<img" not in json.dumps(figure)
        assert "&lt;img" in json.dumps(figure)
    assert HOSTILE[0] in at.dataframe[0].value["label"].tolist()  # a cell is text already


def test_the_text_lands_among_the_labels_with_the_best_one_marked(app, trained):
    at = opened(app, "interactions", run=run_called("gru"))
    header, _ = sent(at)
    names = header["scene"]["names"]
    assert names[header["selected"]] == at.dataframe[0].value["label"][0]
    assert header["scene"]["trails"]


def test_of_a_long_text_the_weightiest_words_are_named_and_the_rest_is_counted(
    app, trained, monkeypatch
):
    monkeypatch.setattr("pages.ui.reading.pulls.NAMED", 2)
    at = opened(app, "interactions", run=run_called("gru"), doc="test-0")
    (trail,) = sent(at)[0]["scene"]["trails"]
    assert len(trail["named"]) == 2 < len(trail["texts"])
    assert f"names of 2 of {len(trail['texts'])} words" in sent(at)[0]["note"]


def test_another_label_can_be_asked_about_and_another_text_begins_anew(app, trained):
    at = opened(app, "interactions", run=run_called("gru"), doc="test-0")
    at.selectbox(key="choose label").select("d").run()
    assert "**d**" in texts(at)
    assert sent(at)[0]["selected"] == 6
    at.selectbox(key="choose doc").select("test-1").run()
    best = at.dataframe[0].value["label"][0]
    assert sent(at)[0]["scene"]["names"][sent(at)[0]["selected"]] == best


def test_a_typed_text_is_predicted_and_marked_word_by_word(app, trained):
    at = opened(app, "interactions", run=run_called("gru"))
    own_text(at, "a1 zebra <img src=x onerror=alert(1)>")
    assert "true" not in at.dataframe[0].value
    assert "unknown to the method" in texts(at)
    (marked,) = [item.proto.body for item in at.get("html") if "border-radius" in item.proto.body]
    assert "zebra*" in marked
    assert "<img" not in marked
    assert f"{round(255 * STRONGEST):02x}" in marked  # the word that matters most


def test_texts_that_cannot_be_read_are_told_in_a_sentence(app, trained):
    at = opened(app, "interactions", run=run_called("gru"))
    own_text(at, "…")
    assert "nothing that a method could read" in at.info[0].value
    own_text(at, "a1 b2 " * 166_667)
    assert "Only the first 200 of 333,334 words" in texts(at)
    assert not at.error


def test_a_text_of_unknown_words_alone_is_said_to_say_nothing(app, trained):
    at = opened(app, "interactions", run=run_called("gru"))
    own_text(at, "zebra quagga")
    assert "knows none of these words" in at.info[0].value
    assert "unknown to the method, since" not in texts(at)
    own_text(at, "zebra a1")
    assert "knows none of these words" not in texts(at)


def in_general(at):
    """The page with its tab about all texts."""
    at.session_state["pulls of 3"] = "In general"
    return at.run()


def test_claims_about_all_texts_are_measured_when_asked_for(app, trained):
    at = opened(app, "interactions", run=run_called("gru"))
    assert "Claims that the paper reads off" not in texts(at)
    at = in_general(at)
    assert not at.error
    said, table = texts(at), at.dataframe[-1].value.set_index("claim")
    assert "Claims that the paper reads off its pictures, in this run" in said
    assert table.loc["Encoded words near their labels", "by chance"].count("%") == 2
    assert "Plain words near their labels" in table.index
    assert table.loc["Function words near the centre", "measured"] == "undefined"
    assert "Undefined. Of the words in at least 5 training documents" in said
    assert "standard deviations" in said
    assert set(table["verdict"]) <= {
        "✓ as claimed",
        "≈ within chance",
        "✗ the opposite",
        "undefined",
    }
    harmless(at)


@pytest.mark.parametrize("name", ["no hierarchy", "product", "euclidean"])
def test_claims_are_measured_in_every_space_and_without_a_hierarchy(app, trained, name):
    at = in_general(opened(app, "interactions", run=run_called(name)))
    assert not at.error
    table = at.dataframe[-1].value.set_index("claim")
    flat = name == "no hierarchy"
    assert table.loc["Encoded words near their labels", "verdict"] != "undefined"
    assert ("Labels by level" in table.index) == flat
    assert ("has no hierarchy" in texts(at)) == flat


def test_a_run_without_a_model_says_so(app, trained):
    assert (
        "no trained model yet"
        in opened(app, "interactions", run=run_called("failed")).error[0].value
    )


def test_a_run_that_is_not_there_is_said_and_another_one_shown(app, trained):
    at = opened(app, "interactions", run="nonsense")
    assert "begins with “nonsense”" in at.warning[0].value
    assert at.query_params["run"] == at.selectbox(key="choose run").value != "nonsense"
    assert "not among the choices" not in "".join(item.value for item in at.caption)
