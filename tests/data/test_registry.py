"""Corpora by name, and the few that are kept in memory."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hmlc_core.data import formats, registry, synthetic
from hmlc_core.data.home import home
from hmlc_core.data.registry import (
    called,
    corpora_and_others,
    is_path,
    list_corpora,
    load_corpus,
    missing_data_dirs,
    named_texts,
)
from hmlc_core.errors import DataError
from tests.data.corpusfiles import DOCUMENTS, good_files, jsonl


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Two data folders and a home; `shelf(place, name, changes)` puts a corpus there."""
    places = {name: tmp_path / name for name in ("first", "second")}
    monkeypatch.setenv("HMLC_DATA_DIR", os.pathsep.join(map(str, places.values())))
    monkeypatch.setenv("HMLC_HOME", str(tmp_path / "home"))
    places["uploads"] = tmp_path / "home" / "corpora"

    def shelf(place: str, name: str, changes: dict[str, str] | None = None) -> Path:
        path = places[place] / name
        path.mkdir(parents=True)
        for file, content in {**good_files(), **(changes or {})}.items():
            (path / file).write_text(str(content))
        return path

    return shelf


def names() -> list[str]:
    return [info.name for info in list_corpora()]


def test_corpora_come_from_everywhere_in_order(shelf: Callable[..., Path]) -> None:
    shelf("uploads", "mine")
    shelf("second", "b")
    shelf("first", "c")
    (shelf("first", "no corpus") / "train.jsonl").rename(shelf("first", "a") / "x")
    assert names()[0] == "newsroom"
    origins = {info.name: info.origin for info in list_corpora()}
    assert origins["mine"] == "upload"
    assert origins["b"] == "data folder"
    assert names().index("c") < names().index("b") < names().index("mine")


def test_folders_without_a_corpus_are_passed_over(
    shelf: Callable[..., Path], tmp_path: Path
) -> None:
    for folder in ("first/mammals", "first/.incoming-x", "second"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "first/mammals/edges.csv").write_text("id1,id2,weight\n")
    (tmp_path / "first/.incoming-x/train.jsonl").write_text(jsonl(*DOCUMENTS))
    assert names() == ["newsroom", "synthetic"]
    assert corpora_and_others()[1] == (tmp_path / "first/mammals",)


