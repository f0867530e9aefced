"""The stages of a run: what happens to words and labels before the classifier, and the classifier.

A stage's name is part of file names and metrics; its title is what a reader sees.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StageName:
    """name: letters, digits and `_`. title: what happens in it, as it stands within a sentence.
    once: there is a single moment of it, which no epochs lead to."""

    name: str
    title: str
    once: bool = False


WORDS = StageName("words", "training the words")
HYPERNYMS = StageName("hypernyms", "drawing words to their hypernyms")
LABELS = StageName("labels", "placing the labels")
CLASSIFIER = StageName("train", "training")
"""The last stage of every run that learns to label documents."""

STAGES = (WORDS, HYPERNYMS, LABELS, CLASSIFIER)
"""All that our methods have, in the order of a run."""
