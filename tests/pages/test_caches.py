"""What pages keep between reruns has an end: servers live long, and runs have ever new moments."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PAGES = Path(__file__).resolve().parents[2] / "pages"
CACHES = ("st.cache_data", "st.cache_resource")


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
