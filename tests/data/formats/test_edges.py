"""Edges in whatever file they come: the same tree, or what is wrong with its line."""

from __future__ import annotations

import csv
import gzip
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmlc_core.data.check import check
from hmlc_core.data.edges import load_graph, read_graph
from hmlc_core.data.formats.edges import holds_edges, read_edges
from hmlc_core.data.formats.hierarchy import hierarchy_text, write_hierarchy
from hmlc_core.data.formats.names import one_form
from hmlc_core.data.formats.rows import cut
from hmlc_core.data.labels import ROOT, LabelGraph
from hmlc_core.data.problems import InvalidData, Problems

Put = Callable[..., Path]

TREE = {("plant", "tree"), ("plant", "herb"), ("tree", "oak"), ("tree", "pine")}
DOWN = ["plant,tree", "plant,herb", "tree,oak", "tree,pine"]
UP = ["tree,plant", "herb,plant", "oak,tree", "pine,tree"]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def put(name: str, *lines: str) -> Path:
        path, body = tmp_path / name, "".join(f"{line}\n" for line in lines).encode()
        path.write_bytes(gzip.compress(body) if name.endswith(".gz") else body)
        return path

    return put


def read(path: Path, **options: bool) -> tuple[set[tuple[str, str]], list[str]]:
    """The edges by name, and what is noted."""
    problems = Problems()
    graph = read_graph(path, problems, **options)
    problems.raise_first()
    assert graph is not None
    named = {(graph.names[parent], graph.names[child]) for parent, child in graph.edges}
    return named, [str(problem) for problem in problems.shown]


def tabs(lines: list[str]) -> list[str]:
    return [line.replace(",", "\t") for line in lines]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("a.csv", DOWN),
        ("a.tsv", tabs(DOWN)),
        ("a.txt", tabs(DOWN)),
        ("a.csv.gz", DOWN),
        ("a.tsv.gz", tabs(DOWN)),
        ("a.TSV", tabs(DOWN)),
        ("a.csv", ["parentId,childId", *DOWN]),
        ("a.csv", ["childName,parent_name", *UP]),
        ("a.csv", ["superclass,subclass", *DOWN]),
        ("a.csv", [f"{line},1.5" for line in DOWN]),
        ("a.csv", [f"{line}," for line in DOWN]),
        ("a.csv", [line.replace(",", ' , "') + '"' for line in DOWN]),
        ("a.csv", [line.replace(",", ";") for line in DOWN]),
        ("a.csv", ["sep=;", *(line.replace(",", ";") for line in DOWN)]),
        ("a.csv", tabs(DOWN)),
        ("a.csv", [line.replace(",", "|") for line in DOWN]),
        ("a.tsv", [f"{line}\t1" for line in tabs(DOWN)]),
        ("a.tsv", [f'"{line}"'.replace("\t", '"\t"') for line in tabs(DOWN)]),
        ("a.tsv", ["ROOT\tplant", *tabs(DOWN)]),
        ("a.tsv", ["Root\tplant", *tabs(DOWN)]),
        ("a.taxonomy", ["plant\ttree\therb", "tree\toak\tpine"]),
        ("a.taxonomy", ["Root\tplant", "plant\ttree\therb", "tree\toak\tpine"]),
        ("a.taxonomy.gz", ["plant\ttree\therb", "tree\toak\tpine"]),
        ("a.csv", ["parent,child", *DOWN]),
        ("a.csv", ["Parent,CHILD,Weight", *(f"{line},2" for line in DOWN)]),
        ("a.csv", ["child,parent", *UP]),
        ("a.csv", ["id1,id2", *UP]),
        ("a.csv", ["ID1,ID2,Weight", *(f"{line},1" for line in UP)]),
        ("a.csv", ["id2,id1", *DOWN]),
        ("a.csv", ["source,target", *DOWN]),
        ("a.csv", ["Target,Source", *UP]),
        ("a.csv", ["from,to", *DOWN]),
        ("a.csv", ["to,from", *UP]),
        ("a.csv", ["parent_id,child_id", *DOWN]),
        ("a.csv", ["label,parent", *UP]),
        ("a.tsv", tabs(["child,parent", *UP])),
        ("a.tsv", ["# my tree", "#child\tparent", *tabs(UP), "# the end\t"]),
    ],
)
def test_the_same_tree_in_every_file(put: Put, name: str, lines: list[str]) -> None:
    path = put(name, *lines)
    assert read(path)[0] == TREE
    assert len(load_graph(path)) == 5
    assert holds_edges(path) == (name != "a.txt")


