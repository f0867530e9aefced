"""One article: its full text once, its paths, and files that would do harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from hmlc_core.data.formats.nyt.article import Article, read_article
from hmlc_core.data.problems import Problems
from tests.data.formats.nyt.nytfiles import article


def read(path: Path, content: str | bytes) -> tuple[Article | None, list[str]]:
    """The article and what is wrong with it."""
    file, problems = path / "1.xml", Problems()
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_article(file, problems), [str(problem) for problem in problems.shown]


def test_the_full_text_is_read_once_and_top_is_no_label(tmp_path: Path) -> None:
    content = article("One &amp;\n two.|Caf\u00e9 &mdash; three.", "Top/News/U.S.", "Top", "News")
    assert read(tmp_path, content) == (
        Article("One & two.\nCaf\u00e9 \u2014 three.", (("News", "U.S."), ("News",))),
        [],
    )


def test_without_a_full_text_all_paragraphs_are_read(tmp_path: Path) -> None:
    content = "<nitf><p>One <em>big</em> thing.</p><p/><p>Two.</p></nitf>"
    assert read(tmp_path, content) == (Article("One big thing.\nTwo.", ()), [])


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_other_encodings_that_a_file_declares_are_read(tmp_path: Path, encoding: str) -> None:
    content = article("Caf\u00e9.", "Top/News").replace("UTF-8", encoding).encode(encoding)
    found, told = read(tmp_path, content)
    assert found is not None, told
    assert found.text == "Caf\u00e9."


BOMB = (
    '<!DOCTYPE nitf [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 20}">' for a, b in zip("abcdefg", "bcdefgh"))
    + "]>"
)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("<nitf>\n<p>One.", 2),
        ("<nitf>\n<p>One.</nitf>", 2),
        ("text", 1),
        (b"\x00\x01\x02", 1),
        ('<?xml version="1.0" encoding="klingon"?>\n<nitf/>', 1),
        ("<nitf>&unknown;</nitf>", 1),
        (article("&h;", "Top/News", head=BOMB), 2),
    ],
)
def test_what_is_no_article_is_refused_with_its_line(
    tmp_path: Path, content: str | bytes, line: int
) -> None:
    found, told = read(tmp_path, content)
    assert found is None
    assert told[0].startswith(f"1.xml, line {line}: not an article")


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert read(tmp_path, "")[1][0].startswith("1.xml: not an article")
