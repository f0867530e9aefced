"""What labels that are numbers are called, where a file names them in their order."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hmlc_core.data.formats.names import one_form
from hmlc_core.data.labels import ROOT
from hmlc_core.data.problems import Problems
from hmlc_core.data.repeated import repeated
from hmlc_core.errors import shorten
from hmlc_core.wording import counted


def label_names(given: Sequence[str], path: Path, problems: Problems) -> list[str]:
    """The name of each label, those that the file gives where they tell labels apart, and else
    the labels' numbers; which it is is said."""
    forms = [one_form(name) for name in given]
    unfit = next((name for name in forms if not name or name == ROOT or "\t" in name), None)
    twice = repeated(forms) if unfit is None else unfit
    if not forms:
        return []
    if twice is None:
        problems.assume(
            f"Labels are numbers: 0 is {shorten(forms[0])}, the first of "
            f"{counted(len(forms), 'name')} in {path.name}."
        )
        return forms
    problems.assume(
        f"Labels are called by their numbers: {path.name} names several {shorten(repr(twice))}, "
        "or that is no name; people read its names."
    )
    return [str(number) for number in range(len(forms))]


def label_texts(names: Sequence[str], given: Sequence[str], used: set[str]) -> dict[str, str]:
    """Label -> what a person reads, in the order of the numbers, of those that are used."""
    return {name: one_form(text) or name for name, text in zip(names, given) if name in used}
