"""What is written as documents with labels is read back, whatever the names hold."""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from hmlc_core.data import formats
from hmlc_core.data.corpus import SPLITS, Corpus
from hmlc_core.data.formats import folder
from hmlc_core.data.formats.layout import Layout

NAMES = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=6).filter(
    lambda name: name.casefold() != "root"
)
DOCUMENTS = st.lists(st.lists(NAMES, min_size=1, max_size=4, unique=True), min_size=4, max_size=9)


def labels(corpus: Corpus) -> dict[str, list[str]]:
    """Document id -> names of its labels."""
    return {
        document.id: [corpus.graph.names[label] for label in document.labels]
        for split in SPLITS
        for document in corpus.split(split)
    }


@settings(deadline=None)
@given(DOCUMENTS)
def test_tables_with_json_lists_and_folders_keep_every_name(documents: list[list[str]]) -> None:
    expected = {f"d{number}": names for number, names in enumerate(documents)}
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "a.csv"
        with path.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(["id", "text", "labels"])
            writer.writerows([name, "words", json.dumps(names)] for name, names in expected.items())
        corpus = formats.load(path, layout=Layout(path_separator="none"))  # a > b is a name
        assert labels(corpus) == expected
        folder.write(corpus, Path(place) / "again", compress=True)
        again = formats.load(Path(place) / "again")
        assert labels(again) == expected
        assert set(corpus.notes) <= set(again.notes)
