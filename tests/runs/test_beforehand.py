"""What could only fail is refused before there is a run of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from hmlc_core.data.formats import folder
from hmlc_core.errors import DataError, HyperlabelError, SettingError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import preset
from hmlc_core.runs.beforehand import check_beforehand, check_variants
from hmlc_core.runs.grid import ablation_grid
from tests.conftest import make_corpus


@pytest.fixture
def base(tmp_path: Path) -> Experiment:
    """HyperIM in two dimensions on a small corpus."""
    folder.write(make_corpus(), tmp_path / "tiny")
    corpus = {"corpus.name": str(tmp_path / "tiny"), "corpus.min_count": 1}
    return preset("disk").with_values(corpus)


def file(tmp_path: Path, text: str) -> str:
    path = tmp_path / "words.txt"
    path.write_text(text)
    return str(path)


def test_an_experiment_that_can_begin_has_its_documents_prepared(base: Experiment) -> None:
    assert len(check_beforehand(base).train) == 60


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a1 0.1 0.2 0.3\na2 0.3 0.1 0.2\n", "another number of coordinates"),
        ("animal 0.1 0.2\ndog 0.3 0.1\n", "no word of the vocabulary has a vector"),
        ("9 2\na1 0.1 0.2\na2 0.3 0.1\n", "vectors"),
    ],
)
@pytest.mark.parametrize(
    "settings",
    [["model.word_init=vectors"], ["model=harnn", "model.word_dim=2"]],
    ids=["in a space", "in a table"],
)
def test_vectors_that_words_cannot_start_from_are_refused(
    base: Experiment, tmp_path: Path, text: str, said: str, settings: list[str]
) -> None:
    with pytest.raises(HyperlabelError, match=said):
        check_beforehand(base.assign([*settings, f"words.vectors={file(tmp_path, text)}"]))


def test_vectors_that_fit_are_not(base: Experiment, tmp_path: Path) -> None:
    path = file(tmp_path, "a1 0.1 0.2\na2 0.3 0.1\n")
    check_beforehand(base.assign([f"words.vectors={path}", "model.word_init=vectors"]))


def test_hypernyms_of_other_words_are_refused_and_the_variant_is_named(base: Experiment) -> None:
    with pytest.raises(DataError, match="none of the words has a hypernym"):
        check_beforehand(base.assign(["model.hypernyms=true"]))
    grid = ablation_grid(base, [2], [0], name="words")
    with pytest.raises(DataError, match=r"variant glove\+hypernyms cannot be trained: none of"):
        check_variants(grid, "words")
    check_variants(ablation_grid(base, [2], [0], name="heads"), "heads")


def test_what_the_corpus_has_not_is_refused(base: Experiment) -> None:
    with pytest.raises(SettingError, match="documents of this corpus have no vectors"):
        check_beforehand(base.assign(["corpus.input=vectors"]))
