"""Thesauri in SKOS, as Turtle (`.ttl`); read by the optional package rdflib.

Edges are `skos:broader` and `skos:narrower`. A concept's label is the last part of its address
where no other one has it, and the whole address where one has; people read its `skos:prefLabel`.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from pathlib import Path
from typing import Any

from hmlc_core.data.formats.hierarchy import EdgeList, Edges
from hmlc_core.data.formats.names import one_form
from hmlc_core.data.formats.trees.bounded import optional, plain_name, whole_text
from hmlc_core.data.labels import ROOT
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

_NAMESPACE = "http://www.w3.org/2004/02/skos/core#"
_PART = re.compile(r"[^/#:<>\s;,\"]+")
"""Parts of addresses as Turtle writes them, in whole or with a prefix."""
_LANGUAGES = ("en", None)
"""Languages of `prefLabel` in the order of preference; then the first of all in the alphabet."""


def matches(path: Path) -> bool:
    """Whether the file is called `.ttl`."""
    return plain_name(path).endswith(".ttl") and path.is_file()


def read(path: Path, problems: Problems) -> tuple[Edges, dict[str, str]]:
    """The edges, each with the first line that names the lower concept, and preferred labels."""
    package = optional("rdflib", path, problems)
    text = whole_text(path, problems) if package else None
    if package is None or text is None:
        return {}, {}
    logging.getLogger("rdflib").setLevel(logging.CRITICAL)  # it would say what is reported here
    graph = package.Graph()
    try:
        graph.parse(data=text, format="turtle")
    except Exception as error:  # whatever a parser of another package raises on a damaged file
        place = getattr(error, "_i", None)  # of a syntax error; the lines that it counts are others
        where = text.count("\n", 0, place) + 1 if isinstance(place, int) else None
        problems.error(
            "not a Turtle file",
            path,
            where,
            expected="statements of a subject, a property and objects, each with a full stop",
            found=None if where is None else shorten(text.split("\n")[where - 1]),
        )
        return {}, {}
    skos = package.Namespace(_NAMESPACE)
    pairs = [(above, concept) for concept, above in graph.subject_objects(skos.broader)]
    pairs += graph.subject_objects(skos.narrower)
    concepts = {each for pair in pairs for each in pair}
    concepts |= set(graph.subjects(package.RDF.type, skos.Concept))
    if not concepts:
        problems.error(
            "there are no concepts", path, expected="skos:Concept, skos:broader or skos:narrower"
        )
        return {}, {}
    names = _names(sorted(map(str, concepts)))
    lines = _lines(text)
    found = EdgeList(path, problems)
    for above, concept in sorted({(str(above), str(concept)) for above, concept in pairs}):
        found.add(names[above], names[concept], lines.get(_last(concept), 1))
    edges = found.finished()
    joined = {name for edge in edges for name in edge}
    texts = {one_form(names[str(each)]): _text(graph, skos, each) for each in concepts}
    texts = {name: texts[name] or name for name in sorted(texts)}
    edges |= {(ROOT, name): 1 for name in texts if name not in joined}
    problems.assume(
        f"Labels of {path.name} are the last parts of its concepts' addresses, its edges "
        "skos:broader and skos:narrower."
    )
    return edges, texts


def _last(address: str) -> str:
    parts = _PART.findall(address)
    return parts[-1] if parts else address


def _names(addresses: list[str]) -> dict[str, str]:
    """A name for each address, all different."""
    counts = Counter(map(_last, addresses))
    return {each: _last(each) if counts[_last(each)] == 1 else each for each in addresses}


def _lines(text: str) -> dict[str, int]:
    """Part of an address -> the first line that has it."""
    found: dict[str, int] = {}
    for number, row in enumerate(text.split("\n"), 1):
        for part in _PART.findall(row):
            found.setdefault(part.rstrip("."), number)
    return found


def _text(graph: Any, skos: Any, concept: Any) -> str:
    """What a person reads for a concept; nothing where it has no preferred label."""
    labels = {each.language: str(each) for each in sorted(graph.objects(concept, skos.prefLabel))}
    chosen = next((each for each in _LANGUAGES if each in labels), min(labels, default="", key=str))
    return labels.get(chosen, "").strip()
