"""Case: a corpus or a file with damages, made from a seed."""

from __future__ import annotations

import gzip
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from random import Random

from hmlc_core.data.formats.layout import FOUND_OUT, Layout
from tests.contracts.readersamples import SAMPLES, TABLE
from tests.data.formats.hiddenfiles import TAXONOMY
from tests.data.fuzz.arrays import bomb, lying_names, lying_npy, lying_npz, lying_zip
from tests.data.fuzz.mutations import mutated
from tests.data.hypernyms.wndb import nouns
from tests.data.vectors.vectorfiles import FILES

EDGES = "parent,child\nsport,football\nsport,tennis\nROOT,markets\n"
LISTS = """\
text;labels
A;['sport', 'football']
B;"[""sport"", ""tennis""]"
C;[0. 3.]
D;[['sport', 'tennis'], ['arts']]
E;"{markets, arts}"
"""
LEVELS = "text\tlevel1\tlevel2\tid\nA\tSport\tOther\t1\nB\tArts\tOther\t2\nC\tArts\tnan\t3\n"
LINES = (
    '{"content": "A", "labels": ["sport", "tennis"], "split": "train"}\n'
    '{"content": "B", "labels": [["arts", "music"]], "split": "test", "id": 7}\n'
)
STATS = b"""{"title": "Desk", "notes": [], "tokenizer": "words", "levels": ["section"],
"labels_in_hierarchy": 4, "splits": {"train": {"docs": 3}}}"""
SINGLE = {
    "desk.csv": TABLE,
    "lists.csv": LISTS,
    "levels.tsv": LEVELS,
    "desk.jsonl": LINES,
    "edges.csv": EDGES,
    "edges.tsv": EDGES.replace(",", "\t"),
    "tree.taxonomy": TAXONOMY,
    "yelp.taxonomy": "{'title': 'a', 'parents': [], 'children': ['b']}\n"
    "{'title': 'b', 'parents': ['a'], 'children': []}\n",
    "tree.json": '{"sport": {"tennis": null, "football": {}}, "markets": {}}\n',
    "tree.obo": "format-version: 1.2\n\n[Term]\nid: a\n\n[Term]\nid: b\nname: B\nis_a: a\n",
    "tree.ttl": "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n<b> skos:broader <a> .\n",
    "rcv1.topics.hier.orig": "parent: None child: a child-description: A\n"
    "parent: a child: b child-description: B\n",
} | {
    sample.documents: sample.contents()[sample.documents].decode()
    for sample in SAMPLES.values()
    if not sample.folder
}
"""Files that are corpora, or edges, by themselves."""

ALONE = (
    *({name: content.encode()} for name, content in SINGLE.items()),
    *FILES.values(),
)
"""The same, and vectors, with what stands beside them."""

FOLDERS = (
    *(sample.contents() for sample in SAMPLES.values() if sample.folder),
    dict(zip(("index.noun", "data.noun"), (text.encode() for text in nouns()))),
)
"""Files that are one corpus, or one dictionary, together."""

_SEPARATORS = ("", "", "|", ",", "none", " ", "->", "\\t")


@dataclass(frozen=True)
class Case:
    """Files of one corpus; `folder` tells whether they stand in one.

    packed: whether the files are tried as the archive that a person uploads, too.
    """

    seed: int
    files: dict[str, bytes]
    folder: bool
    packed: bytes
    layout: Layout

    def write(self, parent: Path) -> Path:
        """The path of the corpus, put into `parent`."""
        path = parent / "desk"
        path.mkdir()
        for name, content in self.files.items():
            (path / name).parent.mkdir(exist_ok=True)
            (path / name).write_bytes(content)
        return path if self.folder else path / next(iter(self.files))


def made(seed: int) -> Case:
    """The case of that seed, always the same."""
    random = Random(seed)
    folder = random.random() < 0.6
    contents = dict(random.choice(FOLDERS if folder else ALONE))
    for name in random.sample(sorted(contents), min(len(contents), random.choice((1, 1, 1, 2, 9)))):
        contents[name] = _damaged(name, contents[name], random)
    if random.random() < 0.1:
        name = random.choice(sorted(contents))
        contents[f"{name}.gz"] = _gzipped(contents.pop(name), random)
    if folder and random.random() < 0.15:
        contents["stats.json"] = mutated(STATS, random)
    layout = FOUND_OUT
    if random.random() < 0.3:
        layout = Layout(
            separator=random.choice(_SEPARATORS),
            path_separator=random.choice(_SEPARATORS),
            child_first=random.choice((None, True, False)),
            text=random.choice(("", "text", "nothing")),
        )
    return Case(seed, contents, folder, _packed(contents, random), layout)


def _damaged(name: str, content: bytes, random: Random) -> bytes:
    if name.endswith(".npy") and random.random() < 0.7:
        return lying_npy(random)
    if name == "given.npz" and random.random() < 0.5:
        return lying_names(random)
    if name.endswith(".npz") and random.random() < 0.8:
        return bomb(random) if random.random() < 0.1 else lying_npz(random)
    return mutated(content, random)


def _gzipped(content: bytes, random: Random) -> bytes:
    packed = gzip.compress(content, 1)
    return mutated(packed, random) if random.random() < 0.5 else packed


def _packed(contents: dict[str, bytes], random: Random) -> bytes:
    stream = io.BytesIO()
    method = random.choice(
        (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    )
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in contents.items():
            prefix = random.choice(
                ("", "", "", "desk/", "../", "/", "a\\", ".", "C:", "\ud7ff/", "x" * 300 + "_")
            )
            archive.writestr(prefix + name, content)
    packed = stream.getvalue()
    return mutated(packed, random) if random.random() < 0.2 else lying_zip(packed, random)
