r"""Leads: what is assigned to a secret-sounding name, and tokens of providers that no detector knows yet.

    text --PREFILTER (Hyperscan)--> line --grammar--> name, value
                                              |                |
                       names.promise -+        +- values.strength
                                              |                |
                                              +-------+--------+
                                                      v
                                      the places in which it holds

A lead wakes a person, so what the name promises and how the value looks have to agree, and where they stand decides how
much: judging.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final, NamedTuple
from urllib.parse import unquote

from detectors import yelp
from detectors.base import Secret
from detectors.filters.documented import is_documented
from detectors.filters.made_up import is_its_own_name
from detectors.filters.placeholders import is_of_tutorials, is_placeholder
from detectors.filters.remembered import remembered
from detectors.jwt import claims, is_no_bearer, is_of_a_test
from detectors.places import MEANT, NOWHERE, TESTS, Place

from . import collected as together
from . import governed as afar
from . import refused as hardly
from .chosen import is_odd, is_of_words
from .compared import compared
from .crowd import Crowd
from .exclusions import same
from .grammar import Assignment
from .judging import IN_QUOTES, VERY_LONG, judged, places_of
from .names import Named, promise
from .phrases import is_phrase
from .reader import Around, Reader
from .values import Strength, strength

REACH: Final = 512
GOVERNED: Final = afar.PREFILTER
GOVERNED_REACH: Final = afar.REACH
COLLECTED: Final = together.PREFILTER
COLLECTED_REACH: Final = together.REACH
TOKENS: Final = (
    r"://([^\s:/@\"'<>`\\]{0,64}|[^\s:/@\"'<>`\\]{1,32}@[\w.\-]{1,40}):[^\s/@\"'<>`\\]{4,64}@[A-Za-z0-9%{$\[]",
    *yelp.PREFILTER,
)

# A strong one is typed (detectors/contexts/urls.py).
_URL: Final = re.compile(
    r"(?<![A-Za-z0-9+])(?!(?i:postgres(?:ql)?\b|(?:redis|valkey)[a-z+\-]{0,16}:)(?![a-z+]{0,16}:?//[^\s:/@]{1,64}@[\w.\-]{1,64}:))[A-Za-z][A-Za-z0-9+.\-]{1,20}"
    r"://(?P<user>[^\s:/@\"'<>`\\]{0,64}(?:@[\w.\-]{1,64}(?=:(?!\d{1,5},)))?):(?P<value>[^\s/@\"'<>`\\]{4,64})@(?P<host>[A-Za-z0-9%{$\[][^\s/?#\"'<>`\\,;]{0,128}+)",
    re.ASCII,
)
# One that many have, and that tutorials have, too: admin123, Passw0rd1, monkey99.
_WEAK: Final = re.compile(
    r"(?=.*[A-Za-z])(?=.*\d)(?!(?i:.*(?:your|example|sample|dummy|string|required|varchar|field|x{3,})))"
    r"[^\s\"'<>{}()\[\],;:/\\]{6,32}",
    re.ASCII,
)
_LEAST_SLASHED: Final = 8  # letters of words with slashes between them, which are a path in general
_MASKED: Final = re.compile(r"[xX]{6}|#{4}|(.)\1{7}|(?:123){4}")

_ENTITY: Final = re.compile(r"&(?:amp|lt|gt|quot|apos);")  # of XML

# Assignments in 2 KB, and in proportion in a longer window, that are judged as they stand; long values count as more
# than one. Behind them it is a crowd, in which values may run into one another: then each is judged as far as the next
# name, so that none is left out, and nothing is judged twice.
_MOST: Final = 100
_MOST_IN: Final = 2048
_ONE: Final = 32


class Lead(NamedTuple):
    """Something that looks like a secret. `kind` says how, `places` in which files. `refused`: it is hardly one."""

    start: int
    end: int
    value: Secret
    kind: str
    places: Place
    refused: bool = False


def tokens(text: str) -> Iterator[Lead]:
    """What is told by its form in `text`, a line or a piece of one that TOKENS points at."""
    for start, value, kind in yelp.find(text):
        if not _is_example(value):
            yield _lead(start, value, kind, MEANT)
    for url in _URL.finditer(text):
        value = unquote(url["value"])
        if value != url["value"] and len(value) < _LEAST_SLASHED and value.replace("/", "").isalpha():
            continue  # he%2F%2Fo, of a manual
        looks, mixed = strength(value), any(map(str.isdigit, value)) and is_of_words(value)
        weak = looks is Strength.CHOSEN or (looks is Strength.WORDS and mixed) or is_odd(value) or is_phrase(value)
        if weak and not is_placeholder(url["user"]) and not is_its_own_name(*url.group("user", "value", "host")):
            yield Lead(*url.span("value"), Secret(value), "password in a URL", MEANT)


@remembered(4096)
def _is_example(token: str) -> bool:
    """Masked, or from documentation, or a test's."""
    documented = _MASKED.search(token) is not None or is_documented(token.removeprefix("AccountKey="))
    _, dash, behind = token.partition("-")
    documented = documented or (dash != "" and is_placeholder(behind))
    if token.startswith("ey") and (is_no_bearer(token) or is_documented(token.rpartition(".")[2])):
        return True  # of jwt.io's the signature is known
    return documented or is_of_a_test(claims(token))


