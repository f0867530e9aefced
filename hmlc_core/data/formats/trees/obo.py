"""Ontologies in OBO, such as the Gene Ontology; read by the optional package obonet.

Labels are the ids of terms (`GO:0008150`), edges their `is_a`; other relations are counted, and
not used. Obsolete terms are left out.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from hmlc_core.data.formats.hierarchy import EdgeList, Edges
from hmlc_core.data.formats.names import one_form
from hmlc_core.data.formats.trees.bounded import optional, plain_name, whole_text
from hmlc_core.data.labels import ROOT
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

_ID = re.compile(r"id:\s*(\S+)")
_ONTOLOGY = re.compile(r"^ontology:\s*\S", re.MULTILINE)
_UNNAMED = "unnamed"
_ABOVE = "is_a"


def matches(path: Path) -> bool:
    """Whether the file is called `.obo`."""
    return plain_name(path).endswith(".obo") and path.is_file()


def read(path: Path, problems: Problems) -> tuple[Edges, dict[str, str]]:
    """The edges, each with the line of the lower term's id, and the names of terms."""
    package = optional("obonet", path, problems)
    text = whole_text(path, problems) if package else None
    if package is None or text is None:
        return {}, {}
    # Of a file that does not say what it is called, obonet warns on standard error.
    given = f"\n{text}".partition("\n[")[0]
    head = "" if _ONTOLOGY.search(given) else f"ontology: {_UNNAMED}\n"
    head += "" if given.strip() else "\n"  # a blank line stands between a header and its terms
    try:
        graph = package.read_obo(io.StringIO(head + text))
    except Exception:  # whatever a parser of another package raises on a damaged file
        odd = next(_odd_lines(text), None)
        problems.error(
            "not an OBO file",
            path,
            odd and odd[0],
            expected="[Term] above lines such as id: …, name: … and is_a: …",
            found=odd and shorten(odd[1]),
        )
        return {}, {}
    rows = enumerate(text.split("\n"), 1)
    lines = {match[1]: number for number, row in rows if (match := _ID.match(row))}
    found, others = EdgeList(path, problems), Counter[str]()
    for term, above, relation in graph.edges(keys=True):
        if relation == _ABOVE:
            found.add(str(above), str(term), lines.get(term, 1))
        else:
            others[str(relation)] += 1
    edges = found.finished()
    joined = {name for edge in edges for name in edge}
    terms = {one_form(str(term)): str(data.get("name", term)) for term, data in graph.nodes.items()}
    edges |= {(ROOT, term): lines.get(term, 1) for term in terms if term not in joined}
    problems.assume(f"Labels of {path.name} are the ids of its terms, its edges their {_ABOVE}.")
    if others:
        listed = ", ".join(f"{name} ({count:,})" for name, count in others.most_common(8))
        problems.note(f"other relations than {_ABOVE} are not used: {listed}", path)
    return edges, terms


def _odd_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are neither blank, nor a comment, nor a heading, nor `tag: value`."""
    for number, row in enumerate(text.split("\n"), 1):
        plain = row.strip()
        if plain and plain[0] not in "!{" and not re.fullmatch(r"\[\w+\]|[\w-]+:.*", plain):
            yield number, plain
