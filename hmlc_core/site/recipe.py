"""The page Recipe: the settings that repeat a run, and the file that has them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hmlc_core.experiment import Experiment
from hmlc_core.runs.origin import origin
from hmlc_core.runs.store.tags import flat
from hmlc_core.site.rendering import Table, short

FILE = "experiment.json"


def published(experiment: Experiment) -> Experiment:
    """The experiment without where its files lie on this machine, which is nobody's affair."""
    named = {
        path: Path(value).name
        for path, value in flat(experiment.to_dict())
        if isinstance(value, str) and Path(value).is_absolute()
    }
    return experiment.with_values(named)


def recipe_page(experiment: Experiment) -> dict[str, Any]:
    """What stands on the page. experiment: as it is `published`."""
    preset, changes = origin(experiment)
    idle = experiment.model.idle()
    rows = [
        [path, short(value, 200)]
        for path, value in flat(experiment.to_dict())
        if not any(path == part or path.startswith(f"{part}.") for part in idle)
    ]
    return {
        "preset": preset,
        "changes": [short(change, 120) for change in changes],
        "file": FILE,
        "command": "" if experiment.model.imported else f"hyperlabel train --experiment {FILE}",
        "table": Table(
            "What the points are, and the files that they are of"
            if experiment.model.imported
            else "All settings that matter to the method",
            ["setting", "value"],
            rows,
            texts=True,
        ),
    }
