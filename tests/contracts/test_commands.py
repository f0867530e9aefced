"""Every command over a run of every method: an answer, or what the method has not, by name."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hmlc_core.__main__ import app
from hmlc_core.data.formats import folder
from hmlc_core.experiment import ALL, Experiment
from hmlc_core.experiment.models import MODELS, ModelSettings, labelling, method_name
from hmlc_core.runs.store.store import RunStore
from tests.conftest import make_corpus
from tests.contracts.conftest import run_of, small

pytestmark = pytest.mark.slow


def called(*arguments: str, text: str | None = None) -> tuple[int, Any]:
    """Exit code and JSON answer of a command."""
    result = CliRunner().invoke(app, [*arguments, "--json"], input=text)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, json.loads(result.stdout.splitlines()[-1])


@pytest.fixture
def own_home(toys: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with the tiny corpus and no run."""
    monkeypatch.setenv("HMLC_HOME", str(tmp_path))
    for name in ("HMLC_DATA_DIR", "HMLC_TRACKING_URI", "HMLC_SCHEDULER"):
        monkeypatch.delenv(name, raising=False)
    folder.write(make_corpus(), tmp_path / "corpora" / "tiny")
    shutil.copy(empty_database(), tmp_path / "mlflow.db")
    return tmp_path


@cache
def empty_database() -> Path:
    """A store without runs; making its tables takes seconds, copying it does not."""
    folder = Path(tempfile.mkdtemp(prefix="hyperlabel-contracts-store-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    RunStore(f"sqlite:///{folder / 'mlflow.db'}").open()
    return folder / "mlflow.db"


def settings_file(kind: type[ModelSettings], home: Path) -> str:
    path = home / "experiment.json"
    path.write_text(small(kind, **{"training.epochs": 1}).to_json())
    return str(path)


def test_methods_lists_it(kind: type[ModelSettings]) -> None:
    code, answer = called("methods")
    assert code == 0
    assert answer["broken"] == []
    (listed,) = [each for each in answer["methods"] if each["name"] == method_name(kind)]
    assert listed["kind"] in ("gradient", "fitted", "other")
    assert set(listed["capabilities"]) == kind().capabilities
    assert listed["variants"].keys() == kind.variants.keys()
    assert listed["presets"] == list(kind.presets)


def test_train_answers_with_scores_beside_references(
    kind: type[ModelSettings], own_home: Path
) -> None:
    code, answer = called("train", "--experiment", settings_file(kind, own_home))
    assert (code, answer["status"]) == (0, "finished")
    assert answer["scores"].keys() == answer["references"]["chance"].keys() == ALL.keys()
    undefined = {name for name, value in answer["scores"].items() if value is None}
    assert undefined == (
        set() if "probabilities" in kind().capabilities else {"micro_f1", "macro_f1"}
    )
    for band in answer["by_frequency"].values():
        assert band["labels"] > 0
        assert "macro_ap" in band
    assert list(answer["by_depth"]) == ["1", "2", "3"]
    assert "threshold" in answer["calibration"]
    assert ("recovery" in answer) == ("places" in kind().capabilities)


def test_show_and_list_tell_of_its_run(kind: type[ModelSettings], trained: RunStore) -> None:
    code, answer = called("runs", "show", run_of(kind))
    assert (code, answer["status"]) == (0, "finished")
    assert answer["experiment"]["model"]["name"] == method_name(kind)
    assert called("runs", "list")[0] == 0


def test_predict_labels_texts_and_splits(kind: type[ModelSettings], trained: RunStore) -> None:
    run_id = run_of(kind)
    code, answer = called("predict", run_id, "-", text="a0 a1 noise3\nd0 d2\n")
    assert code == 0
    assert answer["probabilities"] == ("probabilities" in kind().capabilities)
    assert [document["id"] for document in answer["documents"]] == ["1", "2"]
    for document in answer["documents"]:
        scores = [label["score"] for label in document["labels"]]
        assert scores
        assert scores == sorted(scores, reverse=True)
        assert len(scores) == 1 or scores[-1] >= answer["threshold"]
    _, answer = called("predict", run_id, "--split", "test", "--top", "3")
    assert [len(document["labels"]) for document in answer["documents"]] == [3] * 20


def test_words_has_neighbours_or_says_why_not(kind: type[ModelSettings], trained: RunStore) -> None:
    code, answer = called("words", "neighbours", run_of(kind), "a1")
    if "words" in kind().capabilities:
        assert code == 0
        assert len(answer["neighbours"]) == 10
    else:
        assert code == 1
        assert "has no places of words" in answer["error"]


def test_recover_reads_a_tree_off_or_says_why_not(
    kind: type[ModelSettings], trained: RunStore
) -> None:
    code, answer = called("recover", run_of(kind))
    if "places" in kind().capabilities:
        assert code == 0
        assert len(answer["tree"]["parents"]) == 7
    else:
        assert code == 1
        assert f"{kind.title} has no places of its labels" in answer["error"]
        assert "first snapshot" not in answer["error"]


def test_export_writes_files(kind: type[ModelSettings], trained: RunStore, tmp_path: Path) -> None:
    code, answer = called("runs", "export", run_of(kind), str(tmp_path / "export"))
    assert code == 0
    assert all(Path(name).exists() for name in answer["files"])


def test_publish_makes_the_pages_that_its_run_has(
    kind: type[ModelSettings], trained: RunStore, tmp_path: Path
) -> None:
    code, answer = called("publish", run_of(kind), "--out", str(tmp_path / "site"))
    assert code == 0, answer
    assert {"index.html", "scores.html", "documents.html", "recipe.html"} <= set(answer["pages"])
    assert ("hierarchy.html" in answer["pages"]) == ("places" in kind().capabilities)
    assert "What pulled it to" in (tmp_path / "site" / "documents.html").read_text("utf-8")


def ablated(kind: type[ModelSettings], home: Path, more: Sequence[str] = ()) -> tuple[int, Any]:
    return called("ablate", "--experiment", settings_file(kind, home), "--seeds", "1", *more)


def test_ablate_compares_its_variants_or_says_that_there_are_none(
    kind: type[ModelSettings], own_home: Path
) -> None:
    if not kind.variants:
        code, answer = ablated(kind, own_home)
        assert code == 1
        assert f"{kind.title} has no variants to compare" in answer["error"]
        return
    for name, chosen in kind.variants.items():
        code, answer = ablated(kind, own_home, ["--variants", name])
        assert code == 0
        assert answer["set"] == name
        assert answer["variants"].keys() == chosen.variants.keys()


def test_ablate_refuses_what_the_method_has_not(kind: type[ModelSettings], own_home: Path) -> None:
    if kind.variants and kind().size() is None:
        code, answer = ablated(kind, own_home, ["--dims", "2,5"])
        assert code == 1
        assert "no dimensions to choose" in answer["error"]
    if kind.variants and not kind().rate_group():
        code, answer = ablated(kind, own_home, ["--tune"])
        assert code == 1
        assert "no rate of points to tune" in answer["error"]
    code, answer = ablated(kind, own_home, ["--variants", "colours"])
    assert code == 1


def test_compare_judges_all_methods_over_seeds_and_documents(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def quick(name: str) -> Experiment:
        return small(MODELS[name], **{"training.epochs": 1})

    monkeypatch.setattr("hmlc_core.runs.comparing.preset_for_method", quick)
    code, answer = called("compare", "--corpus", "tiny", "--seeds", "2")
    assert code == 0, answer.get("error")
    assert answer["methods"].keys() == labelling().keys()
    assert answer["problems"] == []
    assert answer["resamples"] == 1000
    for pair, by_score in answer["paired"].items():
        assert pair.endswith(f" vs {answer['against']}")
        low, high = by_score["nDCG@5"]["bootstrap"]
        assert low <= high
        assert low <= by_score["nDCG@5"]["difference"] <= high
    for name, kind in labelling().items():
        found = answer["methods"][name]
        assert found["n"] == 2
        assert ("micro_f1" in found["mean"]) or "probabilities" not in kind().capabilities
    kept = own_home / "cache" / "predictions"
    assert len(list(kept.iterdir())) == 2 * len(labelling())
    _, again = called("compare", "--corpus", "tiny", "--seeds", "2")
    assert again["paired"] == answer["paired"]
