"""A lesson beside its page: what it shows, how answers are marked, and where it leads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pages.ui.lessons import parse as lessons
from pages.ui.shell.routes import ROUTES
from tests.pages.trained import opened, run_called, texts, trained_home

pytestmark = pytest.mark.slow


@pytest.fixture
def trained(monkeypatch):
    monkeypatch.setenv("HMLC_HOME", str(trained_home()))
    return run_called("gru")


def press(at, key):
    return next(button for button in at.button if button.key == key).click().run()


def test_a_lesson_drives_the_page(app):
    name = "near-the-rim"
    steps = lessons.read(name).steps
    at = opened(app, "lessons")
    press(at, f"begin {name}")
    assert at.title[0].value == "Geometry lab"
    at.switch_page(ROUTES["lab"].script).run()  # as a browser has done by now
    assert state_of(at) == dict(steps[0].link.query)["lab"]
    assert "Step 1 of 5" in said(at)
    press(at, "lesson next")
    reveal = next(button for button in at.button if button.key == "lesson next")
    assert reveal.label == "Reveal"
    assert reveal.disabled
    at.radio[0].set_value(0).run()
    press(at, "lesson next")
    assert "You predicted: 1.0, on the rim" in texts(at)
    assert "That is wrong.** The rim is infinitely far" in texts(at)
    assert "Right is: 0.8" in texts(at)
    assert state_of(at) == dict(steps[2].link.query)["lab"]
    press(at, "lesson next")
    assert state_of(at) == dict(steps[3].link.query)["lab"]
    press(at, "lesson next")
    at.number_input[0].set_value(1.0)
    press_form(at)
    assert "Not yet. Use the rule" in texts(at)
    at.number_input[0].set_value(2.94)
    press_form(at)
    assert "Right" in at.success[0].value
    press(at, "lesson back")
    press(at, "lesson back")
    press(at, "lesson back")
    at.radio[0].set_value(1).run()
    press(at, "lesson next")
    assert "That is right." in at.success[0].value
    press(at, "lesson leave")
    assert "lesson" not in at.query_params
    assert "Step 3" not in said(at)


def test_who_goes_to_and_fro_in_a_moment_gets_each_step(app, monkeypatch):
    monkeypatch.setattr("pages.ui.shell.late.LATE", 600)
    at = opened(app, "lab", lesson="moebius-addition", step="4")
    steps = lessons.read("moebius-addition").steps
    for key, step in [("back", 3), ("back", 2), ("back", 1), ("next", 2), ("next", 3)]:
        if (key, step) == ("next", 3):
            at.radio[0].set_value(0).run()
        press(at, f"lesson {key}")
        assert f"Step {step} of 5" in said(at)
        assert state_of(at) == dict(steps[step - 1].link.query)["lab"]


def test_the_last_step_leads_to_the_next_lesson_and_the_list_says_what_is_done(app):
    at = opened(app, "lab", lesson="why-trees-need-room", step="5")
    at.number_input[0].set_value(6.8)
    press_form(at)
    button = next(button for button in at.button if button.key == "lesson next")
    assert (button.label, button.help) == ("Next lesson", "Lesson 2: Distance near the rim")
    button.click().run()
    assert "Lesson 2: Distance near the rim" in said(at)
    assert "Step 1 of 5" in said(at)
    press(at, "lesson next")
    press(at, "lesson leave")
    at.switch_page(ROUTES["lessons"].script).run()
    doors = {button.key: button.label for button in at.button}
    assert doors["begin why-trees-need-room"] == "Once more"
    assert doors["begin near-the-rim"] == "Continue at step 2"
    assert doors["begin moebius-addition"] == "Begin"
    press(at, "begin near-the-rim")
    at.switch_page(ROUTES["lab"].script).run()
    assert "Step 2 of 5" in said(at)


def test_the_last_lesson_leads_back_to_the_list(app):
    assert lessons.following(lessons.read("what-a-legible-tree-costs")) is None
    at = opened(app, "ablations", lesson="what-a-legible-tree-costs", step="9")
    assert "lesson next" not in [button.key for button in at.button]
    press(at, "lesson list")
    assert at.title[0].value == "Lessons"
    assert "lesson" not in at.query_params


def test_a_lesson_that_is_done_is_closed_on_the_list_and_another_is_not(app):
    at = opened(app, "ablations", lesson="what-a-legible-tree-costs", step="9")
    at.switch_page(ROUTES["lessons"].script).run()
    assert "Step 9 of 9" in said(at)
    at.switch_page(ROUTES["ablations"].script).run()
    at.number_input(key="lesson what-a-legible-tree-costs 9 number").set_value(0.6)
    press_form(at)
    assert "Right" in at.success[0].value
    at.switch_page(ROUTES["lessons"].script).run()
    assert "Step 9 of 9" not in said(at)
    assert "lesson" not in at.query_params
    press(at, "begin what-a-legible-tree-costs")
    at.switch_page(ROUTES["hierarchy"].script).run()
    assert "Step 1 of 9" in said(at)


@pytest.mark.parametrize(
    ("name", "step"), [("how-a-word-is-read", "3"), ("starting-from-the-hierarchy", "3")]
)
def test_a_page_never_shows_another_run_than_that_the_step_is_about(app, trained, name, step):
    """An example that was deleted is said to be, and the page stays what it was."""
    at = opened(app, "lab", lesson=name, step=step)
    assert at.title[0].value == "Geometry lab"
    assert "This example was deleted." in texts(at)
    assert "Step 3 of" in said(at)
    press(at, "lesson next")
    assert not at.exception
    assert "Step 4 of" in said(at)


def test_a_step_shows_its_run_and_not_the_one_looked_at_before(app, trained, monkeypatch):
    from pages.ui.lessons import links

    step = lessons.read("how-a-word-is-read").steps[2]
    query = tuple({**dict(step.link.query), "run": trained}.items())
    monkeypatch.setattr(
        lessons, "_read", lambda path, changed: with_link(path, links.Link("trajectories", query))
    )
    at = opened(app, "hierarchy", run=run_called("euclidean"))
    at.query_params["lesson"], at.query_params["step"] = "how-a-word-is-read", "3"
    at.run()
    assert at.title[0].value == "Word trajectories"
    assert at.query_params["run"] in (trained, [trained])


def with_link(path, link):
    """The lesson of a file with another link at every step."""
    lesson = lessons.parse(path.read_text("utf-8"), path)
    return replace(lesson, steps=tuple(replace(step, link=link) for step in lesson.steps))


def said(at):
    """Which lesson and step the card names."""
    return "\n".join(item.proto.body for item in at.get("html"))


def state_of(at):
    value = at.query_params["lab"]
    return value[0] if isinstance(value, list) else value


def press_form(at):
    next(button for button in at.button if button.label == "Check").click().run()


def test_a_classroom_link_keeps_what_it_says_and_adds_what_it_does_not(app):
    shared = "multiples*poincare*0.3_0*0.1_0.1*0.2_0.2*2"
    at = opened(app, "lab", lesson="near-the-rim", step="3", lab=shared)
    assert state_of(at) == shared
    assert "Step 3 of 5" in said(at)
    press(at, "lesson again")
    assert state_of(at) == dict(lessons.read("near-the-rim").steps[2].link.query)["lab"]


def test_a_short_link_goes_to_the_page_of_the_step(app):
    at = opened(app, "welcome", lesson="embedding-a-tree", step="4")
    assert at.title[0].value == "Geometry lab"
    assert state_of(at) == "trees*3*2"


@pytest.mark.parametrize("name", ["nothing", "<b>x</b>", "../../etc/passwd", "x" * 500])
def test_a_lesson_that_is_not_there_is_a_message(app, name):
    at = opened(app, "runs", lesson=name, step="1")
    assert at.title[0].value == "Runs"
    assert "lesson" not in at.query_params
    assert at.error or at.warning
    assert "<b>" not in texts(at).replace("\\<", "")


@pytest.mark.parametrize(("step", "shown"), [("0", 1), ("99", 5)])
def test_a_step_that_is_not_there_is_the_nearest(app, step, shown):
    at = opened(app, "lab", lesson="near-the-rim", step=step)
    assert f"Step {shown} of 5" in said(at)
