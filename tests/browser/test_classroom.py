"""The clients that stand for a class speak to the server as browsers do."""

from __future__ import annotations

from benchmarks.classroom import Class
from pages.ui.lessons import parse


def test_everybody_takes_a_step_and_the_next(app) -> None:
    lesson = parse.read("near-the-rim")
    addresses = [
        step.link.address(lesson.name, number) for number, step in enumerate(lesson.steps, 1)
    ]
    group = Class(app.url, 2, addresses)
    try:
        group.all_step().result(120)
        group.all_step().result(120)
        assert len(group.seconds) == 4
        assert group.places == [2, 2]
    finally:
        group.close()
