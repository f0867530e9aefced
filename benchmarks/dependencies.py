"""Versions of the packages under test (requirements.lock), their licences (docs/dependencies.md).

Of what is installed here, and of that only what the requirements lead to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, distribution
from pathlib import Path

import typer
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
DOCUMENT = ROOT / "docs" / "dependencies.md"
BEGIN, END = "<!-- made by `make lock` -->\n", "<!-- end -->\n"
HEAD = """\
# The packages that the tests were last run with as a whole: made by `make lock` on Linux x86-64.
# `make app LOCKED=1`, or `pip install -r requirements.txt -c requirements.lock`, installs these.
"""

COPYLEFT = re.compile(r"GPL|MPL|EPL|EUPL|CDDL|CC-BY-SA|Mozilla|GNU", re.IGNORECASE)
"""What licences that ask for something of those who pass the package on have in their names."""

_CLASSIFIER = "License :: "


def main() -> None:
    """Write requirements.lock and the table of licences."""
    running, working = closure("requirements.txt"), closure("requirements-dev.txt")
    LOCK.write_text(lock(working), encoding="utf-8")
    head, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
    _, _, tail = rest.partition(END)
    table = "".join(f"{line}\n" for line in licences(running, working))
    DOCUMENT.write_text(f"{head}{BEGIN}{table}{END}{tail}", encoding="utf-8")
    typer.echo(f"{len(working)} packages, of which {len(running)} are needed to run.")


def required(name: str) -> Iterator[Requirement]:
    """What a file of requirements names, and the files that it names."""
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        line = line.partition("#")[0].strip()
        if line.startswith("-r "):
            yield from required(line.removeprefix("-r ").strip())
        elif line:
            yield Requirement(line)


def closure(name: str) -> dict[str, Distribution]:
    """Name -> installed package, of all that a file of requirements leads to, sorted.

    Raises `PackageNotFoundError` where one of them is not installed.
    """
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, str]] = set()

    def follow(requirement: Requirement) -> None:
        key = canonicalize_name(requirement.name)
        package = found.setdefault(key, distribution(requirement.name))
        for extra in ("", *sorted(requirement.extras)):
            if (key, extra) in seen:
                continue
            seen.add((key, extra))
            for text in package.requires or ():
                needed = Requirement(text)
                if needed.marker is None or needed.marker.evaluate({"extra": extra}):
                    follow(needed)

    for requirement in required(name):
        follow(requirement)
    return dict(sorted(found.items()))


def lock(packages: Mapping[str, Distribution]) -> str:
    """One line a package; without the local part of a version, which names a build (`+cpu`)."""
    lines = (f"{name}=={Version(package.version).public}\n" for name, package in packages.items())
    return HEAD + "".join(lines)


def licences(running: Mapping[str, Distribution], working: Mapping[str, Distribution]) -> list[str]:
    """A table of all packages, those with copyleft first."""
    rows = [
        (not COPYLEFT.search(said := licence(package)), name not in running, name, said)
        for name, package in working.items()
    ]
    head = ["| package | licence | needed | copyleft |", "|---|---|---|---|"]
    return head + [
        f"| {name} | {said} | {'to work on it' if only_working else 'to run'} | "
        f"{'' if free else 'yes'} |"
        for free, only_working, name, said in sorted(rows)
    ]


def licence(package: Distribution) -> str:
    """What the package's metadata say of its licence, in a line."""
    metadata = package.metadata
    classifiers = [
        text.rpartition(" :: ")[2]
        for text in metadata.get_all("Classifier") or ()
        if text.startswith(_CLASSIFIER) and not text.endswith("pproved")  # by whom, not which
    ]
    said = metadata.get("License-Expression") or "; ".join(classifiers) or metadata.get("License")
    lines = (said or "").strip().splitlines()
    return lines[0][:80].replace("|", "/") if lines else "not said"


def differences() -> tuple[list[str], list[str]]:
    """Packages that the lock lacks, and those that are installed in another version than it has."""
    locked = {
        canonicalize_name(needed.name): str(needed.specifier).removeprefix("==")
        for needed in required(LOCK.name)
    }
    here = {
        name: Version(package.version).public
        for name, package in closure("requirements-dev.txt").items()
    }
    lacking = [name for name in here if name not in locked]
    other = [f"{n} {locked[n]} → {v}" for n, v in here.items() if locked.get(n, v) != v]
    return lacking, other
