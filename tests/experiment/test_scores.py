"""The registry of scores: what each is called, and which of them may be used for what."""

from __future__ import annotations

from hmlc_core.experiment import (
    ALL,
    CHOOSABLE,
    SCORES,
    UNTHRESHOLDED,
    Training,
    score_title,
    verdict_score,
)


def test_a_threshold_found_on_validation_documents_does_not_choose_by_them() -> None:
    assert set(ALL) - set(CHOOSABLE) == {"micro_f1_tuned", "macro_f1_tuned"}


def test_only_f1_of_decisions_needs_a_threshold() -> None:
    assert set(ALL) - set(UNTHRESHOLDED) == {
        f"{kind}_f1{suffix}" for kind in ("micro", "macro") for suffix in ("", "_tuned")
    }
    assert {"F1@1", "F1@3", "F1@5"} <= set(UNTHRESHOLDED)


def test_the_first_score_is_shown_and_needs_no_threshold() -> None:
    assert SCORES[0] == UNTHRESHOLDED[0] == CHOOSABLE[0] == Training().select_by == "nDCG@5"


def test_a_sentence_on_who_is_better_rests_on_a_score_without_a_threshold() -> None:
    assert verdict_score("P@1") == "P@1"
    assert {verdict_score(name) for name in set(ALL) - set(UNTHRESHOLDED)} == {"nDCG@5"}


def test_every_score_is_explained_in_a_sentence_and_has_a_title_of_its_own() -> None:
    assert all(score.about.endswith(".") for score in ALL.values())
    assert len({score.title for score in ALL.values()}) == len(ALL)


def test_titles_keep_the_family_and_write_names_outside_the_registry_alike() -> None:
    assert score_title("test/macro_ap") == "test/macro-AP"
    assert score_title("recovery/edge_f1") == "recovery/edge-F1"
    assert score_title("by_depth/1/micro_f1_tuned") == "by_depth/1/micro-F1 tuned"
