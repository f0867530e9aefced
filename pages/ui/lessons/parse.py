"""Lessons: Markdown files that ask, let predict, reveal and explain, and steer a page meanwhile.

A file of `assets/lessons` looks like this; its name is the lesson's name in addresses:

    ---
    title: Distance near the rim
    order: 2
    page: lab
    ---
    A sentence for the list of lessons.

    ## Ask: Two steps outwards
    link: lab?lab=rim*poincare*0.46_0*-0.3_0.4*0.2_-0.1*2

    Text.

    ## Predict
    - [ ] a wrong guess
      Why it is wrong, in a sentence on indented lines.
    - [x] the right one

    ## Reveal
    ## Explain
    ## Exercise
    answer: distance(0.5)
    tolerance: 0.01

A step without a link keeps the one before; one with `table: 3` shows the tables of step 3 again.
Ask, Predict, Reveal and Explain may come again; one Exercise is the end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from hmlc_core.errors import HyperlabelError, at, shorten
from hmlc_core.shipped import ASSETS, MODULE, program
from pages.ui.lessons import again
from pages.ui.lessons import links as lessons_links
from pages.ui.lessons.check import Question
from pages.ui.lessons.links import Link
from pages.ui.lessons.questions import Option, written
from pages.ui.shell.routes import ROUTES

FOLDER = ASSETS / "lessons"
KINDS = ("Ask", "Predict", "Reveal", "Explain", "Exercise")
LARGEST = 50_000  # characters of a file
_HEAD = {"title", "order", "page"}
_FIELDS = {"link", "table", "answer", "tolerance", "hint"}

Lines = list[tuple[int, str]]
"""Lines of a file with their numbers."""


class LessonError(HyperlabelError):
    """A lesson's file cannot be used; `where` names file and line."""


