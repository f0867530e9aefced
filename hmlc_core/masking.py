"""Passwords in addresses stay unseen, wherever an address is shown, logged or kept.

`HMLC_TRACKING_URI` and `HMLC_SCHEDULER` may hold one, and so may what others say of them: a
driver's message, a traceback, a log of arguments. Whatever is told to a person goes through
`masked`; an address that is handed on is an `Address`, whose `repr` is masked.
"""

from __future__ import annotations

import os
import re

VARIABLES = ("HMLC_TRACKING_URI", "HMLC_SCHEDULER")
"""Environment variables that hold addresses."""

MASK = "***"

# A password may have any character, encoded or not: up to the last @ before a blank.
_PASSWORD = re.compile(r"(://[^\s/?#:@]*):\S*@")
# In the web's addresses a name without a password is a token.
_TOKEN = re.compile(r"(https?://)[^\s/?#:@]+@", re.IGNORECASE)
_FIELD = re.compile(
    r"([?&;][\w-]*(?:password|passwd|pwd|token|secret|key|signature)[\w-]*=)[^\s&;\"'<>]+"
    r"|(\bpassword=)(?:'[^']*'|\S+)",
    re.IGNORECASE,
)
# What a person gave as an address may lack its scheme; what begins as a path is none.
_WHOLE = re.compile(r"(?s)^([a-z][\w+.-]*://[^/?#:@]*|[^/?#:@]*(?!:[/\\])):.*@", re.IGNORECASE)


class Address(str):
    """An address as it is used; where it is represented among other values, it is masked."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(masked(self))


def masked(text: str) -> str:
    """The text with `***` in place of every password in an address, and of tokens."""
    for variable in VARIABLES:  # whole, since no pattern finds the end of a password with blanks
        address = os.environ.get(variable)
        if address and address in text:
            text = text.replace(address, _WHOLE.sub(rf"\1:{MASK}@", address))
    if "://" in text:
        text = _PASSWORD.sub(rf"\1:{MASK}@", text)
        text = _TOKEN.sub(rf"\1{MASK}@", text)
    return _FIELD.sub(rf"\1\2{MASK}", text) if "=" in text else text
