"""Lessons: what their files say, whether it is still true, and a page that a lesson drives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pages.ui.lessons import answers as lessons_answers
from pages.ui.lessons import links as lessons_links
from pages.ui.lessons import parse as lessons
from pages.ui.lessons.check import Choice, Number
from tests.pages.trained import GROUP, opened, run_called, trained_home

pytestmark = pytest.mark.slow

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


def test_there_are_nine_in_order():
    found = sorted((lessons.read(name) for name in ALL), key=lambda lesson: lesson.order)
    assert [lesson.order for lesson in found] == list(range(1, 10))
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
        ("answer:", "table: 6\nanswer:", 22, "an earlier step, 1 to 4"),
        ("answer:", "table: 0\nanswer:", 22, "an earlier step, 1 to 4"),
        ("answer:", "table: 1\nanswer:", 22, "step 1 has no table"),
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


def test_a_table_that_an_exercise_asks_about_is_shown_again():
    table = "| a | b |\n|--|--:|\n| 1 | 2 |"
    text = GOOD.replace("## Reveal\n", f"## Reveal\nBefore.\n\n{table}\n\nAfter.\n")
    lesson = lessons.parse(text.replace("answer:", "table: 3\nHow much?\n\nanswer:"), PLACE)
    assert lesson.steps[-1].text == f"How much?\n\n{table}"
    for name in ("starting-from-the-hierarchy", "when-it-does-not-help"):
        steps = lessons.read(name).steps
        (shown,) = [part for part in steps[2].text.split("\n\n") if part.startswith("|")]
        assert shown in steps[-1].text


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


def test_addresses_can_be_pasted():
    link = lessons_links.parse("trajectories?way=One word, two texts&word=bank")
    address = link.address("how-a-word-is-read", 2)
    assert " " not in address
    path, _, tail = address.partition("?")
    again = lessons_links.parse(f"{path}?{tail.partition('&step=2&')[2]}")
    assert again == link
