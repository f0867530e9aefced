"""Whether there is something at a path that a person wrote, and under which of its names."""

from __future__ import annotations

from pathlib import Path


def there(path: Path) -> bool:
    """Whether there is a file or folder; what no system takes for a path (too long, with a zero
    byte) is none."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def no_file(path: Path) -> str:
    """What is wrong with a path where there is no file to read, as messages say it."""
    folder = there(path) and path.is_dir()
    return "this is a folder, and no file" if folder else "there is no such file"


def packed(folder: Path, name: str) -> Path:
    """The file of that name in a folder, compressed (`.gz`) if it is only there so."""
    file, zipped = folder / name, folder / f"{name}.gz"
    return zipped if zipped.is_file() and not file.is_file() else file
