r"""May a value stand there at all? Of the windows around the word of a provider most hold nothing that could be one.

    import sqlalchemy ... see docs.sqlalchemy.org/en/20/        no
    ALCHEMY_API_KEY=Zk3...                                      what the detector needs stands there
    "Zk3q8vN0aPx1" + "..."    Zk3q8vN0aPx1\                     a piece of one does: so many letters, and a digit
    \u005a\u006b\u0033...                                       letters that are written as escapes

To ask takes a tenth of what it takes to find out how lines go on there, and to read them in every way.
"""

from __future__ import annotations

import re
from re import _parser as parser  # type: ignore[attr-defined]  # the parser of `re` itself, as in literals.py
from typing import Final

from detectors.base import Detector

_LEAST: Final = 16  # characters of a value: of a shorter one a piece would be too short to tell
_LETTER: Final = rb"[A-Za-z0-9_\-]"
_IN_ONE: Final = re.compile(r"[A-Za-z0-9_\-]{13}")  # and is no row of short parts
# Found by its digit, of which `re` knows that it begins with it; around it, wherever it stands, 13 letters.
_NO_ESCAPE: Final = rb"(?<!\\u.)(?<!\\u..)(?<!\\u...)(?<!\\u....)"  # of what is a letter in JSON
_PIECE: Final = re.compile(
    rb"[0-9]"
    + _NO_ESCAPE
    + rb"(?:"
    + b"|".join(
        (rb"(?<=%b{%d})" % (_LETTER, before + 1) if before else b"")
        + (rb"(?=%b{%d})" % (_LETTER, behind) if behind else b"")
        for before, behind in ((10, 0), (8, 2), (5, 5), (2, 8), (0, 10))
    )
    + rb")"
)
_ESCAPED: Final = re.compile(  # two of them
    rb"[\\%&](?:u00[2-7][0-9a-fA-F]\\u|U000000[2-7][0-9a-fA-F]\\U|u\{[2-7][0-9a-fA-F]\}\\u|x[2-7][0-9a-fA-F]\\x|[01][0-7]{2}\\[01]"
    rb"|[2-7][0-9a-fA-F]%[2-7]|\#[xX]?[0-9a-fA-F]{2,3};&\#)"
)
_DIGIT: Final = "[0-9]"
_ANY_DIGIT: Final = re.compile(rb"[0-9](?:(?<=\\u003.)|%b)" % _NO_ESCAPE)
BEFORE: Final = 16  # bytes on which it depends, before what is asked about
BEHIND: Final = 64  # the same; a value that begins there may go on


def needed(detector: Detector) -> re.Pattern[bytes] | None:
    """For `may_hold`: what stands in the text of each of its values; None: a value may be anything."""
    if detector.needs == _DIGIT:
        return _ANY_DIGIT
    is_long = parser.parse(detector.needs, re.ASCII).getwidth()[0] >= _LEAST
    if not is_long or not all(_IN_ONE.search(value) for _, value in detector.examples):
        return None
    return re.compile(detector.needs.encode())


def may_hold(data: bytes, low: int, high: int, needs: re.Pattern[bytes]) -> bool:
    """False: there is nothing from `low` to `high`, however it is read."""
    high += BEHIND
    if needs is _ANY_DIGIT:
        return needs.search(data, low, high) is not None
    return bool(_PIECE.search(data, low, high) or needs.search(data, low, high) or _ESCAPED.search(data, low, high))
