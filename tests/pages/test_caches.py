"""What pages keep between reruns has an end: servers live long, and runs have ever new moments.

And what is waited for is told in one sentence at a time: a second one would lie on the first.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PAGES = Path(__file__).resolve().parents[2] / "pages"
CACHES = ("st.cache_data", "st.cache_resource")
SPEAKING = {"opened", "corpus", "view_of", "waited_for"}
"""Functions of the pages that say by themselves what they wait for."""


def unbounded(source: str) -> list[str]:
    """Functions of arguments that keep a result for each, without end."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef):
            continue
        taken = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
        for decorator in node.decorator_list:
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            options = decorator.keywords if isinstance(decorator, ast.Call) else []
            if ast.unparse(called) in CACHES and "max_entries" not in {o.arg for o in options}:
                found += [node.name] * any(not one.arg.startswith("_") for one in taken)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(PAGES.rglob("*.py")), ids=lambda path: path.stem)
def test_every_cache_of_the_pages_has_an_end(path: Path) -> None:
    assert unbounded(path.read_text("utf-8")) == []


def test_an_endless_cache_would_be_noticed() -> None:
    endless = "@st.cache_data(show_spinner=False)\ndef f(run, step):\n    pass\n"
    assert unbounded(endless) == ["f"]
    assert unbounded("@st.cache_data\ndef f(_run, step):\n    pass\n") == ["f"]
    assert unbounded(endless.replace("False", "False, max_entries=8")) == []
    assert unbounded("@st.cache_resource\ndef f(_run):\n    pass\n") == []


def twice_told(source: str) -> list[str]:
    """Functions that a sentence is shown for while another is shown by what they call."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef):
            continue
        spoken = [
            option.value
            for decorator in node.decorator_list
            if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) in CACHES
            for option in decorator.keywords
            if option.arg == "show_spinner"
        ]
        if any(ast.unparse(value) != "False" for value in spoken) and SPEAKING & {
            ast.unparse(call.func).removeprefix("resources.")
            for call in ast.walk(node)
            if isinstance(call, ast.Call)
        }:
            found.append(node.name)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(PAGES.rglob("*.py")), ids=lambda path: path.stem)
def test_what_is_waited_for_is_told_in_one_sentence_at_a_time(path: Path) -> None:
    assert twice_told(path.read_text("utf-8")) == []


def test_two_sentences_at_a_time_would_be_noticed() -> None:
    two = """@st.cache_resource(show_spinner="Predicting …", max_entries=8)
def f(run):
    return resources.opened(run)
"""
    assert twice_told(two) == ["f"]
    assert twice_told(two.replace('"Predicting …"', "False")) == []
    assert twice_told(two.replace("resources.opened", "len")) == []
