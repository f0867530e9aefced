"""Wording: a number agrees with its noun."""

from __future__ import annotations

from hmlc_core.wording import counted


def test_one_thing_is_singular_and_any_other_number_plural() -> None:
    said = [counted(number, "run") for number in (0, 1, 2, 1234)]
    assert said == ["0 runs", "1 run", "2 runs", "1,234 runs"]
    assert counted(2, "hierarchy", "hierarchies") == "2 hierarchies"
