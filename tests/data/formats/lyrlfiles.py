"""RCV1-v2 in small, as LYRL2004 publishes it."""

from __future__ import annotations

TRAIN = ".I 2286\n.W\nmill clos mill\nworker\n\n.I 2287\n.W\nriver froz\n\n"
TEST = (".I 26151\n.W\nice\n\n", ".I 300000\n.W\nprofit rise\n\n.I 300001\n.W\n\n")
TOPICS = "C1 2286 1\nC15 2286 1\nG1 2287 1\nG1 26151 1\nC1 300000 1\nG1 999999 1\n"
HIERARCHY = """\
parent: None      child: Root      child-description: Root
parent: Root      child: C1        child-description: TRADE/WORK
parent: Root      child: G1        child-description: WEATHER
parent: C1        child: C15       child-description: RESULTS
"""
NAMES = {
    "train": "lyrl2004_tokens_train.dat",
    "test": "lyrl2004_tokens_test_pt0.dat",
    "test2": "lyrl2004_tokens_test_pt1.dat",
    "topics": "rcv1-v2.topics.qrels",
    "hierarchy": "rcv1.topics.hier.orig",
}


def published(**changes: str | bytes | None) -> dict[str, str | bytes | None]:
    """The files of a small corpus; a change of None leaves one out."""
    parts: dict[str, str | bytes | None] = {
        "train": TRAIN,
        "test": TEST[0],
        "test2": TEST[1],
        "topics": TOPICS,
        "hierarchy": HIERARCHY,
    }
    return {NAMES[part]: content for part, content in (parts | changes).items()}
