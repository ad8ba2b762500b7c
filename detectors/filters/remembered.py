"""What was answered about a value, kept for whoever asks again: a value is asked about by each who finds it.

Scanners forget when they end. A process that goes on forgets by itself, where nothing of what it saw may be left.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final, ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")
_CLEAR: Final[list[Callable[[], None]]] = []
_KEPT: Final[list[Callable[[], int]]] = []


def remembered(most: int) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Keeps the last so many answers of a function of values."""

    def keeping(function: Callable[_P, _R]) -> Callable[_P, _R]:
        kept = lru_cache(maxsize=most)(function)
        _CLEAR.append(kept.cache_clear)
        _KEPT.append(lambda: kept.cache_info().currsize)
        return kept  # type: ignore[return-value]  # it takes hashable arguments, of which nothing can be said here

    return keeping


def forget() -> None:
    for clear in _CLEAR:
        clear()


def kept() -> int:
    """How many answers, of all functions."""
    return sum(each() for each in _KEPT)
