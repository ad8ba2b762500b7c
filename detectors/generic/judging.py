"""In which kinds of files what a name is given is a lead: what the name promises and how the value looks have to agree.

    name --names.promise--> Named ------+
    value --values.strength--> Strength +--> places
    quoted? tied? said in a sentence? --+

A password may be weak, a secret may be words, a token is random, and of a key only what is random and long counts. A
weak password is meant in a configuration, likely in code if it is quoted, and made up in a test.
"""

from __future__ import annotations

import re
from typing import Final

from detectors.filters.wordlike import is_camel
from detectors.places import MEANT, NOWHERE, Place

from .chosen import is_complex, is_ended, is_joined, is_number, is_odd, is_of_words
from .grammar import Assignment
from .names import Named, words
from .non_values import is_address
from .phrases import is_numbered, is_plain, is_two_words
from .values import Strength, strength

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
_DIGEST: Final = re.compile(r"[0-9a-f]{32}")
_SNAKE: Final = re.compile(r"[a-z]{2,16}(?:_[a-z]{2,16}){2,8}")  # rbd_qos_read_limit
_LEAST_MNEMONIC: Final = 3  # blanks between its words
_UUID_LENGTH, _DASHES = 36, 4
_CALLED_UUID: Final = frozenset({"uuid", "guid"})
_OF_UUIDS: Final = ("administrator", "administrators", "uuid", "guid")
_ANYWHERE: Final = ~(Place.NOISE | Place.TEST_PROSE)
_TEXTS: Final = Place.CONFIG | Place.PROSE | Place.TEST_CONFIG
_MEANT_ANYWHERE, _MEANT_TEXTS = _ANYWHERE & MEANT, _TEXTS & MEANT  # worked out once: a Flag takes its time
IN_QUOTES: Final = _MEANT_ANYWHERE & ~Place.PROSE
_LONG: Final = 20
VERY_LONG: Final = 32  # in a test, too
_STRONG: Final = re.compile(r"[A-Za-z0-9_\-]{16,64}", re.ASCII)
_LEAST_OF_A_KIND: Final = 2
_BEGINNING: Final = re.compile(r"(?!.*\d\d)(?:[a-z\d_\-]+|[A-Z\d_\-]+)[_\-]")  # what tokens begin with: acme_api7_


def judged(text: str, found: Assignment) -> tuple[str, Place]:
    """The value without what ends a comment, and where it counts."""
    found, commented = _of_comment(text, found) if found.bare and found.counts else (found, False)
    return found.value, _told(text, found, commented=commented) if found.counts else NOWHERE


def _told(text: str, found: Assignment, *, commented: bool) -> Place:
    looks = strength(found.value)
    places = places_of(found, looks)
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


def places_of(found: Assignment, looks: Strength) -> Place:
    """Where it counts by its name and its looks, whatever stands around it."""
    if _is_no_secret(found, looks):
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
        return meant & ~Place.PROSE if _is_key(found, looks) else NOWHERE
    if looks is Strength.RANDOM:
        return everywhere if long >= VERY_LONG or _is_strong(found) else meant
    if looks is Strength.FAIR or (looks is Strength.CHOSEN and found.promised is Named.PASSWORD):
        meant = Place.CONFIG if looks is Strength.CHOSEN and _CAPITAL.fullmatch(value) else meant
        return meant if found.alone or _is_made(found, looks) else NOWHERE
    return _weak(found, looks) if found.alone else NOWHERE


def _is_no_secret(found: Assignment, looks: Strength) -> bool:
    """Is it none by its looks, or something else that is called so?"""
    return (
        looks is Strength.NONE
        or _is_spice(found, looks)
        or _is_public(found)
        or _is_identifier(found, looks)
        or (found.promised is not Named.PASSWORD and _is_read(found.value))
    )


def _is_read(value: str) -> bool:
    """What people read of a key or a token, and no machine made: in letters of their own, or two words."""
    if not value.isascii():
        return sum(map(str.isdigit, value)) < _LEAST_OF_A_KIND
    return " " in value and value.count(" ") < _LEAST_MNEMONIC and value.replace(" ", "").isalpha()


def _is_key(found: Assignment, looks: Strength) -> bool:
    """Random and long, and no digest and no name of an option."""
    enough = looks is Strength.RANDOM and len(found.value) >= _LONG and found.alone
    return enough and not (found.bare and _DIGEST.search(found.value)) and not _SNAKE.fullmatch(found.value)


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
        return IN_QUOTES
    if is_odd(found.value):
        return Place.CONFIG if found.bare and found.tied else NOWHERE if found.bare else IN_QUOTES
    if not found.tied or not is_number(found.value):
        return NOWHERE
    return Place.CONFIG if found.bare else IN_QUOTES


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
    return IN_QUOTES if beside else NOWHERE


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
        return IN_QUOTES
    # In code it may be a text that somebody reads; so may what a name in small letters has behind a colon.
    return Place.CONFIG if "=" in lead["tie"] or (":" in lead["tie"] and name.isupper()) else NOWHERE


def _chosen_secret(found: Assignment, looks: Strength) -> Place:
    if _BEGINNING.fullmatch(found.value):
        return NOWHERE
    signed = looks is Strength.CHOSEN and (_SIGNED.fullmatch(found.value) or is_complex(found.value))
    if not _SECRET.search(found.name):
        return Place.CONFIG if signed else NOWHERE
    if is_joined(found.value) and not found.bare:
        return IN_QUOTES
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
        return _MEANT_ANYWHERE if len(found.value) >= _LONG_WORDS else IN_QUOTES
    return Place.CONFIG if found.tied and is_of_words(found.value) else NOWHERE
