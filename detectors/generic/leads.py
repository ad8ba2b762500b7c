r"""Leads: what is assigned to a secret-sounding name, and tokens of providers that no detector knows yet.

    text --PREFILTER (Hyperscan)--> line --grammar--> name, value
                                              |                |
                       names.promise -+        +- values.strength
                                              |                |
                                              +-------+--------+
                                                      v
                                      the places in which it holds

A lead wakes a person, so what the name promises and how the value looks have to agree, and where they stand decides how
much: a weak password is meant in a configuration, likely in code if it is quoted, and made up in a test.

Over 300 lines, as every kind of lead is given its places by the same few questions.
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
from detectors.filters.wordlike import is_camel
from detectors.jwt import claims, is_no_bearer, is_of_a_test
from detectors.places import MEANT, NOWHERE, TESTS, Place

from . import collected as together
from . import governed as afar
from . import refused as hardly
from .compared import compared
from .exclusions import same
from .grammar import Around, Assignment, Crowd, Reader
from .names import Named, promise, words
from .phrases import is_numbered, is_phrase, is_plain, is_two_words
from .values import Strength, is_address, is_complex, is_ended, is_joined, is_number, is_odd, is_of_words, strength

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
    r"://(?P<user>[^\s:/@\"'<>`\\]{0,64}(?:@[\w.\-]{1,64})?):(?P<value>[^\s/@\"'<>`\\]{4,64})@(?P<host>[A-Za-z0-9%{$\[][^\s/?#\"'<>`\\,;]{0,128}+)",
    re.ASCII,
)
# One that many have, and that tutorials have, too: admin123, Passw0rd1, monkey99.
_WEAK: Final = re.compile(
    r"(?=.*[A-Za-z])(?=.*\d)(?!(?i:.*(?:your|example|sample|dummy|string|required|varchar|field|x{3,})))"
    r"[^\s\"'<>{}()\[\],;:/\\]{6,32}",
    re.ASCII,
)
# What no identifier and no name of a resource has, and what a password's policy asks for: Marble29ginger!
_SIGNED: Final = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w!#%^*.$\-]*(?:[!%^*]|\$$)[\w!#%^*.$\-]*", re.ASCII)
# In code rather what a field is called in some language: Wagwoord.
_CAPITAL: Final = re.compile(r"[A-Z][a-z]+(?:[ -][A-Za-z]?[a-z]+)*", re.ASCII)
# Who logs in, or where: beside it, words in quotes are a password in code, too.
_LOGIN: Final = re.compile(
    r"(?:user(?:_?name)?|login|host|database|account|role|\bname)[\"']?[ \t]{0,2}(?:=>?|:)[ \t]{0,2}[bu@]?"
    r"[\"'][^\"'\s]{1,64}[\"']",
    re.ASCII | re.IGNORECASE,
)
_NEAR: Final = 160
_COMMENTED: Final = re.compile(r"(?:[^\"'`\n]{0,80}[\s;}),])?(?P<sign><!--|\{[#]|\(\*|//|/\*|[#]|--|\*|;;)[\s*!]")
# What ends a comment that begins so; of brackets in a value the grammar has taken the last one.
_CLOSED: Final = {
    "/*": re.compile(r"\*+/?$"),
    "*": re.compile(r"\*+/$"),
    "<!--": re.compile(r"-->?$"),
    "{#": re.compile(r"#\}?$"),
    "(*": re.compile(r"\*+\)?$"),
}
_SHORTEST: Final = 3
# What leads to one in quotes, by no name in quotes: those have translations, too.
_TO_PHRASE: Final = re.compile(
    r"(?:^|[\s;(,$.])(?P<name>-{0,2}[\w.\-]{3,64})(?P<tie>[ \t]{0,4}(?:=|:(?=[ \t]))?[ \t]{0,4})[\"']$", re.ASCII
)
_SECRET: Final = re.compile(r"(?<!existing)(?<!existing_)secret(?:[_\-]?key)?$", re.IGNORECASE)  # that is one's name
_CHOSEN_NAME: Final = re.compile(r"secrets?(?:[_\-]?key)?$")
_SPICE: Final = re.compile(r"peppers?\d*$", re.IGNORECASE)  # that of passwords, not the one that grows
_LEAST_WORDS, _LONG_WORDS = 8, 16
_MASKED: Final = re.compile(r"[xX]{6}|#{4}|(.)\1{7}|(?:123){4}")
_DIGEST: Final = re.compile(r"[0-9a-f]{32}")
_SNAKE: Final = re.compile(r"[a-z]{2,16}(?:_[a-z]{2,16}){2,8}")  # rbd_qos_read_limit
_LEAST_MNEMONIC: Final = 3  # blanks between its words
_UUID_LENGTH, _DASHES = 36, 4
_CALLED_UUID: Final = frozenset({"uuid", "guid"})
_OF_UUIDS: Final = ("administrator", "administrators", "uuid", "guid")

_ENTITY: Final = re.compile(r"&(?:amp|lt|gt|quot|apos);")  # of XML

_ANYWHERE: Final = ~(Place.NOISE | Place.TEST_PROSE)
_TEXTS: Final = Place.CONFIG | Place.PROSE | Place.TEST_CONFIG
_MEANT_ANYWHERE, _MEANT_TEXTS = _ANYWHERE & MEANT, _TEXTS & MEANT  # worked out once: a Flag takes its time
_IN_QUOTES = _MEANT_ANYWHERE & ~Place.PROSE
# Assignments in 2 KB, and in proportion in a longer window, that are judged as they stand; long values count as more
# than one. Behind them it is a crowd, in which values may run into one another: then each is judged as far as the next
# name, so that none is left out, and nothing is judged twice.
_MOST: Final = 100
_MOST_IN: Final = 2048
_ONE: Final = 32
_LONG: Final = 20
_VERY_LONG: Final = 32  # in a test, too
_STRONG: Final = re.compile(r"[A-Za-z0-9_\-]{16,64}", re.ASCII)
_LEAST_OF_A_KIND: Final = 2
_BEGINNING: Final = re.compile(r"(?!.*\d\d)(?:[a-z\d_\-]+|[A-Z\d_\-]+)[_\-]")  # what tokens begin with: acme_api7_


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
        if value != url["value"] and len(value) < _LEAST_WORDS and value.replace("/", "").isalpha():
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
    judged: dict[Around | None, tuple[str, Place]] = {}
    while found := reader.next(crowd if left <= 0 else None):
        left -= 1 + len(found.value) // _ONE
        if reader.around in judged:
            value, places = judged[reader.around]
        else:
            value, places = _judged(text, found)
            if reader.around:
                judged[reader.around] = value, places
        if places is not NOWHERE:
            reader.at = found.start + len(value)
            yield _lead(found.start, value, found.promised.kind, places)
        elif refused and (places := hardly.places(found._replace(value=value))):
            yield _lead(found.start, value, found.promised.kind, places)._replace(refused=True)
    for found in compared(text):
        places = _places(found, strength(found.value))
        if places is not NOWHERE:
            yield _lead(found.start, found.value, found.promised.kind, places)


def _judged(text: str, found: Assignment) -> tuple[str, Place]:
    """The value without what ends a comment, and where it counts."""
    found, commented = _of_comment(text, found) if found.bare and found.counts else (found, False)
    return found.value, _told(text, found, commented=commented) if found.counts else NOWHERE


def _told(text: str, found: Assignment, *, commented: bool) -> Place:
    looks = strength(found.value)
    places = _places(found, looks)
    if looks is Strength.WORDS and found.promised is Named.PASSWORD and not found.bare:
        places |= _of_login(text, found) or _of_phrase(text, found)
    if found.bare and found.tied and text[found.start - 1 : found.start] in ("*", "_") and is_joined(found.value):
        places |= Place.PROSE if looks is Strength.WORDS and found.promised is Named.PASSWORD else NOWHERE
    if commented and Place.CONFIG in places and found.promised is not Named.KEY:
        # No variable: // the old token is x, /* sftp pass = x */
        made = looks is Strength.RANDOM or (found.tied and _is_made(found, looks))
        places |= Place.CODE if made else NOWHERE
    return places


def _of_comment(text: str, found: Assignment) -> tuple[Assignment, bool]:
    """Without what ends a comment, and whether it stands in one."""
    begins = text.rfind("\n", max(0, found.start - _NEAR), found.start) + 1
    comment = _COMMENTED.match(text, begins, found.start)
    if comment is None:
        return found, False
    closed = _CLOSED.get(comment["sign"])
    value = closed.sub("", found.value) if closed else found.value
    return (found._replace(value=value) if len(value) > _SHORTEST else found), True


def governed(text: str) -> Iterator[Lead]:
    """What a name tells of from afar, or a call, in a piece that GOVERNED points at."""
    for found in afar.find(text):
        yield _lead(found.start, found.value, found.promised.kind, MEANT & ~Place.PROSE)


def collected(text: str) -> Iterator[Lead]:
    """What stands with others in what has a telling name, in a piece that COLLECTED points at."""
    for found in together.find(text):
        places = _IN_QUOTES if not found.bare else Place.CONFIG
        if strength(found.value) is Strength.RANDOM and len(found.value) >= _VERY_LONG:
            places |= TESTS & ~Place.TEST_PROSE
        yield _lead(found.start, found.value, found.promised.kind, places)


def cell(name: str, value: str) -> Lead | None:
    """What a column of that name has, of a table in a database, a file or a text (agent/scan/tables/)."""
    promised = promise(name)
    if promised is None or same(name, value):
        return None
    found = Assignment(name, promised, value, 0, bare=True, alone=True, tied=True)
    places = _places(found, strength(value)) & MEANT
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


def _places(found: Assignment, looks: Strength) -> Place:
    if (
        looks is Strength.NONE
        or _is_spice(found, looks)
        or _is_public(found)
        or _is_identifier(found, looks)
        or (found.promised is not Named.PASSWORD and _is_read(found.value))
    ):
        return _odd(found) if found.promised is Named.PASSWORD and found.alone else NOWHERE
    value, long = found.value, len(found.value)
    # What an option is given stands in no quotes in PowerShell either, which is code.
    option = found.tied and found.name.startswith("--") and looks is Strength.RANDOM and long >= _LONG
    in_texts = found.bare and not option
    everywhere, meant = (_TEXTS, _MEANT_TEXTS) if in_texts else (_ANYWHERE, _MEANT_ANYWHERE)
    if found.said:
        told = looks is Strength.RANDOM or (looks is Strength.FAIR and found.promised is not Named.KEY)
        return meant if told and any(map(str.isdigit, value)) else NOWHERE
    if found.promised is Named.KEY:
        enough = looks is Strength.RANDOM and long >= _LONG and found.alone
        return (
            meant & ~Place.PROSE
            if enough and not (found.bare and _DIGEST.search(value)) and not _SNAKE.fullmatch(value)
            else NOWHERE
        )
    if looks is Strength.RANDOM:
        return everywhere if long >= _VERY_LONG or _is_strong(found) else meant
    if looks is Strength.FAIR or (looks is Strength.CHOSEN and found.promised is Named.PASSWORD):
        meant = Place.CONFIG if looks is Strength.CHOSEN and _CAPITAL.fullmatch(value) else meant
        return meant if found.alone or _is_made(found, looks) else NOWHERE
    return _weak(found, looks) if found.alone else NOWHERE


def _is_read(value: str) -> bool:
    """What people read of a key or a token, and no machine made: in letters of their own, or two words."""
    if not value.isascii():
        return sum(map(str.isdigit, value)) < _LEAST_OF_A_KIND
    return " " in value and value.count(" ") < _LEAST_MNEMONIC and value.replace(" ", "").isalpha()


def _is_strong(found: Assignment) -> bool:
    """A password as nobody invents one for a test: of all kinds of letters, several of each."""
    if found.promised is not Named.PASSWORD or found.said or not _STRONG.fullmatch(found.value):
        return False
    kinds = (sum(map(kind, found.value)) for kind in (str.isupper, str.islower, str.isdigit))
    return all(many >= _LEAST_OF_A_KIND for many in kinds)


def _is_spice(found: Assignment, looks: Strength) -> bool:
    """What is called pepper and grows: that of passwords is random, and long."""
    of_spice = "pper" in found.name.lower() and _SPICE.search(found.name) is not None
    return of_spice and (looks is not Strength.RANDOM or len(found.value) < _LONG)


def _odd(found: Assignment) -> Place:
    """A password that reads like code or a number elsewhere."""
    if not found.bare and is_ended(found.value):
        return _IN_QUOTES
    if is_odd(found.value):
        return Place.CONFIG if found.bare and found.tied else NOWHERE if found.bare else _IN_QUOTES
    if not found.tied or not is_number(found.value):
        return NOWHERE
    return Place.CONFIG if found.bare else _IN_QUOTES


def _is_made(found: Assignment, looks: Strength) -> bool:
    """A password whatever words follow it: "db password: x, the user stays"."""
    made = looks is Strength.FAIR and found.promised is Named.PASSWORD and found.tied and found.bare
    return made and any(map(str.isdigit, found.value)) and any(map(str.isalpha, found.value))


def _is_identifier(found: Assignment, looks: Strength) -> bool:
    """What is called a key or a token may be the name of a field: api_key="epvToday". A password may be words, and so
    may a secret.
    """
    value, name = found.value, found.name.lower()
    is_uuid = len(value) == _UUID_LENGTH and value.count("-") == _DASHES
    if is_uuid and (name.endswith(_OF_UUIDS) or not _CALLED_UUID.isdisjoint(words(found.name))):
        return True
    if found.promised is Named.PASSWORD:
        return False
    if is_uuid and "seed" in words(found.name):
        return True
    if found.promised is Named.SECRET and looks is Strength.RANDOM:
        return False
    may_be = value.isalpha() or name.endswith("key")  # nobody chooses a key of an API
    return may_be and not _CHOSEN_NAME.search(name) and is_camel(value)


def _is_public(found: Assignment) -> bool:
    """But Polymarket's POLY_ADDRESS logs in."""
    if found.promised is Named.PASSWORD or not is_address(found.value):
        return False
    name = found.name.lower()
    return "poly" not in name or "address" not in name


