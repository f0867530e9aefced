"""`runs`: what is in the store, and what can be done with it."""

from __future__ import annotations

import shutil

import pytest

from hmlc_core.errors import StoreError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models import MODELS
from hmlc_core.runs.examples.example import names
from hmlc_core.runs.store.store import RunStore
from tests.runs.handmade import flip, folder_of, of_elsewhere, snapshot


def test_an_empty_store_says_how_to_begin(call, store) -> None:
    said = call("runs", "list")
    assert said.code == 0
    assert "python -m hmlc_core train" in said.out
    assert call("runs", "list", "--json").json == {"runs": []}


@pytest.mark.slow
def test_list_and_show(call, training) -> None:
    run_id = call("train", "--json").json["run_id"]
    (listed,) = call("runs", "list", "--json").json["runs"]
    assert listed["run_id"] == run_id
    assert listed["scores"]["test/P@1"] == 0.5
    assert "50.0" in call("runs", "list").out
    shown = call("runs", "show", run_id[:10], "--json").json
    assert Experiment.from_dict(shown["experiment"]) == training.begun[0]
    assert shown["references"]["frequency"]["P@1"] == 0.25
    assert "finished, epoch 4" in call("runs", "show", run_id).out


def test_a_name_is_text_and_not_markup(call, store) -> None:
    run_id = store.create(Experiment(), name="[bold]loud[/bold]")
    assert "[bold]loud[/bold]" in call("runs", "list").out
    assert "[bold]loud[/bold]" in call("runs", "show", run_id).out


def test_a_run_that_waits_for_its_first_turn_has_not_begun(call, store) -> None:
    run_id = store.create(Experiment())
    assert f"{store.get(run_id).created:%Y-%m-%d}" not in call("runs", "list").out
    store.start(run_id)
    assert f"{store.get(run_id).created:%Y-%m-%d}" in call("runs", "list").out
    store.record(run_id, snapshot(1, steps=4))
    store.finish(run_id, "stopped")
    store.requeue(run_id)  # it has begun before
    assert store.get(run_id).status == "queued"
    assert f"{store.get(run_id).created:%Y-%m-%d}" in call("runs", "list").out


@pytest.mark.slow
def test_stop_resume_rename_delete(call, training, store) -> None:
    run_id = store.create(Experiment())
    assert call("runs", "stop", run_id, "--json").json["status"] == "stopped"
    assert call("runs", "resume", run_id, "--json").json["status"] == "finished"
    assert call("runs", "rename", run_id, "mine", "--json").json["name"] == "mine"
    assert call("runs", "delete", run_id, answer="n\n").code == 1
    assert store.get(run_id).name == "mine"
    assert call("runs", "delete", run_id, "--yes", "--json").json["deleted"] is True
    assert store.runs() == []


@pytest.mark.slow
def test_a_run_of_a_method_that_is_not_installed_is_shown_with_the_reason(call, store) -> None:
    run_id = store.create(Experiment())
    of_elsewhere(store, run_id, {"model": {"name": "gone"}})
    shown = call("runs", "show", run_id, "--json").json
    assert shown["experiment"] is None
    assert f"expected {', '.join(MODELS)}; found 'gone'" in shown["unreadable"]
    assert "cannot be read here: model: unknown kind" in call("runs", "show", run_id).out
    for command in (["recover", run_id], ["predict", run_id, "--split", "test"]):
        said = call(*command, "--json")
        assert said.code == 1
        assert "a method that is not installed here" in said.json["error"]


@pytest.mark.slow
def test_a_check_names_what_is_damaged_and_lists_mark_it(call, training, store, tmp_path) -> None:
    run_id = call("train", "--json").json["run_id"]
    other = call("train", "--seed", "1", "--json").json["run_id"]
    said = call("runs", "check")
    assert (said.code, said.out) == (0, "No damage is found in 2 runs.\n")
    path = tmp_path / "artifacts" / run_id / "artifacts" / "references.json"
    path.write_bytes(path.read_bytes().replace(b"0.25", b"0.35"))
    said = call("runs", "check", "--json")
    assert said.code == 1
    found = {run["run_id"]: run for run in said.json["runs"]}
    assert found[run_id]["files"]["damaged"] == ["references.json"]
    assert found[other]["files"]["damaged"] == found[other]["database"]["damaged"] == []
    assert "1 file damaged and left out: references.json" in call("runs", "check", run_id[:8]).out
    assert call("runs", "check", other).out.endswith("No damage is found in 1 run.\n")
    assert "finished, damaged" in call("runs", "list").out
    listed = {run["run_id"]: run["damaged"] for run in call("runs", "list", "--json").json["runs"]}
    assert "references.json" in listed[run_id]
    assert listed[other] == ""


def test_a_check_goes_on_past_a_run_that_cannot_be_read(call, store, monkeypatch) -> None:
    names = ("gone", "file", "whole")
    ids = {name: store.create(Experiment(), name=name) for name in names}
    for run_id in ids.values():
        store.request_stop(run_id)
    folder = folder_of(store, ids["file"])
    shutil.rmtree(folder)
    folder.write_bytes(b"no folder")
    check = RunStore.check

    def checked(self, run_id, tell):
        if run_id == ids["gone"]:
            raise StoreError("there is no such run")
        return check(self, run_id, tell)

    monkeypatch.setattr(RunStore, "check", checked)
    said = call("runs", "check", *ids.values())
    assert (said.code, said.err) == (1, "")
    gone, file, whole = said.out.splitlines()
    assert gone.endswith("gone: there is no such run")
    assert "expected a folder; found a file" in file
    assert whole.endswith("whole: as it was written.")
    found = {run["name"]: run for run in call("runs", "check", "--json").json["runs"]}
    assert found["gone"]["error"] == "there is no such run"
    assert str(folder) in found["file"]["files"]["unreadable"][0]
    assert found["whole"]["files"]["unreadable"] == []
    assert "stopped, damaged" in call("runs", "list").out
    assert call("runs", "delete", ids["file"], "--yes").code == 0
    assert not folder.exists()


