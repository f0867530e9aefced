"""Options that choose an experiment, shared by the commands that train."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hmlc_core.errors import SettingError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import PRESETS, default_preset, preset

File = Annotated[
    Path | None, typer.Option("--experiment", help="Settings from a JSON file.", metavar="FILE")
]
Preset = Annotated[
    str | None,
    typer.Option(
        "--preset",
        help=f"Settings by name: {', '.join(PRESETS)}. {default_preset()} unless one is named.",
        metavar="NAME",
    ),
]
Corpus = Annotated[
    str | None,
    typer.Option("--corpus", help="Name of a corpus, or its folder.", metavar="NAME|FOLDER"),
]
Seed = Annotated[int | None, typer.Option("--seed", help="Start of every random choice.")]
Assignments = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        help="One setting, such as model.dim=20; may be repeated; `settings` lists all.",
        metavar="PATH=VALUE",
    ),
]


def chosen_experiment(
    file: Path | None,
    name: str | None,
    corpus: str | None,
    seed: int | None,
    assignments: list[str] | None,
) -> Experiment:
    """The experiment that the options describe; `--set` has the last word."""
    if file is not None and name is not None:
        raise typer.BadParameter("--experiment and --preset exclude each other")
    base = preset(name or default_preset()) if file is None else _read(file)
    changes = [
        *([] if corpus is None else [f"corpus.name={_corpus(corpus)}"]),
        *([] if seed is None else [f"seed={seed}"]),
        *(assignments or []),
    ]
    return base.assign(changes)


def _read(file: Path) -> Experiment:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise SettingError(
            "the experiment cannot be read",
            where=str(file),
            expected="a JSON file in UTF-8",
            received=error.strerror,
        ) from None
    return Experiment.from_json(content, where=file.name)


def _corpus(name: str) -> str:
    """A known name as it is; a folder with its full path, since runs may be resumed elsewhere."""
    from hmlc_core.data.registry import is_path, list_corpora

    known = any(info.name == name for info in list_corpora())
    return name if known or not is_path(name) else str(Path(name).resolve())
