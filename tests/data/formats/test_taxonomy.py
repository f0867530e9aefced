"""Taxonomy files: each syntax gives the edges it spells, and nothing else gets through."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmlc_core.data.formats.names import one_form
from hmlc_core.data.formats.root import below_root, topmost
from hmlc_core.data.formats.taxonomy import LONGEST_ENTRY, read_taxonomy
from hmlc_core.data.labels import ROOT
from hmlc_core.data.problems import Problems

TABS = "Root\tplants\tanimals\nplants\tmoss\nanimals\tcat\towl\n"
DESCRIBED = """\
parent: None       child: Root       child-description: Root
parent: Root       child: plants     child-description: THINGS/THAT GROW
parent: Root       child: animals    child-description:
parent: plants\tchild: moss\tchild-description: MOSS
parent: animals    child: cat        child-description: CATS
parent: animals    child: owl        child-description: OWLS
"""
LITERALS = """\
{'parents': [], 'children': [u'plants', u'animals'], 'title': 'Root'}
{'parents': ['Root'], 'children': [u'moss'], 'title': u'plants'}
{'parents': ['Root'], 'children': [u"cat", 'owl'], 'title': u'animals'}
{'parents': [u'plants'], 'children': [], 'title': u'moss'}
{'parents': [u'animals'], 'children': [], 'title': u'cat'}
{'parents': [u'animals'], 'children': [], 'title': u'owl'}
"""
TREE = {
    ("Root", "plants"),
    ("Root", "animals"),
    ("plants", "moss"),
    ("animals", "cat"),
    ("animals", "owl"),
}

Read = Callable[[str | bytes], tuple[dict[tuple[str, str], int], dict[str, str], list[str]]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Edges, texts and everything reported, of a taxonomy with this content."""

    def read(
        content: str | bytes,
    ) -> tuple[dict[tuple[str, str], int], dict[str, str], list[str]]:
        path = tmp_path / "a.taxonomy"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        problems = Problems()
        edges, texts = read_taxonomy(path, problems)
        problems.close_tallies()
        return edges, texts, [f"{item.severity}: {item}" for item in problems.shown]

    return read


@pytest.mark.parametrize("content", [TABS, DESCRIBED, LITERALS])
def test_the_same_tree_in_three_syntaxes(read: Read, content: str) -> None:
    edges, _, told = read("\n" + content.replace("\n", "\r\n\r\n"))
    assert told == []
    assert set(edges) - {(ROOT, "Root")} == TREE
    assert ((ROOT, "Root") in edges) == (content is not TABS)  # only there it is said


def test_descriptions_are_what_a_person_reads(read: Read) -> None:
    texts = read(DESCRIBED)[1]
    assert texts["plants"] == "THINGS/THAT GROW"
    assert texts["animals"] == "animals"
    assert read(TABS)[1] == {}


def test_edges_have_their_lines(read: Read) -> None:
    assert read(TABS)[0]["animals", "owl"] == 3
    assert read(DESCRIBED)[0]["plants", "moss"] == 4
    assert read(LITERALS)[0]["plants", "moss"] == 2


def test_a_taxonomy_of_several_parents_with_a_self_loop(read: Read) -> None:
    edges, _, told = read("Views\tViews\tEssays\nViews\tLetters\nEssays\tLetters\nViews\tEssays\n")
    assert set(edges) == {("Views", "Essays"), ("Views", "Letters"), ("Essays", "Letters")}
    assert told == [
        "note: a.taxonomy, line 1: a label is its own parent; such edges are left out",
        "note: a.taxonomy, line 4: the edge is repeated",
    ]


def test_root_may_be_written_as_in_our_own_files(read: Read) -> None:
    assert set(read(f"{ROOT}\ta\tb\n")[0]) == {(ROOT, "a"), (ROOT, "b")}
    edges, _, told = read(f"{{'title': '{ROOT}', 'parents': [], 'children': ['a']}}\n")
    assert (set(edges), told) == ({(ROOT, "a")}, [])


NAMES = (
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]))
    .map(one_form)
    .filter(lambda name: name and name not in (ROOT, "None") and name[0] != "{")
)


@st.composite
def trees(draw: st.DrawFn) -> list[tuple[str, str]]:
    """Acyclic edges between odd names; a child may have several parents."""
    names = draw(st.lists(NAMES, unique=True, min_size=2, max_size=6))
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
    return draw(st.lists(st.sampled_from(pairs), unique=True, min_size=1))


def as_tabs(edges: list[tuple[str, str]]) -> str:
    return "".join(
        "\t".join([parent, *(c for p, c in edges if p == parent)]) + "\n"
        for parent in dict.fromkeys(parent for parent, _ in edges)
    )


def as_descriptions(edges: list[tuple[str, str]]) -> str:
    return "".join(f"parent: {p} child: {c} child-description: {c}\n" for p, c in edges)


def as_literals(edges: list[tuple[str, str]]) -> str:
    entries = [
        {
            "title": name,
            "parents": [p for p, c in edges if c == name],
            "children": [c for p, c in edges if p == name],
        }
        for name in dict.fromkeys(name for edge in edges for name in edge)
    ]
    return "".join(f"{entry!r}\n" for entry in entries)


