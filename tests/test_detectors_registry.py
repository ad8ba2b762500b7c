"""The contract of every detector: examples yield exactly their value, near misses nothing, nothing is forgotten."""

from __future__ import annotations

import importlib
import os
import random
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import detectors
from agent.scan.engine import Engine
from detectors.base import Confidence, Detector, Parts
from detectors.forms import one
from detectors.placeholders import is_placeholder
from detectors.registry import DETECTORS, TYPES, rules_hash
from tests.sims import compiled

# Seconds a character that a pattern may take on a line of LONG characters, and what is suspect on a line of SHORT ones.
# STANCH_LONG_LINES=all tries everything on the long line.
SHORT, LONGER, LONG = 5_000, 20_000, 100_000
MOST = 1.5 / LONG
SUSPECT = 0.9 * MOST * SHORT / LONG
ALL_LONG = os.environ.get("STANCH_LONG_LINES") == "all"

NAMED = [pytest.param(each, id=f"{each.type.name}-{number}") for number, each in enumerate(DETECTORS)]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


def value(detector: Detector, parts: Parts) -> str:
    """The first secret part; of an identifier, which has none, the part that is it."""
    name = next((name for name in detector.type.parts if name in detector.type.secret), detector.type.identity[0])
    return parts[name].reveal()


def marked(detector: Detector, parts: Parts) -> bytes:
    """What tells one credential from another; a lead has only its value."""
    if detector.confidence is not Confidence.LEAD:
        return detector.type.canonical(parts)
    return (parts["value"].reveal() if "value" in parts else value(detector, parts)).encode()


def under(detector: Detector) -> str:
    """A path under which it holds."""
    return next((glob.replace("*", "x") for glob in detector.paths), "")


@pytest.mark.parametrize("detector", NAMED)
def test_an_example_yields_exactly_its_value(detector: Detector, engine: Engine) -> None:
    assert detector.examples
    for text, expected in detector.examples:
        assert [value(detector, match.parts) for match in detector.find(text)] == [expected]
        assert any(keyword in text.lower() for keyword in detector.keywords)
        # In the middle of other lines, too, and with nothing but that.
        for before, after in (("", ""), ("first line\n", "\nlast line\n")):
            hits = list(engine.scan(f"{before}{text}{after}".encode(), under(detector)))
            if detector.confidence is Confidence.LEAD:
                assert [(hit.type, hit.kind, hit.parts["value"].reveal()) for hit in hits] == [
                    (None, detector.type.title, expected)
                ]
            else:
                assert [(hit.type, value(detector, hit.parts)) for hit in hits] == [(detector.type, expected)]
            assert hits[0].line >= 1 + before.count("\n")


@pytest.mark.parametrize("detector", NAMED)
def test_a_near_miss_yields_nothing(detector: Detector, engine: Engine) -> None:
    assert detector.near_misses
    for text in detector.near_misses:
        assert list(detector.find(text)) == []
        assert detector.type not in [hit.type for hit in engine.scan(text.encode(), under(detector))]


@pytest.mark.parametrize("detector", NAMED)
def test_parts_are_those_of_the_type(detector: Detector) -> None:
    groups = {name.partition("__")[0] for name in detector.regex.groupindex}
    assert groups | {part for part, _ in detector.companions} <= set(detector.type.parts)
    for text, _ in detector.examples:
        for match in detector.find(text):
            assert set(match.parts) <= set(detector.type.parts)
            assert set(match.parts) >= set(detector.type.identity)


def _mutations(text: str, seed: random.Random) -> Iterator[str]:
    palette = "aZ09 \t\n\"'\\/:@=,;.-_%&?#é\x00{}[]()<>|$"
    for _ in range(60):
        letters = list(text)
        for _ in range(seed.randint(1, 3)):
            at = seed.randrange(len(letters))
            letters[at : at + seed.randint(0, 2)] = seed.choice(palette)
        yield "".join(letters)


@pytest.mark.parametrize("detector", NAMED)
def test_preselection_loses_nothing(detector: Detector) -> None:
    alone = Engine([detector], None, leads=False, decoders=False)
    seed = random.Random(17)  # noqa: S311 - not for security
    tried = 0
    for example, _ in detector.examples:
        for text in _mutations(example, seed):
            wanted = {marked(detector, match.parts) for match in detector.find(text)}
            tried += len(wanted)
            assert wanted <= {marked(detector, hit.parts) for hit in alone.scan(text.encode(), None)}, text
    assert tried


