"""Train: the form and its recipe, the one button, and a run as it goes on."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import threading
from concurrent.futures import Future
from dataclasses import replace

import pytest

from hmlc_core.data import registry
from hmlc_core.data.formats import folder
from hmlc_core.data.learnable import UNSCORED
from hmlc_core.errors import StoreError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import PRESETS, default_preset, preset
from hmlc_core.geometry.kernels import background
from hmlc_core.geometry.kernels.background import Compiler, Preparation
from hmlc_core.runs.queue.service import RunService
from hmlc_core.runs.recorder import STOPPED_WITH_PROGRAM
from hmlc_core.runs.store.store import RunStore
from hmlc_core.runs.store.tags import flat
from hmlc_core.snapshot import Snapshot
from pages.ui.experiment import fit, recipe
from pages.ui.experiment.share import command
from pages.ui.run import queue as run_queue
from pages.ui.run import view as run_view
from pages.ui.shell import resources
from tests.conftest import make_corpus
from tests.pages.conftest import behind, sent
from tests.pages.messages import check_places, page_of
from tests.pages.test_app import first_paint
from tests.pages.trained import (
    HOSTILE,
    harmless,
    hostile_corpus,
    opened,
    run_called,
    texts,
    trained_home,
)

pytestmark = pytest.mark.slow

PLAIN = f"plain {HOSTILE[0]}"


@pytest.fixture
def trained(home):
    """A copy of the home with finished runs, so that a test may change it."""
    shutil.copytree(trained_home(), home)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory):
    """A store without runs; making its tables takes seconds, copying it does not."""
    path = tmp_path_factory.mktemp("store") / "mlflow.db"
    store = RunStore(f"sqlite:///{path}")
    run_id = store.create(preset("quick"))
    store.finish(run_id, "stopped")
    store.delete(run_id)
    return path


@pytest.fixture
def service(monkeypatch, home, empty_database):
    """A service that queues runs and leaves them there."""
    if not (home / "mlflow.db").exists():
        home.mkdir()
        shutil.copy(empty_database, home)
    made = []

    def service():
        if not made:
            made.append(RunService(RunStore(), job=lambda uri, run_id, halted: None))
        return made[0]

    monkeypatch.setattr("pages.ui.shell.resources.service", service)
    yield service
    for each in made:
        each.shutdown()


def button(at, label):
    return next(item for item in at.button if item.label == label)


def labels(at):
    return [item.label for item in at.button]


def test_one_button_is_enough(app, service):
    at = opened(app, "train")
    assert "Press Train" in texts(at)
    button(at, "Train").click().run()
    assert not at.error
    (run,) = RunStore().runs()
    assert run.experiment == preset(default_preset())
    assert at.query_params["run"] == run.id
    assert "Waiting for its turn" in str(at.get("progress")[0].proto)
    assert "Stop" in labels(at)


def test_the_default_begins_from_the_hierarchy_in_the_ball():
    assert preset(default_preset()).model.given_hierarchy()
    assert preset(default_preset()).model.geometry == "poincare"


def test_the_form_needs_no_heavy_library():
    """It is drawn without any; what warms up afterwards does so in the background."""
    more = 'at.switch_page("pages/train.py").run()\nassert at.button and not at.error'
    assert first_paint(more) == "[]"


def unfolded(app, **query):
    """The Train page with Settings and Recipe open."""
    app.run()
    for folded in ("settings", "words", "recipe"):
        app.session_state[folded] = True
    return opened(app, "train", **query)


def test_what_is_folded_is_not_drawn(app):
    at = opened(app, "train")
    keys = {item.key for item in at.number_input}
    assert keys == {"set model.dim", "set seed"}
    assert not at.download_button


def widgets(at):
    kinds = (at.number_input, at.selectbox, at.toggle, at.text_input)
    return {item.key for kind in kinds for item in kind}


def test_every_setting_has_a_widget(app):
    keys = widgets(unfolded(app))
    for asked in ("model.word_init=glove;model.hypernyms=true", "model.word_init=vectors"):
        keys |= widgets(unfolded(app, recipe=asked))
    paths = {path for path, _ in flat(Experiment().to_dict())}
    assert paths - {key.removeprefix("set ") for key in keys if key} == {
        "corpus.name",  # the picker
        "labels.hierarchy",  # the page Label hierarchy begins such runs
        "model.name",  # the preset
    }


def test_of_words_the_form_has_what_matters_as_they_start(app):
    of_words = {
        "": set(),
        "model.word_init=glove": {"window", "epochs"},
        "model.word_init=vectors": {"vectors", "vectors_are"},  # and none is named as yet
    }
    for changes, wanted in of_words.items():
        keys = widgets(unfolded(app, recipe=changes))
        assert "set model.word_init" in keys
        asked = ("window", "epochs", "vectors", "vectors_are")
        assert {name for name in asked if f"set words.{name}" in keys} == wanted
        assert "set hypernyms.source" not in keys
    assert "set hypernyms.source" in widgets(unfolded(app, recipe="model.hypernyms=true"))


def with_memory(app, **query):
    """The form once the corpus is counted, which happens in the background."""
    return behind(unfolded(app, **query), "step sizes")


def test_the_choice_of_interaction_says_what_it_saves_in_memory(app):
    at = with_memory(app, preset="paper-small", recipe="model.negatives=5")

    def megabytes() -> list[float]:
        (said,) = re.findall(r"Memory for the scores .*", texts(at))
        assert "computed: full" in said
        assert "67 labels, 50 documents" in said
        return [float(number) for number in re.findall(r"([\d.]+) MB", said)]

    full, per_document, sampled, union = megabytes()
    assert full > sampled > union
    assert per_document < sampled  # labels of one document, not of a batch
    at.selectbox(key="set training.dtype").set_value("float64").run()
    assert megabytes()[0] == pytest.approx(2 * full, abs=0.15)


def test_a_corpus_that_cannot_be_read_leaves_the_memory_unknown(app, monkeypatch):
    from hmlc_core.errors import DataError

    def broken(name, *, grow_to):
        raise DataError("not a corpus", where=name)

    monkeypatch.setattr("hmlc_core.data.registry.load_corpus", broken)
    at = with_memory(app)
    assert "Memory on this corpus is unknown" in texts(at)
    assert not at.error


def test_a_change_is_kept_in_the_address_and_comes_back_from_it(app, service):
    at = unfolded(app)
    at.number_input(key="set model.dim").set_value(5).run()
    at.toggle(key="set model.train_words").set_value(False).run()
    assert at.query_params["recipe"] == "model.dim=5;model.train_words=false"
    assert any("model" in item.value and "Changed" in item.value for item in at.caption)
    at.number_input(key="set model.dim").set_value(20).run()
    assert at.query_params["recipe"] == "model.train_words=false"
    button(at, "Train").click().run()
    expected = preset(default_preset()).assign(["model.train_words=false"])
    assert RunStore().runs()[0].experiment == expected
    button(at, "Reset").click().run()
    assert "recipe" not in at.query_params


def test_another_preset_keeps_what_is_compared_and_forgets_the_rest(app):
    at = opened(app, "train", recipe="seed=3;model.dim=7")
    at.selectbox(key="choose variant").set_value("E-rand").run()
    at.selectbox(key="choose preset").set_value(("hyperim", "quick")).run()
    parts = set(at.query_params["recipe"].split(";"))
    assert parts == {"seed=3", "model.geometry=euclidean", "model.label_init=random"}
    assert at.query_params["preset"] == "quick"
    assert PRESETS["quick"].text in texts(at)
    assert at.selectbox(key="choose variant").value == "E-rand"


def test_what_a_browser_shows_of_another_method_is_no_choice(app):
    at = opened(app, "train", preset="dxml")
    variants = at.selectbox(key="choose variant")
    variants.options.append("EXAM · exam")
    variants.set_value("EXAM · exam").run()
    assert not at.exception
    assert recipe_of(at) == preset("dxml")


def test_settings_that_do_not_fit_together_are_told_and_nothing_starts(app, service):
    at = opened(app, "train", recipe="model.geometry=product;model.dim=5")
    assert "does not divide into balls" in at.error[0].value
    assert button(at, "Train").disabled
    assert at.number_input(key="set model.dim").value == 5
    at.number_input(key="set model.dim").set_value(6).run()
    assert not at.error
    assert not button(at, "Train").disabled


def test_a_whole_part_in_the_address_does_no_harm(app):
    at = opened(app, "train", recipe="model=hyperim;model.geometry=product;model.dim=5")
    assert "does not divide into balls" in at.error[0].value


@pytest.mark.parametrize(
    "part",
    [
        "<img src=x>=1",
        "model.dim=many",
        "model.dim=-4",
        "model.head=**none**",
        "model.x=1",
        "training.point_rate=nan",
        f"training.point_rate={'9' * 170}",
        f"training.epochs={'9' * 180}",
    ],
)
def test_nonsense_in_the_address_is_left_out_and_told(app, part):
    at = opened(app, "train", recipe=f"{part};seed=4")
    assert at.query_params["recipe"] == "seed=4"
    assert "Left out of the recipe" in at.warning[0].value
    assert re.search(r"(?<!\\)<img", at.warning[0].value) is None
    assert not button(at, "Train").disabled


def test_an_experiment_travels_as_a_file(app):
    at = unfolded(app)
    wanted = preset("paper").assign(["seed=9", "model.dim=6", "training.point_rate=0.003"])
    file = at.file_uploader(key="experiment file")
    file.set_value(("mine.json", wanted.to_json().encode(), "application/json")).run()
    assert recipe_of(at) == wanted


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe", "not text in UTF"),
        (b"{", "not valid JSON"),
        (b'{"model": {"dim": 0}}', "out of range"),
        (b'{"<b>": 1}', "unknown setting"),
        (b" " * 200_000, "too large"),
        (b"", "not valid JSON"),
        (b"[" * 90_000, "nested too deeply"),
        (b'{"seed": %s}' % (b"9" * 400), "out of range"),
        (b'{"seed": %s}' % (b"9" * 9_000), "too many digits"),
        (b'{"training": {"point_rate": NaN}}', "out of range"),
        (b'{"seed": "4"}', "wrong type"),
        (b'{"corpus": {"name": "\\ud800"}}', "not a line of text"),
        (b'{"\\ud800": 4}', "unknown setting"),
        (b"null", "not a group of settings"),
    ],
)
def test_a_file_that_is_no_experiment_changes_nothing(app, content, message):
    at = unfolded(app, recipe="seed=4")
    file = at.file_uploader(key="experiment file")
    file.set_value(("**evil**.json", content, "application/json")).run()
    assert message in at.error[0].value
    assert "**evil**" not in at.error[0].value
    assert at.query_params["recipe"] == "seed=4"


def recipe_of(at):
    """The experiment that the page's address describes."""
    parts = at.query_params.get("recipe", "").split(";")
    chosen = at.query_params.get("preset", default_preset())
    return preset(chosen).assign(part for part in parts if part)


