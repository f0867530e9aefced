"""`words neighbours`: near words and labels of a run, and what is said where there are none."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from hmlc_core.data.formats import folder
from hmlc_core.evaluation.words.neighbours import distances_from
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import preset
from hmlc_core.runs.opened import open_run
from hmlc_core.runs.queue.job import train_run
from hmlc_core.runs.store.store import RunStore
from hmlc_core.runs.words import lexicon_of
from tests.conftest import make_corpus
from tests.pages.trained import QUICK

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A home with a run that has words and one that has none."""
    home = tmp_path_factory.mktemp("home")
    folder.write(make_corpus(), home / "corpora" / "tiny")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HMLC_HOME", str(home))
        for name in ("HMLC_TRACKING_URI", "HMLC_DATA_DIR"):
            patch.delenv(name, raising=False)
        store = RunStore()
        found = {
            "words": store.create(Experiment().assign([*QUICK, "corpus.name=tiny"])),
            "none": store.create(preset("linear").assign(["corpus.name=tiny"])),
            "new": store.create(Experiment().assign([*QUICK, "corpus.name=tiny", "seed=9"])),
        }
        for name in ("words", "none"):
            assert train_run(store.uri, found[name]) == "finished"
        yield found


def test_neighbours_are_the_nearest_of_the_learned_words(call, runs) -> None:
    said = call("words", "neighbours", runs["words"][:8], "A1", "--count", "4", "--json")
    assert said.code == 0
    assert set(said.json) == {"word", "neighbours", "labels", "hypernyms"}
    assert said.json["word"] == "a1"
    opened = open_run(RunStore(), runs["words"])
    lexicon = lexicon_of(opened)
    others = [name for name in lexicon.names if name != "a1"]
    place = lexicon.points[lexicon.row("a1")]
    away = [
        np.arccosh(
            1 + 2 * np.sum((point - place) ** 2) / ((1 - point @ point) * (1 - place @ place))
        )
        for point in (lexicon.points[lexicon.row(name)].astype(float) for name in others)
    ]
    nearest = np.argsort(away, kind="stable")[:4]
    assert [found["word"] for found in said.json["neighbours"]] == [others[n] for n in nearest]
    np.testing.assert_allclose(
        [found["distance"] for found in said.json["neighbours"]], np.array(away)[nearest], rtol=1e-3
    )
    assert len(said.json["labels"]) == 5
    assert set(said.json["labels"]) <= set(opened.corpus.graph.names)


def test_a_table_for_people(call, runs) -> None:
    said = call("words", "neighbours", runs["words"], "a1")
    assert said.code == 0
    assert "Nearest words" in said.out
    assert "Nearest labels" in said.out
    assert "training documents" in said.out


@pytest.mark.parametrize(
    ("run", "word", "message"),
    [
        ("words", "nois1", "Did you mean 'noise1'"),
        ("words", "", "none of the"),
        ("none", "a1", "has no places of words"),
        ("new", "a1", "no trained model yet"),
        (None, "a1", "run"),
    ],
)
def test_what_cannot_be_told_is_said(call, runs, run, word, message) -> None:
    said = call("words", "neighbours", runs.get(run, "f00d"), word, "--json")
    assert said.code == 1
    assert message in said.json["error"]
    assert said.err.startswith("Error: ")


def test_hypernyms_are_those_of_the_source_the_nearest_first(call, runs, tmp_path) -> None:
    path = tmp_path / "list.tsv"
    path.write_text("b1\ta1\nb2\ta1\nentity\ta1\nb1\tnoise1\n")
    asked = ("words", "neighbours", runs["words"], "a1", "--hypernyms", str(path))
    said = call(*asked, "--json")
    lexicon = lexicon_of(open_run(RunStore(), runs["words"]))
    away = distances_from(lexicon.points[lexicon.row("a1")], lexicon.points, lexicon.geometry)
    assert said.json["hypernyms"] == sorted(["b1", "b2"], key=lambda word: away[lexicon.row(word)])
    assert f"by chance of rank {len(lexicon) / 2:,.0f}" in call(*asked).out
    said = call("words", "neighbours", runs["words"], "a1")
    assert "has no hypernym of a1" in said.out
    said = call("words", "neighbours", runs["words"], "a1", "--hypernyms", "nowhere")
    assert said.code == 1
    assert "no such source of hypernyms" in said.err
