r"""Characters that are written as more bytes than they have: UTF-16, and escapes.

    K\0E\0Y\0=\0x\0   -->   KEY=x   <--   \u004b\u0045\u0059=\u0078

Of UTF-16 both orders are read, and no mark is needed: every second byte is NUL.
"""

from __future__ import annotations

from functools import partial

from agent.scan.encoded.runs import FIRST_LOOK, REACH, WHOLE, Run
from agent.scan.views.edits import View
from agent.scan.views.escapes import undone


def wide(data: bytes, end: int) -> Run:
    """UTF-16 of either order: every second byte is NUL, and the others are not."""
    last, size = end - 1, FIRST_LOOK
    while True:
        left, right = data[max(0, last - size) : last][::-1], data[end : end + size]
        before = min(_nuls(left[::2]), _letters(left[1::2]))
        behind = min(_nuls(right[::2]), _letters(right[1::2]))
        if 2 * max(before, behind) < size - 2 or size == REACH:
            break
        size = min(8 * size, REACH)
    start, stop = last - 2 * before, end + 2 * behind
    return Run(start, stop, data[start:stop:2], partial(_every_second, start))


def _nuls(part: bytes) -> int:
    return len(part) - len(part.lstrip(b"\0"))


def _letters(part: bytes) -> int:
    stop = part.find(b"\0")
    return len(part) if stop < 0 else stop


def _every_second(base: int, start: int, end: int) -> tuple[int, int]:
    return base + 2 * start, base + 2 * end - 1


def escaped(data: bytes, end: int, since: int) -> Run | None:
    """The line, or what of it stands near."""
    low = max(0, since, end - WHOLE, data.rfind(b"\n", max(0, end - WHOLE), end) + 1)
    stop = data.find(b"\n", end, end + WHOLE)
    high = stop if stop >= 0 else min(len(data), end + WHOLE)
    view = undone(data[low:high])
    return Run(low, high, view.data, partial(_moved, view, low)) if view else None


def _moved(view: View, base: int, start: int, end: int) -> tuple[int, int]:
    first, last = view.span(start, end)
    return base + first, base + last
