"""Messages, the live part, charts and the one visual language."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from itertools import chain

import pytest

from hmlc_core.data.home import home as home_folder
from hmlc_core.plotting.theme import CATEGORICAL, LOOKS
from pages.ui.shell.text import without_folders
from pages.ui.shell.theme import to_csv
from tests.pages.conftest import ROOT


def failing(kind: str) -> None:
    import streamlit as st

    from hmlc_core.errors import DataError
    from pages.ui import boundary

    with boundary():
        if kind == "ours":
            raise DataError(
                "label <b>x</b> is unknown",
                where="train.jsonl, line 3",
                expected="a label of hierarchy.tsv",
                received="'x'",
                remedy="Add it to the hierarchy.",
            )
        if kind == "defect":
            raise ZeroDivisionError("oops")
        st.stop()
    st.text("the page goes on")


def test_an_error_of_ours_is_told_in_full(script):
    at = script(failing, kind="ours").run()
    message = at.error[0].value
    for part in ("Where", "line 3", "Expected", "Found", "Add it to the hierarchy"):
        assert part in message
    assert "<b>" not in message
    assert not at.expander
    assert at.text[0].value == "the page goes on"


def test_a_defect_is_admitted_with_details(script, caplog):
    at = script(failing, kind="defect").run()
    assert "ZeroDivisionError" in at.error[0].value
    assert "oops" in at.code[0].value
    assert "oops" in caplog.text
    assert not at.exception


def test_stopping_a_page_is_no_error(script):
    at = script(failing, kind="stop").run()
    assert not at.error
    assert not at.text


def following() -> None:
    import streamlit as st

    from pages.ui.shell.live import live

    state = st.session_state
    state.page_runs = state.get("page_runs", 0) + 1

    def draw() -> None:
        state.left = max(0, state.get("left", 2) - 1)
        st.text(f"{state.left} left")

    live(draw, alive=lambda: state.get("left", 2) > 0)


def test_a_live_part_ends_with_one_more_run_of_the_page(script):
    at = script(following).run()
    assert at.text[0].value == "1 left"
    assert at.session_state["page_runs"] == 1
    at.run()  # the end comes while the page runs: it runs once more, and then no longer
    assert at.text[0].value == "0 left"
    assert at.session_state["page_runs"] == 3


def polling(alive: bool) -> None:
    from unittest.mock import patch

    import streamlit as st

    from pages.ui.shell.live import live

    with patch.object(st, "fragment", wraps=st.fragment) as fragment:
        live(lambda: None, alive=lambda: alive, every=0.7)
    st.text(repr(fragment.call_args.kwargs))


@pytest.mark.slow
def test_a_live_part_polls_only_while_something_goes_on(script):
    assert script(polling, alive=True).run().text[0].value == "{'run_every': 0.7}"
    assert script(polling, alive=False).run().text[0].value == "{'run_every': None}"


def test_charts_and_app_share_their_colours():
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    for name, look in LOOKS.items():
        assert theme[name]["chartCategoricalColors"] == list(CATEGORICAL)
        assert theme[name]["backgroundColor"] == look.page
        assert theme[name]["textColor"] == look.text
        assert theme[name]["grayTextColor"] == look.muted
        assert theme[name]["borderColor"] == look.grid


def test_the_style_sheet_and_the_app_share_their_colours():
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    both = {
        (theme["light"][name], theme["dark"][name])
        for name in theme["light"]
        if name.endswith("Color")
    }
    style = (ROOT / "assets" / "style" / "page.css").read_text()
    pairs = re.findall(r"light-dark\((#\w+), (#\w+)\)", style)
    assert set(pairs) <= both
    colours = re.findall(r"#[0-9a-f]{3,8}\b", style, re.IGNORECASE)
    assert colours == [*chain(*pairs)] != [], "a colour of one look alone"


def test_nothing_is_reported_to_anyone():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert config["browser"]["gatherUsageStats"] is False
    assert config["server"]["showEmailPrompt"] is False


def test_downloads_are_data_and_not_formulas():
    text = to_csv({"label": ["=1+1", "a,b", "-x"], "n": [1, -2, 3]})
    rows = list(csv.reader(io.StringIO(text)))
    assert rows == [["label", "n"], ["'=1+1", "1"], ["a,b", "-2"], ["'-x", "3"]]


def charting() -> None:
    from hmlc_core.plotting.theme import blank
    from pages.ui import chart, template

    look = template()
    figure = blank("A title", alt="Two <b> and three", template=look, height=300)
    chart(figure, key="c", data={"x": [1, 2], "y": [3, 4]})


def test_a_chart_comes_with_its_text_and_its_data(script):
    at = script(charting).run()
    assert not at.exception
    assert "Two &lt;b&gt; and three" in at.get("html")[0].proto.body
    assert at.get("download_button")


def test_texts_say_nothing_about_where_things_lie_on_the_server():
    inside = home_folder() / "corpora" / "mine"
    assert without_folders(f"{inside}, line 3") == "$HMLC_HOME/corpora/mine, line 3"
    assert (
        without_folders(f"sqlite:///{home_folder()}/mlflow.db") == "sqlite:///$HMLC_HOME/mlflow.db"
    )
    assert without_folders(f"{home_folder()}-other/x") == "…/x"
    assert without_folders(f'File "{ROOT}/app.py", line 1') == 'File "./app.py", line 1'
    assert without_folders("/data/corpora/rcv1 is not there") == "…/rcv1 is not there"
    for harmless in ("https://a.b/c/d", "and/or", "2026/11/25", "the 3/4 point", "~/mine/x"):
        assert without_folders(harmless) == harmless


def test_an_error_says_where_without_folders(script, home):
    def page(folder: str) -> None:
        from hmlc_core.errors import StoreError
        from pages.ui import show_error

        show_error(StoreError("the disk is full", where=f"{folder}/mlflow.db"))

    at = script(page, folder=str(home)).run()
    assert "HMLC" in at.error[0].value
    assert str(home) not in at.error[0].value.replace("\\", "")
