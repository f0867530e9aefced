"""`runs`: what is in the store, and what can be done with it."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hmlc_core.cli.answer import Json, answering, complete, percent
from hmlc_core.cli.progress import telling
from hmlc_core.cli.train import follow, result, tell_scores
from hmlc_core.errors import StoreError
from hmlc_core.experiment import ALL
from hmlc_core.runs.given_vectors import given_vectors
from hmlc_core.shipped import program
from hmlc_core.wording import counted

if TYPE_CHECKING:
    from hmlc_core.runs.run import Run
    from hmlc_core.runs.store.integrity import Integrity

app = typer.Typer(no_args_is_help=True, help="List, show, resume, stop, export runs.")

RunId = Annotated[str, typer.Argument(help="The run's id, or its beginning.", metavar="ID")]


@app.command("list")
def list_runs(as_json: Json = False) -> None:
    """All runs, the newest first; examples, which came with Hyperlabel, after them."""
    with answering(as_json) as answer:
        from hmlc_core.runs.store.store import RunStore

        runs = RunStore().runs()
        answer.values = {"runs": [_values(run) for run in runs]}
        rows = [
            [
                run.example or run.id[:8],
                run.name,
                _state(run),
                f"{run.begun:%Y-%m-%d %H:%M}" if run.begun else "",
                *(percent(run.test_scores.get(name)) for name in ("P@1", "nDCG@5")),
            ]
            for run in runs
        ]
        header = ("run", "name", "status", "begun (UTC)", "P@1 %", "nDCG@5 %")
        if runs:
            answer.table("Runs, with scores of the test split", header, rows)
        else:
            answer.say(f"There are no runs yet. Begin with: {program()} train")


@app.command()
def check(
    run_ids: Annotated[
        list[str] | None,
        typer.Argument(help="Ids, or their beginnings; all runs without any.", metavar="[ID]..."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Verify all that is kept of runs, and mark those that are damaged in lists; exit code 1 where
    any is."""
    with answering(as_json) as answer:
        from hmlc_core.runs.store.store import RunStore

        store = RunStore()
        runs = [store.get(run_id) for run_id in run_ids] if run_ids else store.runs()
        answer.values = {"runs": []}
        checks: list[Integrity | str] = []
        with telling(silent=as_json) as hear:
            for number, run in enumerate(runs):
                done = f"{number:,} of {len(runs):,} runs checked"
                hear(done)
                try:
                    checks.append(store.check(run.id, partial(_within, hear, done)))
                except StoreError as error:  # deleted meanwhile, say
                    store.runs()  # raises where no run can be read any more
                    checks.append(str(error))
        for run, found in zip(runs, checks, strict=True):
            if isinstance(found, str):
                kept, damage, said = {"error": found}, found, ""
            else:
                kept, damage, said = _kept(found), found.damage, found.sentence
            answer.values["runs"].append({"run_id": run.id, "name": run.name, **kept})
            if damage:
                answer.code = 1
                answer.say(f"{run.id[:8]} {run.name}: {damage}")
            elif run_ids:
                answer.say(f"{run.id[:8]} {run.name}: {said or 'as it was written.'}")
        if not answer.code:
            answer.say(f"No damage is found in {counted(len(runs), 'run')}.")


@app.command()
def show(run_id: RunId, as_json: Json = False) -> None:
    """One run: its settings, scores and state."""
    with answering(as_json) as answer:
        from hmlc_core.runs.examples.arrival import asked_for
        from hmlc_core.runs.imported import made_of
        from hmlc_core.runs.opened import without_settings
        from hmlc_core.runs.run import LOST_PROGRESS, duration, imported
        from hmlc_core.runs.store.store import RunStore

        store = RunStore()
        run = asked_for(store, run_id)
        references, files = store.references(run.id), store.check(run.id)
        answer.values = {
            **_values(run),
            **_kept(files),
            "references": {who: complete(found) for who, found in references.items()},
            "experiment": run.experiment.to_dict() if run.experiment else None,
            "unreadable": run.unreadable,
        }
        answer.say(f"{run.id}  {run.name}")
        reached = LOST_PROGRESS if run.lost_progress else f"epoch {run.epoch:.4g}"
        spent = f"{run.status}, {reached}, {run.seconds:.1f} s of training"
        answer.say(f"imported in {run.seconds:.1f} s" if imported(run) else spent)
        if run.example:
            answer.say("An example that came with Hyperlabel; it was trained on another machine.")
        if run.eta is not None:
            answer.say(f"about {duration(math.ceil(run.eta))} to go in stage {run.stage!r}")
        if run.message:
            answer.say(run.message)
        if files.sentence:
            answer.say(files.sentence)
        if said := given_vectors(run):
            answer.say(said)
        tell_scores(answer, run, references)
        for kind, name, digest in made_of(run):
            answer.say(f"{kind}: {name}, SHA-256 {digest}")
        if imported(run) and run.experiment is not None:
            model = run.experiment.model
            answer.say(f"space: {model.start()}, {model.size()}-D")
        elif run.experiment is not None:
            answer.say(run.experiment.to_json())
        else:
            answer.say(f"Its settings cannot be read here: {run.unreadable.rstrip('.')}.")
            answer.say(without_settings(run))


