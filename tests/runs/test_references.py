"""What a run's scores stand beside: one order, what references learn from, the cache, figures."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.prepare import Prepared, prepare
from hmlc_core.data.text import Encoded
from hmlc_core.errors import DataError
from hmlc_core.evaluation.predictor import Predictor
from hmlc_core.experiment import ALL, CorpusSettings, Experiment
from hmlc_core.methods.linear import LinearMethod
from hmlc_core.runs import references as module
from hmlc_core.runs.references import cached_references, references, titles
from hmlc_core.runs.store.checksums import write_checked
from hmlc_core.runs.store.files import LocalFiles

SETTINGS = CorpusSettings(min_count=1)


def test_the_hardest_opponent_stands_first(corpus: Corpus) -> None:
    found = references(prepare(corpus, SETTINGS, 0))
    assert list(found) == list(titles()) == ["linear", "frequency", "chance", "ceiling"]
    assert titles()["linear"] == "TF-IDF + linear"
    for score in found["linear"]:
        assert found["chance"][score] < found["linear"][score] <= found["ceiling"][score]
    # The root and half of the inner labels are common; the leaves are not.
    assert found["chance"]["P@1"] < found["frequency"]["P@1"] == 1
    assert found["frequency"]["nDCG@5"] < found["linear"]["nDCG@5"]


@pytest.mark.slow
def test_references_learn_from_held_out_training_documents_but_not_from_dev(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    learned: list[tuple[str, ...]] = []
    fitted = LinearMethod.fitted

    def spy(
        self: LinearMethod, experiment: Experiment, prepared: Prepared, documents: Encoded
    ) -> Predictor:
        learned.append(documents.texts)
        return fitted(self, experiment, prepared, documents)

    monkeypatch.setattr(LinearMethod, "fitted", spy)
    everything = tuple(document.text for document in corpus.train)
    held_out = dataclasses.replace(corpus, dev=())
    for prepared in (
        prepare(corpus, SETTINGS, 0),
        *(prepare(held_out, SETTINGS, n) for n in (0, 1)),
    ):
        learned.clear()
        references(prepared)
        assert learned[-1] == everything
        # The threshold is found before, on a tenth that was not learned from.
        assert len(learned[0]) == len(everything) - len(everything) // 10
        assert set(learned[0]) <= set(everything)
    references(prepare(corpus, CorpusSettings(min_count=1, documents=7), 0))
    assert len(learned[-1]) == 7


@pytest.mark.slow
def test_the_bar_does_not_move_with_the_split_of_a_run(corpus: Corpus) -> None:
    held_out = dataclasses.replace(corpus, dev=())
    first, second = (prepare(held_out, SETTINGS, seed) for seed in (0, 1))
    assert first.validation.texts != second.validation.texts
    assert references(first) == references(second)


def test_every_reference_has_a_threshold_of_its_own(corpus: Corpus) -> None:
    for scores in references(prepare(corpus, SETTINGS, 0)).values():
        assert scores.keys() == ALL.keys()
        assert scores["micro_f1_tuned"] >= scores["micro_f1"] - 0.05


STRANGE = {
    "one label": {"labels": (0,), "texts": "{} word"},
    "no label in the test split": {"labels": (0, 1), "texts": "{} word", "test": ()},
    "all documents alike": {"labels": (1,), "texts": "same words"},
    "one class in the test split": {"labels": (0, 1), "texts": "{} word", "test": (1,)},
}


@pytest.mark.parametrize("name", STRANGE)
def test_strange_corpora_have_references_without_scores_that_are_undefined(name: str) -> None:
    case = STRANGE[name]
    labels = case["labels"]
    graph = LabelGraph(tuple("ab"[: max(labels) + 1]))

    def documents(split: str, count: int) -> tuple[Document, ...]:
        return tuple(
            Document(
                f"{split} {number}",
                case["texts"].format(f"w{number % len(labels)}"),
                case.get(split, (labels[number % len(labels)],)),
            )
            for number in range(count)
        )

    corpus = Corpus(
        name, name, graph, documents("train", 12), documents("dev", 4), documents("test", 6)
    )
    for who, scores in references(prepare(corpus, SETTINGS, 0)).items():
        assert all(0 <= value <= 1 for value in scores.values()), who
        assert ("nDCG@5" in scores) == (case.get("test") != ()), who
        truth = corpus.label_matrix("test").toarray()
        assert ("micro_auroc" in scores) == (0 < truth.sum() < truth.size), who


def test_without_test_documents_the_corpus_is_named(corpus: Corpus) -> None:
    prepared = prepare(dataclasses.replace(corpus, test=()), SETTINGS, 0)
    with pytest.raises(DataError, match=r"tiny: there are no test documents.*Add a test split"):
        references(prepared)


@pytest.mark.slow
def test_cache_computes_once_and_again_when_documents_change(
    corpus: Corpus, tmp_path: Path
) -> None:
    prepared = prepare(corpus, SETTINGS, 0)
    folder = tmp_path / "not" / "yet"
    first = cached_references(prepared, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "references", lambda _: pytest.fail("computed twice"))
        assert cached_references(prepared, folder) == first
    changed = dataclasses.replace(corpus, test=corpus.test[1:])
    assert cached_references(prepare(changed, SETTINGS, 0), folder) != first
    assert len(list(folder.glob("*.json"))) == 2


@pytest.mark.parametrize("damage", ["half is lost", "a value is another"])
def test_cache_that_is_damaged_is_computed_anew_and_that_is_said(
    corpus: Corpus, tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    prepared = prepare(corpus, SETTINGS, 0)
    first = cached_references(prepared, tmp_path)
    (path,) = tmp_path.glob("*.json")
    sound = path.read_text()
    other = re.sub(r'("P@1": )[0-9.]+', r"\g<1>0.5", sound, count=1)
    path.write_text(sound[:50] if damage == "half is lost" else other)
    assert caplog.messages == []
    assert cached_references(prepared, tmp_path) == first
    (said,) = caplog.messages
    assert f"{path.name} in {tmp_path} is computed anew: the file is damaged" in said
    assert path.read_text() == sound
    assert cached_references(prepared, tmp_path) == first
    assert len(caplog.messages) == 1


def test_cache_without_a_checksum_is_computed_anew(corpus: Corpus, tmp_path: Path) -> None:
    """As earlier versions have written it."""
    prepared = prepare(corpus, SETTINGS, 0)
    first = cached_references(prepared, tmp_path)
    (beside,) = tmp_path.glob("*.sha256")
    beside.unlink()
    (path,) = tmp_path.iterdir()
    path.write_text(path.read_text().replace("0.", "0.1"))
    assert cached_references(prepared, tmp_path) == first
    assert beside.exists()


def test_cache_that_cannot_be_written_costs_time_only(corpus: Corpus, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    prepared = prepare(corpus, SETTINGS, 0)
    assert cached_references(prepared, blocked) == references(prepared)


@pytest.mark.slow
def test_cache_of_other_methods_is_computed_anew(corpus: Corpus, tmp_path: Path) -> None:
    """As when a package that brings a reference is installed or removed."""
    prepared = prepare(corpus, SETTINGS, 0)
    first = cached_references(prepared, tmp_path)
    (path,) = tmp_path.glob("*.json")
    other = path.read_bytes().replace(b'"linear"', b'"gone"')
    write_checked(LocalFiles(tmp_path), path.name, other)
    assert cached_references(prepared, tmp_path) == first


FIGURES = {  # in hundredths, as measured independently on the same files
    "reuters21578": {
        "frequency": {"P@1": 59.7, "P@3": 39.9, "P@5": 28.7, "nDCG@3": 57.7, "nDCG@5": 62.8},
        "linear": {"P@1": 96.4, "P@5": 41.8, "nDCG@5": 97.1, "micro_f1": 90.4},
    },
    "clinc150": {
        "frequency": {"P@1": 10.0, "P@3": 10.0, "P@5": 10.0, "nDCG@3": 13.1, "nDCG@5": 18.1},
        "linear": {"P@1": 96.4, "P@5": 39.0, "nDCG@5": 96.5, "micro_f1": 91.7},
    },
    "rcv1_hyperim_sample": {
        "frequency": {"P@1": 49.0, "P@3": 35.5, "P@5": 27.8, "nDCG@3": 42.3, "nDCG@5": 45.0},
        "linear": {"P@1": 95.5, "P@5": 52.3, "nDCG@5": 88.3},
    },
}


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize("name", FIGURES)
def test_figures_of_real_corpora(name: str, data_dir: Path) -> None:
    from hmlc_core.data.registry import load_corpus

    found = references(prepare(load_corpus(str(data_dir / name)), CorpusSettings(), 0))
    for reference, figures in FIGURES[name].items():
        # The linear machine's words are ours; the frequency table leaves nothing to choose.
        tolerance = 0.6 if reference == "linear" else 0.06
        for score, expected in figures.items():
            assert 100 * found[reference][score] == pytest.approx(expected, abs=tolerance), score


def test_beside_very_many_labels_and_documents_centroids_stand_for_machines(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = prepare(corpus, SETTINGS, 0)
    usual = cached_references(prepared, tmp_path)
    cells = len(corpus.graph) * len(corpus.train)
    monkeypatch.setattr(module, "LARGEST", cells)
    assert module.titles_beside(len(corpus.graph), len(corpus.train)) == titles()
    monkeypatch.setattr(module, "LARGEST", cells - 1)
    found = cached_references(prepared, tmp_path)  # those that are kept are others
    assert list(found) == ["centroids", "frequency", "chance", "ceiling"]
    assert {name: usual[name] for name in list(found)[1:]} == dict(list(found.items())[1:])
    assert found["centroids"]["nDCG@5"] > found["frequency"]["nDCG@5"]
    assert "micro_f1" not in found["centroids"]  # cosines are no probabilities
    assert found["centroids"]["micro_f1_tuned"] > found["chance"]["micro_f1_tuned"]
    assert cached_references(prepared, tmp_path) == found
