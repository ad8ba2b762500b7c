"""No piece of a secret passes for a role, a host or a database: those are shown."""

from __future__ import annotations

import os
import random

import pytest

from agent.found import FilePart, Visibility
from agent.scan.engine import Engine
from agent.scan.findings import Place, findings
from agent.scan.wire import Job
from agent.seal import ResponderKeys
from detectors.base import CredentialType, Secret
from detectors.postgres import URL
from tests.sims import compiled

OWN = "s3cr" + "et-Pw9"
OTHER = "TopS3cret" + "Other9"
SLASHED, JOINED, ASKED = (f"Xk@9qLm{mark}{OTHER}" for mark in "/&?")
KEYS = ResponderKeys.generate().scanner
JOB = Job("src", Visibility.PRIVATE, backlog=False, path=b"x", file=FilePart("", "x", 0, 1, 1, 0, 0), git=None)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


def parts(engine: Engine, text: str) -> list[dict[str, str]]:
    return [{name: part.reveal() for name, part in hit.parts.items()} for hit in engine.scan(text.encode()) if hit.type]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            f"PGPASSWORD={OWN} psql -U app -d postgresql://:{OTHER}@10.1.1.1/orders",
            [{"role": "app", "password": OWN}],
        ),
        (f"PGPASSWORD={OWN} psql; chains -U proxyuser:{OTHER} x", []),
        (f"PGPASSWORD={OWN} psql -U app; chains -U proxyuser:{OTHER} x", [{"role": "app", "password": OWN}]),
        (f"PGUSER=app PGPASSWORD={OWN}; curl -d password={OTHER} x", [{"role": "app", "password": OWN}]),
        (f"PGUSER=app PGPASSWORD={OWN}; curl -d {OTHER} x", [{"role": "app", "password": OWN}]),
        (f"PGUSER=u@{OTHER} PGPASSWORD={OWN}", []),
        (f"PGUSER=app PGPASSWORD={OWN} PGHOST=u:{OTHER}@h", [{"role": "app", "password": OWN}]),
        (f"REDIS_PASSWORD={OWN} REDIS_HOST=redis://u@{OTHER}", [{"user": "default", "password": OWN}]),
        (f"REDIS_PASSWORD={OWN} REDIS_DB={OTHER}", [{"user": "default", "password": OWN}]),
        (f"redis-cli --user u:{OTHER} -a {OWN}", [{"user": "default", "password": OWN}]),
        (f"user app:{OTHER} on >{OWN} ~*", []),
        (f"host=db user=app password={OWN} dbname=postgres://u:{OTHER}@h", [
            {"role": "app", "password": OWN, "host": "db"}
        ]),
        (f"host=u:{OTHER}@db user=app password={OWN} dbname=x", [{"role": "app", "password": OWN, "database": "x"}]),
        (f"host=db user=app:{OTHER} password={OWN} dbname=x", []),
        (f"jdbc:postgresql://db/x?user=app:{OTHER}&password={OWN}", []),
        (f"jdbc:postgresql://db/x?user=app%3A{OTHER}&password={OWN}", []),
        (f"jdbc:postgresql://db/x%3D{OTHER}?user=app&password={OWN}", [
            {"role": "app", "password": OWN, "host": "db"}
        ]),
        (f"postgres://app%3A{OTHER}:{OWN}@db/x", []),
        (f"redis://app%3A{OTHER}:{OWN}@db/1", []),
        (f"postgres://app:{SLASHED}@db/orders", [
            {"role": "app", "password": SLASHED, "host": "db", "database": "orders"}
        ]),
        (f"postgres://app:{JOINED}@db/orders", [
            {"role": "app", "password": JOINED, "host": "db", "database": "orders"}
        ]),
        (f"postgres://app:{ASKED}/@db", [{"role": "app", "password": f"{ASKED}/", "host": "db"}]),
        (f"redis://:{SLASHED}@db/1", [
            {"user": "default", "password": SLASHED, "host": "db", "database": "1"}
        ]),
        (f"postgres://a:{OWN}@h/d,postgres://b:{OTHER}@h/d", [
            {"role": "a", "password": OWN, "host": "h", "database": "d"},
            {"role": "b", "password": OTHER, "host": "h", "database": "d"},
        ]),
    ],
)  # fmt: skip
def test_what_is_no_name_is_no_part(engine: Engine, text: str, wanted: list[dict[str, str]]) -> None:
    assert parts(engine, text) == wanted


