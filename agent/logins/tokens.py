"""Who hands out the token of a source, anew each time that one is needed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Protocol

from agent.complaint import Complaint
from agent.model import CredentialRef
from agent.systems import CannotOpenSystemError, read_own
from detectors.base import Secret
from revokers.base import RefusedError, Reply


class NoTokenError(Complaint):
    """None is to be had now, nor before `after`. Says why, in our words."""

    def __init__(self, message: str, after: timedelta = timedelta(minutes=1)) -> None:
        super().__init__(message)
        self.after = after


class Tokens(Protocol):
    """lent: the one of this moment, which lives until it is given back; None: nobody logs in. Raises a Complaint where
    it cannot be had.

    refused: the server did not take that one; True where another is worth asking for.
    """

    def lent(self) -> AbstractAsyncContextManager[Secret | None]: ...
    def refused(self, token: Secret | None) -> bool: ...


def holds(since: datetime, until: datetime, now: datetime) -> bool:
    """From then until then. Where the clock was set back meanwhile it is not known, and does not."""
    return since <= now < until


def read_for_login(ref: CredentialRef) -> Secret:
    """Where a store is logged in to: what cannot be read now is owed like what is refused. Raises RefusedError."""
    why = ""
    try:
        return read_own(ref)
    except CannotOpenSystemError as error:
        why = str(error)
    raise RefusedError(why)


async def asked(tokens: Tokens, send: Callable[[Secret | None], Awaitable[Reply]]) -> Reply:
    """What `send` is answered; where the token is refused, once more with another. Raises what both raise."""
    async with tokens.lent() as token:
        reply = await send(token)
    if reply.status == HTTPStatus.UNAUTHORIZED and tokens.refused(token):
        async with tokens.lent() as token:
            return await send(token)
    return reply
