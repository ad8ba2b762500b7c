"""What a word diff shows: what was there has leaked as what is there, and its marks are no part of either."""

from __future__ import annotations

import time

import pytest

from agent.scan.engine import Engine
from agent.scan.hits import Hit
from detectors.filters.remembered import forget
from detectors.forms import ALNUM, made
from tests.sims import compiled

OLD, NEW = made(ALNUM, 14, "before"), made(ALNUM, 14, "after")
LONG = made(ALNUM, 32, "before")
TOKEN = "glpat-" + made(ALNUM, 20)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


def told(engine: Engine, text: str, path: str = "a.diff") -> list[str]:
    """The values, each as it stands in the text."""
    hits = [hit for hit in engine.scan(text.encode(), path) if not hit.suppressed]
    for hit in hits:
        value = secret(hit)
        if value in text:
            assert text.encode()[slice(*hit.value)] in (value.encode(), text.strip().encode())
    return sorted(map(secret, hits))


def secret(hit: Hit) -> str:
    return next(hit.parts[name] for name in ("password", "token", "value") if name in hit.parts).reveal()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (f"{{+DB_PASSWORD={NEW}+}}", [NEW]),
        (f"\x1b[32m{{+DB_PASSWORD={NEW}+}}\x1b[m", [NEW]),
        (f"[-DB_PASSWORD={OLD}-]", [OLD]),
        (f"\x1b[31m[-DB_PASSWORD={OLD}-]\x1b[m", [OLD]),
        (f"DB_PASSWORD=[-{OLD}-]", [OLD]),
        (f"[-password: old-]{{+password: {NEW}+}}", [NEW]),
        (f"[-password: {OLD}-]{{+password: ${{PW}}+}}", [OLD]),
        (f'"password": "[-{OLD}-]{{+xxx+}}"', [OLD]),
        (f"DB_PASSWORD=[-{OLD}-]{{+changeme+}}", [OLD]),
        (f"password: [-{OLD}-]{{+${{PASSWORD}}+}}", [OLD]),
        (f"DB_PASSWORD=[-{OLD}-]{{+{NEW}+}}", [OLD, NEW]),
        (f"DB_PASSWORD=\x1b[31m[-{OLD}-]\x1b[m\x1b[32m{{+{NEW}+}}\x1b[m", [OLD, NEW]),
        (f"postgres://app:[-{OLD}-]{{+{NEW}+}}@db/x", [OLD, NEW]),
        (f"mysql://app:[-{OLD}-]{{+{NEW}+}}@[-db1-]{{+db2+}}/x", [OLD, NEW]),
        (f"curl -u admin:[-{OLD}-]{{+{NEW}+}} https://intranet.acme.dev/", [OLD, NEW]),
        (f"{{+password:+}} {{+{NEW}+}}", [NEW]),
        (f'"password": [-""-]{{+"{NEW}"+}},', [NEW]),
        (f'"password": [-"{OLD}",-]{{+"{NEW}",+}}', [OLD, NEW]),
        (f"    password = [-'{OLD}'-]{{+os.environ[\"PW\"]+}}", [OLD]),
        (f"API_KEY=[-{OLD}{OLD}-]{{+{NEW}{NEW}+}}", [OLD + OLD, NEW + NEW]),
        (f"token=[-{TOKEN}-]{{+$TOKEN+}}", [TOKEN]),
        # Where no name stands right before a value, what is in brackets is told by the words before these.
        (f"bot_token -> [-{OLD}{OLD}-]{{+{NEW}{NEW}+}}", [OLD + OLD, NEW + NEW]),
        (f"{{+TOKEN={TOKEN}+}}", [TOKEN]),
    ],
)
def test_before_and_after_it(engine: Engine, text: str, values: list[str]) -> None:
    assert told(engine, f"context\n{text}\n") == sorted(values)


def test_what_is_the_same_on_both_sides_is_told_once(engine: Engine) -> None:
    assert told(engine, f"[-host=a-]{{+host=b+}} password={NEW}\n") == [NEW]


@pytest.mark.parametrize(
    "text",
    [
        f"password = x[-1], y-]{OLD}\n",
        'TOKEN_RE = re.compile("[-a-zA-Z0-9_-]{20}")\n',
        "usage: login [-u user] [-p password-] [-v]\n",
        "password={+${PASSWORD}+}\n",
        "DB_PASSWORD=[-$OLD_ONE-]{+$NEW_ONE+}\n",
    ],
)
def test_what_is_none(engine: Engine, text: str) -> None:
    assert told(engine, text) == []


def test_a_class_of_an_expression_is_no_change(engine: Engine) -> None:
    text = f'password = "{LONG}"; re.match("[-a-z0-9_-]", x)\n'
    assert told(engine, text, "a.py") == [LONG]


@pytest.mark.parametrize(
    "piece", ["[-", "{+", "[-a-]", "{+a+}", "[-{+a+}", "{+[-a-]", "password=[-", "[-a-]{+password=1+}"]
)
def test_a_hundred_kilobytes_of_marks_take_no_time(engine: Engine, piece: str) -> None:
    text = ("password=" + piece * (100_000 // len(piece))).encode()
    forget()
    begun = time.process_time()
    list(engine.scan(text))
    assert time.process_time() - begun < 4
