"""Files that are not read, by their endings: what they are, and what to bring in their place."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from hmlc_core.data.lines import lines
from hmlc_core.data.problems import Problems

_AS_CSV = "Save it as CSV in UTF-8, with columns such as text and labels."
_AS_EDGES = "Write its edges as a table, parent, tab, child a line, and call it .tsv."
_AS_LINES = 'Write its documents as JSON lines, {"text": …, "labels": […]}, and call it .jsonl.'
_AS_TURTLE = "Export it as Turtle with skos:broader (.ttl), or as OBO."
_UNPACK = "Unpack it, and bring the folder or the file in it."


class Unread(NamedTuple):
    """what: a noun for messages. remedy: what to do."""

    what: str
    remedy: str


_KINDS = {
    (".xlsx", ".xls", ".xlsm", ".ods", ".numbers"): Unread("a spreadsheet", _AS_CSV),
    (".parquet", ".feather", ".arrow", ".avro", ".h5", ".hdf5", ".dta", ".sav"): Unread(
        "a table in a binary format", _AS_CSV
    ),
    (".db", ".sqlite", ".sqlite3", ".sql", ".mdb", ".accdb"): Unread(
        "a database", "Export its tables as CSV in UTF-8."
    ),
    (".arff", ".bib", ".ris"): Unread("a table in another notation than CSV", _AS_CSV),
    (".doc", ".docx", ".odt", ".rtf", ".pdf", ".epub"): Unread(
        "a document of a word processor", _AS_LINES
    ),
    (".xml", ".sgm", ".sgml", ".html", ".htm"): Unread("a text with markup", _AS_LINES),
    (".pkl", ".pickle", ".joblib", ".pt", ".pth", ".ckpt", ".kv"): Unread(
        "a file that is loaded by running what is in it",
        "It is not loaded. Write documents as CSV or JSON lines, and vectors as word2vec text.",
    ),
    (".rdf", ".owl", ".nt", ".n3", ".nq", ".trig", ".jsonld"): Unread(
        "an ontology in another notation than Turtle or OBO", _AS_TURTLE
    ),
    (".graphml", ".gexf", ".gml", ".dot", ".gv", ".net", ".dmp", ".nwk"): Unread(
        "a graph in another notation than edges", _AS_EDGES
    ),
    (".yaml", ".yml", ".toml"): Unread(
        "a list in another notation than JSON", "Convert it to JSON, and call it .json."
    ),
    (".zip",): Unread(
        "an archive", "`data check` reads it as it is, and `data add` keeps it; else unpack it."
    ),
    (".tar", ".tar.gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".zst"): Unread(
        "an archive", _UNPACK
    ),
    (".jpg", ".jpeg", ".png", ".gif", ".mp3", ".wav", ".mp4"): Unread(
        "a picture or a recording", "Bring texts."
    ),
}


def unread(path: Path) -> Unread | None:
    """What a file is that nothing reads, as its ending tells; also of a `.gz` of one."""
    name = path.name.lower()
    plain = name.removesuffix(".gz")
    return next((kind for endings, kind in _KINDS.items() if plain.endswith(endings)), None)


def renaming(path: Path) -> str | None:
    """What a `.txt` file should be called or become, as its first line tells; None for others."""
    if not path.name.lower().endswith((".txt", ".txt.gz")) or not path.is_file():
        return None
    head = next((text for _, text in lines(path, Problems()) if not text.startswith("#")), "")
    if "\t" in head:
        return "Call it .tsv, for tabs stand between its cells; a first line names the columns."
    if " > " in head:
        return (
            "If each line is a path of labels, write it as an outline, each label once, farther "
            "in than its parent; or as edges, parent, tab, child, and call it .tsv."
        )
    return None