def test_of_a_run_none_of_whose_files_is_there_it_is_told(call, store) -> None:
    run_id = store.create(Experiment())
    store.start(run_id)
    store.record(run_id, snapshot(4))
    store.finish(run_id, "finished")
    assert call("runs", "check", run_id).code == 0
    shutil.rmtree(folder_of(store, run_id))
    for said in (call("runs", "check"), call("runs", "check", run_id)):
        assert (said.code, "as it was written" in said.out) == (1, False)
        assert said.out.endswith(": No file of it is there.\n")
    (found,) = call("runs", "check", "--json").json["runs"]
    assert (found["damaged"], found["files"]["whole"]) == ("No file of it is there.", 0)
    assert "finished, damaged" in call("runs", "list").out


def test_damaged_settings_are_told_with_what_can_be_done(call, store) -> None:
    run_id = store.create(Experiment())
    store._log(run_id, tags={"experiment": "{}"})
    shown = call("runs", "show", run_id).out
    assert "1 entry of the database damaged and left out: settings.\n" in shown
    assert "written with.\nexperiment.json among its files has them, too, if that is whole" in shown


def test_how_far_a_run_came_is_not_made_up_where_that_is_damaged(call, store) -> None:
    run_id = store.create(Experiment())
    store.start(run_id)
    store.record(run_id, snapshot(4))
    store.finish(run_id, "finished")
    store._log(run_id, tags={"progress": "{broken"})
    shown = call("runs", "show", run_id).out
    assert "finished, how far it came is damaged, 2.0 s of training" in shown
    assert "1 entry of the database damaged and left out: how far it came." in shown
    assert "epoch 0" not in shown
    found = call("runs", "show", run_id, "--json").json
    assert (found["epoch"], found["progress"]) == (None, None)
    assert call("runs", "check", run_id).code == 1


def test_whoever_resumes_a_run_that_is_at_work_is_told_where_it_is(call, store) -> None:
    run_id = store.create(Experiment())
    store.start(run_id)
    said = call("runs", "resume", run_id)
    assert said.code == 1
    assert "the run is at work already" in said.err
    assert f"runs stop {run_id[:8]}" in said.err


@pytest.mark.parametrize("command", ["show", "stop", "resume", "delete"])
def test_a_run_that_is_not_there_is_a_clear_error(call, store, command: str) -> None:
    said = call("runs", command, "abcdef", "--json")
    assert said.code == 1
    assert "there is no such run" in said.json["error"]
    assert "runs list" in said.err


def test_export_before_the_first_checkpoint(call, store, tmp_path) -> None:
    run_id = store.create(Experiment())
    target = tmp_path / "out"
    said = call("runs", "export", run_id, str(target), "--json")
    names = {path.name for path in target.iterdir()}
    assert names == {"experiment.json", "curves.csv", "scores.csv", "report.md"}
    assert sorted(said.json["files"]) == sorted(str(target / name) for name in names)
    again = call("runs", "export", run_id, str(target))
    assert again.code == 1
    assert "a new or an empty folder" in again.err
    (tmp_path / "file").touch()
    inside = call("runs", "export", run_id, str(tmp_path / "file" / "out"))
    assert inside.code == 1
    assert "the output cannot be written" in inside.err


def test_an_export_without_what_is_damaged_says_so_and_ends_with_1(
    call, training, store, tmp_path
) -> None:
    run_id = call("train", "--json").json["run_id"]
    assert call("runs", "export", run_id, str(tmp_path / "whole"), "--json").json["left_out"] == []
    flip(folder_of(store, run_id) / "references.json", 100)
    said = call("runs", "export", run_id, str(tmp_path / "damaged"))
    assert (said.code, said.err) == (1, "")
    assert str(tmp_path / "damaged" / "curves.csv") in said.out
    assert "1 file damaged and left out: references.json." in said.out


def test_an_example_that_is_not_in_the_store_is_told_from_a_wrong_name(call, store) -> None:
    name = names()[0]
    assert "python -m hmlc_core prepare" in call("runs", "show", name, "--json").json["error"]
    assert "runs list" in call("runs", "show", f"{name}x", "--json").json["error"]


@pytest.mark.parametrize("answer", ["n\n", ""])
def test_a_deletion_that_nobody_confirms_is_told(call, store, answer) -> None:
    run_id = store.create(Experiment())
    store.request_stop(run_id)
    said = call("runs", "delete", run_id, "--json", answer=answer)
    assert said.code == 1
    assert run_id[:8] in said.json["error"]
    assert "--yes" in said.json["error"]
    assert [run.id for run in store.runs()] == [run_id]


@pytest.mark.slow
def test_nobody_is_asked_about_a_deletion_that_is_refused(call, training, monkeypatch) -> None:
    run_id = call("train", "--json").json["run_id"]
    monkeypatch.setenv("HMLC_READ_ONLY", "1")
    said = call("runs", "delete", run_id, answer="y\n")
    assert said.code == 1
    assert "HMLC_READ_ONLY is set" in said.err
    assert "Delete" not in said.err
