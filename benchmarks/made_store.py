"""A store with thousands of finished runs, as a lab has it after a year of ablations.

An example that came with Hyperlabel is put in as the store does it; its rows are then copied in
SQL under other ids, with the settings, names and groups of ablations, comparisons and single
runs, and without curves. Made once, and kept in `FOLDER`.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models import labelling
from hmlc_core.experiment.presets import preset
from hmlc_core.runs.comparing import comparison_grid, comparison_group
from hmlc_core.runs.examples.arrival import arrive
from hmlc_core.runs.grid import ablation_grid
from hmlc_core.runs.run import default_name
from hmlc_core.runs.store.kept import PREFIX
from hmlc_core.runs.store.store import RunStore
from hmlc_core.runs.store.tags import DIGEST, digest_of, flat

FOLDER = Path(tempfile.gettempdir()) / "hyperlabel-made-stores"

_SEEDS = range(5)
_DAY = 24 * 3600 * 1000


def made_store(runs: int) -> Path:
    """The home of a store with so many runs beside the examples."""
    home = FOLDER / str(runs)
    if not (home / "whole").exists():
        home.mkdir(parents=True, exist_ok=True)
        store = RunStore(f"sqlite:///{home / 'mlflow.db'}")
        store.open()
        arrive(store)
        with closing(sqlite3.connect(home / "mlflow.db")) as database, database:
            _copy(database, itertools.islice(_plans(), runs))
        (home / "whole").touch()
    return home


def _plans() -> Iterator[tuple[Experiment, str]]:
    """Experiments with their groups, without end: of five runs three are of ablations, one is of a
    comparison, one is single."""
    base = preset("quick")

    def ablations() -> Iterator[tuple[Experiment, str]]:
        for number in itertools.count():
            changed = base.with_values({"training.epochs": 5 + number})
            for experiment in ablation_grid(changed, [5], _SEEDS):
                yield experiment, f"ablation {number}"

    def comparisons() -> Iterator[tuple[Experiment, str]]:
        for number in itertools.count():
            name = f"corpus {number}"
            for experiment in comparison_grid(name, list(labelling()), _SEEDS):
                yield experiment, comparison_group(name)

    several, methods = ablations(), comparisons()
    for seed in itertools.count(100):
        yield from itertools.islice(several, 3)
        yield next(methods)
        yield replace(base, seed=seed), ""


def _copy(database: sqlite3.Connection, plans: Iterator[tuple[Experiment, str]]) -> None:
    """The example's rows once for each plan, a minute apart, the last now."""
    (model,) = database.execute(
        "SELECT run_uuid FROM tags WHERE key = 'hyperlabel.example' AND value = 'demo-hyperim'"
    ).fetchone()
    # Copying indexed rows is quick where the model's are found quickly: in a table of their own.
    for table in ("runs", "tags", "latest_metrics"):
        database.execute(
            f"CREATE TEMP TABLE model_{table} AS SELECT * FROM {table} WHERE run_uuid = ?", (model,)
        )
    # Scores differ from run to run; without a checksum they count as an earlier version's.
    database.executemany(
        "DELETE FROM temp.model_tags WHERE key = ?",
        [(PREFIX + "example",), (PREFIX + DIGEST,)],
    )
    for number, (experiment, group) in enumerate(plans):
        run_id = f"{number * 2654435761 % 2**32:08x}{number:024x}"
        text = json.dumps(experiment.to_dict())
        told = {
            "hyperlabel.experiment": text,
            "hyperlabel.experiment.sha256": digest_of(text),
            "hyperlabel.group": group,
            "mlflow.runName": default_name(experiment),
        }
        database.execute(
            "INSERT INTO runs SELECT ?, ?, source_type, source_name, entry_point_name, user_id,"
            " status, start_time - ?, end_time - ?, source_version, lifecycle_stage, artifact_uri,"
            " experiment_id, deleted_time FROM temp.model_runs",
            (run_id, told["mlflow.runName"], *[_DAY * 365 - number * 60_000] * 2),
        )
        database.execute("INSERT INTO tags SELECT key, value, ? FROM temp.model_tags", (run_id,))
        for key, value in told.items():
            database.execute("INSERT OR REPLACE INTO tags VALUES (?, ?, ?)", (key, value, run_id))
        database.executemany(
            "INSERT INTO params VALUES (?, ?, ?)",
            [(key, str(value), run_id) for key, value in flat(experiment.to_dict())],
        )
        database.execute(
            "INSERT INTO latest_metrics SELECT key, value * ?, timestamp, step, is_nan, ?"
            " FROM temp.model_latest_metrics",
            (0.9 + number * 0.618034 % 0.1, run_id),
        )
