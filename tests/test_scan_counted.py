"""A value in a binary file ends where the length before it says, whatever letter follows."""

from __future__ import annotations

import marshal
import pickle
import plistlib
import random
import struct
from collections.abc import Callable

import pytest

from agent.found import Visibility
from agent.scan import wire
from agent.scan.engine import Engine
from agent.scan.jobs.account import Account
from agent.scan.views.counted import counted
from detectors.base import Secret
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


PASSWORD = made(ALNUM, 16)
FILES: dict[str, Callable[[str], bytes]] = {
    "pickle": lambda url: pickle.dumps({"url": url, "zone": "eu-west-1"}, 4),
    "pickle, older": lambda url: pickle.dumps({"url": url, "zone": "eu-west-1"}, 2),
    "pickle, the first": lambda url: pickle.dumps({"url": url, "zone": "eu-west-1"}, 0),
    "marshal": lambda url: marshal.dumps({"url": url, "zone": "eu-west-1"}),
    "property list": lambda url: plistlib.dumps({"url": url, "zone": "eu"}, fmt=plistlib.FMT_BINARY, sort_keys=False),
    "protobuf": framed,
    "protobuf, its first field": lambda url: b"\x08\x01\n" + bytes((len(url),)) + url.encode() + b'"\x03abc',
    "protobuf, by signs": lambda url: b'\x12\x03url"' + bytes((len(url),)) + url.encode() + b"*(" + b"a" * 40,
    "CBOR": lambda url: b"\xa2curlx" + bytes((len(url),)) + url.encode() + b"dzoneieu-west-1\xf6",
    "MessagePack": lambda url: b"\x82\xa3url\xd9" + bytes((len(url),)) + url.encode() + b"\xa4zone\xa2eu",
    "Avro": lambda url: b"Obj\1\x06url" + varint(2 * len(url)) + url.encode() + b"\x08zone\x04eu",
    "Java": lambda url: b"\xac\xedt\0\3urlt\0" + bytes((len(url),)) + url.encode() + b"t\0\4zone",
    "two bytes": lambda url: b"\1\2\0\3url\0" + bytes((len(url),)) + url.encode() + b"\0\4zone",
    "four bytes": lambda url: b"\1\2\0\0\0\3url\0\0\0" + bytes((len(url),)) + url.encode() + b"\0\0\0\4zone",
    "text": lambda url: b"\x7fELF\0\0url: " + url.encode() + b"\0next\0",
    "quoted": lambda url: b'\x7fELF\0\0"' + url.encode() + b'"\x02next',
}


def varint(number: int) -> bytes:
    return bytes((number,)) if number < 128 else bytes((number & 127 | 128, number >> 7))


def told(engine: Engine, data: bytes) -> list[tuple[str, dict[str, str]]]:
    return [
        (hit.type.name, {name: part.reveal() for name, part in hit.parts.items()})
        for hit in engine.scan(data)
        if hit.type
    ]


@pytest.mark.parametrize("way", FILES)
def test_a_url_is_told_once_with_its_server(engine: Engine, way: str) -> None:
    """Whatever letter its length is."""
    schemes = (("mysql", "mysql-url", 1), ("mongodb", "mongodb-url", 7), ("mysql+pymysql", "mysql-url", 7))
    for scheme, name, step in schemes:
        begun = f"{scheme}://app:{PASSWORD}@db.example.com:3306/"
        for length in range(len(begun) + 1, 123, step):
            url = begun + "orders_of_the_shop_and_of_all_of_its_friends_and_neighbours_or_others"[: length - len(begun)]
            found = told(engine, FILES[way](url))
            assert [(kind, parts["password"], parts["host"]) for kind, parts in found] == [
                (name, PASSWORD, "db.example.com:3306")
            ], (way, url)


@pytest.mark.parametrize("way", FILES)
def test_a_server_s_name_is_not_cut(engine: Engine, way: str) -> None:
    """Half the length of the URL ends within it."""
    host = "primary.cluster-c0ffee.eu-west-1.example.com:3306"
    for database in ("", "/o", "/orders_of", "/orders_of_all"):
        url = f"mysql://app:{PASSWORD}@{host}{database}"
        [(kind, parts)] = told(engine, FILES[way](url))
        assert (kind, parts["password"], parts["host"]) == ("mysql-url", PASSWORD, host), (way, url)


@pytest.mark.parametrize(
    ("scheme", "kind"), [("amqp", "url-credentials"), ("https", "url-credentials"), ("valkey", "redis-url")]
)
def test_a_url_of_any_scheme_behind_a_digit(engine: Engine, scheme: str, kind: str) -> None:
    url = f"{scheme}://app:{PASSWORD}@db.example.com/".ljust(54, "0")
    [(found, parts)] = told(engine, b"\x80\x04\x8c" + bytes((len(url),)) + url.encode() + b"\x94s.")
    assert (found, parts["user"], parts["password"]) == (kind, "app", PASSWORD)


