"""WordNet's own files: which pairs they hold, where they are found, and how they are damaged."""

from __future__ import annotations

import tarfile
import zipfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmlc_core.data.hypernyms import dictionary, read_hypernyms
from hmlc_core.data.hypernyms.wordnet import parse
from hmlc_core.errors import DataError
from tests.data.hypernyms import wndb

WORDS = (
    "dog canine animal cat feline mammal bank institution slope trade commerce oil lipid car "
    "vehicle money currency company rate charge price value election vote"
)
VOCABULARY = WORDS.split()

DIRECT = (
    "canine>dog commerce>trade feline>cat institution>company lipid>oil slope>bank value>price "
    "vote>election"
)
CLOSURE = (
    "animal>cat animal>dog animal>feline animal>mammal canine>dog commerce>trade feline>cat "
    "institution>company lipid>oil mammal>cat mammal>dog mammal>feline slope>bank value>price "
    "vehicle>car vote>election"
)
ALL_DIRECT = (
    "canine>dog charge>rate commerce>trade currency>money feline>cat institution>company lipid>oil "
    "slope>bank value>price vote>election"
)
ALL_CLOSURE = (
    "animal>canine animal>cat animal>dog animal>feline animal>mammal canine>dog charge>rate "
    "commerce>trade currency>money feline>cat institution>bank institution>company lipid>oil "
    "mammal>canine mammal>cat mammal>dog mammal>feline slope>bank value>price vehicle>car "
    "vehicle>cat vote>election"
)
GOLDEN = [
    ("first", "direct", DIRECT),
    ("first", "closure", CLOSURE),
    ("all", "direct", ALL_DIRECT),
    ("all", "closure", ALL_CLOSURE),
]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return wndb.write(tmp_path / "small")


def pairs(source: Path | str, words: list[str], *settings: str) -> list[str]:
    found = read_hypernyms(str(source), words, *settings)
    return sorted(f"{words[upper]}>{words[lower]}" for upper, lower in found.pairs)


@pytest.mark.parametrize(("senses", "relation", "expected"), GOLDEN)
def test_pairs_of_a_small_dictionary(
    small: Path, senses: str, relation: str, expected: str
) -> None:
    assert pairs(small, VOCABULARY, senses, relation) == expected.split()


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.parametrize(("senses", "relation", "expected"), GOLDEN)
def test_pairs_of_wordnet_3_0(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, senses: str, relation: str, expected: str
) -> None:
    monkeypatch.delenv("HMLC_WORDNET", raising=False)
    assert pairs("wordnet", VOCABULARY, senses, relation) == expected.split()
    found = read_hypernyms("wordnet", ["entity", "animal", "vehicle"])
    assert found.title == "WordNet 3.0"
    assert found.depth.tolist() == [0, 6, 7]


def test_depth_is_the_shortest_chain_to_the_top(small: Path) -> None:
    words = ["<pad>", "<unk>", "entity", "dog", "canine", "nothing"]
    first, every = (read_hypernyms(str(small), words, senses) for senses in ("first", "all"))
    assert np.array_equal(first.depth, [np.nan, np.nan, 0, 6, 1, np.nan], equal_nan=True)
    assert np.array_equal(every.depth, first.depth, equal_nan=True)
    assert str(first) == "WordNet 9.1: 2 words have 2 hypernyms among the words."


def test_of_two_chains_the_shorter_one_counts(tmp_path: Path) -> None:
    synsets = {
        "entity": ("entity", ""),
        "a": ("a", "entity"),
        "b": ("b", "a"),
        "c": ("c", "b a"),
    }
    source = wndb.write(tmp_path, *wndb.nouns(synsets, {}))
    assert read_hypernyms(str(source), ["entity", "a", "b", "c"]).depth.tolist() == [0, 1, 2, 2]
    assert pairs(source, ["a", "b", "c"], "first", "direct") == ["a>b", "a>c", "b>c"]


def test_words_are_compared_in_the_form_of_dictionaries(small: Path) -> None:
    words = ["Domestic-Dog", "financial institution", "INSTITUTION", "bank", "paris", "city"]
    assert pairs(small, words, "all") == [
        "INSTITUTION>bank",
        "INSTITUTION>financial institution",
        "city>paris",  # an instance
        "financial institution>bank",
    ]
    assert "animal>Domestic-Dog" in pairs(small, [*words, "animal"])


