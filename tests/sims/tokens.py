"""A token at hand, or none, for whoever asks for one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from detectors.base import Secret


@dataclass(frozen=True)
class Given:
    """As agent.logins.tokens.Tokens."""

    text: str | Callable[[], str] | None = None

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[Secret | None]:
        text = self.text() if callable(self.text) else self.text
        yield None if text is None else Secret(text)

    def refused(self, token: Secret | None) -> bool:
        del token
        return False
