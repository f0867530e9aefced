"""The folder of a site: written whole, replaced by the next site, and never anything else's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hmlc_core.errors import StoreError
from hmlc_core.site.folder import MARK, check_folder, write_site

RUNS = ("b", "a")


def contents(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_site_takes_the_place_of_another_and_leaves_nothing_of_it(tmp_path: Path):
    site = tmp_path / "site"
    check_folder(site, RUNS)
    size = write_site(site, {"index.html": "one", "run/old.html": "two"}, RUNS)
    assert size == sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    check_folder(site, RUNS)
    write_site(site, {"index.html": "é"}, RUNS)
    assert contents(site) == {"index.html", MARK}
    assert (site / "index.html").read_text("utf-8") == "é"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize("runs", [("a",), ("a", "b", "c"), ()])
def test_a_site_of_other_runs_stays(tmp_path: Path, runs: tuple[str, ...]):
    site = tmp_path / "site"
    write_site(site, {"index.html": ""}, RUNS)
    check_folder(site, ("a", "b"))  # in any order
    with pytest.raises(StoreError, match="folder of its own") as caught:
        check_folder(site, runs)
    assert "a site of a, b" in str(caught.value)
    assert "delete" in str(caught.value)


def test_a_site_that_does_not_name_its_runs_stays(tmp_path: Path):
    site = tmp_path / "site"
    write_site(site, {"index.html": ""}, RUNS)
    (site / MARK).write_text(json.dumps({"files": ["index.html", MARK]}))
    with pytest.raises(StoreError, match="nobody knows which runs"):
        check_folder(site, RUNS)


def test_an_empty_folder_will_do(tmp_path: Path):
    site = tmp_path / "site"
    site.mkdir()
    check_folder(site, RUNS)
    write_site(site, {"index.html": ""}, RUNS)
    assert contents(site) == {"index.html", MARK}


@pytest.mark.parametrize("mark", [None, "{", '{"files": 3}', '{"files": ["index.html"]}'])
def test_what_is_not_of_a_site_is_never_replaced(tmp_path: Path, mark: str | None):
    site = tmp_path / "site"
    write_site(site, {"index.html": ""}, RUNS)
    (site / "mine.txt").write_text("mine")
    if mark is not None:
        (site / MARK).write_text(mark)
    with pytest.raises(StoreError, match="folder of its own") as caught:
        check_folder(site, RUNS)
    assert str(site) in str(caught.value)
    assert (site / "mine.txt").read_text() == "mine"


def test_a_file_a_link_and_a_folder_that_is_not_there_are_refused(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="no folder"):
        check_folder(tmp_path / "file", RUNS)
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there")
    with pytest.raises(StoreError, match="no folder"):
        check_folder(tmp_path / "link", RUNS)
    with pytest.raises(StoreError, match="cannot be written"):
        check_folder(tmp_path / "nowhere" / "site", RUNS)


def test_a_site_that_cannot_be_written_leaves_the_old_one(tmp_path: Path):
    site = tmp_path / "site"
    write_site(site, {"index.html": "old"}, RUNS)
    with pytest.raises(StoreError, match="cannot be written"):
        write_site(site, {"index.html": "new", "index.html/below": "no file can be here"}, RUNS)
    assert (site / "index.html").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert json.loads((site / MARK).read_text())["files"] == [MARK, "index.html"]


def test_a_site_that_cannot_be_put_in_place_leaves_the_old_one(tmp_path: Path, monkeypatch):
    site, rename = tmp_path / "site", Path.rename
    write_site(site, {"index.html": "old"}, RUNS)

    def refused(self: Path, target: Path) -> Path:
        if self.name == "fresh":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(StoreError, match="No space left"):
        write_site(site, {"index.html": "new"}, RUNS)
    assert (site / "index.html").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
