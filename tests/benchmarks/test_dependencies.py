"""The lock has all that the requirements lead to, within their bounds, and tells differences."""

from __future__ import annotations

import pytest
from packaging.utils import canonicalize_name

from benchmarks.dependencies import (
    COPYLEFT,
    DOCUMENT,
    LOCK,
    closure,
    differences,
    licence,
    required,
)

LOCKED = {canonicalize_name(needed.name): needed.specifier for needed in required(LOCK.name)}


def test_every_line_of_the_lock_is_one_version() -> None:
    for name, specifier in LOCKED.items():
        (exactly,) = specifier
        assert exactly.operator == "==", name
        assert "+" not in exactly.version, "a build that only one index has"


@pytest.mark.parametrize("needed", list(required("requirements-dev.txt")), ids=lambda r: r.name)
def test_the_lock_keeps_the_bounds_of_the_requirements(needed) -> None:
    (exactly,) = LOCKED[canonicalize_name(needed.name)]
    assert needed.specifier.contains(exactly.version), f"{needed}; `make lock` writes it anew"


@pytest.mark.slow
def test_nothing_is_tested_with_that_the_lock_does_not_name() -> None:
    lacking, other = differences()
    assert not lacking, "`make lock` writes it anew"
    if other:
        pytest.skip(f"tested with other versions than requirements.lock has: {', '.join(other)}")


@pytest.mark.slow
def test_copyleft_is_marked_in_the_document() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for name, package in closure("requirements-dev.txt").items():
        if COPYLEFT.search(licence(package)):
            assert any(
                line.startswith(f"| {name} |") and line.endswith("| yes |")
                for line in text.splitlines()
            ), f"{name}; `make lock` writes it anew"
