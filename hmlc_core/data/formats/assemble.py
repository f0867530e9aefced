"""From records as a file gives them to a `Corpus`."""

from __future__ import annotations

from collections.abc import Mapping
from heapq import nsmallest

from hmlc_core.data.corpus import FIRST, SPLITS, Corpus, Document
from hmlc_core.data.formats.direction import note_rare_parents
from hmlc_core.data.formats.edge_names import settled
from hmlc_core.data.formats.hierarchy import build_graph
from hmlc_core.data.formats.records import (
    Hierarchy,
    Record,
    Records,
    check_amounts,
    check_ids,
    check_labels,
    check_names,
    check_texts,
    check_tokens,
    in_one_form,
    label_uses,
    note_oddities,
    note_unseen,
)
from hmlc_core.data.labels import ROOT, LabelGraph
from hmlc_core.data.problems import Problems
from hmlc_core.data.splits import lowest_hashes
from hmlc_core.data.tokenizers import Tokenizer
from hmlc_core.data.tokenizers import tokenizer as tokenizer_named
from hmlc_core.experiment.tokenizers import SPACES, WORDS

TEST_SHARE = 0.1


def assemble(
    name: str,
    title: str,
    records: Records,
    hierarchy: Hierarchy,
    problems: Problems,
    *,
    notes: tuple[str, ...] = (),
    assumed: tuple[str, ...] = (),
    tokenizer: str = WORDS,
    bags: bool = False,
    texts: bool = True,
) -> Corpus | None:
    """The corpus of these records, or None when an error was reported, now or before.

    Without a hierarchy all labels stand side by side in alphabetical order. Without test
    records a tenth of the training records, chosen by their ids, becomes the test split.

    notes, assumed: what an earlier reading has said.
    tokenizer: how the texts become words, unless they are lists of tokens.
    bags: the texts are terms in no order.
    texts: whether there are any; vectors stand for them elsewhere.
    """
    records = in_one_form(records, problems)
    check_amounts(records, problems)
    check_texts(records, problems)
    check_ids(records, problems)
    tokenizer = SPACES if check_tokens(records, problems) else tokenizer
    uses = label_uses(records)
    graph = graph_of(uses, hierarchy, problems) if check_names(uses, problems) else None
    if graph is not None:
        _check_amounts(records, graph, hierarchy, problems)
    if graph is None or problems.errors:
        return None
    note_unseen(uses, graph, hierarchy, problems)
    note_rare_parents(
        (item.labels for items in records.values() for item in items),
        hierarchy.edges or (),
        hierarchy.path,
        problems,
    )
    tokenize = tokenizer_named(tokenizer) if texts else None
    note_oddities(records, graph, tokenize, problems)
    splits = {split: tuple(records.get(split, ())) for split in SPLITS}
    if not splits["test"]:
        splits["train"], splits["test"] = _held_out(splits["train"], problems)
    _note_untrainable(splits["train"], tokenize, problems)
    if splits["test"] and not any(item.labels for item in splits["test"]):
        problems.note(
            "no test document has a label, so that no score on them is defined",
            splits["test"][0].file,
        )
    problems.close_tallies()
    rows = {name: row for row, name in enumerate(graph.names)}
    documents = {
        split: tuple(
            Document(item.id, item.text, tuple(dict.fromkeys(rows[label] for label in item.labels)))
            for item in items
        )
        for split, items in splits.items()
    }
    # A note that an earlier reading already left is not told twice.
    fresh = [
        note
        for note in problems.sentences()
        if not any(note.partition(": ")[2] in earlier for earlier in notes)
    ]
    fresh += [sentence for sentence in problems.assumed if sentence not in notes]
    train, dev, test = (documents[split] for split in SPLITS)
    return Corpus(
        name,
        title,
        graph,
        train,
        dev,
        test,
        notes=(*notes, *fresh),
        tokenizer=tokenizer,
        bags=bags,
        texts=texts,
        assumed=(*assumed, *problems.assumed),
        first=_first(splits),
    )


def _first(splits: Records) -> tuple[tuple[str, str], ...]:
    """Split and id of the documents that stand first in the files, which come by their splits."""
    every = [(split, item) for split in SPLITS for item in splits[split]]
    files = {file: rank for rank, file in enumerate(dict.fromkeys(item.file for _, item in every))}
    found = nsmallest(FIRST, every, key=lambda pair: (files[pair[1].file], pair[1].line))
    return tuple((split, item.id) for split, item in found)


def graph_of(
    uses: Mapping[str, Record], hierarchy: Hierarchy, problems: Problems
) -> LabelGraph | None:
    """The label graph of a hierarchy, or, where there is none, of the labels that documents use.

    uses: see `label_uses`. Reports what is wrong with the hierarchy, and labels that it lacks.
    """
    whole = not problems.wrong(hierarchy.path)  # else it lacks what could not be read
    edges = settled(hierarchy.edges or {}, set(uses), hierarchy.path, problems)
    known = {label for edge in edges for label in edge} if edges else set(uses)
    known.discard(ROOT)
    names = [label for label in hierarchy.texts if label in known]
    names += sorted(uses) if hierarchy.edges is None else []
    for label in hierarchy.texts:
        if label not in known:
            problems.tally(
                "label_names.tsv names labels that do not exist otherwise", hierarchy.path
            )
    graph = build_graph(names, edges, hierarchy.texts, hierarchy.path, problems)
    listed = known if edges else set(names)
    # Of a hierarchy that is refused and of other labels altogether, the cause is enough.
    if whole and (graph is not None or listed & uses.keys()):
        check_labels(uses, listed, hierarchy, problems)
    return graph


def _check_amounts(
    records: Records, graph: LabelGraph, hierarchy: Hierarchy, problems: Problems
) -> None:
    first = next((item.file for items in records.values() for item in items), hierarchy.path)
    source = first if hierarchy.edges is None else hierarchy.path
    if not records.get("train") and not problems.errors:
        problems.error("there are no training documents", first)
    elif not len(graph) and not problems.errors:
        problems.error(
            "there are no labels",
            source,
            remedy="Give the documents labels, or list the labels in hierarchy.tsv.",
        )
    elif sum(map(len, records.values())) == 1 and not problems.errors:
        problems.note("there is only one document, so there is nothing to compare it with", first)
    elif len(graph) == 1 and not problems.errors:  # else others may stand in lines with errors
        problems.note("there is only one label, so there is nothing to tell apart", source)


def _note_untrainable(
    train: tuple[Record, ...], tokenize: Tokenizer | None, problems: Problems
) -> None:
    """Note that there is nothing to learn: such a corpus can be looked at, and no more."""
    for missing, present in (
        ("label", any(item.labels for item in train)),
        ("word", tokenize is None or any(tokenize(item.text, 1) for item in train)),
    ):
        if train and not present:
            problems.note(
                f"no method can be trained on this corpus: no training document has a {missing}",
                train[0].file,
            )


def _held_out(
    train: tuple[Record, ...], problems: Problems
) -> tuple[tuple[Record, ...], tuple[Record, ...]]:
    chosen = lowest_hashes((item.id for item in train), TEST_SHARE)
    problems.assume(
        f"{train[0].file.name}: there is no test split; {len(chosen):,} of the {len(train):,} "
        "training documents, chosen by their ids, are held out as one"
    )
    return (
        tuple(item for item in train if item.id not in chosen),
        tuple(item for item in train if item.id in chosen),
    )
