"""A corpus as the released HiddeN code has it."""

from __future__ import annotations

from tests.data.corpusfiles import Files, jsonl

TRAIN = jsonl(
    {"text": "The mill closed.", "label": ["C1", "C15"]},
    {"text": "Profits rose.", "label": ["C15", "C1"]},
    {"text": "The river froze.", "label": ["G1"]},
)
TEST = jsonl({"label": ["G1"], "text": "Ice again."})
TAXONOMY = "Root\tC1\tG1\nC1\tC15\n"


def rcv1(**changes: str | bytes) -> Files:
    """The files of a small corpus; in the name of a change `__` stands for a dot."""
    return {
        "rcv1_train.json": TRAIN,
        "rcv1_test.json": TEST,
        "rcv1_labels.txt": "Root\nG1\nC1\nC15\n",
        "rcv1.taxonomy": TAXONOMY,
        **{name.replace("__", "."): content for name, content in changes.items()},
    }