def test_a_person_may_say_which_is_first(put: Put) -> None:
    assert read(put("a.csv", *UP), child_first=True)[0] == TREE
    assert read(put("a.csv", "id1,id2", *UP), child_first=False)[0] != TREE
    assert read(put("a.csv", "parent,child", *UP), child_first=True)[0] == TREE


def test_names_of_columns_are_told(put: Put) -> None:
    told = read(put("a.csv", "Source,Target", *DOWN))[1]
    line = "the first line names the columns 'Source', 'Target': the parent is first"
    assert told == [f"a.csv, line 1: {line}"]


def test_a_first_line_whose_names_stand_in_other_lines_is_an_edge(put: Put) -> None:
    edges, told = read(put("a.csv", "parent,child", "child,baby"))
    assert edges == {("parent", "child"), ("child", "baby")}
    assert told == [
        "a.csv, line 1: the first line is an edge and names no columns: other lines have its "
        "labels, too"
    ]


def test_a_first_line_that_may_name_columns_is_told(put: Put) -> None:
    edges, told = read(put("a.csv", "upper,lower", *DOWN))
    assert ("upper", "lower") in edges
    assert told[0].startswith("a.csv, line 1: the first line joins two labels that stand in no")


def test_quotes_in_a_table_of_tabs_are_part_of_a_name(put: Put) -> None:
    path = put("a.tsv", 'jazz\t"bebop', 'jazz\t"Quiet Ann" Moreau albums', "jazz\tswing")
    assert {child for _, child in read(path)[0]} == {
        '"bebop',
        '"Quiet Ann" Moreau albums',
        "swing",
    }


def test_a_name_in_quotes_as_a_whole_has_none_and_that_is_said(put: Put) -> None:
    edges, told = read(
        put("a.tsv", 'Money\t"Loans, cards"', 'Money\t"The ""Fed"""', '"Loans, cards"\tCards')
    )
    assert edges == {
        ("Money", "Loans, cards"),
        ("Money", 'The "Fed"'),
        ("Loans, cards", "Cards"),
    }
    assert any("stands in quotes" in note and "3 such lines" in note for note in told)


@pytest.mark.parametrize("name", ['"Heroes"', '"a""b"', '"a"b"', '"', '""', '"a, b', "'a'"])
def test_a_name_that_has_quotes_of_its_own_is_read_back(put: Put, name: str) -> None:
    graph = LabelGraph.from_edges([], {("music", name): 1})
    edges, _ = read(put("hierarchy.tsv", hierarchy_text(graph)))
    assert ("music", name) in edges


def test_a_line_with_a_hash_is_an_edge_where_that_label_is_known(put: Put) -> None:
    edges, told = read(put("a.tsv", "tags\t#one", "#one\t# two", "# two\tthree", "#four\tfive"))
    assert edges == {("tags", "#one"), ("#one", "# two"), ("# two", "three")}
    assert told == ["a.tsv, line 4: the line begins with #: a comment"]


def test_a_label_that_is_only_its_own_parent_stays(put: Put) -> None:
    graph = load_graph(put("a.csv", "id1,id2", "fern,plant", "stone,stone", "plant,plant"))
    assert graph.names == ("plant", "fern", "stone")
    assert graph.edges == ((0, 1),)


def test_names_that_look_alike_are_one_label_and_that_is_told(put: Put) -> None:
    path = put("a.tsv", "plant\ttree ", " tree\tCafe\u0301", "plant\tNew\u00a0York", "tree\toak")
    graph = load_graph(path)
    assert graph.names == ("plant", "tree", "Café", "New York", "oak")
    assert read(path)[1] == [
        "a.tsv, line 1: a label's name has blanks or characters that nobody sees, or another "
        "Unicode form: 'tree ' is read as 'tree'; 4 such names, this is the first"
    ]


CLOSURE = ["beech,tree", "oak,tree", "red oak,oak", "red oak,tree", "tree,plant", "beech,plant"]
CLOSURE += ["oak,plant", "red oak,plant", "fern,plant"]


def test_a_closure_with_the_child_first_is_suspected_with_its_numbers(put: Put) -> None:
    told = read(put("a.csv", *CLOSURE))[1]
    assert told == [
        "a.csv: perhaps the child stands first: of 3 labels with a parent 2 have several, and of "
        "6 labels 3 have no parent and only 1 no child. If so, say --child-first, or let the first "
        "line name the columns: child, parent"
    ]
    assert read(put("a.csv", *CLOSURE), child_first=True)[1] == []
    assert read(put("b.tsv", "ROOT\tfern", *tabs(CLOSURE)))[1] == []


