"""The contract of every detector: examples yield exactly their value, near misses nothing, nothing is forgotten."""

from __future__ import annotations

import importlib
import random
import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

import detectors
from agent.scan.engine import Engine
from detectors import pem
from detectors.base import Confidence, Detector, Parts
from detectors.filters.placeholders import is_placeholder
from detectors.registry import DETECTORS, TYPES, rules_hash
from tests.sims import compiled
from tests.sims.detector_groups import GROUPS, for_each


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


def value(detector: Detector, parts: Parts) -> str:
    """The first secret part; of an identifier, which has none, the part that is it."""
    name = next((name for name in detector.type.parts if name in detector.type.secret), detector.type.identity[0])
    return parts[name].reveal()


def marked(detector: Detector, parts: Parts) -> bytes:
    """What tells one credential from another; a lead has only its value."""
    doubted = detector.doubts is not None and ("value" in parts or detector.doubts(parts))
    if detector.confidence is not Confidence.LEAD and not doubted:
        return detector.type.canonical(parts)
    return (parts["value"].reveal() if "value" in parts else value(detector, parts)).encode()


def under(detector: Detector) -> str:
    """A path under which it holds."""
    return next((glob.replace("*", "x") for glob in detector.paths), "")


@pytest.mark.parametrize("group", GROUPS)
def test_an_example_yields_exactly_its_value(group: Sequence[Detector], engine: Engine) -> None:
    for_each(group, partial(example_yields_its_value, engine))


def example_yields_its_value(engine: Engine, detector: Detector) -> None:
    assert detector.examples
    for text, expected in detector.examples:
        assert [value(detector, match.parts) for match in detector.find(text)] == [expected]
        assert detector.whole or any(keyword in text.lower() for keyword in detector.keywords)
        # In the middle of other lines, too, and with nothing but that.
        for before, after in (("", ""), ("first line\n", "\nlast line\n")):
            hits = list(engine.scan(f"{before}{text}{after}".encode(), under(detector)))
            if before and detector.whole:
                assert hits == []
                continue
            if detector.confidence is Confidence.LEAD:
                assert [(hit.type, hit.kind, hit.parts["value"].reveal()) for hit in hits] == [
                    (None, detector.type.title, expected)
                ]
            else:
                assert [(hit.type, value(detector, hit.parts)) for hit in hits] == [(detector.type, expected)]
            assert hits[0].line >= 1 + before.count("\n")


@pytest.mark.parametrize("group", GROUPS)
def test_a_near_miss_yields_nothing(group: Sequence[Detector], engine: Engine) -> None:
    for_each(group, partial(near_miss_yields_nothing, engine))


def near_miss_yields_nothing(engine: Engine, detector: Detector) -> None:
    assert detector.near_misses
    for text in detector.near_misses:
        assert list(detector.find(text)) == []
        assert detector.type not in [hit.type for hit in engine.scan(text.encode(), under(detector))]


@pytest.mark.parametrize("group", GROUPS)
def test_parts_are_those_of_the_type(group: Sequence[Detector]) -> None:
    for_each(group, parts_are_those_of_the_type)


def parts_are_those_of_the_type(detector: Detector) -> None:
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


@pytest.mark.parametrize("group", GROUPS)
def test_preselection_loses_nothing(group: Sequence[Detector]) -> None:
    for_each(group, preselection_loses_nothing)


def preselection_loses_nothing(detector: Detector) -> None:
    # Hyperscan takes no empty list, and what is a whole text has no pattern in it.
    alone = Engine([detector, *(pem.DETECTORS if detector.whole else ())], None, leads=False, decoders=False)
    seed = random.Random(17)  # noqa: S311 - not for security
    tried = 0
    for example, _ in detector.examples:
        for text in _mutations(example, seed):
            wanted = {marked(detector, match.parts) for match in detector.find(text)}
            if wanted:
                assert wanted <= {marked(detector, hit.parts) for hit in alone.scan(text.encode(), None)}, text
            tried += len(wanted)
    assert tried or detector.whole


def test_every_file_with_detectors_is_listed() -> None:
    listed = {id(each) for each in DETECTORS}
    top = Path(detectors.__file__).parent
    for file in top.rglob("*.py"):
        module = importlib.import_module(".".join(("detectors", *file.relative_to(top).with_suffix("").parts)))
        own = [*getattr(module, "DETECTORS", ())] + [
            getattr(module, name) for name in ("DETECTOR",) if hasattr(module, name)
        ]
        assert [each for each in own if id(each) not in listed] == [], file.name
    assert {each.type.name for each in DETECTORS} == set(TYPES)


def test_every_folder_of_detectors_counts_for_what_is_kept_and_for_what_is_read_again() -> None:
    top = Path(detectors.__file__).parent
    assert sorted(file.parent.name for file in top.rglob("__init__.py") if file.parent != top) == sorted(
        detectors.FOLDERS
    )


def test_two_types_never_share_a_name() -> None:
    assert all(TYPES[each.type.name] == each.type for each in DETECTORS)


def test_the_rules_have_one_hash() -> None:
    assert re.fullmatch(r"[0-9a-f]{16}", rules_hash())
    assert rules_hash.__wrapped__() == rules_hash()


PLACEHOLDERS = """
    ${DB_PASSWORD} {{password}} {password} <password> [secret] $PGPASSWORD $password %s %(pw)s %PASSWORD% __PASSWORD__
    *** ******** xxxx XXXXXXXX ... aaaaaaaa password changeme change-me CHANGE_THIS your-password-here YOUR_API_KEY
    my_secret_token MyCookie foopass REDACTED [REDACTED] os.environ process.env.PASSWORD settings.DB_PASSWORD none
    {password:url} {password!r} {quote(self.password)} {one}{two} {prefix}-{name} &lt;password&gt;
    $$DB_PASSWORD \\$PGPASSWORD $dbPassword $dbPass $env:DB_PASSWORD @@PASSWORD@@ %@ `cat `vault
"""
WEAK = """
    postgres admin Password1 password123 hunter2 letmein $ecr3t-x p{w}d9 qwerty root S3cret! a<b>c9
    $uperSecret9 $ecretPw9 {w}d9 x{one}{two} $9PassWord $dbPassword9 lt;pass&gt; `tick9 %@x9 a@@b@@ $envPw:x9
    $UMMER_2024!
"""


@pytest.mark.parametrize("text", [*PLACEHOLDERS.split(), "", "$(cat file)", "{{ password }}"])
def test_placeholders(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", WEAK.split())
def test_weak_passwords_are_real(text: str) -> None:
    assert not is_placeholder(text)