def assigned(text: str, *, refused: bool = False) -> Iterator[Lead]:
    """What is told by its name, in a line that PREFILTER or lines that ACROSS or APART points at. `refused`: also what
    is hardly a secret by its looks.
    """
    reader = Reader(text)
    left = _MOST * max(1, len(text) // _MOST_IN)
    crowd = Crowd(reader.small)
    known: dict[Around | None, tuple[str, Place]] = {}
    while found := reader.next(crowd if left <= 0 else None):
        left -= 1 + len(found.value) // _ONE
        if reader.around in known:
            value, places = known[reader.around]
        else:
            value, places = judged(text, found)
            if reader.around:
                known[reader.around] = value, places
        if places is not NOWHERE:
            reader.at = found.start + len(value)
            yield _lead(found.start, value, found.promised.kind, places)
        elif refused and (places := hardly.places(found._replace(value=value))):
            yield _lead(found.start, value, found.promised.kind, places)._replace(refused=True)
    for found in compared(text):
        places = places_of(found, strength(found.value))
        if places is not NOWHERE:
            yield _lead(found.start, found.value, found.promised.kind, places)


def governed(text: str) -> Iterator[Lead]:
    """What a name tells of from afar, or a call, in a piece that GOVERNED points at."""
    for found in afar.find(text):
        yield _lead(found.start, found.value, found.promised.kind, MEANT & ~Place.PROSE)


def collected(text: str) -> Iterator[Lead]:
    """What stands with others in what has a telling name, in a piece that COLLECTED points at."""
    for found in together.find(text):
        places = IN_QUOTES if not found.bare else Place.CONFIG
        if strength(found.value) is Strength.RANDOM and len(found.value) >= VERY_LONG:
            places |= TESTS & ~Place.TEST_PROSE
        yield _lead(found.start, found.value, found.promised.kind, places)


def cell(name: str, value: str) -> Lead | None:
    """What a column of that name has, of a table in a database, a file or a text (agent/scan/tables/)."""
    promised = promise(name)
    if promised is None or same(name, value):
        return None
    found = Assignment(name, promised, value, 0, bare=True, alone=True, tied=True)
    places = places_of(found, strength(value)) & MEANT
    return _lead(0, value, f"{promised.value} in a table", places) if places else None


def weak(name: str, value: str) -> Lead | None:
    """What such a column has, as well, that is a password only if the column's others are."""
    promised = promise(name)
    if promised is not Named.PASSWORD or is_placeholder(value) or not (_WEAK.fullmatch(value) or is_phrase(value)):
        return None
    if not is_of_tutorials(value) and (strength(value) is not Strength.WORDS or same(name, value)):
        return None
    return _lead(0, value, f"{promised.value} in a table", Place.CONFIG)


def find(text: str) -> Iterator[Lead]:
    """Every lead in `text`, whatever the file."""
    yield from tokens(text)
    yield from assigned(text)
    yield from governed(text)
    yield from collected(text)


def _lead(start: int, value: str, kind: str, places: Place) -> Lead:
    plain = unescape(value) if "&" in value and _ENTITY.search(value) else value
    return Lead(start, start + len(value), Secret(plain), kind, places)
