"""HiddeN's JSON lines: what belongs together, how spellings are joined, and every bad line."""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmlc_core.data import formats, limits
from tests.data.corpusfiles import Files, errors, jsonl, notes
from tests.data.formats.hiddenfiles import TAXONOMY, TEST, TRAIN, rcv1

Write = Callable[..., Path]


def test_documents_labels_and_taxonomy(write: Write) -> None:
    path = write(files=rcv1())
    corpus = formats.load(path)
    assert (corpus.name, corpus.title) == ("desk", "desk")
    assert corpus.graph.names == ("G1", "C1", "C15")  # as the list has them
    assert corpus.graph.edges == ((1, 2),)
    assert [(item.id, item.text, item.labels) for item in corpus.train] == [
        ("train 1", "The mill closed.", (1, 2)),
        ("train 2", "Profits rose.", (2, 1)),
        ("train 3", "The river froze.", (0,)),
    ]
    assert [item.id for item in corpus.test] == ["test 1"]
    assert notes(path) == []


@pytest.mark.parametrize(
    ("train", "dev", "test"),
    [
        ("nyt_train.json", "nyt_dev.json", "nyt_test.json"),
        ("nyt_train.json.gz", "nyt_val.jsonl", "nyt_test.jsonl.gz"),
        ("train.json", "valid.json", "test.json.gz"),
        ("train.jsonl", "dev.jsonl", "test.jsonl"),
        ("my_own_train.jsonl", "my_own_val.json", "my_own_test.json"),
    ],
)
def test_names_of_files(write: Write, train: str, dev: str, test: str) -> None:
    files: Files = {train: TRAIN, dev: TEST, test: TEST, "labels.txt": "G1\nC1\nC15\n"}
    for name, content in files.items():
        files[name] = gzip.compress(str(content).encode()) if name.endswith(".gz") else content
    corpus = formats.load(write(files=files))
    assert [len(corpus.split(split)) for split in ("train", "dev", "test")] == [3, 1, 1]


def test_our_own_folder_stays_ours(write: Write) -> None:
    assert formats.load(write({"labels.txt": "never read"})).train[0].id == "1"


def test_without_a_taxonomy_labels_stand_side_by_side(write: Write) -> None:
    files = rcv1()
    del files["rcv1.taxonomy"]
    path = write(files=files)
    assert formats.load(path).graph.names == ("Root", "G1", "C1", "C15")
    assert notes(path)[0].startswith("rcv1_labels.txt: there is no taxonomy, so the labels stand")
    (path / "rcv1_labels.txt").unlink()
    assert formats.load(path).graph.names == ("C1", "C15", "G1")


def test_without_a_label_list_the_taxonomy_gives_the_labels(write: Write) -> None:
    files = rcv1()
    del files["rcv1_labels.txt"]
    assert formats.load(write(files=files)).graph.names == ("C1", "G1", "C15")


def test_the_list_and_the_taxonomy_may_differ(write: Write) -> None:
    path = write(files=rcv1(rcv1_labels__txt="C1\nC15\nG1\nG7\n", rcv1__taxonomy="C1\tC15\tC16\n"))
    graph = formats.load(path).graph
    assert graph.names == ("C1", "C15", "G1", "G7", "C16")
    told = notes(path)
    assert told[0] == (
        "rcv1_labels.txt: 2 labels are not in the taxonomy, so they stand at its top: G1, G7"
    )
    assert told[1] == (
        "rcv1_labels.txt: 1 labels of the taxonomy are not in this list; they are kept: C16"
    )


def test_the_topic_hierarchy_of_rcv1_serves_as_taxonomy(write: Write) -> None:
    files = rcv1()
    del files["rcv1.taxonomy"]
    files["rcv1.topics.hier.orig"] = (
        "parent: None child: Root child-description: Root\n"
        "parent: Root child: C1 child-description: TRADE/WORK\n"
        "parent: Root child: G1 child-description: WEATHER\n"
        "parent: C1 child: C15 child-description: RESULTS\n"
    )
    graph = formats.load(write(files=files)).graph
    assert graph.texts == ("WEATHER", "TRADE/WORK", "RESULTS")
    assert graph.edges == ((1, 2),)


