"""Yelp as HiLAP has it: the first reviews of each business, and categories of the taxonomy."""

from __future__ import annotations

from pathlib import Path

import pytest

from hmlc_core.data import formats
from hmlc_core.data.check import check
from hmlc_core.data.corpus import SPLITS
from hmlc_core.data.formats.hilap import REVIEWS
from tests.data.formats.yelpfiles import yelp


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = tmp_path / "yelp"
    place.mkdir()
    for name, content in yelp().items():
        (place / name).write_text(content)
    return place


def read(place: Path) -> dict[str, tuple[str, set[str]]]:
    corpus = formats.load(place)
    return {
        item.id: (item.text, {corpus.graph.names[label] for label in item.labels})
        for split in SPLITS
        for item in corpus.split(split)
    }


def test_reviews_and_categories_are_read(place: Path) -> None:
    assert read(place) == {
        "a": ("Kind 'n' quick. Said \"open wide\".\n", {"Dentists"}),
        "b": (" ".join(f"r{n}" for n in range(REVIEWS)), {"Health"}),
        "c": ("x\\y", {"Health", "Dentists"}),
    }
    graph = formats.load(place).graph
    assert [(graph.names[a], graph.names[b]) for a, b in graph.edges] == [("Health", "Dentists")]
    report = check(place)
    assert report.format == "hilap-yelp"
    assert any("first 10 reviews" in sentence for sentence in report.assumed)
    assert any("Taxonomy_100 lacks" in problem.what for problem in report.problems)


def test_without_the_taxonomy_all_categories_are_labels(place: Path) -> None:
    (place / "Taxonomy_100").unlink()
    assert read(place)["b"][1] == {"Health", "Spas"}


@pytest.mark.parametrize(
    "line",
    [
        "a,b\n",
        "{'reviews': [], 'business_id': 'd'}\n",
        "{'reviews': 'x', 'business_id': 'd', 'categories': []}\n",
        "{'reviews': ['x'], 'business_id': [], 'categories': []}\n",
        "{'reviews': [__import__('os')], 'business_id': 'd', 'categories': []}\n",
        "{'reviews': ['" + "\\" * 99_999 + "\n",
    ],
)
def test_a_line_that_is_no_business_is_told_and_runs_nothing(place: Path, line: str) -> None:
    with (place / "yelp_data_100.csv").open("a") as stream:
        stream.write(line)
    report = check(place)
    assert report.errors == 1
    assert (report.problems[0].file, report.problems[0].line) == ("yelp_data_100.csv", 4)
