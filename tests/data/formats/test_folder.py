"""Our folder format: round trips, and a clear message for everything that can be wrong."""

from __future__ import annotations

import gzip
import json
import string
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmlc_core.data import formats, limits
from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.formats import folder
from hmlc_core.data.formats.names import one_form
from hmlc_core.data.labels import ROOT, LabelGraph
from hmlc_core.data.problems import SHOWN, InvalidData
from hmlc_core.data.splits import lowest_hashes
from hmlc_core.data.tokenizers import tokenizer_of
from tests.data.corpusfiles import DOCUMENTS, HIERARCHY, TEST, errors, found, jsonl, notes

Write = Callable[..., Path]

WHOLE = st.characters(exclude_categories=["Cs"])
NAMES = (
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\t\r\n"))
    .map(one_form)
    .filter(lambda name: name and name != ROOT)
)


@st.composite
def corpora(draw: st.DrawFn) -> Corpus:
    """Corpora with odd names and texts, several parents, and documents without anything."""
    names = draw(st.lists(NAMES, unique=True, min_size=1, max_size=5))
    count = len(names)
    pairs = [(i, j) for i in range(count) for j in range(count) if i < j]
    edges = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    order = draw(st.permutations(range(count)))
    graph = LabelGraph(tuple(names), tuple((order[i], order[j]) for i, j in edges))
    labels = st.lists(st.integers(0, count - 1), unique=True).map(tuple)
    documents = st.lists(
        st.tuples(st.text(WHOLE, min_size=1), st.text(WHOLE), labels),
        unique_by=lambda document: document[0],
        min_size=2,
        max_size=6,
    ).map(lambda rows: tuple(Document(*row) for row in rows))
    splits = {split: draw(documents) for split in ("train", "dev", "test")}
    return Corpus("corpus", "A title", graph, **splits)


@pytest.mark.slow
@given(corpora(), st.booleans())
def test_what_is_written_is_read_again(corpus: Corpus, compress: bool) -> None:
    with tempfile.TemporaryDirectory() as parent:
        folder.write(corpus, Path(parent) / "corpus", compress=compress)
        again = formats.load(Path(parent) / "corpus")
    # The order of edges is the reader's; everything else is as it was.
    graph = replace(corpus.graph, edges=again.graph.edges)
    assert set(again.graph.edges) == set(corpus.graph.edges)
    assert replace(again, notes=()) == replace(corpus, graph=graph)


def test_texts_title_and_notes_are_kept(tmp_path: Path) -> None:
    graph = LabelGraph(("S", "T"), ((0, 1),), texts=("Sport", "Tennis"))
    train = (Document("1", "play", (0, 1)), Document("2", "game", (0, 1)))
    corpus = Corpus("x", "Sports desk", graph, train, (), train, notes=("Found in an attic.",))
    folder.write(corpus, tmp_path / "x")
    again = formats.load(tmp_path / "x")
    assert again.title == "Sports desk"
    assert again.graph.texts == ("Sport", "Tennis")
    assert again.notes[0] == "Found in an attic."


def test_notes_do_not_pile_up_when_written_and_read(tmp_path: Path, write: Write) -> None:
    corpus = formats.load(write({"hierarchy.tsv": HIERARCHY + "ROOT\tunused\n"}))
    folder.write(corpus, tmp_path / "again")
    assert formats.load(tmp_path / "again").notes == corpus.notes


def test_a_good_folder_has_no_problems(write: Write) -> None:
    path = write()
    assert found(path) == []
    corpus = formats.load(path)
    assert corpus.name == corpus.title == "desk"
    assert corpus.graph.names == ("sport", "markets", "football", "tennis")
    assert corpus.train[1] == Document("2", DOCUMENTS[1]["text"], (0, 3))
    assert [len(corpus.split(split)) for split in ("train", "dev", "test")] == [4, 0, 1]