@pytest.mark.parametrize("name", PRESETS)
def test_differences_lead_back_to_the_experiment(name):
    wanted = Experiment().assign(
        ["seed=2", "model.dim=8", "training.point_rate=1e-05", "model.released.head_biases=true"]
    )
    corpus = f"corpus.name={wanted.corpus.name}"  # shared by all pages, so not part of a recipe
    assert preset(name).assign([corpus, *recipe.differences(wanted, name)]) == wanted


def test_the_command_repeats_the_experiment():
    wanted = preset("quick").assign(["corpus.name=my corpus; rm", "model.dim=4", "seed=5"])
    words = shlex.split(command(wanted, "quick"))
    assert words[:4] == ["python", "-m", "hmlc_core", "train"]
    options = list(zip(words[4::2], words[5::2]))
    assert ("--corpus", "my corpus; rm") in options
    assert {text for option, text in options if option == "--set"} == {"model.dim=4", "seed=5"}


def test_a_finished_run_shows_disk_scores_and_what_they_mean(app, trained):
    at = opened(app, "train", run=run_called(PLAIN))
    header, _ = sent(at)
    assert tuple(header["scene"]["names"][1:4]) == HOSTILE
    table = at.dataframe[0].value
    beside = {"TF-IDF + linear", "label frequency", "chance", "perfect predictor"}
    assert {"this run", *beside} < set(table.columns)
    assert any("on test documents: " in item.value for item in at.markdown)
    at.session_state["outcome"] = "Curves"
    assert len(at.run().get("plotly_chart")) == 2
    assert "Stop" not in labels(at)
    assert "Resume" not in labels(at)
    harmless(at)


