r"""The forms that most credentials have: known by its beginning, by the name that it is assigned to, by the host asked.

    prefixed    dapi3f9c...                           the value tells what it is
    named       DATADOG_API_KEY = "3f9c..."           the name does: `words` in a name, a separator, the value
                <datadogKey>3f9c...</datadogKey>      System.setProperty("datadog.key", "3f9c...")
                new Datadog("3f9c...")                what its client is made with (filters/constructed.py)
    queried     https://api.jotform.com/user?apiKey=3f9c...

A file of a provider is then its type, one line for each form, examples and near misses. Examples are `made`: values of
the right shape that nobody ever issued and that stand in no file.

Just over 300 lines, as the three share what stands around a value and what it must not be.
"""

from __future__ import annotations

import hashlib
import math
import re
import string
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from .base import Confidence, CredentialType, Detector, Parts
from .filters.constructed import BEGINS, QUOTES, constructed, constructed_hint
from .filters.placeholders import is_placeholder
from .filters.remembered import remembered
from .filters.says import SAYS, says_hint, says_secret
from .filters.wordlike import is_of_code, share, surprise
from .places import NOWHERE, Place

Check = Callable[[Parts], bool]
Examples = tuple[tuple[str, str], ...]

HEX: Final = "0123456789abcdef"
UPPER_HEX: Final = "0123456789ABCDEF"
DIGITS: Final = string.digits
LOWER: Final = string.ascii_lowercase + string.digits
UPPER: Final = string.ascii_uppercase + string.digits
ALNUM: Final = string.ascii_letters + string.digits
URL_SAFE: Final = ALNUM + "-_"
BASE64: Final = ALNUM + "+/"
UUID: Final = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"

# What may stand on either side of a value; a "-" or "_" would make it a piece of a longer one. An escape ends in a
# letter or digit, too: ?token%3Dv  "a\nv"
_BEFORE: Final = r"(?:(?<![A-Za-z0-9_\-])|(?<=%[0-9A-F][0-9A-F])|(?<=\\[nrt]))"
_AFTER: Final = r"(?![A-Za-z0-9_\-])"

# The rest of a name, what closes it, and what leads to the value: NAME = "v"  "name": "v"  'name' => 'v'  name := `v`
# var name string = "v"  define('NAME', 'v')  NAME("v")  <name>v</name>  key="NAME" value="v"  --name v
_REST: Final = r"(?>(?:\w|[.\-](?=\w)){0,40})"
# Names that end so hold one of SAYS by chance, or say what something is found or told apart by.
_MISLEADING: Final = (
    *("author", "authors", "authored", "authority", "compass", "passed", "passenger", "passengers", "monkey"),
    *("keyboard", "keyframe", "keyspace", "keyword", "keywords", "tokenizer"),
    *(
        f"{word}{key}"
        for word in ("cache", "sort", "partition", "idempotency", "foreign")
        for key in ("key", r"[_.\- ]key")
    ),
)
_SAYS_SO: Final = "(?i:" + "".join(f"(?<!{name})" for name in _MISLEADING) + ")"
_TYPED: Final = r"(?:[ \t]{0,4}:?[ \t]{1,4}(?:&?(?:'static )?str(?:ing)?|String|\[\]byte|char|text|any)\b\??)?"
_SEPARATOR: Final = (
    rf"{QUOTES}?[\])]?{_TYPED}"
    r"(?:\s{0,24}(?:[:?.+|]{0,3}=>?|::?|->|\|\|)\s{0,24}|[ \t]{0,4},\s{0,8}|\([ \t]{0,4}|\s{0,4}/?>\s{0,40}"
    r"|[\s,]{1,24}[\"']?value[\"']?\s{0,4}[:=]\s{0,4}|%3[aAdD]|(?<=[A-Za-z])[ \t]{1,2})"
    rf"(?:[bru@$]{{0,2}}{QUOTES}|[\[({{][ \t]{{0,4}}{QUOTES}?)?(?:(?:Bearer|Basic|Token|token|ApiKey)[ \t]{{1,2}})?"
)
# With what may not follow, one of these would be tried at each length, from each letter of a long run.
_RANGE: Final = re.compile(r"\{[1-9][0-9]*,")
_NEAR: Final = 200
_AT_ONCE: Final = 8

# Where a provider's word is a common one, or its values look like hashes: the word begins a word of the name (`lob`,
# `LOB` and `myLob`, not `blob`), and the name goes on to say that it names a secret.
_GOES_ON: Final = r"[\w.\-]{0,32}"

