"""A bit that has changed is seen, is told, and stops nothing but what needs it."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import numpy as np
import pytest

from hmlc_core.errors import StoreError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import preset
from hmlc_core.runs.export.archive import export_run
from hmlc_core.runs.queue.job import train_run
from hmlc_core.runs.store.arrays import pack, unpack
from hmlc_core.runs.store.checkpoints import NAMES
from hmlc_core.runs.store.checksums import read_checked, write_checked
from hmlc_core.runs.store.files import LocalFiles
from hmlc_core.runs.store.integrity import integrity
from hmlc_core.runs.store.store import RunStore
from hmlc_core.snapshot import Checkpoint, Snapshot
from tests.runs.handmade import flip, folder_of, made_checkpoint, snapshot

pytestmark = pytest.mark.slow


@pytest.fixture
def run_id(store: RunStore) -> str:
    """A run with two checkpoints, three frames, baselines."""
    run_id = store.create(Experiment())
    store.start(run_id)
    for step in range(3):
        store.record(run_id, snapshot(step, checkpoint=step > 0))
    store.save_references(run_id, {"frequency": {"P@1": 0.25}})
    return run_id


def test_each_bit_of_a_file_of_arrays_counts() -> None:
    content = pack({"weights": np.arange(4, dtype=np.float32)}, {"epoch": 1})
    unpack(content)
    for bit in range(8 * len(content)):
        changed = bytearray(content)
        changed[bit // 8] ^= 1 << (bit % 8)
        with suppress(StoreError):  # but for the name of the checksum: nothing else is damaged then
            arrays, notes = unpack(bytes(changed))
            assert np.array_equal(arrays["weights"], np.arange(4, dtype=np.float32))
            assert notes == {"epoch": 1}
            assert b"sha256" not in changed


def test_other_programs_read_the_arrays_as_ever() -> None:
    from safetensors.numpy import load

    assert load(pack({"w": np.ones(2)}, {}))["w"].tolist() == [1, 1]


def test_notes_that_look_like_a_checksum_are_none() -> None:
    text = f'"sha256":"{"0" * 64}"'
    assert unpack(pack({"w": np.ones(1)}, {"text": text}))[1] == {"text": text}


def test_whenever_writing_is_interrupted_a_file_has_its_checksum(tmp_path: Path) -> None:
    class Interrupted(LocalFiles):
        left = 99

        def write(self, path: str, content: bytes) -> None:
            if not self.left:
                raise KeyboardInterrupt
            self.left -= 1
            super().write(path, content)

    files = Interrupted(tmp_path)
    write_checked(files, "a.json", b"one")
    for left in (0, 1):
        files.left = left
        with pytest.raises(KeyboardInterrupt):
            write_checked(files, "a.json", b"two")
        assert read_checked(files, "a.json") == (b"one", "whole")
    files.left = 99
    write_checked(files, "a.json", b"two")
    assert read_checked(files, "a.json") == (b"two", "whole")
    digest = hashlib.sha256(b"two").hexdigest()
    assert (files.read("a.json.sha256") or b"").decode().startswith(f"{digest}  a.json\n")


def test_a_checksum_that_is_damaged_itself_is_not_held_against_the_file(tmp_path: Path) -> None:
    files, beside = LocalFiles(tmp_path), tmp_path / "a.json.sha256"
    write_checked(files, "a.json", b"one")
    write_checked(files, "a.json", b"two")
    sound = beside.read_bytes()
    for bit in range(8 * 64):  # of the digest
        flip(beside, bit)
        assert read_checked(files, "a.json") == (b"two", "whole")
        flip(beside, bit)
    for lost in (b"", bytes(len(sound)), sound[:40]):
        beside.write_bytes(lost)
        assert read_checked(files, "a.json") == (b"two", "unverified")
    beside.write_bytes(sound)
    (tmp_path / "a.json").write_bytes(b"twO")
    with pytest.raises(StoreError, match="damaged"):
        read_checked(files, "a.json")


def test_what_is_damaged_does_not_become_whole_by_being_replaced(tmp_path: Path) -> None:
    class Interrupted(LocalFiles):
        def write(self, path: str, content: bytes) -> None:
            if path == "a.json":
                raise KeyboardInterrupt
            super().write(path, content)

    write_checked(LocalFiles(tmp_path), "a.json", b"one")
    (tmp_path / "a.json").write_bytes(b"onE")
    with pytest.raises(KeyboardInterrupt):
        write_checked(Interrupted(tmp_path), "a.json", b"two")
    with pytest.raises(StoreError, match="damaged"):
        read_checked(LocalFiles(tmp_path), "a.json")


def test_a_check_reads_each_file_once(store: RunStore, run_id: str) -> None:
    class Counting(LocalFiles):
        def read(self, path: str) -> bytes | None:
            read.append(path)
            return super().read(path)

    store.pack_frames(run_id)
    read = list[str]()
    found = integrity(Counting(folder_of(store, run_id)))
    assert "frames/train.zip" in found.whole
    assert len(read) == len(set(read))


def test_all_files_of_a_run_are_verified(store: RunStore, run_id: str) -> None:
    found = integrity(store.files(run_id))
    assert sorted(found.whole) == [
        "checkpoint-2.safetensors",
        "checkpoint.safetensors",
        "experiment.json",
        "frames/train-000000000.safetensors",
        "frames/train-000000001.safetensors",
        "frames/train-000000002.safetensors",
        "references.json",
    ]
    assert (found.unverified, found.damaged, found.sentence) == ([], [], "")


def test_a_changed_bit_of_any_file_is_told(store: RunStore, run_id: str) -> None:
    paths = integrity(store.files(run_id)).whole
    for path in paths:
        flip(folder_of(store, run_id) / path, -9)
    found = integrity(store.files(run_id))
    assert sorted(found.damaged) == sorted(paths)
    assert found.sentence.startswith("7 files damaged and left out: ")


def test_of_a_damaged_archive_it_is_told_how_many_snapshots_are_left(
    store: RunStore, run_id: str
) -> None:
    store.pack_frames(run_id)
    path = folder_of(store, run_id) / "frames" / "train.zip"
    sound, told = path.read_bytes(), set[str]()
    for bit in range(0, 8 * len(sound), 97):
        flip(path, bit)
        left = len(store.frames(run_id).steps)
        found = integrity(store.files(run_id))
        assert list(found.damaged) == ["frames/train.zip"]
        told.add(found.damage)
        files = "files" if left > 1 else "file"
        but_for = f" (but for {left} {files} in it, whole)" if left else ""
        assert found.damage == f"1 file damaged and left out: frames/train.zip{but_for}."
        flip(path, bit)
    assert len(told) >= 3  # all, some or none of them
    assert path.read_bytes() == sound


def test_a_frame_that_is_archived_during_a_check_is_not_damaged(
    store: RunStore, run_id: str
) -> None:
    class Archived(LocalFiles):
        def read(self, path: str) -> bytes | None:
            if path.startswith("frames/"):
                store.pack_frames(run_id)
            return super().read(path)

    assert integrity(Archived(folder_of(store, run_id))).damaged == []


def test_what_earlier_versions_wrote_is_read_and_said_to_be_unverified(
    store: RunStore, run_id: str
) -> None:
    from safetensors.numpy import save

    folder = folder_of(store, run_id)
    (folder / "references.json.sha256").unlink()
    old = save({"label_points": np.zeros((3, 2))}, metadata={"notes": '{"epoch": 0.0}'})
    (folder / "frames" / "train-000000000.safetensors").write_bytes(old)
    assert store.references(run_id) == {"frequency": {"P@1": 0.25}}
    assert store.frames(run_id).steps.tolist() == [0, 1, 2]
    found = integrity(store.files(run_id))
    assert found.unverified == ["references.json", "frames/train-000000000.safetensors"]
    assert "2 files without a checksum" in found.sentence


def test_a_damaged_frame_is_left_out(store: RunStore, run_id: str) -> None:
    flip(folder_of(store, run_id) / "frames" / "train-000000001.safetensors", -1)
    (folder_of(store, run_id) / "frames" / "train-other.safetensors").write_bytes(b"no frame")
    assert store.frames(run_id).steps.tolist() == [0, 2]


def test_damaged_baselines_are_left_out(store: RunStore, run_id: str) -> None:
    flip(folder_of(store, run_id) / "references.json", 100)
    assert store.references(run_id) == {}


def test_of_a_damaged_checkpoint_the_one_before_is_left(store: RunStore, run_id: str) -> None:
    assert store.last_whole(run_id).problem == ""
    flip(folder_of(store, run_id) / "checkpoint-2.safetensors", -1)
    with pytest.raises(StoreError, match=r"newest checkpoint is damaged.*goes on from the one"):
        store.checkpoint(run_id)
    found = store.last_whole(run_id)
    assert found.checkpoint is not None
    assert found.checkpoint.state["counters"] == {"step": 1}
    store.save_checkpoint(run_id, made_checkpoint(7), 7)  # takes the place of the one before
    again = store.checkpoint(run_id)
    assert again is not None
    assert again.state["counters"] == {"step": 7}


def test_without_a_whole_checkpoint_a_run_begins_anew(store: RunStore, run_id: str) -> None:
    for name in ("checkpoint.safetensors", "checkpoint-2.safetensors"):
        flip(folder_of(store, run_id) / name, -1)
    found = store.last_whole(run_id)
    assert found.checkpoint is None
    assert "damaged" in found.problem


def test_a_checkpoint_that_is_gone_is_told(store: RunStore, run_id: str) -> None:
    (folder_of(store, run_id) / "checkpoint-2.safetensors").unlink()
    found = store.last_whole(run_id)
    assert found.checkpoint is not None
    assert "missing" in found.problem


def test_of_pieces_those_before_the_damaged_one_are_left(store: RunStore) -> None:
    run_id = store.create(Experiment())
    store.save_checkpoint(run_id, Checkpoint(tensors={}, state={"labels": ["a"]}), 0)
    for number in range(3):
        part = Checkpoint(tensors={f"fit/{number}/w": np.ones(1)}, state={}, piece=True)
        store.save_checkpoint(run_id, part, number + 1)
    flip(folder_of(store, run_id) / "pieces" / "train-000000002.safetensors", -1)
    found = store.last_whole(run_id)
    assert found.checkpoint is not None
    assert list(found.checkpoint.tensors) == ["fit/0/w"]
    assert found.checkpoint.state == {"labels": ["a"]}


def test_a_run_that_goes_on_from_the_checkpoint_before_says_so_and_ends_the_same(
    store: RunStore, monkeypatch: pytest.MonkeyPatch, experiment: Experiment, corpus: object
) -> None:
    monkeypatch.setattr("hmlc_core.data.registry.load_corpus", lambda name, *, grow_to=0: corpus)
    monkeypatch.setattr("hmlc_core.runs.recorder.CHECKPOINT_PACE", 0.0)
    whole, run_id = store.create(experiment), store.create(experiment)
    train_run(store.uri, whole)
    epochs = list[float]()
    train_run(
        store.uri,
        run_id,
        halted=lambda: bool(epochs) and epochs[-1] >= 2,
        observe=lambda shot: epochs.append(shot.epoch if shot.stage == "train" else 0.0),
    )
    newest = max(
        folder_of(store, run_id).glob("checkpoint*"), key=lambda path: path.stat().st_mtime_ns
    )
    flip(newest, -1)
    store.requeue(run_id)
    said, while_at_work = list[str](), set[str]()
    status = train_run(
        store.uri,
        run_id,
        say=said.append,
        observe=lambda shot: while_at_work.add(store.get(run_id).message),
    )
    assert status == "finished"
    run = store.get(run_id)
    assert "newest checkpoint was damaged, so it went on from the one before" in run.message
    assert said == [
        run.message,
        "Going on with training, from the checkpoint after 1 epoch; what came after, up to 2 "
        "epochs, is repeated.",
    ]
    assert while_at_work == {" ".join(said)}
    assert run.scores == store.get(whole).scores


def test_files_that_cannot_be_read_are_left_out_like_damaged_ones(
    store: RunStore, run_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A folder in the file's place cannot be read by whoever tries, root too."""
    files = folder_of(store, run_id)
    newest = max(files.glob("checkpoint*"), key=lambda path: path.stat().st_mtime_ns)
    for path in (newest, frame := min((files / "frames").iterdir())):
        path.unlink()
        path.mkdir()
    assert store.check(run_id).damaged == [newest.name, f"frames/{frame.name}"]
    found = store.last_whole(run_id)
    assert f"{newest.name}: a file of the run cannot be read" in found.problem
    assert "expected a file; found a folder" in found.problem
    assert "permission" not in found.problem
    assert found.checkpoint is not None
    assert store.frames(run_id).steps.tolist() == [1, 2]
    assert f"frames/{frame.name} is left out" in caplog.text


