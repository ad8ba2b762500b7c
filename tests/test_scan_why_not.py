"""Why something was not told (`stanch scan --why-not`): each answer beside what is told, and none instead of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent.found import MISPLACED, REFUSED
from agent.scan.engine import Engine
from detectors.forms import ALNUM, made
from detectors.registry import DETECTORS
from tests.sims import compiled
from tests.sims.scans import run

VALUE = made(ALNUM, 20, "why")
CHOSEN = "Har" + "bor77maple"
WRONG = f"{'ghp' + '_'}{'a1B2' * 9}"

Told = tuple[str, str]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(DETECTORS, compiled.folder(), refused=True, misplaced=True)


def told(engine: Engine, text: str, path: str) -> list[Told]:
    """Each value, and why it is left out, or ""."""
    hits = engine.scan(text.encode(), path)
    return [(next(iter(hit.parts.values())).reveal(), hit.suppressed) for hit in hits]


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ('password = "Summer123"', "app.py", [("Summer123", REFUSED)]),
        ("password: changeme", "app.yml", [("changeme", REFUSED)]),
        ("password=hunter22", "app.ini", [("hunter22", "")]),
        ("password=hunter22", "app.py", [("hunter22", MISPLACED)]),
        (f"password: {CHOSEN}", "app.yml", [(CHOSEN, "")]),
        (f"password: {CHOSEN}", "tests/app.yml", [(CHOSEN, MISPLACED)]),
        (f"password: {CHOSEN}", "yarn.lock", [(CHOSEN, MISPLACED)]),
        (f'token = "{VALUE}"', "app.py", [(VALUE, "")]),
        # With a wrong checksum it is a lead, and not left out besides.
        (WRONG, "notes.txt", [(WRONG, "")]),
        # Code, templates and prose are no values at all, and nobody asks why.
        ("password = get_password()", "app.py", []),
        ("password: ${DB_PASSWORD}", "app.yml", []),
        ("the password is required here", "notes.txt", []),
        ("token = user_token", "app.py", []),
        ("cache_key: session-user", "app.yml", []),
    ],
)
def test_each_is_told_once_or_it_is_said_why_not(engine: Engine, text: str, path: str, said: list[Told]) -> None:
    assert told(engine, text, path) == said


@pytest.mark.parametrize("path", ["app.yml", "tests/app.yml", "README.md", "app.py", "yarn.lock"])
def test_who_asks_is_told_the_same(engine: Engine, path: str) -> None:
    text = "\n".join(
        (f'password: "{CHOSEN}"', f"url: http://bob:{CHOSEN}@db.corp/x", "secret: Summer123", f"k: {WRONG}")
    )
    plainly = [hit for hit in compiled.engine().scan(text.encode(), path) if not hit.suppressed]
    asked = [hit for hit in engine.scan(text.encode(), path) if not hit.suppressed]
    assert asked == plainly
    # And nothing is both told and left out.
    spans = [hit.value for hit in engine.scan(text.encode(), path)]
    assert len(spans) == len(set(spans))


def test_what_is_left_out_takes_no_room_from_what_is_told(engine: Engine) -> None:
    text = "".join(f"password{number}: Summer123\n" for number in range(50)) + f"password: {CHOSEN}\n"
    hits = [*engine.scan(text.encode(), "app.yml", 3)]
    assert [hit.parts["value"].reveal() for hit in hits if not hit.suppressed] == [CHOSEN]
    assert sum(hit.suppressed == REFUSED for hit in hits) == 50


def test_leads_that_nobody_wants_are_not_left_out_either(tmp_path: Path) -> None:
    (tmp_path / "app.yml").write_text("password: Summer123\nurl: postgres://app:${PASSWORD}@db/orders\n")
    rows = [json.loads(line) for line in run(tmp_path, "--why-not", "--no-leads", "app.yml").stdout.splitlines()]
    assert [(row["line"], row["suppressed"]) for row in rows[:-1]] == [(2, REFUSED)]
    assert rows[-1]["summary"]["suppressed"] == {REFUSED: 1}