@app.command()
def resume(run_id: RunId, as_json: Json = False) -> None:
    """Go on with a run that was stopped, failed or interrupted, in this terminal."""
    with answering(as_json) as answer:
        from hmlc_core.runs.store.store import RunStore

        store = RunStore()
        full_id = store.get(run_id).id
        store.requeue(full_id)
        follow(store, full_id, answer)


@app.command()
def stop(run_id: RunId, as_json: Json = False) -> None:
    """Ask a run to stop at its next snapshot, wherever it is trained."""
    with answering(as_json) as answer:
        from hmlc_core.runs.store.store import RunStore

        store = RunStore()
        full_id = store.get(run_id).id
        store.request_stop(full_id)
        run = store.get(full_id)
        answer.values = result(store, run)
        answer.say(f"{run.name}: {run.status}.")


@app.command()
def export(
    run_id: RunId,
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.", metavar="DIR")],
    as_json: Json = False,
) -> None:
    """Write vectors (TSV, word2vec, npz), curves, scores, checkpoint and a report; what cannot be
    read is named and left out, exit code 1."""
    with answering(as_json) as answer:
        from hmlc_core.runs.examples.arrival import asked_for
        from hmlc_core.runs.export.archive import export_run
        from hmlc_core.runs.store.store import RunStore

        store = RunStore()
        run = asked_for(store, run_id)
        left_out: list[str] = []
        with telling(silent=as_json) as hear:
            files = export_run(store, run.id, folder, left_out.append, hear)
        answer.values = {
            "run_id": run.id,
            "files": [str(file) for file in files],
            "left_out": left_out,
        }
        answer.code = 1 if left_out else 0
        for line in (*map(str, files), *left_out):
            answer.say(line)


@app.command()
def rename(
    run_id: RunId,
    name: Annotated[str, typer.Argument(help="The new name.")],
    as_json: Json = False,
) -> None:
    """Give a run another name."""
    with answering(as_json) as answer:
        from hmlc_core.runs.store.store import RunStore

        store = RunStore()
        full_id = store.get(run_id).id
        store.rename(full_id, name)
        run = store.get(full_id)
        answer.values = {"run_id": run.id, "name": run.name}
        answer.say(f"{run.id[:8]} is now {run.name}.")


@app.command()
def delete(
    run_id: RunId,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Take an ended run off all lists, and remove its files, which do not come back."""
    with answering(as_json) as answer:
        from hmlc_core.data.home import check_writable
        from hmlc_core.runs.store.store import RunStore

        check_writable()  # before the question, not after
        store = RunStore()
        run = store.get(run_id)
        called = f"{run.id[:8]} ({run.name})"
        try:
            if not yes:
                typer.confirm(f"Delete {called} and its files?", abort=True, err=True)
        except typer.Abort as error:
            raise StoreError(
                "nothing is deleted without a yes",
                where=called,
                remedy="Answer with y, or call it with --yes.",
            ) from error
        store.delete(run.id)
        answer.values = {"run_id": run.id, "deleted": True}
        answer.say(f"{called} is deleted.")


def _within(hear: Callable[[str], None], done: str, what: str) -> None:
    """How many runs are done, and what the one at hand is at."""
    hear(f"{done}, {what}")


def _values(run: Run) -> dict[str, Any]:
    """A run as JSON; scores by full name, in [0, 1], None where the test split leaves them
    undefined; times in UTC."""
    judged = dict.fromkeys(f"test/{name}" for name in ALL) if run.test_scores else {}
    return {
        "run_id": run.id,
        "name": run.name,
        "status": run.status,
        "message": run.message,
        "damaged": run.damaged,
        "created": run.created.isoformat(),
        "updated": run.updated.isoformat(),
        "stage": run.stage,
        "epoch": None if run.lost_progress else run.epoch,
        "progress": None if run.lost_progress else run.progress,
        "eta": run.eta,
        "seconds": run.seconds,
        "scores": {**judged, **run.scores},
        "group": run.group,
        "example": run.example,
    }


def _kept(found: Integrity) -> dict[str, Any]:
    """What a check has found, as JSON."""
    return {
        "damaged": found.damage,
        "files": {
            "whole": len(found.whole),
            "unverified": list(found.unverified),
            "damaged": list(found.damaged),
            "unreadable": list(found.unreadable),
        },
        "database": {"damaged": list(found.entries)},
    }


def _state(run: Run) -> str:
    """The status in a list."""
    from hmlc_core.runs.run import imported

    status = "example" if run.example else "imported" if imported(run) else run.status
    return f"{status}, damaged" if run.damaged else status
