"""From word ids to word pieces."""

from __future__ import annotations

import torch

from hmlc_core.models.encoders.pieces import WordPieces, cut_words, whole_words
from tests.models.encoders.small import padded

PIECES = WordPieces(((0,), (1,), (10,), (11, 12), (13, 14, 15)), start=2, end=3, pad=0, limit=7)


def test_worked_by_hand() -> None:
    pieces, counts = PIECES.documents(*padded([[2, 3], [], [4], [3, 3, 4], [1, 2, 4, 2]]))
    assert pieces.tolist() == [
        [2, 10, 11, 12, 3, 0, 0],
        [2, 3, 0, 0, 0, 0, 0],
        [2, 13, 14, 15, 3, 0, 0],
        [2, 11, 12, 11, 12, 13, 3],  # cut inside a word: five pieces have room
        [2, 1, 10, 13, 14, 15, 3],
    ]
    assert counts.tolist() == [5, 2, 5, 7, 7]


def test_no_documents() -> None:
    pieces, counts = PIECES.documents(torch.zeros(0, 3, dtype=torch.long), torch.zeros(0))
    assert pieces.shape == (0, 0)
    assert counts.shape == (0,)


def test_whole_words_have_marks_of_their_own() -> None:
    pieces = whole_words(5, limit=6)
    assert pieces.documents(*padded([[4, 1]]))[0].tolist() == [[5, 4, 1, 6]]


class Tokenizer:
    """Cuts a word into letters; knows a and b."""

    pad_token_id, unk_token_id, cls_token_id, sep_token_id = 0, 1, 2, 3

    def __call__(self, words: list[str], *, add_special_tokens: bool) -> dict[str, list[list[int]]]:
        assert not add_special_tokens
        known = {"a": 4, "b": 5, "'": None}
        cut = [[known.get(letter, 1) for letter in word] for word in words]
        return {"input_ids": [[piece for piece in word if piece is not None] for word in cut]}


def test_words_are_cut_once_and_always_have_a_piece() -> None:
    pieces = cut_words(("<pad>", "<unk>", "ab", "b", "ax", "'"), Tokenizer(), limit=9)
    assert pieces.words == ((0,), (1,), (4, 5), (5,), (4, 1), (1,))
    assert (pieces.start, pieces.end, pieces.pad, pieces.limit) == (2, 3, 0, 9)
