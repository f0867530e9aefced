"""Plain text files: the vocabulary of all, the stream of entries, and what cannot be read."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from hmlc_core.data import texts as module
from hmlc_core.data.problems import Problems
from hmlc_core.data.text import UNK, Vocabulary
from hmlc_core.data.texts import END, Texts
from hmlc_core.data.tokenizers import between_spaces
from hmlc_core.errors import DataError


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    raw = content.encode() if isinstance(content, str) else content
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    return path


def streamed(texts: Texts, vocabulary: Vocabulary) -> list[int]:
    return [int(entry) for piece in texts.stream(vocabulary) for entry in piece]


def spelled(texts: Texts, vocabulary: Vocabulary) -> str:
    names = [*vocabulary.words, "/"]
    return " ".join(names[entry] for entry in streamed(texts, vocabulary))


def test_lines_of_all_files_are_texts_and_their_words_ranked(tmp_path: Path) -> None:
    paths = (
        written(tmp_path, "one.txt", "The cat sat.\n\nThe dog"),
        written(tmp_path, "two.txt.gz", "the cat\n"),
    )
    texts = Texts(paths)
    vocabulary = texts.vocabulary(min_count=1)
    assert vocabulary.words == ("<pad>", "<unk>", "the", "cat", "dog", "sat")
    assert vocabulary.document_frequency == (0, 0, 3, 2, 1, 1)
    assert vocabulary.documents == 3
    assert spelled(texts, vocabulary) == "the cat sat / / the dog / the cat / /"

    often = texts.vocabulary(min_count=2)
    assert often.words[2:] == ("the", "cat")
    assert often.document_frequency[UNK] == 2
    assert spelled(texts, often) == "the cat <unk> / / the <unk> / the cat / /"
    assert texts.vocabulary(min_count=1, limit=1).words[2:] == ("the",)


@pytest.mark.parametrize("piece", [10, 16, 64, 1000])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_line_that_is_read_in_pieces_has_the_words_that_it_has_in_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int, encoding: str
) -> None:
    """Words are shorter than a piece; some letters have two bytes, some blanks are tabs."""
    random = np.random.default_rng(0)
    words = [f"{random.choice(['a', 'é', 'ж'])}{n}" for n in random.integers(0, 1000, 300)]
    line = "".join(f"{word}{random.choice([' ', chr(9)])}" for word in words)
    path = written(tmp_path, "long.txt", f"{line}\nlast line".encode(encoding))
    monkeypatch.setattr(module, "PIECE", piece)
    texts = Texts((path,))
    vocabulary = texts.vocabulary(min_count=1)
    assert spelled(texts, vocabulary).split() == [*words, "/", "last", "line", "/"]


def test_a_piece_without_blanks_ends_behind_a_whole_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "chinese.txt", "今天天气很好" * 5)
    monkeypatch.setattr(module, "PIECE", 8)
    texts = Texts((path,))
    assert spelled(texts, texts.vocabulary(min_count=1)).split() == [*"今天天气很好" * 5, "/"]


def test_long_texts_count_as_passages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PASSAGE", 3)
    vocabulary = Texts((written(tmp_path, "a.txt", "a b a a c c c c\nb"),)).vocabulary(min_count=1)
    assert vocabulary.documents == 4
    assert dict(zip(vocabulary.words[2:], vocabulary.document_frequency[2:])) == {
        "a": 2,
        "b": 2,
        "c": 2,
    }


def test_rare_words_are_forgotten_when_there_are_too_many_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DISTINCT", 4)
    path = written(tmp_path, "a.txt", "a a a\nb b b\nc d\ne\na b\n")
    problems = Problems()
    vocabulary = Texts((path,)).vocabulary(min_count=1, problems=problems)
    assert vocabulary.words[2:] == ("a", "b")
    assert "more than 4 different words: those seen at most 1 time" in problems.assumed[0]


def test_other_words_are_found_by_another_tokenizer(tmp_path: Path) -> None:
    texts = Texts((written(tmp_path, "a.txt", "New_York New_York, x"),), between_spaces)
    assert set(texts.vocabulary(min_count=1).words[2:]) == {"New_York", "New_York,", "x"}


def test_the_ends_of_texts_are_no_entries() -> None:
    assert END < 0


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    cases = {
        "missing.txt": (None, "missing.txt: there is no such file"),
        "latin.txt": (b"caf\xe9 au lait\n", "latin.txt, line 1: not UTF-8 text"),
        "empty.txt": (b"", "empty.txt: the file is empty"),
        "dots.txt": (b"... !\n", "dots.txt: there is no word"),
    }
    for name, (content, message) in cases.items():
        if content is not None:
            written(tmp_path, name, content)
        with pytest.raises(DataError, match=message):
            Texts((tmp_path / name,)).vocabulary(min_count=1)
    broken = tmp_path / "broken.gz"
    broken.write_bytes(gzip.compress(b"some words " * 1000)[:-20])
    with pytest.raises(DataError, match=r"broken\.gz.*damaged"):
        Texts((broken,)).vocabulary(min_count=1)
    rare = written(tmp_path, "rare.txt", "a b c\n")
    with pytest.raises(DataError, match=r"no word is there 2 times.*corpus\.min_count"):
        Texts((rare,)).vocabulary(min_count=2)


def test_a_file_that_is_gone_at_the_second_reading_is_said(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", "a b\n")
    texts = Texts((path,))
    vocabulary = texts.vocabulary(min_count=1)
    path.unlink()
    with pytest.raises(DataError, match=r"a\.txt: there is no such file"):
        list(texts.stream(vocabulary))
