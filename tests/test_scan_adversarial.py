"""What hostile text costs, counted rather than timed: in calls, which are the same on every machine.

`python -m tests.bench.scan.adversarial` has many more of such texts, and tells milliseconds.
"""

from __future__ import annotations

import os
import random
import sys
from types import FrameType

import pytest

from agent.scan.engine import Engine
from agent.scan.views.readings import readings
from detectors.registry import DETECTORS
from tests.bench.scan import adversarial
from tests.sims import compiled

SEED = os.environ.get("STANCH_ADVERSARIAL_SEED", "1")
LENGTH = 8_000
MOST = 16  # calls a byte
MOST_PACKED = 24  # where each of the values in it is led back to the one place at which all of them stand
SLICE = random.Random(SEED).sample(list(adversarial.texts(DETECTORS)), 40)  # noqa: S311 - of texts
# Values on adjacent lines in quotes are one string in some languages, and each was joined with thirty others.
KNOWN = [
    adversarial.Text(repr(piece), "", piece, numbered=True)
    for piece in (*adversarial.NUMBERED[:4], "clientsecret=", "password=\0password=", "key\0:{key\0:")
] + [
    # All of it stands at one place, and each was compared with each.
    adversarial.Text("gzip in base64", "", adversarial.ENCODED[0], numbered=True, form="gzip"),
    # Each line was joined with those below.
    adversarial.Text("shell", "", "  -e PASSWORD\0=qq0h2GGDL\0 \\\n", numbered=True),
]


@pytest.fixture(scope="module")
def engines() -> tuple[Engine, Engine, Engine]:
    """One to compile what is compiled once, and two, since each remembers what it has seen."""
    return Engine(DETECTORS, compiled.folder()), compiled.engine(), Engine(DETECTORS, compiled.folder())


@pytest.mark.parametrize("text", [*KNOWN, *SLICE], ids=lambda text: text.told[:40])
def test_what_a_text_costs_grows_with_its_length(
    engines: tuple[Engine, Engine, Engine], text: adversarial.Text
) -> None:
    first, *others = engines
    list(first.scan(text.at(LENGTH * 2), path=None))  # a detector may be asked by the longer text only
    for engine in others:
        list(engine.scan(text.piece.encode()))  # what is compiled or looked up once
    once, twice = (calls(engine, text.at(LENGTH * times)) for times, engine in enumerate(others, 1))
    assert twice < (MOST_PACKED if text.form == "gzip" else MOST) * 2 * LENGTH
    assert twice < 2.6 * once + LENGTH


def calls(engine: Engine, data: bytes) -> int:
    """Of functions, ours and built-in ones, among them each search for a pattern. But for the compiling of one, which
    `re` remembers, or has forgotten over what other tests compiled.
    """
    readings.cache_clear()
    count = 0

    def called(frame: FrameType, event: str, _of: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"} and not frame.f_globals["__name__"].startswith("re.")

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        for _ in engine.scan(data, path=None):
            pass
    finally:
        sys.setprofile(before)
    return count