def test_label_names_give_the_order_and_the_texts(write: Write) -> None:
    path = write({"label_names.tsv": "tennis\tTennis\nsport\tSport\n"})
    graph = formats.load(path).graph
    assert graph.names == ("tennis", "sport", "markets", "football")
    assert [graph.display(row) for row in range(4)] == ["Tennis", "Sport", "markets", "football"]


TOKENS = (
    {"id": "1", "tokens": ["acousto-optic", "Modulator", "3.5"], "labels": ["sport", "football"]},
    {"id": "2", "tokens": ["new york", " ", "x"], "labels": ["markets"]},
)


def test_lists_of_tokens_stay_as_they_are(write: Write, tmp_path: Path) -> None:
    """White space inside one is written as `_`, and what is nothing else is left out, told once."""
    path = write({"train.jsonl": jsonl(*TOKENS), "test.jsonl": jsonl(TOKENS[0])})
    corpus = formats.load(path)
    words = tokenizer_of(corpus)
    assert [words(document.text) for document in corpus.train] == [
        ["acousto-optic", "Modulator", "3.5"],
        ["new_york", "x"],
    ]
    assert "train.jsonl, line 2: a token is empty and left out" in notes(path)
    folder.write(corpus, tmp_path / "again")
    again = formats.load(tmp_path / "again")
    assert (again.train, again.tokenizer) == (corpus.train, "spaces")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("tokens", "message"),
    [
        ("a b", 'line 1: the field "tokens" has the wrong type'),
        (["a", 1], 'line 1: the field "tokens" has the wrong type'),
        (["a", "b" * 201], "line 1: a token is too long (expected at most 200 characters"),
        (["a"] * 1_000_001, 'line 1: the field "tokens" has too many tokens'),
    ],
)
def test_what_is_no_list_of_tokens_is_refused(write: Write, tokens: object, message: str) -> None:
    document = {"id": "1", "tokens": tokens, "labels": ["sport"]}
    (error,) = errors(write({"train.jsonl": jsonl(document), "test.jsonl": None}))
    assert message in error


def test_texts_and_tokens_do_not_mix(write: Write) -> None:
    first, *others = errors(write({"train.jsonl": jsonl(TOKENS[0], DOCUMENTS[1])}))
    assert first.startswith("train.jsonl, line 2: some documents are texts and others lists")
    assert len(others) == 1  # the test document


def test_a_corpus_names_its_tokenizer(write: Write) -> None:
    path = write({"stats.json": '{"tokenizer": "spaces"}'})
    assert tokenizer_of(formats.load(path))("It was wet.") == ["It", "was", "wet."]


def test_a_tokenizer_that_is_not_there_is_an_error(write: Write) -> None:
    (error,) = errors(write({"stats.json": '{"tokenizer": "letters"}'}))
    assert error.startswith("stats.json: there is no such tokenizer (expected corpus, words, ")


def test_without_a_hierarchy_labels_stand_side_by_side(write: Write) -> None:
    graph = formats.load(write({"hierarchy.tsv": None})).graph
    assert graph.names == ("football", "markets", "sport", "tennis")
    assert graph.edges == ()


def test_without_a_test_split_one_is_held_out_by_id(write: Write) -> None:
    documents = [{"id": n, "text": "a word", "labels": ["x"]} for n in range(50)]
    files = {"train.jsonl": jsonl(*documents)}
    path = write(files=files)
    corpus = formats.load(path)
    assert (len(corpus.train), len(corpus.test)) == (45, 5)
    assert "5 of the 50 training documents" in corpus.notes[-1]
    assert corpus.notes[-1] in corpus.assumed, "a test split may be missing: nothing to warn of"
    (path / "train.jsonl").write_text(jsonl(*documents[::-1]))
    assert set(formats.load(path).test) == set(corpus.test)


