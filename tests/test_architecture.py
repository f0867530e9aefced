"""The order of rooms, read from the imports themselves.

A module may import its own room and rooms of lower rank. Imports inside functions count too:
laziness is for speed, not for going round the order; only `TYPE_CHECKING` blocks are free.
"""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]

RANKS = {
    "hmlc_core": 0,
    "hmlc_core.budget": 0,
    "hmlc_core.courtesy": 0,
    "hmlc_core.errors": 0,
    "hmlc_core.experiment": 0,
    "hmlc_core.importing": 0,
    "hmlc_core.masking": 0,
    "hmlc_core.plugins": 0,
    "hmlc_core.shipped": 0,
    "hmlc_core.snapshot": 0,
    "hmlc_core.spreadsheets": 0,
    "hmlc_core.wording": 0,
    "hmlc_core.geometry": 1,
    "hmlc_core.data": 1,
    "hmlc_core.embeddings": 2,
    "hmlc_core.models": 2,
    "hmlc_core.evaluation": 2,
    "hmlc_core.pictures": 3,
    "hmlc_core.training": 3,
    "hmlc_core.plotting": 3,
    "hmlc_core.disk": 4,
    "hmlc_core.methods": 4,
    "hmlc_core.runs": 5,
    "hmlc_core.site": 6,
    "hmlc_core.cli": 7,
    "hmlc_core.estimators": 6,
    "hmlc_core.notebook": 7,
    "hmlc_core.__main__": 8,
    "pages.ui": 9,
    "pages": 10,
    "app": 11,
}
"""Room -> rank. Rooms of one rank do not see each other, except the small records of rank 0."""


def room_of(module: str) -> str | None:
    """The longest known prefix of a dotted name, or None for other people's modules."""
    parts = module.split(".")
    for end in range(len(parts), 0, -1):
        if (name := ".".join(parts[:end])) in RANKS:
            return name
    return None


class Imported(NamedTuple):
    """`from p import b` in `line`, which asks for p, and may be the module p.b by name."""

    line: int
    name: str
    asked: str