# The same for any word. `telling` looks ahead for it; this one consumes, and stands in prefilters, too.
TELLING: Final = rf"[\w.\- ]{{0,24}}{SAYS}"

# getUserAccessToken2Async: of 16 random letters and digits none in 4,000 reads so well.
_LETTERS: Final = re.compile(r"(?=.{16})\D*(?:\d\D*){0,2}$")
_IN_WORDS: Final = 0.8  # of its letters
_READS: Final = 4.3  # bits a letter (filters/wordlike.py)
_LEAST_BITS: Final = 2.7
_ROUNDED: Final = 1e-6


def one(name: str, title: str, *, part: str = "token", doubtful: Place = NOWHERE) -> CredentialType:
    """A type with a single part, which is secret and is the whole credential."""
    return CredentialType(
        name=name, title=title, parts=(part,), secret=frozenset({part}), identity=(part,), doubtful=doubtful
    )


def made(alphabet: str, length: int, seed: str = "") -> str:
    """A value for an example: the same at every run, and random to look at."""
    digits = int.from_bytes(hashlib.shake_256(f"{seed}{alphabet}{length}".encode()).digest(2 * length + 8))
    letters: list[str] = []
    while len(letters) < length:
        digits, few = divmod(
            digits, len(alphabet) ** _AT_ONCE
        )  # a long number is slow to divide, and there are hundreds
        for _ in range(_AT_ONCE):
            few, at = divmod(few, len(alphabet))
            letters.append(alphabet[at])
    return "".join(letters[:length])


def made_uuid(seed: str = "") -> str:
    """As `made`, in the form of a UUID."""
    return "-".join(made(HEX, length, f"{seed}{place}") for place, length in enumerate((8, 4, 4, 4, 12)))


def bits(value: str) -> float:
    """Shannon's, per character."""
    terms = _terms(len(value))
    return -sum([terms[value.count(letter)] for letter in set(value)])


@remembered(4096)
def has_bits(value: str, least: float) -> bool:
    """Are these so many at least? Where most letters are different ones, nobody has to count them."""
    different = len(set(value))
    terms = _terms(len(value))
    # Fewest where all that is there more than once is one letter.
    sure = -(terms[len(value) - different + 1] + (different - 1) * terms[1])
    return sure > least + _ROUNDED or bits(value) >= least


@lru_cache(maxsize=256)
def _terms(length: int) -> tuple[float, ...]:
    """What a letter that stands so many times among so many adds."""
    shares = (count / length for count in range(1, length + 1))
    return 0.0, *(share * math.log2(share) for share in shares)


def varied(part: str, least: float = _LEAST_BITS, then: Check | None = None, *, named: bool = False) -> Check:
    """Neither a placeholder nor a run of few characters; `then` is asked as well.

    named: nothing but a name tells, so that it may be no name of code that has the length
    """

    def check(parts: Parts) -> bool:
        value = parts[part].reveal()
        if is_placeholder(value) or not has_bits(value, least) or (then is not None and not then(parts)):
            return False
        if not named:
            return True
        reads = _LETTERS.match(value) and share(value) > _IN_WORDS and surprise(value) < _READS
        return not reads and not is_of_code(value)

    return check


def has_digits(part: str, least: int = 1) -> Check:
    """So many digits at least: a name or a word has none, and of 16 random letters and digits four are digits."""
    return lambda parts: sum(map(str.isdigit, parts[part].reveal())) >= least


def not_hex(part: str) -> Check:
    """Something that a hash in hexadecimal is not: of letters and digits alike, 32 are never all of those sixteen."""
    return lambda parts: not set(parts[part].reveal().lower()) <= set(HEX)


def keyed(words: str) -> str:
    """Of `named`'s words those that only count in a name of a secret: acmeKey, ACME_API_TOKEN, acme: {secret: ...}; and
    in a call that makes a client (filters/constructed.py): new Acme(...).
    """
    return rf"(?:{says_secret(words)}|{constructed(words)})"


def keyed_hint(words: str) -> str:
    """The `prefilter` of what is `keyed` by a common word. `words`: without look-arounds."""
    return f"{says_hint(words)}|{constructed_hint(words)}"


