"""How near a run's words are to their hypernyms, as pages and commands say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hmlc_core.runs.run import Run


def hypernym_ranks(run: Run) -> str:
    """Mean ranks before and after they were drawn, in the end, and by chance, in a sentence; empty
    where they were not drawn."""
    found = run.scores_under("words")
    ranks = {
        when: f"{found[name]:,.0f}"
        for when in ("before", "after", "end", "chance")
        if (name := f"hypernym_mean_rank_{when}") in found
    }
    if "after" not in ranks:
        return ""
    end = f"; {ranks['end']} when the labels had been trained" if "end" in ranks else ""
    return (
        f"mean rank {ranks['after']} among all words; before they drew it {ranks['before']}{end}; "
        f"by chance {ranks['chance']}"
    )