def test_a_url_ends_where_no_text_goes_on(engine: Engine) -> None:
    """It has a server, and a database, whatever follows them."""
    for behind in (b"\x94", b"\x01", b"\xff\xfe"):
        for end, database in (("", None), ("/orders", "orders")):
            url = f"mysql://app:{PASSWORD}@db.example.com{end}"
            [(_, parts)] = told(engine, b"\0\1\2 " + url.encode() + behind + b"s.\0")
            assert (parts["host"], parts.get("database")) == ("db.example.com", database)


def test_what_follows_a_url_is_told_and_is_no_database(engine: Engine) -> None:
    """Its kind and its length are letters."""
    for length in range(45, 100):
        token = "gsk_" + made(ALNUM, 52)
        url = f"mysql://root:{PASSWORD}@db.example.net/app".ljust(length, "s")
        data = b"\x08\x01\n\4nameZ" + bytes((len(url),)) + url.encode() + b"j8" + token.encode()
        found = told(engine, data)
        assert ("groq-api-key", token) in [(kind, parts.get("key")) for kind, parts in found]
        [parts] = [parts for kind, parts in found if kind == "mysql-url"]
        assert parts["password"] == PASSWORD
        assert parts["database"] == url.rpartition("/")[2]


@pytest.mark.parametrize(
    "database",
    [
        "appj8gsk_" + made(ALNUM, 52),
        "app4" + LAB,
        "app8xoxb-" + "1" * 12,
        "appX" + made(ALNUM, 24),
        "appXpul-" + made("0123456789abcdef", 40),
        "ordersP" + "gh" + "p_" + made(ALNUM, 36),
    ],
)
def test_what_may_be_another_secret_is_neither_shown_nor_kept(engine: Engine, database: str) -> None:
    for before, behind in (("/", ""), ("?user=app&password=" + PASSWORD + "&x=", "")):
        login = f"app:{PASSWORD}@" if before == "/" else ""
        text = f"DATABASE_URL=mysql://{login}db.example.com{before}{database}{behind}\n"
        [hit] = [hit for hit in engine.scan(text.encode()) if hit.type and hit.type.name == "mysql-url"]
        assert hit.type
        assert hit.parts["password"].reveal() == PASSWORD
        assert "database" not in hit.parts
        assert database not in hit.type.preview(hit.parts)
        assert database not in hit.type.preview({**hit.parts, "database": Secret(database)})


@pytest.mark.parametrize("host", ["db.example.net8gsk_" + made(ALNUM, 52), "db.example.netX" + made(ALNUM, 24)])
def test_a_server_that_may_hold_another_secret_is_none(engine: Engine, host: str) -> None:
    [hit] = [hit for hit in engine.scan(f"mysql://app:{PASSWORD}@{host}/app\n".encode()) if hit.type]
    assert (hit.parts["password"].reveal(), "host" in hit.parts) == (PASSWORD, False)


@pytest.mark.parametrize(
    ("host", "database"),
    [
        ("task-management-db-01.example.com", "customer_orders_2024_archive"),
        ("global-payments-production.abcdefghijkl.eu-west-1.rds.amazonaws.com:3306", "npm_registry_production2"),
        ("ep-cool-darkness-123456.us-east-2.aws.neon.tech", "customerOrdersArchive2024"),
        ("internal-a1b2c3d4e5f60718293a4b5c6d7e8f90-123456789.us-east-1.elb.amazonaws.com", "d9q8k2l1m0n3p4"),
    ],
)
def test_names_of_servers_and_databases_are_shown(engine: Engine, host: str, database: str) -> None:
    [hit] = [hit for hit in engine.scan(f"mysql://app:{PASSWORD}@{host}/{database}\n".encode()) if hit.type]
    assert (hit.parts["host"].reveal(), hit.parts["database"].reveal()) == (host, database)


def test_two_readings_of_one_place_count_as_one(engine: Engine) -> None:
    setup = wire.Setup(bytes(32), bytes(32), "k", wire.Limits(typed=20), None, sealing=False)
    account, job = Account(setup), wire.Job("t", Visibility.PRIVATE, backlog=False)
    account.begin()
    tokens = [f"{STRIPE[:-2]}{number:02}" for number in range(20)]
    data = b"".join(b"\0\1X" + struct.pack("<I", len(token)) + token.encode() + b"q" for token in tokens) + b"\0"
    hits = [*account.bounded(job, "x", engine.scan(data))]
    values = [hit.parts["key"].reveal() for hit in hits if hit.type]
    assert sorted(values) == sorted([*tokens, *(f"{token}q" for token in tokens)])
    assert not account.debts


def test_urls_that_follow_one_another_are_all_told(engine: Engine) -> None:
    logins = [(made(ALNUM, 12 + 3 * number, str(number)), f"my{number}.example.net") for number in range(4)]
    data = b"\xa4"
    for number, (password, host) in enumerate(logins):
        url = f"mysql://root:{password}@{host}/app".encode()
        data += b"eurl_" + str(number).encode() + b"x" + bytes((len(url),)) + url + b"bn1ieu-west-1"
    found = told(engine, data)
    assert [(parts["password"], parts["host"], parts["database"]) for _, parts in found] == [
        (password, host, "app") for password, host in logins
    ]
