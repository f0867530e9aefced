"""`ablate`: the variants of a model × dimensions × seeds, compared seed by seed."""

from __future__ import annotations

import time
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hmlc_core.cli import options
from hmlc_core.cli.ablated import by_part_of, joined, keyed, tell_compared, tell_further
from hmlc_core.cli.answer import INTERRUPTED, Answer, Json, answering, complete
from hmlc_core.cli.foreground import interruptible, stopped
from hmlc_core.cli.progress import tell
from hmlc_core.errors import SettingError, TrainingError, shorten
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.variants import variant_set
from hmlc_core.shipped import program

if TYPE_CHECKING:
    from hmlc_core.cli.batch import Batch
    from hmlc_core.runs.grid import Rates
    from hmlc_core.runs.run import Run


def ablate(
    experiment: options.File = None,
    preset: options.Preset = None,
    corpus: options.Corpus = None,
    seed: options.Seed = None,
    assignments: options.Assignments = None,
    dims: Annotated[
        str | None,
        typer.Option("--dims", help="Dimensions; by default the experiment's.", metavar="2,5,10"),
    ] = None,
    seeds: Annotated[
        int, typer.Option("--seeds", min=1, help="Seeds: the experiment's and those after it.")
    ] = 3,
    tune: Annotated[
        bool,
        typer.Option(
            "--tune",
            help="First choose each geometry's rate of points on validation, with another seed.",
        ),
    ] = False,
    variants: Annotated[
        str | None,
        typer.Option(
            "--variants",
            help="Which of the method's sets of variants; see `methods`.",
            metavar="SET",
        ),
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", min=1, help="Runs at a time, each in a process of its own.")
    ] = 1,
    as_json: Json = False,
) -> None:
    """Does hyperbolic geometry, does the hierarchy earn its keep? With seeds and paired tests.

    Compared are the variants of the chosen method; `methods` lists them, the first set is taken
    unless another is named.

    With several dimensions, variants are called "H-hier d=5" in the JSON answer. The runs are
    kept as one group in the store.
    """
    started = time.monotonic()
    with answering(as_json) as answer:
        from hmlc_core.runs.beforehand import check_variants
        from hmlc_core.runs.bootstrap import bootstrap_pairs
        from hmlc_core.runs.grid import (
            ablation_grid,
            best_rates,
            comparisons,
            further,
            members,
            tuning_grid,
        )
        from hmlc_core.runs.run import default_name

        base = options.chosen_experiment(experiment, preset, corpus, seed, assignments)
        chosen = variant_set(base.model, variants)
        sizes = _sizes(base, dims)
        if tune and not base.model.rate_group():
            raise SettingError(
                f"{base.model.title} has no rate of points to tune",
                where="--tune",
                remedy="Leave --tune out.",
            )
        numbers = [base.seed + n for n in range(seeds)]
        check_variants(ablation_grid(base, sizes, numbers[:1], name=chosen), chosen)
        group = f"{base.corpus.name} {datetime.now():%Y-%m-%d %H:%M:%S}"
        named = partial(default_name, compared=chosen)
        rates: Rates = {}
        with interruptible() as interruption, _batch(jobs, interruption, answer) as batch:
            if tune:
                grid = tuning_grid(base, sizes, base.seed + seeds, name=chosen)
                tried = batch.train(grid, f"{group}, tuning", named=named)
                if not interruption.requested:  # else nothing is chosen from what was not tried
                    rates = best_rates(_tried(tried))
            grid = ablation_grid(base, sizes, numbers, rates, name=chosen)
            runs = batch.train(grid, group, named=named)
            finished = [run for run in runs if run.status == "finished"]
            if interruption.requested:
                if tune and not rates:
                    tell("Stopped while rates were tried; none was chosen.")
                kept = stopped(len(finished), len(runs) - len(finished))
                tell(f"{kept}, in group {group!r}.")
            else:
                _check_all_finished(runs)
            compared, by_dim = comparisons(finished, name=chosen), members(finished, name=chosen)
            drawn = {
                dim: bootstrap_pairs(
                    batch.store, by_dim[dim], found.pairs, halted=interruption.is_requested
                )
                for dim, found in compared.items()
            }
            if interruption.requested:  # also while documents were drawn
                answer.code = INTERRUPTED
        more = further(finished, name=chosen)
        references = batch.store.references(finished[0].id) if finished else {}
        answer.values = {
            **joined(compared, more, drawn, by_dim),
            **{part: by_part_of(by_dim, part) for part in ("by_frequency", "by_depth")},
            "set": chosen,
            "references": {who: complete(scores) for who, scores in references.items()},
            "rates": {keyed(place, sizes): rate for place, rate in rates.items()},
            "group": group,
            "seconds": time.monotonic() - started,
        }
        tell_compared(answer, compared, drawn, references, rates, base)
        tell_further(answer, more)


def _batch(jobs: int, interruption: Any, answer: Answer) -> Batch:
    from hmlc_core.cli.batch import Batch
    from hmlc_core.runs.store.store import RunStore

    return Batch(RunStore(), interruption, jobs=jobs, silent=answer.as_json)


def _sizes(base: Experiment, dims: str | None) -> list[int]:
    """The dimensions to try; none for a method that has no such choice."""
    size, asked = base.model.size(), _dims(dims)
    if size is not None:
        return asked or [size]
    if asked:
        raise SettingError(
            f"{base.model.title} has no dimensions to choose",
            where="--dims",
            remedy="Leave --dims out.",
        )
    return []


def _dims(text: str | None) -> list[int]:
    """The dimensions of a list; none where no list was given."""
    if text is None:
        return []
    try:
        dims = list(dict.fromkeys(int(part) for part in text.split(",") if part.strip()))
    except ValueError:
        dims = []
    if not dims:  # an empty list is no wish for the default: $DIMS of a script was not set
        raise SettingError(
            "not a list of dimensions",
            where="--dims",
            expected="whole numbers with commas between them, such as 2,5,10",
            received=shorten(repr(text)),
        )
    return dims


def _tried(runs: list[Run]) -> list[Run]:
    """The runs, where all came to an end of their own: what was cut short says nothing of a rate.

    A run that failed does: its rate was too high.
    """
    lost = [run for run in runs if run.status not in ("finished", "failed")]
    if lost:
        raise TrainingError(
            f"no rate can be chosen: {len(lost)} of {len(runs)} trials were cut short",
            where=lost[0].name,
            received=lost[0].message or lost[0].status,
            remedy="Run the command again.",
        )
    return runs


def _check_all_finished(runs: list[Run]) -> None:
    """A comparison that silently lacks runs would mislead."""
    lost = [run for run in runs if run.status != "finished"]
    if lost:
        raise TrainingError(
            f"{len(lost)} of {len(runs)} runs did not finish",
            where=lost[0].name,
            received=lost[0].message or lost[0].status,
            remedy=f"`{program()} runs list` shows them; resume what can be resumed.",
        )