def test_two_spellings_of_a_word_are_not_hypernyms_of_each_other(small: Path) -> None:
    assert pairs(small, ["Dog", "dog", "animal"]) == ["animal>Dog", "animal>dog"]


def test_circles_end(tmp_path: Path) -> None:
    synsets = {"a": ("a", "b"), "b": ("b", "c"), "c": ("c", "a"), "d": ("d", "c d")}
    source = wndb.write(tmp_path, *wndb.nouns(synsets, {}))
    assert pairs(source, ["a", "b", "d"]) == ["a>b", "a>d", "b>a", "b>d"]
    assert np.isnan(read_hypernyms(str(source), ["a", "b", "d"]).depth).all()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_ends_of_lines_do_not_matter(tmp_path: Path, end: str) -> None:
    index, data = (text.replace("\n", end) for text in wndb.nouns())
    assert pairs(wndb.write(tmp_path, index, data), VOCABULARY) == CLOSURE.split()


# Where it is.


@pytest.fixture
def archives(small: Path, tmp_path: Path) -> dict[str, Path]:
    found = {}
    for ending, mode in (("tar.gz", "w:gz"), ("tar.bz2", "w:bz2"), ("tar", "w"), ("tgz", "w:gz")):
        found[ending] = tmp_path / f"WNdb-9.1.{ending}"
        with tarfile.open(found[ending], mode) as archive:
            archive.add(small / "dict", "WordNet-9.1/dict")
    found["zip"] = tmp_path / "wordnet.zip"
    with zipfile.ZipFile(found["zip"], "w", zipfile.ZIP_DEFLATED) as archive:
        for file in (small / "dict").iterdir():
            archive.write(file, f"wordnet/{file.name}")
    return found


@pytest.mark.parametrize("ending", ["tar.gz", "tar.bz2", "tar", "tgz", "zip"])
def test_archives_are_read_as_they_come(archives: dict[str, Path], ending: str) -> None:
    assert pairs(archives[ending], VOCABULARY) == CLOSURE.split()


def test_the_dict_folder_itself_is_read(small: Path) -> None:
    assert pairs(small / "dict", VOCABULARY) == CLOSURE.split()


def test_wordnet_is_found_where_the_variable_says(
    archives: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HMLC_WORDNET", str(archives["tgz"]))
    assert pairs("wordnet", VOCABULARY) == CLOSURE.split()


@pytest.mark.parametrize("place", ["HMLC_DATA_DIR", "HMLC_HOME"])
@pytest.mark.parametrize("ending", ["tar.gz", "zip", None])
def test_wordnet_is_found_among_corpora(
    archives: dict[str, Path],
    tmp_path: Path,
    small: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
    ending: str | None,
) -> None:
    monkeypatch.delenv("HMLC_WORDNET", raising=False)
    monkeypatch.delenv("HMLC_DATA_DIR", raising=False)
    parent = tmp_path / "corpora"
    parent.mkdir()
    moved = archives[ending] if ending else small
    moved.rename(parent / (moved.name if ending else "wordnet-9"))
    monkeypatch.setenv(place, str(parent if place == "HMLC_DATA_DIR" else tmp_path))
    assert pairs("wordnet", VOCABULARY) == CLOSURE.split()


def test_without_wordnet_the_message_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HMLC_WORDNET", raising=False)
    monkeypatch.delenv("HMLC_DATA_DIR", raising=False)
    monkeypatch.setenv("HMLC_HOME", str(tmp_path))
    with pytest.raises(DataError, match=r"not on this machine.*WNdb-3\.0\.tar\.gz") as error:
        read_hypernyms("wordnet", VOCABULARY)
    assert str(tmp_path / "corpora") in str(error.value)
    for named in (str(tmp_path), "~nobody-at-all/dict"):
        monkeypatch.setenv("HMLC_WORDNET", named)
        with pytest.raises(DataError, match="HMLC_WORDNET: there is no WordNet"):
            read_hypernyms("wordnet", VOCABULARY)


def test_a_dictionary_that_changes_is_read_again(tmp_path: Path) -> None:
    source = wndb.write(tmp_path)
    assert "canine>dog" in pairs(source, VOCABULARY)
    synsets = {key: synset for key, synset in wndb.SYNSETS.items() if key != "dog"}
    (source / "dict" / "index.noun").write_text(wndb.nouns(synsets)[0])
    (source / "dict" / "data.noun").write_text(wndb.nouns(synsets)[1])
    assert "canine>dog" not in pairs(source, VOCABULARY)


# How it is damaged.

INDEX, DATA = wndb.nouns()
FIRST = DATA.index("00001740")
DAMAGED = {
    "a synset is cut": (INDEX, DATA.replace("n 0000 | what a mammal", "n | what a mammal"),
                        "data.noun, line 6: the dictionary is damaged"),
    "no number of words": (INDEX, DATA.replace("03 n 01 entity", "03 n zz entity"),
                           "data.noun, line 3"),
    "a verb": (INDEX, DATA.replace("03 n 01 entity", "03 v 01 entity"), "data.noun, line 3"),
    "the end is missing": (INDEX, DATA[: DATA.index("00003340")],
                           r"index.noun, line \d+: .*found '00003"),
    "a hypernym is missing": (INDEX, DATA.replace("@ 00001740", "@ 00009999"),
                              "data.noun, line 4.*found '00009999'"),
    "an offset is there twice": (INDEX, DATA + DATA[FIRST:], "data.noun, line 3.*'00001740'"),
    "no synsets": (INDEX, wndb.LICENCE, "data.noun: .*no synsets"),
    "a word has fewer senses": (INDEX.replace("bank n 2", "bank n 3"), DATA, "index.noun, line 5"),
    "a word has none": ("dog n 0 0 0 0\n", DATA, "index.noun, line 1"),
    "bytes": ("\x00\x01\x02", DATA, "index.noun, line 1"),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGED)
def test_damage_is_named_with_its_line(tmp_path: Path, name: str) -> None:
    index, data, sentence = DAMAGED[name]
    source = wndb.write(tmp_path, index, data)
    with pytest.raises(DataError, match=sentence):
        read_hypernyms(str(source), VOCABULARY)


def test_a_missing_file_is_named(small: Path) -> None:
    (small / "dict" / "index.noun").unlink()
    with pytest.raises(DataError, match=r"index\.noun: there is no such file"):
        read_hypernyms(str(small), VOCABULARY)


def test_a_folder_without_wordnet_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"found no index\.noun and no data\.noun"):
        read_hypernyms(str(tmp_path), VOCABULARY)


