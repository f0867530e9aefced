"""Points of snapshots: files of their own while a run is at work, one for each stage afterwards."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hmlc_core.runs.store.files import LocalFiles
from hmlc_core.runs.store.frames import pack_frames, read_frames, save_frame
from hmlc_core.runs.store.integrity import integrity
from hmlc_core.snapshot import Checkpoint
from tests.runs.handmade import snapshot


@pytest.fixture
def files(tmp_path: Path) -> LocalFiles:
    """Two stages with some frames each."""
    files = LocalFiles(tmp_path)
    for stage, count in (("labels", 2), ("train", 4)):
        for step in range(count):
            save_frame(files, snapshot(step, stage=stage))
    return files


def read(files: LocalFiles, stage: str = "train", after_step: int = -1) -> list[object]:
    found = read_frames(files, stage, after_step)
    assert found.label_points is not None
    return [found.steps.tolist(), found.epochs.tolist(), found.label_points.tolist()]


def test_packed_frames_are_two_files_a_stage_and_read_as_before(files: LocalFiles) -> None:
    before = [read(files, "labels"), read(files), read(files, after_step=1)]
    pack_frames(files)
    archives = ["labels.zip", "labels.zip.sha256", "train.zip", "train.zip.sha256"]
    assert files.names("frames") == archives
    assert [read(files, "labels"), read(files), read(files, after_step=1)] == before
    found = integrity(files)
    assert (found.whole, found.sentence) == (["frames/labels.zip", "frames/train.zip"], "")


def test_a_frame_that_was_damaged_before_it_was_packed_is_still_told(files: LocalFiles) -> None:
    single = files.folder / "frames" / "train-000000001.safetensors"
    content = single.read_bytes()
    single.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert integrity(files).damaged == ["frames/train-000000001.safetensors"]
    pack_frames(files)
    assert integrity(files).damaged == ["frames/train.zip/train-000000001.safetensors"]
    assert 1 not in read(files)[0]


def test_the_last_frame_tells_which_epochs_points_it_has(files: LocalFiles) -> None:
    assert read_frames(files, "train", -1).best is None
    made = Checkpoint(tensors={}, state={"counters": {"epoch": 2, "best_epoch": 1}})
    save_frame(files, snapshot(3, checkpoint=made, last=True))
    pack_frames(files)
    for after in (-1, 2):
        found = read_frames(files, "train", after)
        assert (found.epochs[-1], found.best) == (1.5, 1)
    assert read_frames(files, "train", 3).best is None


def test_packing_anew_adds_and_replaces(files: LocalFiles) -> None:
    pack_frames(files)
    pack_frames(files)
    save_frame(files, snapshot(3, epoch=9.0))
    save_frame(files, snapshot(4))
    single = read(files)
    assert single[:2] == [[0, 1, 2, 3, 4], [0, 0.5, 1, 9, 2]]
    pack_frames(files)
    assert "train-000000004.safetensors" not in files.names("frames")
    assert read(files) == single


def test_the_same_frames_are_the_same_bytes(files: LocalFiles, tmp_path: Path) -> None:
    other = LocalFiles(tmp_path / "other")
    for step in (3, 1, 0, 2):
        save_frame(other, snapshot(step))
    pack_frames(files)
    pack_frames(other)
    assert files.read("frames/train.zip") == other.read("frames/train.zip")


@pytest.mark.parametrize("left", range(8))
def test_whenever_packing_is_interrupted_no_frame_is_lost(
    files: LocalFiles, monkeypatch: pytest.MonkeyPatch, left: int
) -> None:
    whole = [read(files, "labels"), read(files)]
    write, remove = LocalFiles.write, LocalFiles.remove

    def counted(act):
        def called(*arguments):
            nonlocal left
            if not left:
                raise KeyboardInterrupt
            left -= 1
            act(*arguments)

        return called

    monkeypatch.setattr(LocalFiles, "write", counted(write))
    monkeypatch.setattr(LocalFiles, "remove", counted(remove))
    with pytest.raises(KeyboardInterrupt):
        pack_frames(files)
    assert [read(files, "labels"), read(files)] == whole
    assert integrity(files).sentence == ""


def test_who_reads_while_frames_are_packed_finds_all(
    files: LocalFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, names = read(files), LocalFiles.names

    def packed_after(self: LocalFiles, folder: str) -> list[str]:
        found = names(self, folder)
        monkeypatch.setattr(LocalFiles, "names", names)
        pack_frames(files)
        return found

    monkeypatch.setattr(LocalFiles, "names", packed_after)
    assert read(files) == whole


@pytest.mark.slow
def test_of_a_damaged_archive_only_what_is_damaged_is_left_out(files: LocalFiles) -> None:
    whole = read_frames(files, "train", -1)
    assert whole.label_points is not None
    pack_frames(files)
    content = files.read("frames/train.zip") or b""
    random = np.random.default_rng(0)
    kept = []
    for bit in random.choice(8 * len(content), 150, replace=False).tolist():
        changed = bytearray(content)
        changed[bit // 8] ^= 1 << (bit % 8)
        (files.folder / "frames" / "train.zip").write_bytes(changed)
        found = read_frames(files, "train", -1)
        kept.append(len(found.steps))
        if found.label_points is not None:
            assert np.array_equal(found.label_points, whole.label_points[found.steps])
        assert integrity(files).damaged == ["frames/train.zip"]
    assert np.mean(np.array(kept) >= 3) > 0.8  # but for the archive's own few words
