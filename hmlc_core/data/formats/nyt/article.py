"""Article: the text and the taxonomic classifiers of one XML file (NITF) of the corpus."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from xml.parsers.expat import ExpatError, ParserCreate

from hmlc_core.data import limits
from hmlc_core.data.formats.names import trimmed
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

TOP = "Top"
"""What stands above all of the taxonomy, and is no label."""

_CLASSIFIER, _TAXONOMIC = "classifier", "taxonomic_classifier"
_BLOCK, _FULL, _PARAGRAPH = "block", "full_text", "p"


class Article(NamedTuple):
    """text: paragraphs with a line break between them. paths: of its labels, without `Top`."""

    text: str
    paths: tuple[tuple[str, ...], ...]


class _Refused(Exception):
    """The file declares what no article needs."""


def read_article(path: Path, problems: Problems) -> Article | None:
    """The article, or None after reporting that the file holds none.

    Entities that a file declares itself are refused: a line of them may stand for gigabytes.
    """
    reading, parser, content = _Reading(), ParserCreate(), b""
    parser.buffer_text = True
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.characters
    parser.SkippedEntityHandler = reading.entity
    parser.EntityDeclHandler = _refuse
    try:
        with path.open("rb") as stream:
            content = stream.read(limits.LINE + 1)
        if len(content) > limits.LINE:
            raise _Refused(f"more than {limits.LINE // 2**20} MB")
        parser.Parse(content, True)
    except OSError as error:
        problems.error("cannot be read", path, found=error.strerror)
        return None
    except (ExpatError, _Refused, ValueError, LookupError) as error:
        problems.error(
            "not an article",
            path,
            parser.CurrentLineNumber if content.strip() else None,
            expected="XML of the New York Times Annotated Corpus",
            found=shorten(error),
        )
        return None
    return Article("\n".join(filter(None, reading.full or reading.every)), tuple(reading.paths))


def _refuse(name: str, *_: object) -> None:
    raise _Refused(f"a declaration of the entity {name}")


@dataclass
class _Reading:
    """What has been read of a file.

    full: paragraphs of the full text; every: all paragraphs. blocks: of the open blocks, whether
    each is the full text. pieces: what stands in the open paragraph or classifier, if one is open.
    """

    full: list[str] = field(default_factory=list)
    every: list[str] = field(default_factory=list)
    paths: dict[tuple[str, ...], None] = field(default_factory=dict)
    blocks: list[bool] = field(default_factory=list)
    pieces: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _BLOCK:
            self.blocks.append(attributes.get("class") == _FULL)
        taxonomic = name == _CLASSIFIER and attributes.get("type") == _TAXONOMIC
        if name == _PARAGRAPH or taxonomic:
            self.pieces = []

    def end(self, name: str) -> None:
        if name == _BLOCK:
            self.blocks.pop()
        if self.pieces is None or name not in (_PARAGRAPH, _CLASSIFIER):
            return
        text = " ".join("".join(self.pieces).split())
        self.pieces = None
        if name == _PARAGRAPH:
            self.every.append(text)
            if any(self.blocks):
                self.full.append(text)
            return
        levels = [trimmed(level) for level in text.strip("/").split("/")]
        if levels[0] == TOP:
            levels = levels[1:]
        if any(levels):
            self.paths[tuple(levels)] = None

    def characters(self, text: str) -> None:
        if self.pieces is not None:
            self.pieces.append(text)

    def entity(self, name: str, is_parameter: bool) -> None:
        """A character by its name, which the file's own rules would have declared."""
        if not is_parameter:
            self.characters(html.unescape(f"&{name};"))
