"""Logs as each CI system writes them: what it does to a secret is undone, and what it masked is none."""

from __future__ import annotations

import base64
import json
import urllib.parse
from collections.abc import Callable, Sequence

import pytest

from agent.scan.engine import Engine
from detectors.forms import ALNUM, made
from detectors.registry import DETECTORS
from tests.sims import compiled

PASSWORD = made(ALNUM, 16)
URL = f"postgres://app:{PASSWORD}@db.internal/orders"
TOKEN = "glpat-" + made(ALNUM, 20)
VALUES = {"postgres-url": (URL, PASSWORD), "gitlab-token": (TOKEN, TOKEN)}
# What Jenkins hides in a log, as base64 behind a code that makes it invisible, and shown again behind it.
NOTE = "\x1b[8mha:////4" + base64.b64encode(bytes(range(256)) * 2).decode() + "\x1b[0m"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


def typed(engine: Engine, text: str) -> set[tuple[str, str]]:
    return {
        (hit.type.name, next(hit.parts[name].reveal() for name in ("password", "token", "key") if name in hit.parts))
        for hit in engine.scan(text.encode(), "build.log")
        if hit.type
    }


def github(*lines: str) -> str:
    return "".join(f"2026-01-01T00:00:00.0000000Z {line}\n" for line in lines)


def gitlab(*lines: str) -> str:
    """With the stream and its number behind the time, and sections."""
    begin, end = (f"section_{word}:1735689600:step_script\r\x1b[0K" for word in ("start", "end"))
    return f"{begin}\x1b[36;1mStep\x1b[0;m\n" + "".join(f"2026-01-01T00:00:00.000000Z 01O {x}\n" for x in lines) + end


def jenkins(*lines: str) -> str:
    return f"{NOTE}[Pipeline] sh\n" + "".join(f"[2026-01-01T00:00:00.000Z] {line}\r\n" for line in lines)


def annotated(*lines: str) -> str:
    """Jenkins with a note before each line."""
    return "".join(f"{NOTE}{line}\n" for line in lines)


def buildkite(*lines: str) -> str:
    return "".join(f"\x1b_bk;t=1735689600123\x07{line}\r\n" for line in ("~~~ Running", *lines))


def teamcity(*lines: str) -> str:
    return "".join(f"##teamcity[message text='{served(line)}' status='NORMAL']\n" for line in lines)


def served(text: str) -> str:
    """https://www.jetbrains.com/help/teamcity/service-messages.html#Escaped+Values"""
    for plain, escaped in {"|": "||", "'": "|'", "\n": "|n", "\r": "|r", "[": "|[", "]": "|]"}.items():
        text = text.replace(plain, escaped)
    return text


def teamcity_plain(*lines: str) -> str:
    return "".join(f"[12:00:00]\t[Step 1/1] {line}\n" for line in lines)


def compose(*lines: str) -> str:
    return "".join(f"web_1  | {line}\n" for line in lines)


SYSTEMS: dict[str, Callable[..., str]] = {
    each.__name__: each for each in (github, gitlab, jenkins, annotated, buildkite, teamcity, teamcity_plain, compose)
}
WRITTEN: dict[str, Callable[[str], Sequence[str]]] = {
    "plain": lambda text: [f"DSN={text}"],
    "coloured": lambda text: [f"\x1b[36;1m$ export DSN={text}\x1b[0;m"],
    "first": lambda text: [text],
    "traced": lambda text: [f"+ export 'DSN={text}'", f"++ ./deploy.sh:12:main: DSN={text}"],
    "traced with json": lambda text: [f"+ curl --data '{json.dumps({'dsn': text, 'n': [1]})}'"],
    "json": lambda text: [json.dumps({"level": "info", "msg": f"with {json.dumps({'dsn': text})}"})],
    "url": lambda text: [f"GET /cb?dsn={urllib.parse.quote(text, safe='')} 200"],
    "base64": lambda text: [f"auth: {base64.b64encode(f'DSN={text}'.encode()).decode()}"],
    "basic": lambda text: [f"Authorization: Basic {base64.b64encode(f'app:{text}'.encode()).decode()}"],
    "progress": lambda text: [f" 10%\r 50%\rDSN={text}\r 100%"],
    "environment": lambda text: ["env:", f"  DSN: {text}", f"##[debug]  DSN: '{text}'"],
}


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("system", SYSTEMS)
def test_a_secret_in_a_log(engine: Engine, system: str, written: str) -> None:
    for kind, (text, value) in VALUES.items():
        log = SYSTEMS[system]("begin", *WRITTEN[written](text), "end")
        assert typed(engine, log) == {(kind, value)}, log


