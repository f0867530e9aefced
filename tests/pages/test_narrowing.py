"""Of more runs than a list shows, those that are searched for are found."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hmlc_core.experiment.presets import preset
from hmlc_core.runs.run import Run
from pages.ui.shell import narrowing


def a_run(number: int, **fields: object) -> Run:
    time = datetime(2026, 1, 1, tzinfo=UTC)
    values: dict[str, object] = {
        "id": f"{number:032x}"[::-1],
        "name": f"run {number}",
        "status": "finished",
        "experiment": None,
        "created": time,
        "updated": time,
        "scores": {},
    }
    return Run(**(values | fields))  # type: ignore[arg-type]


def many() -> list[Run]:
    """A third more than a list shows; some can be told by something else than their name."""
    odd = {
        3: {"name": "Zürich straße"},
        250: {"name": "old and rare"},
        251: {"group": "ablation of rates"},
        252: {"status": "interrupted"},
        253: {"experiment": preset("hidden")},
        254: {"damaged": "1 file damaged and left out: x."},
    }
    count = narrowing.MOST_RUNS * 4 // 3
    return [a_run(number, **odd.get(number, {})) for number in range(count)]


def page() -> None:
    import streamlit as st

    from pages.ui.shell.narrowing import narrowed

    shown = narrowed(st.session_state.runs, key="find", keep=st.session_state.keep)
    st.text("\n".join(run.name for run in shown))


def names(at) -> list[str]:
    return at.text[0].value.split("\n")


@pytest.mark.slow
def test_where_runs_are_few_there_is_no_field(script):
    at = script(page)
    at.session_state["runs"], at.session_state["keep"] = many()[: narrowing.MOST_RUNS], ()
    at.run()
    assert not at.text_input
    assert len(names(at)) == narrowing.MOST_RUNS


def test_the_newest_are_shown_and_others_are_found(script):
    at = script(page)
    at.session_state["runs"], at.session_state["keep"] = many(), ()
    at.run()
    assert names(at)[:3] == ["run 0", "run 1", "run 2"]
    assert len(names(at)) == narrowing.MOST_RUNS
    assert not at.caption
    for typed, found in {
        "RARE old": "old and rare",
        "STRASSE zürich": "Zürich straße",
        "ablation rates": "run 251",
        "interrupted": "run 252",
        "hidden newsroom": "run 253",
        "damaged": "run 254",
        many()[255].id[:6]: "run 255",
    }.items():
        at.text_input[0].set_value(typed).run()
        assert names(at) == [found], typed
        assert not at.caption


def test_how_many_are_found_is_said(script):
    at = script(page)
    at.session_state["runs"], at.session_state["keep"] = many(), ()
    at.run()
    at.text_input[0].set_value("nothing like it").run()
    assert names(at) == [""]
    assert at.caption[0].value == "0 runs found."
    at.text_input[0].set_value("finished").run()
    assert at.caption[0].value == "265 runs found, of which the newest 200 are shown."
    assert len(names(at)) == narrowing.MOST_RUNS


def test_what_is_chosen_stays_in_the_list(script):
    at = script(page)
    at.session_state["runs"] = many()
    at.session_state["keep"] = (many()[260].id, many()[1].id)
    at.run()
    assert names(at)[-1] == "run 260"
    assert names(at).count("run 1") == 1
    at.text_input[0].set_value("rare").run()
    assert names(at) == ["old and rare", "run 1", "run 260"]