@pytest.mark.slow
@settings(deadline=None)  # writes files, and machines are busy
@given(trees(), st.sampled_from([as_tabs, as_descriptions, as_literals]))
def test_what_is_written_is_read_again(
    tree: list[tuple[str, str]], write: Callable[[list[tuple[str, str]]], str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t"
        path.write_bytes(write(tree).encode())
        problems = Problems()
        edges, _ = read_taxonomy(path, problems)
    assert problems.shown == []
    assert {edge for edge in edges if edge[0] != ROOT} == set(tree)


# ------------------------------------------------------------------ the name for all labels


def numbered(*edges: tuple[str, str]) -> dict[tuple[str, str], int]:
    return {edge: line for line, edge in enumerate(edges, 1)}


def test_root_and_top_stand_for_all_labels_unless_documents_have_them() -> None:
    edges = numbered((ROOT, "Root"), ("Root", "Top"), ("Top", "a"), ("a", "b"))
    assert below_root(edges, {"b"}) == {(ROOT, "a"): 3, ("a", "b"): 4}
    kept = below_root(edges, {"Top", "b"})
    assert kept == {(ROOT, "Top"): 2, ("Top", "a"): 3, ("a", "b"): 4}
    assert topmost(kept) == "Top"
    assert below_root(edges, {"Root"}) == edges


def test_a_label_among_others_is_never_taken_for_the_root() -> None:
    beside = numbered(("Root", "carrot"), ("stem", "leek"))
    assert below_root(beside, ()) == beside
    inside = numbered(("clothes", "Top"), ("Top", "shirt"))
    assert below_root(inside, ()) == inside
    assert topmost(inside) is None
    plain = numbered(("sport", "tennis"))  # one label above all others, but not called so
    assert below_root(plain, ()) == plain


# ------------------------------------------------------------------ files that are wrong

GOOD = "{'title': 'a', 'parents': [], 'children': ['b']}\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "a.taxonomy: the file is empty"),
        (b"a\tb\n\xff\tc\n", "a.taxonomy, line 2: not UTF-8 text"),
        ("a\tb\nc d e\n", "a.taxonomy, line 2: not a label and its children (expected labels with"),
        ("a\tb\t\tc\n", "a.taxonomy, line 1: not a label and its children"),
        ("a\tb\n\tc\n", "a.taxonomy, line 2: not a label and its children"),
        ("a\tROOT\n", "a.taxonomy, line 1: ROOT stands above all labels and cannot be a child"),
        (DESCRIBED + "parent: Root child: x\n", "a.taxonomy, line 7: not an edge (expected parent"),
        (GOOD + "a\tb\n", "a.taxonomy, line 2: not a label's entry (expected {'title': …,"),
        (GOOD + "{'title': 'b'\n", "a.taxonomy, line 2: not a label's entry"),
        (GOOD + "{'title'}\n", "a.taxonomy, line 2: not a label's entry"),
        (GOOD + "{['x']: 'b'}\n", "a.taxonomy, line 2: not a label's entry"),
        (GOOD + GOOD, "a.taxonomy, line 2: the label is described twice (found 'a', already in"),
        (
            "{'title': 'a', 'parents': []}\n",
            "line 1: a field is missing (expected title, parents, children; found title, parents)",
        ),
        (
            "{'title': ['a'], 'parents': [], 'children': []}\n",
            'line 1: the field "title" has the wrong type (expected a text; found ["a"])',
        ),
        (
            "{'title': 'a', 'parents': 'b', 'children': []}\n",
            'line 1: the field "parents" has the wrong type (expected a list of texts; found "b")',
        ),
        (
            "{'title': 'a', 'parents': [], 'children': [['b']]}\n",
            'line 1: the field "children" has the wrong type',
        ),
        ("{'title': '\\t', 'parents': [], 'children': []}\n", "a.taxonomy, line 1: not a label"),
        (
            "{'title': 'a', 'parents': [], 'children': ['\\ud800']}\n",
            "a.taxonomy, line 1: not valid Unicode (expected whole characters; found half",
        ),
        ("{'title': 'a', 'parents': [], 'children': ['ROOT']}\n", "ROOT stands above all labels"),
    ],
)
def test_a_wrong_line_is_told(read: Read, content: str | bytes, message: str) -> None:
    told = [item for item in read(content)[2] if item.startswith("error")]
    assert len(told) == 1
    assert message in told[0]


@pytest.mark.parametrize(
    "line",
    [
        "{'title': __import__('os').getcwd(), 'parents': [], 'children': []}",
        "{'title': 'a' * 10, 'parents': [], 'children': []}",
        "{'title': " + "-" * 5_000 + "1, 'parents': [], 'children': []}",
        "{'title': " + "[" * 20_000 + "]" * 20_000 + ", 'parents': [], 'children': []}",
        "{'title': 'a', 'parents': [], 'children': ['" + "b" * LONGEST_ENTRY + "']}",
        "{'title': 'a\0', 'parents': [], 'children': []}",
    ],
)
def test_nothing_but_short_lists_of_texts_reaches_the_parser(read: Read, line: str) -> None:
    edges, _, told = read(line + "\n")
    assert edges == {}
    assert len(told) == 1
    assert "line 1: not a label's entry" in told[0]


def test_every_wrong_line_is_told(read: Read) -> None:
    assert len(read("a\tb\n" + "x\n" * 3)[2]) == 3
