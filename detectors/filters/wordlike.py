"""Is this made of words, or random? A model of letters and a list of the commonest words: microseconds for a value.

    surprise("correcthorse") 2.9      surprise("qxzvkjwp") 8.6      bits for each letter, given the two before it
    known("horse")           True     known("qxzvkjwp")    False    (wrong once in some ten thousand)

Both tables are made from ordinary text by tests/bench/accuracy/train.py.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from functools import cache
from typing import Final

from .remembered import remembered
from .wordlike_table import SURPRISE, WORD_BITS, WORD_HASHES, WORDS

_SYMBOLS: Final = 28
_STEP: Final = 0.75  # bits
# Runs of three letters or more, cut where camelCase cuts them: most of what is random has none.
_RUN: Final = re.compile(r"[A-Z][a-z]{2,}|[a-z]{3,}|[A-Z]{3,}(?![a-z])")
# What has its digits in its name, as it is written in the names of code: AcmeOAuth2Api.
_NUMBERED: Final = re.compile(
    r"OAuth[12]|Base(?:32|64)|S(?:ha|HA)(?:1|224|256|384|512)|HMAC(?:128|192|256|384)?|AES(?:128|192|256)|M[Dd]5"
    r"|I[Pp]v[46]|X509|U(?:tf|TF)8|H(?:ttp|TTP)[12]|I18n|L10n"
)
# Words as camelCase joins them, with a digit within at most: epv1Today, KmsKeyId, snmpV2cRead.
_CAMEL: Final = re.compile(
    r"(?:[a-z]{2,20}|[A-Z][a-z]{1,20}|[A-Z]{2,6}(?=[A-Z][a-z]))\d?"
    r"(?:(?:[A-Z][a-z]{1,20}|[A-Z]\d[a-z]|[A-Z]{2,6}(?=[A-Z][a-z]))\d?){0,8}(?:[A-Z][a-z]{1,20}|[A-Z]{2,6})"
)
_CAMEL_KNOWN: Final = 0.33
_ASKS: Final = re.compile(r"(?:is|has|get|set)[A-Z][a-z]{2}")
_LEAST_KNOWN: Final = 0.4  # of the rest: the name of a company is no common word
_DIGIT, _OTHER = 26, 27
_EDGE: Final = bytes((_OTHER,))


@cache
def _table() -> tuple[tuple[tuple[float, ...], ...], ...]:
    """By the two letters before it, then by itself."""
    packed = zlib.decompress(base64.b85decode(SURPRISE))
    flat = [_STEP * half for byte in packed for half in (byte >> 4, byte & 15)]
    rows = [tuple(flat[at : at + _SYMBOLS]) for at in range(0, _SYMBOLS**3, _SYMBOLS)]
    return tuple(tuple(rows[at : at + _SYMBOLS]) for at in range(0, _SYMBOLS**2, _SYMBOLS))


@cache
def _filled() -> bytes:
    return zlib.decompress(base64.b85decode(WORDS))


_TO_SYMBOL: Final = bytes(
    at - 97 if 97 <= at <= 122 else at - 65 if 65 <= at <= 90 else _DIGIT if 48 <= at <= 57 else _OTHER  # noqa: PLR2004
    for at in range(256)
)


def surprise(value: str) -> float:
    """Mean bits of each character, given the two before it. Ordinary names and words: 2 to 4; random ones: 5 to 8."""
    table = _table()
    # What may follow the letter before, and the two before: a loop that keeps both takes half of the time.
    after = table[_OTHER]
    behind = after[_OTHER]
    told: list[float] = []
    for symbol in value.encode("latin-1", "replace").translate(_TO_SYMBOL) + _EDGE:
        told.append(behind[symbol])
        behind, after = after[symbol], table[symbol]
    return sum(told) / len(told)


@remembered(8192)
def known(word: str) -> bool:
    """Is that (lower-case) one of the commonest words?"""
    filled = _filled()
    digest = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=16).digest())
    for _ in range(WORD_HASHES):
        digest, at = divmod(digest, WORD_BITS)
        if not filled[at >> 3] >> (at & 7) & 1:
            return False
    return True


def share(value: str) -> float:
    """How much of its letters, leaving out runs of one or two, is in known words."""
    runs = _RUN.findall(value)
    letters = sum(map(len, runs))
    return sum([len(run) for run in runs if known(run.lower())]) / letters if letters else 0.0


def is_camel(value: str) -> bool:
    """Is it a name as code has them, of which a third is common words?"""
    return _CAMEL.fullmatch(value) is not None and share(value) >= _CAMEL_KNOWN


def is_of_code(value: str) -> bool:
    """Is it a name whose digits are those of what is called so, AcmeOAuth2Api, or that asks: isAuthKeyEasyPSK?"""
    if value.isalpha():
        return _ASKS.match(value) is not None and share(value) >= _LEAST_KNOWN
    lettered = _NUMBERED.sub("", value) if value.isalnum() else value
    return lettered.isalpha() and share(value) >= _LEAST_KNOWN