def test_a_small_tree_upside_down_is_suspected(put: Put) -> None:
    pairs = {"sport": "tennis football", "arts": "film music", "trade": "cars toys", "a": "b c"}
    up = [f"{child},{parent}" for parent, both in pairs.items() for child in both.split()]
    (told,) = read(put("a.csv", *up))[1]
    assert "of 4 labels with a parent 4 have several, and of 12 labels 8 have no parent" in told
    down = [",".join(reversed(line.split(","))) for line in up]
    assert read(put("b.csv", *down))[1] == []


@pytest.mark.parametrize(
    "lines", [DOWN, ["a,b", "b,c", "c,d", "a,c", "a,d", "b,d"], ["a,c", "b,c", "a,d", "b,d"]]
)
def test_trees_chains_and_grids_are_not_suspected(put: Put, lines: list[str]) -> None:
    assert read(put("a.csv", *lines))[1] == []


@pytest.mark.parametrize(
    ("name", "line", "message"),
    [
        ("a.tsv", "tree\toak\tpine", "a number in the third column is a weight; found 'tree\\toak"),
        ("a.tsv", "tree\toak\tnan", "a number in the third column is a weight"),
        ("a.tsv", "tree\toak\t1\t2", "not an edge (expected two labels with a tab between them"),
        ("a.tsv", "tree,oak", "Name the file .csv if commas stand between the labels."),
        ("a.csv", 'tree,"oak', "Close the quote, and double the quotes inside a name."),
        ("a.csv", "tree", "not an edge (expected two labels with a comma between them"),
        ("a.csv", 'tree,"\u200b"', "not an edge"),
        ("a.csv", "tree,ROOT", "ROOT stands above all labels and cannot be a child"),
    ],
)
def test_a_line_that_is_no_edge_is_told_with_its_number(
    put: Put, name: str, line: str, message: str
) -> None:
    with pytest.raises(InvalidData) as refused:
        load_graph(put(name, *(DOWN if name == "a.csv" else tabs(DOWN)), line))
    assert str(refused.value).startswith(f"{name}, line 5: ")
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("a.csv", ["text,labels", "a b,sport", "c d,sport"]),
        ("a.csv", ["Text;level1", "a b;sport"]),
        ("a.tsv", ["text\tlabel", "play\ttennis"]),
        ("a.csv", ["text,labels", "text,sport", "a b,labels"]),
        ("a.csv", ["id,text,labels", "1,text,sport"]),
        ("a.csv", ["body,tag", "a b,sport", "c d,sport"]),
        ("a.csv", ["one,two,three,four", "a,b,c,d"]),
        ("a.jsonl", ['{"text": "a", "labels": []}']),
    ],
)
def test_documents_are_no_edges(put: Put, name: str, lines: list[str]) -> None:
    assert not holds_edges(put(name, *lines))


NAMES = (
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\t\r\n"), max_size=5),
        st.sampled_from(["#a", "# a", "Root", "root", "parent", "child", "sep=;", '"a"', "1"]),
        st.text(alphabet='#",;| \u00a0a', max_size=4),
    )
    .map(one_form)
    .filter(lambda name: name and name != ROOT)
)


@st.composite
def graphs(draw: st.DrawFn) -> LabelGraph:
    names = draw(st.lists(NAMES, unique=True, min_size=1, max_size=6))
    pairs = [(i, j) for i in range(len(names)) for j in range(i + 1, len(names))]
    edges = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return LabelGraph(tuple(names), tuple(edges))


@pytest.mark.slow
@settings(deadline=None)  # writes files, and machines are busy
@given(graphs())
def test_a_hierarchy_that_is_written_is_read_again(graph: LabelGraph) -> None:
    problems = Problems()
    with tempfile.TemporaryDirectory() as folder:
        write_hierarchy(graph, Path(folder))
        edges = read_edges(Path(folder) / "hierarchy.tsv", problems)
        again = load_graph(Path(folder) / "hierarchy.tsv")
    assert all("control characters" in problem.what for problem in problems.shown)
    assert set(edges) - {(ROOT, name) for name in graph.names} == {
        (graph.names[parent], graph.names[child]) for parent, child in graph.edges
    }
    assert set(again.names) == set(graph.names)
    assert set(hierarchy_text(again).splitlines()) == set(hierarchy_text(graph).splitlines())


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("a.csv", ["Label,Parent", "plant,", *UP]),
        ("a.csv", ["parent;child", ";plant", *(line.replace(",", ";") for line in DOWN)]),
        ("a.tsv", tabs(["parent,child", ",plant", *DOWN])),
    ],
)
def test_a_label_without_a_parent_is_a_top_label_where_columns_are_named(
    put: Put, name: str, lines: list[str]
) -> None:
    edges, notes = read(put(name, *lines))
    assert edges == TREE
    assert any("there is no parent: a top label" in note for note in notes)


