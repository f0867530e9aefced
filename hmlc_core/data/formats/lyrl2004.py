"""RCV1-v2 as Lewis et al. (2004) publish it: stemmed words, topics, and the topic hierarchy.

`lyrl2004_tokens_train.dat` and `lyrl2004_tokens_test_pt0.dat` to `…_pt3.dat` hold documents
(`.I number`, `.W`, then lines of words), `rcv1-v2.topics.qrels` a topic of a document on each
line, `rcv1.topics.hier.orig` the hierarchy (see `taxonomy`). All may be gzipped. Documents are
split as their files are. All four test parts make 781,265 documents and take about 2 GB of
memory; only those that are there are read, so whoever wants fewer leaves some out. Where `docs.txt`
is there, as the released HiLAP code wants it (a number and a text a line), texts come from it.

Lewis, Yang, Rose, Li: RCV1: A new benchmark collection for text categorization research.
Journal of Machine Learning Research 5, 2004.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats.assemble import assemble
from hmlc_core.data.formats.records import Hierarchy, Record, Records
from hmlc_core.data.formats.root import below_root, names
from hmlc_core.data.formats.stats import summary as summary
from hmlc_core.data.formats.taxonomy import read_taxonomy
from hmlc_core.data.lines import lines
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

TRAIN = "lyrl2004_tokens_train.dat"
TEST = tuple(f"lyrl2004_tokens_test_pt{part}.dat" for part in range(4))
TOPICS = "rcv1-v2.topics.qrels"
TOPIC_HIERARCHY = "rcv1.topics.hier.orig"
TEXTS = "docs.txt"

title = f"a folder with {TRAIN} (RCV1)"
folders = True

_ENDINGS = ("", ".gz", ".txt", ".txt.gz")
"""Files come gzipped, and browsers add `.txt`."""
_SOURCE = (
    "RCV1-v2 is published at jmlr.org/papers/volume5/lewis04a/lyrl2004_rcv1v2_README.htm, "
    "its {what} in on-line appendix {appendix}"
)
_HEAD = re.compile(r"\.I\s+(\S+)\s*")


def belongs(name: str) -> bool:
    """Whether a file of this name is part of the format."""
    return any(
        name == part + ending
        for part in (TRAIN, *TEST, TOPICS, TOPIC_HIERARCHY)
        for ending in _ENDINGS
    ) or name in (TEXTS, f"{TEXTS}.gz")


def recognises(path: Path) -> bool:
    """Whether `path` looks like a folder of this format."""
    return any(_there(path, name) for name in (TRAIN, *TEST, TOPICS))


def read(path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
    """The corpus in the folder; None after reporting what is wrong."""
    train = _one(path, TRAIN, problems)
    tests = [file for name in TEST if (file := _one(path, name, problems))]
    qrels, taxonomy = (_one(path, name, problems) for name in (TOPICS, TOPIC_HIERARCHY))
    _report_missing(path, train, qrels, problems)
    if train is None or qrels is None or problems.errors:
        return None
    topics, first = _read_topics(qrels, problems)
    records = {
        split: tuple(record for file in files for record in _records(file, topics, problems))
        for split, files in (("train", [train]), ("test", tests))
    }
    if texts := _there(path, TEXTS):
        records = _with_texts(records, texts[0], problems)
    if not problems.errors and not any(item.labels for items in records.values() for item in items):
        problems.error(
            "no document has a topic",
            qrels,
            expected=f"topics of the documents in {train.name}",
            remedy="The topics seem to belong to other documents.",
        )
    given = _hierarchy(taxonomy, qrels, first, problems)
    if problems.errors:
        return None
    if not texts:
        problems.note("words are stemmed, and frequent ones left out, as in the files", path)
    if 0 < len(tests) < len(TEST):
        problems.note(f"only {len(tests)} of the {len(TEST)} test files are there", path)
    return assemble(path.name, path.name, records, given, problems)


def _there(path: Path, name: str) -> list[Path]:
    return [file for ending in _ENDINGS if (file := path / (name + ending)).is_file()]


def _one(path: Path, name: str, problems: Problems) -> Path | None:
    files = _there(path, name)
    if len(files) > 1:
        problems.error(
            f"{name} is there twice",
            path,
            found=" and ".join(file.name for file in files),
            remedy="Keep one of them.",
        )
    return files[0] if files else None


def _report_missing(path: Path, train: Path | None, qrels: Path | None, problems: Problems) -> None:
    for file, name, what, appendix in (
        (train, TRAIN, "token files", 12),
        (qrels, TOPICS, "topics of each document", 8),
    ):
        if file is None:
            problems.error(
                f"{name} is missing",
                path,
                expected=f"{TRAIN}, {TEST[0]} and so on, {TOPICS} and {TOPIC_HIERARCHY}",
                remedy=_SOURCE.format(what=what, appendix=appendix),
            )


def _read_topics(
    path: Path, problems: Problems
) -> tuple[dict[str, tuple[str, ...]], dict[str, int]]:
    """The topics of each document, and the first line of each topic."""
    topics: dict[str, tuple[str, ...]] = {}
    first: dict[str, int] = {}
    own: dict[str, str] = {}
    for number, text in lines(path, problems):
        cells = text.split()
        if len(cells) != 3 or cells[2] != "1":
            problems.error(
                "not a topic of a document",
                path,
                number,
                expected="a topic, the number of a document, and 1, with spaces between them",
                found=shorten(repr(text)),
            )
            continue
        topic, document, _ = cells
        # One text for each topic: there are millions of lines.
        topic = own.setdefault(topic, topic)
        first.setdefault(topic, number)
        topics[document] = (*topics.get(document, ()), topic)
    return topics, first


def _records(
    path: Path, topics: dict[str, tuple[str, ...]], problems: Problems
) -> Iterator[Record]:
    for (number, head), *rest in _blocks(path, problems):
        match = _HEAD.fullmatch(head)
        if match and rest and rest[0][1].strip() == ".W":
            words = " ".join(text.strip() for _, text in rest[1:])
            yield Record(match[1], words, topics.get(match[1], ()), path, number)
        else:
            problems.error(
                "not a document",
                path,
                number,
                expected="lines .I and a number, .W, and words",
                found=shorten(" / ".join(text for _, text in [(number, head), *rest[:1]])),
            )


def _with_texts(records: Records, path: Path, problems: Problems) -> dict[str, tuple[Record, ...]]:
    """The documents of which the file has the text, with it instead of their stemmed words."""
    known = {item.id for items in records.values() for item in items}
    texts: dict[str, tuple[int, str]] = {}
    for number, line in lines(path, problems):
        document, *rest = line.split(maxsplit=1)
        if document not in known:
            problems.tally("the token files do not have this document", path, number)
        elif document in texts:
            problems.error("the document is there twice", path, number, found=shorten(document))
        else:
            texts[document] = number, "".join(rest).strip()
    problems.assume(f"Texts come from {path.name}, splits from the token files.")
    if lacking := len(known) - len(texts):
        problems.note(f"{lacking:,} of {len(known):,} documents have no text here; left out", path)
    return {
        split: tuple(
            item._replace(text=texts[item.id][1], file=path, line=texts[item.id][0])
            for item in items
            if item.id in texts
        )
        for split, items in records.items()
    }


def _blocks(path: Path, problems: Problems) -> Iterator[list[tuple[int, str]]]:
    """The lines of each document; a new one begins at each `.I`."""
    block: list[tuple[int, str]] = []
    for number, text in lines(path, problems):
        if block and text.startswith(".I"):
            yield block
            block = []
        block.append((number, text))
    if block:
        yield block


def _hierarchy(
    taxonomy: Path | None, qrels: Path, first: dict[str, int], problems: Problems
) -> Hierarchy:
    """The topic hierarchy; topics that it lacks are reported where they are first used."""
    if taxonomy is None:
        problems.note(
            f"{TOPIC_HIERARCHY} is missing, so the topics stand side by side; "
            + _SOURCE.format(what="topic hierarchy", appendix=2),
            qrels,
        )
        return Hierarchy(qrels)
    edges, texts = read_taxonomy(taxonomy, problems)
    edges = below_root(edges, first)
    known = dict.fromkeys(names(edges))
    for topic, line in first.items():
        if topic not in known:
            problems.error(
                "the topic is not in the hierarchy",
                qrels,
                line,
                expected=f"a topic of {taxonomy.name}",
                found=shorten(repr(topic)),
            )
    return Hierarchy(taxonomy, edges, {name: texts.get(name, name) for name in known})