@pytest.mark.parametrize("place", [".", "frames"])
def test_a_file_in_the_place_of_a_folder_is_damage_with_its_reason(
    store: RunStore, finished: str, place: str
) -> None:
    folder = folder_of(store, finished) / place
    shutil.rmtree(folder)
    folder.write_bytes(b"no folder")
    found = store.check(finished)
    (reason,) = found.unreadable
    assert f"{folder}: a file of the run cannot be read (expected a folder; found a file" in reason
    assert found.damage.endswith(reason)
    assert ("curves.json" in found.whole) == (place == "frames")
    assert [run.damaged for run in RunStore().runs()] == [found.damage]


def test_that_a_server_does_not_answer_is_no_damage(tmp_path: Path) -> None:
    class Silent(LocalFiles):
        owned = False

        def names(self, folder: str) -> list[str]:
            raise StoreError("the tracking server does not answer")

    with pytest.raises(StoreError, match="does not answer"):
        integrity(Silent(tmp_path))


def test_where_no_snapshot_is_whole_none_is_said_to_be_left(store: RunStore, run_id: str) -> None:
    store.pack_frames(run_id)
    archive = folder_of(store, run_id) / "frames" / "train.zip"
    archive.write_bytes(archive.read_bytes()[:100])
    shown = store.check(run_id).shown
    assert shown.endswith("No moment of labels and words is left.")
    assert "need not be" not in shown


