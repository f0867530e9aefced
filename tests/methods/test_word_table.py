"""Tables of words start from given vectors, in every method that has one; others refuse them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.newsroom import generate
from hmlc_core.data.prepare import Prepared, prepare
from hmlc_core.data.text import SPECIAL
from hmlc_core.errors import DataError, SettingError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models import MODELS
from hmlc_core.methods import method_of
from hmlc_core.methods.gradient import GradientMethod
from hmlc_core.methods.train import train
from hmlc_core.methods.word_table import fill_table
from hmlc_core.snapshot import Snapshot

TABLES = {
    "harnn": ("model.word_dim", {}),
    "hr-dgcnn": ("model.word_dim", {}),
    "exam": ("model.word_dim", {}),
    "exam, words alone": ("model.dim", {"model.encoder": "none"}),
    "hidden": ("model.encoder.word_dim", {}),
    "hidden, rcnn": ("model.encoder.word_dim", {"model.encoder.kind": "rcnn"}),
    "hmcn-f": ("model.encoder.word_dim", {"model.encoder.kind": "cnn"}),
}
"""Method, or method and what is set otherwise -> the setting of its words' coordinates."""

DIM = 5


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return generate(60, 0)


def experiment(name: str, file: Path | str) -> Experiment:
    size, others = TABLES[name]
    bare = Experiment().assign([f"model={name.partition(',')[0]}"])
    values = {**others, size: DIM, "training.epochs": 1, "words.vectors": str(file)}
    return bare.with_values(values)


@pytest.fixture
def prepared(corpus: Corpus) -> Prepared:
    return prepare(corpus, Experiment().corpus, 0)


@pytest.fixture
def file(prepared: Prepared, tmp_path: Path) -> Path:
    """Vectors of every other word."""
    path = tmp_path / "given.txt"
    words = prepared.vocabulary.words[len(SPECIAL) :: 2]
    numbers = np.random.default_rng(0).normal(size=(len(words), DIM)).round(3)
    rows = (" ".join([word, *map(str, row)]) for word, row in zip(words, numbers.tolist()))
    path.write_text("\n".join(rows))
    return path


def first(snapshots: Iterator[Snapshot]) -> Snapshot:
    """The first snapshot of the last stage."""
    return next(snapshot for snapshot in snapshots if snapshot.stage == "train")


def test_those_with_words_are_all_listed() -> None:
    having = {name for name in MODELS if "vectors" in MODELS[name]().capabilities}
    listed = {name for name in TABLES if "," not in name}
    assert having - {"hyperim", "word-vectors"} == listed - {"hmcn-f"}  # tf-idf by itself


@pytest.mark.parametrize("name", TABLES)
def test_the_table_starts_from_the_file(name: str, prepared: Prepared, file: Path) -> None:
    import torch

    given = experiment(name, file)
    method = method_of(given.model)
    assert isinstance(method, GradientMethod)
    generator = torch.Generator().manual_seed(0)
    network = method.network(given, prepared, {}, generator=generator, kernels="torch")
    table = network.word_table()
    assert table is not None
    before = table.detach().clone()
    scores = fill_table(network, given, prepared)
    every = file.read_text().splitlines()
    assert scores["words/with_vector"] == len(every)
    words = prepared.vocabulary.words
    for row, line in enumerate(every):
        entry = len(SPECIAL) + 2 * row
        word, *numbers = line.split(" ")
        assert words[entry] == word
        assert table[entry].tolist() == pytest.approx([float(number) for number in numbers])
        if entry + 1 < len(words):
            assert torch.equal(table[entry + 1], before[entry + 1])


@pytest.mark.parametrize("name", ["harnn", "hidden"])
def test_a_run_says_how_many_words_have_a_vector(name: str, corpus: Corpus, file: Path) -> None:
    snapshots = list(train(experiment(name, file), corpus))
    told = [snapshot for snapshot in snapshots if "words/with_vector" in snapshot.scores]
    assert told == snapshots[:1]
    assert told[0].scores["words/with_vector"] == len(file.read_text().splitlines())
    assert all(np.isfinite(value) for value in snapshots[-1].scores.values())


@pytest.mark.slow
def test_a_resumed_run_needs_the_file_no_more(corpus: Corpus, file: Path) -> None:
    given = experiment("harnn", file).with_values({"training.epochs": 2})
    whole = list(train(given, corpus))
    kept = next(s.checkpoint for s in whole if s.checkpoint and s.checkpoint.trained)
    file.unlink()
    assert list(train(given, corpus, resume=kept))[-1].scores == whole[-1].scores
    with pytest.raises(DataError, match="no such file of vectors"):
        train(given, corpus)


def test_another_dimension_is_refused_with_the_setting(corpus: Corpus, file: Path) -> None:
    wider = experiment("hidden", file).with_values({"model.encoder.word_dim": 7})
    with pytest.raises(SettingError, match=r"7, as model\.encoder\.word_dim says; found 5"):
        first(train(wider, corpus))


@pytest.mark.parametrize(
    "assignments",
    [
        ["model=linear"],
        ["model=sleec"],
        ["model=dxml"],
        ["model=hmcn-f"],
        ["model=hidden", "model.encoder.kind=bert"],
        ["model=hidden", "model.encoder.kind=points"],
    ],
)
def test_methods_without_a_table_refuse_vectors_in_a_sentence(assignments: list[str]) -> None:
    with pytest.raises(SettingError, match="has no words that may start from given vectors"):
        Experiment().assign([*assignments, "words.vectors=given.txt"])


def test_hyperim_starts_words_from_a_file_where_word_init_says_so(
    corpus: Corpus, file: Path
) -> None:
    with pytest.raises(SettingError, match=r"model\.word_init=vectors"):
        train(Experiment().assign([f"words.vectors={file}"]), corpus)
    given = Experiment().with_values(
        {
            "words.vectors": str(file),
            "model.word_init": "vectors",
            "model.dim": DIM,
            "model.label_init": "random",
        }
    )
    begun = next(train(given, corpus))
    assert begun.stage == "words"
    assert begun.scores["words/with_vector"] == len(file.read_text().splitlines())
