"""Wording: a number agrees with its noun."""

from __future__ import annotations

import pytest

from hmlc_core.wording import counted, epochs, sized, spelt_like, there_are


def test_one_thing_is_singular_and_any_other_number_plural() -> None:
    said = [counted(number, "run") for number in (0, 1, 2, 1234)]
    assert said == ["0 runs", "1 run", "2 runs", "1,234 runs"]
    assert counted(2, "hierarchy", "hierarchies") == "2 hierarchies"
    assert [there_are(number, "run") for number in (0, 1, 2)] == [
        "0 runs are",
        "1 run is",
        "2 runs are",
    ]


def test_bytes_are_said_to_two_digits() -> None:
    said = [sized(count) for count in (0, 99_999, 340_000, 3_540_000, 35_400_000, 999_600_000)]
    assert said == ["under 0.1 MB", "under 0.1 MB", "0.3 MB", "3.5 MB", "35 MB", "1,000 MB"]
    assert [sized(count) for count in (1_234_000_000, 12_400_000_000)] == ["1.2 GB", "12 GB"]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 epochs"),
        (1, "1 epoch"),
        (1.0004, "1 epoch"),
        (6.47368, "6.47 epochs"),
        (12.0, "12 epochs"),
        (2000, "2,000 epochs"),
    ],
)
def test_epochs_are_told_to_three_digits(number: float, text: str) -> None:
    assert epochs(number) == text


def test_only_what_is_spelt_nearly_alike_is_suggested() -> None:
    assert spelt_like("bnak", ["bank", "noor"]) == ["bank"]
    assert spelt_like("notaword", ["bank", "noor"]) == []