def prefixed(  # noqa: PLR0913 - keyword arguments are a Detector's fields
    kind: CredentialType,
    token: str,
    keywords: tuple[str, ...],
    examples: Examples,
    near_misses: tuple[str, ...],
    *,
    least: float = _LEAST_BITS,
    check: Check | None = None,
    companions: tuple[tuple[str, str], ...] = (),
    near: str | None = None,
    prefilter: str | None = None,
    mark: str = "",
    needs: str = "",
    confidence: Confidence = Confidence.TYPED,
) -> Detector:
    """`token`: a pattern for the whole value, which begins with one of `keywords` (lower-case) or holds one.

    `near`: where the value alone does not tell, a pattern of which a match stands within 200 characters.
    """
    part = kind.parts[0]
    return Detector(
        type=kind,
        keywords=keywords,
        prefilter=prefilter,
        mark=mark,
        needs=needs,
        pattern=rf"{_BEFORE}(?P<{part}>{token}){_AFTER}",
        span=_NEAR if near or companions else None,
        companions=companions,
        unless=far_from(near) if near else None,
        confidence=confidence,
        check=varied(part, least, check),
        examples=examples,
        near_misses=near_misses,
    )


def far_from(near: str) -> Callable[[str], bool]:
    """For `unless`: nothing here matches `near`, whatever the case."""
    sought = re.compile(near, re.ASCII | re.IGNORECASE)
    return lambda text: sought.search(text) is None


def telling(words: str) -> str:
    """`words` as the beginning of a word in a name that names a secret. For `assignment`."""
    return rf"{BEGINS}(?:{words})(?={_GOES_ON}?{SAYS})"


def assignment(part: str, words: str, value: str) -> str:
    """A pattern: a name that holds `words`, whatever the case, is given a `value`. For `named`, and for companions."""
    return rf"(?i:{words}){_REST}{_SAYS_SO}{_SEPARATOR}(?P<{part}>{value}){_AFTER}"


def named(  # noqa: PLR0913 - keyword arguments are a Detector's fields
    kind: CredentialType,
    words: str,
    value: str,
    keywords: tuple[str, ...],
    examples: Examples,
    near_misses: tuple[str, ...],
    *,
    least: float = _LEAST_BITS,
    check: Check | None = None,
    companions: tuple[tuple[str, str], ...] = (),
    common: bool = False,
    built: bool = True,
    prefilter: str | None = None,
    mark: str = "",
) -> Detector:
    """`words`: a pattern for the provider's word in the name; each of its forms holds one of `keywords` (lower-case).

    `common`: the word is a common one, or the values look like hashes, so that the name must be `telling`; where
    `built`, or a call make a client with the value. Otherwise a `prefilter` should be a narrower pattern that is in
    every match.
    """
    part = kind.parts[0]
    if common:
        prefilter = prefilter or rf"({words}){_GOES_ON}{SAYS}" + (f"|{constructed_hint(words)}" if built else "")
        words = rf"(?:{telling(words)}|{constructed(words)})" if built else telling(words)
    return Detector(
        type=kind,
        keywords=keywords,
        prefilter=prefilter,
        mark=mark,
        needs=f"(?:{value})" + ("" if _RANGE.search(value) else _AFTER),
        pattern=assignment(part, words, value),
        span=_NEAR,
        companions=companions,
        confidence=Confidence.CONTEXT,
        check=varied(part, least, check, named=True),
        examples=examples,
        near_misses=near_misses,
    )


# "https://x/?q=" + city + "&key=...", also with a dot between them.
_JOINED: Final = r"[\"'`][ ]?[+.][ ]?[\w.()\[\]$]{1,40}[ ]?[+.][ ]?[\"'`]"


def queried(
    kind: CredentialType,
    host: str,
    value: str,
    keywords: tuple[str, ...],
    examples: Examples,
    near_misses: tuple[str, ...],
) -> Detector:
    """`host`: a pattern for the host, or its end, in a URL that has a `value` as a parameter named like a secret."""
    part = kind.parts[0]
    return Detector(
        type=kind,
        keywords=keywords,
        prefilter=rf"{host}/",
        pattern=(
            rf"(?i:{host})/(?:[^\s\"'<>`]|{_JOINED}){{0,200}}?[?&](?:amp;)?(?i:[\w\-]{{0,24}}(?:key|token|secret|auth|appid)[\w\-]{{0,12}})"
            rf"(?:=|%3[dD])(?P<{part}>{value}){_AFTER}"
        ),
        confidence=Confidence.CONTEXT,
        check=varied(part),
        examples=examples,
        near_misses=near_misses,
    )
