"""Words, vocabulary and encoded documents."""

from __future__ import annotations

import json
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmlc_core.data.corpus import Document, label_matrix
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.text import PAD, SPECIAL, UNK, Vocabulary, encode, tokenize
from hmlc_core.errors import DataError

GRAPH = LabelGraph(("a", "b", "c"))
TOKENS = st.lists(st.lists(st.sampled_from(["x", "y", "z", "rare"]), max_size=6), max_size=8)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don't stop, it's 9 o'clock!", ["don't", "stop", "it's", "9", "o'clock"]),
        ("'quoted' -- and ''", ["quoted", "and"]),
        ("It’s naïve: L’ÉTÉ", ["it's", "naïve", "l'été"]),
        ("snake_case __init__", ["snake", "case", "init"]),
        ("cafe\u0301 café", ["café", "café"]),
        ("हिन्दी में।", ["हिन्दी", "में"]),
        ("北京 and Tokyo 東京", ["北", "京", "and", "tokyo", "東", "京"]),
        ("コーヒー・ブレイク", ["コー", "ヒー", "ブ", "レ", "イ", "ク"]),
        ("サッカー、スーパー！", ["サ", "ッ", "カー", "スー", "パー"]),
        ("か\u3099っこう", ["が", "っ", "こ", "う"]),
        ("人々がー。", ["人", "々", "がー"]),
        ("한국어 뉴스", ["한국어", "뉴스"]),
        ("كِتَابٌ جديد", ["كِتَابٌ", "جديد"]),
        (
            "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd",
            ["\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd"],
        ),
        ("བོད་སྐད་", ["བོད", "སྐད"]),
        ("ދިވެހި ބަސް", ["ދިވެހި", "ބަސް"]),
        ("ꦧꦱꦗꦮꦶ", ["ꦧꦱꦗꦮꦶ"]),
        ("1\ufe0f\u20e3 a\u20dd", ["1", "a"]),
        ("ภาษาไทย", ["ภา", "ษา", "ไท", "ย"]),
        ("ที่เกาะ ๑๒ น้ำ", ["ที่", "เกาะ", "๑๒", "น้ำ"]),
        ("ข่าวiPhoneใหม่", ["ข่า", "ว", "iphone", "ให", "ม่"]),
        ("ພາສາລາວ", ["ພາ", "ສາ", "ລາ", "ວ"]),
        ("ເຮືອນ ໑໒", ["ເຮື", "ອ", "ນ", "໑໒"]),
        ("ភាសាខ្មែរ។", ["ភា", "សា", "ខ្មែ", "រ"]),
        ("ស្ត្រី ១២", ["ស្ត្រី", "១២"]),
        ("မြန်မာ", ["မြန်", "မာ"]),
        ("ကျွန်တော်။ ၁၂", ["ကျွန်", "တော်", "၁၂"]),
        ("သင်္ဘော", ["သင်္ဘော"]),
        ("\u0e48 \u17be", []),
        ("İstanbul ΣΟΦΟΣ", ["i̇stanbul", "σοφος"]),
        ("w12 w7", ["w12", "w7"]),
        ("<b>bold</b>", ["b", "bold", "b"]),
        ("😀 …", []),
        ("", []),
    ],
)
def test_words_of_a_text(text: str, words: list[str]) -> None:
    assert tokenize(text) == words


SIGNED = {
    "thai": ("\u0e01\u0e2e\u0e40\u0e44", "\u0e31\u0e32\u0e33\u0e48\u0e4c"),
    "lao": ("\u0e81\u0eae\u0ec0\u0ec4", "\u0eb1\u0eb2\u0eb4\u0ec8\u0ebd"),
    "khmer": ("\u1780\u17a2", "\u17b6\u17be\u17d0\u17c6"),
    "burmese": ("\u1000\u1019", "\u102b\u1031\u103b\u1037"),
    "kana": ("\u304b\u30ab", "\u30fc"),
}


@pytest.mark.slow
@pytest.mark.parametrize("script", SIGNED)
@given(data=st.data())
def test_no_sign_is_lost_or_stands_alone(script: str, data: st.DataObject) -> None:
    letters, signs = SIGNED[script]
    letter = st.sampled_from(letters)
    pieces = data.draw(st.lists(st.tuples(letter, st.text(signs, max_size=3))))
    # A vowel written before its consonant has no signs of its own.
    text = "".join(first + ("" if first in letters[2:] else marks) for first, marks in pieces)
    words = tokenize(text)
    assert "".join(words) == unicodedata.normalize("NFC", text)
    assert not any(word[0] in signs for word in words)


@given(st.text(st.characters(max_codepoint=127)))
def test_the_quick_way_for_plain_text_finds_the_same_words(text: str) -> None:
    # One letter beyond ASCII sends the text the long way.
    assert [*tokenize(text), "é"] == tokenize(text + "\né")


@given(st.text(), st.integers(1, 5))
def test_a_limit_cuts_and_changes_nothing_else(text: str, limit: int) -> None:
    assert tokenize(text * 40, limit) == tokenize(text * 40)[:limit]


