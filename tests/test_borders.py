"""Nobody outside its room names a method or asks for its class, and nobody asks for a space's name.

Read from the syntax of every module: imports, identifiers and string constants. Prose is free.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from hmlc_core.experiment.models import MODELS
from tests.test_architecture import imports, modules

METHOD_ROOMS = ("hmlc_core.methods", "hmlc_core.experiment.models")
FORMATS = "hmlc_core.data.formats"
"""Its readers carry the names of the formats they read, which are named after methods."""

SPACES = {"poincare", "product", "euclidean"}
SPACE_CLASSES = {"PoincareBall", "ProductOfBalls", "Euclidean"}


def own() -> dict[str, tuple[str, ...]]:
    """Name of each method of ours -> the modules that only its own rooms may import."""
    found = {}
    for name, settings in MODELS.items():
        home = settings.method.partition(":")[0].split(".")
        if home[0] == "hmlc_core":
            found[name] = (settings.__module__, ".".join(home[:3]))
    return found


def classes() -> set[str]:
    """Identifiers of the settings and method classes of ours."""
    kinds = [MODELS[name] for name in own()]
    return {kind.__name__ for kind in kinds} | {kind.method.partition(":")[2] for kind in kinds}


def within(name: str, rooms: tuple[str, ...]) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those of imports, which are looked at apart."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Import | ast.ImportFrom | ast.alias):
            yield node


def identifier(node: ast.AST) -> str | None:
    """What a node calls by name; `nn.Linear` is torch's."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and ast.unparse(node.value) != "nn":
        return node.attr
    return None


def names_of_methods(source: str, module: str) -> list[str]:
    """Sentences about what names a method in the source of `module`."""
    found = []
    if within(module, METHOD_ROOMS):
        return found
    known, kinds = own(), classes()
    for line, name, _ in imports(source, module, is_package=False):
        for method, rooms in known.items():
            if within(name, rooms):
                found.append(f"{module}, line {line}: imports {method}")
        if name.startswith("hmlc_core.") and name.rpartition(".")[2] in kinds:
            found.append(f"{module}, line {line}: imports {name}")
    for node in nodes(ast.parse(source)):
        if (name := identifier(node)) in kinds:
            found.append(f"{module}, line {node.lineno}: asks for {name}")
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and node.value in known and not within(module, (FORMATS,)):
            found.append(f"{module}, line {node.lineno}: names {node.value!r}")
    return found


def names_of_spaces(source: str, module: str) -> list[str]:
    """Sentences about what asks for the name or the class of a space in the source of `module`."""
    found = []
    if within(module, ("hmlc_core.geometry",)):
        return found
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
        elif isinstance(node, ast.Match):
            sides = [node.subject, *node.cases]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("isinstance", "issubclass"):
            if SPACE_CLASSES & {identifier(part) for part in ast.walk(node)}:
                found.append(f"{module}, line {node.lineno}: asks for the class of a space")
            continue
        else:
            continue
        if any(map(is_name, sides)) and any(map(is_space, sides)):
            found.append(f"{module}, line {node.lineno}: asks for the name of a space")
        types = any(isinstance(s, ast.Call) and ast.unparse(s.func) == "type" for s in sides)
        if types and SPACE_CLASSES & {identifier(part) for part in ast.walk(node)}:
            found.append(f"{module}, line {node.lineno}: asks for the class of a space")
    return found


def is_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "name"


def is_space(node: ast.AST) -> bool:
    """Whether the name of a space is written there, alone or among others."""
    return any(isinstance(part, ast.Constant) and part.value in SPACES for part in ast.walk(node))


EVERY = pytest.mark.parametrize(("name", "path"), modules(), ids=[name for name, _ in modules()])


@EVERY
def test_methods_are_named_in_their_rooms_alone(name: str, path: Path) -> None:
    assert names_of_methods(path.read_text(encoding="utf-8"), name) == []


@pytest.mark.slow
@EVERY
def test_spaces_are_named_in_their_room_alone(name: str, path: Path) -> None:
    assert names_of_spaces(path.read_text(encoding="utf-8"), name) == []


def test_every_method_of_ours_is_looked_for() -> None:
    folder = Path(__file__).parents[1] / "hmlc_core" / "experiment" / "models"
    files = {path.stem for path in folder.glob("*.py")} - {
        "__init__",
        "base",
        "imported",
        "word_places",
    }
    files |= {path.parent.name for path in folder.glob("*/__init__.py")}
    assert {rooms[0].rpartition(".")[2] for rooms in own().values()} == files
    assert len(classes()) == 2 * len(files)


@pytest.mark.parametrize(
    "source",
    [
        "from hmlc_core.experiment.models.hyperim import HyperIM as Settings",
        "from hmlc_core.experiment.models import hidden",
        "def f():\n    import hmlc_core.methods.hidden.cooccurrence",
        "from hmlc_core.methods.linear import MEANING",
        "from hmlc_core.experiment.models import HyperIM",
        "isinstance(model, HiddeN)",
        "type(method) is methods.LinearMethod",
        "if experiment.model.name == 'linear': pass",
        "DIMS = {'hyperim': 5}",
    ],
)
def test_naming_a_method_would_be_noticed(source: str) -> None:
    found = names_of_methods(source, "hmlc_core.runs.grid")
    assert found
    assert all("hmlc_core.runs.grid, line " in sentence for sentence in found)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("hmlc_core.methods.hidden.method", "isinstance(settings, HiddeN) and 'hidden'"),
        ("hmlc_core.data.formats.folder", "READERS = {'hidden': hidden}"),
        ("hmlc_core.runs.opened", "from hmlc_core.experiment.models import MODELS"),
        ("hmlc_core.runs.queue.job", "from hmlc_core.methods.train import train"),
        ("hmlc_core.models.heads", "inner = nn.Linear(3, 4)"),
        ("hmlc_core.training.loop", "'''HyperIM has linear layers.'''"),
    ],
)
def test_what_may_be_said(module: str, source: str) -> None:
    assert names_of_methods(source, module) == []


@pytest.mark.parametrize(
    "source",
    [
        "mode = 'flat' if geometry.name == 'euclidean' else 'disk'",
        "flat = 'euclidean' != part.space.name",
        "round = space.name in ('poincare', 'product')",
        "match space.name:\n    case 'product':\n        pass",
        "isinstance(space, PoincareBall | ProductOfBalls)",
        "isinstance(space, geometry.Euclidean)",
        "type(space) is PoincareBall",
    ],
)
def test_asking_for_a_space_would_be_noticed(source: str) -> None:
    (sentence,) = names_of_spaces(source, "pages.ui.run.film")
    assert "line 1" in sentence
    assert names_of_spaces(source, "hmlc_core.geometry.curves") == []


@pytest.mark.parametrize(
    "source",
    [
        "flat = space.chart == 'plane'",
        "print(space.name)",
        "space != PoincareBall(2)",
        "stage.name == 'labels'",
    ],
)
def test_what_may_be_asked_of_a_space(source: str) -> None:
    assert names_of_spaces(source, "pages.ui.run.film") == []
