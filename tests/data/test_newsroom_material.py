"""The files of the newsroom corpus are complete and agree with each other."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from hmlc_core.data.newsroom_grammar import Chance, Frame, Story, slots
from hmlc_core.data.newsroom_material import FOLDER, Material, material
from hmlc_core.data.text import tokenize

TOLD = {"TERM"}
"""Slots that the story fills, not the lexicon."""


@pytest.fixture(scope="module")
def stuff() -> Material:
    return material()


def all_frames(stuff: Material) -> list[Frame]:
    groups = [*stuff.frames, *stuff.headlines, *stuff.generic.values()]
    return [frame for group in groups for frame in group]


def one_text(stuff: Material, frame: Frame) -> str:
    story = Story(stuff.lexicon, Chance(np.random.default_rng(0)))
    story.cast["TERM"] = "term"
    return story.write(frame)


def test_hierarchy_is_about_sixty_labels_in_four_levels(stuff: Material):
    assert 60 <= len(stuff.graph) <= 70
    assert stuff.graph.depth.max() == 3
    assert len(stuff.graph.roots()) == 9


def test_some_labels_have_two_parents(stuff: Material):
    graph = stuff.graph
    double = {graph.names[i] for i in range(len(graph)) if len(graph.parents(i)) == 2}
    assert {"sports_business", "health_technology", "environmental_law", "space_industry"} <= double
    assert all(len(graph.parents(graph.index(name))) == 2 for name in double)


def test_every_label_has_a_name_for_people(stuff: Material):
    texts = [stuff.graph.display(i) for i in range(len(stuff.graph))]
    assert len(set(texts)) == len(texts)
    assert all(text and "_" not in text for text in texts)


def test_popularity_lists_every_leaf_and_nothing_twice(stuff: Material):
    assert set(stuff.topics) >= set(stuff.graph.leaves())
    assert len(set(stuff.topics)) == len(stuff.topics)


def test_related_topics_do_not_contain_each_other(stuff: Material):
    for topic, others in enumerate(stuff.related):
        assert set(stuff.topics).issuperset(others)
        assert not others or topic in stuff.topics
        assert {topic, *stuff.graph.ancestors(topic)}.isdisjoint(others)


def test_no_topic_file_has_a_label_that_does_not_exist(stuff: Material):
    headings = [
        line.removeprefix("== ")
        for path in (FOLDER / "topics").glob("*.txt")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("== ")
    ]
    assert sorted(headings) == sorted(stuff.graph.names)


def test_there_is_enough_to_write_with(stuff: Material):
    for label in range(len(stuff.graph)):
        topic = label in stuff.topics
        assert len(stuff.frames[label]) >= (12 if topic else 8), stuff.graph.names[label]
        assert len(stuff.headlines[label]) >= (4 if topic else 3), stuff.graph.names[label]
    assert len(stuff.generic["generic"]) >= 40
    assert {"term", "link", "dateline"} <= stuff.generic.keys()


def test_no_frame_stands_twice(stuff: Material):
    assert [frame for frame, times in Counter(all_frames(stuff)).items() if times > 1] == []


def test_every_slot_has_a_list(stuff: Material):
    used = {name for frame in all_frames(stuff) for name in slots(frame)}
    used |= {name for choice in stuff.lexicon.values() for name in slots((choice,))}
    assert used - stuff.lexicon.keys() == TOLD
    assert stuff.lexicon.keys() - used == set()


def test_frames_are_sentences_of_reasonable_length(stuff: Material):
    for group in (*stuff.frames, stuff.generic["generic"], stuff.generic["term"]):
        for frame in group:
            text = one_text(stuff, frame)
            assert 3 <= len(text.split()) <= 28, text
            assert text.endswith((".", '"', "?")), text
            assert text == " ".join(text.split())
            assert text.count('"') % 2 == 0, text


def test_ambiguous_words_are_listed_for_two_labels_each(stuff: Material):
    rows = [(sense.word, sense.label) for sense in stuff.senses]
    assert len(set(rows)) == len(rows)
    counts = Counter(word for word, _ in rows)
    assert [word for word, times in counts.items() if times < 2] == []
    assert len(counts) >= 40
    assert {sense.label for sense in stuff.senses} <= set(stuff.graph.names)
    assert all(sense.meaning for sense in stuff.senses)


def test_ambiguous_words_occur_in_frames_of_their_labels(stuff: Material):
    missing = []
    for sense in stuff.senses:
        frames = stuff.frames[stuff.graph.index(sense.label)]
        if not any(sense.word in tokenize(one_text(stuff, frame)) for frame in frames):
            missing.append((sense.word, sense.label))
    assert missing == []
