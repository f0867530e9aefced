"""Tokenizers: ours, an optional one, those of other packages, and everything that asks for one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.prepare import prepare
from hmlc_core.data.statistics import statistics
from hmlc_core.data.text import UNK, tokenize
from hmlc_core.data.tokenizers import LONGEST, between_spaces, tokenizer, tokenizer_of
from hmlc_core.errors import DataError, SettingError
from hmlc_core.experiment import CorpusSettings, Experiment
from hmlc_core.experiment.tokenizers import GROUP, TOKENIZERS, problems
from tests.plugins.entries import Entry, brought

TOKEN = st.text(min_size=1, max_size=LONGEST).filter(lambda word: word.split() == [word])


@pytest.fixture(autouse=True)
def nothing_installed() -> Iterator[None]:
    with brought():
        yield


@pytest.fixture
def hyphens(corpus: Corpus) -> Corpus:
    """A corpus of tokens, with one that is two words."""
    train = tuple(replace(item, text=f"{item.text} acousto-optic") for item in corpus.train)
    return replace(corpus, train=train, tokenizer="spaces")


@given(st.lists(TOKEN), st.integers(0, 5))
def test_tokens_between_spaces_come_out_as_they_went_in(tokens: list[str], limit: int) -> None:
    text = " ".join(tokens)
    assert between_spaces(text) == tokens
    assert between_spaces(text, limit) == tokens[:limit]


def test_a_word_without_an_end_is_cut() -> None:
    assert between_spaces("x" * 10_000) == ["x" * LONGEST]


def test_a_corpus_says_how_it_is_read_unless_the_experiment_does(corpus: Corpus) -> None:
    tokens = replace(corpus, tokenizer="spaces")
    assert tokenizer_of(corpus) is tokenizer_of(corpus, CorpusSettings()) is tokenize
    assert tokenizer_of(tokens, CorpusSettings()) is between_spaces
    assert tokenizer_of(tokens, CorpusSettings(tokenizer="words")) is tokenize


def test_everything_that_reads_asks_the_same_tokenizer(hyphens: Corpus) -> None:
    """Vocabulary, encoded documents, statistics; and another one cuts the token in two."""
    settings = CorpusSettings(min_count=1)
    prepared = prepare(hyphens, settings, 0)
    assert "acousto-optic" in prepared.vocabulary
    asked = prepared.encode([Document("x", "acousto-optic optic", ())])
    assert asked.document(0).tolist()[1] == UNK != asked.document(0)[0]
    cut = prepare(hyphens, replace(settings, tokenizer="words"), 0)
    assert "acousto-optic" not in cut.vocabulary
    assert {"acousto", "optic"} <= set(cut.vocabulary.words)
    more = statistics(replace(hyphens, tokenizer="words")).words_per_document
    assert statistics(hyphens).words_per_document < more


def test_jieba_that_is_not_installed_is_refused_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "jieba", None)
    with pytest.raises(SettingError, match=r"jieba is not installed\. Install it with `pip"):
        tokenizer("jieba")


def test_jieba_cuts_words_and_leaves_signs_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """As far as we use it: a cutter whose `cut` gives pieces of a text."""
    library = ModuleType("jieba")

    class Cutter:
        def cut(self, text: str) -> Iterator[str]:
            yield from (text[:2], "，", text[2:4], " ", text[4:])

    library.Tokenizer = Cutter  # type: ignore[attr-defined]
    library.setLogLevel = lambda level: None  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "jieba", library)
    assert tokenizer("jieba")("中文分词AB") == ["中文", "分词", "ab"]
    assert tokenizer("jieba")("中文分词AB", 2) == ["中文", "分词"]


def test_a_package_brings_a_tokenizer(hyphens: Corpus) -> None:
    entry = Entry("letters", lambda text: [*text, "two words", ""], group=GROUP)
    with brought(entry):
        assert "letters" in TOKENIZERS
        assert tokenizer("letters")("ab") == ["a", "b", "two_words"]
        assert tokenizer("letters")("abc", 2) == ["a", "b"]
        experiment = Experiment().assign(["corpus.tokenizer=letters", "corpus.min_count=1"])
        assert "two_words" in prepare(hyphens, experiment.corpus, 0).vocabulary
    with pytest.raises(SettingError, match="tokenizer is not one of its choices"):
        Experiment().assign(["corpus.tokenizer=letters"])


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(ValueError("no"), "ValueError: no"), ([1], "int among the words"), (3, "TypeError")],
)
def test_a_tokenizer_that_fails_is_named(answer: object, reason: str) -> None:
    def fails(text: str) -> object:
        if isinstance(answer, Exception):
            raise answer
        return answer

    with (
        brought(Entry("broken", fails, group=GROUP)),
        pytest.raises(DataError, match=f"the tokenizer broken of toys 1.0 failed.*{reason}"),
    ):
        tokenizer("broken")("a text")


def test_what_cannot_be_called_or_takes_our_name_is_left_out() -> None:
    entries = (Entry("three", 3, group=GROUP), Entry("words", str.split, group=GROUP))
    with brought(*entries):
        assert list(TOKENIZERS) == ["corpus", "words", "spaces", "jieba"]
        assert {problem.name for problem in problems()} == {"three", "words"}
        assert tokenizer("words") is tokenize
