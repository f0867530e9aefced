"""The real corpora of HMLC_DATA_DIR, against the counts in their own stats files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.edges import load_graph
from hmlc_core.data.prepare import prepare
from hmlc_core.data.registry import load_corpus
from hmlc_core.data.statistics import statistics
from hmlc_core.data.subsumption import consistency
from hmlc_core.experiment import CorpusSettings

pytestmark = pytest.mark.data


@pytest.fixture(params=["reuters21578", "goemotions", "clinc150"])
def folder(request: pytest.FixtureRequest, data_dir: Path) -> Path:
    return data_dir / request.param


@pytest.fixture
def stats(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "stats.json").read_text())


@pytest.mark.slow
def test_counts_are_those_of_the_stats_file(folder: Path, stats: dict[str, Any]) -> None:
    corpus = load_corpus(folder)
    found = statistics(corpus)
    per_level = {str(level): n for level, n in enumerate(found.labels_per_level, 1)}
    assert per_level == stats["labels_per_level"]
    assert found.labels == stats["labels_in_hierarchy"]
    assert found.leaves == stats["leaves"]
    assert found.repeated_texts == stats["test_docs_with_text_in_train"]
    assert found.unclosed == 0
    for split, expected in stats["splits"].items():
        matrix = corpus.label_matrix(split)
        assert matrix.shape[0] == expected["docs"]
        assert (matrix.sum(axis=0) > 0).sum() == expected["labels_used"]
        assert matrix.sum(axis=1).mean() == pytest.approx(expected["avg_labels"], abs=1e-3)


def test_shares_of_documents_on_several_paths(folder: Path, stats: dict[str, Any]) -> None:
    corpus = load_corpus(folder)
    training = Corpus(corpus.name, corpus.title, corpus.graph, corpus.train)
    expected = stats["splits"]["train"]["pct_multi_path"] / 100
    assert statistics(training).multi_path == pytest.approx(expected, abs=1e-3)


@pytest.mark.slow
def test_they_can_be_prepared(folder: Path) -> None:
    corpus = load_corpus(folder)
    prepared = prepare(corpus, CorpusSettings(), 0)
    total = len(prepared.train) + len(prepared.validation)
    assert total == len(corpus.train) + len(corpus.dev)
    assert prepared.train.tokens.max() < len(prepared.vocabulary)


def test_the_columns_of_the_rcv1_sample_have_no_names(data_dir: Path) -> None:
    corpus = load_corpus(data_dir / "rcv1_hyperim_sample")
    assert (len(corpus.train), len(corpus.test), len(corpus.graph)) == (2_000, 200, 103)
    assert corpus.label_matrix("train").sum() / 2_000 == pytest.approx(3.25, abs=0.01)
    assert corpus.graph.names[0] == "label 0"
    assert any("do not fit the label columns" in note for note in corpus.notes)
    # What was inferred in training holds in documents that were not looked at.
    assert consistency(corpus.label_matrix("test"), corpus.graph.edges) > 0.95
    assert len(corpus.graph.edges) > 70


def test_mammals_closure_and_tree(data_dir: Path) -> None:
    closure = load_graph(data_dir / "mammals" / "mammal_closure_wn30.csv")
    assert (len(closure), len(closure.edges)) == (1_180, 6_540)
    assert closure.names[closure.roots()[0]] == "mammal.n.01"
    direct = load_graph(data_dir / "mammals" / "mammal_direct_wn30.tsv")
    assert direct.names[direct.roots()[0]] == "mammal.n.01"


def test_the_harnn_sample_has_its_levels_and_its_tokens(data_dir: Path) -> None:
    """Sizes of levels follow from the global ids; every label finds a parent one level up."""
    corpus = load_corpus(data_dir / "harnn_sample")
    assert [len(corpus.split(split)) for split in ("train", "dev", "test")] == [128, 128, 128]
    told = " ".join(corpus.notes)
    assert "section 9 of 9, subsection 89 of 128, group 248 of 661, subgroup 787" in told
    assert statistics(corpus).labels_per_level == (9, 89, 248, 787)
    assert statistics(corpus).unclosed == 0
    assert "tube-opening" in prepare(corpus, CorpusSettings(min_count=1), 0).vocabulary
