"""Logins that are made up, by what can be told of them: the password, the server, and the kind of file.

    in a URL                meant
    scott:tiger@            nowhere: the account of every tutorial, as are admin123, and a host called "host"
    app:app@db              nowhere: what a container is started with, as in every pipeline
    a word, on a server     in a configuration and in code, not in a test or a document
    a word, on localhost    in a configuration: in code it is a default or an example
    what looks random       everywhere, and in a test it is a lead

It is decided from the parts alone, so that a text is searched without its path.
"""

from __future__ import annotations

import re
from typing import Final

from detectors.base import Parts
from detectors.generic.phrases import is_numbered
from detectors.generic.values import Strength, strength
from detectors.places import EVERYWHERE, NOWHERE, TESTS, Place

from .placeholders import is_of_tutorials

_DEMONSTRATED: Final = frozenset({("scott", "tiger"), ("scott", "tiger^5HHH")})  # Oracle's, and since then SQLAlchemy's
_NAMED: Final = ("host", "hostname", "<host>", "HOST")
# As containers are called; a dash, a number or a capital has a name that somebody gave to a server of his own.
_OF_CONTAINERS: Final = re.compile(r"([a-z]+|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1\])(?::\d+)?", re.ASCII)
_OF_REPLICAS: Final = re.compile(r"[a-z]+\d?(?::\d+)?", re.ASCII)
_OF_ONE_NETWORK: Final = re.compile(r"([\w\-]+|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1\])(?::\d+)?", re.ASCII)
_WORD: Final = re.compile(r"[_\-.]?(?:password|passwd|passw|pass|pwd|pw|secret)", re.ASCII | re.IGNORECASE)
_LOCAL: Final = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0)(?![\w.\-])", re.ASCII)


def login(parts: Parts) -> Place:
    """Of parts called user or role, password and host, in which kinds of files they are made up."""
    user, password, host = (
        _text(parts, "user" if "user" in parts else "role"),
        _text(parts, "password"),
        _text(parts, "host"),
    )
    if (user, password) in _DEMONSTRATED or host.partition(":")[0] in _NAMED or is_of_tutorials(password):
        return EVERYWHERE
    strong = strength(password)
    if strong >= Strength.FAIR:
        return NOWHERE
    if is_its_own_name(user, password, host):
        return EVERYWHERE
    near = all(map((_OF_REPLICAS if "," in host else _OF_CONTAINERS).fullmatch, host.split(",")))
    if near and (_is_named_for(user, password) or password == _text(parts, "database")):
        return EVERYWHERE
    guessable = TESTS if strong is Strength.CHOSEN or is_numbered(password) else TESTS | Place.PROSE
    return guessable | Place.PROSE | Place.CODE if _LOCAL.match(host) else guessable


def is_its_own_name(user: str, password: str, host: str) -> bool:
    """Is it the user's or the server's, and is that known in one network only? `host`: with its port or without."""
    if not host:
        return password == user  # as containers are started
    server = _OF_ONE_NETWORK.fullmatch(host)
    return server is not None and password in {user, server[1]}


def _is_named_for(user: str, password: str) -> bool:
    """oplog_reader:oplog_reader_password."""
    return password.startswith(user) and _WORD.fullmatch(password, len(user)) is not None


def _text(parts: Parts, name: str) -> str:
    return parts[name].reveal() if name in parts else ""
