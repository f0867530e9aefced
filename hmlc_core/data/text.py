"""From text to words, and from words to numbers that a model can look up."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from hmlc_core.data import scripts
from hmlc_core.data.corpus import Document, label_matrix
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.numbered import Numbered
from hmlc_core.errors import DataError, shorten
from hmlc_core.shipped import program
from hmlc_core.wording import counted

PAD, UNK = 0, 1
SPECIAL = ("<pad>", "<unk>")
"""Entries of every vocabulary that no text can name: padding, and any unknown word."""

# Marks combine with the letter before them: accents, Hebrew and Arabic points, vowels of Tibetan,
# Thaana or Javanese; and the Indic blocks (without their full stops), where vowels are marks. Marks
# of symbols, which stand elsewhere, are no part of a word; those beyond U+FFFF would make the set
# slow.
_MARKS = r"\u064b-\u0669\u0900-\u0963\u0966-\u0dff" + "".join(
    chr(code)
    for code in (*range(0x300, 0x2000), *range(0xA000, 0xAC00))
    if unicodedata.category(chr(code)) in ("Mn", "Mc")
)
_LETTER = rf"(?:(?![_{scripts.LETTERS}])[\w{_MARKS}])"
# An ASCII text needs none of this, and most texts are ASCII.
_ASCII_WORD = re.compile(r"[a-z0-9]{1,80}(?:'[a-z0-9]{1,80})?")
_WORD = re.compile(rf"{_LETTER}{{1,80}}(?:'{_LETTER}{{1,80}})?|{scripts.PIECE}")
_CHARACTERS_PER_WORD = 50


def tokenize(text: str, limit: int | None = None) -> list[str]:
    """The words of `text` in lower case, the first `limit` of them.

    A word is a run of letters, digits and combining marks, with an apostrophe inside
    ("don't"). Scripts without spaces are cut into letters with their signs (`scripts`).
    Runs beyond 80 characters are cut, so that no token is absurd. Time is linear in the text,
    and no more of a long text is searched than `limit` asks for.
    """
    if text.isascii():
        text, pattern = text.lower(), _ASCII_WORD
    else:
        text = unicodedata.normalize("NFC", text).lower().replace("’", "'")
        pattern = _WORD
    if limit is None or len(text) <= limit * _CHARACTERS_PER_WORD:
        return pattern.findall(text)[:limit]
    return [match.group() for match in islice(pattern.finditer(text), limit)]


@dataclass(frozen=True)
class Vocabulary:
    """The words a model knows, and how common they were in training.

    words: entry PAD is padding, entry UNK any unknown word, the rest most frequent first.
    document_frequency: for each entry the number of training documents it occurs in.
    documents: the number of training documents.
    """

    words: tuple[str, ...] = SPECIAL
    document_frequency: tuple[int, ...] = field(default=(0, 0), repr=False)
    documents: int = 0

    @classmethod
    def build(
        cls,
        documents: Iterable[Sequence[str]],
        *,
        min_count: int = 1,
        limit: int | None = None,
    ) -> Vocabulary:
        """The `ranked_words` of token lists; see `of`."""
        return cls.of(Numbered.of(documents), min_count=min_count, limit=limit)

    @classmethod
    def of(cls, read: Numbered, *, min_count: int = 1, limit: int | None = None) -> Vocabulary:
        """The `ranked_words` of documents that were read.

        UNK's document frequency counts documents with a word left out.
        """
        ranked = ranked_words(read.occurrences, min_count, limit)
        rows = np.array([read.ids[word] for word in ranked], dtype=np.int64)
        left_out = np.ones(len(read.ids), dtype=np.bool_)
        left_out[rows] = False
        frequency = (0, read.having(left_out), *read.spread[rows].tolist())
        return cls((*SPECIAL, *ranked), frequency, len(read))

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: str) -> bool:
        return word in self._ids

    def encode(self, tokens: Iterable[str]) -> NDArray[np.int32]:
        """(words,) entries of the tokens, UNK where a token is not in the vocabulary."""
        find = self._ids.get
        return np.array([find(token, UNK) for token in tokens], dtype=np.int32)

    def to_json(self) -> str:
        return json.dumps(
            {
                "words": self.words,
                "document_frequency": self.document_frequency,
                "documents": self.documents,
            }
        )

    @classmethod
    def from_json(cls, text: str, *, where: str = "vocabulary") -> Vocabulary:
        """The vocabulary written by `to_json`; raises `DataError` when it is not one."""
        try:
            values = json.loads(text)
            words, frequency = tuple(values["words"]), tuple(values["document_frequency"])
            documents = values["documents"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise DataError(
                "not a vocabulary",
                where=where,
                expected='JSON with "words", "document_frequency" and "documents"',
                received=f"{type(error).__name__}: {error}",
            ) from None
        numbers = (documents, *frequency)
        if (
            words[:2] != SPECIAL
            or not all(isinstance(word, str) for word in words)
            or len(set(words)) != len(words)
            or len(frequency) != len(words)
            or not all(type(number) is int and number >= 0 for number in numbers)
        ):
            raise DataError(
                "not a vocabulary",
                where=where,
                expected=f"different words after {SPECIAL[PAD]} and {SPECIAL[UNK]}, "
                "each with its count",
            )
        return cls(words, frequency, documents)

    @cached_property
    def _ids(self) -> dict[str, int]:
        return {word: entry for entry, word in enumerate(self.words[len(SPECIAL) :], len(SPECIAL))}


def ranked_words(occurrences: Mapping[str, int], min_count: int, limit: int | None) -> list[str]:
    """Words seen at least `min_count` times, the `limit` most frequent, these first.

    Equally frequent words stand in alphabetical order, so that the order of documents does not
    matter.
    """
    often = (word for word, count in occurrences.items() if count >= min_count)
    return sorted(
        (word for word in often if word not in SPECIAL),
        key=lambda word: (-occurrences[word], word),
    )[:limit]


@dataclass(frozen=True, eq=False)
class Encoded:
    """Documents ready for a model; ragged, without padding.

    tokens: (words of all documents,) int32 vocabulary entries; of documents that are vectors,
        float32 coordinates, equally many in each.
    offsets: (documents + 1,) int64; document i is tokens[offsets[i]:offsets[i + 1]].
    labels: (documents, labels) float32 0/1.
    texts: the documents as they were written, for methods with a reading of their own.

    Every document has at least one token: one without words is a single unknown word.
    """

    tokens: NDArray[np.int32] | NDArray[np.float32]
    offsets: NDArray[np.int64]
    labels: sparse.csr_matrix
    texts: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def lengths(self) -> NDArray[np.int64]:
        """(documents,) number of tokens, at least 1."""
        return np.diff(self.offsets)

    @property
    def vectors(self) -> bool:
        """Whether documents are vectors, and tokens their coordinates."""
        return self.tokens.dtype.kind == "f"

    @property
    def unread(self) -> NDArray[np.bool_]:
        """(documents,) whether every word of a document is unknown; never of vectors."""
        if self.vectors or not len(self):
            return np.zeros(len(self), dtype=np.bool_)
        known: NDArray[np.bool_] = np.maximum.reduceat(self.tokens != UNK, self.offsets[:-1])
        return ~known

    def document(self, index: int) -> NDArray[np.int32] | NDArray[np.float32]:
        """The tokens of one document, as a view."""
        return self.tokens[self.offsets[index] : self.offsets[index + 1]]

    def take(self, rows: Sequence[int]) -> Encoded:
        """Some of the documents, in that order."""
        parts = [self.document(row) for row in rows]
        return Encoded(
            tokens=np.concatenate([self.tokens[:0], *parts]),
            offsets=np.cumsum([0, *map(len, parts)], dtype=np.int64),
            labels=self.labels[list(rows)],
            texts=tuple(self.texts[row] for row in rows),
        )


def joined(first: Encoded, second: Encoded, order: Sequence[int]) -> Encoded:
    """Rows of both, those of `second` counted on after those of `first`, in that order."""
    both = (first, second)
    rows = [part.document(row) for part in both for row in range(len(part))]
    texts = [text for part in both for text in part.texts]
    chosen = [rows[row] for row in order]
    return Encoded(
        tokens=np.concatenate([first.tokens[:0], *chosen]),
        offsets=np.cumsum([0, *map(len, chosen)], dtype=np.int64),
        labels=sparse.vstack([part.labels for part in both], format="csr")[list(order)],
        texts=tuple(texts[row] for row in order),
    )


def encode(
    documents: Sequence[Document],
    graph: LabelGraph,
    vocabulary: Vocabulary,
    max_words: int,
    words: Callable[[str, int | None], Sequence[str]] = tokenize,
) -> Encoded:
    """The first `max_words` words of each document, and its labels."""
    read = Numbered.of(words(item.text, max_words) for item in documents)
    return encode_read(documents, graph, vocabulary, read)


def encode_read(
    documents: Sequence[Document], graph: LabelGraph, vocabulary: Vocabulary, read: Numbered
) -> Encoded:
    """Documents whose words were read before, and their labels."""
    tokens, empty = vocabulary.encode(read.ids)[read.numbers], np.diff(read.offsets) == 0
    return Encoded(
        tokens=np.insert(tokens, read.offsets[:-1][empty], UNK),
        offsets=read.offsets + np.append(0, np.cumsum(empty)),
        labels=label_matrix(documents, len(graph)),
        texts=tuple(item.text for item in documents),
    )


def encode_vectors(documents: Sequence[Document], graph: LabelGraph, width: int) -> Encoded:
    """Documents as their vectors of `width` coordinates.

    Raises `DataError` naming the first document that has no vector, or one of another length.
    """
    for document in documents:
        found = document.vector
        if found is None or len(found) != width:
            raise DataError(
                "not a vector as the others are",
                where=f"document {shorten(document.id)}",
                expected=counted(width, "number"),
                received="none" if found is None else str(len(found)),
            )
    rows = [document.vector for document in documents if document.vector is not None]
    return Encoded(
        tokens=np.concatenate([np.zeros(0, np.float32), *rows], dtype=np.float32),
        offsets=np.arange(len(rows) + 1, dtype=np.int64) * width,
        labels=label_matrix(documents, len(graph)),
        texts=tuple(item.text for item in documents),
    )


def wordless() -> DataError:
    """What is said where words are asked for, and documents are read as vectors."""
    return DataError(
        "this run reads documents as vectors, and coordinates have no words",
        where="text",
        expected="a run that reads texts",
        remedy=f"`{program()} predict` labels vectors.",
    )
