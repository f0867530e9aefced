"""Ontologies in OBO: terms with their ids and names, or how to install what reads them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from hmlc_core.data.check import check
from hmlc_core.data.edges import load_graph
from hmlc_core.data.problems import InvalidData

ONTOLOGY = """\
format-version: 1.2
ontology: garden

[Term]
id: G:1
name: plant

[Term]
id: G:2
name: tree
is_a: G:1 ! plant

[Term]
id: G:3
name: oak
is_a: G:2 ! tree
relationship: part_of G:1 ! plant

[Term]
id: G:4
name: stone

[Term]
id: G:5
name: weed
is_obsolete: true
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "garden.obo"
    path.write_text(ONTOLOGY)
    return path


def test_terms_are_labels_and_is_a_are_edges(path: Path) -> None:
    pytest.importorskip("obonet")
    graph = load_graph(path)
    named = {(graph.names[above], graph.names[below]) for above, below in graph.edges}
    assert named == {("G:1", "G:2"), ("G:2", "G:3")}
    assert set(graph.names) == {"G:1", "G:2", "G:3", "G:4"}
    assert graph.display(graph.index("G:3")) == "oak"
    report = check(path)
    assert (report.format, report.labels, report.ok) == ("obo", 4, True)
    assert any("is_a" in sentence for sentence in report.assumed)
    assert any("part_of (1)" in problem.what for problem in report.problems)


def test_a_cycle_is_told_with_its_lines(path: Path) -> None:
    pytest.importorskip("obonet")
    path.write_text(ONTOLOGY.replace("name: plant", "name: plant\nis_a: G:3"))
    with pytest.raises(InvalidData, match="lines 5, 10, 15"):
        load_graph(path)


def test_a_damaged_file_is_a_message(path: Path) -> None:
    pytest.importorskip("obonet")
    path.write_text(ONTOLOGY.replace("id: G:2", "G:2"))
    assert check(path).errors
    path.write_text(ONTOLOGY.replace("id: G:2", "a tree"))
    (error,) = check(path).problems
    line = ONTOLOGY[: ONTOLOGY.index("id: G:2")].count("\n") + 1
    assert (error.line, error.found) == (line, "a tree")


def test_a_missing_package_is_told_with_its_command(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "obonet", None)
    with pytest.raises(InvalidData, match="pip install obonet"):
        load_graph(path)


def test_terms_without_a_header_are_read_and_nothing_is_warned_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pytest.importorskip("obonet")
    path = tmp_path / "garden.obo"
    path.write_text("[Term]\nid: G:1\n\n[Term]\nid: G:2\nis_a: G:1\n", encoding="utf-8")
    assert set(load_graph(path).names) == {"G:1", "G:2"}
    assert not caplog.records
