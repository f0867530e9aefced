"""Corpora in small as the Extreme Classification Repository has them, in each of its ways."""

from __future__ import annotations

from tests.data.corpusfiles import Files, jsonl

DOCUMENTS = (
    {"uid": "a", "title": "Ball", "content": "The keeper saved.", "target_ind": [0, 1]},
    {"uid": "b", "title": "Stage", "content": "", "target_ind": [2]},
    {"uid": "c", "title": "Net", "content": "Wet court.", "target_ind": [0], "target_rel": [1.0]},
)
LABELS = ("Sport", "Football", "Arts")


def matrices() -> Files:
    """Three documents of four features with three labels, and one for the test."""
    return {
        "trn_X_Xf.txt": "3 4\n0:1 3:2\n1:3\n0:1.0 2:2.0\n",
        "trn_X_Y.txt": "3 3\n0:1.0 1:1.0\n2:1.0\n0:1.0\n",
        "tst_X_Xf.txt": "1 4\n1:1\n",
        "tst_X_Y.txt": "1 3\n2:1\n",
        "Y.txt": "".join(f"{name}\n" for name in LABELS),
    }


def texts() -> Files:
    """Three documents with titles and contents, and one for the test."""
    return {
        "trn.json": jsonl(*DOCUMENTS),
        "tst.json": jsonl({"uid": "d", "title": "Play", "target_ind": [2]}),
        "lbl.json": jsonl(*({"uid": f"L{n}", "title": name} for n, name in enumerate(LABELS))),
    }


def random_splits() -> Files:
    """Four documents, and two random splits of them."""
    return {
        "desk_data.txt": "4 4 3\n0,1 0:1 3:2\n2 1:3\n0 0:1 2:2\n2 1:1\n",
        "desk_trSplit.txt": "4 1\n1 2\n2 3\n",
        "desk_tstSplit.txt": "3 4\n",
    }
