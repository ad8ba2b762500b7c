"""Every way to read a text but as it stands: rejoined, concatenated, names beside their values, escapes undone.

    raw --rejoined--> view --undone--> view --undone--> ...     each as it is, concatenated, paired, under its blocks

Where it is likely that a value goes on on the next line, what is rejoined comes first.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from agent.scan import nested, pairs
from agent.scan.views.concatenation import concatenated
from agent.scan.views.edits import Edit, View
from agent.scan.views.escapes import undone
from agent.scan.views.wrapping import is_likely

LEVELS: Final = 3  # JSON in JSON in JSON


def paired(raw: bytes, source: View | None = None) -> View | None:
    """Names beside their values that stand apart from them (agent/scan/pairs.py). None: there are none."""
    edits = [Edit(*move) for move in pairs.together(raw)]
    return View(raw, edits, source) if edits else None


def under(raw: bytes, source: View | None = None) -> View | None:
    """Names with those of the blocks that they stand in (agent/scan/nested.py). None: there are none."""
    edits = [Edit(*move) for move in nested.below(raw)]
    return View(raw, edits, source) if edits else None


@lru_cache(maxsize=64)
def readings(raw: bytes, wraps: tuple[Edit, ...] = (), *, named: bool = True, nested: bool = True) -> tuple[View, ...]:
    """Every way to read `raw` but as it stands, the likeliest first; `wraps`: see wrapping.py. `named`, `nested`: with
    names beside their values, and with those of the blocks around them.

    Many detectors ask about the same line one after the other.
    """
    return tuple(_readings(raw, wraps, named=named, nested=nested))


def _readings(raw: bytes, wraps: tuple[Edit, ...], *, named: bool, nested: bool) -> Iterator[View]:
    whole = View(raw, wraps) if wraps else None
    for start in (whole, None) if is_likely(raw, wraps) else (None, whole) if whole else (None,):
        view = start
        if view:
            yield view
        for level in range(LEVELS + 1):
            data = view.data if view else raw
            joined = concatenated(data, view)
            if joined:
                yield joined
            if named and (beside := paired(data, view)):
                yield beside
            if nested and (below := under(data, view)):
                yield below
            view = undone(data, view) if level < LEVELS else None
            if view is None:
                break
            yield view
