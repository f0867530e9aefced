"""What a step asks, as a lesson's file writes it: choices, or a number with a tolerance."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from hmlc_core.errors import shorten
from pages.ui.lessons import answers as lessons_answers
from pages.ui.lessons.check import Choice, Number, Question


@dataclass(frozen=True, slots=True)
class Option:
    """A choice as it is written, with the lines below it that answer it."""

    line: int
    right: bool
    text: str
    reply: list[str] = field(default_factory=list)


def written(
    number: int, fields: dict[str, tuple[int, str]], options: list[Option], fail: Any
) -> Question | None:
    """The choices or the number that the step in line `number` asks for; None where it has neither.

    fields: its fields with their lines. fail: makes the error, from what is wrong and the line.
    """
    if "answer" not in fields and "tolerance" not in fields:
        if not options:
            return None
        right = [n for n, option in enumerate(options) if option.right]
        if len(options) < 2 or len(right) != 1:
            raise fail("of two or more choices, exactly one is right: “- [x] …”", number)
        for option in options:
            if option.right == bool(option.reply):
                raise fail(
                    "every wrong choice says why it is wrong, and the right one says nothing",
                    option.line,
                    expected="an indented sentence below “- [ ] …”, and none below “- [x] …”",
                )
        return Choice(
            tuple(option.text for option in options),
            right[0],
            tuple(" ".join(option.reply) for option in options),
        )
    if options or not {"answer", "tolerance"} <= fields.keys():
        raise fail("a number needs “answer:” and “tolerance:”, and no choices", number)
    line, text = fields["answer"]
    try:
        value = lessons_answers.parse(text)
    except ValueError as reason:
        raise fail(f"this answer cannot be computed: {reason}", line) from None
    line, text = fields["tolerance"]
    if not re.fullmatch(r"\d{1,6}(\.\d{1,9})?", text, re.ASCII):
        raise fail("the tolerance is a number from 0 up", line, received=shorten(text))
    return Number(value, float(text))