def test_documents_chosen_by_id_stay_chosen_in_any_order() -> None:
    ids = [f"d{number}" for number in range(100)]
    chosen = lowest_hashes(ids, 0.1)
    assert chosen == lowest_hashes(ids[::-1], 0.1)
    assert chosen < lowest_hashes(ids, 0.2)
    assert len(chosen) == 10
    assert not lowest_hashes(["one"], 0.5)
    assert len(lowest_hashes(["one", "two"], 0.01)) == 1


def test_windows_line_ends_byte_order_marks_and_blank_lines_do_no_harm(write: Write) -> None:
    train = "\ufeff" + jsonl(*DOCUMENTS).replace("\n", "\r\n\r\n")
    path = write({"train.jsonl": train, "hierarchy.tsv": HIERARCHY.replace("\n", "\r\n")})
    assert found(path) == []
    assert len(formats.load(path).train) == 4


def test_a_whole_number_may_be_an_id(write: Write) -> None:
    path = write({"test.jsonl": jsonl({**TEST, "id": 17})})
    assert formats.load(path).test[0].id == "17"


# ------------------------------------------------------------------ documents that are wrong

GOOD = jsonl(*DOCUMENTS)


@pytest.mark.parametrize(
    ("second_line", "message"),
    [
        (
            '{"id": "9", "text": "cut off',
            "train.jsonl, line 2: not valid JSON (expected one JSON object on each line; "
            "found a text whose quotes do not end at column 21)",
        ),
        ("[" * 100_000, "line 2: not valid JSON"),
        (
            '["a list"]',
            'line 2: not a JSON object (expected {"id": …, "text": …, "labels": […]}; '
            'found ["a list"])',
        ),
        (
            '{"id": "9", "text": "a"}',
            "line 2: a field is missing (expected id, text, labels; found id, text). Add labels.",
        ),
        ("{}", "line 2: a field is missing (expected id, text, labels; found no field)"),
        (
            '{"id": "9", "text": "a", "labels": "sport"}',
            'line 2: the field "labels" has the wrong type (expected a list of texts such as '
            '["sport", "tennis"]; found "sport")',
        ),
        ('{"id": "9", "text": "a", "labels": [3]}', 'line 2: the field "labels" has the wrong'),
        (
            '{"id": "9", "text": 5, "labels": []}',
            'line 2: the field "text" has the wrong type (expected a text; found 5)',
        ),
        (
            '{"id": 1.5, "text": "a", "labels": []}',
            'line 2: the field "id" has the wrong type (expected a text or a whole number; '
            "found 1.5)",
        ),
        ('{"id": true, "text": "a", "labels": []}', 'line 2: the field "id" has the wrong type'),
        ('{"id": "", "text": "a", "labels": []}', 'line 2: the field "id" has the wrong type'),
        (
            '{"id": "9", "text": "half \\ud83d", "labels": []}',
            "line 2: not valid Unicode (expected whole characters; found half a character, "
            "\\ud83d)",
        ),
        (
            '{"id": "9", "text": "a", "labels": ["two\\tcells"]}',
            "line 2: not a label (expected a name without tabs and line breaks; "
            "found 'two\\tcells')",
        ),
        ('{"id": "9", "text": "a", "labels": [" "]}', "line 2: not a label"),
        (
            '{"id": "9", "text": "a", "labels": ["ROOT"]}',
            "line 2: ROOT stands above all labels and is not a label itself",
        ),
        (
            '{"id": "9", "text": "a", "labels": ["Tennis"]}',
            "line 2: the label is not in the hierarchy (expected a label of hierarchy.tsv; "
            "found 'Tennis'). Did you mean 'tennis'?",
        ),
        (
            '{"id": "3", "text": "a", "labels": []}',
            "train.jsonl, line 4: the id is used twice (expected a different id for each "
            "document; found '3', already in train.jsonl, line 2)",
        ),
    ],
)
def test_a_wrong_line_is_told_with_its_number(write: Write, second_line: str, message: str) -> None:
    first, *rest = GOOD.splitlines()
    path = write({"train.jsonl": "\n".join([first, second_line, *rest]) + "\n"})
    told = errors(path)
    assert len(told) == 1
    assert message in told[0]
    with pytest.raises(InvalidData) as caught:
        formats.load(path)
    assert message in str(caught.value)


