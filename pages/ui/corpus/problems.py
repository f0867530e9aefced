"""What is wrong with a corpus, file by file and line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from pages.ui.corpus.notes import in_form

if TYPE_CHECKING:
    from hmlc_core.data.problems import Problem


def table(problems: Sequence[Problem], *, key: str) -> None:
    """All problems as a table that can be sorted, searched and saved."""
    st.dataframe(
        {
            "kind": [problem.severity for problem in problems],
            "file": [problem.file for problem in problems],
            "line": [problem.line for problem in problems],
            "what": [problem.what for problem in problems],
            "expected": [problem.expected for problem in problems],
            "found": [problem.found for problem in problems],
            "what to do": [problem.remedy for problem in problems],
        },
        key=key,
        hide_index=True,
        placeholder="",
        column_config={
            "kind": st.column_config.TextColumn(width="small"),
            "line": st.column_config.NumberColumn(
                format="%d",
                width="small",
                help="In a JSON list on a single line: which of its items.",
            ),
            "what": st.column_config.TextColumn(width="large"),
        },
        alt="Problems with their file and line.",
    )


def of_upload(problems: Sequence[Problem], *, key: str) -> None:
    """The same with the form's fields in place of a command's options."""
    told = [
        replace(
            problem,
            what=in_form(problem.what),
            remedy=problem.remedy and in_form(problem.remedy),
        )
        for problem in problems
    ]
    table(told, key=key)
