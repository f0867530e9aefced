"""How many words of a run have started from a given vector, as pages and commands say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmlc_core.wording import counted

if TYPE_CHECKING:
    from hmlc_core.runs.run import Run


def given_vectors(run: Run) -> str:
    """The share of its words with a vector, and how these entered its space, in sentences; empty
    where none were given."""
    found = run.scores_under("words")
    if "with_vector" not in found:
        return ""
    having = int(found["with_vector"])
    words = having + int(found["without_vector"])
    share = f" ({100 * having / words:.0f} %)" if words else ""
    verb = "has" if having == 1 else "have"
    entry = ""
    if "vector_factor" in found:
        entry = f" A vector v entered the space as exp₀({found['vector_factor']:.3g} · v)."
    elif run.experiment is not None and run.experiment.model.trains_words:
        entry = " The vectors are points of the space and stayed where they were."
    return f"{having:,} of {counted(words, 'word')} {verb} a vector{share}.{entry}"
