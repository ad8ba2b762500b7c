"""Passwords that somebody chose, among values that are words: sunshine, Oak.Tree7, Summer-Rain7, 19840312.

Each is asked only where a name says that a password follows: of a value alone nobody could tell.
"""

from __future__ import annotations

import re
from typing import Final

from detectors.filters.placeholders import is_of_tutorials, is_placeholder
from detectors.filters.remembered import remembered

from .foreign import is_word
from .sequences import in_order

# A weak password, as far as it can be told from a label: sunshine, hunter22, super$ecret.
_CHOSEN: Final = re.compile(r"[^\s\"'<>{}()\[\],;:/\\]{5,32}", re.ASCII)
_LABEL: Final = re.compile(
    r"(?:pass(?<!compass)(?<!trespass)(?!ion|age|eng)|pwd|secret|token|login|user|name|input|text|label|prompt|hidden"
    r"|field(?<!garfield)(?<!mansfield)(?<!springfield)|string|null|none|true|false"
    r"|test(?<!greatest)(?<!protest)(?<!contest)|guest|admin$|root$|foo|bar$|baz|example|sample|default|changeme"
    r"|required|optional|enabled|disabled|always|never|auto"
    r"|key(?<!monkey)(?<!donkey)(?<!turkey)(?<!hockey)(?<!jockey)(?<!hiskey)|value|type|file)",
    re.ASCII | re.IGNORECASE,
)
_LABEL_SMALL: Final = re.compile(_LABEL.pattern)  # in small letters, where `re` knows the first ones
# As a policy wants it, which no word of a language and no identifier is, even if words are in it: Compl3x!Pass#2024.
_COMPLEX: Final = re.compile(
    r"(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^\w\s])"
    r"(?!(?i:.*(?:your|example|change|placeholder|sample|dummy|test|insert|enter)))[^\s\"'<>{}()\[\],;:/\\]{8,40}",
    re.ASCII,
)
_JOINED: Final = re.compile(
    r"(?=.*\d)(?=.*[A-Za-z])(?!(?i:utf|iso|latin|base|sha|md5|aes|oauth|v\d|level|windows|win\d)[\w.\-]*$)\S{8,40}",
    re.ASCII,
)
_LONGEST: Final = 40  # characters of what these two match, which takes longer to tell than the length
_CAPITAL: Final = "[A-Z\xc0-\xde][a-z\xdf-\xff]{2,15}"
# Words and a number that are parted by dots, or by other signs and twice.
_DOTTED: Final = re.compile(
    r"[A-Za-z]{3,16}(?:\.[A-Za-z]{2,16}){1,2}\.?\d{1,4}"
    # No name begins with a digit, and no name of code has both within it: oak_Tree.77, Oak.tr33house7
    r"|[A-Za-z][a-z]{2,15}[_\-]?[A-Z][a-z]{2,15}\.\d{1,4}[a-z]{0,4}"
    r"|[A-Z][a-z]{2,15}\.(?=[A-Za-z]+\d+[A-Za-z]+\d)[A-Za-z\d]{5,20}"
    rf"|{_CAPITAL}(?:(?:\.{_CAPITAL}){{1,3}}\d{{1,4}}(?:[a-z]{{1,4}}\d{{0,2}})?"
    rf"|(?:\.{_CAPITAL}){{0,3}}\.\d{{1,4}}[a-z]{{0,12}}|\.\d{{2,4}}\.{_CAPITAL}|\d{{1,4}}[a-z]{{0,12}}\.)"
    r"|[A-Za-z]{3,16}\d{2,4}\.[A-Z][A-Za-z]{0,15}|\d{2,4}\.[A-Z][A-Za-z]{3,15}"
    rf"|{_CAPITAL}\d{{3,4}}\.[a-z]{{2,12}}"
    # puma_storm.10, almond.rider-48, nimbus.piano_1975, Oa1k7tree.231
    r"|[A-Za-z]{3,16}[_\-][A-Za-z]{3,16}\.\d{2,4}|[A-Za-z]{3,16}\.[A-Za-z]{3,16}[_\-]\d{2,4}"
    rf"|{_CAPITAL}\.\d{{2,4}}\.[a-z]{{3,15}}|(?=[A-Za-z]*\d[a-z])[A-Za-z\d]{{4,16}}\.{_CAPITAL}\d{{2,4}}"
    r"|[A-Z][A-Za-z]{1,12}\d[a-z]{1,12}\d[a-z]{1,12}\.\d{2,4}",
    re.ASCII,
)
_PARTED: Final = re.compile(rf"{_CAPITAL}(?P<sign>[:/_]){_CAPITAL}(?:(?P=sign){_CAPITAL})?(?P=sign)\d{{1,4}}", re.ASCII)
_HOUR: Final = 3600  # seconds: what grants of a password last
_LEAST_DIGITS, _MOST_DIGITS, _DISTINCT_DIGITS = 6, 12, 4


def is_of_words(value: str) -> bool:
    """Is a value that is no more than WORDS a password, if anything is: sunshine, MonkeyBusiness?"""
    return (_CHOSEN.fullmatch(value) is not None and not _is_of_labels(value)) or is_complex(value)


def _is_of_labels(value: str) -> bool:
    """Has it a word that labels and defaults have?"""
    found = _LABEL_SMALL.search(value.lower()) if value.isascii() else _LABEL.search(value) or is_word(value)
    return bool(found)


def is_complex(value: str) -> bool:
    """Is it of all the kinds of characters that policies ask for, as no identifier is: Summer-Rain7?"""
    if len(value) > _LONGEST or not _COMPLEX.fullmatch(value):
        return False
    return value.isascii() or not is_word(value)  # the ñ of Contraseña1 is no sign


def is_joined(value: str) -> bool:
    """Are words and digits joined in it as in a password, and in no name: hello123world, Oak-tree-77?"""
    return len(value) <= _LONGEST and _JOINED.fullmatch(value) is not None and is_of_words(value)


@remembered(4096)
def is_odd(value: str) -> bool:
    """Is it a password in quotes that reads like code, a path or a tag elsewhere: Oak.Tree7, Oak/Tree/77, !Granite7?"""
    dotted = _DOTTED.fullmatch(value) or (value.startswith(("!", "*")) and is_complex(value))
    parted = _PARTED.fullmatch(value) and not _is_of_labels(value)
    odd = parted or (dotted and is_of_words(value))
    return bool(odd) and not is_placeholder(value) and not is_of_tutorials(value)


def is_ended(value: str) -> bool:
    """Does it end as a sentence does, and is one word with digits in it: Oak77Tree."""
    return value.endswith(".") and value[:-1].isalnum() and is_joined(value[:-1])


def is_number(value: str) -> bool:
    """A day, a telephone number or a PIN that somebody chose, and no tutorial's."""
    long = _LEAST_DIGITS <= len(value) <= _MOST_DIGITS and value.isdigit()
    chosen = long and len(set(value)) >= _DISTINCT_DIGITS and int(value) % _HOUR != 0
    return chosen and not is_of_tutorials(value) and not in_order(value)