# ------------------------------------------------------------------ as the scripts write them

YELP = """\
{'parents': [], 'children': [u'Spas & Saunas', u'Food'], 'title': 'root'}
{'parents': ['root'], 'children': [u'Ice Bath/Plunge Pools'], 'title': u'Spas & Saunas'}
{'parents': ['root'], 'children': [u'Ice Cream', u'Tea'], 'title': u'Food'}
{'parents': [u'Spas & Saunas'], 'children': [], 'title': u'Ice Bath/Plunge Pools'}
{'parents': [u'Food'], 'children': [], 'title': u'Ice Cream'}
{'parents': [u'Food', u'Spas & Saunas'], 'children': [], 'title': u'Tea'}
"""


def yelp() -> Files:
    return {
        "yelp_train.json": jsonl(
            {"label": ["Spas_&_Saunas", "Ice_Bath/Plunge_Pools"], "text": "cold\tcold again"},
            {"label": ["Food", "Ice_Cream"], "text": "sweet"},
            {"label": [], "text": "closed on Mondays"},
        ),
        "yelp_test.json": jsonl({"label": ["Food", "Tea"], "text": "hot"}),
        "yelp_labels.txt": "Tea\nIce_Cream\nFood\nIce_Bath/Plunge_Pools\nSpas_&_Saunas\n",
        "Yelp.taxonomy": YELP,
    }


@pytest.mark.parametrize("listed", [True, False])
def test_yelp_names_are_joined_across_spaces_and_underscores(write: Write, listed: bool) -> None:
    path = write({} if listed else {"yelp_labels.txt": None}, files=yelp())
    corpus = formats.load(path)
    graph = corpus.graph
    assert len(graph) == 5
    assert {(graph.names[p], graph.names[c]) for p, c in graph.edges} == {
        ("Spas_&_Saunas", "Ice_Bath/Plunge_Pools"),
        ("Food", "Ice_Cream"),
        ("Food", "Tea"),
        ("Spas_&_Saunas", "Tea"),
    }
    assert graph.display(graph.index("Ice_Bath/Plunge_Pools")) == "Ice Bath/Plunge Pools"
    told = notes(path)
    assert told[0] == (
        "Yelp.taxonomy: 3 labels are spelled differently in the documents and are taken for the "
        "same: Ice Bath/Plunge Pools is Ice_Bath/Plunge_Pools there"
    )
    assert "1 labels stand below several parents" in told[1]
    assert "the document has no labels" in told[2]


def test_names_that_only_underscores_tell_apart_stay_apart(write: Write) -> None:
    files: Files = {
        "train.json": jsonl({"text": "a", "label": ["a_b"]}, {"text": "b", "label": ["a b"]}),
        "x.taxonomy": "top\ta_b\ta b\n",
    }
    graph = formats.load(write(files=files)).graph
    assert graph.names == ("a_b", "a b")


NYT = "Root\tTop\nTop\tNews\tViews\nNews\tColumns\tHealth\nViews\tViews\tColumns\n"


def test_nyt_with_a_top_label_a_self_loop_and_a_name_in_two_places(write: Write) -> None:
    path = write(
        files={
            "nyt_train.json": jsonl(
                {"label": ["Top", "News", "Columns"], "text": "a"},
                {"label": ["Top", "News", "Health"], "text": "b"},
                {"label": ["Top", "Views"], "text": "c"},
            ),
            "nyt_test.json": jsonl({"label": ["Views"], "text": "d"}),
            "nyt_labels.txt": "Columns\nTop\nViews\nNews\nHealth\n",
            "nyt.taxonomy": NYT,
        }
    )
    graph = formats.load(path).graph
    assert graph.names == ("Columns", "Top", "Views", "News", "Health")
    assert graph.edges == ((1, 3), (1, 2), (3, 0), (3, 4), (2, 0))
    told = notes(path)
    assert told[2] == "nyt.taxonomy, line 4: a label is its own parent; such edges are left out"
    assert told[0].startswith(
        "nyt.taxonomy: Top stands above all labels, and 75% of the documents have it; it is kept"
    )
    assert told[1] == (
        "nyt.taxonomy: 1 labels stand below several parents, and no document says below which: "
        "Columns"
    )


