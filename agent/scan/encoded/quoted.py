r"""What a mail writes in quoted-printable. https://www.rfc-editor.org/rfc/rfc2045#section-6.7

    Content-Transfer-Encoding: quoted-printable
                                                       Gruesse: token=ghp_Ab
    Gr=C3=BC=C3=9Fe: token=3Dghp_=         -->
    Ab

Up to the next part of the mail, or the next mail. What stands there as it is says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from agent.scan.encoded.runs import Run
from agent.scan.views.edits import Edit, View

_HEADERS: Final = re.compile(rb"\r?\n\r?\n")
_LONGEST_HEADERS: Final = 1 << 14
_LONGEST: Final = 1 << 19
_ENDS: Final = re.compile(rb"\n--[^\s\-]?[^\s]{6}|\nFrom [^\n]{1,200}[0-9]{4}\r?\n")
_QUOTED: Final = re.compile(rb"=(?:(?P<byte>[0-9A-Fa-f]{2})|[ \t]{0,8}\r?\n)")


def quoted(data: bytes, end: int) -> Run | None:
    """What stands behind the headers of which one ends there."""
    headers = _HEADERS.search(data, end, end + _LONGEST_HEADERS)
    if headers is None:
        return None
    low = headers.end()
    limit = min(len(data), low + _LONGEST)
    ends = _ENDS.search(data, low - 1, limit)
    high = ends.start() + 1 if ends else limit
    view = View(data[low:high], _edits(data[low:high]))
    return Run(low, high, view.data, partial(_moved, view, low), is_all=True) if view.data else None


def _edits(raw: bytes) -> Iterator[Edit]:
    for found in _QUOTED.finditer(raw):
        yield Edit(found.start(), found.end(), bytes.fromhex(found["byte"].decode()) if found["byte"] else b"")


def _moved(view: View, base: int, start: int, end: int) -> tuple[int, int]:
    first, last = view.span(start, end)
    return base + first, base + last
