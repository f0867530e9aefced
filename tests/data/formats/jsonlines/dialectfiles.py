"""Corpora as the code of NeuralClassifier, of HiAGM and HGCLR, and EURLEX have them."""

from __future__ import annotations

import json

from tests.data.corpusfiles import Files, jsonl


def neural(tokens: str, *labels: str) -> dict[str, object]:
    """A document with keywords and a topic, which are not read."""
    return {
        "doc_label": list(labels),
        "doc_token": tokens.split(),
        "doc_keyword": ["mill"],
        "doc_topic": ["news"],
    }


NEURAL = (
    neural("the mill closed", "Business--Companies", "Business--Labour"),
    neural("profits rose", "Business--Companies"),
    neural("the river froze", "Weather"),
    neural("ice again", "Weather"),
)
HIAGM = (
    {"token": ["the", "mill", "closed"], "label": ["C1", "C15"]},
    {"token": ["profits", "rose"], "label": ["C1", "C15"]},
    {"token": ["the", "river", "froze"], "label": ["G1"]},
)
EURLEX = (
    {"celex_id": "32001R0001", "text": "Milk quotas.", "eurovoc_concepts": ["2771", "1309"]},
    {"celex_id": "32001R0002", "text": "Milk prices.", "eurovoc_concepts": ["2771"]},
    {"celex_id": "32001R0003", "text": "Air routes.", "eurovoc_concepts": ["4505"]},
)
TAXONOMY = "Root\tC1\tG1\nC1\tC15\n"


def neuralclassifier() -> Files:
    return {
        "desk_train.json": jsonl(*NEURAL),
        "desk_test.json": jsonl(neural("more ice", "Weather")),
        "desk.taxonomy": "Root\tBusiness\tWeather\nBusiness\tCompanies\tLabour\n",
    }


def hiagm() -> Files:
    return {
        "desk_train.json": jsonl(*HIAGM),
        "desk_val.json": jsonl({"token": ["ice"], "label": ["G1"]}),
        "desk_test.json": jsonl({"token": ["more", "ice"], "label": ["G1"]}),
        "desk.taxnomy": TAXONOMY,
    }


def eurlex() -> Files:
    return {
        "train.jsonl": jsonl(*EURLEX),
        "test.jsonl": jsonl({**EURLEX[2], "celex_id": "32001R0009"}),
    }


LAW = {
    "celex_id": "32006D0213",
    "uri": "http://example.org/32006D0213",
    "type": "Decision",
    "concepts": ["192", "560"],
    "title": "Commission Decision of 6 March 2006",
    "header": "COMMISSION DECISION",
    "recitals": ",\nHaving regard to milk,",
    "main_body": ["Article 1", "Milk is white."],
    "attachments": "Done at Brussels.",
}
EUROVOC = {
    "192": {"label": "health control", "alt_labels": ["check"], "parents": ["2841"]},
    "560": {"label": "milk", "alt_labels": [], "parents": []},
    "2841": {"label": "health", "alt_labels": [], "parents": []},
}


def law(celex: str, *concepts: str) -> str:
    """The file of another law, over several lines."""
    return json.dumps({**LAW, "celex_id": celex, "concepts": list(concepts)}, indent=1)


def eurlex57k() -> Files:
    """A file for each document, and the concepts."""
    return {
        "train/1.json": law("32006D0213", "192", "560"),
        "train/2.json": law("32006D0214", "560"),
        "train/3.json": law("32006D0215", "2841"),
        "dev/4.json": law("32006D0216", "192"),
        "test/5.json": law("32006D0217", "560"),
        "EURLEX57K.json": json.dumps(EUROVOC),
    }
