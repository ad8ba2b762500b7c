"""Tells a person by line and column where a JSON text breaks: msgspec counts bytes, or says only that it ends early."""

from __future__ import annotations

import re
from typing import Final

import msgspec

_BYTE: Final = re.compile(r"\(byte ([0-9]+)\)$")


def json_error(raw: bytes, error: msgspec.MsgspecError) -> str:
    """In words of ours: nothing of the text is repeated. What is JSON and not what was meant: as msgspec says it."""
    if isinstance(error, msgspec.ValidationError):
        return str(error)
    found = _BYTE.search(str(error))
    before = raw[: int(found[1])] if found else raw.rstrip()
    line = before.count(b"\n") + 1
    if found is None:
        return f"it ends early, in line {line}"
    column = len(before) - before.rfind(b"\n")
    return f"it is no JSON from line {line}, column {column} on"
