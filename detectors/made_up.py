"""Logins that are made up, by what can be told of them: the password, the server, and the kind of file.

    postgres://scott:tiger@localhost/     nowhere meant: the account of every tutorial
    redis://:bosco@vandelay:123/1         meant in a configuration and in code, not in a test or a document
    mysql://root:root@localhost/          meant in a configuration: in code it is a default or an example
    mongodb://app:f7Qz1xW9@db/            meant everywhere, and a lead in a test
"""

from __future__ import annotations

from typing import Final

from .base import Parts
from .generic_values import Strength, strength
from .places import EVERYWHERE, NOWHERE, TESTS, Place

_DEMONSTRATED: Final = frozenset({("scott", "tiger")})  # Oracle's, and since then SQLAlchemy's
_LOCAL: Final = ("localhost", "127.0.0.1", "[::1]", "0.0.0.0")  # noqa: S104 - text of URLs


def login(parts: Parts) -> Place:
    """Of parts called user or role, password and host, in which kinds of files they are made up."""
    user, password, host = (
        next((parts[name].reveal() for name in names if name in parts), "")
        for names in (("user", "role"), ("password",), ("host",))
    )
    if (user, password) in _DEMONSTRATED:
        return EVERYWHERE
    strong = strength(password)
    if strong >= Strength.FAIR:
        return NOWHERE
    guessable = TESTS if strong is Strength.CHOSEN else TESTS | Place.PROSE
    return guessable | Place.PROSE | Place.CODE if host.startswith(_LOCAL) else guessable
