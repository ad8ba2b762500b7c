"""Comments by which somebody says that a credential may stand where it does. Pure.

Ours and those of other scanners, since a line that was judged once should not have to be judged again:

    stanch:allow   gitleaks:allow   betterleaks:allow   trufflehog:ignore   kingfisher:ignore   ggignore
    pragma: allowlist secret        the same line
    pragma: allowlist nextline secret        the line below

https://github.com/gitleaks/gitleaks#gitleaksallow, https://github.com/Yelp/detect-secrets#inline-allowlisting,
https://docs.trufflesecurity.com/ignore-findings
"""

from __future__ import annotations

import re
from typing import Final

_LINE: Final = re.compile(
    rb"(?P<tool>\b(?:stanch|gitleaks|betterleaks|kingfisher|trufflehog)):(?:allow|ignore)\b"
    rb"|\bggignore\b|\bpragma: ?(?:allow|white)list secret\b",
    re.IGNORECASE,
)
_NEXT: Final = re.compile(rb"\bpragma: ?(?:allow|white)list nextline secret\b", re.IGNORECASE)
_REACH: Final = 4096  # bytes of a line on either side of a value


def allowed(data: bytes, start: int, end: int) -> str:
    """The comment that allows what stands from `start` to `end` of `data`, as it is written; "" where none does."""
    first = data.rfind(b"\n", max(0, start - _REACH), start) + 1 or max(0, start - _REACH)
    stop = data.find(b"\n", end, end + _REACH)
    last = stop if stop >= 0 else min(len(data), end + _REACH)
    found = _LINE.search(data, first, start) or _LINE.search(data, end, last)
    if found is None and end - start < _REACH:
        found = _LINE.search(data, start, end) if b"\n" in data[start:end] else None
    if found is None and data[first - 1 : first] == b"\n":
        lowest = max(0, first - 1 - _REACH)
        above = data.rfind(b"\n", lowest, first - 1) + 1 or lowest
        found = _NEXT.search(data, above, first)
    return found[0].decode("ascii").lower() if found else ""
