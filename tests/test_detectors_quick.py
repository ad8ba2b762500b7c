"""No detector's pattern takes more than linear time on a long line of its own words, nor does judging a long value."""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Sequence
from itertools import pairwise

import pytest

from detectors.base import BRIEF, Detector
from detectors.filters.placeholders import is_placeholder
from detectors.forms import one
from detectors.registry import DETECTORS
from tests.sims.detector_groups import GROUPS, for_each

# Seconds a character that a pattern may take on a line of the longest of these lengths. STANCH_LONG_LINES=all tries
# everything there.
LENGTHS = (500, 2_500, 5_000, 20_000, 100_000)
LONG = LENGTHS[-1]
MOST = 1.5 / LONG
SUSPECT = 0.9 * MOST
ALL_LONG = os.environ.get("STANCH_LONG_LINES") == "all"


def seconds(detector: Detector, piece: str, length: int) -> float:
    """A character, of this thread's own time, the better of two: what else the machine does is no pattern's fault."""
    line = (piece * (length // len(piece) + 1))[:length]
    taken = []
    for _ in range(2):
        start = time.thread_time()
        for _ in detector.find(line):
            pass
        taken.append((time.thread_time() - start) / length)
        if taken[0] <= SUSPECT * length / LONG or taken[0] > 20 * MOST:  # the first time patterns are compiled, too
            break
    return min(taken)


def too_slow(detector: Detector, piece: str) -> bool:
    """On the longest line: tried there only where shorter ones, which cost a hundredth, do not tell that it is not.

    What grows with the square of the length, and takes too long there, is suspect on a short one already; and two
    lengths tell it from what is slow, but no slower on a longer line.
    """
    before = seconds(detector, piece, LENGTHS[0])
    for shorter, length in pairwise(LENGTHS):
        if before > MOST:
            return True  # with the cube, perhaps: a longer line might never end
        taken = seconds(detector, piece, length)
        grows = (taken - before) / (length - shorter)
        if not ALL_LONG and (taken <= SUSPECT * length / LONG or taken + grows * (LONG - length) <= SUSPECT):
            return False
        before = taken
    return before > MOST


def slow_on(detector: Detector) -> str | None:
    """The words of its own that a pattern is too slow on, repeated."""
    for text, _ in detector.examples:
        list(detector.find(text))  # whatever is compiled at the first look
    pieces = [*detector.keywords, *(text for text, _ in detector.examples), *detector.near_misses]
    pieces += [piece[: len(piece) // 2] for piece in pieces if len(piece) > 1]
    pieces += [
        word + glue for word in detector.keywords for glue in ("=", "://a:b", "://a:b@c@", " ", "-----BEGIN ", "a.")
    ]
    flat = dict.fromkeys(re.sub(r"\s", " ", piece) for piece in pieces)
    return next((piece[:60] for piece in flat if too_slow(detector, piece)), None)


@pytest.mark.parametrize("group", GROUPS)
def test_no_pattern_is_slow_on_indented_lines(group: Sequence[Detector]) -> None:
    """What reads over lines may tell in many ways where the blanks before each of them end."""
    for_each(group, not_slow_on_lines)


def not_slow_on_lines(detector: Detector) -> None:
    lines = ("\n" + " " * 9 + "a") * 8 + "\n"
    pieces = [keyword + lines for keyword in detector.keywords] if detector.span else []
    assert next((piece[:60] for piece in pieces if too_slow(detector, piece)), None) is None, detector.type.name


@pytest.mark.parametrize("group", GROUPS)
def test_no_pattern_is_slow_on_a_long_line(group: Sequence[Detector]) -> None:
    """A hundred kilobytes made of the detector's own words: twice the text may cost about twice the time."""
    for_each(group, not_slow)


def not_slow(detector: Detector) -> None:
    assert slow_on(detector) is None


@pytest.mark.parametrize(
    ("pattern", "is_slow"),
    [
        (r"key=(?P<value>\w+)", False),
        (r"key(?:\w|=)*?;(?P<value>\w+)", True),  # each of many starts runs to the end of the line
        (r"key(?P<value>.*)x{9}", True),
        (r"(?P<value>\w+)\w*=\d{3}", True),  # the square from a single start
    ],
)
def test_a_slow_pattern_is_told(pattern: str, is_slow: bool) -> None:  # noqa: FBT001 - a column
    """On which of its texts first depends on what else the machine does."""
    planted = Detector(one("planted", "Planted", part="value"), ("key",), pattern, (("key=a", "a"),), ("key;",))
    assert (slow_on(planted) is not None) is is_slow


@pytest.mark.parametrize("piece", ["your-", "api_key", "a", "apikey", "change-", "$(", "[", "my secret "])
def test_judging_a_long_value_is_quick(piece: str) -> None:
    start = time.process_time()
    is_placeholder((piece * 2048)[:2047] + "!")
    assert time.process_time() - start < 0.1


@pytest.mark.parametrize(
    "detector", [each for each in DETECTORS if each.whole], ids=lambda each: each.examples[0][0][:12]
)
def test_a_brief_text_is_judged_quickly(detector: Detector) -> None:
    """As many bytes as are looked at, in which much could be one thing or another."""
    seed = random.Random(7)  # noqa: S311 - not for security
    words = [
        "a",
        "1",
        ".",
        ":",
        " ",
        "\n",
        '"',
        "@",
        "*",
        "a b ",
        "a@b * ",
        "192.0.2.9:1 ",
        "smtp.e a:",
        "a: \t\t",
        "1\t\t",
    ]
    list(detector.find(detector.examples[0][0]))
    for _ in range(200):
        some = seed.sample(words, seed.choice((1, 2, 3, 5)))
        text = "".join(seed.choices(some, k=BRIEF))[: BRIEF - 1] + seed.choice("!\0$ ")
        start = time.process_time()
        list(detector.find(text))
        assert time.process_time() - start < 0.1, text
