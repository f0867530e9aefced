"""What came of a run that trains words alone, as commands answer it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hmlc_core.cli.answer import Answer, decimal
from hmlc_core.runs.hypernym_ranks import hypernym_ranks
from hmlc_core.wording import counted

if TYPE_CHECKING:
    from hmlc_core.runs.run import Run
    from hmlc_core.runs.store.store import RunStore


def words_result(store: RunStore, run: Run) -> dict[str, Any]:
    """A run of words as it is answered: losses and correlations that are not known are None.

    loss: Eq. 3 per pair of words, where they lie after all stages of words.
    loss_before_hypernyms: the same before their hypernyms drew them, where they have.
    """
    found = run.scores_under("words")
    ranks = {
        when: found.get(f"hypernym_mean_rank_{when}") for when in ("before", "after", "chance")
    }
    return {
        "run_id": run.id,
        "status": run.status,
        "words": _words(store, run),
        "loss": found.get("loss_after", found.get("loss")),
        "loss_before_hypernyms": found.get("loss") if "loss_after" in found else None,
        "hypernym_mean_rank": None if None in ranks.values() else ranks,
        "norm_frequency": found.get("norm_frequency"),
        "norm_depth": found.get("norm_depth"),
        "seconds": run.seconds,
    }


def _words(store: RunStore, run: Run) -> int | None:
    """How many words have been learned; None before that is known."""
    from hmlc_core.data.text import SPECIAL, Vocabulary

    kept = store.checkpoint(run.id)
    if kept is None:
        return None
    return len(Vocabulary.from_json(kept.state["vocabulary"])) - len(SPECIAL)


def tell_words(run: Run, answer: Answer) -> None:
    """The same for people."""
    values = answer.values
    if values["words"] is not None:
        answer.say(f"  {counted(values['words'], 'word')}")
    if values["loss"] is not None:
        answer.say(f"  loss per pair of words (Eq. 3): {decimal(values['loss'])}{_drawn(values)}")
    if ranks := hypernym_ranks(run):
        answer.say(f"  hypernyms of a word: {ranks}")
    tree = (("norm_frequency", "frequency", "below"), ("norm_depth", "depth", "above"))
    for name, title, side in tree:
        rho = values[name] if values[name] is not None else math.nan
        answer.say(
            f"  distance from the origin against {title} (Spearman; by chance 0, in a tree "
            f"{side} it): {decimal(rho, 2)}"
        )


def _drawn(values: Mapping[str, Any]) -> str:
    """What the loss was before hypernyms drew the words, where they have."""
    before = values["loss_before_hypernyms"]
    return "" if before is None else f"; before their hypernyms drew them {decimal(before)}"
