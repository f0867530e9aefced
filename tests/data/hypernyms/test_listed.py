"""Hypernyms from a list: files of pairs, and the bundled one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hmlc_core.data.hypernyms import read_hypernyms
from hmlc_core.data.hypernyms.listed import BUNDLED
from hmlc_core.data.prepare import prepare
from hmlc_core.data.registry import load_corpus
from hmlc_core.errors import DataError
from hmlc_core.experiment import CorpusSettings

WORDS = ["<pad>", "<unk>", "animal", "dog", "puppy", "stone"]


def listed(tmp_path: Path, text: str, relation: str = "closure", name: str = "list.tsv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_hypernyms(str(path), WORDS, relation=relation)


def test_steps_of_a_list_add_up_unless_only_direct_ones_are_wanted(tmp_path: Path) -> None:
    text = "animal\tdog\ndog\tpuppy\n"
    assert listed(tmp_path, text).pairs.tolist() == [[2, 3], [2, 4], [3, 4]]
    assert listed(tmp_path, text, "direct").pairs.tolist() == [[2, 3], [3, 4]]
    depth = listed(tmp_path, text).depth
    assert np.array_equal(depth, [np.nan, np.nan, 0, 1, 2, np.nan], equal_nan=True)


def test_steps_lead_over_words_that_the_vocabulary_does_not_have(tmp_path: Path) -> None:
    assert listed(tmp_path, "animal\tcanid\ncanid\tdog\n").pairs.tolist() == [[2, 3]]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list.tsv", "word\thypernym\ndog\tanimal\n"),
        ("list.tsv", "# mine\nHypernym\tWord\nanimal\tDog\n"),
        ("list.csv", "hyponym;hypernym\ndog;animal\n"),
    ],
)
def test_names_of_columns_tell_the_order(tmp_path: Path, name: str, text: str) -> None:
    found = listed(tmp_path, text, name=name)
    assert found.pairs.tolist() == [[2, 3]]
    assert any("hypernym" in sentence.lower() for sentence in found.assumed)


def test_circles_do_no_harm(tmp_path: Path) -> None:
    found = listed(tmp_path, "animal\tdog\ndog\tanimal\ndog\tdog\n")
    assert found.pairs.tolist() == [[2, 3], [3, 2]]
    assert np.isnan(found.depth).all()


def test_special_entries_are_no_words(tmp_path: Path) -> None:
    assert listed(tmp_path, "<unk>\tdog\nanimal\t<pad>\n").pairs.tolist() == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("animal dog\nstone\n", "list.tsv, line 1: not an edge"),
        ("", "list.tsv: the file is empty"),
        ("# nothing\n", "list.tsv: there are no pairs"),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        listed(tmp_path, text)


@pytest.mark.parametrize("source", ["", "nowhere.tsv", "a\0b", "bundle", "~nobody-at-all/x"])
def test_an_unknown_source_is_refused(source: str) -> None:
    with pytest.raises(DataError, match=r"hypernyms\.source: there is no such source"):
        read_hypernyms(source, WORDS)


def test_every_word_of_the_bundled_list_is_one_of_newsroom() -> None:
    words = prepare(load_corpus("newsroom"), CorpusSettings(), 0).vocabulary.words
    written = [tuple(line.split("\t")) for line in BUNDLED.read_text("utf-8").splitlines()]
    assert {word for pair in written for word in pair} <= set(words)
    assert len(set(written)) == len(written) >= 150
    found = read_hypernyms("bundled", words, relation="direct")
    assert {(words[upper], words[lower]) for upper, lower in found.pairs} == set(written)
    assert found.assumed == ()
    # Without circles every word has a depth.
    assert (~np.isnan(found.depth)).sum() == len({word for pair in written for word in pair})
    assert len(read_hypernyms("bundled", words).pairs) > len(written)


def test_synsets_are_senses_of_their_words(tmp_path: Path) -> None:
    text = "animal.n.01\tdog.n.01\nstone.n.02\tdog.n.03\ndog.n.01\tpuppy.n.01\n"
    found = listed(tmp_path, text)
    assert found.pairs.tolist() == [[2, 3], [2, 4], [3, 4]]
    every = read_hypernyms(str(tmp_path / "list.tsv"), WORDS, senses="all")
    assert every.pairs.tolist() == [[2, 3], [2, 4], [3, 4], [5, 3]]
    told = "list.tsv names synsets: animal.n.01 is read as a sense of the word animal."
    assert told in found.assumed


def test_one_name_like_a_synset_is_a_word(tmp_path: Path) -> None:
    assert listed(tmp_path, "animal\tdog\ndog\tpuppy.n.01\n").pairs.tolist() == [[2, 3]]


def test_what_is_asked_again_is_not_read_again_unless_the_file_is_another(tmp_path: Path) -> None:
    path = tmp_path / "list.tsv"
    path.write_text("animal\tdog\n")
    first = read_hypernyms(str(path), ["animal", "dog", "cat"])
    assert read_hypernyms(str(path), ["animal", "dog", "cat"]) is first
    assert read_hypernyms(str(path), ["dog", "animal"]).pairs.tolist() == [[1, 0]]
    with pytest.raises(ValueError, match="read-only"):
        first.pairs[0] = 0
    path.write_text("animal\tdog\nanimal\tcat\n")
    assert len(read_hypernyms(str(path), ["animal", "dog", "cat"]).pairs) == 2
