r"""What a mail writes in quoted-printable. https://www.rfc-editor.org/rfc/rfc2045#section-6.7

    Content-Transfer-Encoding: quoted-printable
                                                       Gruesse: token=ghp_Ab
    Gr=C3=BC=C3=9Fe: token=3Dghp_=         -->
    Ab

Up to the next part of the mail, or the next mail. Many texts only talk about it: it must stand among headers, and what
is behind them be nothing that it could not write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from agent.scan.encoded.runs import Run
from agent.scan.views.edits import Edit, View

# From the line on which it stands: other headers, and the lines on which these go on.
_HEADERS: Final = re.compile(rb"[ \t]{0,4}\r?\n(?:(?:[A-Za-z][\w\-]{0,64}:|[ \t])[^\n]{0,998}\n){0,64}\r?\n")
_BEGINS: Final = re.compile(rb"(?:^|\n)content-\Z", re.IGNORECASE)
_BEFORE: Final = len("\ncontent-")
_NAMED: Final = len("transfer-encoding: quoted-printable")
_LONGEST: Final = 1 << 19
_ENDS: Final = re.compile(rb"\n--[^\s\-]?[^\s]{6}|\nFrom [^\n]{1,200}[0-9]{4}\r?\n")
_QUOTED: Final = re.compile(rb"=(?:(?P<byte>[0-9A-F]{2})|[ \t]{0,8}\r?\n)")
_NEVER: Final = re.compile(rb"=(?![0-9A-F]{2}|[ \t]{0,8}\r?(?:\n|\Z))|[^\n]{100}")


def quoted(data: bytes, end: int) -> Run | None:
    """What stands behind the headers of which one ends there."""
    begun = end - _NAMED
    headers = _HEADERS.match(data, end) if _BEGINS.search(data[max(0, begun - _BEFORE) : begun]) else None
    if headers is None:
        return None
    low = headers.end()
    limit = min(len(data), low + _LONGEST)
    ends = _ENDS.search(data, low - 1, limit)
    high = ends.start() + 1 if ends else limit
    if high < len(data) and not ends:
        high = data.rfind(b"\n", low, high) + 1 or low
        while high > low and data[max(low, high - 3) : high].endswith((b"=\n", b"=\r\n")) and high - low > 1:
            high = data.rfind(b"\n", low, high - 1) + 1 or low
    raw = data[low:high]
    if not raw or _NEVER.search(raw) or _QUOTED.search(raw) is None:
        return None
    view = View(raw, _edits(raw))
    return Run(low, high, view.data, partial(_moved, view, low), is_all=True) if view.data else None


def _edits(raw: bytes) -> Iterator[Edit]:
    for found in _QUOTED.finditer(raw):
        yield Edit(found.start(), found.end(), bytes.fromhex(found["byte"].decode()) if found["byte"] else b"")


def _moved(view: View, base: int, start: int, end: int) -> tuple[int, int]:
    first, last = view.span(start, end)
    return base + first, base + last