def test_text_that_is_not_utf8(write: Write) -> None:
    body = GOOD.splitlines(keepends=True)
    bad = '{"id": "9", "text": "café", "labels": []}\n'.encode("latin-1")
    path = write({"train.jsonl": body[0].encode() + bad + "".join(body[1:]).encode()})
    assert errors(path) == [
        "train.jsonl, line 2: not UTF-8 text (expected UTF-8; found byte 0xe9 at position 25). "
        "Save the file again with UTF-8 encoding."
    ]


@pytest.mark.parametrize("content", [b"", b"\n \r\n\n"])
def test_an_empty_file(write: Write, content: bytes) -> None:
    path = write({"train.jsonl": content})
    assert errors(path)[0] == ("train.jsonl: the file is empty. Export it again, or remove it.")


def test_a_damaged_archive(write: Write) -> None:
    whole = gzip.compress(GOOD.encode() * 50)
    path = write({"train.jsonl": None, "train.jsonl.gz": whole[: len(whole) // 2]})
    assert "train.jsonl.gz, line" in errors(path)[0]
    assert "the compressed file is damaged (expected a complete gzip file" in errors(path)[0]
    (path / "train.jsonl.gz").write_bytes(b"this is no archive")
    assert "line 1: the compressed file is damaged" in errors(path)[0]


def test_an_endless_line(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LINE", 2**20)
    path = write({"train.jsonl": '{"id": "' + "x" * 2**20})
    assert "train.jsonl, line 1: the line is too long (expected at most 1 MB)" in errors(path)[0]


def test_a_split_that_is_there_twice_or_not_at_all(write: Write) -> None:
    path = write({"train.jsonl.gz": gzip.compress(GOOD.encode())})
    assert "twice (found train.jsonl and train.jsonl.gz). Remove one." in errors(path)[0]
    (path / "train.jsonl").unlink()
    (path / "train.jsonl.gz").unlink()
    assert "train.jsonl is missing (expected train.jsonl or train.jsonl.gz)" in errors(path)[0]


@pytest.mark.parametrize("name", ["val.jsonl", "valid.jsonl", "validation.jsonl", "dev.jsonl"])
def test_a_development_split_under_any_usual_name(write: Write, name: str) -> None:
    corpus = formats.load(write({name: jsonl(TEST | {"id": "6"})}))
    assert [document.id for document in corpus.dev] == ["6"]
    assert len(corpus.train) == 4


def test_two_development_splits_are_refused(write: Write) -> None:
    path = write({"val.jsonl": jsonl(TEST), "dev.jsonl": jsonl(TEST)})
    assert "a split is there twice (found dev.jsonl and val.jsonl)" in errors(path)[0]


def test_a_folder_in_place_of_a_file(write: Write) -> None:
    path = write({"hierarchy.tsv": None})
    (path / "label_names.tsv").mkdir()
    assert found(path) == []


# ------------------------------------------------------------------ hierarchies that are wrong


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "sport",
            "hierarchy.tsv, line 5: not an edge (expected two labels with a tab between them: "
            "parent, child; found 'sport')",
        ),
        ("a\tb\tc", "line 5: not an edge"),
        ("\tsport", "line 5: not an edge"),
        ("sport\tROOT", "line 5: ROOT stands above all labels and cannot be a child"),
        (
            "tennis\tsport",
            "hierarchy.tsv, line 5: the hierarchy has a cycle (expected parents above children, "
            "never in a circle; found sport → tennis → sport). Remove one of the lines 4, 5.",
        ),
    ],
)
def test_a_wrong_edge_is_told_with_its_line(write: Write, line: str, message: str) -> None:
    path = write({"hierarchy.tsv": HIERARCHY + line + "\n"})
    assert message in errors(path)[0]


def test_harmless_edges_are_noted(write: Write) -> None:
    path = write({"hierarchy.tsv": HIERARCHY + "sport\tsport\nsport\ttennis\nROOT\tunseen\n"})
    assert notes(path) == [
        "hierarchy.tsv: 1 of 5 labels occur in no document: unseen",
        "hierarchy.tsv, line 5: a label is its own parent; such edges are left out",
        "hierarchy.tsv, line 6: the edge is repeated",
    ]
    assert formats.load(path).notes == tuple(notes(path))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tennis", "label_names.tsv, line 1: not a label and its text"),
        ("tennis\tA\ntennis\tB", "label_names.tsv, line 2: the label is named twice"),
    ],
)
def test_wrong_label_names(write: Write, text: str, message: str) -> None:
    assert message in errors(write({"label_names.tsv": text}))[0]


