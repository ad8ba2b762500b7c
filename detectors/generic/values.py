"""How much a value looks like a secret, whatever its name: nothing, a word, chosen by somebody, or random.

    value --non_values.py--> decoded.py --> random? in hexadecimal? rich in signs? code? --wordlike--> Strength

Masks, templates, references, paths, addresses, dates, versions and digests are no values (non_values.py). What is left
is judged by a model of ordinary words (filters/wordlike.py): a password that somebody chose is a word or two, a
machine's is none. Which words are a password, where a name promises one, is chosen.py.
"""

from __future__ import annotations

import re
from enum import IntEnum
from operator import ne
from typing import Final

from detectors.filters.placeholders import is_placeholder
from detectors.filters.remembered import remembered
from detectors.filters.wordlike import is_of_code, share, surprise
from detectors.forms import has_bits

from .decoded import decoded, is_hash_of_ldap, is_ordered, is_user
from .foreign import is_word
from .non_values import is_no_value
from .sequences import is_counted, is_sequence


class Strength(IntEnum):
    """`NONE`: no value. `WORDS`: could be prose or an identifier. `CHOSEN`: short. `FAIR`, `RANDOM`: by a machine."""

    NONE = 0
    WORDS = 1
    CHOSEN = 2
    FAIR = 3
    RANDOM = 4


# How code begins, and what it has in it or at its end.
_CODE: Final = re.compile(
    r"[({\[;|&]|(?![A-Za-z]{2}\w+\.[A-Za-z]{0,16}(?:19|20)\d\d$)\w+(?:\.\w+)+$"
    r"|(?:new|await|function|lambda|return|not|std|null|self|this)\b"
    r"|(?:undef|shift|split)(?=[ ;(]|$)"
    r"|%[\w({<]|@[\w.]+$|\.|[\w.]+\(\)\.?$|#\{|--"
)
_CODE_WITHIN: Final = re.compile(
    r"\($|\)$|\{$|\}$|;$|\((?<=\w\()|\[(?<=\w\[)\w*\]|->|=>|\|\||&&|::|%[sd]\b|%[xu]\b|\{\w*\}|\$\{"
    r"|\\[wds](?![a-z])|\[\^|\(\?|\.$"
    r"|\+\+"
)
_UUID: Final = re.compile(r"(?:^|[_\-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", re.IGNORECASE)
_HEX: Final = re.compile(r"^(?:0x)?(?:[0-9a-f]+|[0-9A-F]+)$")
_PIECES: Final = re.compile(r"[A-Za-z0-9+/]+")
_TELLTALE: Final = re.compile(
    r"(?:passw|passphrase|pwd|secret|token|bearer|api[_\- ]?key|credential|example|sample|dummy|fake"
    r"|foobar|foo_?bar|testing|mypass|pwned|blabla|p@ss"
    r"|changeme|placeholder|redacted|invalid|undefined|required|optional|default|your|insert|xxxx|0000000|12345|54321"
    r"|abcdef|deadbeef|lorem"
    r"|ipsum|mock|hidden|unknown|nothing|something|whatever|cafebabe|qwerty|asdf)",
    re.IGNORECASE,
)
_TELLTALE_SMALL: Final = re.compile(_TELLTALE.pattern)  # in small letters, where `re` knows the first ones
_LEAST_AGAIN, _BLOCK = 24, 16
_FAIR_LENGTH, RANDOM_LENGTH = 8, 16
_WORDLIKE: Final = 3.9  # bits a letter (filters/wordlike.py): ordinary names have up to that
_UNLIKE: Final = 4.5
_VERY_UNLIKE: Final = 5.2
_MOST_IN_WORDS: Final = 0.55
_DISTINCT_HEX: Final = 9
_LEAST_BITS: Final = 3.1
_SHORTEST: Final = 4
_PIECE_LENGTH: Final = 12
_MANY_SIGNS: Final = 7


@remembered(8192)
def strength(value: str) -> Strength:
    """Of a value as it stands between its quotes."""
    if len(value) < _SHORTEST or is_no_value(value) or is_ordered(value):
        return Strength.NONE
    encoded = decoded(value)
    if (encoded is not None and (is_placeholder(encoded) or is_user(encoded))) or is_hash_of_ldap(value):
        return Strength.NONE
    return _judged(value) if encoded is None else _judged(encoded)