def test_a_failed_run_says_why(app, trained):
    at = opened(app, "train", run=run_called("failed"))
    assert "made to fail" in at.error[0].value
    assert "<b>" not in at.error[0].value
    assert "Resume" in labels(at)


def test_a_run_that_does_not_exist_is_told_and_the_form_stays(app, trained):
    at = opened(app, "train", run="0" * 32)
    assert "there is no such run" in at.error[0].value
    assert "Train" in labels(at)


def test_an_interrupted_run_offers_to_go_on(app, trained, service, monkeypatch):
    store = RunStore()
    run_id = store.create(preset("quick"), name="lost")
    store.start(run_id)
    with monkeypatch.context() as crash:
        crash.setattr("hmlc_core.runs.store.owner.Owner.is_gone", lambda self: True)
        at = opened(app, "train", run=run_id)
        assert "ended without a word" in at.warning[0].value
        assert store.get(run_id).status == "interrupted"
        resume = button(at, "Resume").click()
        crash.setattr("hmlc_core.runs.store.owner.Owner.is_gone", lambda self: False)
        store._log(run_id, tags={"heartbeat": "0"})  # long ago
        resume.run()
    assert store.get(run_id).status == "queued"


def test_a_run_can_be_stopped_while_it_waits(app, service):
    at = opened(app, "train")
    button(at, "Train").click().run()
    button(at, "Stop").click().run()
    assert RunStore().runs()[0].status == "stopped"
    button(at, "Resume").click().run()
    assert RunStore().runs()[0].status == "queued"


