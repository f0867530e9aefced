"""A run told in one page of Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import hmlc_core
from hmlc_core.evaluation.interaction import CHANCE, Finding
from hmlc_core.experiment import SCORES, UNDEFINED, Experiment, score_title
from hmlc_core.runs.run import LOST_PROGRESS, Run, imported
from hmlc_core.runs.store.tags import flat
from hmlc_core.shipped import program
from hmlc_core.wording import epochs

_FILES = {
    "experiment.json": f"the settings; `{program()} train --experiment experiment.json` "
    "repeats the run",
    "curves.csv": "losses, scores and health by step",
    "scores.csv": "the table above",
    "checkpoint.safetensors": "what a run goes on from, for networks newest and best weights, "
    "optimiser and generator states; counters, vocabulary and labels are JSON in its header",
    "labels.tsv": "label points by name; `\\t`, `\\n` and `\\\\` in names are escapes, and one "
    "that a spreadsheet would compute begins with an apostrophe",
    "labels.word2vec.txt": "the same for word2vec readers such as gensim; blanks in names "
    "became `_`",
    "words.tsv": "word points by name",
    "words.word2vec.txt": "the same for word2vec readers",
    "vectors.npz": "all points for numpy: `labels`, `label_points`, `words`, `word_points`",
    "predictions.csv": "labels of every test document by score, the 100 highest and all that it "
    "has",
}

_OF_IMPORTED = {
    "experiment.json": "the files that it was made of, with their checksums",
    "curves.csv": "scores of the hierarchy that was read off the points",
    "checkpoint.safetensors": "points, names, edges, and labels of documents",
}
"""What these files are where another program has placed the points."""

_WORDS = {
    "loss": "loss per pair of words (Eq. 3)",
    "loss_after": "the same after their hypernyms drew them",
    "hypernym_mean_rank_before": "mean rank of a word's hypernyms among all words, before",
    "hypernym_mean_rank_after": "mean rank of a word's hypernyms among all words, after",
    "hypernym_mean_rank_end": "mean rank of a word's hypernyms among all words, after the labels "
    "were trained",
    "hypernym_mean_rank_chance": "mean rank of a word's hypernyms by chance",
    "norm_frequency": "distance from the origin against frequency (Spearman)",
    "norm_depth": "distance from the origin against depth among hypernyms (Spearman)",
}
"""What the scores of words say."""


def report(
    run: Run,
    references: Mapping[str, Mapping[str, float]],
    findings: Sequence[Finding],
    files: Sequence[str],
    about: str,
    between: str = "",
    left_out: Sequence[str] = (),
) -> str:
    """The page, ending in a list of the files that are exported with it.

    findings: about words and labels; none where there are no places to measure. about: a sentence
    about the vectors, or why there are none. between: one on what happened to label points between
    their stage and training. left_out: sentences on what cannot be read.
    """
    lines = _lines(run, references, findings, files, about, between, left_out)
    return "\n".join(lines) + "\n"


def _lines(
    run: Run,
    references: Mapping[str, Mapping[str, float]],
    findings: Sequence[Finding],
    files: Sequence[str],
    about: str,
    between: str,
    left_out: Sequence[str],
) -> Iterator[str]:
    yield f"# {_plain(run.name)}"
    yield ""
    when = f"{run.created:%Y-%m-%d %H:%M} UTC. Hyperlabel {hmlc_core.__version__}."
    if imported(run):
        yield f"Run `{run.id}`, imported {when} Another program placed its points."
    else:
        reached = f"; {LOST_PROGRESS}," if run.lost_progress else f" after {epochs(run.epoch)} and"
        yield (
            f"Run `{run.id}`, {run.status}{reached} {run.seconds:.1f} s of training; begun {when}"
        )
    if run.message:
        yield f"\n> {_plain(run.message)}"
    yield from (f"\n> {_plain(sentence)}" for sentence in left_out)
    if run.experiment is None or run.experiment.model.scores_documents:
        yield "\n## Scores of the test split\n"
        yield from _score_lines(run, {"this run": run.test_scores, **references})
    if found := run.scores_under("words"):
        yield "\n## Words\n"
        yield from (f"- {_WORDS.get(name, name)}: {value:.4g}" for name, value in found.items())
    if findings:
        yield "\n## Words and labels, beside chance\n"
        yield from (f"- **{finding.title}.** {finding.sentence}" for finding in findings)
        yield f"\n{CHANCE}"
    if run.experiment is not None:
        model = run.experiment.model
        yield f"\n## Method\n\n{model.title} ({model.source}). {between}".rstrip()
        yield "\n## Settings that differ from the defaults\n"
        yield from _setting_lines(run.experiment)
    yield "\n## Files\n"
    told = _FILES | (_OF_IMPORTED if imported(run) else {})
    for name in files:
        yield f"- `{name}`: {told[name]}."
    yield ""
    yield about


def _score_lines(run: Run, scores: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    if not run.test_scores:
        yield (
            "There are none."
            if run.status == "finished"
            else "The test split is judged when a run is finished; this one is not."
        )
        return
    yield "| predictor | " + " | ".join(map(score_title, SCORES)) + " |"
    yield "|---" * (1 + len(SCORES)) + "|"
    for who, by_name in scores.items():
        cells = (f"{by_name[name]:.4f}" if name in by_name else UNDEFINED for name in SCORES)
        yield f"| {who} | " + " | ".join(cells) + " |"


def _setting_lines(experiment: Experiment) -> Iterator[str]:
    standard = dict(flat(Experiment(model=type(experiment.model)()).to_dict()))
    chosen = flat(experiment.to_dict())
    changed = [(path, value) for path, value in chosen if value != standard.get(path)]
    for path, value in changed:
        yield f"- `{path}` = `{_plain(str(value))}`"
    if not changed:
        yield "None."


def _plain(text: str) -> str:
    """Text that cannot end the line it stands in, or begin markup."""
    return " ".join(text.split()).replace("<", "&lt;").replace("`", "'").replace("|", "\\|")
