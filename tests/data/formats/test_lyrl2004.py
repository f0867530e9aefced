"""RCV1-v2 as published: tokens, topics and hierarchy, and a clear word about what is missing."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmlc_core.data import formats, limits
from tests.data.corpusfiles import Files, errors, notes
from tests.data.formats.lyrlfiles import HIERARCHY, NAMES, TOPICS, TRAIN, published

Write = Callable[..., Path]


def test_tokens_topics_and_hierarchy(write: Write) -> None:
    corpus = formats.load(write(files=published()))
    assert corpus.graph.names == ("C1", "G1", "C15")
    assert corpus.graph.texts == ("TRADE/WORK", "WEATHER", "RESULTS")
    assert corpus.graph.edges == ((0, 2),)
    assert [(item.id, item.text, item.labels) for item in corpus.train] == [
        ("2286", "mill clos mill worker", (0, 2)),
        ("2287", "river froz", (1,)),
    ]
    assert [(item.id, item.labels) for item in corpus.test] == [
        ("26151", (1,)),
        ("300000", (0,)),
        ("300001", ()),
    ]


def test_what_is_unusual_is_told(write: Write) -> None:
    told = notes(write(files=published()))
    assert told == [
        "desk: words are stemmed, and frequent ones left out, as in the files",
        "desk: only 2 of the 4 test files are there",
        "lyrl2004_tokens_test_pt1.dat, line 5: the document has no labels",
        "lyrl2004_tokens_test_pt1.dat, line 5: the document has no words",
    ]


def test_files_may_be_compressed_or_end_in_txt(write: Write) -> None:
    files: Files = {}
    for name, content in published().items():
        assert isinstance(content, str)
        ending = ".txt" if "hier" in name else ".gz"
        files[name + ending] = gzip.compress(content.encode()) if ending == ".gz" else content
    corpus = formats.load(write(files=files))
    assert (len(corpus.train), len(corpus.test), len(corpus.graph)) == (2, 3, 3)


def test_without_the_hierarchy_topics_stand_side_by_side(write: Write) -> None:
    path = write(files=published(hierarchy=None))
    assert formats.load(path).graph.edges == ()
    told = notes(path)[0]
    assert told.startswith(
        "rcv1-v2.topics.qrels: rcv1.topics.hier.orig is missing, so the topics stand side by side"
    )
    assert "topic hierarchy in on-line appendix 2" in told


def test_without_test_files_a_test_split_is_held_out(write: Write) -> None:
    train = "".join(f".I {n}\n.W\nword\n\n" for n in range(20))
    topics = "".join(f"G1 {n} 1\n" for n in range(20))
    path = write(files=published(train=train, topics=topics, test=None, test2=None))
    corpus = formats.load(path)
    assert (len(corpus.train), len(corpus.test)) == (18, 2)


def test_a_folder_with_the_texts_too_gives_the_texts(write: Write) -> None:
    texts = '{"text": "The mill closed.", "label": ["C1"]}\n' * 2
    path = write({"rcv1_train.json": texts}, files=published())
    assert formats.load(path).train[0].text == "The mill closed."


def test_a_taxonomy_beside_the_tokens_does_no_harm(write: Write) -> None:
    path = write({"rcv1.taxonomy": "Root\tC1\n"}, files=published())
    assert len(formats.load(path).graph) == 3


# ------------------------------------------------------------------ round trip

WORDS = st.lists(st.text("abcdefgh", min_size=1, max_size=6), max_size=30)


@pytest.mark.slow
@settings(deadline=None)  # writes files, and machines are busy
@given(st.lists(WORDS, min_size=1, max_size=5), st.integers(1, 12))
def test_what_is_written_is_read_again(documents: list[list[str]], width: int) -> None:
    train = topics = ""
    for number, words in enumerate(documents):
        rows = [" ".join(words[at : at + width]) for at in range(0, len(words), width)]
        train += f".I {number}\n.W\n" + "".join(f"{row}\n" for row in rows) + "\n"
        topics += f"{'C1' if words else 'G1'} {number} 1\n"
    with tempfile.TemporaryDirectory() as folder:
        for name, content in published(train=train, topics=topics, test=train, test2=None).items():
            if isinstance(content, str):
                (Path(folder) / name).write_bytes(content.encode())
        corpus = formats.load(Path(folder))
    assert [item.text.split() for item in corpus.train] == documents
    assert corpus.train[0].labels == (0 if documents[0] else 1,)


# ------------------------------------------------------------------ files that are wrong


@pytest.mark.parametrize(
    ("part", "content", "message"),
    [
        ("train", "", "lyrl2004_tokens_train.dat: the file is empty"),
        ("train", TRAIN + "\n.I 1\n.W\n\xff\n", "lyrl2004_tokens_train.dat, line 13: not UTF-8"),
        (
            "train",
            "river froz\n" + TRAIN,
            "lyrl2004_tokens_train.dat, line 1: not a document (expected lines .I and a number, "
            ".W, and words; found river froz)",
        ),
        ("train", TRAIN + ".I\n.W\nmill\n", "line 10: not a document"),
        ("train", TRAIN + ".I 1 2\n.W\nmill\n", "line 10: not a document"),
        ("train", TRAIN + ".I 1\nmill\n", "line 10: not a document"),
        ("train", TRAIN + ".I 1\n", "line 10: not a document"),
        (
            "train",
            TRAIN + ".I 2286\n.W\nmill\n",
            "lyrl2004_tokens_train.dat, line 10: the id is used twice (expected a different id "
            "for each document; found '2286', already in lyrl2004_tokens_train.dat, line 1)",
        ),
        ("topics", "", "rcv1-v2.topics.qrels: the file is empty"),
        ("topics", TOPICS + "C1 2287\n", "rcv1-v2.topics.qrels, line 7: not a topic of a document"),
        ("topics", TOPICS + "C1 2287 0\n", "line 7: not a topic of a document (expected a topic,"),
        (
            "topics",
            TOPICS + "C99 2287 1\nC99 2286 1\n",
            "rcv1-v2.topics.qrels, line 7: the topic is not in the hierarchy (expected a topic of "
            "rcv1.topics.hier.orig; found 'C99')",
        ),
        ("topics", "C1 1 1\n", "rcv1-v2.topics.qrels: no document has a topic"),
        ("hierarchy", "", "rcv1.topics.hier.orig: the file is empty"),
        ("hierarchy", HIERARCHY + "C1 > C16\n", "rcv1.topics.hier.orig, line 5: not an edge"),
        (
            "hierarchy",
            HIERARCHY + "parent: C15 child: C1 child-description: X\n",
            "rcv1.topics.hier.orig, line 5: the hierarchy has a cycle",
        ),
    ],
)
def test_a_wrong_file_is_told(write: Write, part: str, content: str, message: str) -> None:
    path = write(files=published(**{part: content.encode("latin-1")}))
    told = errors(path)
    assert message in told[0]
    if content:
        assert len(told) == 1


def test_a_line_without_end(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LINE", 200)
    told = errors(write(files=published(train=TRAIN + ".I 1\n.W\n" + "word " * 100)))
    assert told[0].startswith("lyrl2004_tokens_train.dat, line 12: the line is too long")


def test_a_damaged_archive(write: Write) -> None:
    files = published(train=None)
    files[NAMES["train"] + ".gz"] = gzip.compress(TRAIN.encode())[:-9]
    assert "the compressed file is damaged" in errors(write(files=files))[0]


def test_every_wrong_line_is_told(write: Write) -> None:
    told = errors(write(files=published(train="x\n.I\n", test="y\n", topics="C1\nC99 2286 1\n")))
    assert [item.partition(": ")[0] for item in told] == [
        "rcv1-v2.topics.qrels, line 1",
        "lyrl2004_tokens_train.dat, line 1",
        "lyrl2004_tokens_train.dat, line 2",
        "lyrl2004_tokens_test_pt0.dat, line 1",
        "rcv1-v2.topics.qrels, line 2",
    ]


@pytest.mark.parametrize(
    ("part", "what"),
    [("train", "token files in on-line appendix 12"), ("topics", "topics of each document in")],
)
def test_what_is_missing_and_where_it_is_published(write: Write, part: str, what: str) -> None:
    told = errors(write(files=published(**{part: None})))
    assert len(told) == 1
    assert told[0].startswith(f"desk: {NAMES[part]} is missing (expected lyrl2004_tokens_train.dat")
    assert "jmlr.org/papers/volume5/lewis04a/lyrl2004_rcv1v2_README.htm" in told[0]
    assert what in told[0]


def test_a_file_that_is_there_twice(write: Write) -> None:
    path = write({NAMES["topics"] + ".gz": gzip.compress(TOPICS.encode())}, files=published())
    assert errors(path)[0].startswith("desk: rcv1-v2.topics.qrels is there twice (found")


def test_texts_beside_the_token_files_are_read_instead_of_stemmed_words(write: Write) -> None:
    docs = "2287 The river froze.\n300000 Profits rose.\n2286\tMill closes.\n77 Another.\n"
    path = write(files=published() | {"docs.txt": docs})
    corpus = formats.load(path)
    assert [(item.id, item.text) for item in corpus.train] == [
        ("2286", "Mill closes."),
        ("2287", "The river froze."),
    ]
    assert [(item.id, item.text) for item in corpus.test] == [("300000", "Profits rose.")]
    told = notes(path)
    assert "docs.txt: 2 of 5 documents have no text here; left out" in told
    assert "docs.txt, line 4: the token files do not have this document" in told
    assert not any("stemmed" in note for note in told)
