"""Web of Science: lines of several files that belong together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hmlc_core.data import formats
from hmlc_core.data.check import check
from tests.contracts.readersamples import WOS
from tests.data.corpusfiles import errors, notes

Write = Callable[..., Path]


def test_areas_stand_below_their_domains(write: Write) -> None:
    path = write(files=dict(WOS))
    graph = formats.load(path).graph
    assert {(graph.names[parent], graph.names[child]) for parent, child in graph.edges} == {
        ("domain 0", "area 0.0"),
        ("domain 0", "area 0.1"),
        ("domain 1", "area 1.0"),
    }
    assert check(path).format == "wos"
    assert any("area 2.7 stands below domain 2" in sentence for sentence in check(path).assumed)


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("YL1.txt", "0\n0\n", "YL1.txt, line 3: there is no such line, but X.txt has it"),
        ("YL2.txt", "0\n1\n0\n4\n", "X.txt, line 4: there is no such line, but YL2.txt has it"),
        ("YL1.txt", "0\nzero\n1\n", "YL1.txt, line 2: not a number of a label"),
        ("YL2.txt", None, "desk: YL2.txt is missing"),
    ],
)
def test_files_that_do_not_fit_are_refused(
    write: Write, file: str, content: str | None, message: str
) -> None:
    assert errors(write({file: content}, files=dict(WOS)))[0].startswith(message)


def test_an_area_with_two_numbers_is_noted(write: Write) -> None:
    path = write({"YL2.txt": "0\n0\n0\n"}, files=dict(WOS))
    assert any("another one than YL1 and YL2 have had" in note for note in notes(path))
