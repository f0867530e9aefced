"""Words that start from given vectors: whose they are, and where they enter."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.spatial.distance import pdist

from hmlc_core.data.text import SPECIAL
from hmlc_core.embeddings.vectors import given_words, rows_of, start_from
from hmlc_core.errors import SettingError
from hmlc_core.experiment.words import WordEmbedding
from hmlc_core.geometry import Geometry, make_geometry

WORDS = (*SPECIAL, "cat", "dog", "paris", "café", "zebra")
TEXT = "Paris 3 4\ncat 1 0\nCat 9 9\ncafe\u0301 0 2\ncow 5 5\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "given.txt"
    path.write_text(TEXT)
    return path


def settings(file: Path, **values: object) -> WordEmbedding:
    return WordEmbedding.from_dict({"vectors": str(file), **values})


def spaces() -> list[Geometry]:
    return [
        make_geometry("poincare", 4),
        make_geometry("euclidean", 4),
        make_geometry("product", 4, ball_dim=2, aggregate="sum"),
        make_geometry("product", 4, ball_dim=2, aggregate="l2"),
    ]


def test_a_word_has_the_vector_of_its_name_before_that_of_another_case() -> None:
    names = ("CAT", "Cat", "cat", "DOG", "Dog")
    assert rows_of(("cat", "Cat", "dog", "cow"), names).tolist() == [2, 1, 3, -1]


def test_a_table_takes_vectors_unchanged_and_says_the_share(file: Path) -> None:
    given = given_words(settings(file), WORDS, 2)
    assert given.found.tolist() == [False, False, True, False, True, True, False]
    assert given.points[2].tolist() == [1, 0]
    assert given.points[4].tolist() == [3, 4]
    assert given.points[5].tolist() == [0, 2]
    assert given.scores == {"words/with_vector": 3, "words/without_vector": 2}


def test_words_without_a_vector_stay_where_they_are(file: Path) -> None:
    others = torch.full((len(WORDS), 2), 7.0)
    placed = given_words(settings(file), WORDS, 2).over(others)
    assert placed.dtype == torch.float32
    assert placed[3].tolist() == [7, 7]
    assert placed[2].tolist() == [1, 0]


@pytest.mark.parametrize("geometry", spaces(), ids=str)
@pytest.mark.parametrize("radius", [0.3, 2.0])
def test_flat_vectors_enter_by_one_factor_and_the_exponential_map(
    geometry: Geometry, radius: float
) -> None:
    flat = np.random.default_rng(0).normal(size=(30, 4)).astype(np.float32) * 50
    names = [f"w{n}" for n in range(30)]
    given = start_from(names, flat, names, geometry, kind="flat", radius=radius)
    assert given.found.all()
    assert geometry.radius(given.points).mean().item() == pytest.approx(radius)
    factors = geometry.log0(given.points).numpy() / flat
    assert factors == pytest.approx(np.full_like(factors, given.factor), rel=1e-6)
    assert given.scores["words/vector_factor"] == given.factor


def test_vectors_that_are_all_zero_stand_at_the_origin() -> None:
    ball = make_geometry("poincare", 2)
    given = start_from(["a"], np.zeros((1, 2), np.float32), ["a"], ball, kind="flat")
    assert given.points.tolist() == [[0.0, 0.0]]


def test_points_of_a_ball_enter_unchanged(tmp_path: Path) -> None:
    (tmp_path / "ball.txt").write_text("cat 0.5 0.25\ndog -0.75 0\n")
    ball = make_geometry("poincare", 2)
    given = given_words(settings(tmp_path / "ball.txt"), WORDS, 2, geometry=ball)
    assert given.points[2:4].tolist() == [[0.5, 0.25], [-0.75, 0.0]]
    assert given.factor is None


def test_vectors_outside_a_ball_are_no_points_of_it(file: Path) -> None:
    ball = make_geometry("poincare", 2)
    assert given_words(settings(file), WORDS, 2, geometry=ball).factor is not None
    with pytest.raises(SettingError, match="no points of"):
        given_words(settings(file, vectors_are="points"), WORDS, 2, geometry=ball)


def test_points_said_to_be_flat_are_mapped(tmp_path: Path) -> None:
    (tmp_path / "ball.txt").write_text("cat 0.5 0.25\ndog -0.75 0\n")
    ball = make_geometry("poincare", 2)
    chosen = settings(tmp_path / "ball.txt", vectors_are="flat", vectors_radius=3.0)
    given = given_words(chosen, WORDS, 2, geometry=ball)
    assert ball.radius(given.points[2:4]).mean().item() == pytest.approx(3.0)


def test_another_dimension_is_refused_with_both_numbers(file: Path) -> None:
    with pytest.raises(SettingError) as told:
        given_words(settings(file), WORDS, 20, dim_setting="model.word_dim")
    for part in ("20, as model.word_dim says", "found 2", "Set model.word_dim=2"):
        assert part in str(told.value)
    assert "vectors_pca" not in str(told.value)  # more coordinates cannot be made of fewer


def test_principal_components_only_if_asked_for(tmp_path: Path) -> None:
    flat = np.random.default_rng(1).normal(size=(40, 5)) @ np.diag([9, 5, 0.1, 0.1, 0.1])
    names = [f"w{n}" for n in range(40)]
    rows = (" ".join([name, *map(repr, row)]) for name, row in zip(names, flat.tolist()))
    (tmp_path / "wide.txt").write_text("\n".join(rows))
    with pytest.raises(SettingError, match="vectors_pca=true"):
        given_words(settings(tmp_path / "wide.txt"), names, 2)
    given = given_words(settings(tmp_path / "wide.txt", vectors_pca=True), names, 2)
    found = given.points.numpy()
    assert pdist(found) == pytest.approx(pdist(flat), abs=0.5)
    sizes = np.linalg.svd(flat - flat.mean(0))[1]
    assert (found**2).sum(0) == pytest.approx(sizes[:2] ** 2, rel=1e-4)


def test_a_file_without_any_of_the_words_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("Hund 1 2\nKatze 3 4\n")
    for width in (1, 2, 3):
        with pytest.raises(SettingError, match="no word of the vocabulary"):
            given_words(settings(tmp_path / "other.txt", vectors_pca=True), WORDS, width)
