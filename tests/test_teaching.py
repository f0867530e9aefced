"""What docs/teaching.md says of the lessons is what they say themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pages.ui.lessons import parse
from pages.ui.lessons.check import Number

ROOT = Path(__file__).parents[1]
ROW = re.compile(r"^\| (\d)\. (.+?) \| (\d+) \| .+? \| ([\d.]+) \| .+ \|$", re.MULTILINE)

LESSONS = sorted(map(parse.read, parse.names()), key=lambda lesson: lesson.order)
ROWS = ROW.findall((ROOT / "docs" / "teaching.md").read_text(encoding="utf-8"))


def test_lessons_stand_in_their_order_with_their_titles() -> None:
    assert [(int(order), title) for order, title, _, _ in ROWS] == [
        (lesson.order, lesson.title) for lesson in LESSONS
    ]


@pytest.mark.parametrize(
    ("row", "lesson"), list(zip(ROWS, LESSONS)), ids=lambda item: str(item)[:30]
)
def test_the_answer_of_an_exercise_is_accepted(row: tuple[str, ...], lesson: parse.Lesson) -> None:
    question = lesson.steps[-1].question
    assert type(question) is Number
    assert question.accepts(float(row[3]))
