"""A value in a binary file ends where the length before it says, whatever letter follows."""

from __future__ import annotations

import marshal
import pickle
import plistlib
import random
import struct
from collections.abc import Callable

import pytest

from agent.scan.engine import Engine
from agent.scan.views.counted import counted
from detectors.forms import ALNUM, made
from tests.sims import compiled

LAB = "glpat-" + made(ALNUM, 20)
STRIPE = "_".join(("sk", "live", made(ALNUM, 24)))
GRID = ".".join(("SG", made(ALNUM, 22), made(ALNUM, 43)))
VALUES = {"gitlab-token": LAB, "stripe-secret-key": STRIPE, "sendgrid-api-key": GRID}


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


def framed(value: str) -> bytes:
    """As messages of protobuf are: a tag, a length, and the next tag, which is a letter."""
    return b"\x0a\x02id\x12" + bytes((len(value),)) + value.encode() + b"2\x03abc\x18\x07\x00"


WAYS: dict[str, Callable[[str], bytes]] = {
    "compiled Python": lambda value: marshal.dumps(compile(f"A = 'C'\nKEY = '{value}'\nNEXT = 'Zebra77'", "x", "exec")),
    "pickle": lambda value: pickle.dumps({"a": value, "b": "next"}, 2),
    "pickle, newer": lambda value: pickle.dumps({"a": value, "b": "next"}, 4),
    "property list": lambda value: plistlib.dumps({"A": value, "B": "Name7"}, fmt=plistlib.FMT_BINARY, sort_keys=False),
    "protobuf": framed,
    "four bytes": lambda value: b"\0\0" + struct.pack("<I", len(value)) + value.encode() + b"next\0",
    "four bytes, the last first": lambda value: b"\1\0" + struct.pack(">I", len(value)) + value.encode() + b"next\0",
    "Avro": lambda value: b"Obj\1\0" + bytes((2 * len(value),)) + value.encode() + b"next\0",
    "text": lambda value: b"\x7fELF\0\0key: " + value.encode() + b"\0next\0",
    "text behind a blank": lambda value: b"\x7fELF\0 " + value.encode() + b"\0next\0",
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", VALUES)
def test_it_ends_where_its_length_says(engine: Engine, way: str, kind: str) -> None:
    data = WAYS[way](VALUES[kind])
    assert VALUES[kind].encode() in data
    name = "token" if kind == "gitlab-token" else "key"
    found = [(hit.type.name, hit.parts[name].reveal()) for hit in engine.scan(data) if hit.type]
    assert (kind, VALUES[kind]) in found
    assert all(value.startswith(VALUES[kind]) for _, value in found)


def test_text_is_not_counted() -> None:
    assert [*counted(b"E" + GRID.encode() + b"\n")] == []


@pytest.mark.parametrize("before", ['"', "'", "(", "#", "> ", "@", "DSN=", " "])
def test_a_sign_before_a_url_is_no_length(engine: Engine, before: str) -> None:
    """Its server would be another one."""
    host = "primary.cluster-c0ffee.eu-west-1.example.com"
    url = f"mysql://root:{made(ALNUM, 16)}@{host}:3306/app"
    [found] = [hit for hit in engine.scan(b"\1\0\2\0" + before.encode() + url.encode() + b"\0") if hit.type]
    assert found.parts["host"].reveal().partition(":")[0] == host


def test_chance_hides_nothing(engine: Engine) -> None:
    """Whatever stands before a token that is closed as text is, it is found as it stands."""
    chance = random.Random(7)  # noqa: S311 - nothing secret
    for _ in range(200):
        before = chance.randbytes(40) + chance.choice((b"key=", b'"', b"\n", b" = "))
        data = b"\0" + before + LAB.encode() + b"\0" + chance.randbytes(40)
        assert [hit.parts["token"].reveal() for hit in engine.scan(data) if hit.type] == [LAB]
