"""A small corpus of each format, for the battery that every reader passes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.data.corpusfiles import good_files, jsonl
from tests.data.formats.harnn import harnnfiles
from tests.data.formats.hiddenfiles import rcv1
from tests.data.formats.hyperimfiles import released
from tests.data.formats.jsonlines import dialectfiles
from tests.data.formats.lyrlfiles import published
from tests.data.formats.nyt.nytfiles import nyt
from tests.data.formats.xmc import xmcfiles
from tests.data.formats.yelpfiles import yelp
from tests.data.formats.zhihufiles import questions

TABLE = """\
id,text,labels,split
1,The keeper saved a penalty.,sport|football,train
2,The court was wet.,sport|tennis,train
3,Shares fell on Monday.,markets,train
4,Tennis again.,sport|tennis,test
"""
LABELLED = """\
sport, football ||| The keeper saved a penalty.
sport, tennis ||| The court was wet.
markets ||| Shares fell on Monday.
"""


@dataclass(frozen=True)
class Sample:
    """A corpus without errors.

    documents: the file that holds the training documents.
    lines: whether problems stand in a line of it.
    folder: whether the files stand in a folder; otherwise there is one.
    """

    files: Mapping[str, str | bytes | None]
    documents: str
    lines: bool = True
    folder: bool = True

    def write(self, parent: Path, changes: Mapping[str, bytes] | None = None) -> Path:
        """The path of the corpus, put into `parent` with other contents for some files."""
        path = parent / "desk"
        path.mkdir(parents=True)
        for name, content in self.contents().items():
            (path / name).parent.mkdir(exist_ok=True)
            (path / name).write_bytes((changes or {}).get(name, content))
        return path if self.folder else path / self.documents

    def packed(self) -> tuple[str, io.BytesIO]:
        """Name and content of the file that a person uploads."""
        if not self.folder:
            return self.documents, io.BytesIO(self.contents()[self.documents])
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for name, content in self.contents().items():
                archive.writestr(name, content)
        stream.seek(0)
        return "desk.zip", stream

    def contents(self) -> dict[str, bytes]:
        return {
            name: content.encode() if isinstance(content, str) else content
            for name, content in self.files.items()
            if content is not None
        }


FASTTEXT = """\
__label__sport __label__football The keeper saved a penalty.
__label__sport __label__tennis The court was wet.
__label__markets Shares fell on Monday.
"""
WOS = {
    "X.txt": "Deep networks.\nShallow networks.\nSteel bridges.\n",
    "YL1.txt": "0\n0\n1\n",
    "YL2.txt": "0\n1\n0\n",
    "Y.txt": "0\n1\n2\n",
}
BAGS = "1,2 0:1 3:2\n1 1:3\n2,3 0:1 2:2\n3 1:1\n"
SAMPLES = {
    "fasttext": Sample({"desk.train": FASTTEXT, "desk.valid": FASTTEXT}, "desk.train"),
    "fasttext-file": Sample({"desk.txt": FASTTEXT}, "desk.txt", lines=False, folder=False),
    "wos": Sample(WOS, "X.txt"),
    "tables": Sample({"desk_train.csv": TABLE, "desk_test.csv": TABLE}, "desk_train.csv"),
    "neuralclassifier": Sample(dialectfiles.neuralclassifier(), "desk_train.json"),
    "neuralclassifier-file": Sample(
        {"desk.json": jsonl(*dialectfiles.NEURAL)}, "desk.json", folder=False
    ),
    "hiagm": Sample(dialectfiles.hiagm(), "desk_train.json"),
    "hiagm-file": Sample({"desk.json": jsonl(*dialectfiles.HIAGM)}, "desk.json", folder=False),
    "eurlex": Sample(dialectfiles.eurlex(), "train.jsonl"),
    "eurlex-file": Sample({"desk.jsonl": jsonl(*dialectfiles.EURLEX)}, "desk.jsonl", folder=False),
    "eurlex57k": Sample(dialectfiles.eurlex57k(), "train/1.json"),
    "hilap-nyt": Sample(nyt(), "accum2003-07/11.xml"),
    "hidden": Sample(rcv1(), "rcv1_train.json"),
    "lyrl2004": Sample(published(), "lyrl2004_tokens_train.dat"),
    "folder": Sample(good_files(), "train.jsonl"),
    "harnn": Sample(harnnfiles.released(), "Train_sample.json"),
    "harnn-file": Sample({"desk.json": jsonl(*harnnfiles.TRAIN)}, "desk.json", folder=False),
    "hilap-yelp": Sample(yelp(), "yelp_data_100.csv"),
    "zhihu": Sample(questions(), "question_train_set.txt"),
    "xmc": Sample({"train.txt": BAGS, "test.txt": BAGS, "cat_hier.txt": "1 2\n1 3\n"}, "train.txt"),
    "xmc-file": Sample({"desk.svm": BAGS}, "desk.svm", folder=False),
    "xmc-matrices": Sample(xmcfiles.matrices(), "trn_X_Xf.txt"),
    "xmc-texts": Sample(xmcfiles.texts(), "trn.json"),
    "xmc-splits": Sample(xmcfiles.random_splits(), "desk_data.txt"),
    "hyperim": Sample(released(), "X_train.npy", lines=False),
    "table": Sample({"desk.csv": TABLE}, "desk.csv", folder=False),
    "labelled-lines": Sample({"desk.labelled.txt": LABELLED}, "desk.labelled.txt", folder=False),
}
"""Name of the reader -> its sample."""