def test_without_a_choice_the_run_at_work_is_shown(app, service):
    run_id = service().submit(preset("quick"))
    assert opened(app, "train").query_params["run"] == run_id


def test_an_address_with_a_recipe_is_the_form_also_while_a_run_is_at_work(app, service):
    run_id = service().submit(preset("quick"))
    at = opened(app, "train", preset="linear")
    assert "run" not in at.query_params
    assert recipe_of(at) == preset("linear")
    assert at.expander[0].label == "1 run at work or waiting"
    button(at, "Show").click().run()
    assert at.query_params["run"] == run_id
    assert recipe_of(at) == preset("quick")


def test_whoever_is_at_the_form_stays_there_and_is_told_of_a_run_that_begins_elsewhere(
    app, service
):
    at = opened(app, "train", preset="linear")
    assert not at.expander
    run_id = service().submit(preset("quick"), name="elsewhere")
    at.run()
    assert "run" not in at.query_params
    assert recipe_of(at) == preset("linear")
    assert at.expander[0].label == "1 run at work or waiting"
    button(at, "Show").click().run()
    assert at.query_params["run"] == run_id
    assert not at.expander


def test_back_from_a_run_leads_to_the_form_as_it_was(app, service, monkeypatch):
    monkeypatch.setattr("pages.ui.shell.late.LATE", -1)  # whoever presses Back took their time
    at = opened(app, "train", preset="quick", recipe="seed=4")
    button(at, "Train").click().run()
    del at.query_params["run"]  # as the browser does
    at.run()
    assert "run" not in at.query_params
    assert recipe_of(at) == preset("quick").assign(["seed=4"])
    assert at.expander[0].label == "1 run at work or waiting"
    at.number_input(key="set seed").set_value(5).run()
    assert recipe_of(at) == preset("quick").assign(["seed=5"])
    assert "run" not in at.query_params


def test_the_form_leads_to_the_run_that_it_began_once_that_has_ended(app, service, monkeypatch):
    monkeypatch.setattr("pages.ui.shell.late.LATE", -1)  # whoever presses Back took their time
    at = opened(app, "train", preset="quick")
    button(at, "Train").click().run()
    run_id = at.query_params["run"]
    del at.query_params["run"]  # as the browser does
    at.run()
    assert labels(at).count("Show") == 1  # in the queue
    service().stop(run_id)
    at.run()
    assert not at.expander
    button(at, "Show").click().run()
    assert at.query_params["run"] == run_id
    del at.query_params["run"]
    RunStore().delete(run_id)
    at.run()
    assert "Show" not in labels(at)
    assert not at.exception
    assert not at.error


@pytest.mark.parametrize("watched", [False, True])
def test_the_corpus_of_the_address_is_trained_on_whatever_run_is_at_work(
    app, trained, service, watched
):
    run_id = service().submit(preset("quick").assign(["corpus.name=hostile"]))
    if watched:
        assert opened(app, "train").selectbox(key="choose corpus").value == "hostile"
    at = opened(app, "train", corpus="flat")
    assert at.query_params["run"] == run_id
    assert at.query_params["corpus"] == "flat"
    assert at.selectbox(key="choose corpus").value == "flat"
    button(at, "Train").click().run()
    assert RunStore().runs()[0].experiment.corpus.name == "flat"


