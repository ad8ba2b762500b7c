"""What people write into git objects other than files: commits, and annotated tags. Pure.

tree 4b825d...                          names of objects: nobody's words
parent 9fceb0...
author Ann <ann@example.org> 17...      header: who, and whatever else a tool puts there
committer Carl <carl@example.org> ...

The message
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

HEADER: Final = "author, committer or other header of a commit or tag"
_OBJECTS: Final = re.compile(rb"(?:(?:tree|parent|object|type) [^\n]*\n)*")
_TAGGER: Final = re.compile(rb"^tagger ([^\n]{0,4096}) ([0-9]{1,20}) [+-][0-9]{4}$", re.MULTILINE)
_INNER: Final = re.compile(rb"object ([0-9a-f]{40,64})\ntype tag\n")


def parted(content: bytes) -> tuple[bytes, bytes]:
    """Its header without the names of objects, and the message."""
    header, _, message = content.partition(b"\n\n")
    begins = _OBJECTS.match(header + b"\n")
    return header[begins.end() if begins else 0 :], message


def tagger(header: bytes) -> tuple[str | None, datetime | None]:
    """Who made a tag, and when, by its header."""
    found = _TAGGER.search(header)
    if found is None:
        return None, None
    return found[1].decode(errors="backslashreplace"), moment(found[2])


def moment(seconds: bytes) -> datetime | None:
    """As git tells it; None for what is none."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def inner(content: bytes) -> str | None:
    """The tag that a tag tags."""
    found = _INNER.match(content)
    return found[1].decode() if found else None
