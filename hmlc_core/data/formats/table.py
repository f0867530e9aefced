"""Tables that people export: CSV, TSV or JSON with a text and its labels on each row.

Columns are found by name, in any order and case, or named by a `Layout`: `text`; `labels` (`cells`
has their grammar) or a path in `level1`, `level2`, …; and, if there, `id` and `split`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import hmlc_core.data.formats.numbered as numbered
from hmlc_core.data.corpus import SPLITS, Corpus
from hmlc_core.data.formats.assemble import TEST_SHARE, assemble
from hmlc_core.data.formats.base import Summary, stem
from hmlc_core.data.formats.columnar import rows_in
from hmlc_core.data.formats.columns import names_columns
from hmlc_core.data.formats.edges import read_labels
from hmlc_core.data.formats.harnn import single as harnn_file
from hmlc_core.data.formats.jsonlines.dialect import dialect_of
from hmlc_core.data.formats.layout import FOUND_OUT, Layout
from hmlc_core.data.formats.nearest import Need, ending
from hmlc_core.data.formats.records import Hierarchy, Record
from hmlc_core.data.formats.rows import holds_json, named_like_table, rows_of
from hmlc_core.data.formats.tabular import read_rows
from hmlc_core.data.formats.trees.bounded import whole_value
from hmlc_core.data.formats.trees.documents import documents_in
from hmlc_core.data.problems import Problems
from hmlc_core.data.splits import lowest_hashes

title = "a .csv, .tsv, .jsonl or .json table"
folders = False
needs = (
    ending(".csv", ".tsv", ".jsonl", ".json"),
    Need("a first line that names columns such as text and labels", names_columns),
)


def recognises(path: Path) -> bool:
    """Whether `path` is a table, and no JSON of released code."""
    released = holds_json(path) and (dialect_of(path) or harnn_file.recognises(path))
    return is_table(path) and not released


def is_table(path: Path) -> bool:
    """Whether a file is named like a table, so that its columns can be chosen."""
    return belongs(path.name) and path.is_file()


def belongs(name: str) -> bool:
    """Whether a file of this name is a table."""
    return named_like_table(name)


def summary(path: Path) -> Summary:
    """Nothing: a table's rows are only counted by reading it."""
    return Summary()


def read(
    path: Path, problems: Problems, hierarchy: Path | None = None, layout: Layout = FOUND_OUT
) -> Corpus | None:
    """The corpus in the table, with the edges of the `hierarchy` file if one is given.

    Without a `split` column, 80 % of the documents are for training and 10 % each for
    development and test, chosen by their ids and not by their order.
    """
    whole = whole_value(path) if holds_json(path) else None
    if rows_in(whole) is None and (inside := documents_in(whole)) is not None:
        problems.error(
            "the file is one JSON object with documents inside",
            path,
            1,
            expected='a list of records, [{"text": …, "labels": […]}, …], or one record a line',
            found=str(inside),
            remedy="Write the documents alone to a file, as such a list. If these are labels of a "
            "hierarchy, write it as edges: parent, tab, child.",
        )
        return None
    rows = list(rows_of(path, problems))
    if not rows and not problems.errors:
        problems.error("there are no rows below the column names", path, 1)
    given = Hierarchy(hierarchy or path)
    if hierarchy is not None:
        given.edges, given.texts = read_labels(hierarchy, problems, child_first=layout.child_first)
    filed = read_rows(rows, given, layout, problems) if rows else None
    if filed is None:
        return None
    if any(item.split for item in filed):
        splits = [item.split for item in filed]
    else:
        splits = _chosen_splits([item.record for item in filed])
        problems.assume(
            "There is no column split: a tenth of the documents is for development and a tenth "
            "for the test, chosen by their ids."
        )
    corpus = stem(path.name)
    grouped = {
        split: [item.record for item, own in zip(filed, splits) if own == split] for split in SPLITS
    }
    if layout.names is not None:
        grouped = numbered.named(grouped, given, layout.names, problems, asked=True)
    return assemble(corpus, corpus, grouped, given, problems)


def _chosen_splits(records: Sequence[Record]) -> list[str]:
    ids = [record.id for record in records]
    test, held_out = lowest_hashes(ids, TEST_SHARE), lowest_hashes(ids, 2 * TEST_SHARE)
    return ["test" if name in test else "dev" if name in held_out else "train" for name in ids]
