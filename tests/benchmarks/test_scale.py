"""What is measured of growing numbers of labels and documents, and the power they grow with."""

from __future__ import annotations

import pytest

from benchmarks import scale


def test_labels_and_documents_vary_one_at_a_time_beside_the_most_of_the_other() -> None:
    by_labels, by_documents = scale.sizes_of([30, 10], [5, 50])
    assert by_labels == [(10, 50), (30, 50)]
    assert by_documents == [(30, 5), (30, 50)]


def test_the_exponent_is_that_of_the_power_which_seconds_grow_with() -> None:
    sizes = [10, 40, 90]
    found = {(size, 7): {"page": {"seconds": 3 * size**1.5, "memory_mb": size}} for size in sizes}
    told = scale._told(found, list(found), 0, ["page"])
    assert told["page"].pop("exponent") == pytest.approx(1.5)
    assert told["page"].pop("seconds") == [3 * size**1.5 for size in sizes]
    assert told == {"page": {"sizes": sizes, "memory_mb": sizes}}


def test_what_failed_has_no_seconds_and_says_why() -> None:
    found = {(1, 2): {"page": {"failed": "no room"}}, (3, 2): {"page": {"seconds": 1.0}}}
    told = scale._told(found, list(found), 0, ["page"])["page"]
    assert told["seconds"] == [None, 1.0]
    assert told["exponent"] is None
    assert told["failed"] == ["no room"]
