"""What credentials share that are known by their place and not by their form: what they may not be, and how sure it is.

The other files here hold the places, a family each: URLs, HTTP headers and command lines, databases, files of tools,
configurations. All of them are `general`: a provider's own detector knows better.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Final

from detectors.base import BRIEF, Confidence, CredentialType, Detector, Parts, Secret
from detectors.filters.documented import is_documented
from detectors.filters.forged import is_forged
from detectors.filters.placeholders import is_placeholder
from detectors.filters.standards import is_standard
from detectors.filters.wordlike import is_camel, known, surprise
from detectors.forms import ALNUM, made
from detectors.generic.chosen import is_complex, is_odd, is_of_words
from detectors.generic.phrases import is_phrase
from detectors.generic.values import Strength, strength
from detectors.places import MEANT, Place

_TEMPLATES: Final = ("$", "{{", "<", "%", "...")
_JOINED: Final = re.compile(r"[a-z][A-Z]|[A-Za-z][_.\-!@#+]?\d")  # MonkeyBusiness, sunshine1, Sunshine_1
_LEAST_JOINED: Final = 8
_PIECES: Final = re.compile(r"[\-_.]")
_PIECE: Final = re.compile(r"([A-Z]?[a-z]{0,16})\d?([a-z]{0,16})")
_TWO_WORDS: Final = re.compile(r"[A-Z]?[a-z]{2,}[24][a-z]{2,}")
_LEAST_WORD: Final = 5  # shorter ones may be abbreviations
_READABLE: Final = 5.7  # bits a letter (wordlike.py): argocd
# Where a shell puts variables in, and where it puts none: Pa$$word.
PLAIN_DOLLAR: Final = r"\$(?![\w{(])"
LITERAL_DOLLAR: Final = r"\$(?![{(])"
# What is given in a place of its own, up to a blank: no option, no variable.
GIVEN: Final = rf"(?P<password>(?!-)(?:[^\s\"'$<>{{}}|;]|{PLAIN_DOLLAR}){{4,128}})"
# An argument of a call before the one that is looked for, and what parts two.
ARGUMENT: Final = r"(?:\"[^\"\n]{0,160}\"|'[^'\n]{0,160}'|[\w.$>\[\]\-]{1,64})"
NEXT: Final = r"\s{0,4},\s{0,16}"
# What every URL with a login has: an at sign, which stands everywhere, before the next slash, or a long way to it.
LOGIN_OF_URL: Final = r":(\\?/){2}([^\s/@]{1,120}@|[^\s/@]{121})"
_BEGINNING: Final = r"\A\ufeff?+"  # editors of Windows put a mark there
_COUNTED: Final = re.compile(r"[A-Za-z_.\-]+\d")  # mainWindow2
_MASK: Final = re.compile(r"(.)\1*")

Check = Callable[[Parts], bool]
Examples = tuple[tuple[str, str], ...]

# As a machine makes them, and as somebody chooses them: neither stands in any file.
RANDOM: Final = made(ALNUM, 24, "context")
PHRASE: Final = "walnut-harbour" + "-pencil-orbit"
CHOSEN: Final = made("bcdfghjklmnpqrstvwxz", 8, "context") + "7"


def word(part: str) -> str:
    """A pattern for one word of a command line, quoted or not: no variable, no call, not the next option."""
    return (
        rf"(?:\\?\"(?P<{part}>(?:[^\"\\\s$]|{PLAIN_DOLLAR}){{1,256}})\\?\""
        rf"|'(?P<{part}__2>[^'\s$](?:[^'\s$]|{LITERAL_DOLLAR}){{0,255}})'"
        rf"|(?P<{part}__3>[^\s\"'`<>|;&(){{}}\[\]$,\\\-][^\s\"'`<>|;&(){{}}\[\],\\]{{0,255}}))"
    )


def string(least: int, most: int) -> str:
    """A pattern for a password in a string of some language: no blank in it, and nothing that is put in."""
    size = f"{{{least},{most}}}"
    return (
        rf"[@bru]?(?:\"(?!\^)(?P<password>(?:[^\"\s$]|{PLAIN_DOLLAR}){size})(?<![)\]}}+*]\$)\""
        rf"|'(?!\^)(?P<password__2>(?:[^'\s$]|{PLAIN_DOLLAR}){size})(?<![)\]}}+*]\$)')"
    )


def command(names: str, up_to: int = 256) -> str:
    """A pattern for one of those commands and its arguments, as few as will do, up to the next one."""
    return rf"\b(?:{names})\b(?:(?!\b(?:{names})\b)[^\n|;]){{0,{up_to}}}?"


def login(name: str, title: str) -> CredentialType:
    """A user with a password. Neither is shown: where one ends and the other begins is not always certain."""
    return CredentialType(
        name=name,
        title=title,
        parts=("password", "user"),
        secret=frozenset({"user", "password"}),
        identity=("password",),
    )


def least(part: str, strong: Strength = Strength.FAIR) -> Check:
    """The value looks at least so much like a secret; what somebody chose may be words, as policies want it."""

    def check(parts: Parts) -> bool:
        value = parts[part].reveal()
        looks = strength(value)
        words = strong <= Strength.CHOSEN and looks is Strength.WORDS and is_complex(value)
        return looks >= strong or words or (strong <= Strength.CHOSEN and is_odd(value))

    return check


def likely(part: str) -> Check:
    """At least chosen, or words that nobody writes for an example: where the place leaves no doubt."""

    def check(parts: Parts) -> bool:
        value = parts[part].reveal()
        looks = strength(value)
        if looks >= Strength.CHOSEN or is_odd(value) or is_phrase(value):
            return True
        if looks is Strength.NONE:
            return False
        joined = len(value) >= _LEAST_JOINED and _JOINED.search(value) is not None
        return is_complex(value) or (joined and is_of_words(value))

    return check


def firm(part: str) -> Check:
    """As by a machine, of letters and digits: where what stands beside it only makes it probable."""

    def check(parts: Parts) -> bool:
        value = parts[part].reveal()
        mixed = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
        looks = strength(value)
        enough = looks >= Strength.FAIR or (looks >= Strength.WORDS and is_complex(value))
        return mixed and len(value) >= _LEAST_JOINED and enough

    return check


def mixed(part: str) -> Check:
    """Likely, and of letters and digits: where a word of a language may stand as well."""

    def check(parts: Parts) -> bool:
        value = parts[part].reveal()
        return any(map(str.isdigit, value)) and any(map(str.isalpha, value)) and likely(part)(parts)

    return check


def is_name(value: str) -> bool:
    """Words and a digit in each, joined as groups and hosts are called: ike2-psk, forum2go. Weak passwords are, too."""
    pieces = [_PIECE.fullmatch(piece) for piece in _PIECES.split(value)]
    words = [word.lower() for piece in pieces if piece for word in piece.groups() if word]
    if not all(pieces) or is_complex(value) or (len(pieces) == 1 and not _TWO_WORDS.fullmatch(value)):
        return False
    one = sum(map(str.isdigit, value)) <= 1
    readable = all(len(word) < _LEAST_WORD or surprise(word) < _READABLE for word in words)
    return readable and (one or any(map(known, words)))


def named(part: str) -> Check:
    """It may be a name: a lead, where what stands beside it, or its file, is called as others are, too."""
    return lambda parts: is_name(parts[part].reveal())


def apart(part: str) -> Check:
    """Likely, of letters and digits, and neither a name nor a standard: where any other argument may stand as well."""

    def check(parts: Parts) -> bool:
        value = parts[part].reveal()
        if is_name(value) or is_standard(value) or is_camel(value):
            return False
        return firm(part)(parts) or (
            len(value) >= _LEAST_JOINED and mixed(part)(parts) and not _COUNTED.fullmatch(value)
        )

    return check


def unsure(part: str) -> Check:
    """Of words, or weak: ThisIsASecretKey is a tutorial's."""
    return lambda parts: not firm(part)(parts)


