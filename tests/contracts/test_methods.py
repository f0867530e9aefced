"""What every method owes: checked, trained, stopped, resumed, asked, explained, exported."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import spearmanr

from hmlc_core.budget import SCORES_ONLY, WHOLE
from hmlc_core.data import synthetic
from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.prepare import prepare
from hmlc_core.errors import HyperlabelError, SettingError, StoreError
from hmlc_core.evaluation.interaction import interaction_findings
from hmlc_core.evaluation.predictor import Predictor
from hmlc_core.experiment import ALL, CHOOSABLE, Experiment
from hmlc_core.experiment.models import CAPABILITIES, MODELS, ModelSettings, method_name
from hmlc_core.experiment.presets import PRESETS, preset
from hmlc_core.methods import method_of
from hmlc_core.methods.train import train
from hmlc_core.runs.export.archive import export_run
from hmlc_core.runs.grid import ablation_grid
from hmlc_core.runs.opened import open_run
from hmlc_core.runs.store.arrays import assembled
from hmlc_core.runs.store.store import RunStore
from hmlc_core.snapshot import Checkpoint, Snapshot
from tests.contracts.conftest import run_of, small

pytestmark = pytest.mark.slow


def predictor_of(
    experiment: Experiment, corpus: Corpus, snapshots: Sequence[Snapshot]
) -> Predictor:
    kept = checkpoint_after(snapshots)
    assert kept is not None
    prepared = prepare(corpus, experiment.corpus, experiment.seed)
    return method_of(experiment.model).load(experiment, prepared, kept)


def checkpoint_after(snapshots: Sequence[Snapshot]) -> Checkpoint | None:
    """What a store has kept once it has seen these snapshots."""
    whole: Checkpoint | None = None
    pieces: dict[int, Checkpoint] = {}
    for snapshot in snapshots:
        if snapshot.checkpoint is None:
            continue
        if snapshot.checkpoint.piece:
            pieces[snapshot.step] = snapshot.checkpoint
        else:
            whole = snapshot.checkpoint
    return assembled(whole, [pieces[step] for step in sorted(pieces)])


# What it says about itself.


def test_settings_say_who_they_are(kind: type[ModelSettings]) -> None:
    assert kind.title
    assert kind.source
    assert MODELS[method_name(kind)] is kind
    assert kind().capabilities <= CAPABILITIES.keys()
    assert kind().stages()


def test_every_preset_is_an_experiment_of_its_method(kind: type[ModelSettings]) -> None:
    for name in kind.presets:
        made = preset(name)
        assert type(made.model) is kind
        assert Experiment.from_json(made.to_json()) == made
        assert PRESETS[name].text
        assert 0 < len(PRESETS[name].title) <= 24
    titles = [found.title for found in kind.presets.values()]
    assert len(set(titles)) == len(titles)


def test_what_is_fitted_without_epochs_leaves_their_settings_out(
    kind: type[ModelSettings],
) -> None:
    if method_of(kind()).kind == "fitted":
        assert "training" in kind.unused


def test_every_set_of_variants_tells_its_experiments_apart(kind: type[ModelSettings]) -> None:
    for name, chosen in kind.variants.items():
        made = ablation_grid(small(kind), [], [0], name=name)
        assert len(set(made)) == len(chosen.variants)
        assert chosen.help
        assert chosen.titles.keys() == chosen.texts.keys() == chosen.variants.keys()
        assert len({chosen.called(variant) for variant in chosen.variants}) == len(made)
        assert all(text.endswith(".") for text in chosen.texts.values())
        assert all(chosen.titles.values())


def test_size_is_the_field_dim(kind: type[ModelSettings]) -> None:
    if kind().size() is not None:
        assert small(kind, **{"model.dim": 6}).model.size() == 6


# What it does.


def test_training_goes_through_the_stages_that_settings_name(
    case: Experiment, corpus: Corpus
) -> None:
    snapshots = list(train(case, corpus))
    stages = [name for name, _ in itertools.groupby(snapshot.stage for snapshot in snapshots)]
    assert stages == [stage.name for stage in case.model.stages()]
    assert [snapshot.last for snapshot in snapshots].index(True) == len(snapshots) - 1
    assert snapshots[0].checkpoint is not None, "nothing to go on from"
    for name, part in itertools.groupby(snapshots, key=lambda snapshot: snapshot.stage):
        steps = [snapshot.step for snapshot in part]
        assert steps == sorted(steps), name
    final = snapshots[-1].scores
    probable = "probabilities" in case.model.capabilities
    at_half = {"micro_f1", "macro_f1"}
    for name in ALL:
        assert (f"test/{name}" in final) == (probable or name not in at_half), name
    for name in CHOOSABLE:
        assert (f"validation/{name}" in final) == (probable or name not in at_half), name
    assert all(np.isfinite(value) for value in final.values())


def test_equal_seeds_give_equal_runs(kind: type[ModelSettings], corpus: Corpus) -> None:
    first, second = (list(train(small(kind), corpus)) for _ in range(2))
    assert len(first) == len(second)
    for one, other in zip(first, second, strict=True):
        assert_same(one, other)


def test_a_run_that_was_stopped_goes_on_as_if_it_had_not_been(
    case: Experiment, corpus: Corpus
) -> None:
    whole = list(train(case, corpus))
    count = len(whole)
    for stop in {1, max(1, count // 4), count // 2, count - 2}:
        goes_on_after(stop, whole, case, corpus)


@pytest.mark.soak
def test_a_run_can_be_stopped_after_any_snapshot(case: Experiment, corpus: Corpus) -> None:
    whole = list(train(case, corpus))
    for stop in range(1, len(whole)):
        goes_on_after(stop, whole, case, corpus)


def goes_on_after(stop: int, whole: Sequence[Snapshot], case: Experiment, corpus: Corpus) -> None:
    """A run stopped after so many snapshots tells the others as the uninterrupted one did."""
    kept = checkpoint_after(whole[:stop])
    assert kept is not None
    resumed = list(train(case, corpus, resume=kept))
    later = {(snapshot.stage, snapshot.step, snapshot.last): snapshot for snapshot in whole}
    assert len(resumed) <= len(whole)
    for snapshot in resumed:
        told = later[snapshot.stage, snapshot.step, snapshot.last]
        assert_same(snapshot, told, losses=False)
    assert_same(resumed[-1], whole[-1], losses=False)


def assert_same(one: Snapshot, other: Snapshot, *, losses: bool = True) -> None:
    """Equal to the last digit, but for the time it took."""
    assert (one.stage, one.step, one.last) == (other.stage, other.step, other.last)
    assert dict(one.scores) == dict(other.scores)
    if losses:
        assert dict(one.losses) == dict(other.losses)
    for points in ("label_points", "word_points"):
        np.testing.assert_array_equal(getattr(one, points), getattr(other, points))
    if one.checkpoint is not None and other.checkpoint is not None:
        assert one.checkpoint.tensors.keys() == other.checkpoint.tensors.keys()
        for name, array in one.checkpoint.tensors.items():
            np.testing.assert_array_equal(array, other.checkpoint.tensors[name], name)


def test_snapshots_are_copies_that_nobody_can_alter(
    kind: type[ModelSettings], corpus: Corpus
) -> None:
    for snapshot in train(small(kind), corpus):
        for points in (snapshot.label_points, snapshot.word_points):
            assert points is None or not points.flags.writeable


# What it has learned.


def test_capabilities_are_what_the_predictor_has(case: Experiment, corpus: Corpus) -> None:
    predictor = predictor_of(case, corpus, list(train(case, corpus)))
    has, places = case.model.capabilities, predictor.places
    assert ("places" in has) == (places is not None)
    assert ("words" in has) == (places is not None and places.words is not None)
    assert ("probabilities" in has) == predictor.calibrated
    explained = predictor.explain(corpus.test[0].text)
    assert ("attention" in has) == (explained.attention is not None)
    trail = predictor.trail(corpus.test[0].text)
    assert (trail is None) == (explained.trail is None)
    if trail is not None:
        np.testing.assert_allclose(trail, explained.trail)
    assert predictor.calibrated == (explained.probabilities is not None)
    if places is not None:
        labels = len(corpus.graph)
        assert places.labels.shape == (labels, places.geometry.width)
        assert places.geometry.check_point(_tensor(places.labels))[0]


def _tensor(points):
    import torch

    return torch.tensor(points)


def test_scores_belong_to_their_documents(kind: type[ModelSettings], corpus: Corpus) -> None:
    experiment = small(kind)
    predictor = predictor_of(experiment, corpus, list(train(experiment, corpus)))
    prepared = prepare(corpus, experiment.corpus, experiment.seed)
    scores = predictor.scores(prepared.test)
    assert scores.shape == (len(corpus.test), len(corpus.graph))
    assert np.isfinite(scores).all()
    if predictor.calibrated:
        assert ((scores >= 0) & (scores <= 1)).all()
    turned = predictor.scores(prepared.encode(corpus.test[::-1]))
    np.testing.assert_allclose(turned, scores[::-1], atol=1e-5)
    nothing = predictor.scores(prepared.encode([Document("empty", "", ())]))
    assert np.isfinite(nothing).all()


def test_words_that_matter_more_contribute_more(kind: type[ModelSettings], corpus: Corpus) -> None:
    experiment = small(kind, **{"training.epochs": 8, "training.patience": 0})
    predictor = predictor_of(experiment, corpus, list(train(experiment, corpus)))
    agreement = []
    for document in corpus.test:
        explained = predictor.explain(document.text)
        assert explained.contributions.shape == (len(corpus.graph), len(explained.words))
        varied = np.ptp(explained.contributions, axis=1) > 0  # a label all have is never in doubt
        best = int(np.where(varied, explained.logits, -np.inf).argmax())
        words = list(explained.words)
        lost = [
            explained.logits[best]
            - predictor.explain(" ".join(words[:n] + words[n + 1 :])).logits[best]
            for n in range(len(words))
        ]
        if np.ptp(lost) > 0 and np.ptp(explained.contributions[best]) > 0:
            agreement.append(spearmanr(explained.contributions[best], lost).statistic)
    # By chance the mean lies within 0 ± .3 (some twenty documents of some seven words).
    assert len(agreement) > 10
    assert np.mean(agreement) > 0.3
    assert explained.meaning


def test_what_words_do_can_be_left_for_later(kind: type[ModelSettings], corpus: Corpus) -> None:
    experiment = small(kind)
    predictor = predictor_of(experiment, corpus, list(train(experiment, corpus)))
    text = corpus.test[0].text
    whole, bare = predictor.explain(text), predictor.explain(text, SCORES_ONLY)
    assert np.isfinite(whole.contributions).all()
    np.testing.assert_allclose(bare.logits, whole.logits, atol=1e-6)
    later = predictor.explain(text, replace(WHOLE, known=bare.contributions))
    np.testing.assert_allclose(later.contributions, whole.contributions, atol=1e-5)


def test_a_text_without_words_is_refused_in_a_sentence(
    kind: type[ModelSettings], corpus: Corpus
) -> None:
    experiment = small(kind)
    predictor = predictor_of(experiment, corpus, list(train(experiment, corpus)))
    with pytest.raises(HyperlabelError, match="no words"):
        predictor.explain("… !!!")


def test_points_are_learned_from_or_refused_by_name(kind: type[ModelSettings]) -> None:
    points = synthetic.generate(0)
    experiment = small(kind, **{"corpus.name": "synthetic", "corpus.documents": 200})
    if "encoder" in experiment.model.to_dict() and isinstance(
        experiment.model.to_dict()["encoder"], dict
    ):
        experiment = experiment.with_values({"model.encoder.kind": "points"})
    refusal = ""
    try:
        stream = train(experiment, points)
    except SettingError as error:
        refusal = str(error)
    if refusal:
        assert "vectors of 2 numbers" in refusal
    else:
        assert list(stream)[-1].scores["test/P@1"] > 0


# What can be done with its run.


def test_a_run_is_opened_like_any_other(kind: type[ModelSettings], trained: RunStore) -> None:
    opened = open_run(trained, run_of(kind))
    assert opened.predictor.scores(opened.prepared.test).shape[1] == len(opened.corpus.graph)
    assert np.isfinite(opened.threshold)
    references = trained.references(opened.run.id)
    assert set(references) >= {"chance", "frequency", "ceiling"}
    assert {name for name, each in MODELS.items() if each.reference} <= set(references)


def test_its_hierarchy_is_read_off_or_named_as_missing(
    kind: type[ModelSettings], trained: RunStore
) -> None:
    opened = open_run(trained, run_of(kind))
    if "places" in kind().capabilities:
        newest = opened.newest()
        assert newest.points.shape[1:] == (len(opened.corpus.graph), newest.space.width)
        return
    with pytest.raises(StoreError, match="no places of its labels"):
        opened.newest()


def test_everything_there_is_is_exported(
    kind: type[ModelSettings], trained: RunStore, tmp_path: Path
) -> None:
    files = {path.name for path in export_run(trained, run_of(kind), tmp_path / "export")}
    assert {"experiment.json", "scores.csv", "curves.csv", "predictions.csv", "report.md"} <= files
    assert ("labels.tsv" in files) == ("places" in kind().capabilities)
    assert ("words.tsv" in files) == ("words" in kind().capabilities)
    report = (tmp_path / "export" / "report.md").read_text()
    assert kind.source in report
    if "places" not in kind().capabilities:
        assert "no places" in report
    assert ("beside chance" in report) == ("places" in kind().capabilities)


def test_claims_about_its_interaction_have_a_value_or_a_reason(
    kind: type[ModelSettings], trained: RunStore
) -> None:
    opened = open_run(trained, run_of(kind))
    findings = interaction_findings(opened.predictor, opened.prepared)
    assert bool(findings) == ("places" in kind().capabilities)
    for finding in findings:
        assert (finding.value is None) == bool(finding.reason)
    judged = any("true labels" in finding.on for finding in findings)
    assert judged == ("words" in kind().capabilities)


def test_without_variants_an_ablation_says_so(kind: type[ModelSettings]) -> None:
    if not kind.variants:
        with pytest.raises(SettingError, match="no variants to compare"):
            ablation_grid(small(kind), [], [0])
