"""What stands before a name, or around it and its value, and says what they are.

    ENV TOKEN x     --password x     ["--password", "x"]     set("token", "x")     API key x     web::password: x

So far back is looked as the longest of them needs, and not to the beginning of a text.
"""

from __future__ import annotations

import re
from typing import Final

from .names import Named, promise

LONGEST_BEFORE: Final = 48
_OPENED: Final = re.compile(
    r"(?:\w\(|\b[Vv](?i:alues)[ ]\(|\bresValue[ (]{1,2}[\"']string[\"'],|\.set\([\"'][\w.\-]{1,32}[\"'],)"
    r"[ \t]{0,4}\\?[\"'`][#.]?$"
)
# get(ENV, "TOKEN", "x"), StringVar(&token, "token", "x", "of what"), options("User", "app", "Password", "x")
_NTH: Final = re.compile(r"\w\((?:[&\w.]{1,24},[ ]?|[\"'][\w.\- ]{1,24}[\"'],[ ]?){1,3}[\"']$")
# (7, 'default', 'smtp/password', 'x', of a dump in SQL
_ROW: Final = re.compile(
    r"(?:\bvalues[ ]?|\),[ ]?|^|\n)\((?:\d{1,9},[ ]?|[\"'][\w.\-]{0,24}[\"'],[ ]?){0,4}[\"'](?:\w{1,24}/){0,3}$",
    re.IGNORECASE,
)
# { "token", "x" }, of C# and Java: a pair
_PAIR: Final = re.compile(r"\{[ ]?[\"']$")
_PAIRED: Final = re.compile(r"[ ]?\}")
_SET: Final = re.compile(r"(?:^|\s)(?:set)?env[ \t]{1,4}$", re.IGNORECASE)  # ENV TOKEN x, of a Dockerfile
_SET_HERE: Final = re.compile(r"(?:^|\s|;)set[ \t]{1,4}$")  # set $token x; of nginx
# "API key", "using key": what a key is for stands before it.
_BEFORE: Final = re.compile(r"([A-Za-z]{2,16})[ ]$")
_OURS: Final = frozenset({"using", "use", "used", "your", "my"})
_SCOPE: Final = re.compile(
    r"^[ \t]{0,8}[\"']?[a-z][a-z0-9_]{0,40}::(?:[a-z][a-z0-9_]{0,40}::){0,4}$", re.ASCII | re.MULTILINE
)


def is_scoped(text: str, start: int, hit: re.Match[str]) -> bool:
    """A key of Hiera's, which begins its line: profile::web::admin_password: x."""
    if hit["separator"].strip("\"' \t") != ":":
        return False
    return _SCOPE.search(text, max(0, start - LONGEST_BEFORE), start) is not None


def is_held(text: str, start: int, hit: re.Match[str]) -> bool:
    """Is `name=value` a part of something quoted: a parameter, a field of a connection string, a default?"""
    left = text[start - 1 : start]
    return (
        left in ("'", '"', "`", "?", "&")
        or text.endswith("%env ", 0, start)
        or text.startswith("${", start - 2)
        or (left == ";" and ";" in hit["plain"])
    )


def for_what(text: str, start: int, name: str) -> Named | None:
    """SECRET if the word before a key says so."""
    before = _BEFORE.search(text, max(0, start - LONGEST_BEFORE), start) if name.lower() in ("key", "keys") else None
    if before is None:
        return None
    return Named.SECRET if before[1].lower() in _OURS or promise(f"{before[1]} {name}") is Named.SECRET else None


def is_set(text: str, start: int, name: str) -> bool:
    """What a command or a Dockerfile gives a value stands before it, with nothing but a blank between them."""
    set_by = _SET_HERE if name.startswith("$") else _SET
    return name.startswith("-") or set_by.search(text, max(0, start - LONGEST_BEFORE), start) is not None


def is_env(text: str, start: int, name: str, hit: re.Match[str]) -> bool:
    """ENV PASSWORD x and SetEnv PASSWORD x, and --db-password x where x has a digit, as no word has that follows."""
    if name.startswith("--") and hit["plain"] is not None and any(map(str.isdigit, hit["plain"])):
        return True
    return text[start - 1 : start].isspace() and _SET.search(text, max(0, start - LONGEST_BEFORE), start) is not None


def is_argument(text: str, start: int, hit: re.Match[str]) -> bool:
    """["--password", "x"], not parser.add_argument("--password", "-p")."""
    listed = hit["separator"].strip("\\\"'` \t") == "," and text.startswith("-", start)
    return (
        listed
        and not (hit["quoted"] or "-").startswith("-")
        and not _OPENED.search(text, max(0, start - LONGEST_BEFORE), start)
    )


def is_one_of_two(text: str, start: int, hit: re.Match[str]) -> bool:
    """set("token", "x") and what takes a name and its value among others; a pair in braces; {password, "x"}."""
    digits = any(map(str.isdigit, hit["quoted"] or ""))
    if hit["separator"][0] == ",":
        return digits and text[start - 1 : start] in ("(", "{", ":", "&", "\\")  # and a value of Windows' registry
    if text.startswith("-", start):
        return False  # what begins with an option defines it
    before = text[max(0, start - LONGEST_BEFORE) : start]
    if _OPENED.search(before) or (_PAIR.search(before) and _PAIRED.match(text, hit.end())):
        return True
    return digits and (_NTH.search(before) is not None or _ROW.search(before) is not None)