@pytest.mark.parametrize("ending", ["tar.gz", "tar.bz2", "tar", "tgz", "zip"])
@pytest.mark.parametrize("kept", [0, 40, 0.5, 0.9])
def test_archives_that_are_cut_are_refused(
    archives: dict[str, Path], ending: str, kept: float
) -> None:
    path = archives[ending]
    content = path.read_bytes()
    path.write_bytes(content[: kept if isinstance(kept, int) else int(kept * len(content))])
    if (ending, kept) == ("tar", 0.9):  # only zeros at its end are lost
        assert pairs(path, VOCABULARY) == CLOSURE.split()
        return
    with pytest.raises(DataError, match=path.name):
        read_hypernyms(str(path), VOCABULARY)


def test_archives_that_unpack_without_end_are_refused(
    archives: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dictionary, "ROOM", 1_000)
    for path in archives.values():
        with pytest.raises(DataError, match="larger than any WordNet"):
            read_hypernyms(str(path), VOCABULARY)


def test_names_that_lead_out_of_an_archive_write_nothing(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    path = inside / "wordnet.tar"
    wndb.write(tmp_path / "made")
    with tarfile.open(path, "w") as archive:
        for name in ("index.noun", "data.noun"):
            archive.add(tmp_path / "made" / "dict" / name, f"../../{name}")
    assert pairs(path, VOCABULARY) == CLOSURE.split()
    assert [file.name for file in inside.iterdir()] == ["wordnet.tar"]
    assert not (tmp_path / "data.noun").exists()


@given(st.sampled_from([INDEX, DATA]), st.data())
def test_whatever_stands_there_instead_is_read_or_refused(whole: str, drawn: st.DataObject) -> None:
    """A stretch of either file replaced by any text."""
    first = drawn.draw(st.integers(0, len(whole)))
    last = drawn.draw(st.integers(first, min(len(whole), first + 200)))
    other = whole[:first] + drawn.draw(st.text(max_size=20)) + whole[last:]
    index, data = (other, DATA) if whole is INDEX else (INDEX, other)
    with suppress(DataError):
        parse(dictionary.Dictionary(index=index, data=data, path=Path("dict")))
