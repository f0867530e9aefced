"""Choosing, splitting and encoding documents for training."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hmlc_core.data.corpus import Corpus, label_matrix
from hmlc_core.data.prepare import Prepared, learned_from, prepare
from hmlc_core.data.synthetic import generate
from hmlc_core.data.text import UNK
from hmlc_core.errors import DataError
from hmlc_core.experiment import CorpusSettings

SETTINGS = CorpusSettings(min_count=1)


def arrays(prepared: Prepared) -> list[list[int]]:
    parts = prepared.train, prepared.validation, prepared.test
    return [array.tolist() for part in parts for array in (part.tokens, part.offsets)]


def test_the_development_split_is_the_validation_split(corpus: Corpus) -> None:
    prepared = prepare(corpus, SETTINGS, 0)
    assert prepared.validation_ids == tuple(document.id for document in corpus.dev)
    assert prepared.train_ids == tuple(document.id for document in corpus.train)
    assert len(prepared.test) == len(corpus.test)


def test_without_one_a_share_of_the_training_documents_is_held_out(corpus: Corpus) -> None:
    prepared = prepare(replace(corpus, dev=()), replace(SETTINGS, validation=0.25), 0)
    train, validation = set(prepared.train_ids), set(prepared.validation_ids)
    assert len(validation) == 15
    assert not train & validation
    assert train | validation == {document.id for document in corpus.train}


@pytest.mark.parametrize("changes", [{}, {"documents": 20}, {"missing": 0.4}])
def test_what_is_learned_from_is_known_without_encoding(corpus: Corpus, changes: dict) -> None:
    settings, bare = replace(SETTINGS, **changes), replace(corpus, dev=())
    prepared, documents = prepare(bare, settings, 3), learned_from(bare, settings, 3)
    assert tuple(document.id for document in documents) == prepared.train_ids
    found = label_matrix(documents, len(corpus.graph))
    assert (found != prepared.train.labels).nnz == 0


def test_row_i_is_document_i(corpus: Corpus) -> None:
    prepared = prepare(replace(corpus, dev=()), SETTINGS, 0)
    documents = {document.id: document for document in corpus.train}
    for ids, part in (
        (prepared.train_ids, prepared.train),
        (prepared.validation_ids, prepared.validation),
    ):
        labels = [tuple(sorted(documents[name].labels)) for name in ids]
        assert [tuple(row.indices) for row in part.labels] == labels


def test_the_seed_decides_the_split_and_nothing_else_does(corpus: Corpus) -> None:
    bare = replace(corpus, dev=())
    assert arrays(prepare(bare, SETTINGS, 3)) == arrays(prepare(bare, SETTINGS, 3))
    assert prepare(bare, SETTINGS, 3).train_ids != prepare(bare, SETTINGS, 4).train_ids


def test_the_vocabulary_knows_no_word_of_held_out_documents(corpus: Corpus) -> None:
    document = replace(corpus.test[0], text="unheard")
    prepared = prepare(replace(corpus, test=(document,)), SETTINGS, 0)
    assert prepared.test.tokens.tolist() == [UNK]
    assert "unheard" not in prepared.vocabulary


def test_fewer_documents_are_drawn_with_the_seed(corpus: Corpus) -> None:
    few = replace(SETTINGS, documents=10)
    prepared = prepare(corpus, few, 0)
    assert len(prepared.train) == 10
    assert len(prepared.validation) == len(corpus.dev)
    assert prepared.train_ids != prepare(corpus, few, 1).train_ids
    order = [document.id for document in corpus.train]
    assert list(prepared.train_ids) == sorted(prepared.train_ids, key=order.index)
    assert len(prepare(corpus, replace(SETTINGS, documents=10**6), 0).train) == len(corpus.train)


def test_what_is_known_is_all_that_may_be_learned_from(corpus: Corpus) -> None:
    """Without a development split also what is held out, in the order of the corpus."""
    with_dev = prepare(corpus, SETTINGS, 0)
    assert with_dev.known() is with_dev.train
    bare = prepare(replace(corpus, dev=()), SETTINGS, 0)
    known = bare.known()
    assert known.texts == tuple(document.text for document in corpus.train)
    assert len(known) == len(bare.train) + len(bare.validation)
    own = bare.encode(corpus.train)
    assert known.tokens.tolist() == own.tokens.tolist()
    assert known.offsets.tolist() == own.offsets.tolist()
    assert (known.labels != own.labels).nnz == 0
    few = prepare(replace(corpus, dev=()), replace(SETTINGS, documents=20), 0).known()
    order = [document.text for document in corpus.train]
    assert len(few) == 20
    assert list(few.texts) == sorted(few.texts, key=order.index)


def test_of_what_is_known_the_labels_that_went_missing_are_not(corpus: Corpus) -> None:
    prepared = prepare(replace(corpus, dev=()), replace(SETTINGS, missing=0.5), 0)
    kept = prepared.train.labels.nnz + prepared.validation.labels.nnz
    assert prepared.known().labels.nnz == kept
    assert kept < prepared.encode(corpus.train).labels.nnz


def test_points_are_known_as_points() -> None:
    corpus = replace(generate(60), dev=())
    prepared = prepare(corpus, CorpusSettings(name="synthetic"), 0)
    known = prepared.known()
    assert known.tokens.dtype == np.float32
    assert known.tokens.tolist() == prepared.encode(corpus.train).tokens.tolist()
    assert known.lengths.tolist() == [2] * len(corpus.train)


def test_other_documents_are_encoded_as_those_of_the_corpus(corpus: Corpus) -> None:
    prepared = prepare(corpus, replace(SETTINGS, max_words=2), 0)
    again = prepared.encode(corpus.test)
    assert again.tokens.tolist() == prepared.test.tokens.tolist()
    assert again.texts == prepared.test.texts
    bare = [replace(document, id="x", labels=()) for document in corpus.test]
    assert prepared.encode(bare).tokens.tolist() == prepared.test.tokens.tolist()
    assert len(prepared.encode([])) == 0


def test_one_document_is_not_enough_to_train_and_validate(corpus: Corpus) -> None:
    with pytest.raises(DataError) as caught:
        prepare(replace(corpus, train=corpus.train[:1], dev=()), SETTINGS, 0)
    assert "not enough training documents" in str(caught.value)
    assert "found 1 in all" in str(caught.value)


def test_words_are_counted_within_the_length_that_is_read(corpus: Corpus) -> None:
    document = replace(corpus.train[0], text="first second third")
    settings = replace(SETTINGS, max_words=2)
    prepared = prepare(replace(corpus, train=(document,)), settings, 0)
    assert prepared.vocabulary.words[2:] == ("first", "second")
