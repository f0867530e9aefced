"""Settings that name files: what they may name where they do not come from a terminal.

In a terminal such a setting may be any path. Settings that come from an address or a form of the
app may be anybody's, and must not be able to make a run read any file of the machine, of which
messages quote lines: they only name what lies in the folders of `HMLC_DATA_DIR` and `HMLC_HOME`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from hmlc_core.data.formats.vectors import holds_vectors
from hmlc_core.data.hypernyms.reading import holds_hypernyms
from hmlc_core.data.named_files import Fits, files_there
from hmlc_core.data.registry import is_path, list_corpora
from hmlc_core.errors import SettingError, shorten
from hmlc_core.experiment.section import Files, Section

LISTED = 8
"""Names at most that a message lists."""

Named = Iterator[tuple[str, Path | None]]


def offered(kind: str) -> Mapping[str, Path | None]:
    """The names that a setting of that kind of files may have -> where the file or folder is; None
    where it needs none. Of files of one name the first is offered, see `files_there`."""
    found: dict[str, Path | None] = {}
    for name, path in _KINDS[kind]():
        found.setdefault(name, path)
    return found


def check_offered(experiment: Section, *, picked: Collection[str] = ()) -> None:
    """Raise `SettingError` where a setting names a file that is not offered, by name or by path.

    Asked of all settings that do not come from whoever sits at this machine's terminal.
    picked: dotted paths of those that were picked among what is offered, and need no second look.
    """
    for path, files, value in experiment.named_files():
        if path in picked or value in files.besides:
            continue
        if not _is_offered(files, value):
            known = [*filter(None, files.besides), *offered(files.kind)]
            more = f" and {len(known) - LISTED} more" if len(known) > LISTED else ""
            raise SettingError(
                "not among the files that are offered here",
                where=path,
                expected=f"one of {', '.join(known[:LISTED])}{more}" if known else "nothing",
                received=shorten(repr(value)),
                remedy="Put the file into a folder of HMLC_DATA_DIR and choose its name, or train "
                "in a terminal, where a path will do.",
            )


def holds_bert(path: Path) -> bool:
    """Whether a folder has a model as transformers keep it."""
    return (path / "config.json").is_file()


def _is_offered(files: Files, value: str) -> bool:
    known = offered(files.kind)
    if value in known:
        return True
    places = {path.resolve() for path in known.values() if path is not None}
    return bool(places) and is_path(value) and Path(value).expanduser().resolve() in places


def _that(fits: Fits) -> Callable[[], Named]:
    return lambda: ((path.name, path) for path in files_there(fits))


def _corpora() -> Named:
    return ((info.name, info.path) for info in list_corpora())


def _berts() -> Named:
    """Folders with a model, and names of models that were downloaded before."""
    yield from _that(holds_bert)()
    try:
        from huggingface_hub.constants import HF_HUB_CACHE
    except ImportError:  # nothing can have been downloaded
        return
    for config in sorted(Path(HF_HUB_CACHE).glob("models--*/snapshots/*/config.json")):
        yield config.parents[2].name.removeprefix("models--").replace("--", "/"), None


_KINDS: Mapping[str, Callable[[], Named]] = {
    "vectors": _that(holds_vectors),
    "hypernyms": _that(holds_hypernyms),
    "bert": _berts,
    "corpus": _corpora,
}
