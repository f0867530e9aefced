"""Thesauri in SKOS: concepts with their preferred labels, or how to install what reads them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from hmlc_core.data.check import check
from hmlc_core.data.edges import load_graph
from hmlc_core.data.problems import InvalidData

THESAURUS = """\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ex: <http://example.org/garden/> .

ex:plant a skos:Concept ; skos:prefLabel "Pflanze"@de, "plant"@en ; skos:narrower ex:tree .
ex:tree a skos:Concept ; skos:prefLabel "Baum"@de .
ex:oak a skos:Concept ; skos:broader ex:tree .
<http://example.org/quarry#stone> a skos:Concept .
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "garden.ttl"
    path.write_text(THESAURUS)
    return path


def test_concepts_are_labels_and_broader_and_narrower_are_edges(path: Path) -> None:
    pytest.importorskip("rdflib")
    graph = load_graph(path)
    named = {(graph.names[above], graph.names[below]) for above, below in graph.edges}
    assert named == {("plant", "tree"), ("tree", "oak")}
    assert set(graph.names) == {"plant", "tree", "oak", "stone"}
    texts = {name: graph.display(graph.index(name)) for name in graph.names}
    assert texts == {"plant": "plant", "tree": "Baum", "oak": "oak", "stone": "stone"}
    report = check(path)
    assert (report.format, report.labels, report.ok) == ("skos", 4, True)
    assert report.assumed


def test_concepts_with_one_last_part_are_told_apart_by_their_addresses(path: Path) -> None:
    pytest.importorskip("rdflib")
    path.write_text(f"{THESAURUS}<http://example.org/quarry#tree> skos:broader ex:plant .\n")
    names = load_graph(path).names
    assert "http://example.org/quarry#tree" in names
    assert "http://example.org/garden/tree" in names


def test_a_damaged_file_is_a_message_with_its_line(path: Path) -> None:
    pytest.importorskip("rdflib")
    path.write_text(f"{THESAURUS}ex:oak skos:broader\n.")
    with pytest.raises(InvalidData, match="line 8: not a Turtle file") as refused:
        load_graph(path)
    assert "expected statements of a subject, a property and objects" in str(refused.value)
    assert "objectList" not in str(refused.value)


def test_a_missing_package_is_told_with_its_command(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rdflib", None)
    with pytest.raises(InvalidData, match="pip install rdflib"):
        load_graph(path)
