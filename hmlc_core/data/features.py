"""Features: from documents to rows of numbers, and from a text to rows without one of its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Protocol, cast, final

import numpy as np
import scipy.sparse as sparse

from hmlc_core.data.prepare import Prepared
from hmlc_core.data.text import Encoded, wordless
from hmlc_core.data.tokenizers import Tokenizer


@dataclass(frozen=True, slots=True)
class Terms:
    """What is counted: words, and `pairs` of neighbouring ones, of `least` documents at least,
    where any is in so many. Documents that are vectors are their coordinates, whatever is said, and
    bags have no pairs."""

    least: int = 2
    pairs: bool = False


class Features(Protocol):
    """From documents to rows of numbers."""

    width: int

    def of(self, documents: Encoded) -> sparse.csr_matrix:
        """(documents, width)."""

    def words(self, text: str) -> list[str]:
        """What is read of a text."""

    def without_each(
        self, words: list[str]
    ) -> tuple[sparse.csr_matrix, sparse.csr_matrix, list[int]]:
        """Features of the text (1, width), of the text without one of its words, for each word
        that matters (n, width), and for each word its row among these, or −1."""


@final
class WordFeatures:
    """TF-IDF with logarithmic term frequencies, over all words of enough of the documents.

    Words as networks see them, but without a limit on their number; with pairs of neighbours, too,
    where they are wanted.
    """

    def __init__(self, texts: tuple[str, ...], counted: Terms, tokenize: Tokenizer) -> None:
        from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

        self._tokenize, self._pairs = tokenize, counted.pairs
        for limit in (counted.least, 1):
            self.counter: Any = CountVectorizer(analyzer=_as_it_is, min_df=limit)
            terms = (self._terms(tokenize(text)) for text in texts)  # one text's at a time
            try:
                counts = self.counter.fit_transform(terms)
            except ValueError:  # no word is found in that many documents
                self.counter = None
                continue
            self.weigher = TfidfTransformer(sublinear_tf=True).fit(counts)
            break
        self.width = 1 if self.counter is None else counts.shape[1]

    def of(self, documents: Encoded) -> sparse.csr_matrix:
        """(documents, words); a single column of zeros where no word is known."""
        if self.counter is None or not len(documents):
            return sparse.csr_matrix((len(documents), self.width))
        terms = (self._terms(self._tokenize(text)) for text in documents.texts)
        features: sparse.csr_matrix = self.weigher.transform(self.counter.transform(terms))
        return features

    def words(self, text: str) -> list[str]:
        """All of them."""
        return self._tokenize(text)

    def without_each(
        self, words: list[str]
    ) -> tuple[sparse.csr_matrix, sparse.csr_matrix, list[int]]:
        """See `Features`; one occurrence of a word is left out with the pairs it is in, the others
        stay, and its neighbours do not become a pair."""
        if self.counter is None:
            nothing = sparse.csr_matrix((0, 1))
            return sparse.csr_matrix((1, 1)), nothing, [-1] * len(words)
        full = self.counter.transform([self._terms(words)])
        place = {column: number for number, column in enumerate(full.indices.tolist())}
        known = self.counter.vocabulary_

        def lost(*terms: str) -> tuple[int, ...]:
            return tuple(place[known[term]] for term in terms if term in known)

        rows: dict[tuple[int, ...], int] = {}
        row_of = []
        for number, word in enumerate(words):
            around = words[max(0, number - 1) : number + 2]
            gone = lost(word, *(_both(around) if self._pairs else ()))
            row_of.append(rows.setdefault(gone, len(rows)) if gone else -1)
        without = sparse.vstack([full] * len(rows), format="csr") if rows else full[:0]
        for gone, row in rows.items():
            np.subtract.at(without.data, np.array(gone) + row * full.nnz, 1)
        without.eliminate_zeros()
        weighed = self.weigher.transform(without) if rows else without
        return self.weigher.transform(full), weighed, row_of

    def _terms(self, words: list[str]) -> list[str]:
        return [*words, *_both(words)] if self._pairs else words


@final
class VectorFeatures:
    """The `width` coordinates of documents that are vectors; they have no words."""

    def __init__(self, width: int) -> None:
        self.width = width

    def of(self, documents: Encoded) -> sparse.csr_matrix:
        """(documents, coordinates)."""
        rows = documents.tokens.reshape(len(documents), self.width)
        return sparse.csr_matrix(rows.astype(np.float64))

    def words(self, text: str) -> list[str]:
        """Raises `DataError`: no text is read."""
        raise wordless()

    def without_each(
        self, words: list[str]
    ) -> tuple[sparse.csr_matrix, sparse.csr_matrix, list[int]]:
        """Raises `DataError`: there are no words to leave out."""
        raise wordless()


class Kept:
    """Features of documents, and their rows, each made once for as long as it is kept."""

    def __init__(self) -> None:
        self._made: dict[Any, Any] = {}

    def features(self, terms: Terms, prepared: Prepared, documents: Encoded) -> Features:
        """Fitted to these documents."""
        return cast(
            Features,
            self._once((terms, documents), lambda: features_of(terms, prepared, documents)),
        )

    def rows(
        self, terms: Terms, prepared: Prepared, fitted: Encoded, documents: Encoded
    ) -> sparse.csr_matrix:
        """Of documents, by the features that were fitted to others or the same."""
        features = self.features(terms, prepared, fitted)
        rows: sparse.csr_matrix = self._once((features, documents), lambda: features.of(documents))
        return rows

    def forget(self) -> None:
        self._made.clear()

    def _once(self, key: Any, make: Callable[[], Any]) -> Any:
        """Keys hold the documents themselves, so that no others can be taken for them."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]


def features_of(terms: Terms, prepared: Prepared, documents: Encoded) -> Features:
    """Fitted to these documents: their coordinates if they are vectors, else TF-IDF of terms."""
    if prepared.vectors:
        return VectorFeatures(prepared.vectors)
    pairs = terms.pairs and prepared.ordered
    return WordFeatures(documents.texts, replace(terms, pairs=pairs), prepared.tokenize)


def _both(words: list[str]) -> list[str]:
    """Pairs of neighbours; no word has a space in it."""
    return [f"{one} {two}" for one, two in pairwise(words)]


def _as_it_is(words: list[str]) -> list[str]:
    return words
