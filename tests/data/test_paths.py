"""What is no path is a message, wherever a path is given."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hmlc_core.data import formats
from hmlc_core.data.check import check
from hmlc_core.data.edges import load_graph
from hmlc_core.data.formats.texts import read_texts
from hmlc_core.data.paths import no_file, there
from hmlc_core.data.upload import add
from hmlc_core.errors import DataError

NO_PATHS = ("a\0.csv", "a" * 5_000 + ".csv", "a\0.zip", "b" * 5_000 + ".tsv")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HMLC_HOME", str(tmp_path))


@pytest.mark.parametrize("name", NO_PATHS)
@pytest.mark.parametrize("read", [formats.load, load_graph, add, lambda path: [*read_texts(path)]])
def test_what_is_no_path_is_refused(name: str, read: Callable[[Path], object]) -> None:
    path = Path(name)
    assert not there(path)
    with pytest.raises(DataError):
        read(path)


@pytest.mark.parametrize("name", NO_PATHS)
def test_what_is_no_path_is_reported(name: str) -> None:
    assert not check(Path(name)).ok


def test_where_there_is_no_file_it_is_said_whether_there_is_a_folder(tmp_path: Path) -> None:
    assert no_file(tmp_path) == "this is a folder, and no file"
    assert no_file(tmp_path / "nowhere") == "there is no such file"
    assert no_file(Path("with a zero\0byte")) == "there is no such file"