def test_damage_to_a_run_at_work_is_told_and_stops_it_from_nothing(
    store: RunStore, monkeypatch: pytest.MonkeyPatch, experiment: Experiment, corpus: object
) -> None:
    monkeypatch.setattr("hmlc_core.data.registry.load_corpus", lambda name, *, grow_to=0: corpus)
    for pace in ("CHECKPOINT_PACE", "FRAME_PACE", "METRICS_PACE"):
        monkeypatch.setattr(f"hmlc_core.runs.recorder.{pace}", 0.0)
    run_id, told = store.create(experiment), list[str]()

    def observe(shot: Snapshot) -> None:
        if shot.stage != "train" or shot.epoch < 2 or told:
            return
        files = folder_of(store, run_id)
        frame = max((files / "frames").glob("train-*"))
        newest = max(files.glob("checkpoint*"), key=lambda path: path.stat().st_mtime_ns)
        flip(frame, -9)
        flip(newest, -9)
        told.append(store.check(run_id).damage)
        told.append(frame.name)
        assert shot.step not in store.frames(run_id).steps
        with pytest.raises(StoreError, match="A run at work writes another after an epoch"):
            store.checkpoint(run_id)
        assert store.get(run_id).status == "running"

    assert train_run(store.uri, run_id, observe=observe) == "finished"
    damage, frame = told
    assert damage.startswith("2 files damaged and left out: checkpoint")
    assert frame in damage
    assert store.checkpoint(run_id) is not None
    found = store.check(run_id)
    assert f"frames/train.zip/{frame}" in found.damaged
    assert set(found.damaged) <= {f"frames/train.zip/{frame}", *NAMES}  # the one before it


