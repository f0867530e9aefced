"""Lessons: what their files say, whether it is still true, and a page that a lesson drives."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from pages.ui.lessons import answers as lessons_answers
from pages.ui.lessons import links as lessons_links
from pages.ui.lessons import parse as lessons
from pages.ui.lessons.check import Choice, Number
from pages.ui.shell.routes import ROUTES
from tests.pages.trained import GROUP, opened, run_called, texts, trained_home

GOOD = """---
title: A lesson
order: 9
page: lab
---
What it is about.

## Ask: First
link: lab?lab=trees*3*2

Some text: with a colon.

## Predict
- [ ] no
  Because
  of this.
- [x] yes

## Reveal
## Explain
## Exercise
answer: distance(0.5)
tolerance: 0.01
hint: Think.
"""
PLACE = Path("a-lesson.md")
ALL = lessons.names()
LINKS = {step.link: name for name in ALL for step in lessons.read(name).steps}
OPENED = {(link.url, *dict(link.query)): link for link in LINKS}
"""One link for each page and set of parameters; what values may be is checked when a lesson is
read."""


def test_there_are_eight_in_order():
    found = sorted((lessons.read(name) for name in ALL), key=lambda lesson: lesson.order)
    assert [lesson.order for lesson in found] == list(range(1, 9))
    assert all(lesson.lead and lesson.title for lesson in found)


@pytest.mark.parametrize("name", ALL)
def test_every_question_takes_its_own_answer_and_refuses_another(name):
    for step in lessons.read(name).steps:
        question = step.question
        if isinstance(question, Choice):
            assert question.accepts(question.right)
            assert not question.accepts((question.right + 1) % len(question.options))
            assert not question.accepts(None)
        elif isinstance(question, Number):
            right = question.value()
            assert question.accepts(right)
            assert question.accepts(right + question.tolerance)
            assert not question.accepts(right + 1.5 * question.tolerance + 1e-6)
            assert not question.accepts(float("nan"))
            assert not question.accepts(None)


@pytest.mark.parametrize("name", ALL)
def test_a_step_is_read_in_a_minute(name):
    """At most 120 words; tables and code are looked at, not read."""
    for step in lessons.read(name).steps:
        prose = [line for line in step.text.splitlines() if not line.startswith("|")]
        prose += step.question.options if isinstance(step.question, Choice) else []
        words = re.sub(r"`[^`]*`", "", "\n".join(prose)).split()
        assert len(words) <= 120, (step.title, len(words))


def test_answers_to_numbers_are_asked_with_room_for_rounding():
    """Rounded as the exercise asks for, the right answer is right."""
    for name, digits in {
        "why-trees-need-room": 1,
        "near-the-rim": 2,
        "moebius-addition": 3,
        "embedding-a-tree": 3,
    }.items():
        question = lessons.read(name).steps[-1].question
        assert isinstance(question, Number)
        assert question.accepts(round(question.value(), digits))


def test_what_exercises_count_is_there():
    from hmlc_core.data import newsroom
    from hmlc_core.data.newsroom_material import material

    meanings = [sense for sense in newsroom.senses() if sense.word == "pitch"]
    for name, count in {
        "how-a-word-is-read": len(meanings),
        "an-unknown-hierarchy": len(material().graph.edges),
    }.items():
        question = lessons.read(name).steps[-1].question
        assert isinstance(question, Number)
        assert question.value() == count


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2.5", 2.5),
        ("-3", -3),
        ("distance(0.5)", 1.0986122887),
        ("distance((0.5, 0), 0.9)", 2.9444389792 - 1.0986122887),
        ("norm_at(2)", 0.7615941560),
        ("conformal((0, 0.5))", 8 / 3),
        ("circumference(3)", 62.9448126),
        ("room(1)", 1.1752011936),
        ("sum_norm(0.5, 0.5)", 0.8),
        ("angle_sum((0.001, 0), (0, 0.001), (-0.001, 0))", 180),
        ("sarkar_average(1, 2)", 0),
        ("nodes(3, 2)", 15),
    ],
)
def test_answers_are_computed(text, value):
    assert lessons_answers.parse(text)() == pytest.approx(value, rel=1e-3, abs=1e-8)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "open('x')",
        "__import__('os').system('true')",
        "distance.__class__(1)",
        "distance()",
        "distance(1, 2, 3)",
        "distance(u=0.5)",
        "distance(1.5)",
        "distance('0.5')",
        "norm_at(True)",
        "1 + 1",
        "9" * 300,
        "(" * 150,
    ],
)
def test_an_answer_is_no_code(text):
    with pytest.raises(ValueError, match=r"expected|no function|takes"):
        lessons_answers.parse(text)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("order: 9", "order: nine", 3, "whole number"),
        ("order: 9", "colour: red", 3, "no front matter"),
        ("order: 9\n", "", 4, "lacks order"),
        ("page: lab", "page: labb", 4, "no such page"),
        ("---\ntitle", "title", 1, "between lines of ---"),
        ("## Ask: First", "## Asks: First", 8, "no such step"),
        ("link: lab?", "link: labb?", 9, "no page labb"),
        ("lab=trees*3*2", "tree=3", 9, "no parameter tree"),
        ("lab=trees*3*2", "lab=trees*33*2", 9, "expected the depth"),
        ("lab?lab=trees*3*2", "runs?look=Both", 9, "expected one of One run"),
        ("link: lab?lab=trees*3*2", "", 8, "first step needs a link"),
        ("- [ ] no", "- [x] no", 13, "exactly one is right"),
        ("- [ ] no\n  Because\n  of this.\n- [x] yes\n", "", 13, "asks something"),
        ("  Because\n  of this.\n", "", 14, "says why it is wrong"),
        ("- [x] yes\n", "- [x] yes\n  Because.\n", 17, "the right one says nothing"),
        ("## Reveal\n", "## Reveal\n- [ ] no\n  Why.\n- [x] yes\n", 19, "asks nothing"),
        ("## Reveal\n", "", 8, "not in order"),
        ("distance(0.5)", "closeness(0.5)", 22, "no function closeness"),
        ("tolerance: 0.01", "tolerance: little", 23, "number from 0 up"),
        ("tolerance: 0.01\n", "", 21, "needs “answer:” and “tolerance:”"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(old, new, line, said):
    assert old in GOOD
    with pytest.raises(lessons.LessonError) as caught:
        lessons.parse(GOOD.replace(old, new, 1), PLACE)
    assert caught.value.where == f"a-lesson.md, line {line}"
    assert said in str(caught.value)


def test_a_good_file_is_read_as_it_stands():
    lesson = lessons.parse(GOOD, PLACE)
    assert (lesson.name, lesson.title, lesson.order) == ("a-lesson", "A lesson", 9)
    assert lesson.lead == "What it is about."
    ask, predict, *_, exercise = lesson.steps
    assert (ask.title, ask.text) == ("First", "Some text: with a colon.")
    assert predict.link is ask.link
    assert predict.question == Choice(("no", "yes"), 1, ("Because of this.", ""))
    assert exercise.hint == "Think."


def test_a_changed_file_is_read_again_and_foreign_names_are_refused(tmp_path):
    import os

    path = tmp_path / "mine.md"
    path.write_text(GOOD, encoding="utf-8")
    assert lessons.read("mine", tmp_path).title == "A lesson"
    path.write_text(GOOD.replace("A lesson", "Another"), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert lessons.read("mine", tmp_path).title == "Another"
    for name in ("../mine", "yours", ""):
        with pytest.raises(lessons.LessonError, match="no such lesson"):
            lessons.read(name, tmp_path)
    (tmp_path / "No Name.md").write_text(GOOD, encoding="utf-8")
    with pytest.raises(lessons.LessonError, match="small letters"):
        lessons.read("No Name", tmp_path)
    (tmp_path / "latin.md").write_bytes(b"\xff\xfe")
    with pytest.raises(lessons.LessonError, match="UTF-8"):
        lessons.read("latin", tmp_path)
    (tmp_path / "long.md").write_text("x" * 60_000, encoding="utf-8")
    with pytest.raises(lessons.LessonError, match="at most"):
        lessons.read("long", tmp_path)


def test_recipes_of_links_are_experiments():
    """A setting or preset that has gone would only be dropped with a warning."""
    from hmlc_core.experiment.presets import preset

    tried = 0
    for link in LINKS:
        query = dict(link.query)
        if "preset" in query:
            changes = [part for part in query.get("recipe", "").split(";") if part]
            preset(query["preset"]).assign([f"corpus.name={query['corpus']}", *changes])
            tried += 1
    assert tried >= 2


@pytest.fixture
def trained(monkeypatch):
    monkeypatch.setenv("HMLC_HOME", str(trained_home()))
    return {"run": run_called("gru"), "group": GROUP}


@pytest.mark.parametrize("link", OPENED.values(), ids=map(" ".join, OPENED))
def test_a_page_takes_every_link_as_it_is(app, link, trained, monkeypatch):
    from pages.ui.lab import trees as lab_trees

    monkeypatch.setattr(lab_trees, "trees", lambda tree, stage: None)  # its embeddings take seconds
    query = {name: trained.get(name, value) for name, value in link.query}  # runs that are here
    at = opened(app, link.url, **query)
    assert not at.error
    assert not [item.value for item in at.warning if "ignored" in item.value]
    for name, value in query.items():
        assert at.query_params[name] in (value, [value]), name


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


def test_the_last_step_leads_to_the_next_lesson_and_the_list_says_what_is_done(app):
    at = opened(app, "lab", lesson="why-trees-need-room", step="5")
    at.number_input[0].set_value(6.8)
    press_form(at)
    button = next(button for button in at.button if button.key == "lesson next")
    assert button.label == "Next lesson: Distance near the rim"
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
    assert lessons.following(lessons.read("when-it-does-not-help")) is None
    at = opened(app, "ablations", lesson="when-it-does-not-help", step="9")
    assert "lesson next" not in [button.key for button in at.button]
    press(at, "lesson list")
    assert at.title[0].value == "Lessons"
    assert "lesson" not in at.query_params


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
    query = tuple({**dict(step.link.query), "run": trained["run"]}.items())
    monkeypatch.setattr(
        lessons, "_read", lambda path, changed: with_link(path, links.Link("trajectories", query))
    )
    at = opened(app, "hierarchy", run=run_called("euclidean"))
    at.query_params["lesson"], at.query_params["step"] = "how-a-word-is-read", "3"
    at.run()
    assert at.title[0].value == "Word trajectories"
    assert at.query_params["run"] in (trained["run"], [trained["run"]])


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


def test_addresses_can_be_pasted():
    link = lessons_links.parse("trajectories?view=One word, two texts&word=bank")
    address = link.address("how-a-word-is-read", 2)
    assert " " not in address
    path, _, tail = address.partition("?")
    again = lessons_links.parse(f"{path}?{tail.partition('&step=2&')[2]}")
    assert again == link