def unfit_corpora():
    corpus = make_corpus()
    return {
        "bags": (replace(corpus, bags=True), "bags of words without order"),
        "few": (replace(corpus, train=corpus.train[:1], dev=()), "one to validate on"),
        "unlabelled": (
            replace(corpus, train=tuple(replace(item, labels=()) for item in corpus.train)),
            "no training document has a label",
        ),
    }


LOOK = "fit of a corpus"


def looked_through(at):
    """The page once its corpus was read, which happens in the background."""
    return behind(at, LOOK)


@pytest.fixture
def unread(monkeypatch):
    """No corpus is read in the background until this event is set, or a press waits for it."""
    read, seen, begun = registry.load_corpus, fit.seen, threading.Event()

    def wait(*args, **kwargs):
        if threading.current_thread().name == LOOK:
            begun.wait(60)
        return read(*args, **kwargs)

    def press(experiment):
        begun.set()
        return seen(experiment)

    monkeypatch.setattr(registry, "load_corpus", wait)
    monkeypatch.setattr(fit, "seen", press)
    yield begun
    begun.set()


@pytest.mark.parametrize("name", unfit_corpora())
@pytest.mark.parametrize("at_once", [False, True])
def test_what_cannot_learn_from_the_corpus_is_told_and_nothing_starts(
    app, home, service, unread, name, at_once
):
    corpus, reason = unfit_corpora()[name]
    folder.write(corpus, home / "corpora" / name)
    at = opened(app, "train", corpus=name)
    if at_once:  # before the corpus is known
        button(at, "Train").click().run()
    else:
        unread.set()
        looked_through(at)
        assert button(at, "Train").disabled
    assert reason in at.warning[0].value
    assert not RunStore().runs()


def test_hypernyms_are_looked_for_before_a_run_and_a_list_upside_down_is_said(
    app, home, service, tmp_path, monkeypatch
):
    folder.write(make_corpus(), home / "corpora" / "tiny")
    recipe = "model.hypernyms=true;corpus.min_count=1"
    at = looked_through(opened(app, "train", corpus="tiny", recipe=recipe))
    assert "none of the words has a hypernym" in at.warning[0].value
    assert button(at, "Train").disabled
    path = tmp_path / "list.tsv"
    path.write_text("".join(f"{leaf}{n}\tnoise{n}\n" for leaf in "abc" for n in range(3)))
    monkeypatch.setattr("hmlc_core.data.hypernyms.reading.BUNDLED", path)
    at = looked_through(opened(app, "train", corpus="tiny", recipe=f"{recipe};seed=1"))
    assert not button(at, "Train").disabled
    assert "perhaps the child stands first" in texts(at)
    assert "--child-first" not in texts(at)


def test_a_preset_that_reads_bags_is_trained_on_them(app, home, service):
    folder.write(unfit_corpora()["bags"][0], home / "corpora" / "bags")
    at = looked_through(opened(app, "train", corpus="bags", preset="linear"))
    assert not at.warning
    button(at, "Train").click().run()
    assert len(RunStore().runs()) == 1


@pytest.mark.parametrize(("edges", "preset", "said"), [
    (False, "quick", True), (True, "quick", False), (False, "linear", False),
])  # fmt: skip
def test_that_there_is_no_hierarchy_to_be_given_is_told(app, home, edges, preset, said):
    folder.write(hostile_corpus(edges=edges), home / "corpora" / "own")
    at = looked_through(opened(app, "train", corpus="own", preset=preset))
    assert ("is given the hierarchy, and this corpus has none" in texts(at)) == said


@pytest.mark.parametrize("page", ["train", "systems"])
def test_a_test_split_without_labels_is_told_before_training(app, home, page):
    corpus = make_corpus()
    bare = tuple(replace(item, labels=()) for item in corpus.test)
    folder.write(replace(corpus, test=bare), home / "corpora" / "bare")
    at = looked_through(opened(app, page, corpus="bare"))
    assert UNSCORED in texts(at)


