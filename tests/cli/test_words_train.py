"""`words train`: corpora and plain texts, what is answered, resuming, and what is refused."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hmlc_core.data.formats import folder
from hmlc_core.data.registry import TEXTS, load_corpus, named_texts
from hmlc_core.errors import DataError
from hmlc_core.runs.store.store import RunStore
from tests.conftest import make_corpus

pytestmark = pytest.mark.slow

SMALL = ["--dim", "2", "--set", "words.epochs=2", "--set", "corpus.min_count=1", "--json"]
ANSWER = {
    "run_id",
    "status",
    "words",
    "loss",
    "loss_before_hypernyms",
    "hypernym_mean_rank",
    "norm_frequency",
    "norm_depth",
    "seconds",
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home with the tiny corpus."""
    monkeypatch.setenv("HMLC_HOME", str(tmp_path / "home"))
    for name in ("HMLC_DATA_DIR", "HMLC_TRACKING_URI", "HMLC_SCHEDULER"):
        monkeypatch.delenv(name, raising=False)
    folder.write(make_corpus(), tmp_path / "home" / "corpora" / "tiny")
    return tmp_path


@pytest.fixture
def texts(tmp_path: Path) -> list[str]:
    """Two files of a few hundred words each."""
    draw = random.Random(0)
    words = [f"w{n}" for n in range(12)]
    paths = [tmp_path / "one.txt", tmp_path / "two words.txt"]
    for path in paths:
        lines = (" ".join(draw.choices(words, k=30)) for _ in range(10))
        path.write_text("\n".join(lines) + "\n")
    return list(map(str, paths))


def test_a_corpus_is_answered_with_its_words_and_what_they_cost(call, tmp_path: Path) -> None:
    pairs = tmp_path / "above.tsv"
    pairs.write_text("".join(f"noise0\t{leaf}{n}\n" for leaf in "abcd" for n in range(4)))
    said = call("words", "train", "tiny", *SMALL, "--hypernyms", str(pairs), "--seed", "3")
    assert said.code == 0
    assert said.json.keys() == {*ANSWER, "notes"}
    assert said.json["notes"] == ["above.tsv: 16 words have 1 hypernym among the words."]
    assert said.json["status"] == "finished"
    assert said.json["words"] == 26
    assert said.json["loss"] > 0
    assert said.json["loss_before_hypernyms"] not in (None, said.json["loss"])
    alone = call("words", "train", "tiny", *SMALL, "--seed", "3")
    assert alone.json["loss"] == said.json["loss_before_hypernyms"]
    assert said.json["hypernym_mean_rank"].keys() == {"before", "after", "chance"}
    assert -1 <= said.json["norm_frequency"] <= 1
    run = RunStore().get(said.json["run_id"])
    assert run.experiment is not None
    assert run.experiment.seed == 3
    assert not RunStore().references(run.id)
    assert [stage.name for stage in run.experiment.model.stages()] == [
        "words",
        "hypernyms",
        "train",
    ]
    near = call("words", "neighbours", run.id, "a1", "--json")
    assert near.code == 0
    assert near.json["labels"] == []
    assert "words alone" in near.json["notes"][0]
    assert near.json["notes"][0] in call("words", "neighbours", run.id, "a1").out


def test_without_hypernyms_their_rank_is_null(call) -> None:
    said = call("words", "train", "tiny", *SMALL, "--geometry", "euclidean")
    assert said.code == 0
    assert said.json["hypernym_mean_rank"] is None
    assert said.json["loss_before_hypernyms"] is None


def test_people_are_told_what_the_hypernyms_cost_and_how_many_pairs_there_are(
    call, tmp_path: Path
) -> None:
    pairs = tmp_path / "above.tsv"
    pairs.write_text("".join(f"noise0\t{leaf}{n}\n" for leaf in "abc" for n in range(3)))
    silent = [part for part in SMALL if part != "--json"]
    said = call("words", "train", "tiny", *silent, "--hypernyms", str(pairs))
    assert said.code == 0
    assert re.search(
        r"loss per pair of words \(Eq\. 3\): [\d.]+; before their hypernyms drew them [\d.]+",
        said.out,
    )
    assert "above.tsv: 9 words have 1 hypernym among the words" in said.out