def test_a_blank_parent_is_no_edge_where_nothing_tells_the_direction(put: Put) -> None:
    with pytest.raises(InvalidData, match="not an edge"):
        load_graph(put("a.csv", "plant,", *UP))


def test_weights_may_have_a_decimal_comma(put: Put) -> None:
    lines = [f"{line.replace(',', ';')};0,25" for line in DOWN]
    assert read(put("a.csv", *lines))[0] == TREE
    assert read(put("a.tsv", *(line.replace(";", "\t") for line in lines)))[0] == TREE
    with pytest.raises(InvalidData, match="Write weights with a point") as error:
        load_graph(put("b.csv", *(f"{line},0,25" for line in DOWN)))
    assert "taxonomy" not in str(error.value)


@pytest.mark.parametrize(("mark", "told"), [(" -> ", "'->'"), (" ", "blanks"), (" → ", "'→'")])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_edges_with_other_marks_are_known_and_what_is_read_is_said(
    put: Put, name: str, mark: str, told: str
) -> None:
    path = put(name, *(line.replace(",", mark) for line in DOWN))
    with pytest.raises(InvalidData, match="Between the labels of edges are read") as error:
        load_graph(path)
    assert f"an edge with {told} " in str(error.value)
    problems = [str(problem) for problem in check(path).problems]
    assert any(f"looks like edges with {told} " in problem for problem in problems)


@pytest.mark.parametrize("head", ["text;labels", "Text,label", "id\ttext\tlabels", "level1|level2"])
def test_a_table_that_names_columns_of_documents_is_no_hierarchy(put: Put, head: str) -> None:
    path = put("a.tsv" if "\t" in head else "a.csv", head, head.replace("e", "a"))
    with pytest.raises(InvalidData, match="columns of documents"):
        load_graph(path)


def test_a_table_that_is_read_as_edges_is_said_to_be(put: Put) -> None:
    assert any("is read as edges" in said for said in check(put("a.csv", *DOWN)).assumed)


@pytest.mark.parametrize("other", ["New\u00a0York", "New York ", "New  York"])
def test_names_that_look_alike_tell_edges_from_documents(put: Put, other: str) -> None:
    path = put("a.tsv", f"{other}\tQueens", "New York\tBronx")
    assert check(path).format == "edges"
    assert check(path).labels == len(load_graph(path)) == 3


@pytest.mark.parametrize(
    "lines",
    [
        ["ROOT\ttext", "text\tletter"],
        ["document\tletter", "document\tinvoice"],
        ["Paper\tabstract", "Book\tabstract"],
        ["parent\tchild", "document\tletter"],
    ],
)
def test_labels_called_as_columns_are_labels(put: Put, lines: list[str]) -> None:
    path = put("a.tsv", *lines)
    assert check(path).format == "edges"
    assert check(path).labels == len(load_graph(path))


@pytest.mark.parametrize(
    "head", ["Source,Target,Type,Weight", ",parent,child", "id,name,parent_id"]
)
def test_a_table_with_columns_of_edges_among_others_is_refused_with_what_to_leave(
    put: Put, head: str
) -> None:
    path = put("a.csv", head, *(",".join("abcd"[: head.count(",") + 1]) for _ in range(2)))
    assert "If it holds edges, leave two columns in it" in str(check(path).problems[0])


def test_edges_with_commas_in_a_table_of_tabs_are_known_and_what_is_read_is_said(put: Put) -> None:
    path = put("a.tsv", "parent,child", *DOWN)
    assert any("looks like edges with a comma" in str(item) for item in check(path).problems)


@given(st.text(',; ab"\r\t\xa0', max_size=12), st.sampled_from(",;|"))
def test_cells_are_those_of_csv(line: str, mark: str) -> None:
    try:
        known = next(csv.reader([line], delimiter=mark, strict=True, skipinitialspace=True))
    except csv.Error:
        known = []
    assert line.strip() == "" or list(cut(line, mark)) == known