def test_a_run_without_test_labels_says_so(app, trained, monkeypatch):
    monkeypatch.setattr("pages.ui.run.scores.unscored", lambda corpus: True)
    store = RunStore()
    run_id = store.create(store.get(run_called(PLAIN)).experiment)
    store.start(run_id)
    store.finish(run_id, "finished")
    at = opened(app, "train", run=run_id)
    assert UNSCORED in texts(at)
    assert "before it was scored" not in texts(at)


def test_the_queue_is_seen_bounded_and_can_be_stopped(app, service, monkeypatch):
    monkeypatch.setattr(run_queue, "SHOWN", 3)
    for seed in range(run_queue.SHOWN + 3):
        service().submit(preset("quick").assign([f"seed={seed}"]), name=f"**{seed}**")
    at = opened(app, "train")
    assert at.expander[-1].label.startswith(f"{run_queue.SHOWN + 2} other runs")
    assert labels(at).count("Show") == run_queue.SHOWN
    assert "**5**" not in texts(at)
    stop = [item for item in at.button if str(item.key).startswith("stop queued")]
    stop[0].click().run()
    assert sum(run.status == "stopped" for run in RunStore().runs()) == 1


def test_a_full_queue_is_told_and_keeps_what_was_set(app, service, monkeypatch):
    def full(experiment):
        raise StoreError("too many runs are waiting", where="queue")

    monkeypatch.setattr(service(), "submit", full)
    at = opened(app, "train", recipe="seed=8")
    button(at, "Train").click().run()
    assert "too many runs are waiting" in at.error[0].value
    assert at.query_params["recipe"] == "seed=8"


def kernels_at(monkeypatch, *names):
    """Preparations of every recipe, by these names."""
    kernels = [Preparation(name, lambda: None) for name in names]
    monkeypatch.setattr("pages.ui.shell.resources.kernels_of", lambda experiment: kernels)
    return kernels


@pytest.mark.parametrize("page", ["train", "runs"])
def test_kernels_that_a_run_would_wait_for_are_told_until_they_are_ready(
    app, service, monkeypatch, page
):
    monkeypatch.setattr("pages.ui.shell.resources.warm_up", Future)  # others go on
    first, second = kernels_at(monkeypatch, "placing", "recurrence")
    run_id = service().submit(preset("quick"))
    at = opened(app, page, run=run_id)
    assert texts(at).count("Preparing kernels for placing, kernels for recurrence.") == 1
    first.done.set_result(None)
    assert "Preparing kernels for recurrence." in texts(at.run())
    second.done.set_result(None)
    assert "Preparing" not in texts(at.run())


def test_libraries_that_are_being_imported_are_told(app, monkeypatch):
    work = Future()
    monkeypatch.setattr("pages.ui.shell.resources.warm_up", lambda: work)
    at = opened(app, "train")
    assert "Preparing libraries that all runs need" in texts(at)
    work.set_result(None)
    assert "Preparing" not in texts(at.run())


def test_kernels_that_cannot_be_compiled_are_told_with_the_reason(app, monkeypatch):
    (kernel,) = kernels_at(monkeypatch, "placing")
    kernel.done.set_exception(OSError("<b>no compiler</b>"))
    said = texts(opened(app, "train"))
    assert "could not be prepared" in said
    assert "no compiler" in said
    assert "<b>" not in said


def test_libraries_that_cannot_be_imported_are_told_with_the_reason(app, monkeypatch):
    work = Future()
    work.set_exception(ImportError("no torch"))
    monkeypatch.setattr("pages.ui.shell.resources.warm_up", lambda: work)
    assert "no torch" in texts(opened(app, "train"))


def test_kernels_of_the_recipe_go_before_those_of_other_presets(monkeypatch):
    own = Compiler()
    monkeypatch.setattr(background, "compiler", own)
    assert resources.kernels_of(preset("quick")) is None
    resources._imported().set()
    begun = []
    monkeypatch.setattr(own, "begin", lambda kernels, first: begun.append((kernels, first)))
    kernels = resources.kernels_of(preset("quick"))
    assert begun == [(kernels, True)]
    assert [kernel.name for kernel in kernels] == [
        "placing of labels",
        "pooled scores",
        "optimiser",
    ]


def test_a_run_says_which_implementation_trained_it(app, trained):
    at = opened(app, "train", run=run_called(PLAIN))
    assert "on the readable torch path; scored" in texts(at)