@pytest.mark.parametrize("width", [80, 120, 256, 1024, 4096])
@pytest.mark.parametrize("system", [name for name in SYSTEMS if name != "teamcity"])
def test_a_line_that_is_wrapped(engine: Engine, system: str, width: int) -> None:
    for kind, (text, value) in VALUES.items():
        for left in (12, 24):  # columns that the value has on the first line
            line = "y" * (width - left - 5) + f" DSN={text} and more"
            log = SYSTEMS[system](*(line[at : at + width] for at in range(0, len(line), width)))
            assert (kind, value) in typed(engine, log), (kind, left)


@pytest.mark.parametrize("mark", ["\t", ": ", " ", "|", ":"])
def test_the_number_of_the_next_line_is_no_part_of_a_value(engine: Engine, mark: str) -> None:
    basic = base64.b64encode(f"{PASSWORD}:{PASSWORD}xy".encode()).decode()
    log = github(
        *(f"{number}{mark}{text}" for number, text in ((342, f"{'':12}Authorization: Basic {basic}"), (343, "")))
    )
    assert typed(engine, log) == {("http-basic", f"{PASSWORD}xy")}


def test_what_teamcity_escapes(engine: Engine) -> None:
    key = next(each for each in DETECTORS if each.type.name == "pem-private-key").examples[0][0]
    assert [name for name, _ in typed(engine, teamcity(key))] == ["pem-private-key"]
    assert [
        (hit.kind, hit.parts["value"].reveal())
        for hit in engine.scan(teamcity(f"echo {json.dumps({'password': PASSWORD})}").encode(), "build.log")
    ] == [("assigned password", PASSWORD)]
    odd = f"{PASSWORD[:8]}|{PASSWORD[8:]}"
    assert ("mysql-url", odd) in typed(engine, teamcity(f"mysql://app:{odd}@db.internal/orders"))
    assert ("mysql-url", odd) in typed(engine, f"mysql://app:{odd}@db.internal/orders\n")


MASKS = ["***", "[MASKED]", "[secure]", "[REDACTED]", "********"]


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("system", SYSTEMS)
def test_what_is_masked_is_none(engine: Engine, system: str, mask: str) -> None:
    lines = [
        f"postgres://app:{mask}@db.internal/orders",
        f"postgres://{mask}:{mask}@{mask}/orders",
        f"https://oauth2:{mask}@gitlab.com/a/b",
        f"https://{mask}@github.com/a/b",
        f"export DB_PASSWORD={mask} TOKEN='{mask}'",
        f"Authorization: Bearer {mask}",
        f"glpat-{mask}",
        f"gh{'p'}_{mask}",
        f"AWS_SECRET_ACCESS_KEY: {mask}",
        f"curl -u user:{mask} https://x",
    ]
    assert [*engine.scan(SYSTEMS[system](*lines).encode(), "build.log")] == []


@pytest.mark.parametrize("mask", MASKS)
def test_a_value_of_which_a_part_is_masked_is_at_most_a_lead(engine: Engine, mask: str) -> None:
    for text in (
        f"{TOKEN[:16]}{mask}",
        f"{mask}{TOKEN[10:]}",
        f"postgres://app:{PASSWORD[:8]}{mask}@db.internal/orders",
        f"DB_PASSWORD={PASSWORD[:10]}{mask}",
        f"curl -u user:{PASSWORD}{mask} https://x/",
    ):
        assert typed(engine, github(text)) == set(), text


@pytest.mark.parametrize("mask", MASKS)
def test_what_is_masked_beside_a_whole_value_hides_nothing(engine: Engine, mask: str) -> None:
    """A runner masks the names that it was told as secrets, too. Without its user a password is nobody's login."""
    own = [("mongodb", "mongodb-url"), ("mysql", "mysql-url"), ("postgres", "postgres-url"), ("redis", "redis-url")]
    for scheme, kind in own:
        text = f"{scheme}://app:{PASSWORD}@{mask}/0"
        [hit] = [hit for hit in engine.scan(text.encode()) if hit.type]
        assert (hit.type and hit.type.name, hit.parts["password"].reveal(), "host" in hit.parts) == (
            kind,
            PASSWORD,
            False,
        )
        for masked in (f"{scheme}://{mask}:{PASSWORD}@db.internal/0", f"{scheme}://{mask}:{PASSWORD}@{mask}/{mask}"):
            [hit] = [hit for hit in engine.scan(masked.encode()) if hit.type]
            assert (hit.type and hit.type.name, {name: part.reveal() for name, part in hit.parts.items()}) == (
                "url-credentials",
                {"password": PASSWORD},
            )
    assert typed(engine, f"https://{mask}:{TOKEN}@gitlab.com/{mask}") == {("gitlab-token", TOKEN)}
