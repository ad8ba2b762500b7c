"""AWS: the error for an answer that gives no verdict, in our words."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from .base import AwsReply, ProviderError, TransientError, UnmappedError

_TRANSIENT: Final = frozenset(
    {
        "Throttling",
        "ThrottlingException",
        "RequestThrottled",
        "RequestLimitExceeded",
        "SlowDown",
        "ConcurrentModification",
        "EntityTemporarilyUnmodifiable",
    }
)


def no_verdict(reply: AwsReply) -> ProviderError:
    words = f"HTTP {reply.status} {reply.code}"
    busy = reply.status == HTTPStatus.TOO_MANY_REQUESTS or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    if busy or reply.code in _TRANSIENT:
        return TransientError(words, retry_after=reply.retry_after)
    return UnmappedError(words)
