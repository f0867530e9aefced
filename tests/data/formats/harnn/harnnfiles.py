"""A corpus as the released HARNN code has it: two sections, 3 groups in one of them, by hand."""

from __future__ import annotations

from typing import Any

from tests.data.corpusfiles import Files, jsonl


def patent(
    name: str, text: str, section: list[int], group: list[int], **more: Any
) -> dict[str, Any]:
    """A line; the global ids count on from two sections unless they are given."""
    return {
        "id": name,
        "title": text.split()[:1],
        "abstract": text.split()[1:],
        "section": section,
        "group": group,
        "labels": [*section, *(2 + number for number in group)],
        **more,
    }


TRAIN = (
    patent("1", "sight firearm rear", [1], [4]),
    patent("2", "bait fish", [0], [0, 2]),
    patent("3", "yarn acousto-optic", [0, 1], [1, 4]),
    patent("4", "toy", [0], []),
)
TEST = (patent("5", "sight", [1], [4]),)
VALIDATION = (patent("6", "fish bait", [0], [2]),)


def released() -> Files:
    return {
        "Train_sample.json": jsonl(*TRAIN),
        "Validation_sample.json": jsonl(*VALIDATION),
        "Test_sample.json": jsonl(*TEST),
    }
