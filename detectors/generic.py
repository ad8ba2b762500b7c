r"""Leads: what is assigned to a secret-sounding name, and tokens of providers that no detector knows yet.

    password = "x"   "api_key": "x"   'token' => 'x'   token := `x`   var token string = "x"   setProperty("token", "x")
    <token>x</token>   <add key="token" value="x"/>   - name: TOKEN        --password x   password "x"   ?token=x&
                                                        value: x
    text --PREFILTER (Hyperscan)--> line --_ASSIGNMENT--> name, value
                                            |      |
                     generic_names.promise -+      +- generic_values.strength
                                            |      |
                                            +--+---+
                                               v
                                      the places in which it holds

A lead wakes a person, so what the name promises and how the value looks have to agree, and where they stand decides how
much: a weak password is meant in a configuration, likely in code if it is quoted, and made up in a test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from . import yelp
from .base import Secret
from .generic_names import Named, promise
from .generic_values import Strength, strength
from .places import MEANT, Place

REACH: Final = 512

_WORDS: Final = (
    r"passw(?:or)?[dt]|passphrase|passcode|kennwort|contrase|senha|haslo|pass|pwd?|psw|secret|token|key|auth|cred|bearer|jwt|cookie|sess"
    r"|pat|dsn|otp|sig|seed|salt|mnemonic"
)
_LONG_WORDS: Final = (
    r"passw(?:or)?[dt]|passphrase|passcode|pwd|pass|secret|token|cred(?:ential)?s?|api[_\-]?key|authorization"
)
_QUOTE: Final = r"(?:\\{0,3}[\"'`]|&quot;|&[#]39;|%22)"

# What a name is followed by up to its value, for Hyperscan.
_TO_VALUE: Final = (
    rf"[\w.\-]{{0,32}}{_QUOTE}?[\])]?(?:[ \t]{{0,8}}[:=?|+.!>\-]{{1,4}}|[ \t]{{0,4}},|\(|/?>|[ \t]{{1,4}}[A-Za-z\[\]]{{3,8}}[ \t]{{1,4}}=|%3[aAdD]"
    rf"|[ \t,]{{1,8}}[\"']?value[\"']?[ \t]{{0,4}}[:=]|[ \t]{{1,2}})[ \t]{{0,8}}[bru@$\[({{]{{0,2}}{_QUOTE}?(?:(?:Bearer|Basic|Token)[ \t])?"
)
PREFILTER: Final = (
    rf"(?:{_LONG_WORDS}){_TO_VALUE}[^\s\"'`<>,;{{}}()]{{4}}",
    rf"(?:key|auth|cookie|sess(?:ion)?|salt|seed|sig|otp|dsn|jwt|pat|pw|psw){_TO_VALUE}[A-Za-z0-9+/=_\-.%!@#$&*]{{16}}",
    r"S[ACNOUX][A-Z2-7]{56}",
    *yelp.PREFILTER,
)
# The same across lines: <name>\n  value, and name: X\n  value: Y.
ACROSS: Final = (
    rf"(?:{_LONG_WORDS}|key)[\w.\-]{{0,32}}>[ \t]{{0,8}}\r?\n[ \t]{{0,40}}[^\s\"'`<>{{}}()]{{6}}",
    rf"(?:{_LONG_WORDS}|key)[\w.\-]{{0,32}}[\"']?,?[ \t]{{0,8}}\r?\n[ \t]{{0,40}}[\"']?value[\"']?[ \t]{{0,4}}[:=][ \t]{{0,4}}[\"']?[^\s\"'<>{{}}()]{{6}}",
    rf"(?:{_LONG_WORDS}|key)[\w.\-]{{0,32}}[\"']?[ \t]{{0,8}}(?::|=>?|:=)[ \t]{{0,8}}(?:[|>]-?|\\|\()?[ \t]{{0,8}}\r?\n[ \t]{{0,40}}[\"'`]?[A-Za-z0-9+/=_\-]{{16}}",
)

_ASSIGNMENT: Final = re.compile(
    rf"""
    (?P<word>{_WORDS})(?P<rest>[\w.\-]{{0,40}})
    (?P<separator>
        {_QUOTE}?[\])]?
        (?:[ \t]{{0,4}}:?[ \t]{{1,4}}(?:&?(?:'static[ ])?str(?:ing)?|String|\[\]byte|char|text|any|varchar)\b\??(?:\[\])?)?
        (?:\s{{0,8}}(?:[:?.+|!=]{{0,3}}=>?|::?|->|\|\|)\s{{0,8}}
          |[ \t]{{0,4}},[ \t]{{0,8}}(?={_QUOTE})
          |[ \t]?\([ \t]{{0,4}}(?={_QUOTE})
          |\s{{0,4}}/?>\s{{0,40}}
          |[\s,]{{1,40}}[\"']?value[\"']?\s{{0,4}}[:=]\s{{0,4}}
          |%3[aAdD]
          |[ \t]{{1,2}}
        )
        (?:[bru@$]{{0,2}}(?={_QUOTE})|[\[({{][ \t]{{0,4}}(?={_QUOTE}))?(?:[|>]-?\s{{1,40}})?
    )
    (?:(?P<quote>{_QUOTE})(?:(?:Bearer|Basic|Token|token|ApiKey)[ ]{{1,2}})?(?P<quoted>(?:(?!(?P=quote))[^\r\n]){{3,256}})(?P=quote)(?P<then>\s{{0,8}}[^\s])?
      |(?:(?:Bearer|Basic|Token|token|ApiKey)[ ]{{1,2}})?(?P<plain>[^\s\"'`<>\\]{{3,256}})
    )
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
_BEFORE: Final = re.compile(r"[\w.\-$@]*$", re.ASCII)
_LONGEST_BEFORE: Final = 48
# Typed with a right checksum (detectors/nats.py).
_BARE: Final = re.compile(r"(?<![A-Za-z0-9])S[ACNOUX][A-Z2-7]{56}(?![A-Za-z0-9])")
_OPENED: Final = re.compile(r"\([ \t]{0,4}\\?[\"'`]$")
_TRAILING: Final = re.compile(r"[,;:)\]}]+$")
_NEXT_PARAMETER: Final = re.compile(r"(?:&(?:amp;)?|\\u0026)[\w\-]{1,40}=")
_COMMENT: Final = re.compile(r"\s*(?:$|#|//|--|/\*|;|\\$|&&|\||\"|')", re.MULTILINE)

# A weak password, as far as it can be told from a label: sunshine, hunter22, super$ecret.
_CHOSEN: Final = re.compile(
    r"(?!(?i:.*(?:pass|pwd|secret|token|login|user|name|field|input|text|label|prompt|hidden|string|null|none|true|false|test|admin$|root$"
    r"|foo|bar$|baz|example|sample|default|changeme|required|optional|enabled|disabled|always|never|auto|key|value|type|file)))"
    r"[A-Za-z0-9@#!%^&*+=.~$?\-]{6,32}",
    re.ASCII,
)

_ANYWHERE: Final = ~Place.NOISE
_TEXTS: Final = Place.CONFIG | Place.PROSE | Place.TEST_CONFIG
_NOWHERE: Final = Place(0)
_LONG: Final = 20
_DIGEST: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Lead:
    """Something that looks like a secret. `kind` says how, `places` in which files."""

    start: int
    end: int
    value: Secret
    kind: str
    places: Place


def find(text: str) -> Iterator[Lead]:
    """Every lead in `text`, which is a line or two or a piece of one, whatever the file."""
    for start, value, kind in yelp.find(text):
        yield Lead(start, start + len(value), Secret(value), kind, _ANYWHERE)
    for bare in _BARE.finditer(text):
        if strength(bare[0]) is Strength.RANDOM:
            yield Lead(bare.start(), bare.end(), Secret(bare[0]), "NATS seed with a wrong checksum", _ANYWHERE)
    at = 0
    while hit := _ASSIGNMENT.search(text, at):
        lead = _assigned(text, hit)
        # Another name may stand in what seemed to be the value.
        at = lead.end if lead else max(hit.start() + 1, hit.end("word"))
        if lead:
            yield lead


def _assigned(text: str, hit: re.Match[str]) -> Lead | None:
    low = max(0, hit.start() - _LONGEST_BEFORE)
    before = _BEFORE.search(text, low, hit.start())
    start = before.start() if before else hit.start()
    name = text[start : hit.end("rest")]
    promised = promise(name)
    if promised is None or _is_resource(text, start, hit) or _is_list(text, start, hit):
        return None
    group = "quoted" if hit["quoted"] is not None else "plain"
    value = hit[group]
    if group == "plain":
        value = _cut(text, start, hit, value)
        if value is None:
            return None
    if _same(name, value):
        return None
    places = _places(
        promised, strength(value), value, bare=_is_bare(text, start, hit), alone=_is_alone(text, hit, group)
    )
    if not places:
        return None
    return Lead(hit.start(group), hit.start(group) + len(value), Secret(value), f"assigned {promised.value}", places)


def _is_resource(text: str, start: int, hit: re.Match[str]) -> bool:
    """arn:aws:secretsmanager:eu-west-1:123456789012:secret:Name is no assignment."""
    return hit["separator"] in (":", "::", "->") and text[max(0, start - 1) : start] in (":", ">")


def _is_list(text: str, start: int, hit: re.Match[str]) -> bool:
    """["password", "user"] is no assignment, setProperty("password", "x") is one."""
    return "," in hit["separator"] and "value" not in hit["separator"].lower() and not _OPENED.search(text, 0, start)


def _cut(text: str, start: int, hit: re.Match[str], value: str) -> str | None:
    """An unquoted value without what ends it; None if it is only the next word of a sentence."""
    separator = hit["separator"]
    if separator.isspace() and not text.startswith("-", start):
        return None
    if text[max(0, start - 1) : start] in ("?", "&", ";"):
        value = re.split(r"[&;]", value, maxsplit=1)[0]
    value = _NEXT_PARAMETER.split(value, maxsplit=1)[0]
    value = _TRAILING.sub("", value)
    return value if len(value) > len("123") else None


def _is_bare(text: str, start: int, hit: re.Match[str]) -> bool:
    """Without quotes, also around name and value: "token=x" is a string, and so is "?token=x"."""
    within = hit["separator"] in ("=", "%3D", "%3d", ":") and text[max(0, start - 1) : start] in (
        "'",
        '"',
        "`",
        "?",
        "&",
    )
    return hit["quoted"] is None and not within


def _is_alone(text: str, hit: re.Match[str], group: str) -> bool:
    """Does the line end behind it, or go on with a comment, or is it tied to its name: name=value?"""
    tight = not hit["separator"][-1].isspace()
    return group == "quoted" or tight or _COMMENT.match(text, hit.end()) is not None


def _same(name: str, value: str) -> bool:
    """API_KEY = "api-key"."""
    flat = re.sub(r"[\W_]", "", value).lower()
    return flat in re.sub(r"[\W_]", "", name).lower()


def _places(promised: Named, looks: Strength, value: str, *, bare: bool, alone: bool) -> Place:
    meant_anywhere = _TEXTS if bare else _ANYWHERE
    untested = meant_anywhere & MEANT
    if promised is Named.KEY:
        enough = looks is Strength.RANDOM and len(value) >= _LONG and alone and not (bare and _DIGEST.search(value))
        return meant_anywhere & ~Place.PROSE if enough else _NOWHERE
    if looks is Strength.RANDOM:
        return meant_anywhere if len(value) >= _LONG else untested
    if looks is Strength.FAIR or (looks is Strength.CHOSEN and promised is Named.PASSWORD):
        return untested if alone else _NOWHERE
    if looks is Strength.WORDS and promised is Named.PASSWORD and alone and _CHOSEN.fullmatch(value):
        return Place.CONFIG
    return _NOWHERE
