"""Scripts written without spaces between words, cut where a reader of the script can cut.

No dictionary is asked, so a piece is less than a word, as a Chinese character is:

- Chinese and Japanese: a character, with signs that belong to it (`ー`, `゛`). `・` is no letter.
- Thai and Lao: a consonant with the vowel written before it, and the vowels, tones and signs
  above, below and behind it: `เกาะ` is one piece, `ภาษา` is `ภา ษา`.
- Khmer: a letter with its subscripts (coeng and a letter) and signs: `ខ្មែរ` is `ខ្មែ រ`.
- Burmese: a letter with those stacked below it and its signs, and a consonant after it whose own
  vowel is killed (asat): `မြန်မာ` is `မြန် မာ`.

Digits of these scripts are words as in any other. A sign without a letter is left out.
"""

from __future__ import annotations

_MOST = "{0,38}"
"""Signs of one letter at most, so that no piece is absurd."""

_IDEOGRAPHS = r"\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fd-\u30ff\u3400-\u9fff\uf900-\ufaff"
_IDEOGRAPHS += r"\U00020000-\U0003ffff"
_JAPANESE_SIGNS = r"\u3099-\u309c\u30fc"

_THAI_BEFORE, _THAI = r"\u0e40-\u0e44", r"\u0e01-\u0e2f"
_THAI_SIGNS = r"\u0e30-\u0e3a\u0e45-\u0e4e"
_LAO_BEFORE, _LAO = r"\u0ec0-\u0ec4", r"\u0e81-\u0eaf\u0edc-\u0edf"
_LAO_SIGNS = r"\u0eb0-\u0ebd\u0ec6-\u0ece"

_KHMER, _KHMER_SIGNS, _COENG = r"\u1780-\u17b3\u17d7\u17dc", r"\u17b4-\u17d3\u17dd", r"\u17d2"

_BURMESE_SIGNS = (
    r"\u102b-\u103e\u1056-\u1059\u105e-\u1060\u1062-\u1064\u1067-\u106d\u1071-\u1074\u1082-\u108d"
    r"\u108f\u109a-\u109d\ua9e5\uaa7b-\uaa7d"
)
_BURMESE = (
    r"\u1000-\u102a\u103f\u1050-\u1055\u105a-\u105d\u1061\u1065-\u1066\u106e-\u1070\u1075-\u1081"
    r"\u108e\ua9e0-\ua9e4\ua9e6-\ua9ef\ua9fa-\ua9fe\uaa60-\uaa76\uaa7a\uaa7e-\uaa7f"
)
_STACKED = rf"(?:\u1039[{_BURMESE}]|[{_BURMESE_SIGNS}])"
_KILLED = rf"[{_BURMESE}]\u1037?\u103a"

LETTERS = (
    f"{_IDEOGRAPHS}{_JAPANESE_SIGNS}{_THAI_BEFORE}{_THAI}{_THAI_SIGNS}{_LAO_BEFORE}{_LAO}"
    f"{_LAO_SIGNS}{_KHMER}{_KHMER_SIGNS}{_BURMESE}{_BURMESE_SIGNS}"
)
"""All letters and signs of these scripts, for a set in a regular expression."""

PIECE = "|".join(
    [
        rf"[{_IDEOGRAPHS}][{_JAPANESE_SIGNS}]{_MOST}",
        rf"[{_THAI_BEFORE}]?[{_THAI}][{_THAI_SIGNS}]{_MOST}|[{_THAI_BEFORE}]",
        rf"[{_LAO_BEFORE}]?[{_LAO}][{_LAO_SIGNS}]{_MOST}|[{_LAO_BEFORE}]",
        rf"[{_KHMER}](?:{_COENG}[{_KHMER}]|[{_KHMER_SIGNS}]){_MOST}",
        rf"[{_BURMESE}]{_STACKED}{_MOST}(?:{_KILLED}{_STACKED}{{0,8}}){{0,2}}",
    ]
)
"""A regular expression for a piece of a text in one of them."""
