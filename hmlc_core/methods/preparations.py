"""The compiled kernels that a run waits for, and those that are compiled when all is set up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import final

from hmlc_core.errors import SettingError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import PRESETS, preset
from hmlc_core.geometry.kernels.background import Preparation, compiler, wait_for
from hmlc_core.methods import method_of


@final
class Preparations:
    """Those of a run, begun here in the order of its stages.

    needs: name of a stage -> its kernels. stages: names of the stages that are left.
    tell: see `wait_for`.
    """

    def __init__(
        self,
        needs: Mapping[str, Sequence[Preparation]],
        stages: Iterable[str],
        tell: Callable[[str], None],
    ) -> None:
        self.needs, self.tell = needs, tell
        self.all = list(dict.fromkeys(one for stage in stages for one in needs.get(stage, ())))
        compiler.begin(self.all, first=True)

    def wait(self, stage: str) -> None:
        """Return when the stage has what it needs; raises as `wait_for`."""
        wait_for(self.needs.get(stage, ()), self.tell, among=self.all)


def of_presets() -> list[Preparation]:
    """What the presets of all methods need, each once: the first presets first.

    Other precisions than a preset's own are left to the first run that needs them: they take as
    long again, and few do.
    """
    found: dict[Preparation, None] = {}
    for name in PRESETS:
        with suppress(SettingError):  # a plug-in that cannot be loaded: its own runs tell it
            found |= dict.fromkeys(of_run(preset(name)))
    return list(found)


def of_run(experiment: Experiment) -> list[Preparation]:
    """What a run of the experiment needs in any of its stages, each once.

    Raises `SettingError` where its method cannot be loaded.
    """
    needs = method_of(experiment.model).preparations(experiment)
    return list(dict.fromkeys(one for stage in needs.values() for one in stage))