def test_each_folder_is_looked_at_once(
    shelf: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shelf("first", "desk")
    (empty := tmp_path / "first" / "empty").mkdir()
    looked: list[Path] = []
    summary = formats.summary
    monkeypatch.setattr(formats, "summary", lambda path: looked.append(path) or summary(path))
    monkeypatch.setattr(formats, "recognised", pytest.fail)
    corpora, others = corpora_and_others()
    assert (corpora[-1].path, others) == (path, (empty,))
    assert looked.count(path) == looked.count(empty) == 1


def test_counts_come_from_the_stats_file_only(shelf: Callable[..., Path]) -> None:
    stats = '{"title": "Desk", "labels_in_hierarchy": 4, "splits": {"train": {"docs": 7}}}'
    shelf("first", "told", {"stats.json": stats, "train.jsonl": "never read"})
    shelf("first", "wrong", {"stats.json": '{"splits": {"train": 3}, "labels_in_hierarchy": "x"}'})
    told, wrong = list_corpora()[2:]
    assert (told.title, told.documents, told.labels) == ("Desk", 7, 4)
    assert (wrong.title, wrong.documents, wrong.labels) == ("wrong", None, None)


@pytest.mark.usefixtures("shelf")
def test_headers_of_arrays_tell_the_documents(tmp_path: Path) -> None:
    path = tmp_path / "first" / "arrays"
    path.mkdir(parents=True)

    def count() -> int | None:
        return next(info.documents for info in list_corpora() if info.name == "arrays")

    np.save(path / "X_train.npy", np.zeros((30, 2), int))
    assert count() == 30
    np.save(path / "X_test.npy", np.zeros((4, 2), int))
    assert count() == 34
    (path / "X_train.npy").write_bytes(b"cut off")
    assert count() is None


@pytest.mark.usefixtures("shelf")
def test_folders_of_other_formats_are_listed_and_read(tmp_path: Path) -> None:
    files = {
        "hidden/nyt_train.json": jsonl({"text": "b", "label": ["a"]}) * 2,
        "hidden/nyt.taxonomy": "Top\ta\n",
        "lyrl/lyrl2004_tokens_train.dat": ".I 1\n.W\nb\n\n.I 2\n.W\nb\n",
        "lyrl/rcv1-v2.topics.qrels": "C1 1 1\nC1 2 1\n",
    }
    for name, content in files.items():
        path = tmp_path / "first" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    assert {"hidden", "lyrl"} < set(names())
    assert load_corpus("hidden").graph.names == ("a",)
    assert load_corpus("lyrl").graph.names == ("C1",)


def test_the_first_of_two_with_one_name_wins(shelf: Callable[..., Path]) -> None:
    path = shelf("first", "same")
    shelf("second", "same")
    shelf("uploads", "newsroom")
    assert [info.path for info in list_corpora() if info.name == "same"] == [path]
    assert list_corpora()[0].origin == "bundled"


def test_the_variable_may_name_a_corpus_itself(
    shelf: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HMLC_DATA_DIR", str(shelf("first", "alone")))
    assert names() == ["newsroom", "synthetic", "alone"]


def test_folders_that_are_not_there_are_reported(
    shelf: Callable[..., Path], tmp_path: Path
) -> None:
    shelf("first", "a")
    assert missing_data_dirs() == (tmp_path / "second",)


def test_loading_by_name_and_by_path(shelf: Callable[..., Path]) -> None:
    path = shelf("second", "desk")
    assert load_corpus("desk").name == "desk"
    assert load_corpus(str(path)) is load_corpus("desk")
    table = path.with_name("table.csv")
    table.write_text("text,labels\na,x\nb,y\n")
    assert len(load_corpus(table)) == 2


def test_an_unknown_name_tells_the_known_ones(shelf: Callable[..., Path]) -> None:
    shelf("first", "desk")
    with pytest.raises(DataError) as caught:
        load_corpus("dusk")
    assert str(caught.value) == (
        "there is no such corpus (expected newsroom, synthetic, desk, or a path; found 'dusk'). "
        "Set HMLC_DATA_DIR to the folder that holds your corpora, or upload one."
    )


def test_an_empty_name_is_not_the_current_folder(
    shelf: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shelf("first", "desk"))
    assert load_corpus(".").name == "desk"
    assert not is_path("")
    with pytest.raises(DataError, match=r"there is no such corpus .*found ''"):
        load_corpus("")


def test_a_changed_corpus_is_read_again(shelf: Callable[..., Path]) -> None:
    path = shelf("first", "desk")
    before = load_corpus("desk")
    assert load_corpus("desk") is before
    (path / "test.jsonl").write_text(jsonl({"id": "x", "text": "new", "labels": []}))
    assert load_corpus("desk").test[0].id == "x"


def test_only_the_last_few_corpora_are_kept(shelf: Callable[..., Path]) -> None:
    first, *others = [shelf("first", f"c{number}") for number in range(registry.CACHED + 1)]
    second = others[0]
    kept, before = load_corpus(second), load_corpus(first)
    for path in others:
        load_corpus(path)
        assert load_corpus(second) is kept  # asked for again and again
    assert load_corpus(first) is not before
    assert len(registry._cache) == registry.CACHED


def test_a_failure_is_told_each_time_and_not_kept(shelf: Callable[..., Path]) -> None:
    path = shelf("first", "desk", {"train.jsonl": "{"})
    for _ in range(2):
        with pytest.raises(DataError, match="not valid JSON"):
            load_corpus("desk")
    (path / "train.jsonl").write_text(jsonl(*DOCUMENTS))
    assert len(load_corpus("desk")) == 5


def test_callers_at_the_same_time_share_one_reading(
    shelf: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf("first", "desk")
    readings, gate = [], threading.Event()

    def slow(path: Path, **options: Any) -> object:
        readings.append(path)
        gate.wait(60)
        return original(path, **options)

    original = formats.load
    monkeypatch.setattr(formats, "load", slow)
    results: list[object] = []
    threads = [
        threading.Thread(target=lambda: results.append(load_corpus("desk")), daemon=True)
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    gate.set()
    for thread in threads:
        thread.join(60)
    assert len(readings) == 1
    assert len(results) == 4
    assert all(result is results[0] for result in results)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["newsroom", synthetic.NAME])
def test_a_bundled_corpus_grows_and_never_shrinks(name: str) -> None:
    default = load_corpus(name)
    small = load_corpus(name, grow_to=50)
    assert small.train == default.train
    assert small.test == default.test
    more = len(default.train) + 100
    assert len(load_corpus(name, grow_to=more).train) == more


def test_home_is_a_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HMLC_HOME", str(tmp_path / "elsewhere"))
    assert home() == tmp_path / "elsewhere"
    assert not home().exists()
    monkeypatch.delenv("HMLC_HOME")
    monkeypatch.chdir(tmp_path)
    assert home() == tmp_path / "runs"


@pytest.mark.slow
def test_listing_loads_no_heavy_library() -> None:
    code = (
        "import sys; from hmlc_core.data.registry import list_corpora; list_corpora(); "
        "print([m for m in ('torch', 'plotly', 'mlflow', 'sklearn', 'umap') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_texts_are_called_by_their_files(tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.txt" for name in ("one", "two", "three")]
    assert called("newsroom") == "newsroom"
    assert called(named_texts(paths[:1])) == "one.txt"
    assert called(named_texts(paths)) == "one.txt and 2 more"
