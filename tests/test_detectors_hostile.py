"""What somebody can write who knows our patterns: values that no check expects, and texts that are read in many ways.

STANCH_HOSTILE_SEED=2 STANCH_HOSTILE_TIMES=100 tries others, and more of them.
"""

from __future__ import annotations

import base64
import os
import random
import re
import time
from collections.abc import Iterator, Sequence
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]  # nobody else reads patterns as `re` does
from typing import Any

import pytest

from detectors.base import Detector, Match
from detectors.forms import URL_SAFE, made
from detectors.registry import DETECTORS
from tests.sims.detector_groups import GROUPS, for_each

SEED = os.environ.get("STANCH_HOSTILE_SEED", "1")
TIMES = int(os.environ.get("STANCH_HOSTILE_TIMES", "1"))
ODD = (
    *(
        "\u0663",
        "\u00e9",
        "\ufffd",
        "\0",
        "%00",
        "%",
        "&#x110000;",
        "=",
        "..",
        ":",
        "@",
        "[::",
        "-",
        "0" * 50,
        "9" * 400,
    ),
    *("-1", "1e999", "AAAA", "////", "e30", "W10", "bnVsbA", "eyJhIjox", "\u2028", "\U0001f600"),
)
TOKENS = [each for each in DETECTORS if re.match(r"jwt|kubernetes-service|supabase|temporal|sentry", each.type.name)]
MANY = 4  # times that a group is repeated: with two ways each, 16 ways


def altered(chance: random.Random, text: str, first: int, last: int) -> str:
    value = text[first:last]
    at, to = sorted(chance.choices(range(len(value) + 1), k=2))
    match chance.randrange(6):
        case 0:
            value = chance.choice(value) * len(value)
        case 1:
            value = value[:at] + chance.choice("0aA-_=./+:") * (to - at) + value[to:]
        case 2:
            value = value[:at] + chance.choice(ODD) + value[at + 1 :]
        case 3:
            value = value[:at] + value[to:]
        case 4:
            value = "".join(chance.choices(value, k=len(value)))
        case _:
            value += value
    return text[:first] + value + text[last:]


@pytest.mark.parametrize("group", GROUPS)
def test_no_check_fails_on_a_value_that_is_degenerate(group: Sequence[Detector]) -> None:
    """An error in one ends the scanner, and what it looked at is not read."""
    chance = random.Random(f"{SEED} {group[0].type.name}")  # noqa: S311 - of texts

    def holds(detector: Detector) -> None:
        for text, _ in detector.examples:
            spots = [spot for match in detector.find(text) for spot in ((match.start, match.end), match.value)]
            for spot in spots * TIMES if len(text) < 10_000 else ():
                for match in detector.find(altered(chance, text, *spot), refused=True):
                    told(match)

    for_each(group, holds)


ODD_CLAIMS = [r'"\ud800"', r'{"name":"\ud800"}', "[" * 1_200, '{"a":' * 900, "9" * 4_400, "-1e999", "NaN", '"//[::1"']


@pytest.mark.parametrize("said", ODD_CLAIMS, ids=lambda said: said[:8])
@pytest.mark.parametrize("claim", ["iss", "exp", "ref", "kubernetes.io", "kubernetes.io/serviceaccount/namespace"])
def test_what_a_forged_token_says_of_itself_ends_no_scanner(claim: str, said: str) -> None:
    """Half a character, lists in lists, a number without end."""
    found = set[str]()
    for issuer in ("supabase", "kubernetes/serviceaccount", "temporal.io"):
        payload = f'{{"iss":"{issuer}","role":"service_role","sub":"kQ7mZt2XwR9","{claim}":{said}}}'.encode()
        signed = f"{base64.urlsafe_b64encode(payload).decode().rstrip('=')}.{made(URL_SAFE, 43)}"
        text = f"SUPABASE_KEY=eyJhbGciOiJIUzI1NiJ9.{signed}"
        text += f"\nTEMPORAL_API_KEY=eyJhbGciOiJIUzI1NiJ9.{signed}\nsntrys_{signed.replace('.', '_')}"
        for detector in TOKENS:
            for match in detector.find(text, refused=True):
                told(match)
                found.add(detector.type.name)
    assert "jwt" in found


