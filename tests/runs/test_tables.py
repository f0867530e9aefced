"""Tables of an export are read back cell by cell, whatever labels and ids hold."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmlc_core.runs.export.tables import table
from hmlc_core.spreadsheets import restored
from tests.data.nastynames import IDS, LABELS

pytestmark = pytest.mark.slow


@given(st.lists(st.tuples(IDS, LABELS, st.floats(0, 1)), max_size=6))
def test_every_cell_comes_back(rows: list[tuple[str, str, float]]) -> None:
    text = table(("document", "label", "score"), rows)
    header, *read = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert header == ["document", "label", "score"]
    assert [(restored(name), restored(label), float(score)) for name, label, score in read] == rows
