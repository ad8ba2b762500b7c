"""Which part of what a match has is the value.

    theme=dark; sessionid=x; Path=/ --> x          **x**     --> x        {noop}x --> x
    user, password = "app", "x"     --> x          ${PASSWORD:-x} --> x   <secret>{AQAAABAAA x}</secret> --> the longest

What stands around a value is no part of it: else another value would be masked, and another one revoked.
"""

from __future__ import annotations

import re
import string
from typing import Final

from .names import Named
from .surroundings import LONGEST_BEFORE

_CRUMB: Final = re.compile(r"(?P<name>[^\s=;,]{1,64})=(?P<value>[^\s=;,]{1,512}={0,2})(?=[;\s]|$)")
_IN_OBJECT: Final = re.compile(r":[ ]?\\{1,3}\"([^\"\\]+)")
_TRAILING: Final = ",;:)]}"
# Each form by the sign that it begins with: `re` skips what is none.
_NEXT_PARAMETER: Final = re.compile(
    r"&(?:amp;)?[\w \-]{1,40}=|\\u0026[\w \-]{1,40}=|;\s?[\w \-]{1,40}=|,[A-Za-z][\w.\-]{0,40}="
)
_ANOTHER: Final = re.compile(r"[A-Za-z_][\w.\-]{0,64}=[^=]")
_TOGETHER: Final = re.compile(r"[\w.]{1,40},[ ]?$")  # user, password = "app", "x"
_SECOND: Final = re.compile(
    r"\s{0,4},\s{0,8}(?P<quote>[\"'])(?P<value>[^\"'\n]{4,256})(?P=quote)\s{0,4}(?:\)|;|#|$)", re.MULTILINE
)
_ENCODED_NEXT: Final = re.compile("%26")  # &, where a query is a value itself
OF_USER: Final = re.compile(r"(?P<user>[A-Za-z][\w.@\-]{1,31}):(?P<value>[^\s:/][^\s:]{5,63})", re.ASCII)
_AROUND: Final = re.compile(r"\*{1,3}(?!\*)|~~(?!~)|__?(?!_)")
_CONTENT: Final = re.compile(r"[^<\r\n]{1,512}")
_PLAIN: Final = "{noop}"  # of Spring Security: what follows is no hash
_LEAST_SAID: Final = 8
_LEAST_BEHIND: Final = 12
_LEAST_DIGEST: Final = 32
_LEAST_OF_CONTENT: Final = 16


def of_sentence(value: str, promised: Named, separator: str) -> str | None:
    """Of a sentence: what is no word of a language. Behind a key without "is" a fingerprint stands more often."""
    value = value.removesuffix("[...]").rstrip(_TRAILING).rstrip(".")
    if len(value) < _LEAST_SAID or value.isdigit() or not any(map(str.isdigit, value)):
        return None
    if separator.isspace() and promised is Named.SECRET and len(value) < _LEAST_BEHIND:
        return None  # "refresh token ab12 for", of a program that says what it does
    digest = separator.isspace() and set(value.lower().strip("_").removeprefix("0x")) <= set(string.hexdigits)
    return None if digest and (promised is Named.KEY or len(value) < _LEAST_DIGEST) else value


def of_two(text: str, start: int, hit: re.Match[str]) -> re.Match[str] | None:
    """The second value, if the name is the second of two: user, password = "app", "x"."""
    named = "=" in hit["separator"] and text[start - 1 : start] in (" ", ",") and _SECOND.match(text, hit.end())
    return named if named and _TOGETHER.search(text, max(0, start - LONGEST_BEFORE), start) else None


def of_content(text: str, hit: re.Match[str], value: str) -> tuple[int, str]:
    """Of an element's words the longest, if one is long: `<secret>{AQAAABAAA x}</secret>`."""
    content = _CONTENT.match(text, hit.start("plain"))
    words = content[0].split() if content else []
    longest = max((word.strip("{}()[],;") for word in words), key=len, default="")
    if len(words) < len(("some", "words")) or len(longest) < _LEAST_OF_CONTENT or longest.isalpha():
        return hit.start("plain"), value
    return text.index(longest, hit.start("plain")), longest


def unmarked(begins: int, value: str) -> tuple[int, str]:
    """Without Markdown's marks around it, if the same are on either side: *x*, _x_, **x**, ~~x~~."""
    marks = _AROUND.match(value) if value[0] in "*~_" else None
    inner = value.rstrip(".") if marks else ""
    if marks is None or not inner.endswith(marks[0]) or len(inner) <= len("123") + 2 * marks.end():
        return begins, value
    inner = inner[marks.end() : -marks.end()]
    if marks[0] == "_" and "_" in inner:  # _DB_PASS_, of a template
        return begins, value
    return (begins, value) if inner[-1] in "*~_" else (begins + marks.end(), inner)


def of_user(name: str, value: str, separator: str) -> str:
    """Of `passwords: ["admin:x", ...]` what stands behind the user."""
    listed = name[-1] in "sS" and separator.rstrip(" \t")[-1:] in ("[", "(", "{", "-")
    paired = OF_USER.fullmatch(value) if listed else None
    return paired["value"] if paired else value


def of_systemd(value: str) -> str:
    """Of `db.password:x` what stands behind what it is called: https://systemd.io/CREDENTIALS/"""
    _, _, given = value.partition(":")
    return given if len(given) > len("123") else value


def of_cookie(value: str) -> tuple[str, str, int] | None:
    """Of `theme=dark; sessionid=x; Path=/` the longest value, with its name and its place."""
    found = max(_CRUMB.finditer(value), key=lambda each: len(each["value"]), default=None)
    return (found["name"], found["value"], found.start("value")) if found else None


def within(hit: re.Match[str], value: str) -> tuple[int, str]:
    """Where a quoted value begins, and what it is: without further quotes, or the longest string of an object."""
    if hit["object"]:
        inner = max(_IN_OBJECT.finditer(hit["object"]), key=lambda each: len(each[1]), default=None)
        return (hit.start("object") + inner.start(1), inner[1]) if inner else (hit.start("object"), value)
    if value.startswith(_PLAIN):
        return hit.start("quoted") + len(_PLAIN), value[len(_PLAIN) :]
    twice = value[0] in "\"'" and value[-1] == value[0] and len(value) > len("'123'")
    return (hit.start("quoted") + 1, value[1:-1]) if twice else (hit.start("quoted"), value)


def cut_off(value: str, left: str, separator: str) -> str | None:
    """An unquoted value without what ends it."""
    if "\n" in separator and (value.endswith(":") or (">" not in separator and _ANOTHER.match(value))):
        return None  # what stands below the name
    if left == "{":
        value = value.partition("}")[0]  # ${PASSWORD:-x}
        if value.startswith("?"):
            return None  # ${PASSWORD:?must be set}
    if separator[0] == "%":
        value = _ENCODED_NEXT.split(value, maxsplit=1)[0]
    if left in ("?", "&", ";"):
        value = value.partition("&")[0].partition(";")[0]
    if "=" in value and ("&" in value or ";" in value or "," in value):
        value = _NEXT_PARAMETER.split(value, maxsplit=1)[0]
    value = value if "{" in value else value.rstrip(_TRAILING)
    return value if len(value) > len("123") else None