@dataclass(frozen=True, slots=True)
class Step:
    """One of `KINDS`: what is read, what the page shows meanwhile, and what is asked, if anything.

    hint: said after a wrong answer.
    """

    kind: str
    title: str
    text: str
    link: Link
    question: Question | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson: `name` in addresses, `lead` and the main page for the list of lessons."""

    name: str
    title: str
    order: int
    page: str
    lead: str
    steps: tuple[Step, ...]

    @property
    def place(self) -> tuple[int, str]:
        """What lessons are sorted by."""
        return self.order, self.name


def names(folder: Path = FOLDER) -> list[str]:
    """Names of all lessons that have a file, whether or not it can be read."""
    return sorted(path.stem for path in folder.glob("*.md"))


def following(lesson: Lesson) -> Lesson | None:
    """The lesson after this one, of those that can be read; None after the last."""
    later = []
    for name in names():
        try:
            other = read(name)
        except LessonError:
            continue  # the list of lessons says what is wrong with it
        if other.place > lesson.place:
            later.append(other)
    return min(later, key=lambda other: other.place, default=None)


def read(name: str, folder: Path = FOLDER) -> Lesson:
    """The lesson of that name; a changed file is read again.

    Raises `LessonError` naming file and line, also when there is none of that name.
    """
    if name not in names(folder):
        raise LessonError(
            "there is no such lesson",
            expected=", ".join(names(folder)),
            received=shorten(name, 40),
        )
    path = folder / f"{name}.md"
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _read(path: Path, _changed: int) -> Lesson:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise LessonError("a lesson must be UTF-8 text", where=at(path)) from None
    if len(text) > LARGEST:
        raise LessonError(f"a lesson has at most {LARGEST:,} characters", where=at(path))
    return parse(text.replace(MODULE, program()), path)


def parse(text: str, path: Path) -> Lesson:
    """The lesson in `text`; `path` gives its name and stands in messages."""

    def fail(what: str, line: int, **more: str) -> LessonError:
        return LessonError(what, where=at(path, line), **more)

    lines: Lines = list(enumerate(text.splitlines(), 1))
    if not re.fullmatch(r"[a-z0-9-]{1,40}", path.stem):
        raise fail("a lesson's file name has small letters, digits and hyphens only", 1)
    head, body = _front_matter(lines, fail)
    lead, parts = _sections(body)
    if not parts:
        raise fail("a lesson needs steps", len(lines), expected="a heading such as ## Ask")
    steps: list[Step] = []
    for heading, part in parts:
        steps.append(_step(heading, part, steps, fail))
    kinds = [step.kind for step in steps]
    cycles = len(kinds) // 4
    if kinds != [*(list(KINDS[:4]) * cycles), "Exercise"] or not cycles:
        raise fail(
            "the steps are not in order",
            parts[0][0][0],
            expected="Ask, Predict, Reveal and Explain, once or more, then one Exercise",
            received=shorten(", ".join(kinds)),
        )
    return Lesson(
        path.stem, head["title"], int(head["order"]), head["page"], _joined(lead), tuple(steps)
    )


def _front_matter(lines: Lines, fail: Any) -> tuple[dict[str, str], Lines]:
    """What stands between the first two lines of hyphens, and the lines after it."""
    marks = [number for number, line in lines if line.strip() == "---"][:2]
    if len(marks) < 2 or marks[0] != 1:
        raise fail("a lesson begins with its title, order and page between lines of ---", 1)
    found: dict[str, str] = {}
    for number, line in lines[1 : marks[1] - 1]:
        key, colon, value = (part.strip() for part in line.partition(":"))
        if not colon or not value or key not in _HEAD or key in found:
            raise fail(
                "this line is no front matter",
                number,
                expected=f"one each of {', '.join(sorted(_HEAD))}, as in “order: 3”",
                received=shorten(line),
            )
        if key == "order" and not re.fullmatch(r"\d{1,3}", value, re.ASCII):
            raise fail("the order is a whole number", number, received=shorten(value))
        if key == "page" and value not in ROUTES:
            raise fail(
                "there is no such page",
                number,
                expected=f"one of {', '.join(ROUTES)}",
                received=shorten(value),
            )
        found[key] = value
    if missing := _HEAD - found.keys():
        raise fail(f"the front matter lacks {', '.join(sorted(missing))}", marks[1])
    return found, lines[marks[1] :]


def _sections(lines: Lines) -> tuple[Lines, list[tuple[tuple[int, str], Lines]]]:
    """The lines before the first heading, then each heading with the lines below it."""
    lead: Lines = []
    parts: list[tuple[tuple[int, str], Lines]] = []
    for number, line in lines:
        if line.startswith("## "):
            parts.append(((number, line[3:].strip()), []))
        else:
            (parts[-1][1] if parts else lead).append((number, line))
    return lead, parts


def _step(heading: tuple[int, str], lines: Lines, before: list[Step], fail: Any) -> Step:
    number, name = heading
    kind, _, title = (part.strip() for part in name.partition(":"))
    if kind not in KINDS:
        raise fail(
            "there is no such step",
            number,
            expected=f"one of {', '.join(KINDS)}",
            received=shorten(kind),
        )
    fields: dict[str, tuple[int, str]] = {}
    options: list[Option] = []
    rest: Lines = []
    above = ""
    for place, line in lines:
        key, colon, value = line.partition(":")
        if colon and key in _FIELDS and key not in fields:
            fields[key] = place, value.strip()
        elif mark := re.fullmatch(r"- \[([ x])\] (.+)", line.rstrip()):
            options.append(Option(place, mark[1] == "x", mark[2]))
        elif options and re.match(r"\s+\S", line) and above.strip():
            options[-1].reply.append(line.strip())
        else:
            rest.append((place, line))
        above = line
    link = before[-1].link if before else None
    if "link" in fields:
        try:
            link = lessons_links.parse(fields["link"][1])
        except ValueError as reason:
            raise fail(f"this link leads nowhere: {reason}", fields["link"][0]) from None
    if link is None:
        raise fail("the first step needs a link", number, expected="link: lab")
    text = _joined(rest)
    if "table" in fields:
        try:
            text += "\n\n" + again.tables(fields["table"][1], [step.text for step in before])
        except ValueError as reason:
            raise fail(f"there is no such table: {reason}", fields["table"][0]) from None
    question = written(number, fields, options, fail)
    if (kind in ("Predict", "Exercise")) != (question is not None):
        raise fail(
            f"{kind} asks {'nothing' if question else 'something'}",
            number,
            expected="choices “- [ ] …” or an answer in Predict and Exercise, and only there",
        )
    return Step(kind, title, text, link, question, fields.get("hint", (0, ""))[1])


def _joined(lines: Lines) -> str:
    return "\n".join(line for _, line in lines).strip()