def _judged(value: str) -> Strength:
    uuid = "-" in value and _UUID.search(value)
    if uuid:
        return Strength.RANDOM if _varied(uuid[0].replace("-", "")) else Strength.NONE
    # One key of 16 letters, as long as a cipher needs it, is none of a machine's.
    again = len(value) >= _LEAST_AGAIN and value.startswith(value[_BLOCK:])
    if is_sequence(value) or len(set(value)) < _SHORTEST - 1 or again:
        return Strength.NONE
    pieces = _PIECES.findall(value)
    joined = "".join(pieces)
    if len(joined) >= RANDOM_LENGTH and _HEX.match(joined) and not joined.isdigit():
        return _hexadecimal(joined)
    if _is_rich(value):
        return Strength.RANDOM if len(value) >= RANDOM_LENGTH else Strength.FAIR
    unlike = surprise(value)
    doubtful = unlike < _VERY_UNLIKE or len(value) < RANDOM_LENGTH // 2 or " " in value
    if doubtful and (_CODE.match(value) or _CODE_WITHIN.search(value)):
        return Strength.NONE
    return _by_pieces(value, pieces, joined, unlike)


def _by_pieces(value: str, pieces: list[str], joined: str, unlike: float) -> Strength:
    """What is random about `shippo_test_3f9c...` is its longest piece."""
    if _HEX.match(joined) and len(value) >= _FAIR_LENGTH:
        return _hexadecimal(joined)
    longest = max(pieces, key=len, default="")
    if len(longest) == len(value) or len(longest) < _PIECE_LENGTH:
        return _by_words(value, unlike)
    if _HEX.match(longest) and not longest.isdigit():
        return max(_hexadecimal(longest), _by_words(value, unlike))
    return max(_by_words(value, unlike), _by_words(longest, surprise(longest)))


def _is_rich(value: str) -> bool:
    """So many kinds of signs are in no identifier and no path, and in code they stand between words."""
    if value.isalnum():
        return False
    letters = set(value)
    signs = len(letters) - sum(map(str.isalnum, letters))
    return " " not in letters and signs >= _MANY_SIGNS and share(value) < _MOST_IN_WORDS


def _hexadecimal(value: str) -> Strength:
    if value.isdigit():
        long = Strength.FAIR if len(value) > RANDOM_LENGTH else Strength.CHOSEN
        return long if _varied(value, 5) else Strength.NONE
    if not _varied(value, min(_DISTINCT_HEX, len(value) // 2 + 1)) or value.isalpha():
        return Strength.WORDS
    if len(value) >= RANDOM_LENGTH and len(value) % 2 == 0 and is_counted(bytes.fromhex(value.removeprefix("0x"))):
        return Strength.NONE
    return Strength.RANDOM if len(value) >= RANDOM_LENGTH else Strength.FAIR


def _varied(value: str, distinct: int = _DISTINCT_HEX) -> bool:
    return len(set(value.lower())) >= distinct and not is_sequence(value.lower())


def _by_words(value: str, unlike: float) -> Strength:
    in_words = share(value)
    words = is_of_code(value) or unlike < _WORDLIKE or (in_words > _MOST_IN_WORDS and unlike < _VERY_UNLIKE)
    if words or (" " in value and len(value) > 3 * _FAIR_LENGTH):
        return Strength.WORDS
    if (unlike < _VERY_UNLIKE or len(value) < RANDOM_LENGTH) and _tells(value):
        return Strength.WORDS
    if value.isalnum() and 2 * sum(map(len, _TELLTALE.findall(value))) > len(value):
        return Strength.WORDS
    if len(value) < _FAIR_LENGTH or unlike < _UNLIKE or " " in value:
        return Strength.CHOSEN
    mixed = _classes(value) > 1
    if mixed and len(value) >= RANDOM_LENGTH and has_bits(value, _LEAST_BITS):
        return Strength.RANDOM
    return Strength.FAIR if mixed or unlike >= _VERY_UNLIKE else Strength.CHOSEN


def _tells(value: str) -> bool:
    found = _TELLTALE_SMALL.search(value.lower()) if value.isascii() else _TELLTALE.search(value) or is_word(value)
    return bool(found)


def _kind(letter: str) -> str:
    return "0" if letter.isdigit() else "A" if letter.isupper() else "a" if letter.isalpha() else "-"


_KINDS: Final = "".join(_kind(chr(code)) for code in range(128))


def _classes(value: str) -> int:
    """How many kinds of characters there are, if they mix: a capital at the front does not count."""
    kinds = value.translate(_KINDS) if value.isascii() else "".join(map(_kind, value))
    return len(set(kinds[1:])) if sum(map(ne, kinds, kinds[1:])) > 1 else 1
