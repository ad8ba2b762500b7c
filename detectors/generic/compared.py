"""Values that stand before the name that they are compared with, or moved to.

    if ("x" == password)     "x".equals(password)     MOVE 'x' TO WS-PASSWORD

What is compared with a key is a name, in general: of those nothing is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .exclusions import same
from .grammar import Assignment
from .names import Named, promise

# if ("x" == password)
_COMPARED: Final = re.compile(
    r"(?P<quote>[\"'`])(?:[ \t]{0,4}[!=]==?|\.equals(?:IgnoreCase)?\()[ \t]{0,4}(?P<name>[$\w.]{2,64})(?![\w(\[])",
    re.ASCII,
)
_SHORTEST_COMPARED, _LONGEST_COMPARED = 4, 128
# MOVE 'x' TO WS-PASSWORD, of COBOL and ABAP
_MOVED: Final = re.compile(
    r"\bMOVE[ ]{1,4}(?P<quote>[\"'])(?P<value>[^\"'\s]{4,64})(?P=quote)[ ]{1,4}TO[ ]{1,4}(?P<name>[\w\-]{2,64})",
    re.ASCII | re.IGNORECASE,
)
_LINE_END: Final = re.compile(r"[\r\n]")


def compared(text: str) -> Iterator[Assignment]:
    """Values that stand before what they are compared with."""
    moved = _MOVED.finditer(text) if "MOVE" in text or "move" in text else ()
    if not moved and "==" not in text and "!=" not in text and ".equals" not in text:
        return
    for name, start, end in (*_named_behind(text), *((hit["name"], *hit.span("value")) for hit in moved)):
        promised, value = promise(name), text[start:end]
        # What is compared with a key is a name, in general.
        if promised in (Named.PASSWORD, Named.SECRET) and not same(name, value):
            yield Assignment(name, promised, value, start, bare=False, alone=True, tied=False)


def _named_behind(text: str) -> Iterator[tuple[str, int, int]]:
    """The name, and where the string before it begins and ends, that is found from its end: far fewer end so."""
    free = 0
    for hit in _COMPARED.finditer(text):
        end = hit.start()
        start = text.rfind(hit["quote"], max(free, end - _LONGEST_COMPARED - 1), end) + 1
        if start and end - start >= _SHORTEST_COMPARED and not _LINE_END.search(text, start, end):
            yield hit["name"], start, end
            free = hit.end()