def imports(
    source: str, module: str, *, is_package: bool, at_once: bool = False
) -> Iterator[Imported]:
    """Everything imported by the source of `module`; at_once: while it is imported itself."""
    package = module if is_package else module.rpartition(".")[0]
    later = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda) if at_once else ()

    def visit(node: ast.AST) -> Iterator[Imported]:
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            return
        if isinstance(node, later):
            return
        if isinstance(node, ast.Import):
            yield from (Imported(node.lineno, alias.name, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            relative = "." * node.level + (node.module or "")
            base = importlib.util.resolve_name(relative, package) if node.level else relative
            yield from (Imported(node.lineno, f"{base}.{alias.name}", base) for alias in node.names)
        for child in ast.iter_child_nodes(node):
            yield from visit(child)

    yield from visit(ast.parse(source))


def violations(source: str, module: str, *, is_package: bool = False) -> list[str]:
    """Sentences about imports of `module` that go against the order."""
    here = room_of(module)
    assert here is not None, f"{module} is in no room: give it a rank"
    found = []
    for line, name, _ in imports(source, module, is_package=is_package):
        there = room_of(name)
        if name.split(".")[0] == "streamlit" and here.startswith("hmlc_core"):
            found.append(f"{module}, line {line}: the core never imports streamlit")
        elif there is None or there == here or RANKS[there] == 0:
            continue
        elif RANKS[there] >= RANKS[here]:
            found.append(f"{module}, line {line}: {here} may not import {there}")
    return found


def modules() -> list[tuple[str, Path]]:
    files = [
        *(ROOT / "hmlc_core").rglob("*.py"),
        *(ROOT / "pages").rglob("*.py"),
        *ROOT.glob("app.py"),
    ]
    names = (f.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".") for f in files)
    return [(n.removesuffix(".__init__"), f) for n, f in sorted(zip(names, files))]


@pytest.mark.parametrize(("name", "path"), modules(), ids=[name for name, _ in modules()])
def test_imports_run_one_way(name: str, path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert violations(source, name, is_package=path.name == "__init__.py") == []


@pytest.mark.slow
def test_folders_of_the_pages_import_each_other_one_way() -> None:
    """Sorted so that each folder comes after those it imports; a circle cannot be."""
    uses: dict[str, set[str]] = {}
    for name, path in modules():
        if (folder := folder_of(name)) is not None:
            source = path.read_text(encoding="utf-8")
            found = imports(source, name, is_package=path.name == "__init__.py")
            there = {folder_of(target) for _, target, _ in found} - {None, folder}
            uses.setdefault(folder, set()).update(filter(None, there))
    assert {"shell", "disk", "run"} <= uses.keys()
    TopologicalSorter(uses).prepare()  # raises CycleError


@pytest.mark.slow
def test_modules_wait_for_each_other_one_way() -> None:
    """Threads import at once: a page its core, the warm-up what trains. Each holds a module's lock
    while it waits for those that the module imports; where two could wait for each other, Python
    hands one of them a module that is half made (`importlib._bootstrap._ModuleLock`)."""
    TopologicalSorter(waits_for(read_modules())).prepare()  # raises CycleError


def test_a_module_that_asks_its_own_package_for_a_sibling_would_be_noticed() -> None:
    package = {"p": ("from p.a import x", True), "p.b": ("y = 1", False)}
    asked = package | {"p.a": ("from p import b", False)}
    by_name = package | {"p.a": ("import p.b as b", False)}
    TopologicalSorter(waits_for(by_name)).prepare()
    with pytest.raises(CycleError):
        TopologicalSorter(waits_for(asked)).prepare()


def read_modules() -> dict[str, tuple[str, bool]]:
    """Module -> its source, and whether it is a package."""
    return {n: (f.read_text("utf-8"), f.name == "__init__.py") for n, f in modules()}


def waits_for(sources: dict[str, tuple[str, bool]]) -> dict[str, set[str]]:
    """Module -> modules whose locks are taken while it is imported.

    `from p import b` takes those of p and p.b, and of the packages around them, save those that
    are around the module too: they are in `sys.modules` before it, and nobody waits for them.
    """
    found = {}
    for module, (source, is_package) in sources.items():
        wanted = set()
        for _, name, asked in imports(source, module, is_package=is_package, at_once=True):
            around = {name[:end] for end, mark in enumerate(name) if mark == "."}
            wanted |= {name, asked} | {p for p in around if not f"{module}.".startswith(f"{p}.")}
        found[module] = (wanted & sources.keys()) - {module}
    return found


def folder_of(module: str) -> str | None:
    """The folder of `pages/ui` that a dotted name lies in."""
    parts = module.split(".")
    inside = parts[:2] == ["pages", "ui"] and len(parts) > 3
    return parts[2] if inside else None


def test_every_room_has_a_rank() -> None:
    rooms = {".".join(name.split(".")[:2]) for name, _ in modules() if name.startswith("hmlc_core")}
    assert rooms <= RANKS.keys()


@pytest.mark.parametrize(
    ("module", "source", "room"),
    [
        ("hmlc_core.errors", "import hmlc_core.geometry.base", "hmlc_core.geometry"),
        ("hmlc_core.geometry.base", "from hmlc_core.data import labels", "hmlc_core.data"),
        ("hmlc_core.geometry.base", "from hmlc_core import models", "hmlc_core.models"),
        ("hmlc_core.geometry.base", "from ..models import base", "hmlc_core.models"),
        (
            "hmlc_core.models.base",
            "from hmlc_core.evaluation import ranking",
            "hmlc_core.evaluation",
        ),
        (
            "hmlc_core.evaluation.ranking",
            "def f():\n    import hmlc_core.models",
            "hmlc_core.models",
        ),
        (
            "hmlc_core.plotting.disk",
            "from hmlc_core.training.loop import Trainer",
            "hmlc_core.training",
        ),
        (
            "hmlc_core.training.loop",
            "from hmlc_core.methods.base import Method",
            "hmlc_core.methods",
        ),
        (
            "hmlc_core.methods.base",
            "from hmlc_core.runs.opened import OpenedRun",
            "hmlc_core.runs",
        ),
        (
            "hmlc_core.training.loop",
            "from hmlc_core.runs.store.store import RunStore",
            "hmlc_core.runs",
        ),
        ("hmlc_core.runs.store.store", "from pages.ui import state", "pages.ui"),
        ("pages.ui.shell.state", "import pages.train", "pages"),
        ("pages.train", "import app", "app"),
        ("hmlc_core.runs.store.store", "def f():\n    import streamlit.runtime", "streamlit"),
    ],
)
def test_the_order_can_be_broken(module: str, source: str, room: str) -> None:
    (sentence,) = violations(source, module)
    assert module in sentence
    assert room in sentence


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("hmlc_core.geometry.base", "from hmlc_core.errors import HyperlabelError\nimport torch"),
        ("hmlc_core.training.loop", "from hmlc_core.models.base import TextClassifier"),
        ("hmlc_core.methods.gradient", "from hmlc_core.training.loop import Trainer"),
        ("hmlc_core.runs.opened", "from hmlc_core.methods import method_of"),
        ("hmlc_core.models.base", "from . import encoders"),
        ("pages.train", "import streamlit as st\nfrom pages.ui import state"),
        (
            "hmlc_core.data.text",
            "if TYPE_CHECKING:\n    from hmlc_core.runs.store.store import RunStore",
        ),
    ],
)
def test_the_order_can_be_kept(module: str, source: str) -> None:
    assert violations(source, module) == []


def loaded_after(*names: str) -> set[str]:
    """Top-level modules that a fresh interpreter has loaded after importing `names`."""
    script = f"import sys, {', '.join(names)}\nprint(*{{m.split('.')[0] for m in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


LIGHT = [
    "hmlc_core",
    "hmlc_core.experiment",
    "hmlc_core.snapshot",
    "hmlc_core.geometry.curves",
    "hmlc_core.data.registry",
    "hmlc_core.runs",
]
HEAVY = {"torch", "streamlit", "plotly", "mlflow", "umap", "numba", "geoopt", "sklearn"}


@pytest.mark.slow
def test_looking_at_records_loads_no_heavy_library() -> None:
    assert loaded_after(*LIGHT) & HEAVY == set()


@pytest.mark.slow
def test_a_heavy_library_would_be_noticed() -> None:
    assert {"torch", "geoopt"} <= loaded_after("hmlc_core.geometry.poincare")
