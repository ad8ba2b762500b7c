"""Every revoker, and which one a credential type is bound to. One line a provider; a test finds a forgotten file."""

from __future__ import annotations

from typing import Any, Final

from . import aws, github, gitlab, openbao, postgres, redis, slack
from .base import Revoker

REVOKERS: Final[tuple[Revoker[Any], ...]] = (
    *openbao.REVOKERS,
    *postgres.REVOKERS,
    *redis.REVOKERS,
    *aws.REVOKERS,
    *github.REVOKERS,
    *gitlab.REVOKERS,
    *slack.REVOKERS,
)

_BY_TYPE: Final = {kind.name: revoker for revoker in REVOKERS for kind in revoker.handles}


def for_type(name: str) -> Revoker[Any] | None:
    """The one revoker that may act on this exact type; None: nothing is known to say to its provider."""
    return _BY_TYPE.get(name)
