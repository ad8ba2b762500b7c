"""What people write into git objects other than files: commits, and annotated tags. Pure.

tree 4b825d...                          names of objects: nobody's words
parent 9fceb0...
author Ann <ann@example.org> 17...      header: who, and whatever else a tool puts there
committer Carl <carl@example.org> ...

The message
"""

from __future__ import annotations

import re
from typing import Final

HEADER: Final = "author, committer or other header of a commit or tag"
_OBJECTS: Final = re.compile(rb"(?:(?:tree|parent|object|type) [^\n]*\n)*")
_INNER: Final = re.compile(rb"object ([0-9a-f]{40,64})\ntype tag\n")


def parted(content: bytes) -> tuple[bytes, bytes]:
    """Its header without the names of objects, and the message."""
    header, _, message = content.partition(b"\n\n")
    begins = _OBJECTS.match(header + b"\n")
    return header[begins.end() if begins else 0 :], message


def inner(content: bytes) -> str | None:
    """The tag that a tag tags."""
    found = _INNER.match(content)
    return found[1].decode() if found else None