def test_a_root_that_every_document_has_is_kept_and_told(write: Write) -> None:
    rooted = [json.loads(line) for line in (TRAIN + TEST).splitlines()]
    rooted = [{**item, "label": ["Root", *item["label"]]} for item in rooted]
    path = write(files=rcv1(rcv1_train__json=jsonl(*rooted[:3]), rcv1_test__json=jsonl(rooted[3])))
    corpus = formats.load(path)
    assert corpus.graph.names == ("Root", "G1", "C1", "C15")
    assert all(0 in item.labels for item in corpus.train)
    assert "Root stands above all labels, and 100% of the documents have it" in notes(path)[0]


# ------------------------------------------------------------------ round trip

LABELS = st.sampled_from(["Root", "C_1", "C 2", "Ж", "a/b", "label"])
DOCUMENTS = st.lists(
    st.fixed_dictionaries(
        {
            "text": st.text(st.characters(exclude_categories=["Cs"])),
            "label": st.lists(LABELS, unique=True),
        }
    ),
    min_size=1,
    max_size=5,
)


@pytest.mark.slow
@settings(deadline=None)  # writes files, and machines are busy
@given(DOCUMENTS, DOCUMENTS, st.booleans())
def test_what_is_written_is_read_again(
    train: list[dict[str, object]], test: list[dict[str, object]], ascii_only: bool
) -> None:
    train = [*train, {"text": "", "label": ["C_1"]}]
    with tempfile.TemporaryDirectory() as folder:
        for name, documents in (("train", train), ("test", test)):
            body = "".join(json.dumps(item, ensure_ascii=ascii_only) + "\n" for item in documents)
            (Path(folder) / f"{name}.json").write_bytes(body.encode())
        corpus = formats.load(Path(folder))
    for items, documents in ((corpus.train, train), (corpus.test, test)):
        names = [[corpus.graph.names[row] for row in item.labels] for item in items]
        assert [item.text for item in items] == [item["text"] for item in documents]
        assert names == [item["label"] for item in documents]


# ------------------------------------------------------------------ files that are wrong


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"text": "a", "label": ["C1"]', "line 4: not valid JSON"),
        ('["C1"]', 'line 4: not a JSON object (expected {"text": …, "label": […]}; found ["C1"])'),
        ('{"text": "a", "labels": ["C1"]}', "a field is missing (expected text, label; found text"),
        ('{"label": ["C1"]}', "a field is missing (expected text, label; found label). Add text."),
        ('{"text": ["a"], "label": []}', 'the field "text" has the wrong type (expected a text;'),
        ('{"text": "a", "label": "C1"}', 'the field "label" has the wrong type (expected a list'),
        ('{"text": "a", "label": [1]}', 'the field "label" has the wrong type'),
        ('{"text": "\\ud800", "label": []}', "not valid Unicode"),
        ('{"text": "a", "label": ["ROOT"]}', "ROOT stands above all labels and is not a label"),
        ('{"text": "a", "label": ["C16"]}', "the label is not in the hierarchy (expected a label"),
        (b'{"text": "\xe9", "label": []}', "not UTF-8 text (expected UTF-8; found byte 0xe9"),
    ],
)
def test_a_wrong_document_is_told(write: Write, line: str | bytes, message: str) -> None:
    raw = line if isinstance(line, bytes) else line.encode()
    told = errors(write(files=rcv1(rcv1_train__json=TRAIN.encode() + raw + b"\n")))
    assert len(told) == 1
    assert told[0].startswith("rcv1_train.json, line 4: ")
    assert message in told[0]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("rcv1_train__json", "", "rcv1_train.json: the file is empty"),
        ("rcv1_labels__txt", "\n\n", "rcv1_labels.txt: the file is empty"),
        ("rcv1_labels__txt", b"C1\n\xff\n", "rcv1_labels.txt, line 2: not UTF-8 text"),
        ("rcv1_labels__txt", "C1\nROOT\n", "rcv1_labels.txt, line 2: ROOT stands above all"),
        ("rcv1__taxonomy", "", "rcv1.taxonomy: the file is empty"),
        ("rcv1__taxonomy", TAXONOMY + "C15\tG1\nG1\tC1\n", "rcv1.taxonomy, line 4: the hierarchy"),
        ("rcv1__taxonomy", "C1 C15\n", "rcv1.taxonomy, line 1: not a label and its children"),
    ],
)
def test_a_wrong_file_is_told(write: Write, name: str, content: str | bytes, message: str) -> None:
    assert any(item.startswith(message) for item in errors(write(files=rcv1(**{name: content}))))


