r"""URLs of databases with a user and a password in them: what the detectors of each database share.

    scheme://user:password@host/database     url(), decoded()
    scheme://user:pass/w@rd@host/database    riddle(), decoded_riddle(): an "@" behind a "/" may be in the password
    scheme://host/database?password=...      query(), parameters()
    DB_PASSWORD="password"                   SEPARATOR and VALUE, which are not decoded

What is public of them (user, host, database) is kept only where it is sure to be no piece of the password
(public_parts.py).
The part `user` has the name `role` where that is the database's own word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote

from .base import Parts, Secret
from .filters.placeholders import behind_format, is_placeholder
from .filters.public_parts import (
    CONTROL,
    HOSTS,
    MASKED,
    NO_FURTHER_AT,
    REST,
    STOP,
    is_hosts,
    is_name,
    is_role,
    is_secret,
    split,
)
from .filters.references import is_reference

# A value after NAME= or NAME: or "NAME": , quoted or not; a call or an attribute is code, not a value. On the next line
# it is quoted: below `NAME=` with nothing behind it stands another name; so is what `env["NAME"]` is given.
SEPARATOR: Final = (
    r"(?:\\?[\"']\](?=\s{0,8}=\s{0,8}[A-Za-z]{0,2}\\?[\"'])|\\?[\"'](?!\])|\])?(?:\s{0,8}(?::=?|=)(?![:=])[ \t]{0,8}"
    r"(?:\r?\n[ \t]{0,24}(?=\\?[\"'][^\"'\n]{1,256}[\"'](?!\s{0,4}:)))?"
    r"|,?\s{1,4}value:\s{1,4})"
)
VALUE: Final = (
    r"(?:(?:[BbRrUu]{1,2}|[Ff](?=\"[^\"{]*\"))?\\?\"(?P<password>[^\"\\\s]{1,256})\\?\""
    r"|(?:[BbRrUu]{1,2}|[Ff](?='[^'{]*'))?'(?P<password__2>[^'\n]{1,256})'"
    r"|(?![A-Za-z]{1,2}\\?[\"'])(?P<password__3>[^\s\"'`;,&|<>()\\\[\]]{1,256}+)(?![(\[]))"
)
_NEXT: Final = re.compile(r"[A-Za-z][A-Za-z_.\-]{3,64}[:=]")
_DATABASE: Final = rf"(?:\\?/(?P<database>[^\s{CONTROL}\\/?#\"'<>`,;)\]}}&]{{1,128}}))?"
_TEMPLATES: Final = ("${", "{{", "<", "%(", "$(")


def url(scheme: str, *, user: str = "user", least: int = 1, database: str = _DATABASE) -> str:
    """The pattern of one. least: characters of the user."""
    return (
        rf"{_before(scheme, user, least)}(?P<password>[^\s{CONTROL}/\"'<>`]{{1,512}}?)"
        rf"@(?:(?P<host>{HOSTS})|{MASKED})?{STOP}{NO_FURTHER_AT}{database}"
    )


def riddle(scheme: str, *, user: str = "user", least: int = 1) -> str:
    """Its group `password` holds all that follows `user:`."""
    return rf"{_before(scheme, user, least)}(?![\s/])(?P<password>{REST})"


def query(scheme: str) -> str:
    """Its group `password` holds all that follows the `?`."""
    return (
        rf"{scheme}(?P<host>{HOSTS})?(?:\\?/(?P<database>[^\s{CONTROL}\\/?#\"'<>`@]{{0,128}}))?"
        rf"\?(?P<password>(?=[^\s{CONTROL}\"'<>`]{{0,1024}}\bpassword=)[^\s{CONTROL}\"'<>`]{{1,2048}})"
    )


def _before(scheme: str, user: str, least: int) -> str:
    return rf"{scheme}(?P<{user}>[^\s{CONTROL}:/?#@\"'<>`\\]{{{least},128}}):"


def is_given(parts: Parts, user: str = "user") -> bool:
    """The same where only a name tells: nor where the value is to be had, nor of which type it is."""
    return is_real(parts, user) and not is_reference(parts["password"].reveal())


def known(values: Mapping[str, str | None]) -> Parts:
    """Without what is empty, and without a host or database that is none, or that may hold another secret."""
    fits = {"host": is_hosts, "database": is_name}
    hidden = {name for name in fits if is_secret(values.get(name) or "")}
    fitting = {name: value for name, value in values.items() if value and fits.get(name, bool)(value)}
    return {name: Secret(value) for name, value in fitting.items() if name not in hidden}


def decoded(parts: Parts, user: str = "user") -> Parts:
    """Nothing where the user is none."""
    if not is_role(parts[user].reveal()):
        return {}
    return known({name: unquote(secret.reveal()) for name, secret in parts.items()})


def decoded_riddle(parts: Parts, user: str = "user") -> Parts:
    """Of what riddle() matches; nothing where it is none."""
    found = split(parts["password"].reveal())
    return decoded({user: parts[user], **{name: Secret(value) for name, value in found.items()}}, user) if found else {}


def parameters(text: str) -> dict[str, str]:
    """Of a URL's query, by name in lower case; the values as they are written."""
    pairs = (pair.partition("=") for pair in text.replace("&amp;", "&").split("&"))
    return {key.lower(): value for key, _, value in pairs}


def is_real(parts: Parts, user: str = "user") -> bool:
    """Neither a placeholder nor beside a user that is one, nor the next name: `secretKeyRef:`."""
    password, name = parts["password"].reveal(), parts[user].reveal()
    if _NEXT.fullmatch(password):
        return False
    templated = any(mark in name for mark in _TEMPLATES) or name == "%s"
    return not is_placeholder(behind_format(name, password)) and not templated
