"""What crosses the hook's socket: MessagePack with its length in front, a question and its answer at a time.

    hook -> Hello, then Look ... -> Seen; Ask, Allowed, Again -> Said

A credential is told apart by a mark that holds for one connection only: whoever may push shall not learn from us
whether two pushes, or a push and an incident, have the same value.
"""

from __future__ import annotations

from typing import Final

import msgspec

from agent.found import Text

HEADER: Final = 4
LARGEST: Final = 48 << 20  # bytes of one message: a container that is kept whole, and what is around it


class Hit(msgspec.Struct, frozen=True):
    """`at`: which of the texts it is in. `path` is as it may be shown. `allowed`: the comment beside it."""

    at: int
    mark: str
    typed: bool
    what: str
    path: str
    line: int
    commit: str | None
    allowed: str = ""

    @property
    def told(self) -> str:
        """Without its comment the same value is news."""
        return f"{self.mark} {self.allowed}".rstrip()


class Hello(msgspec.Struct, frozen=True, tag=True):
    """The repository's folder, and whom the server says that it lets push ("" where it does not)."""

    repository: str
    person: str


class Look(msgspec.Struct, frozen=True, tag=True):
    texts: tuple[Text, ...]


class Ask(msgspec.Struct, frozen=True, tag=True):
    """What of these is let through? `reason`: asks for it, too."""

    marks: tuple[str, ...]
    reason: str


class Allowed(msgspec.Struct, frozen=True, tag=True):
    """A comment lets these in: for the log."""

    marks: tuple[str, ...]


class Again(msgspec.Struct, frozen=True, tag=True):
    """The repository has changed: look again."""


class Seen(msgspec.Struct, frozen=True, tag=True):
    """`owed`: (path, why) of what was not read."""

    hits: tuple[Hit, ...] = ()
    owed: tuple[tuple[str, str], ...] = ()


class Said(msgspec.Struct, frozen=True, tag=True):
    """`through`: the marks that are let in."""

    text: str
    through: tuple[str, ...] = ()


Question = Hello | Look | Ask | Allowed | Again
Answer = Seen | Said


def pack(message: Question | Answer) -> bytes:
    body = msgspec.msgpack.encode(message)
    return len(body).to_bytes(HEADER) + body


def length(header: bytes) -> int:
    """Of the body that follows. Raises ValueError for more than any message of ours has."""
    size = int.from_bytes(header)
    if size > LARGEST:
        message = "a message is too long"
        raise ValueError(message)
    return size
