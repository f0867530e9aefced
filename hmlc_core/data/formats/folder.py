"""Our own format: a folder with documents as JSON lines and the hierarchy as TSV.

`train|dev|test.jsonl[.gz]` hold one object a line, `{"id": …, "text": …, "labels": […]}`, with
`"tokens": […]` in place of `"text"` where documents are lists of tokens already;
`hierarchy.tsv` holds `parent TAB child` with top labels under `ROOT`, or stands there as another
kind of hierarchy (`hierarchy.obo`, …); `label_names.tsv` and `stats.json` (title, notes,
tokenizer, bags, counts) are optional; `dev` may be called `val`, `valid` or `validation`. Without
a hierarchy labels stand side by side. With `vectors.npz` (`document_vectors`) lines may do without
a text.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from hmlc_core.data.corpus import SPLITS, Corpus
from hmlc_core.data.formats.assemble import assemble
from hmlc_core.data.formats.document_vectors import VECTORS, write_corpus
from hmlc_core.data.formats.edges import read_labels
from hmlc_core.data.formats.fields import (
    has_fields,
    is_text_list,
    parse_object,
    token_text,
    wrong_type,
)
from hmlc_core.data.formats.hierarchy import (
    HIERARCHIES,
    HIERARCHY,
    LABEL_FILES,
    TEXTS,
    Edges,
    read_texts,
    write_hierarchy,
)
from hmlc_core.data.formats.jsonlines.dialect import dialect_of
from hmlc_core.data.formats.nearest import file_named
from hmlc_core.data.formats.records import Hierarchy, Record, unlabelled
from hmlc_core.data.formats.stats import (
    STATS,
    assumed_in,
    notes_in,
    read_stats,
    read_tokenizer,
    title_in,
)
from hmlc_core.data.formats.stats import summary as summary
from hmlc_core.data.lines import lines
from hmlc_core.data.problems import Problems

title = "a folder with train.jsonl"
folders = True
needs = (
    file_named("a file of JSON lines", r".+\.jsonl?(?:\.gz)?"),
    file_named("hierarchy.tsv", *map(re.escape, HIERARCHIES)),
    file_named('train.jsonl with {"id", "text", "labels"} on each line', r"train\.jsonl(?:\.gz)?"),
)

_CALLED = {"train": ("train",), "dev": ("dev", "val", "valid", "validation"), "test": ("test",)}
DOCUMENTS = {
    split: tuple(f"{name}.jsonl{end}" for name in names for end in ("", ".gz"))
    for split, names in _CALLED.items()
}
"""Split -> what the file with its documents may be called."""

FILES = (*chain.from_iterable(DOCUMENTS.values()), *LABEL_FILES, STATS, VECTORS)
"""Names of all files that belong to the format."""

_FIELDS = ("id", "text", "labels")
_TOKENS = ("id", "tokens", "labels")
_NOTHING = ("id", "labels")
_EXAMPLE = '{"id": …, "text": …, "labels": […]}'


def belongs(name: str) -> bool:
    """Whether a file of this name is part of the format."""
    return name in FILES


def recognises(path: Path) -> bool:
    """Whether `path` looks like a folder of this format."""
    names = chain.from_iterable(DOCUMENTS.values())
    present = [path / name for name in names if (path / name).is_file()]
    return bool(present) and dialect_of(*present) is None


def read(path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
    """The corpus in the folder; None after reporting what is wrong."""
    records = {split: list(_split(path, split, problems)) for split in SPLITS}
    stats = read_stats(path)
    tokenizer = read_tokenizer(path, problems)
    return assemble(
        path.name,
        title_in(stats) or path.name,
        {split: items for split, items in records.items() if items},
        read_hierarchy(path, problems),
        problems,
        notes=notes_in(stats),
        assumed=assumed_in(stats),
        tokenizer=tokenizer,
        bags=stats.get("bags") is True,
        texts=not (path / VECTORS).is_file()
        or any(item.text.strip() for items in records.values() for item in items),
    )


def read_hierarchy(
    path: Path,
    problems: Problems,
    *,
    names: Sequence[str] = HIERARCHIES,
    read: Callable[[Path, Problems], tuple[Edges, dict[str, str]]] = read_labels,
) -> Hierarchy:
    """What the folder's files say about labels.

    names: those of which one may be the hierarchy's. read: its edges and texts of labels.
    """
    file = hierarchy_file(path, problems, names)
    hierarchy = Hierarchy(file, *read(file, problems)) if file else Hierarchy(path / HIERARCHY)
    for file in _only(path, TEXTS, problems):
        told = read_texts(file, problems)
        hierarchy.texts = {**told, **hierarchy.texts, **told}  # labels listed here come first
    return hierarchy


def hierarchy_file(
    path: Path, problems: Problems, names: Sequence[str] = HIERARCHIES
) -> Path | None:
    """The file of a folder that is its hierarchy, by its name; a second one is reported."""
    return next(iter(_only(path, names, problems)), None)


def _only(path: Path, names: Sequence[str], problems: Problems) -> list[Path]:
    """The one file of the folder that has one of these names, in a list; report a second one."""
    files = [path / name for name in names if (path / name).is_file()]
    if len(files) > 1:
        listed = " and ".join(file.name for file in files)
        problems.error("a file is there twice", path, found=listed, remedy="Keep one of them.")
    return files[:1]


def _split(path: Path, split: str, problems: Problems) -> Iterator[Record]:
    files = [file for name in DOCUMENTS[split] if (file := path / name).is_file()]
    if not files and split == "train":
        problems.error("train.jsonl is missing", path, expected="train.jsonl or train.jsonl.gz")
    if len(files) > 1:
        listed = " and ".join(file.name for file in files)
        problems.error("a split is there twice", path, found=listed, remedy="Remove one.")
    for file in files[:1]:
        vectors = (path / VECTORS).is_file()
        bare = unlabelled(file, split, ("labels",), problems)
        for number, text in lines(file, problems):
            record = parse(text, file, number, problems, vectors=vectors, bare=bare)
            if record is not None:
                yield record


def parse(
    text: str,
    file: Path,
    number: int,
    problems: Problems,
    *,
    vectors: bool = False,
    bare: bool = False,
) -> Record | None:
    """The record on one line, or None after reporting what is wrong with it.

    vectors: whether one stands for the text where that is missing. bare: whether the line may do
    without labels.
    """
    value = parse_object(text, file, number, problems, _EXAMPLE)
    if value is None:
        return None
    if bare:
        value.setdefault("labels", [])
    tokens = "tokens" in value and "text" not in value
    if "tokens" in value and not tokens:
        problems.tally("the line has tokens beside its text; the text is read", file, number)
    vector = vectors and not tokens and "text" not in value
    needed = _TOKENS if tokens else _NOTHING if vector else _FIELDS
    if not has_fields(value, needed, file, number, problems):
        return None
    identity, labels = value["id"], value["labels"]
    body = (
        value.get("text", "")
        if not tokens
        else token_text("tokens", value["tokens"], file, number, problems)
    )
    if tokens and body is None:
        return None
    if type(identity) is int:
        identity = str(identity)
    if not isinstance(identity, str) or not identity:
        wrong, expected = "id", "a text or a whole number"
    elif not isinstance(body, str):
        wrong, expected = "text", "a text"
    elif not is_text_list(labels):
        wrong, expected = "labels", 'a list of texts such as ["sport", "tennis"]'
    else:
        return Record(identity, body, tuple(labels), file, number, tokens)
    wrong_type(wrong, value[wrong], expected, file, number, problems)
    return None


def write(corpus: Corpus, path: Path, *, compress: bool = False) -> None:
    """Write the corpus as a new folder `path`, documents gzipped if `compress`.

    Reading it gives the same corpus, except that its name is the folder's.
    """
    path.mkdir(parents=True)
    for split in SPLITS:
        documents = corpus.split(split)
        if not documents:
            continue
        rows = (
            {
                "id": item.id,
                **({"text": item.text} if corpus.texts else {}),
                "labels": [corpus.graph.names[i] for i in item.labels],
            }
            for item in documents
        )
        body = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
        if compress:  # without a time stamp: the same corpus gives the same bytes
            (path / f"{split}.jsonl.gz").write_bytes(gzip.compress(body, mtime=0))
        else:
            (path / f"{split}.jsonl").write_bytes(body)
    write_hierarchy(corpus.graph, path)
    if corpus.vectors:
        write_corpus(corpus, path / VECTORS)
    stats = {
        "title": corpus.title,
        "notes": corpus.notes,
        "assumed": corpus.assumed,
        "tokenizer": corpus.tokenizer,
        "bags": corpus.bags,
        "labels_in_hierarchy": len(corpus.graph),
        "splits": {
            split: {"docs": len(corpus.split(split))} for split in SPLITS if corpus.split(split)
        },
    }
    (path / STATS).write_text(json.dumps(stats, ensure_ascii=False, indent=1), encoding="utf-8")