@pytest.mark.parametrize("command", [("words", "train", "tiny"), ("train", "--corpus", "tiny")])
def test_a_list_of_hypernyms_that_is_upside_down_is_suspected(
    call, tmp_path: Path, command: tuple[str, ...]
) -> None:
    pairs = tmp_path / "below.tsv"
    pairs.write_text("".join(f"{leaf}{n}\tnoise{n}\n" for leaf in "abc" for n in range(3)))
    asked = [f"hypernyms.source={pairs}", "model.hypernyms=true", "training.epochs=1"]
    asked += ["corpus.min_count=1", "model.dim=2", "words.epochs=1", "hypernyms.epochs=1"]
    said = call(*command, *(part for item in asked for part in ("--set", item)), "--json")
    assert said.code == 0
    count, suspicion = said.json["notes"]
    assert count == "below.tsv: 3 words have 9 hypernyms among the words."
    assert suspicion.startswith("below.tsv: perhaps the child stands first")
    assert suspicion.endswith("If so, let the first line name the columns: child, parent")


def test_plain_texts_need_no_labels(call, texts: list[str]) -> None:
    said = call("words", "train", *texts, *SMALL, "--geometry", "product")
    assert said.code == 0
    assert said.json["words"] == 12
    run = RunStore().get(said.json["run_id"])
    assert run.experiment is not None
    assert run.experiment.corpus.name == named_texts(map(Path, texts))
    assert call("words", "neighbours", run.id, "w3", "--json").code == 0


def test_a_run_on_texts_is_resumed_where_it_was(call, texts: list[str]) -> None:
    whole = call("words", "train", *texts, *SMALL)
    store = RunStore()
    run = store.get(whole.json["run_id"])
    assert run.experiment is not None
    waiting = store.create(run.experiment)
    store.request_stop(waiting)
    assert store.get(waiting).status == "stopped"
    resumed = call("runs", "resume", waiting, "--json")
    assert resumed.code == 0
    assert resumed.json.keys() == ANSWER
    assert resumed.json["loss"] == whole.json["loss"]


def test_one_text_that_is_gone_is_named(call, texts: list[str]) -> None:
    said = call("words", "train", *texts, "nowhere.txt", *SMALL)
    assert said.code == 1
    assert "nowhere.txt: neither a corpus nor a text file" in said.json["error"]
    with pytest.raises(DataError, match="there is no such text file"):
        load_corpus(f"{TEXTS}/nowhere/at/all.txt")


def test_a_method_that_labels_documents_is_not_trained_here(call) -> None:
    said = call("words", "train", "tiny", *SMALL, "--set", "model=linear")
    assert said.code == 1
    assert "words alone are trained here" in said.json["error"]


def test_documents_are_not_labelled_by_words_alone(call, texts: list[str]) -> None:
    trained = call("words", "train", "tiny", *SMALL)
    run_id = trained.json["run_id"]
    predicted = call("predict", run_id, "--split", "test", "--json")
    assert predicted.code == 1
    assert "labels no documents" in predicted.json["error"]
    recovered = call("recover", run_id, "--json")
    assert recovered.code == 1
    assert "no places of its labels" in recovered.json["error"]
    ablated = call("ablate", "--preset", "words", "--corpus", "tiny", "--seeds", "1", "--json")
    assert ablated.code == 1
    assert "no variants to compare" in ablated.json["error"]
    exported = call("runs", "export", run_id, str(Path(texts[0]).parent / "out"), "--json")
    assert exported.code == 0
    assert {"words.tsv", "report.md"} <= {Path(file).name for file in exported.json["files"]}


def test_what_cannot_be_trained_is_refused_before_there_is_a_run(call, tmp_path: Path) -> None:
    def written(name: str, text: str) -> str:
        path = tmp_path / name
        path.write_text(text)
        return str(path)

    hypernyms = {
        "none among the words": written("else.tsv", "animal\tdog\n"),
        "not pairs": written("odd.tsv", "one\nfour words stand here\n"),
        "nothing": written("nothing.tsv", ""),
    }
    vectors = {
        "a head that is wrong": written("head.txt", "9 2\na1 0.1 0.2\na2 0.3 0.1\n"),
        "other coordinates": written("wide.txt", "a1 0.1 0.2 0.3\na2 0.3 0.1 0.2\n"),
        "other words": written("others.txt", "animal 0.1 0.2\ndog 0.3 0.1\n"),
        "no file": str(tmp_path / "nowhere.txt"),
    }
    start = ["tiny", "--set", "model.word_init=vectors", "--set"]
    refused = [
        [written("empty.txt", "")],
        [written("alone.txt", "word word word word\n")],
        *(["tiny", "--hypernyms", source] for source in hypernyms.values()),
        *([*start, f"words.vectors={file}"] for file in vectors.values()),
    ]
    for arguments in refused:
        said = call("words", "train", *arguments, *SMALL)
        assert said.code == 1, arguments
        assert said.json["error"], arguments
        assert "corpus.name" not in said.json["error"]
    assert not RunStore().runs()