@pytest.mark.parametrize(
    "key", ["status", "experiment", "experiment.sha256", "progress", "owner", "heartbeat"]
)
def test_no_bit_of_a_tag_stops_the_list(store: RunStore, run_id: str, key: str) -> None:
    other = store.create(preset("quick"))
    database = store.uri.removeprefix("sqlite:///")
    name = f"hyperlabel.{key}"
    with closing(sqlite3.connect(database)) as file:
        (text,) = file.execute(
            "SELECT value FROM tags WHERE key = ? AND run_uuid = ?", (name, run_id)
        ).fetchone()
        content = text.encode()
        random = np.random.default_rng(len(key))
        bits = random.choice(8 * len(content), min(24, 8 * len(content)), replace=False)
        for bit in bits.tolist():
            changed = bytearray(content)
            changed[bit // 8] ^= 1 << (bit % 8)
            file.execute(
                "UPDATE tags SET value = CAST(? AS TEXT) WHERE key = ? AND run_uuid = ?",
                (bytes(changed), name, run_id),
            )
            file.commit()
            there = {run.id: run for run in store.runs()}
            assert there.keys() == {run_id, other}
            if key.startswith("experiment"):
                assert there[run_id].experiment is None
                assert "damaged" in there[run_id].unreadable


def altered(store: RunStore, statement: str, *values: object) -> None:
    """Change a row of the database as no program would."""
    with closing(sqlite3.connect(store.uri.removeprefix("sqlite:///"))) as file, file:
        assert file.execute(statement, values).rowcount == 1


@pytest.fixture
def finished(store: RunStore, run_id: str) -> str:
    """That run, finished."""
    store.seal_curves(run_id)
    store.finish(run_id, "finished")
    return run_id


def test_a_finished_run_is_whole(store: RunStore, finished: str) -> None:
    assert store.check(finished).sentence == ""
    run = store.get(finished)
    assert (run.damaged, run.scores) == ("", {"validation/nDCG@5": 0.2})
    assert store.curves(finished).keys() >= {"train/loss/loss", "train/epoch"}
    assert "curves.json" in store.check(finished).whole


def test_scores_that_have_changed_are_left_out_and_told_wherever_the_run_is_read(
    store: RunStore, finished: str
) -> None:
    altered(
        store,
        "UPDATE latest_metrics SET value = 0.9 WHERE run_uuid = ? AND key LIKE 'validation%'",
        finished,
    )
    for reader in (RunStore().get(finished), RunStore().runs()[0]):
        assert reader.scores == {}
        assert reader.damaged == "Damaged and left out: scores and times."
    assert store.check(finished).entries == ["scores and times"]


@pytest.mark.parametrize("text", ["{broken", "[]", '{"stage": "train", "step": 2, "epocj": 1}'])
def test_how_far_a_run_came_is_told_to_be_damaged_where_it_cannot_be_read(
    store: RunStore, finished: str, tmp_path: Path, text: str
) -> None:
    assert not store.get(finished).lost_progress
    store._log(finished, tags={"progress": text})
    for reader in (RunStore().get(finished), RunStore().runs()[0]):
        assert reader.lost_progress
        assert reader.damaged == "Damaged and left out: how far it came."
        assert reader.scores == {"validation/nDCG@5": 0.2}
    assert store.check(finished).entries == ["how far it came"]
    export_run(store, finished, tmp_path / "out")
    report = (tmp_path / "out" / "report.md").read_text()
    assert "finished; how far it came is damaged, 1.0 s of training" in report


def test_a_curve_that_has_changed_is_left_out_and_the_others_are_not(
    store: RunStore, finished: str
) -> None:
    altered(
        store,
        "UPDATE metrics SET value = value + 1e-12 WHERE run_uuid = ? AND key = 'train/loss/loss' "
        "AND step = 1",
        finished,
    )
    again = RunStore()
    assert again.get(finished).damaged == ""  # nobody has looked yet
    curves = again.curves(finished)
    assert "train/loss/loss" not in curves
    assert curves["train/epoch"].values.tolist() == [0, 0.5, 1]
    assert again.check(finished).entries == ["curve train/loss/loss"]
    assert "curve train/loss/loss" in RunStore().runs()[0].damaged


def test_curves_of_a_run_that_was_stopped_are_verified_until_it_goes_on(
    store: RunStore, experiment: Experiment, corpus: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hmlc_core.data.registry.load_corpus", lambda name, *, grow_to=0: corpus)
    run_id, seen = store.create(experiment), list[float]()
    train_run(
        store.uri,
        run_id,
        halted=lambda: bool(seen) and seen[-1] >= 2,
        observe=lambda shot: seen.append(shot.epoch if shot.stage == "train" else 0.0),
    )
    one = (
        "UPDATE metrics SET value = value + ? "
        "WHERE run_uuid = ? AND key = 'train/epoch' AND step = 0"
    )
    assert RunStore().check(run_id).sentence == ""
    altered(store, one, 1.0, run_id)
    assert RunStore().check(run_id).entries == ["curve train/epoch"]
    altered(store, one, -1.0, run_id)
    again = RunStore()
    again.requeue(run_id)
    again.start(run_id)
    again.record(run_id, snapshot(999))
    again.finish(run_id, "failed")  # by whom no digest is kept: its worker was lost
    assert 999 in RunStore().curves(run_id)["train/epoch"].steps
    assert RunStore().check(run_id).entries == []


def test_a_setting_that_mlflow_shows_otherwise_is_told(store: RunStore, finished: str) -> None:
    altered(
        store, "UPDATE params SET value = '7' WHERE run_uuid = ? AND key = 'model.dim'", finished
    )
    found = store.check(finished)
    assert found.entries == ["setting model.dim"]
    assert found.damage == "1 entry of the database damaged and left out: setting model.dim."


def test_what_a_check_finds_is_noted_until_it_is_mended(store: RunStore, finished: str) -> None:
    path = folder_of(store, finished) / "frames" / "train-000000001.safetensors"
    flip(path, -1)
    assert store.get(finished).damaged == ""
    store.check(finished)
    noted = "1 file damaged and left out: frames/train-000000001.safetensors."
    assert [run.damaged for run in RunStore().runs()] == [noted]
    flip(path, -1)
    store.check(finished)
    assert [run.damaged for run in RunStore().runs()] == [""]


def test_where_nothing_may_be_changed_nothing_is_noted(
    store: RunStore, finished: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    flip(folder_of(store, finished) / "references.json", 100)
    monkeypatch.setenv("HMLC_READ_ONLY", "1")
    assert store.check(finished).damaged == ["references.json"]
    assert store.get(finished).damaged == ""


def test_numbers_of_a_run_that_goes_on_are_not_held_against_its_earlier_end(
    store: RunStore, run_id: str
) -> None:
    store.finish(run_id, "stopped")
    flip(folder_of(store, run_id) / "frames" / "train-000000001.safetensors", -1)
    store.check(run_id)
    store.requeue(run_id)
    store.start(run_id)
    store.record(run_id, snapshot(3))
    run = store.get(run_id)
    assert (run.damaged, run.scores["validation/nDCG@5"]) == ("", pytest.approx(0.3))


def test_numbers_that_are_not_finite_are_verified_like_others(store: RunStore) -> None:
    run_id = store.create(Experiment())
    store.start(run_id)
    values = {"a": np.nan, "b": np.inf, "c": -0.0, "d": 0.1 + 0.2, "e": 5e-324}
    store.record(run_id, snapshot(0, losses=values))
    store.seal_curves(run_id)
    store.finish(run_id, "finished")
    assert store.check(run_id).sentence == ""
    assert [run.damaged for run in RunStore().runs()] == [""]
