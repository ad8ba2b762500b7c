"""From an owner's name to the Slack users who are told: always people, never a channel.

    [slack] users  >  an e-mail address that Slack knows  >  the operator, with the reason

A guest, a bot, a deactivated user or somebody of another workspace gets nothing: the operator does, and why. The
operator's own ids are what the configuration says and are not checked: there is nobody else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from agent.notify.slack import CannotBeToldError, Slack, SlackError

_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_IN_ANGLES: Final = re.compile(r"<([^<>]*)>\s*$")
_KNOWN_FOR: Final = timedelta(minutes=10)
_MOST_KNOWN: Final = 10_000
_NO_RIGHT: Final = frozenset({"missing_scope", "no_permission", "not_allowed_token_type", "access_denied"})


@dataclass(frozen=True, slots=True)
class Recipients:
    """`users`: their Slack ids. `why`: the reason, where it is the operator in somebody's stead."""

    users: tuple[str, ...]
    why: str = ""


def address_of(owner: str) -> str | None:
    """The e-mail address of `name@host` or `Name <name@host>`."""
    within = _IN_ANGLES.search(owner)
    address = within[1] if within else owner.strip()
    return address if _ADDRESS.fullmatch(address) else None


@dataclass
class Directory:
    """Who is who. An answer of Slack's counts for ten minutes; a failure is none."""

    slack: Slack
    users: Mapping[str, str]
    operator: Sequence[str]
    clock: Callable[[], datetime]
    _known: dict[str, tuple[datetime, Recipients]] = field(default_factory=dict)

    @property
    def operators(self) -> Recipients:
        return Recipients(tuple(self.operator))

    def known(self, owner: str) -> Recipients | None:
        """Where that is known without asking Slack."""
        known = self._known.get(owner)
        if known is not None and self.clock() - known[0] <= _KNOWN_FOR:
            return known[1]
        user, address = self._named(owner)
        if user is not None and user in self.operator:
            return Recipients((user,))
        if user is None and address is None:
            return self.instead("the owner is no e-mail address and stands not in [slack] users")
        return None

    async def of(self, owner: str) -> Recipients:
        """Raises SlackError when Slack could not be asked: then later."""
        known = self.known(owner)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                # Whoever can push makes up authors.
                self._known.clear()
            known = await self._ask(owner)
            self._known[owner] = self.clock(), known
        return known

    def _named(self, owner: str) -> tuple[str | None, str | None]:
        """Slack id and e-mail address, as far as configuration and name say."""
        address = address_of(owner)
        return self.users.get(owner) or self.users.get(address or ""), address

    async def _ask(self, owner: str) -> Recipients:
        user, address = self._named(owner)
        try:
            return Recipients((await (self.slack.member(user) if user else self.slack.user_of(address or "")),))
        except SlackError as error:
            # Without the right to look people up no later attempt finds the owner.
            if isinstance(error, CannotBeToldError) or error.code in _NO_RIGHT:
                return self.instead(str(error))
            raise

    def instead(self, why: str) -> Recipients:
        """The operator, since the owner cannot be told."""
        return Recipients(tuple(self.operator), f"in the owner's stead: {why}")

    def lost(self, owner: str, why: str) -> None:
        """Slack would not let us write to this owner: the operator is told until it is asked again."""
        self._known[owner] = self.clock(), self.instead(why)
