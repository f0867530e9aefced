"""Yelp as the released HiLAP code (Mao et al., EMNLP 2019) has it: businesses with their reviews.

`yelp_data_100.csv` is no table, but a Python literal a line: `{'reviews': [texts], 'business_id':
…, 'categories': [labels]}`; `Taxonomy_100` beside it is the hierarchy (see `taxonomy`). As there, a
document is the first ten reviews of a business, and categories that the taxonomy lacks are left
out. That code's RCV1 is read with `lyrl2004`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats.assemble import assemble
from hmlc_core.data.formats.base import Summary
from hmlc_core.data.formats.edges import read_edges
from hmlc_core.data.formats.fields import has_fields, is_text_list, wrong_type
from hmlc_core.data.formats.names import one_form
from hmlc_core.data.formats.records import Hierarchy, Record
from hmlc_core.data.formats.root import names
from hmlc_core.data.formats.taxonomy import parse_literal
from hmlc_core.data.lines import lines
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

BUSINESSES = "yelp_data_100.csv"
TAXONOMY = "Taxonomy_100"
REVIEWS = 10
"""Reviews of a business that are read."""
LONGEST = 2**24
"""Characters of a line at most; a business may have thousands of reviews."""

title = f"a folder with {BUSINESSES} (HiLAP)"
folders = True

_FILES = (BUSINESSES, f"{BUSINESSES}.gz")
_FIELDS = ("reviews", "business_id", "categories")


def belongs(name: str) -> bool:
    """Whether a file of this name is part of the format."""
    return name in (*_FILES, TAXONOMY)


def recognises(path: Path) -> bool:
    """Whether `path` looks like a folder of this format."""
    return any((path / name).is_file() for name in _FILES)


def summary(path: Path) -> Summary:
    """Nothing: lines are only counted by reading them."""
    return Summary()


def read(path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
    """The corpus in the folder; None after reporting what is wrong."""
    file = next(path / name for name in _FILES if (path / name).is_file())
    given, known = Hierarchy(file), None
    if (taxonomy := path / TAXONOMY).is_file():
        given = Hierarchy(taxonomy, read_edges(taxonomy, problems))
        known = frozenset(names(given.edges or {}))
    else:
        problems.note(f"{TAXONOMY} is missing, so the categories stand side by side", file)
    problems.assume(f"A document is the first {REVIEWS} reviews of a business.")
    records = list(_records(file, known, problems))
    return assemble(path.name, path.name, {"train": records}, given, problems)


def _records(path: Path, known: frozenset[str] | None, problems: Problems) -> Iterator[Record]:
    for number, line in lines(path, problems):
        entry = parse_literal(line, LONGEST)
        if entry is None:
            problems.error(
                "not a business",
                path,
                number,
                expected="{'reviews': […], 'business_id': …, 'categories': […]}, "
                f"at most {LONGEST:,} characters",
                found=shorten(repr(line)),
            )
            continue
        if not has_fields(entry, _FIELDS, path, number, problems):
            continue
        reviews, identity, categories = (entry[field] for field in _FIELDS)
        if not is_text_list(reviews):
            wrong_type("reviews", reviews, "a list of texts", path, number, problems)
        elif not isinstance(identity, str) or not identity:
            wrong_type("business_id", identity, "a text", path, number, problems)
        elif not is_text_list(categories):
            wrong_type("categories", categories, "a list of texts", path, number, problems)
        else:
            labels = [label for label in categories if known is None or one_form(label) in known]
            if len(labels) < len(categories):
                what = f"categories that {TAXONOMY} lacks are left out"
                problems.tally(what, path, number)
            yield Record(identity, " ".join(reviews[:REVIEWS]), tuple(labels), path, number)
