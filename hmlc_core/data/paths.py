"""Whether there is something at a path that a person wrote."""

from __future__ import annotations

from pathlib import Path


def there(path: Path) -> bool:
    """Whether there is a file or folder; what no system takes for a path (too long, with a zero
    byte) is none."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