def seconds(detector: Detector, piece: str, length: int) -> float:
    """A character, of this thread's own time, the better of two: what else the machine does is no pattern's fault."""
    line = (piece * (length // len(piece) + 1))[:length]
    taken = []
    for _ in range(2):
        start = time.thread_time()
        for _ in detector.find(line):
            pass
        taken.append((time.thread_time() - start) / length)
        if taken[0] <= SUSPECT or taken[0] > 20 * MOST:  # the first time patterns are compiled, too
            break
    return min(taken)


def too_slow(detector: Detector, piece: str) -> bool:
    """On the long line: tried there only where two short ones, which cost a hundredth, do not tell that it is not.

    What grows with the square of the length, and takes too long there, is suspect on the shorter one already.
    """
    if seconds(detector, piece, 500) > MOST:
        return True  # with the cube, perhaps: a longer line might never end
    short = seconds(detector, piece, SHORT)
    if short <= SUSPECT and not ALL_LONG:
        return False
    longer = seconds(detector, piece, LONGER)
    expected = short + (longer - short) * (LONG - SHORT) / (LONGER - SHORT)
    return (expected > MOST or ALL_LONG) and (longer > MOST or seconds(detector, piece, LONG) > MOST)


def slow_on(detector: Detector) -> str | None:
    """The words of its own that a pattern is too slow on, repeated."""
    pieces = [*detector.keywords, *(text for text, _ in detector.examples), *detector.near_misses]
    pieces += [piece[: len(piece) // 2] for piece in pieces if len(piece) > 1]
    pieces += [
        word + glue for word in detector.keywords for glue in ("=", "://a:b", "://a:b@c@", " ", "-----BEGIN ", "a.")
    ]
    flat = dict.fromkeys(re.sub(r"\s", " ", piece) for piece in pieces)
    return next((piece[:60] for piece in flat if too_slow(detector, piece)), None)


@pytest.mark.parametrize("detector", NAMED)
def test_no_pattern_is_slow_on_a_long_line(detector: Detector) -> None:
    """A hundred kilobytes made of the detector's own words: twice the text may cost about twice the time."""
    assert slow_on(detector) is None


@pytest.mark.parametrize(
    ("pattern", "slow_on_what"),
    [
        (r"key=(?P<value>\w+)", None),
        (r"key(?:\w|=)*;(?P<value>\w+)", "key"),  # each of many starts runs to the end of the line
        (r"key(?P<value>.*)x{9}", "key"),
        (r"(?P<value>\w+)\w*=\d{3}", "key"),  # the square from a single start
    ],
)
def test_a_slow_pattern_is_told(pattern: str, slow_on_what: str | None) -> None:
    planted = Detector(one("planted", "Planted", part="value"), ("key",), pattern, (("key=a", "a"),), ("key;",))
    assert slow_on(planted) == slow_on_what


def test_every_file_with_detectors_is_listed() -> None:
    for file in Path(detectors.__file__).parent.glob("*.py"):
        module = importlib.import_module(f"detectors.{file.stem}")
        own = [*getattr(module, "DETECTORS", ())] + [
            getattr(module, name) for name in ("DETECTOR",) if hasattr(module, name)
        ]
        assert [each for each in own if each not in DETECTORS] == [], file.name
    assert {each.type.name for each in DETECTORS} == set(TYPES)


def test_two_types_never_share_a_name() -> None:
    assert all(TYPES[each.type.name] == each.type for each in DETECTORS)


def test_the_rules_have_one_hash() -> None:
    assert re.fullmatch(r"[0-9a-f]{16}", rules_hash())
    assert rules_hash.__wrapped__() == rules_hash()


PLACEHOLDERS = """
    ${DB_PASSWORD} {{password}} {password} <password> [secret] $PGPASSWORD $password %s %(pw)s %PASSWORD% __PASSWORD__
    *** ******** xxxx XXXXXXXX ... aaaaaaaa password changeme change-me CHANGE_THIS your-password-here YOUR_API_KEY
    my_secret_token REDACTED [REDACTED] os.environ process.env.PASSWORD settings.DB_PASSWORD none
    {password:url} {password!r} {quote(self.password)} {one}{two} {prefix}-{name} &lt;password&gt;
    $$DB_PASSWORD \\$PGPASSWORD $dbPassword $dbPass $env:DB_PASSWORD @@PASSWORD@@ %@ `cat `vault
"""
WEAK = """
    postgres admin Password1 password123 hunter2 letmein $ecr3t-x p{w}d9 qwerty root S3cret! a<b>c9
    $uperSecret9 $ecretPw9 {w}d9 x{one}{two} $9PassWord $dbPassword9 lt;pass&gt; `tick9 %@x9 a@@b@@ $envPw:x9
"""


@pytest.mark.parametrize("text", [*PLACEHOLDERS.split(), "", "$(cat file)", "{{ password }}"])
def test_placeholders(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", WEAK.split())
def test_weak_passwords_are_real(text: str) -> None:
    assert not is_placeholder(text)


@pytest.mark.parametrize("piece", ["your-", "api_key", "a", "apikey", "change-", "$(", "[", "my secret "])
def test_judging_a_long_value_is_quick(piece: str) -> None:
    start = time.process_time()
    is_placeholder((piece * 2048)[:2047] + "!")
    assert time.process_time() - start < 0.1
