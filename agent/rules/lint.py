"""What is wrong with a rule that reads well: it is slow, nothing preselects it, or a detector of ours finds the same.

Python's `re` goes back: `(a+)+b` doubles its time with each letter, and nobody can stop it but by killing the process.
So a repeat without a bound inside another is not used at all; and what only shows when it runs is timed.
"""

from __future__ import annotations

import importlib
import re
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, Never

from agent.rules.rule import Rule, detector
from agent.scan.patterns import refusal
from detectors.base import Detector

# What `re` parses with; nothing public tells how an expression is built.
words: Final[Any] = importlib.import_module("re._constants")
parser: Final[Any] = importlib.import_module("re._parser")

_MANY: Final = 1000  # of repeats: as good as without a bound
_LINE: Final = 20_000  # letters of a line that is tried
_SLOW: Final = 0.05  # seconds for such a line
_NO_KEYWORDS: Final = "it has no keywords, and its pattern cannot preselect ({})"
_GIVEN_UP: Final = 2.0  # seconds
_REPEATS: Final = frozenset({words.MAX_REPEAT, words.MIN_REPEAT})


def unusable(rule: Rule) -> str:
    """Why a rule cannot be used, or ""."""
    try:
        made = detector(rule)
        matches_nothing = made.regex.search("") is not None
    except (re.error, ValueError, OverflowError, RecursionError) as error:
        return f"is no expression of Python's re ({error})"
    if matches_nothing:
        return "it matches an empty text"
    if any(_is_nested(parser.parse(each)) for each in (rule.pattern, *rule.allowed, *rule.allowed_matches)):
        return "a repeat without a bound inside another: it could take for ever; bound one of them"
    sought = made.prefilter or "|".join(map(re.escape, rule.keywords))
    if reason := "a NUL" if "\0" in sought else refusal(sought):
        return f"its keywords cannot preselect ({reason})" if rule.keywords else _NO_KEYWORDS.format(reason)
    return ""


def _is_nested(pattern: Any, *, inside: bool = False) -> bool:  # noqa: ANN401 - what re parses into has no type
    """Is there an unbounded repeat in an unbounded repeat that could match the same text in two ways?"""
    for operation, argument in pattern:
        if operation in _REPEATS:
            _, most, body = argument
            unbounded = most > _MANY
            if inside and unbounded:
                return True
            if _is_nested(body, inside=inside or (unbounded and len(body) >= 1 and _may_repeat(body))):
                return True
        elif any(_is_nested(inner, inside=inside) for inner in _inner(argument)):
            return True
    return False


def _may_repeat(body: Any) -> bool:  # noqa: ANN401
    """A body that is one class or one letter repeats in one way only."""
    return not (len(body) == 1 and body[0][0] not in _REPEATS | {words.SUBPATTERN, words.BRANCH})


def _inner(argument: Any) -> Iterator[Any]:  # noqa: ANN401
    if isinstance(argument, parser.SubPattern):
        yield argument
    elif isinstance(argument, (tuple, list)):
        for each in argument:
            yield from _inner(each)


class TooSlowError(Exception):
    """It was stopped."""


@contextmanager
def hurried(seconds: float) -> Iterator[None]:
    """Raises TooSlowError after that. In the main thread only: `re` looks at signals while it goes back and forth."""

    def stop(*_: object) -> Never:
        raise TooSlowError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def slow(rule: Rule) -> str:
    """The text that it takes too long for when it is repeated, or "". An example is told by its number."""
    made = detector(rule)
    pieces = {piece: repr(piece) for word in rule.keywords for piece in (word, word[: len(word) // 2])}
    for kind, texts in (("example", rule.examples), ("near miss", rule.near_misses)):
        for number, text in enumerate(texts, 1):
            pieces |= {text: f"{kind} {number}", text[: len(text) // 2]: f"half of {kind} {number}"}
    pieces |= {piece: repr(piece) for piece in ("a", "a1", " ", "=")}
    for piece, told in pieces.items():
        line = (piece * (_LINE // max(len(piece), 1) + 1))[:_LINE]
        began = time.perf_counter()
        try:
            with hurried(_GIVEN_UP):
                for _ in made.find(line):
                    pass
        except TooSlowError:
            return told
        if time.perf_counter() - began > _SLOW:
            return told
    return ""


def overlaps(rule: Rule, detectors: Sequence[Detector]) -> list[str]:
    """The types of ours that find an example of it as well, wherever it stands: not of those that know whole files."""
    ours = [each for each in detectors if not each.whole]
    return sorted({each.type.name for each in ours for text in rule.examples if any(True for _ in each.find(text))})


def failing(rule: Rule) -> list[str]:
    """Examples that it does not find, and near misses that it does, by their number."""
    made = detector(rule)
    lost = [n for n, text in enumerate(rule.examples, 1) if not any(True for _ in made.find(text))]
    found = [n for n, text in enumerate(rule.near_misses, 1) if any(True for _ in made.find(text))]
    keyed = [any(word in text.lower() for word in rule.keywords) or not rule.keywords for text in rule.examples]
    unkeyed = [n for n, is_keyed in enumerate(keyed, 1) if not is_keyed]
    return [
        *(f"example {n} is not found" for n in lost),
        *(f"near miss {n} is found" for n in found),
        *(f"example {n} holds none of the keywords" for n in unkeyed),
    ]
