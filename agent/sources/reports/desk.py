"""Who keeps alerts of leaked secrets: a list of what is open there, and a way to close one. github.py, gitlab.py."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from agent.found import Text, Visibility

PAGE: Final = 100
MANY_PAGES: Final = 500


@dataclass(frozen=True, slots=True)
class Alert:
    """An open one. key: by which its desk knows it. place: its URL. text: what a scanner gets; None: it is known, or
    cannot be read, and why.

    visibility: who could see what it is about; None: the desk does not say.
    """

    key: str
    place: str
    text: Text | None = field(repr=False)
    why: str = ""
    visibility: Visibility | None = None


class Desk(Protocol):
    """Both raise ListError (LimitedError) and ProviderError. A token of its own is asked for each time."""

    def open(self, now: datetime, known: Collection[str]) -> AsyncGenerator[list[Alert]]:
        """Page after page. known: the keys of those whose text is not wanted."""
        ...

    async def close(self, key: str, comment: str, now: datetime) -> bool:
        """As revoked, if it is open: it is asked first. True where it is closed with this comment, now or already."""
        ...