def test_names_for_labels_that_do_not_exist_are_noted(write: Write) -> None:
    told = notes(write({"label_names.tsv": "golf\tGolf\nROOT\tAll\n"}))
    assert "names labels that do not exist otherwise; 2 such lines" in told[0]


# ------------------------------------------------------------------ unusual, but allowed


def test_documents_without_labels_or_words(write: Write) -> None:
    odd = [
        {"id": "7", "text": "nothing to see", "labels": []},
        {"id": "8", "text": "…", "labels": ["sport"]},
        {"id": "9", "text": "", "labels": []},
    ]
    path = write({"train.jsonl": GOOD + jsonl(*odd)})
    assert errors(path) == []
    assert notes(path) == [
        "train.jsonl, line 5: the document has no labels; 2 such lines, this is the first",
        "train.jsonl, line 6: the document has no words; 2 such lines, this is the first",
    ]


def test_labels_without_parents_are_noted_and_not_closed(write: Write) -> None:
    path = write({"test.jsonl": jsonl({**TEST, "labels": ["tennis", "tennis"]})})
    assert notes(path) == [
        "test.jsonl, line 1: a label stands without its parents, which are not added",
        "test.jsonl, line 1: a label is listed twice",
    ]
    assert len(formats.load(path).test[0].labels) == 1


def test_one_label_only(write: Write) -> None:
    documents = [{"id": n, "text": "word", "labels": ["only"]} for n in range(4)]
    path = write(files={"train.jsonl": jsonl(*documents)})
    assert "there is only one label, so there is nothing to tell apart" in notes(path)[0]
    assert len(formats.load(path).graph) == 1


def test_no_label_at_all(write: Write) -> None:
    path = write(files={"train.jsonl": jsonl({"id": "1", "text": "word", "labels": []})})
    assert errors(path) == [
        "train.jsonl: there are no labels. Give the documents labels, or list the labels in "
        "hierarchy.tsv."
    ]


def test_a_document_of_a_million_characters(write: Write) -> None:
    long = {"id": "long", "text": "spam " * 200_000, "labels": ["sport"]}
    assert errors(write({"train.jsonl": GOOD + jsonl(long)})) == []


def test_the_same_id_in_two_splits_is_noted(write: Write) -> None:
    told = notes(write({"test.jsonl": jsonl({**TEST, "id": "1"})}))
    assert told == ["test.jsonl, line 1: the id also occurs in another split"]


@pytest.mark.parametrize(("content", "line"), [('{"tokenizer":\n', 2), ("[]", 1), ("\x00", 1)])
def test_a_stats_file_that_cannot_be_read_is_refused(write: Write, content: str, line: int) -> None:
    (error,) = errors(write({"stats.json": content}))
    assert error.startswith(f"stats.json, line {line}: not a JSON object")


def test_tokens_beside_a_text_are_told(write: Write) -> None:
    line = {"id": "9", "text": "a b", "tokens": ["a b"], "labels": []}
    told = notes(write({"train.jsonl": jsonl(line, line | {"id": "8"})}))
    assert any("the line has tokens beside its text; the text is read" in note for note in told)