def real(part: str) -> Check:
    """Whatever it is, it is no placeholder: where nothing but a credential can stand."""

    def check(parts: Parts) -> bool:
        value = parts[part].reveal()
        return not is_placeholder(value) and not is_documented(value) and not value.startswith(_TEMPLATES)

    return check


def is_template(value: str) -> bool:
    """It is filled in later, or is blacked out."""
    return value.startswith(_TEMPLATES) or _MASK.fullmatch(value) is not None


def meant(part: str) -> Check:
    """For files that hold nothing but credentials: all but a template or a mask is one there, `password`, too."""
    return lambda parts: not is_template(parts[part].reveal())


def decoded(text: str) -> str | None:
    """Base64 of printable text, or None."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
        plain = raw.decode("utf-8")
    except ValueError:
        return None
    plain = plain.rstrip("\r\n")
    return plain if plain.isprintable() else None


def decoded_login(part: str) -> Callable[[Parts], Parts]:
    """The group `part` held base64 of user:password."""

    def parse(parts: Parts) -> Parts:
        user, colon, password = (decoded(parts[part].reveal()) or "").partition(":")
        if not colon or not password:
            return {}
        return {"user": Secret(user), part: Secret(password)} if user else {part: Secret(password)}

    return parse


def place(  # noqa: PLR0913 - keyword arguments are a Detector's fields
    kind: CredentialType,
    pattern: str,
    keywords: tuple[str, ...],
    examples: Examples,
    near_misses: tuple[str, ...],
    *,
    check: Check,
    doubts: Check | None = None,
    span: int | None = None,
    parse: Callable[[Parts], Parts] | None = None,
    prefilter: str | None = None,
    mark: str = "",
    needs: str = "",
    whole: bool = False,
    paths: tuple[str, ...] = (),
    every: bool = False,
    places: Place = MEANT,
    confidence: Confidence = Confidence.CONTEXT,
) -> Detector:
    """A detector of this family: what it finds in a test is made up, and what fails its checksum everywhere."""

    def checked(parts: Parts) -> bool:
        return check(parts) and not any(name in parts and is_forged(parts[name].reveal()) for name in kind.secret)

    return Detector(
        type=kind,
        keywords=keywords,
        prefilter=prefilter,
        mark=mark,
        needs=needs,
        whole=whole,
        pattern=pattern.replace(r"\A", _BEGINNING, 1) if whole else pattern,
        span=BRIEF if whole else span,
        parse=parse,
        check=checked,
        doubts=doubts,
        confidence=confidence,
        every=every,
        general=True,
        paths=paths,
        places=places,
        examples=examples,
        near_misses=near_misses,
    )
