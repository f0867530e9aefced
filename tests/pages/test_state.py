"""What is chosen lives in the URL; what a URL says is not trusted."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from pages.ui.lab.scene import LAB, Scene
from pages.ui.shell import late, state
from pages.ui.shell.text import escape


def page() -> None:
    import streamlit as st

    from pages.ui.lab.scene import LAB
    from pages.ui.shell import state

    st.text(repr({key.name: state.get(key) for key in (*state.KEYS, LAB)}))


KEYS = (*state.KEYS, LAB)
VALUES = {
    "run": ("3f2a-b_1", "3f2a-b_1"),
    "runs": ("a1,b2", ("a1", "b2")),
    "group": ("newsroom 2026-11-25 10:00:00", "newsroom 2026-11-25 10:00:00"),
    "comparison": ("Systems on newsroom", "Systems on newsroom"),
    "score": ("macro_f1", "macro_f1"),
    "corpus": ("My corpus (1)", "My corpus (1)"),
    "split": ("test", "test"),
    "label": ("C15/économie", "C15/économie"),
    "doc": ("17 b", "17 b"),
    "word": ("bank", "bank"),
    "frame": ("120", 120),
    "preset": ("paper-small", "paper-small"),
    "recipe": ("model.dim=5;seed=2", ("model.dim=5", "seed=2")),
    "lesson": ("near-the-rim", "near-the-rim"),
    "step": ("3", 3),
    "lab": (
        "sum*poincare.klein*0.1_0.2*-0.3_0.4*0_-0.5*1.5",
        Scene("sum", ("poincare", "klein"), (0.1, 0.2), (-0.3, 0.4), (0.0, -0.5), 1.5),
    ),
}


@pytest.mark.slow
def test_every_key_is_read_and_written_back_the_same(script):
    assert {key.name for key in KEYS} == set(VALUES)
    at = script(page)
    for name, (text, _) in VALUES.items():
        at.query_params[name] = text
    at.run()
    assert at.text[0].value == repr({name: value for name, (_, value) in VALUES.items()})
    for key in KEYS:
        text, value = VALUES[key.name]
        assert key.write(value) == text  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("run", "../../etc/passwd"),
        ("lab", "geodesic*poincare*2_0*0_0*0_0*1"),
        ("lab", "trees*6*6"),
        ("runs", "a,,b"),
        ("corpus", ""),
        ("corpus", "a\nb"),
        ("split", "everything"),
        ("label", "x" * 5000),
        ("frame", "-1"),
        ("frame", "1e99"),
        ("recipe", "model.dim"),
        ("run", "<img src=x onerror=alert(1)>"),
    ],
)
def test_what_does_not_parse_is_dropped_with_a_message(script, name, text):
    at = script(page)
    at.query_params[name] = text
    at.run()
    assert not at.exception
    assert f"'{name}': None" in at.text[0].value
    assert name not in at.query_params
    assert "ignored" in at.warning[0].value
    assert "<img" not in at.warning[0].value.replace("\\<", "")


@pytest.mark.slow
def test_the_session_remembers_and_fills_in_the_url(script):
    at = script(page)
    at.query_params["label"] = "sport"
    at.run()
    del at.query_params["label"]  # as when another page is opened from the menu
    at.run()
    assert "'label': 'sport'" in at.text[0].value
    assert at.query_params["label"] == "sport"


def visited(name: str) -> None:
    import streamlit as st

    from pages.ui.shell import state

    opened = state.begin(st.session_state.get("page", name))
    st.button("choose", on_click=lambda: state.put(state.LABEL, "sport"))
    st.text(repr((opened, state.get(state.LABEL), state.get(state.WORD))))


@pytest.mark.slow
def test_back_takes_back_what_was_chosen_and_leaves_the_rest(script, monkeypatch):
    monkeypatch.setattr(late, "LATE", -1)
    at = script(visited, name="one")
    at.query_params["word"] = "bank"
    assert at.run().text[0].value == "(True, None, 'bank')"
    at.button[0].click().run()
    assert at.text[0].value == "(False, 'sport', 'bank')"
    del at.query_params["label"]
    assert at.run().text[0].value == "(False, None, 'bank')"
    assert set(at.query_params) == {"word"}


@pytest.mark.slow
def test_an_empty_address_or_one_that_is_late_takes_nothing_back(script, monkeypatch):
    at = script(visited, name="one")
    at.query_params["word"] = "bank"
    at.run().button[0].click().run()
    del at.query_params["label"]  # asked for before the browser knew of the choice
    assert at.run().text[0].value == "(False, 'sport', 'bank')"
    monkeypatch.setattr(late, "LATE", -1)
    at.query_params.clear()  # the menu
    assert at.run().text[0].value == "(False, 'sport', 'bank')"


def chosen_twice() -> None:
    import streamlit as st

    from pages.ui.shell import state

    state.begin("one")

    def add(part: str) -> None:
        state.put(state.RECIPE, (*(state.get(state.RECIPE) or ()), part))

    st.button("seed", on_click=add, args=("seed=1",))
    st.button("dim", on_click=add, args=("model.dim=3",))
    st.button("none", on_click=lambda: state.put(state.RECIPE, None))
    st.text(repr(state.get(state.RECIPE)))


@pytest.mark.parametrize(
    ("pressed", "expected"), [(0, "('epochs=2', 'seed=1')"), (2, "None")], ids=["another", "none"]
)
def test_a_choice_holds_where_the_browser_asks_with_the_address_from_before(
    script, pressed, expected
):
    at = script(chosen_twice)
    at.query_params["recipe"] = "epochs=2"
    at.run().button[pressed].click().run()
    known = dict(at.query_params)
    at.query_params["recipe"] = "epochs=2"
    assert at.run().text[0].value == expected
    assert dict(at.query_params) == known  # or what is written next would take the choice back


def test_a_choice_adds_to_the_one_that_the_browser_does_not_know_yet(script):
    at = script(chosen_twice)
    at.query_params["recipe"] = "epochs=2"
    at.run().button[0].click().run()
    at.query_params["recipe"] = "epochs=2"
    both = "('epochs=2', 'seed=1', 'model.dim=3')"
    assert at.button[1].click().run().text[0].value == both
    for late_one in ("epochs=2", "epochs=2;seed=1"):
        at.query_params["recipe"] = late_one
        assert at.run().text[0].value == both


def test_an_address_that_is_new_or_not_late_counts_as_it_is(script, monkeypatch):
    at = script(chosen_twice)
    at.query_params["recipe"] = "epochs=2"
    at.run().button[0].click().run()
    at.query_params["recipe"] = "epochs=3"  # a link
    assert at.run().text[0].value == "('epochs=3',)"
    monkeypatch.setattr(late, "LATE", -1)
    at.button[0].click().run()
    at.query_params["recipe"] = "epochs=3"  # Back
    assert at.run().text[0].value == "('epochs=3',)"


def slow() -> None:
    import streamlit as st

    from pages.ui.shell import late, state

    with state.one_entry():
        state.begin("one")
        st.button("seed", on_click=lambda: state.put(state.RECIPE, ("seed=1",)))
        now = late.time.monotonic()
        late.time.monotonic = lambda: now + 5  # so long it takes
        st.text(repr(state.get(state.RECIPE)))


def test_a_choice_holds_though_the_page_that_answers_it_takes_long(script, monkeypatch):
    monkeypatch.setattr(late, "time", SimpleNamespace(monotonic=lambda: 0.0))
    at = script(slow)
    at.query_params["recipe"] = "epochs=2"
    at.run().button[0].click().run()
    for _ in range(2):
        at.query_params["recipe"] = "epochs=2"  # from before the browser had the answer
        assert at.run().text[0].value == "('seed=1',)"
    late.time.monotonic = lambda: 100.0
    at.query_params["recipe"] = "epochs=2"
    assert at.run().text[0].value == "('epochs=2',)"


def test_back_is_not_late_however_soon_it_comes(script, monkeypatch):
    at = script(chosen_twice)
    at.query_params["recipe"] = "epochs=2"
    at.run().button[0].click().run()
    at.query_params["recipe"] = "epochs=2"
    monkeypatch.setattr(
        late, "get_script_run_ctx", lambda: SimpleNamespace(is_history_navigation=True)
    )
    assert at.run().text[0].value == "('epochs=2',)"


@pytest.mark.slow
def test_another_page_takes_nothing_back(script, monkeypatch):
    monkeypatch.setattr(late, "LATE", -1)
    at = script(visited, name="one")
    at.query_params["word"] = "bank"
    at.run().button[0].click().run()
    del at.query_params["label"]  # a link there says its own parameters only
    at.session_state["page"] = "two"
    assert at.run().text[0].value == "(True, 'sport', 'bank')"


def chooser() -> None:
    import streamlit as st

    from pages.ui import choose
    from pages.ui.shell import state

    st.text(choose("Split", state.SPLIT, ["train", "test"], default="test"))


@pytest.mark.slow
def test_a_choice_is_the_url_and_the_url_is_the_choice(script):
    at = script(chooser).run()
    assert at.text[0].value == "test"
    assert at.query_params["split"] == "test"
    at.selectbox[0].set_value("train").run()
    assert at.text[0].value == "train"
    assert at.query_params["split"] == "train"
    at.query_params["split"] = "dev"  # valid, but this page does not offer it
    at.run()
    assert at.text[0].value == "test"
    assert "dev" in at.warning[0].value


@pytest.mark.parametrize("text", ["**b** _i_ `c` $x$ [a](b)", "# h", "<b>", ":smile: :red[x]"])
def test_escaped_text_has_no_markup_left(text):
    escaped = escape(text)
    bare = escaped.replace("\u2060", "")
    assert bare.replace("\\", "") == text
    for sign in "*_`$[]<>#":
        assert bare.count(sign) == bare.count("\\" + sign)
    assert ":s" not in escaped
    assert ":r" not in escaped


def test_escaped_text_is_one_short_line():
    assert len(escape("a\nb " * 100, 50)) <= 50
    assert "\n" not in escape("a\nb")