def _of_login(text: str, found: Assignment) -> Place:
    """Where words are the password of whoever stands before it on its line: connect(user="app", password="x")."""
    if not found.tied or len(found.value) < _LEAST_WORDS or not is_of_words(found.value):
        return NOWHERE
    beside = _LOGIN.search(text, max(0, found.start - _NEAR), found.start)
    return _IN_QUOTES if beside else NOWHERE


def _of_phrase(text: str, found: Assignment) -> Place:
    """Where four words or more are a passphrase, as its name says."""
    if not is_plain(found.value):
        return NOWHERE
    lead = _TO_PHRASE.search(text, max(0, found.start - _NEAR), found.start)
    if lead is None or not lead["tie"]:
        return NOWHERE
    name = lead["name"]
    if not name.lower().endswith("passphrase"):
        return NOWHERE
    if name.startswith("--") or (name.isupper() and lead["tie"] == "="):
        return _IN_QUOTES
    # In code it may be a text that somebody reads; so may what a name in small letters has behind a colon.
    return Place.CONFIG if "=" in lead["tie"] or (":" in lead["tie"] and name.isupper()) else NOWHERE


def _chosen_secret(found: Assignment, looks: Strength) -> Place:
    if _BEGINNING.fullmatch(found.value):
        return NOWHERE
    signed = looks is Strength.CHOSEN and (_SIGNED.fullmatch(found.value) or is_complex(found.value))
    if not _SECRET.search(found.name):
        return Place.CONFIG if signed else NOWHERE
    if is_joined(found.value) and not found.bare:
        return _IN_QUOTES
    return Place.CONFIG if signed or is_complex(found.value) or _is_one_word(found.value) else NOWHERE


def _is_one_word(value: str) -> bool:
    """Of letters and digits: no name of another resource, in which words are joined by dashes."""
    return value.isalnum() and is_joined(value)


def _weak(found: Assignment, looks: Strength) -> Place:
    """What is words where a password is named, and chosen by somebody where a secret is. In code a password that could
    be words is one if it is quoted and as policies want it, and so is what is called a secret and nothing else.
    """
    if found.promised is not Named.PASSWORD:
        return _chosen_secret(found, looks) if found.tied else NOWHERE
    if found.bare and found.tied and not found.said and (is_numbered(found.value) or is_two_words(found.value)):
        return _MEANT_TEXTS
    if not found.bare and (is_complex(found.value) or is_joined(found.value)):
        return _MEANT_ANYWHERE if len(found.value) >= _LONG_WORDS else _IN_QUOTES
    return Place.CONFIG if found.tied and is_of_words(found.value) else NOWHERE
