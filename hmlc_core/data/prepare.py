"""From a corpus to what a model trains on: vocabulary, splits, encoded documents."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING

import numpy as np

from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.missing import forget
from hmlc_core.data.numbered import Numbered
from hmlc_core.data.text import (
    Encoded,
    Vocabulary,
    encode,
    encode_read,
    encode_vectors,
    joined,
)
from hmlc_core.data.tokenizers import Tokenizer, tokenizer_of
from hmlc_core.errors import DataError, SettingError
from hmlc_core.experiment import CorpusSettings
from hmlc_core.shipped import program

if TYPE_CHECKING:
    from hmlc_core.data.texts import Texts


@dataclass(frozen=True, eq=False)
class Prepared:
    """A corpus ready for training; row i of `train` is the document called `train_ids[i]`.

    settings: by which it was prepared. test_missing: the test split with labels missing as in
        training; None where none are.
    """

    corpus: Corpus
    settings: CorpusSettings
    vocabulary: Vocabulary
    train: Encoded
    validation: Encoded
    test: Encoded
    test_missing: Encoded | None
    train_ids: tuple[str, ...]
    validation_ids: tuple[str, ...]

    def encode(self, documents: Sequence[Document]) -> Encoded:
        """Other documents, as those of the corpus were encoded."""
        if self.vectors:
            return encode_vectors(documents, self.corpus.graph, self.vectors)
        return encode(documents, self.corpus.graph, self.vocabulary, self.max_words, self.tokenize)

    @property
    def vectors(self) -> int:
        """Coordinates that are read of a document; 0 where its words are read."""
        return vectors_read(self.corpus, self.settings)

    @property
    def ordered(self) -> bool:
        """Whether what is read of a document stands in an order."""
        return not (self.vectors or self.corpus.bags)

    @property
    def max_words(self) -> int:
        """Words that are read of a document."""
        return _max_words(self.corpus, self.settings)

    @property
    def tokenize(self) -> Tokenizer:
        """How texts become words."""
        return tokenizer_of(self.corpus, self.settings)

    def known(self) -> Encoded:
        """All that may be learned from by who has nothing to choose on validation documents.

        The training documents, and without a development split those held out of them, in the
        order of the corpus and with the labels that are known of them.
        """
        if self.corpus.dev:
            return self.train
        ids = (*self.train_ids, *self.validation_ids)
        row = {name: number for number, name in enumerate(ids)}
        order = [row[document.id] for document in self.corpus.train if document.id in row]
        return joined(self.train, self.validation, order)


_FORGETTING = 1
"""Makes the random numbers of missing labels others than those of the split."""


def prepare(corpus: Corpus, settings: CorpusSettings, seed: int) -> Prepared:
    """Choose, split and encode documents; the same arguments give the same arrays.

    `settings.documents` caps the training documents first. Validation is the development
    split, or a share of the training documents drawn with `seed`. The vocabulary comes from
    the documents that remain for training alone. Labels go missing last, so that documents,
    split and vocabulary are the same for every `settings.missing`.

    Raises `DataError` when nothing is left to train or to validate on, and `SettingError` for a
    tokenizer that is not there, or for texts or vectors that the corpus has not.
    """
    if corpus.files:
        return _of_texts(corpus, settings)
    if not (corpus.texts or corpus.vectors):
        return _as_known(corpus, settings, Vocabulary())
    vectors = vectors_read(corpus, settings)
    train, validation = _split(corpus, settings, seed)
    share, forgetful = settings.missing, np.random.default_rng([seed, _FORGETTING])
    words, most = tokenizer_of(corpus, settings), _max_words(corpus, settings)
    known = forget(train, share, forgetful)
    if vectors:
        vocabulary, learned = Vocabulary(), encode_vectors(known, corpus.graph, vectors)
    else:
        read = Numbered.of(words(document.text, most) for document in train)
        vocabulary = Vocabulary.of(read, min_count=settings.min_count, limit=settings.vocabulary)
        learned = encode_read(known, corpus.graph, vocabulary, read)

    def encoded(documents: Sequence[Document]) -> Encoded:
        if vectors:
            return encode_vectors(documents, corpus.graph, vectors)
        return encode(documents, corpus.graph, vocabulary, most, words)

    return Prepared(
        corpus=corpus,
        settings=settings,
        vocabulary=vocabulary,
        train=learned,
        validation=encoded(forget(validation, share, forgetful)),
        test=encoded(corpus.test),
        test_missing=encoded(forget(corpus.test, share, forgetful)) if share else None,
        train_ids=tuple(document.id for document in train),
        validation_ids=tuple(document.id for document in validation),
    )


def vectors_read(corpus: Corpus, settings: CorpusSettings) -> int:
    """Coordinates that are read of each document; 0 where its words are read.

    Raises `SettingError` where the settings ask for texts or vectors that the corpus has not.
    """
    there = {"texts": corpus.texts, "vectors": bool(corpus.vectors)}
    if not there.get(settings.input, True):
        raise SettingError(
            f"the documents of this corpus have no {settings.input}",
            where="corpus.input",
            expected=f"corpus, or {'vectors' if corpus.vectors else 'texts'}",
            received=settings.input,
            remedy=None
            if settings.input == "texts"
            else f"`{program()} encode` makes vectors of texts.",
        )
    return corpus.vectors if settings.input == "vectors" or not corpus.texts else 0


def _of_texts(corpus: Corpus, settings: CorpusSettings) -> Prepared:
    """The words of text files; there are no documents."""
    texts = texts_of(corpus, settings)
    vocabulary = texts.vocabulary(min_count=settings.min_count, limit=settings.vocabulary)
    return _as_known(corpus, settings, vocabulary)


def _as_known(corpus: Corpus, settings: CorpusSettings, vocabulary: Vocabulary) -> Prepared:
    """Training documents as far as they are known, by their labels alone; none is held out."""
    nothing = encode((), corpus.graph, vocabulary, settings.max_words)
    return Prepared(
        corpus=corpus,
        settings=settings,
        vocabulary=vocabulary,
        train=encode(corpus.train, corpus.graph, vocabulary, settings.max_words),
        validation=nothing,
        test=nothing,
        test_missing=None,
        train_ids=tuple(document.id for document in corpus.train),
        validation_ids=(),
    )


def texts_of(corpus: Corpus, settings: CorpusSettings) -> Texts:
    """The text files of a corpus that has such."""
    from hmlc_core.data.texts import Texts

    return Texts(corpus.files, tokenizer_of(corpus, settings))


def learned_from(corpus: Corpus, settings: CorpusSettings, seed: int) -> tuple[Document, ...]:
    """The documents, with the labels that are known of them, in `prepare`'s `train`; without the
    work of encoding them. Raises as `prepare` does."""
    forgetful = np.random.default_rng([seed, _FORGETTING])
    return tuple(forget(_split(corpus, settings, seed)[0], settings.missing, forgetful))


def _split(
    corpus: Corpus, settings: CorpusSettings, seed: int
) -> tuple[Sequence[Document], Sequence[Document]]:
    """Documents to learn from, and to validate on."""
    random = np.random.default_rng(seed)
    pool = _draw(corpus.train, settings.documents or len(corpus.train), random)[0]
    if corpus.dev:
        train, validation = pool, corpus.dev
    else:
        validation, train = _draw(pool, max(1, round(settings.validation * len(pool))), random)
    if not train:
        raise DataError(
            "not enough training documents",
            where=corpus.name,
            expected="at least one to learn from and one to validate on",
            received=f"{len(pool)} in all",
        )
    return train, validation


def _max_words(corpus: Corpus, settings: CorpusSettings) -> int:
    """All of a bag: what stands in no order has no beginning to be read alone."""
    return sys.maxsize if corpus.bags else settings.max_words


def _draw(
    documents: Sequence[Document], count: int, random: np.random.Generator
) -> tuple[tuple[Document, ...], tuple[Document, ...]]:
    """`count` of the documents at random, and the others; both in their original order."""
    chosen = np.zeros(len(documents), dtype=np.bool_)
    chosen[random.permutation(len(documents))[:count]] = True
    return tuple(compress(documents, chosen)), tuple(compress(documents, ~chosen))
