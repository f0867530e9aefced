"""Bags of words: methods that know no order learn from them, the others refuse them by name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.features import Terms, features_of
from hmlc_core.data.prepare import prepare
from hmlc_core.errors import SettingError
from hmlc_core.experiment import CorpusSettings
from hmlc_core.experiment.presets import PRESETS, preset
from hmlc_core.methods.train import check_trainable


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_reads_bags_or_refuses_them_by_name(name: str, corpus: Corpus) -> None:
    experiment = preset(name)
    bags = replace(corpus, bags=True)
    prepared = prepare(bags, CorpusSettings(min_count=1), 0)
    if experiment.model.reads_bags():
        check_trainable(experiment, prepared)
    elif not experiment.model.reads_points():
        with pytest.raises(SettingError, match=f"{experiment.model.title}.*without order"):
            check_trainable(experiment, prepared)


def test_those_without_order_are_these() -> None:
    able = {name for name in PRESETS if preset(name).model.reads_bags()}
    assert able == {
        "linear",
        "sleec",
        "sleec-paper",
        "dxml",
        "dxml-paper",
        "hmcn-f",
        "hmcn-f-paper",
    }


def test_all_words_of_a_bag_are_read(corpus: Corpus) -> None:
    settings = CorpusSettings(min_count=1, max_words=8)
    cut = prepare(corpus, settings, 0).train.lengths
    whole = prepare(replace(corpus, bags=True), settings, 0).train.lengths
    assert cut.max() == 8
    assert whole.max() > 8


def test_a_bag_has_no_pairs_of_neighbours(corpus: Corpus) -> None:
    prepared = prepare(corpus, CorpusSettings(min_count=1), 0)
    bags = prepare(replace(corpus, bags=True), CorpusSettings(min_count=1), 0)
    single, pairs = Terms(least=1), Terms(least=1, pairs=True)
    assert (
        features_of(pairs, prepared, prepared.train).width
        > features_of(single, prepared, prepared.train).width
    )
    assert features_of(pairs, bags, bags.train).width == features_of(single, bags, bags.train).width
