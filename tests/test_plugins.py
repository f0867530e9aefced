"""Plug-ins: those that work are found, the others named, and none stops the rest."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from hmlc_core.plugins import Problem, discover
from tests.plugins.entries import Entry, brought

GROUP = "hyperlabel.toys"


def toy(name: str, offer: object, package: str = "toys") -> Entry:
    return Entry(name, offer, GROUP, SimpleNamespace(name=package, version="1.0"))


def test_plugins_are_found_by_group_in_the_order_of_their_names() -> None:
    other = Entry("other", 3, "hyperlabel.others")
    with brought(toy("b", 2), toy("a", 1), other):
        found = discover(GROUP)
    assert list(found.loaded.items()) == [("a", 1), ("b", 2)]
    assert found.packages == {"a": "toys 1.0", "b": "toys 1.0"}
    assert found.problems == ()


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ModuleNotFoundError("No module named 'x'"), "ModuleNotFoundError: No module named 'x'"),
        (SyntaxError("invalid syntax"), "SyntaxError: invalid syntax"),
        (RecursionError("a\nb" * 500), "RecursionError: a ba ba"),
        (SystemExit(3), "SystemExit: 3"),
    ],
)
def test_one_that_cannot_be_loaded_is_named_and_left_out(error: BaseException, reason: str) -> None:
    with brought(toy("a", 1), toy("broken", error), toy("c", 3)):
        found = discover(GROUP)
    assert list(found.loaded) == ["a", "c"]
    (problem,) = found.problems
    assert (problem.name, problem.package) == ("broken", "toys 1.0")
    assert problem.reason.startswith(reason)
    assert len(problem.reason) <= 160


def test_interrupting_is_not_a_plugins_failure() -> None:
    with brought(toy("a", KeyboardInterrupt())), pytest.raises(KeyboardInterrupt):
        discover(GROUP)


def test_what_the_caller_refuses_is_left_out_with_the_reason() -> None:
    def check(name: str, value: object) -> str | None:
        return None if 6 % int(str(value)) == 0 else f"6 is no multiple of {name}"

    with brought(toy("a", 4), toy("b", 3), toy("c", 0), toy("d", "x")):
        found = discover(GROUP, check=check)
    assert found.loaded == {"b": 3}
    assert [str(problem) for problem in found.problems] == [
        "a of toys 1.0: 6 is no multiple of a",
        "c of toys 1.0: ZeroDivisionError: integer modulo by zero",
        "d of toys 1.0: ValueError: invalid literal for int() with base 10: 'x'",
    ]


def test_names_that_are_taken_stay_with_who_has_them() -> None:
    never = toy("ours", AssertionError("must not be loaded"))
    with brought(never, toy("a", 2, "second"), toy("a", 1, "first")):
        found = discover(GROUP, taken={"ours"})
    assert found.loaded == {"a": 1}
    assert found.problems == (
        Problem("a", "second 1.0", "the name is taken by first 1.0"),
        Problem("ours", "toys 1.0", "the name is taken by one of our own"),
    )


def test_a_name_whose_first_owner_is_broken_is_free() -> None:
    with brought(toy("a", 2, "second"), toy("a", ImportError("x"), "first")):
        found = discover(GROUP)
    assert found.packages == {"a": "second 1.0"}
    assert len(found.problems) == 1


def test_installed_packages_are_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "some_toys-2.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: some-toys\nVersion: 2.1\n")
    (info / "entry_points.txt").write_text(f"[{GROUP}]\npi = math:pi\ntau = math:no_such\n")
    monkeypatch.syspath_prepend(tmp_path)
    found = discover(GROUP)
    assert found.loaded == {"pi": pytest.approx(3.14159, abs=1e-5)}
    assert found.packages == {"pi": "some-toys 2.1"}
    assert [problem.name for problem in found.problems] == ["tau"]
