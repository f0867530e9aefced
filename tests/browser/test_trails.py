"""Two trails in a browser: what the legend says of them, and what its switches do."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


@pytest.fixture
def trails(show):
    return show("trails")


def test_the_legend_names_each_trail_its_ends_and_the_marks(trails):
    lines = trails.page.get_by_role("list", name="Lines")
    for text in ("first", "second", "true labels (2), in its text's colour", "predicted label (1)"):
        expect(lines.get_by_role("button", name=text).first).to_be_visible()
    expect(lines.get_by_text("first word")).to_be_visible()
    expect(lines.get_by_text("last word")).to_be_visible()
    expect(lines.get_by_text("chosen label")).to_be_visible()


def test_a_trail_is_switched_off_with_its_words_and_the_other_stays(trails):
    assert {"first e", "second e"} <= set(trails.ask("written()"))
    button = trails.page.get_by_role("button", name="first", exact=True)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    trails.until(lambda state: state["toggled"] == ["trail0"])
    trails.settle()
    written = trails.ask("written()")
    assert not [name for name in written if name.startswith("first")]
    assert "second e" in written
    assert "o_trail0" in trails.ask("view()")  # a link shows the same


def test_labels_that_stand_out_are_named_before_all_words(trails):
    assert trails.ask("written()")[:2] == ["label 1", "label 2"]


def test_a_text_opens_framed_and_zooms_to_its_trails_when_asked(trails):
    opened = trails.state["zoom"]
    trails.canvas.focus()
    trails.page.keyboard.press("f")
    closer = trails.until(lambda state: state["zoom"] > opened)
    trails.page.keyboard.press("f")
    back = trails.until(lambda state: state["zoom"] < closer["zoom"])
    assert back["zoom"] == pytest.approx(opened)