def test_a_label_twice_in_the_list_is_noted(write: Write) -> None:
    path = write(files=rcv1(rcv1_labels__txt="C1\nC15\nG1\nC15\n"))
    assert notes(path) == ["rcv1_labels.txt, line 4: the edge is repeated"]


def test_a_line_without_end(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LINE", 200)
    long = jsonl({"text": "word " * 100, "label": ["C1"]})
    told = errors(write(files=rcv1(rcv1_train__json=TRAIN + long)))
    assert told[0].startswith("rcv1_train.json, line 4: the line is too long")


def test_every_wrong_line_is_told(write: Write) -> None:
    told = errors(write(files=rcv1(rcv1_train__json=TRAIN + "{\n[]\n", rcv1_test__json="{}\n")))
    assert [item.partition(": ")[0] for item in told] == [
        "rcv1_train.json, line 4",
        "rcv1_train.json, line 5",
        "rcv1_test.json, line 1",
    ]


def test_a_split_that_is_there_twice(write: Write) -> None:
    told = errors(write(files=rcv1(rcv1_dev__json=TEST, rcv1_val__json=TEST)))
    assert told[0].startswith("desk: a split is there twice (found rcv1_dev.json and rcv1_val.json")


def test_files_of_several_corpora(write: Write) -> None:
    told = errors(write(files=rcv1() | {"nyt_train.json": TRAIN}))
    assert told[0].startswith("desk: files of several corpora stand in one folder")


def test_the_taxonomy_named_like_the_corpus_is_taken(write: Write) -> None:
    others: Files = {"nyt.taxonomy": NYT, "yelp.taxonomy": YELP, "nyt_labels.txt": "Top\n"}
    path = write(files=rcv1() | others)
    assert formats.load(path).graph.names == ("G1", "C1", "C15")
    (path / "rcv1.taxonomy").unlink()
    assert (
        "several files of one kind stand in the folder (found nyt.taxonomy, yelp.tax"
        in (errors(path)[0])
    )


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("rcv1", "come from NIST (trec.nist.gov/data/reuters/reuters.html); gen_json_rcv1.py"),
        ("nyt", "is LDC2008T19 (catalog.ldc.upenn.edu/LDC2008T19); gen_json_nyt.py of the HiddeN"),
        ("yelp", "The Yelp Open Dataset is at yelp.com/dataset; gen_json_yelp.py of the HiddeN"),
        ("mine", "Write one JSON object on each line."),
    ],
)
@pytest.mark.parametrize("present", ["{}_test.json", "{}.taxonomy"])
def test_what_is_missing_and_where_it_comes_from(
    write: Write, name: str, source: str, present: str
) -> None:
    told = errors(write(files={present.format(name): TEST}))
    assert len(told) == 1
    assert told[0].startswith(f"desk: {name}_train.json is missing (expected {name}_train.json")
    assert source in told[0]


def test_a_folder_of_taxonomies_names_every_source(write: Write) -> None:
    files: Files = {"Yelp.taxonomy": YELP, "nyt.taxonomy": NYT}
    told = errors(write(files=files))[0]
    assert "yelp.com/dataset" in told
    assert "LDC2008T19" in told
