"""From words of our vocabulary to the word pieces that BERT reads.

Each word of the vocabulary is cut into pieces once; a document is its words' pieces one after
another between BERT's two marks, cut at the model's limit. What our own word splitting has removed
stays removed: BERT sees lower case, no punctuation, and its unknown piece for every word that is
not in the vocabulary. So an uncased model suits best, and `corpus.min_count` = 1 leaves no
training word unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import torch
from torch import Tensor

from hmlc_core.data.text import PAD, SPECIAL, UNK


@dataclass(frozen=True, eq=False)
class WordPieces:
    """Pieces of every word, and how documents are put together from them.

    words: for every word id its pieces, at least one.
    start, end, pad: pieces before and after a document, and behind it in a batch.
    limit: pieces of a document at most, with `start` and `end`.
    """

    words: tuple[tuple[int, ...], ...]
    start: int
    end: int
    pad: int
    limit: int

    def documents(self, tokens: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        """Pieces (B, P) of (B, T) word ids, and how many of them each document has (B,)."""
        room = self.limit - 2
        rows = []
        for ids, length in zip(tokens.tolist(), lengths.tolist(), strict=True):
            pieces = list(chain.from_iterable(self.words[word] for word in ids[:length]))
            rows.append([self.start, *pieces[:room], self.end])
        width = max(map(len, rows), default=0)
        padded = [row + [self.pad] * (width - len(row)) for row in rows]
        return (
            torch.tensor(padded, dtype=torch.long).reshape(len(rows), width),
            torch.tensor([len(row) for row in rows], dtype=torch.long),
        )


def whole_words(vocabulary: int, limit: int) -> WordPieces:
    """Every word one piece, its own id; the two marks come after the vocabulary."""
    words = tuple((word,) for word in range(vocabulary))
    return WordPieces(words, start=vocabulary, end=vocabulary + 1, pad=PAD, limit=limit)


def cut_words(words: Sequence[str], tokenizer: Any, limit: int) -> WordPieces:
    """The vocabulary's words as a Hugging Face tokenizer cuts them."""
    unknown = (tokenizer.unk_token_id,)
    known = tokenizer(list(words[len(SPECIAL) :]), add_special_tokens=False)["input_ids"]
    special = {PAD: (tokenizer.pad_token_id,), UNK: unknown}
    return WordPieces(
        # A word of which the tokenizer leaves nothing, such as a lone accent, is unknown to it.
        (*(special[i] for i in range(len(SPECIAL))), *(tuple(ids) or unknown for ids in known)),
        start=tokenizer.cls_token_id,
        end=tokenizer.sep_token_id,
        pad=tokenizer.pad_token_id,
        limit=limit,
    )
