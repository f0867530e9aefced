"""What every reader must do, ours and one that another package brings.

A new reader needs a line in `readersamples.SAMPLES` and nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from hmlc_core.data import formats
from hmlc_core.data.check import check
from hmlc_core.data.corpus import SPLITS, Corpus
from hmlc_core.data.formats.base import Reader
from hmlc_core.data.prepare import prepare
from hmlc_core.data.problems import InvalidData
from hmlc_core.data.registry import list_corpora, load_corpus, missing_data_dirs
from hmlc_core.data.statistics import statistics
from hmlc_core.data.upload import install
from hmlc_core.experiment import CorpusSettings
from tests.contracts.readersamples import SAMPLES, Sample
from tests.plugins.entries import brought, example_entries


@pytest.fixture(autouse=True)
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The example package is installed, and nothing else; uploads go to a place of their own."""
    monkeypatch.setenv("HMLC_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HMLC_DATA_DIR", raising=False)
    with brought(*example_entries()):
        yield


@pytest.fixture(params=SAMPLES)
def name(request: pytest.FixtureRequest) -> str:
    """The name of each reader in turn."""
    chosen: str = request.param
    return chosen


@pytest.fixture
def sample(name: str) -> Sample:
    return SAMPLES[name]


def registered() -> dict[str, Reader]:
    brought = (entry.name for entry in example_entries() if entry.group == formats.GROUP)
    return dict(zip([*formats.OURS, *brought], formats.readers(), strict=True))


def rows(corpus: Corpus) -> list[tuple[str, str, set[str]]]:
    """Id, text and names of the labels of each document, split by split."""
    return [
        (item.id, item.text, {corpus.graph.names[label] for label in item.labels})
        for split in SPLITS
        for item in corpus.split(split)
    ]


def test_every_reader_has_a_sample() -> None:
    assert registered().keys() == SAMPLES.keys()
    assert formats.problems() == ()


def test_a_reader_recognises_its_own_sample_and_no_other(name: str, tmp_path: Path) -> None:
    reader = registered()[name]
    paths = {other: each.write(tmp_path / other) for other, each in SAMPLES.items()}
    assert [other for other, path in paths.items() if reader.recognises(path)] == [name]
    assert not reader.recognises(tmp_path / "nowhere")
    assert not reader.recognises(tmp_path)


def test_all_files_of_a_sample_belong_to_its_format(name: str, sample: Sample) -> None:
    reader = registered()[name]
    assert reader.title
    assert reader.folders == sample.folder
    assert all(map(reader.belongs, sample.files))
    assert not reader.belongs("readme.md")


def test_what_is_read_is_a_corpus_and_always_the_same(sample: Sample, tmp_path: Path) -> None:
    path = sample.write(tmp_path)
    corpus = formats.load(path)
    assert corpus == formats.load(path)
    assert corpus.name == "desk"
    assert corpus.train
    assert corpus.test
    labels = set(range(len(corpus.graph)))
    used = {label for split in SPLITS for item in corpus.split(split) for label in item.labels}
    assert len(used) > 1
    assert used <= labels
    for parent, child in corpus.graph.edges:
        assert {parent, child} <= labels
    for split in SPLITS:
        ids = [item.id for item in corpus.split(split)]
        assert len(set(ids)) == len(ids)


def test_a_summary_tells_the_truth_or_nothing(name: str, sample: Sample, tmp_path: Path) -> None:
    path = sample.write(tmp_path)
    corpus, known = formats.load(path), registered()[name].summary(path)
    assert known.documents in (None, len(corpus))
    assert known.labels in (None, len(corpus.graph))


def test_a_check_finds_no_error(sample: Sample, tmp_path: Path) -> None:
    report = check(sample.write(tmp_path))
    assert report.ok
    assert report.corpus is not None
    assert report.to_dict()["documents"] == len(report.corpus)


def test_it_is_listed_and_read_by_name(
    sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sample.write(tmp_path / "shelf")
    monkeypatch.setenv("HMLC_DATA_DIR", str(path.parent if sample.folder else path))
    (info,) = (info for info in list_corpora() if info.origin == "data folder")
    assert (info.path, info.name, missing_data_dirs()) == (path, path.name, ())
    assert load_corpus(info.name) == formats.load(path)


def test_an_upload_is_the_same_corpus(sample: Sample, tmp_path: Path) -> None:
    info = install(*sample.packed())
    assert rows(load_corpus(info.name)) == rows(formats.load(sample.write(tmp_path)))


def test_it_has_statistics_and_can_be_trained_on(sample: Sample, tmp_path: Path) -> None:
    corpus = formats.load(sample.write(tmp_path))
    numbers = statistics(corpus)
    assert sum(numbers.documents.values()) == len(corpus)
    assert numbers.labels_per_document > 0
    prepared = prepare(corpus, CorpusSettings(min_count=1), 0)
    assert len(prepared.train) + len(prepared.validation) == len(corpus.train) + len(corpus.dev)
    for part in (prepared.train, prepared.validation, prepared.test):
        assert part.labels.shape == (len(part), len(corpus.graph))
        assert part.lengths.min() >= 1
        assert np.all(part.tokens < len(prepared.vocabulary))


# ------------------------------------------------------------------ damaged

DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "binary": lambda content: b"\xff\xfe\x00\x93" * 20,
    "cut off": lambda content: content[: len(content) // 2],
    "one byte gone": lambda content: content[:7] + content[8:],
    "nulls inside": lambda content: content[:20] + b"\x00\n\x00" + content[20:],
    "twice": lambda content: content * 2,
}


def outcome(path: Path) -> InvalidData | None:
    """How loading ends: with a corpus, or with errors for a person; anything else escapes."""
    try:
        formats.load(path)
    except InvalidData as error:
        return error
    return None


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_files_are_read_or_refused_with_their_names(
    sample: Sample, damage: str, tmp_path: Path
) -> None:
    for number, file in enumerate(name for name, content in sample.files.items() if content):
        content = sample.files[file]
        raw = content if isinstance(content, bytes) else str(content).encode()
        path = sample.write(tmp_path / str(number), {file: DAMAGES[damage](raw)})
        error, report = outcome(path), check(path)
        assert report.ok == (error is None)
        for problem in report.problems:
            assert problem.file in {path.name, *(Path(name).name for name in sample.files)}


@pytest.mark.parametrize("damage", ["empty", "binary"])
def test_damaged_documents_are_refused_with_file_and_line(
    sample: Sample, damage: str, tmp_path: Path
) -> None:
    path = sample.write(tmp_path, {sample.documents: DAMAGES[damage](b"")})
    error = outcome(path)
    assert error is not None
    first = error.problems[0]
    assert first.file == Path(sample.documents).name
    assert (first.line is not None) == (sample.lines and damage == "binary")
