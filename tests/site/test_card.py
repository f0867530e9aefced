"""The author's part of a model card: read from TOML or JSON, or refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from hmlc_core.errors import SettingError
from hmlc_core.site.card import FIELDS, LONGEST, LONGEST_FILE, read_card


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("card.toml", 'limits = " News only. "\nlicence = "MIT"\ncontact = ""\n'),
        ("card.json", '{"limits": " News only. ", "licence": "MIT", "contact": ""}'),
    ],
)
def test_fields_are_read_and_empty_ones_are_not_stated(tmp_path: Path, name: str, text: str):
    (tmp_path / name).write_text(text)
    assert read_card(tmp_path / name) == {"limits": "News only.", "licence": "MIT"}


def test_a_list_of_texts_becomes_paragraphs(tmp_path: Path):
    (tmp_path / "card.json").write_text('{"authors": ["Ada", " Grace"], "limits": []}')
    assert read_card(tmp_path / "card.json") == {"authors": "Ada\n\n Grace"}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("card.toml", 'license = "MIT"', "unknown field"),
        ("card.toml", 'licence = "MIT', "cannot be read"),
        ("card.json", "{", "cannot be read"),
        ("card.json", "[" * 50_000, "cannot be read"),
        ("card.json", '["MIT"]', "not a table of fields"),
        ("card.toml", "licence = 3", "not a text that fits"),
        ("card.toml", f'licence = "{"x" * (LONGEST + 1)}"', "not a text that fits"),
        ("card.toml", 'authors = ["Ada", 3]', "list of texts"),
        ("card.json", '{"authors": [["Ada"]]}', "list of texts"),
        ("card.json", f'{{"authors": ["{"x" * LONGEST}", "y"]}}', "list of texts"),
        ("card.toml", "#" * (LONGEST_FILE + 1), "too large"),
    ],
)
def test_what_cannot_be_used_is_refused(tmp_path: Path, name: str, text: str, said: str):
    (tmp_path / name).write_text(text)
    with pytest.raises(SettingError, match=said) as caught:
        read_card(tmp_path / name)
    assert name in str(caught.value)


def test_an_unknown_field_is_answered_with_those_there_are(tmp_path: Path):
    (tmp_path / "card.toml").write_text('license = "MIT"')
    with pytest.raises(SettingError) as caught:
        read_card(tmp_path / "card.toml")
    assert all(name in str(caught.value) for name in FIELDS)


def test_bytes_that_are_no_text_and_files_that_are_not_there_are_refused(tmp_path: Path):
    (tmp_path / "card.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingError, match="cannot be read"):
        read_card(tmp_path / "card.toml")
    with pytest.raises(SettingError, match="cannot be read"):
        read_card(tmp_path / "nowhere.toml")