def test_a_user_that_is_percent_encoded_keeps_its_at(engine: Engine) -> None:
    [found] = parts(engine, f"postgres://app%40server:{OWN}@db/orders")
    assert found["role"] == "app@server"
    assert URL.preview({name: Secret(text) for name, text in found.items()}) == (
        f"PostgreSQL password (role=<10 characters>, password=<{len(OWN)} characters>, host=db, database=orders)"
    )


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("db.example.com:5432,[2001:db8::1]:5433", "db.example.com:5432,[2001:db8::1]:5433"),
        ("2001:db8::1", "2001:db8::1"),
        (f"u:{OTHER}@db", f"<{len(OTHER) + 5} characters>"),
        ("x\x1b[31m", "<6 characters>"),
        ("a" * 65, "<65 characters>"),
    ],
)
def test_a_preview_trusts_no_detector(host: str, shown: str) -> None:
    made = {"role": Secret("app"), "password": Secret(OWN), "host": Secret(host)}
    assert URL.preview(made) == f"PostgreSQL password (role=app, password=<{len(OWN)} characters>, host={shown})"


@pytest.mark.parametrize(
    ("host", "hint"), [("db:5432", "db:5432"), ("x y", None), (f"u:{OTHER}@db", None), ("\x1b[31m", None)]
)
def test_a_hint_is_a_host_or_none(host: str, hint: str | None) -> None:
    assert URL.named({"role": Secret("app"), "password": Secret(OWN), "host": Secret(host)}) == hint
    assert CredentialType("x", "X", ("a",), frozenset({"a"}), ("a",)).named({"a": Secret(OWN)}) is None


SCHEMES = ("postgres://", "postgresql://", "jdbc:postgresql://", "redis://", "rediss://", "valkey://")
GLUE = (
    "@",
    "/",
    "?",
    ":",
    "&",
    "=",
    ",",
    " ",
    "?user=",
    "&password=",
    "@db/",
    "@db:5432/orders",
    "?sslmode=require",
    ";",
)
NAMED = (
    "PGPASSWORD=", "PGUSER=", "PGHOST=", "PGDATABASE=", "-U ", "-h ", "psql -d ", "curl -d ", "--user ", "--dbname=",
    "REDIS_PASSWORD=", "REDIS_HOST=", "REDIS_DB=", "POSTGRES_PASSWORD=", "POSTGRES_USER=", "redis-cli -a ", "-n ",
    "host=", "user=", "password=", "dbname=",
)  # fmt: skip
# Where a secret can only be a secret: behind a user, or beside an "@" or "/" of its own.
SECRET = (
    "app:{}@db/orders",
    "app:{}@",
    ":{}@h",
    "app:Xk@9q/{}@db",
    "u:{}@h/x@y",
    "password={}",
    "u:{}",
    "x@9/{}@h:1/2",
)


CASES = int(os.environ.get("STANCH_HIDDEN_CASES", "2000"))


def test_no_piece_of_a_secret_is_shown(engine: Engine) -> None:
    seed = random.Random(23)  # noqa: S311 - not for security
    found = 0
    for _ in range(CASES):
        letters = [seed.choice("abcdefghkmnpqrstuvwxyzABCDEFGH23456789") for _ in range(18)]
        form = seed.choice(SECRET)
        # "u:x@y" without anything behind it is a user, a password and a host: nobody can tell.
        for mark in seed.sample("@/&?=:,;" if "}@" in form else "/&?=:,;", seed.randint(0, 2)):
            letters[seed.randrange(2, 16)] = mark
        secret = "".join(letters)
        held = form.format(secret)
        around = [seed.choice((*SCHEMES, *GLUE, *NAMED, "app", f"PGPASSWORD={OWN} ", " ")) for _ in range(5)]
        around.insert(seed.randint(1, 5), seed.choice(("", *SCHEMES)) + held)
        text = f"PGUSER=x PGPASSWORD={OWN} REDIS_PASSWORD={OWN} {''.join(around)}"
        pieces = {secret[at : at + 8] for at in range(len(secret) - 7)}
        for hit in engine.scan(text.encode()):
            found += hit.type is not None
            [made] = findings(KEYS, JOB, Place("x"), [hit])
            hidden = hit.type.secret if hit.type else hit.parts.keys()
            public = [part.reveal() for name, part in hit.parts.items() if name not in hidden]
            shown = "\n".join([made.preview, made.occurrence.host_hint or "", *public])
            assert not [piece for piece in pieces if piece in shown], (text, shown)
    assert found > CASES


def test_a_token_in_the_place_of_a_user_is_not_shown() -> None:
    token = "gl" + "pat-" + "aB3dE5fG7hJ9kL1mN2pQ"
    for role, shown in ((token, f"role=<{len(token)} characters>"), ("app_reader_of_2024", "role=app_reader_of_2024")):
        made = {"role": Secret(role), "password": Secret(OWN)}
        assert URL.preview(made) == f"PostgreSQL password ({shown}, password=<{len(OWN)} characters>)"