def test_of_a_run_whose_steps_are_done_it_is_said_what_it_is_at(home):
    def said(stage, early=False):
        run_id = store.create(experiment)
        store.start(run_id)
        shot = Snapshot(stage=stage, step=7, steps=7 + early, epoch=7.0, seconds=3.0, early=early)
        store.log(run_id, [shot])
        now = run_view.progress_line(store.get(run_id))
        store.finish(run_id, "finished")
        return now, run_view.progress_line(store.get(run_id))

    store, experiment = RunStore(), preset("quick").assign(["training.epochs=9"])
    assert said("labels")[0] == "Placing the labels · epoch 7 · 3 s · done"
    assert said("train") == (
        "Training · epoch 7 of at most 9 · 3 s · scoring",
        "Trained 7 epochs in 3 s; scored at its best epoch.",
    )
    assert said("train", early=True) == (
        "Training · epoch 7 of at most 9 · 3 s · ended early, as its scores got no better "
        "· scoring",
        "Trained 7 epochs, until its scores got no better, in 3 s; scored at its best epoch.",
    )


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0 s"), (59.4, "59 s"), (200, "3 min 20 s"), (7500, "2 h 5 min")]
)
def test_durations(seconds, text):
    assert run_view.duration(seconds) == text


def test_the_download_is_the_experiment(app):
    at = unfolded(app, recipe="model.dim=5")
    (download,) = [item for item in at.download_button if "JSON" in item.label]
    assert download.proto.url
    assert json.loads(recipe_of(at).to_json())["model"]["dim"] == 5


def test_every_part_of_a_run_at_work_keeps_the_place_of_what_is_beside_it(app, service, heard):
    run_id = service().submit(preset("quick"))
    opened(app, "train", run=run_id)
    assert check_places(page_of(heard))


@pytest.mark.parametrize(("status", "looks"), [("stopped", True), ("finished", False)])
def test_a_run_that_another_tab_may_resume_is_looked_at_now_and_then(
    app, service, heard, status, looks
):
    store = RunStore()
    run_id = store.create(preset("quick"))
    store.start(run_id)
    store.finish(run_id, status)
    opened(app, "train", run=run_id)
    times = {message.auto_rerun.interval for message in heard if message.HasField("auto_rerun")}
    assert times == {2.0, 4.0} if looks else {2.0}  # every two seconds: other runs


@pytest.mark.parametrize("page", ["trajectories", "words", "interactions"])
def test_of_a_run_that_has_only_begun_nothing_is_shown_yet(app, service, page):
    at = opened(app, page, run=service().submit(preset("quick")))
    assert "it has learned nothing yet" in texts(at)
    assert button(at, "Look again")
    assert not at.error


def test_where_no_run_is_at_work_an_interrupted_one_is_told(app, service, monkeypatch):
    store = RunStore()
    store.start(store.create(preset("quick"), name="lost"))
    monkeypatch.setattr("hmlc_core.runs.store.owner.Owner.is_gone", lambda self: True)
    assert "lost was interrupted after" in texts(opened(app, "train"))


def test_a_run_that_ended_with_the_server_is_told_and_one_that_was_stopped_is_not(app, service):
    store = RunStore()
    run_id = store.create(preset("quick"), name="left")
    store.start(run_id)
    store.finish(run_id, "stopped", STOPPED_WITH_PROGRAM)
    assert "left was stopped with the program that trained it, after" in texts(opened(app, "train"))
    store.finish(store.create(preset("quick"), name="stopped"), "stopped")
    assert "stopped with the program" not in texts(opened(app, "train"))


@pytest.mark.parametrize("many", [False, True])
def test_the_size_of_the_corpus_is_told_and_what_stands_beside_scores(app, home, monkeypatch, many):
    corpus = make_corpus()
    folder.write(corpus, home / "corpora" / "own")
    size = len(corpus.graph), len(corpus.train)
    limit = size[0] * size[1] - many  # labels times documents
    monkeypatch.setattr("hmlc_core.runs.references.LARGEST", limit)
    said = texts(looked_through(opened(app, "train", corpus="own")))
    assert f"{size[0]} labels, {size[1]} training documents." in said
    assert ("TF-IDF + centroids" in said) == many
    assert ("references: TF-IDF + linear" in said) != many
