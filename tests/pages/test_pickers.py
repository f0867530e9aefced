"""Choosing a corpus, run, label, document and word."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from hmlc_core.data.corpus import Document
from hmlc_core.data.labels import LabelGraph
from hmlc_core.runs.run import Run
from pages.ui.shell import resources, routes

pytestmark = pytest.mark.slow


def corpora() -> None:
    import streamlit as st

    from pages.ui import pick_corpus

    st.text(pick_corpus().name)


def test_the_bundled_corpus_is_chosen_until_another_is(script):
    at = script(corpora)
    at.query_params["corpus"] = "/etc"  # a link cannot make the app read a folder
    at.run()
    assert at.text[0].value == "newsroom"
    assert at.query_params["corpus"] == "newsroom"


def runs() -> None:
    import streamlit as st

    from pages.ui import pick_run

    run = pick_run(suits=lambda run: run.status != "failed")
    st.text(run.id if run else "none")


def a_run(name: str, status: str = "finished") -> Run:
    time = datetime(2026, 1, 1, tzinfo=UTC)
    return Run(
        id=name, name=name, status=status, experiment=None, created=time, updated=time, scores={}
    )


@pytest.fixture
def stored(monkeypatch):
    """`stored(*runs)`: a store that holds these."""

    def fill(*found: Run) -> None:
        monkeypatch.setattr(resources, "store", lambda: SimpleNamespace(runs=lambda: list(found)))

    return fill


def test_the_beginning_of_an_id_names_the_run_if_it_names_only_one(script, stored):
    stored(a_run("abc"), a_run("abd"), a_run("x"))
    at = script(runs)
    for asked, found in (("abd", "abd"), ("x", "x"), ("ab", "abc")):
        at.query_params["run"] = asked
        at.run()
        assert at.text[0].value == found
    assert "more than one, has an id that begins with “ab”" in at.warning[0].value


def test_runs_that_suit_are_offered_newest_first(script, stored):
    stored(a_run("c", "failed"), a_run("b", "running"), a_run("a"))
    at = script(runs).run()
    assert at.text[0].value == "b"
    assert len(at.selectbox[0].options) == 2
    at.query_params["run"] = "a"
    assert at.run().text[0].value == "a"
    at.query_params["run"] = "gone"
    at.run()
    assert at.text[0].value == "b"
    assert "gone" in at.warning[0].value


def rather() -> None:
    import streamlit as st

    from pages.ui import pick_run

    run = pick_run(prefers=lambda run: st.session_state.wishes[run.id])
    st.text(run.id if run else "none")


@pytest.mark.parametrize(
    ("wishes", "shown"),
    [
        ({"a": 0, "b": 0, "c": 0}, "a"),
        ({"a": 0, "b": 1, "c": 0}, "b"),
        ({"a": 0, "b": 1, "c": 2}, "c"),
        ({"a": 0, "b": 2, "c": 2}, "b"),
        ({"a": 2, "b": 1, "c": 1}, "b"),
        ({"a": 2, "b": 0, "c": 0}, "a"),
    ],
)
def test_the_first_of_the_runs_preferred_most_is_shown_a_failed_one_only_without_others(
    script, stored, wishes, shown
):
    stored(a_run("a", "failed"), a_run("b"), a_run("c"))
    at = script(rather)
    at.session_state.wishes = wishes
    assert at.run().text[0].value == shown


def test_without_runs_the_page_says_what_to_do(script, stored, monkeypatch):
    stored(a_run("c", "failed"))
    links = []  # outside the app there is nothing to link to
    monkeypatch.setattr(routes, "link", lambda url, label: links.append(url))
    at = script(runs).run()
    assert links == ["train"]
    assert "Train one" in at.info[0].value
    assert at.text[0].value == "none"


def labels() -> None:
    import streamlit as st

    from pages.ui import pick_label

    st.text(repr(pick_label(st.session_state.graph)))


def test_a_label_is_chosen_by_name_and_general_ones_come_first(script):
    at = script(labels)
    at.session_state["graph"] = LabelGraph(("a", "z", "b"), ((1, 0), (1, 2)))
    at.run()
    assert at.text[0].value == "1"
    at.query_params["label"] = "b"
    assert at.run().text[0].value == "2"


def documents() -> None:
    import streamlit as st

    from pages.ui import pick_document

    document = pick_document(st.session_state.documents)
    st.text(document.id if document else "none")


def twins() -> None:
    import streamlit as st

    from pages.ui import choose
    from pages.ui.shell import state

    st.text(choose("Label", state.LABEL, ["one", "two"], show=lambda name: "the same text"))


def test_options_that_look_alike_can_be_told_apart(script):
    at = script(twins).run()
    assert at.selectbox[0].options == ["the same text (one)", "the same text (two)"]
    at.selectbox[0].select("two").run()
    assert at.text[0].value == "two"


def test_documents_are_searched_and_linked_to(script):
    at = script(documents)
    at.session_state["documents"] = [
        Document(id=f"d{n}", text=f"Story number {n}" + " of the bank" * (n == 700), labels=(0,))
        for n in range(1000)
    ]
    at.run()
    assert at.text[0].value == "d0"
    assert len(at.selectbox[0].options) == 200
    at.query_params["doc"] = "d999"
    assert at.run().text[0].value == "d999"
    at.text_input[0].set_value("BANK").run()
    assert at.text[0].value == "d700"
    at.text_input[0].set_value("nothing like it").run()
    assert at.text[0].value == "none"
    assert "No document" in at.info[0].value


def words() -> None:
    import streamlit as st

    from pages.ui import pick_word

    st.text(repr(pick_word(["bank", "river", "pitch"], default="river")))


def test_words_are_typed_and_unknown_ones_get_a_hint(script):
    at = script(words).run()
    assert at.text[0].value == "'river'"
    at.text_input[0].set_value("Bank").run()
    assert at.text[0].value == "'bank'"
    assert at.query_params["word"] == "Bank"
    at.text_input[0].set_value("bnak").run()
    assert at.text[0].value == "None"
    assert "bank" in at.info[0].value
