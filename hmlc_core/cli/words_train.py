"""`words train`: words of a corpus or of plain texts, as a run like any other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hmlc_core.cli import options
from hmlc_core.cli.answer import Json, answering
from hmlc_core.cli.train import begin
from hmlc_core.errors import DataError, SettingError
from hmlc_core.experiment.presets import preset
from hmlc_core.shipped import program

if TYPE_CHECKING:
    from hmlc_core.experiment import Experiment

NEITHER = ("bundled", "wordnet")
"""Sources of hypernyms that are no files."""

Texts = Annotated[
    list[str],
    typer.Argument(
        help="Name or folder of a corpus, or plain text files.",
        metavar="CORPUS|TEXTFILE…",
        show_default=False,
    ),
]


def train_words(
    texts: Texts,
    geometry: Annotated[
        str | None,
        typer.Option(
            "--geometry", help="Space of the words.", metavar="poincare|product|euclidean"
        ),
    ] = None,
    dim: Annotated[
        int | None, typer.Option("--dim", help="Coordinates of a word.", min=1, max=1024)
    ] = None,
    hypernyms: Annotated[
        str | None,
        typer.Option(
            "--hypernyms",
            help="Draw words to their hypernyms in the end: those of WordNet, of the bundled list, "
            "or of a file whose lines are a hypernym, a tab and a word.",
            metavar="wordnet|bundled|FILE",
        ),
    ] = None,
    seed: options.Seed = None,
    assignments: options.Assignments = None,
    as_json: Json = False,
) -> None:
    """Train word vectors in hyperbolic or flat space (Poincaré GloVe, GloVe); no labels needed."""
    with answering(as_json) as answer:
        experiment = _experiment(texts, geometry, dim, hypernyms, seed, assignments)
        begin(experiment, answer)


def _experiment(
    texts: list[str],
    geometry: str | None,
    dim: int | None,
    hypernyms: str | None,
    seed: int | None,
    assignments: list[str] | None,
) -> Experiment:
    """The preset for words with what the options say; `--set` has the last word."""
    changes = {"corpus.name": _corpus(texts)}
    if geometry is not None:
        changes["model.geometry"] = geometry
    if dim is not None:
        changes["model.dim"] = str(dim)
    if hypernyms is not None:
        from hmlc_core.data.hypernyms.reading import holds_hypernyms
        from hmlc_core.data.named_files import named_file

        file = hypernyms not in NEITHER
        changes["hypernyms.source"] = (
            str(named_file(hypernyms, holds_hypernyms).resolve()) if file else hypernyms
        )
        changes["model.hypernyms"] = "true"
    if seed is not None:
        changes["seed"] = str(seed)
    given = [f"{path}={value}" for path, value in changes.items()]
    experiment = preset("words").assign([*given, *(assignments or [])])
    if experiment.model.scores_documents:
        raise SettingError(
            "words alone are trained here",
            where="--set model",
            received=experiment.model.name,
            remedy=f"`{program()} train` trains methods that label documents.",
        )
    return experiment


def _corpus(texts: list[str]) -> str:
    """The name of the corpus that is known by that name or read from that path, or of the texts."""
    from hmlc_core.data import formats
    from hmlc_core.data.paths import there
    from hmlc_core.data.registry import list_corpora, named_texts

    paths = [Path(text).expanduser() for text in texts]
    if len(texts) == 1:
        known = any(info.name == texts[0] for info in list_corpora())
        if known or formats.recognised(paths[0]):
            return texts[0] if known else str(paths[0].resolve())
    for path in paths:
        if not there(path) or path.is_dir():
            raise DataError(
                "neither a corpus nor a text file",
                where=str(path),
                expected="one corpus by name or folder, or any number of plain text files",
                remedy=f"`{program()} data list` names the corpora.",
            )
    return named_texts(paths)
