"""How many words of a run have started from a given vector, as pages and commands say it."""

from __future__ import annotations

from hmlc_core.runs.run import Run
from hmlc_core.wording import counted


def given_vectors(run: Run) -> str:
    """The share of its words with a vector, in a sentence; empty where none were given."""
    found = run.scores_under("words")
    if "with_vector" not in found:
        return ""
    having = int(found["with_vector"])
    words = having + int(found["without_vector"])
    share = f" ({100 * having / words:.0f} %)" if words else ""
    verb = "has" if having == 1 else "have"
    return f"{having:,} of {counted(words, 'word')} {verb} a vector{share}."
