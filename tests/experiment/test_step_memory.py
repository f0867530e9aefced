"""What a step's scores take: laws of the computation."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmlc_core.experiment import Experiment
from hmlc_core.experiment.step_memory import StepSizes

STEP = StepSizes(documents=50, words=100, most_words=200, labels=5_000, own=300, of_document=8)


def needed(*changes: str, step: StepSizes = STEP) -> dict[str, int]:
    experiment = Experiment().assign(["model.head=position", *changes])
    return dict(experiment.model.step_memory(experiment.training, step)["interaction"])


def sizes() -> st.SearchStrategy[StepSizes]:
    count = st.integers(1, 300)
    return st.builds(
        lambda documents, words, more, own, others: StepSizes(
            documents=documents,
            words=words,
            most_words=words + more,
            labels=own + others,
            own=own,
            of_document=min(own, 5),
        ),
        count, count, count, count, st.integers(0, 3_000),
    )  # fmt: skip


@given(
    sizes(), st.sampled_from(("position", "sorted", "pooled")), st.sampled_from(("auto", "torch"))
)
def test_fewer_labels_never_need_more(step, head, kernels):
    found = needed(f"model.head={head}", f"training.kernels={kernels}", step=step)
    assert 0 < found["batch_union"] <= found["sampled"] <= found["full"]
    assert 0 < found["per_document"] <= found["sampled"]


@pytest.mark.slow
@given(sizes())
def test_it_grows_in_proportion_to_documents_and_to_labels(step):
    base = needed(step=step)
    twice = needed(step=replace(step, documents=2 * step.documents))
    wider = needed(step=replace(step, labels=2 * step.labels))
    for choice, count in base.items():
        assert twice[choice] == pytest.approx(2 * count, abs=2)
    assert wider["full"] == pytest.approx(2 * base["full"], abs=2)
    assert wider["batch_union"] == base["batch_union"]


def test_sampling_saves_by_the_share_of_labels_that_it_scores():
    found = needed()
    assert found["sampled"] / found["full"] == pytest.approx((300 + 512) / 5_000, rel=1e-3)
    assert found["per_document"] / found["full"] == pytest.approx((8 + 512) / 5_000, rel=1e-3)
    assert needed("model.negatives=4700")["sampled"] == found["full"]
    assert needed("model.negatives=4992")["per_document"] == found["full"]
    assert needed("model.negatives=1000000")["sampled"] == found["full"]


def test_where_no_score_of_a_word_is_kept_words_do_not_count():
    longer = replace(STEP, words=200)
    compiled = ["model.head=pooled"]
    assert needed(*compiled) == needed(*compiled, step=longer)
    for change in (
        "training.kernels=torch",
        "model.released.positive_distance=true",
        "model.released.inverting_projection=true",
    ):
        kept = needed(*compiled, change)
        assert kept["full"] > 10 * needed(*compiled)["full"], change
        assert needed(*compiled, change, step=longer)["full"] > 1.5 * kept["full"]


def test_precision_branches_and_padding_count():
    one = needed("model.encoder=gru")
    assert needed("model.encoder=gru", "training.dtype=float64")["full"] == pytest.approx(
        2 * one["full"], rel=0.01
    )
    assert needed("model.encoder=gru+word")["full"] > 1.4 * one["full"]
    padded = needed("model.encoder=gru", "model.released.padding_is_a_word=true")
    assert padded["full"] == pytest.approx(2 * one["full"], rel=0.05)  # 200 words instead of 100


def test_other_methods_have_no_such_choice():
    model = Experiment().assign(["model=linear"]).model
    assert model.step_memory(Experiment().training, STEP) == {}
    assert model.saves_memory == ()
    hyper = Experiment()
    assert set(hyper.model.step_memory(hyper.training, STEP)) == set(hyper.model.saves_memory)
