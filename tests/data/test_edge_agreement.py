"""An edge file means the same to whoever reads it: by itself, as a folder's or a table's hierarchy,
in an upload and after it was kept; what one refuses all refuse."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import pytest

from hmlc_core.data import formats
from hmlc_core.data.check import check
from hmlc_core.data.corpus import Corpus
from hmlc_core.data.edges import load_graph
from hmlc_core.data.formats.layout import Layout
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.registry import load_corpus
from hmlc_core.data.upload import install, read_upload
from hmlc_core.errors import HyperlabelError

TREE = {("plant", "tree"), ("plant", "herb"), ("tree", "oak")}
DOWN = "plant,tree\nplant,herb\ntree,oak\n"
UP = "tree,plant\nherb,plant\noak,tree\n"
TABS = DOWN.replace(",", "\t")
SPELLINGS = {
    "tabs": ("e.tsv", TABS),
    "commas": ("e.csv", DOWN),
    "semicolons": ("e.csv", DOWN.replace(",", ";")),
    "bars": ("e.csv", DOWN.replace(",", "|")),
    "tabs in a csv": ("e.csv", TABS),
    "excel": ("e.csv", "sep=;\n" + DOWN.replace(",", ";")),
    "header": ("e.csv", "parent,child\n" + DOWN),
    "header in capitals": ("e.csv", "PARENT,CHILD\n" + DOWN),
    "header with blanks": ("e.csv", "parent , child\n" + DOWN.replace(",", " , ")),
    "child first": ("e.csv", "child,parent\n" + UP),
    "ids": ("e.csv", "id1,id2,weight\n" + UP.replace("\n", ",1\n")),
    "source, target": ("e.tsv", "source\ttarget\n" + TABS),
    "camel case": ("e.csv", "parentId,childId\n" + DOWN),
    "weights": ("e.csv", DOWN.replace("\n", ",0.5\n")),
    "quotes": ("e.csv", '"plant","tree"\n"plant","herb"\n"tree","oak"\n'),
    "quotes among tabs": ("e.tsv", '"plant"\t"tree"\n"plant"\t"herb"\n"tree"\t"oak"\n'),
    "root": ("e.tsv", "ROOT\tplant\n" + TABS),
    "small root": ("e.tsv", "root\tplant\n" + TABS),
    "blank parent": ("e.csv", "parent,child\n,plant\n" + DOWN),
    "missing parent": ("e.csv", "parent,child\nnan,plant\n" + DOWN),
    "missing parent without a header": ("e.csv", "None,plant\n" + DOWN),
    "comments": ("e.tsv", "# by hand\n\n" + TABS),
    "no-break blanks": ("e.tsv", TABS.replace("tree\t", "tree\u00a0\t")),
    "no width": ("e.tsv", TABS.replace("plant\therb", "pl\u200bant\therb")),
    "byte-order mark": ("e.tsv", "\ufeff" + TABS),
    "UTF-16": ("e.csv", ("parent,child\n" + DOWN).encode("utf-16")),
    "CR": ("e.tsv", TABS.replace("\n", "\r")),
    "CR LF": ("e.csv", DOWN.replace("\n", "\r\n")),
    "gzip": ("e.tsv.gz", gzip.compress(TABS.encode())),
    "repeated": ("e.tsv", TABS + "plant\ttree\n"),
    "self-loop": ("e.tsv", TABS + "oak\toak\n"),
    "taxonomy": ("e.taxonomy", "Root\tplant\nplant\ttree\therb\ntree\toak\n"),
    "outline": ("e.txt", "plant\n  tree\n    oak\n  herb\n"),
    "nested": ("e.json", '{"plant": {"tree": {"oak": {}}, "herb": {}}}'),
    "a tab too many": ("e.tsv", "plant\ttree\t\nplant\therb\t\ntree\toak\t\n"),
}
REFUSED = {
    "circle": ("e.csv", "parent,child\na,b\nb,a\n"),
    "third column": ("e.tsv", "plant\ttree\therb\ntree\toak\tpine\n"),
    "relations": ("e.tsv", "oak\tis_a\ttree\ntree\tis_a\tplant\n"),
    "root below": ("e.csv", "parent,child\nplant,ROOT\nplant,tree\n"),
    "open quote": ("e.csv", 'parent,child\n"plant,tree\nplant,herb\n'),
    "Latin-1": ("e.csv", "parent,child\npl\xe4nt,tree\n".encode("latin-1")),
    "half a gzip": ("e.tsv.gz", gzip.compress(TABS.encode())[:-9]),
    "no child": ("e.csv", "parent,child\nplant,\nplant,tree\n"),
    "nothing": ("e.tsv", ""),
}


def named(graph: LabelGraph) -> tuple[set[str], set[tuple[str, str]]]:
    edges = {(graph.names[parent], graph.names[child]) for parent, child in graph.edges}
    return set(graph.names), edges


def graph_of(corpus: Corpus) -> tuple[set[str], set[tuple[str, str]]]:
    return named(corpus.graph)


def put(place: Path, name: str, content: str | bytes) -> Path:
    place.mkdir(exist_ok=True)
    path = place / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def table(place: Path, labels: list[str]) -> Path:
    """Documents that have these labels, one each."""
    path = place / "table.csv"
    with path.open("w", newline="") as stream:
        rows = ((f"text {row}", json.dumps([name])) for row, name in enumerate(labels))
        csv.writer(stream).writerows([("text", "labels"), *rows])
    return path


@pytest.mark.slow
@pytest.mark.parametrize("case", SPELLINGS)
def test_all_readers_see_the_same_tree(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HMLC_HOME", str(tmp_path / "home"))
    path = put(tmp_path / "files", *SPELLINGS[case])
    expected = {"plant", "tree", "herb", "oak"}, TREE
    report = check(path)
    assert report.ok
    assert (report.corpus, report.labels) == (None, 4)
    assert named(load_graph(path)) == expected
    documents = table(tmp_path, ["oak", "herb", "plant"])
    assert check(documents, path).ok
    assert graph_of(formats.load(documents, path)) == expected
    beside = {"hierarchy": io.BytesIO(path.read_bytes()), "hierarchy_name": path.name}
    upload = read_upload("table.csv", io.BytesIO(documents.read_bytes()), **beside)
    assert graph_of(upload) == expected
    beside["hierarchy"] = io.BytesIO(path.read_bytes())
    kept = install("table.csv", io.BytesIO(documents.read_bytes()), **beside)
    assert graph_of(load_corpus(kept.name)) == expected
    if path.name.startswith(("e.tsv", "e.csv")):
        folder = tmp_path / "folder"
        put(folder, path.name.replace("e", "hierarchy", 1), path.read_bytes())
        document = {"id": "1", "text": "a word", "labels": ["oak"]}
        put(folder, "train.jsonl", json.dumps(document))
        assert graph_of(formats.load(folder)) == expected


@pytest.mark.parametrize("case", REFUSED)
def test_what_one_reader_refuses_all_refuse(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HMLC_HOME", str(tmp_path / "home"))
    path = put(tmp_path / "files", *REFUSED[case])
    documents = table(tmp_path, ["oak", "herb", "plant"])
    assert not check(path).ok
    assert not check(documents, path).ok
    for read in (
        lambda: load_graph(path),
        lambda: formats.load(documents, path),
        lambda: read_upload(
            "table.csv",
            io.BytesIO(documents.read_bytes()),
            hierarchy=io.BytesIO(path.read_bytes()),
            hierarchy_name=path.name,
        ),
    ):
        with pytest.raises(HyperlabelError):
            read()


@pytest.mark.parametrize("first", [True, False])
def test_a_direction_that_is_said_holds_everywhere(tmp_path: Path, first: bool) -> None:
    path = put(tmp_path / "files", "e.csv", UP if first else DOWN)
    documents = table(tmp_path, ["oak", "herb", "plant"])
    layout = Layout(child_first=first)
    assert check(path, layout=layout).labels == 4
    for graph in (
        load_graph(path, child_first=first),
        formats.load(documents, path, layout).graph,
        read_upload(
            "table.csv",
            io.BytesIO(documents.read_bytes()),
            hierarchy=io.BytesIO(path.read_bytes()),
            hierarchy_name="e.csv",
            layout=layout,
        ).graph,
    ):
        assert named(graph)[1] == TREE
