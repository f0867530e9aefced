"""Tokenizers: from a text to its words, in one of several ways that have names.

`words` finds words in a text of any script; `spaces` takes what stands between white space as it
is, for texts that are lists of tokens already; `jieba` cuts Chinese into words, with the optional
package of that name. Packages installed beside this one bring others.
"""

from __future__ import annotations

import importlib
import logging
import unicodedata
import warnings
from collections.abc import Callable, Iterable
from functools import cache
from itertools import islice
from typing import Any, Protocol, cast

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.home import home
from hmlc_core.data.text import tokenize
from hmlc_core.errors import DataError, SettingError, shorten
from hmlc_core.experiment.corpus import CorpusSettings
from hmlc_core.experiment.tokenizers import JIEBA, OF_CORPUS, SPACES, TOKENIZERS, WORDS, brought
from hmlc_core.plugins import describe

LONGEST = 200
"""Characters of a word at most; what follows is cut, so that no word is absurd."""

INSTALL = "pip install jieba"


class Tokenizer(Protocol):
    """A word has no white space in it, so that a text can be written as words between spaces."""

    def __call__(self, text: str, limit: int | None = None) -> list[str]:
        """The words of a text, the first `limit` of them."""


def tokenizer_of(corpus: Corpus, settings: CorpusSettings | None = None) -> Tokenizer:
    """How texts of the corpus are read, under these settings or as the corpus says by itself."""
    chosen = OF_CORPUS if settings is None else settings.tokenizer
    return tokenizer(corpus.tokenizer if chosen == OF_CORPUS else chosen)


@cache
def tokenizer(name: str) -> Tokenizer:
    """The tokenizer of that name.

    Raises `SettingError` for one that is not there, or lacks a package.
    """
    ours: dict[str, Callable[[], Tokenizer]] = {
        WORDS: lambda: tokenize,
        SPACES: lambda: between_spaces,
        JIEBA: _jieba,
    }
    if name in ours:
        return ours[name]()
    found = brought()
    if name not in found.loaded:
        raise SettingError(
            "there is no such tokenizer",
            where="corpus.tokenizer",
            expected=", ".join(TOKENIZERS),
            received=shorten(repr(name)),
            remedy="Install the package that brings it, or choose another.",
        )
    function = cast("Callable[[str], Iterable[str]]", found.loaded[name])
    return _guarded(name, found.packages[name], function)


def between_spaces(text: str, limit: int | None = None) -> list[str]:
    """What stands between white space, as it is written."""
    words = text.split() if limit is None else text.split(None, limit)[:limit]
    return [word[:LONGEST] for word in words]


def _jieba() -> Tokenizer:
    try:
        with warnings.catch_warnings():  # its patterns and imports are of an older Python
            warnings.simplefilter("ignore")
            library: Any = importlib.import_module("jieba")
    except ImportError:
        raise SettingError(
            "jieba is not installed",
            where="corpus.tokenizer",
            remedy=f"Install it with `{INSTALL}`, or choose another tokenizer.",
        ) from None
    library.setLogLevel(logging.CRITICAL)
    cutter = library.Tokenizer()
    # It keeps its dictionary in a file that it trusts, by default where anybody may write.
    cutter.tmp_dir = str(home())

    def cut(text: str, limit: int | None = None) -> list[str]:
        pieces = cutter.cut(unicodedata.normalize("NFC", text).lower())
        words = (word for word in pieces if any(map(str.isalnum, word)))
        return [word[:LONGEST] for word in islice(words, limit)]

    return cut


def _guarded(name: str, package: str, function: Callable[[str], Iterable[str]]) -> Tokenizer:
    """Somebody else's function, which may raise or give anything."""

    def read(text: str, limit: int | None = None) -> list[str]:
        try:
            found = list(islice(function(text), limit))
            wrong = next((word for word in found if not isinstance(word, str)), None)
            reason = None if wrong is None else f"{type(wrong).__name__} among the words"
        except Exception as error:
            reason = describe(error)
        if reason is not None:
            raise DataError(
                f"the tokenizer {name} of {package} failed",
                where=f"text {shorten(repr(text), 40)}",
                expected="a list of words",
                received=reason,
                remedy="Choose another tokenizer, and tell the makers of the package.",
            )
        return [joined[:LONGEST] for word in found if (joined := "_".join(word.split()))]

    return read
