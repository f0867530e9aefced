"""The hierarchy of a corpus folder, in any of the ways in which one may be written."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from hmlc_core.data import formats
from hmlc_core.data.check import check
from tests.data.corpusfiles import DOCUMENTS, Files, errors, good_files, jsonl

Write = Callable[..., Path]

SKOS = """\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix e: <http://example.org/> .
e:sport skos:narrower e:football, e:tennis ; skos:prefLabel "Sport" .
e:markets a skos:Concept .
e:football a skos:Concept .
e:tennis a skos:Concept .
"""
TERMS = "".join(
    f"\n[Term]\nid: {name}\nname: {name.title()}\n{above}"
    for name, above in (
        ("sport", ""),
        ("markets", ""),
        ("football", "is_a: sport\n"),
        ("tennis", "is_a: sport\n"),
    )
)
KINDS = {
    "hierarchy.obo": "format-version: 1.2\n" + TERMS,
    "hierarchy.ttl": SKOS,
    "hierarchy.json": '{"sport": {"football": {}, "tennis": {}}, "markets": {}}',
    "hierarchy.txt": "sport\n  football\n  tennis\nmarkets\n",
    "hierarchy.taxonomy": "Root\tsport\tmarkets\nsport\tfootball\ttennis\n",
    "hierarchy.csv": "parent,child\nROOT,markets\nsport,football\nsport,tennis\n",
}


def files(name: str, content: str | bytes) -> Files:
    """The good corpus with another file for its hierarchy."""
    given = good_files()
    del given["hierarchy.tsv"]
    return given | {name: content}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_hierarchy_is_that_of_the_folder(
    write: Write, name: str, packed: bool
) -> None:
    content = gzip.compress(KINDS[name].encode()) if packed else KINDS[name]
    path = write(files=files(name + ".gz" * packed, content))
    graph = formats.load(path).graph
    assert set(graph.names) == {"sport", "football", "tennis", "markets"}
    edges = {(graph.names[parent], graph.names[child]) for parent, child in graph.edges}
    assert edges == {("sport", "football"), ("sport", "tennis")}
    report = check(path)
    assert (report.ok, report.format) == (True, "folder")


RELEASED = {
    "hidden": '{"text": "The court was wet.", "label": ["sport", "tennis"]}\n',
    "hiagm": '{"token": ["the", "court"], "label": ["sport", "tennis"]}\n',
}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("kind", RELEASED)
@pytest.mark.parametrize("labels", [None, "tennis\nsport\n"])
def test_folders_of_released_code_may_have_it_too(
    write: Write, kind: str, name: str, labels: str | None
) -> None:
    given: Files = {"desk_train.json": RELEASED[kind], name: KINDS[name]}
    path = write(files=given if labels is None else {**given, "desk_labels.txt": labels})
    graph = formats.load(path).graph
    edges = {(graph.names[parent], graph.names[child]) for parent, child in graph.edges}
    assert edges == {("sport", "football"), ("sport", "tennis")}
    assert check(path).format == kind


def test_an_ontology_names_its_labels_unless_a_file_does(write: Write) -> None:
    path = write(files=files("hierarchy.obo", KINDS["hierarchy.obo"]))
    graph = formats.load(path).graph
    assert graph.display(graph.index("tennis")) == "Tennis"
    (path / "label_names.tsv").write_text("tennis\tTENNIS\n")
    graph = formats.load(path).graph
    assert graph.names[0] == "tennis"
    assert graph.display(0) == "TENNIS"
    assert graph.display(graph.index("sport")) == "Sport"


def test_a_name_in_two_places_is_called_by_its_path(write: Write) -> None:
    outline = "sport\n  football\n  tennis\n  Other\nmarkets\n  Other\n"
    graph = formats.load(write(files=files("hierarchy.txt", outline))).graph
    assert {"sport > Other", "markets > Other"} <= set(graph.names)


def test_two_hierarchies_are_refused(write: Write) -> None:
    told = errors(write(files={**good_files(), "hierarchy.json": KINDS["hierarchy.json"]}))
    assert "found hierarchy.tsv and hierarchy.json" in told[0]


def test_labels_that_it_lacks_are_told(write: Write) -> None:
    (told,) = errors(write(files=files("hierarchy.json", '{"sport": ["football", "tennis"]}')))
    assert "expected a label of hierarchy.json; found 'markets'" in told


@pytest.mark.parametrize("name", ["hierarchy.csv", "hierarchy.tsv", "hierarchy.csv.gz"])
def test_a_label_that_makes_a_comment_of_its_line_is_to_be_written_in_quotes(
    write: Write, name: str
) -> None:
    mark = "," if ".csv" in name else "\t"
    above = {"sport": "football", "ROOT": "markets"}
    lines = [f"{parent}{mark}{child}" for parent, child in above.items()]

    def given(*labels: str) -> Files:
        rows = "\n".join([*lines, *(f"{label}{mark}tennis" for label in labels)]).encode()
        tagged = jsonl({"id": "6", "text": "The court was wet.", "labels": ["#hash", "tennis"]})
        made = files(name, gzip.compress(rows) if name.endswith(".gz") else rows)
        return made | {"train.jsonl": jsonl(*DOCUMENTS) + tagged}

    path = write(files=given("sport", "#hash"))
    (told,) = errors(path)
    path.rename(path.with_name("before"))
    assert f"first on a line of {name}, that line is a comment" in told
    remedy = 'write it in quotes, "#hash".'
    assert remedy in told
    assert "Add it to the hierarchy" in told  # perhaps it is not there at all
    assert not errors(write(files=given("sport", '"#hash"')))