def test_a_monster_word_is_cut_into_pieces() -> None:
    words = tokenize("x" * 1_000_000)
    assert max(map(len, words)) == 80
    assert sum(map(len, words)) == 1_000_000


def test_a_monster_document_is_read_only_as_far_as_needed() -> None:
    text = "word " * 200_000
    assert tokenize(text, 3) == ["word"] * 3
    encoded = encode([Document("1", text, ())], GRAPH, Vocabulary(), 7)
    assert encoded.lengths.tolist() == [7]


def test_words_are_ranked_by_count_then_alphabet() -> None:
    vocabulary = Vocabulary.build([["b", "a", "c"], ["c", "d", "c"], ["b"]], min_count=1, limit=3)
    assert vocabulary.words == (*SPECIAL, "c", "b", "a")
    assert vocabulary.document_frequency == (0, 1, 2, 2, 1)
    assert vocabulary.documents == 3


def test_rare_words_are_left_out() -> None:
    vocabulary = Vocabulary.build([["often", "often", "once"]], min_count=2)
    assert "often" in vocabulary
    assert "once" not in vocabulary
    assert vocabulary.document_frequency[UNK] == 1


def test_padding_and_unknown_words_are_two_things() -> None:
    vocabulary = Vocabulary.build([["a"]])
    assert PAD != UNK
    assert vocabulary.encode(["a", "nobody"]).tolist() == [2, UNK]


def test_a_document_cannot_name_padding() -> None:
    """As tokens, texts may hold what text by itself cannot."""
    vocabulary = Vocabulary.build([["a", *SPECIAL]])
    assert vocabulary.words == (*SPECIAL, "a")
    assert vocabulary.encode([*SPECIAL, "a"]).tolist() == [UNK, UNK, 2]
    assert vocabulary.document_frequency == (0, 1, 1)


@given(TOKENS, st.randoms())
def test_the_order_of_documents_does_not_matter(documents: list[list[str]], random) -> None:
    shuffled = list(documents)
    random.shuffle(shuffled)
    assert Vocabulary.build(documents) == Vocabulary.build(shuffled)


@given(TOKENS, st.integers(1, 3))
def test_a_vocabulary_survives_json(documents: list[list[str]], min_count: int) -> None:
    vocabulary = Vocabulary.build(documents, min_count=min_count)
    assert Vocabulary.from_json(vocabulary.to_json()) == vocabulary


@given(TOKENS)
def test_every_entry_is_within_bounds(documents: list[list[str]]) -> None:
    vocabulary = Vocabulary.build(documents, min_count=2)
    for tokens in documents:
        entries = vocabulary.encode([*tokens, "never seen"])
        assert entries.dtype == np.int32
        assert ((entries >= UNK) & (entries < len(vocabulary))).all()


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "{}",
        json.dumps({"words": ["a", "b"], "document_frequency": [0, 0], "documents": 1}),
        json.dumps({"words": [*SPECIAL, "a"], "document_frequency": [0, 0], "documents": 1}),
        json.dumps({"words": [*SPECIAL, 3], "document_frequency": [0, 0, 0], "documents": 1}),
        json.dumps({"words": [*SPECIAL, "a", "a"], "document_frequency": [0] * 4, "documents": 1}),
        json.dumps({"words": list(SPECIAL), "document_frequency": [0, -1], "documents": 1}),
    ],
)
def test_what_is_no_vocabulary_is_refused(text: str) -> None:
    with pytest.raises(DataError, match=r"vocabulary\.json: not a vocabulary"):
        Vocabulary.from_json(text, where="vocabulary.json")


def test_documents_become_one_flat_array() -> None:
    vocabulary = Vocabulary.build([["x", "y"]])
    documents = [Document("1", "X y z", (2, 0)), Document("2", "", ()), Document("3", "y", (1,))]
    encoded = encode(documents, GRAPH, vocabulary, 10)
    x, y = vocabulary.encode(["x", "y"]).tolist()
    assert encoded.tokens.tolist() == [x, y, UNK, UNK, y]
    assert encoded.tokens.dtype == np.int32
    assert encoded.offsets.tolist() == [0, 3, 4, 5]
    assert encoded.lengths.tolist() == [3, 1, 1]
    assert encoded.document(0).tolist() == [x, y, UNK]
    assert encoded.labels.toarray().tolist() == [[1, 0, 1], [0, 0, 0], [0, 1, 0]]
    assert len(encoded) == 3


def test_no_documents_are_no_tokens() -> None:
    encoded = encode([], GRAPH, Vocabulary(), 10)
    assert len(encoded) == 0
    assert encoded.labels.shape == (0, 3)


def test_label_matrices_are_float32_with_sorted_columns() -> None:
    matrix = label_matrix([Document("1", "", (2, 0))], 3)
    assert matrix.dtype == np.float32
    assert matrix.indices.tolist() == [0, 2]
