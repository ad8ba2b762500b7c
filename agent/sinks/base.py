"""What a sink is."""

from __future__ import annotations

from typing import Protocol

from detectors.base import Parts


class Sink(Protocol):
    """One place that consumers read a credential from."""

    @property
    def place(self) -> str:
        """In words, without a value."""
        ...

    async def read(self) -> Parts | None:
        """The parts that stand there now; None when nothing does."""
        ...

    async def write(self, parts: Parts, *, expecting: Parts) -> str:
        """A reference of what was written. Raises RefusedError when neither `expecting` nor `parts` stands there."""
        ...