def test_strange_entries_of_a_stats_file_do_no_harm(write: Write) -> None:
    for content in ('{"title": 3, "notes": "x", "splits": 5}', '{"notes": 5}'):
        path = write({"stats.json": content})
        assert len(formats.load(path)) == 5
        path.rename(path.with_name(f"done{len(content)}"))


# ------------------------------------------------------------------ many problems at once


def test_loading_tells_the_first_errors_and_how_to_see_the_rest(write: Write) -> None:
    bad = [{"id": f"b{n}", "text": "a", "labels": [f"unknown {n}"]} for n in range(6)]
    path = write({"train.jsonl": GOOD + jsonl(*bad)})
    with pytest.raises(InvalidData) as caught:
        formats.load(path)
    message = str(caught.value)
    assert message.startswith(
        f"{path.name}, train.jsonl, line 5: the label is not in the hierarchy"
    )
    assert (
        "Also train.jsonl, line 6: the label is not in the hierarchy (found 'unknown 1')" in message
    )
    assert message.endswith(f"And 2 more; run `python -m hmlc_core data check {path}` to see all.")
    assert len(caught.value.problems) == 6


def test_problems_without_end_are_counted_but_not_kept(write: Write) -> None:
    path = write({"train.jsonl": "{}\n" * 1_000})
    assert len(errors(path)) == SHOWN
    with pytest.raises(InvalidData, match=r"And 996 more"):
        formats.load(path)


@pytest.mark.slow
@given(st.text(string.printable, max_size=60))
def test_no_line_whatsoever_escapes_as_a_defect(line: str) -> None:
    with tempfile.TemporaryDirectory() as parent:
        path = Path(parent)
        (path / "train.jsonl").write_text(GOOD + line + "\n", encoding="utf-8")
        (path / "hierarchy.tsv").write_text(HIERARCHY + line + "\n", encoding="utf-8")
        found(path)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.slow
@given(JSON, JSON, JSON, st.text(max_size=5))
def test_no_value_whatsoever_escapes_as_a_defect(
    identity: object, text: object, labels: object, key: str
) -> None:
    document = {"id": identity, "text": text, "labels": labels, key: 1}
    with tempfile.TemporaryDirectory() as parent:
        for name in ("train.jsonl", "table.jsonl"):
            path = Path(parent) / name
            path.write_text(jsonl(document, {key: labels}), encoding="utf-8")
            for problem in found(Path(parent) if name == "train.jsonl" else path):
                str(problem).encode()


def test_values_nested_without_end(write: Write) -> None:
    for depth in (300, 600, 900, 5_000):
        line = '{"id": "9", "text": "a", "labels": ' + "[" * depth + "]" * depth + "}"
        path = write({"train.jsonl": line})
        assert "line 1" in errors(path)[0]
        path.rename(path.with_name(f"done{depth}"))


@pytest.mark.slow
@given(st.binary(max_size=60))
def test_no_bytes_whatsoever_escape_as_a_defect(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as parent:
        for name in (*folder.FILES, "X_train.npy", "y_train.npz"):
            (Path(parent) / name).write_bytes(content)
            found(Path(parent))
            (Path(parent) / name).unlink()


def test_the_json_of_a_written_document_is_plain_to_read(tmp_path: Path) -> None:
    documents = (Document("1", "naïve", (0,)), Document("2", "b", (0,)))
    folder.write(Corpus("x", "x", LabelGraph(("été",)), documents), tmp_path / "x")
    first = (tmp_path / "x" / "train.jsonl").read_text(encoding="utf-8").splitlines()[0]
    assert first == '{"id": "1", "text": "naïve", "labels": ["été"]}'
    assert json.loads((tmp_path / "x" / "stats.json").read_text())["splits"] == {
        "train": {"docs": 2}
    }