def told(match: Match) -> None:
    """All that is asked of it before it is reported."""
    kind, parts = match.detector.type, match.parts
    assert 0 <= match.value[0] <= match.value[1]
    assert (match.places, match.doubtful) is not None
    assert kind.canonical(parts).startswith(len(kind.name).to_bytes(4))
    assert kind.preview(parts).startswith(kind.title)
    assert all(part.reveal().encode() or not part for part in parts.values())
    assert kind.named(parts) is None or kind.hint
    for more in (kind.is_bait, kind.derive):
        if more:
            more(parts)


def shortest(items: Any) -> str:
    """A text that these match, but for what they look around for."""
    return "".join(_shortest(*item) for item in items)


def _shortest(operator: Any, value: Any) -> str:  # noqa: PLR0911 - one answer for each kind
    match operator:
        case _constants.LITERAL:
            return chr(value)
        case _constants.IN:
            return _shortest(*next((each for each in value if each[0] is not _constants.NEGATE), value[0]))
        case _constants.RANGE:
            return chr(value[0])
        case _constants.BRANCH:
            return shortest(value[1][0])
        case _constants.SUBPATTERN:
            return shortest(value[3])
        case _constants.MAX_REPEAT | _constants.MIN_REPEAT | _constants.POSSESSIVE_REPEAT:
            return "".join(shortest(value[2]) for _ in range(value[0]))
        case _constants.ATOMIC_GROUP:
            return shortest(value)
        case _constants.CATEGORY:
            return " " if value is _constants.CATEGORY_SPACE else "0"
        case _:
            return ""


def same(items: Any, most: int = 1) -> Iterator[str]:
    """Texts that two alternatives of a group match which is repeated up to `most` times, and may give back what it
    took: where such a group fails, it fails in each combination of them.
    """
    for operator, value in items:
        match operator:
            case _constants.MAX_REPEAT | _constants.MIN_REPEAT:
                yield from same(value[2], max(most, int(value[1])))
            case _constants.SUBPATTERN:
                yield from same(value[3], most)
            case _constants.BRANCH:
                for one_way in value[1]:
                    yield from same(one_way, most)
                if most >= MANY:
                    yield from _twice(value[1])
            case _:
                pass


def _twice(ways: Sequence[Any]) -> Iterator[str]:
    known = [_compiler.compile(way, re.ASCII) for way in ways if not _refers(way)]
    for text in filter(None, (shortest(way) for way in ways if not _refers(way))):
        if sum(each.fullmatch(text) is not None for each in known) > 1:
            yield text


def _refers(items: Any) -> bool:
    return "GROUPREF" in str(items)


@pytest.mark.parametrize("group", GROUPS)
def test_no_repeated_group_reads_one_text_in_two_ways(group: Sequence[Detector]) -> None:
    def holds(detector: Detector) -> None:
        for pattern in (detector.pattern, *(pattern for _, pattern in detector.companions)):
            assert list(same(_parser.parse(pattern, re.ASCII))) == []

    for_each(group, holds)


def test_one_that_does_is_told() -> None:
    assert list(same(_parser.parse(r"(?:(?:s[a-z]{1,4}|ss)=x&){0,16}sig"))) == ["s"]
    assert list(same(_parser.parse(r"(?:(?:s[a-z]{1,4}|rs)=x&){0,16}+sig"))) == []


def test_a_run_of_letters_is_not_read_again_from_each_of_them_at_each_length() -> None:
    """What a detector `needs` is looked for at each letter: at most as if each was read to the longest length once."""
    text = "a" * 6_000
    usual = taken(re.compile(r"[A-Za-z]{0,600}+[0-9]"), text)
    needed = {detector.needs for detector in DETECTORS if detector.needs}
    slow = [needs for needs in needed if taken(re.compile(needs, re.ASCII), text) > 2 * usual]
    assert slow == []
    assert taken(re.compile(r"[A-Za-z0-9]{200,600}(?![A-Za-z0-9])"), text) > 2 * usual


def taken(pattern: re.Pattern[str], text: str) -> float:
    """Seconds of this thread's own, the best of three."""

    def once() -> float:
        start = time.thread_time()
        pattern.search(text)
        return time.thread_time() - start

    return min(once() for _ in range(3))
