"""Small runs, and what is known of who trains them."""

from __future__ import annotations

from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import preset
from hmlc_core.runs.store.kept import Kept
from hmlc_core.runs.store.owner import Owner
from hmlc_core.runs.store.store import RunStore
from hmlc_core.runs.store.tracking import Tracking
from tests.cluster.site import until

SHORT = ["corpus.documents=100", "labels.epochs=2", "training.epochs=2"]
LONG = ["corpus.documents=300", "labels.epochs=2", "training.epochs=9999", "training.patience=0"]
ENDED = ("finished", "stopped", "failed", "interrupted")


def short(seed: int = 0) -> Experiment:
    """Ends within moments."""
    return preset("quick").assign([*SHORT, f"seed={seed}"])


def long(seed: int = 0) -> Experiment:
    """Ends when it is stopped."""
    return preset("quick").assign([*LONG, f"seed={seed}"])


def trainer(store: RunStore, run_id: str) -> Owner:
    """The process that trains the run."""
    owner = Owner.from_json(Kept.of(Tracking(store.uri)("get_run", run_id)).tags["owner"])
    assert owner is not None
    return owner


def at_work(store: RunStore, run_id: str, step: int = 1) -> None:
    """Wait until labels are learned with texts, at `step` at least."""

    def there() -> bool:
        run = store.get(run_id)
        assert run.status not in ENDED, f"{run.status}: {run.message}"
        return run.stage == "train" and run.step >= step

    until(there, f"step {step} of {run_id[:8]}")


def ended(store: RunStore, run_id: str) -> str:
    """The run's status, once it has ended."""
    until(lambda: store.get(run_id).status in ENDED, f"the end of {run_id[:8]}")
    return store.get(run_id).status
