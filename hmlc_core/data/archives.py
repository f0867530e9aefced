"""What can be wrong with a zip archive, and which ones are read."""

from __future__ import annotations

import struct
import zipfile
import zlib

METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How members may be packed; others unpack a block as a whole, however large it becomes."""

BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    ValueError,  # names that are no text, places before the beginning
    LookupError,
    OverflowError,
    NotImplementedError,
    RuntimeError,  # a password is needed
)
"""What zipfile raises for archives that are damaged."""
