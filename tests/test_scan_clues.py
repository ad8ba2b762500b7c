"""Around the word of a provider nobody looks where no value can stand; and wherever one does stand, somebody does."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from agent.scan import clues
from agent.scan.engine import Engine
from detectors.forms import ALNUM, HEX, made
from detectors.registry import DETECTORS
from tests.sims import compiled

TOKEN = made(ALNUM, 32, "clue")
HEXES = made(HEX, 32, "clue")
# It may happen that 32 letters are drawn and no digit.
NO_DIGIT = re.sub("[0-9]", "q", TOKEN)
CHOSEN = "Falcon" + "42" + "ridge"
NEEDED = [(each, needs) for each in DETECTORS if (needs := clues.needed(each))]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


def told(engine: Engine, text: str) -> set[tuple[str, str]]:
    return {
        (hit.type.name, value.reveal())
        for hit in engine.scan(text.encode(), path=None)
        if hit.type and not hit.suppressed
        for value in hit.parts.values()
    }


@pytest.mark.parametrize(
    "text",
    [
        f"ALCHEMY_API_KEY={TOKEN}",
        f"ALCHEMY_API_KEY={NO_DIGIT}",
        f'{{"alchemy_key": "{"".join(f"{chr(92)}u{ord(letter):04x}" for letter in TOKEN)}"}}',
        f'alchemy_key = "{"".join(f"{chr(92)}x{ord(letter):02x}" for letter in TOKEN)}"',
        f"?alchemy_key={''.join(f'%{ord(letter):02X}' for letter in TOKEN)}&x=1",
        f"<a alchemy_key=&quot;{''.join(f'&#{ord(letter)};' for letter in TOKEN)}&quot;>",
        f'alchemy_key = "{TOKEN[:16]}" + "{TOKEN[16:]}"',
        f'alchemy_key = "{TOKEN[:16]}" \\\n    "{TOKEN[16:]}"',
        "alchemy:\n  api_key: " + TOKEN,
        f"# {'see the documentation of alchemy. ' * 300}\nALCHEMY_KEY={TOKEN}\n{'# alchemy ' * 300}",
    ],
)
def test_a_value_is_found_however_it_is_written(engine: Engine, text: str) -> None:
    value = NO_DIGIT if NO_DIGIT in text else TOKEN
    assert ("alchemy-api-key", value) in told(engine, text)


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("from alchemy import thing  # see docs.alchemy.com/en/20/changelog, section 3", False),
        ("alchemy (>= 1.9.125) ; python_version < '3.8'", False),
        ('"title": "Nie mo\\u017cna zalogowa\\u0107 si\\u0119 do alchemy, spr\\u00f3buj ponownie"', False),
        (f"alchemy {HEXES[:14]}", True),
        (f"alchemy \\u00{ord('a'):02x}\\u00{ord('7'):02x}", True),
        (f"alchemy {NO_DIGIT}", True),
        (f"alchemy {NO_DIGIT[:31]}", False),
    ],
)
def test_what_may_be_a_piece_of_one(text: str, *, there: bool) -> None:
    [needs] = [needs for each, needs in NEEDED if each.type.name == "alchemy-api-key"]
    raw = text.encode()
    assert clues.may_hold(raw, 0, len(raw), needs) is there


def test_of_a_password_in_words_a_digit_tells() -> None:
    [needs, *_] = [needs for each, needs in NEEDED if each.type.name == "said-password"]
    for text, there in (
        (f"Das Passwort ist {CHOSEN}", True),
        ("Das Passwort ist falsch", False),
        ('"password": "M\\u00f3j has\\u0142o"', False),
        ("Passwort: Falcon\\u0034ridge", True),
    ):
        raw = text.encode()
        assert clues.may_hold(raw, 0, len(raw), needs) is there, text


def test_what_stands_behind_counts_and_what_stands_before_does_not() -> None:
    [needs] = [needs for each, needs in NEEDED if each.type.name == "alchemy-api-key"]
    raw = f"{TOKEN} alchemy key: {TOKEN}".encode()
    assert not clues.may_hold(raw, len(TOKEN) + 1, len(TOKEN) + 9 - clues.BEHIND, needs)
    assert clues.may_hold(raw, len(TOKEN) + 1, len(TOKEN) + 9, needs)


def test_each_example_may_be_one() -> None:
    """As it stands, and in JSON in JSON or a URL, where that leaves the value as it is."""
    for detector, needs in NEEDED:
        for text, _ in detector.examples:
            for form in (text, text.replace('"', '\\"'), quote(text, safe="\"'=: /+")):
                raw = form.encode()
                assert clues.may_hold(raw, 0, len(raw), needs), (detector.type.name, form)
