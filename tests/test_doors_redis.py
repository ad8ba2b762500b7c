"""The Redis door against a real server and against servers that are none."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from ssl import PROTOCOL_TLS_CLIENT, PROTOCOL_TLS_SERVER, SSLContext

import pytest
import trustme

from agent.demo.servers import Redis
from agent.doors.redis import MOST, RedisEndpoint
from agent.doors.resolve import ask_resolver
from agent.settings import SettingsError, load
from agent.systems import open_system, own_credentials
from detectors.base import Secret
from detectors.redis import URL
from revokers.base import RefusedError, RespReply, TransientError, UnmappedError
from tests.sims.doors import answering, answering_over_tls, everything, local

VALUE = "p4ss-" + "of-the-leak"


@pytest.fixture
def endpoint(redis: Redis) -> RedisEndpoint:
    return RedisEndpoint(
        system="cache", name="one", host="127.0.0.1", port=redis.port, user=redis.user, password=redis.password
    )


@pytest.fixture
async def users(endpoint: RedisEndpoint) -> AsyncIterator[None]:
    admin = endpoint.admin
    assert admin is not None
    made = {
        "door_live": ("on", f">{VALUE}", "+@all"),
        "door_bare": ("on", f">{VALUE}", "+get"),
        "door_off": ("off", f">{VALUE}", "+@all"),
        "door_nopass": ("on", "nopass", "+@all"),
        "d\u00f6or\u20ac": ("on", f">{VALUE}\u00e9\u20ac", "+@all"),
    }
    for name, rules in made.items():
        assert await admin.run("ACL", "SETUSER", name, *rules) == RespReply("OK", "OK")
    yield
    assert await admin.run("ACL", "DELUSER", *made) == RespReply("OK", len(made))


@pytest.mark.usefixtures("users")
@pytest.mark.parametrize(
    ("user", "password", "answer"),
    [
        ("door_live", VALUE, RespReply("OK", "door_live")),
        ("door_bare", VALUE, RespReply("OK")),
        ("door_live", "wrong", RespReply("WRONGPASS")),
        ("door_live", VALUE + " ", RespReply("WRONGPASS")),
        ("door_off", VALUE, RespReply("WRONGPASS")),
        ("door_nobody", VALUE, RespReply("WRONGPASS")),
        ("door_nopass", "anything", RespReply("OK", "door_nopass")),
        ("default", VALUE, RespReply("WRONGPASS")),
        ("d\u00f6or\u20ac", f"{VALUE}\u00e9\u20ac", RespReply("OK", "d\u00f6or\u20ac")),
        ("d\u00f6or\u20ac", f"{VALUE}\u00e9", RespReply("WRONGPASS")),
        ("door_live\r\nPING", VALUE, RespReply("WRONGPASS")),
        ("door_live", f"{VALUE}\r\n*1\r\n$4\r\nPING\r\n", RespReply("WRONGPASS")),
    ],
)
async def test_what_the_server_says(endpoint: RedisEndpoint, user: str, password: str, answer: RespReply) -> None:
    assert await endpoint.login(user, Secret(password)) == answer


async def test_commands(endpoint: RedisEndpoint) -> None:
    admin = endpoint.admin
    assert admin is not None
    assert await admin.run("ECHO", Secret("x \u20ac\r\n")) == RespReply("OK", "x \u20ac\r\n")
    assert await admin.run("ACL", "GETUSER", "nobody") == RespReply("OK", None)
    assert await admin.run("CLIENT", "KILL", "USER", "stanch", "SKIPME", "yes") == RespReply("OK", 0)
    assert await admin.run("CONFIG", "GET", "appendonly") == RespReply("OK", ["appendonly", "no"])
    assert await admin.run("NONSENSE") == RespReply("ERR")
    assert await admin.run("EVAL", "return redis.error_reply('SECRET a b')", "0") == RespReply("other")
    assert await admin.run("EVAL", "return {1, {'a', redis.error_reply('X y')}}", "0") == RespReply(
        "OK", [1, ["a", None]]
    )
    assert await admin.run("EVAL", "return '\\255'", "0") == RespReply("OK", "\\xff")
    with pytest.raises(RefusedError, match="without the System's own credential"):
        await endpoint.run("PING")
    assert replace(endpoint, password=None).admin is None


async def test_nothing_is_done_that_was_not_asked(endpoint: RedisEndpoint) -> None:
    """No name, no library's name, no other database, no HELLO: the server counts every command."""
    admin = endpoint.admin
    assert admin is not None
    assert await admin.run("CONFIG", "RESETSTAT") == RespReply("OK", "OK")
    await endpoint.login("nobody", Secret(VALUE))
    mine = str((await admin.run("CLIENT", "LIST")).value)
    assert "name= " in mine
    assert "db=0" in mine
    lines = str((await admin.run("INFO", "commandstats")).value).splitlines()
    counted = {line.split(":")[0].removeprefix("cmdstat_"): line.split("calls=")[1].split(",")[0] for line in lines[1:]}
    # RESETSTAT's own count, then nobody's AUTH, ours twice, and the list.
    assert counted == {"config": "1", "auth": "3", "client": "1"}


async def test_nothing_comes_from_the_environment(
    endpoint: RedisEndpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    elsewhere = {
        "HOME": str(tmp_path),
        "REDIS_URL": "redis://127.0.0.9:9/1",
        "REDIS_HOST": "127.0.0.9",
        "REDISCLI_AUTH": VALUE,
        "HTTP_PROXY": "http://127.0.0.9:9",
        "ALL_PROXY": "socks5://127.0.0.9:9",
    }
    for name, value in elsewhere.items():
        monkeypatch.setenv(name, value)
    assert await endpoint.login("nobody", Secret("wrong")) == RespReply("WRONGPASS")


async def test_an_own_user_that_cannot_log_in_is_refused(endpoint: RedisEndpoint) -> None:
    broken = replace(endpoint, password=Secret(VALUE)).admin
    assert broken is not None
    with pytest.raises(RefusedError, match=r"^Stanch's own user was refused at login: WRONGPASS$"):
        await broken.run("PING")
    async with answering(b"-LOADING Redis is loading the dataset in memory\r\n") as port:
        with pytest.raises(TransientError, match=r"^Stanch's own user could not log in: LOADING$"):
            await replace(broken, port=port).run("PING")


@pytest.mark.parametrize(("user", "password"), [("", VALUE), ("a", ""), ("a", "\udcff"), ("\udc80", VALUE)])
async def test_what_is_no_value_is_not_sent(endpoint: RedisEndpoint, user: str, password: str) -> None:
    """A byte that is no text must not become another one: the server would refuse it, and that would look like dead."""
    with pytest.raises(UnmappedError, match="not sent"):
        await endpoint.login(user, Secret(password))


OK = b"+OK\r\n"
REFUSED = b"-WRONGPASS invalid username-password pair or user is disabled.\r\n"


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ((), "TimeoutError"),
        ((b"",), "ConnectionError"),
        ((b"HTTP/1.1 401 Unauthorized\r\n\r\n",), "InvalidResponse"),
        ((REFUSED[:-2],), "ConnectionError"),
        ((OK, b""), "ConnectionError"),
        ((OK, b"$20\r\nshort\r\n"), "ConnectionError"),
        ((OK, b"$x\r\n"), "ValueError"),
        ((OK, b"*1\r\n" * 5000), "RecursionError"),
        ((b"+" + b"A" * (1 << 20) + b"\r\n",), "ValueError"),
    ],
    ids=["silence", "closed", "HTTP", "half a line", "closed after", "half an answer", "no length", "deep", "long"],
)
async def test_what_is_no_answer_of_redis(endpoint: RedisEndpoint, answers: tuple[bytes, ...], why: str) -> None:
    async with answering(*answers) as port:
        lost = replace(endpoint, port=port, deadline=timedelta(seconds=0.3))
        with pytest.raises(TransientError, match=f"^no usable answer: ({why})$") as caught:
            await lost.login("door_live", Secret(VALUE))
        assert VALUE not in everything(caught.value)


async def test_an_answer_without_an_end_is_cut_off(endpoint: RedisEndpoint) -> None:
    huge = b"$%d\r\n" % (MOST * 100) + b"x" * (MOST + 1)
    async with answering(OK, huge) as port:
        with pytest.raises(TransientError, match=r"^no usable answer: _TooLongError$"):
            await replace(endpoint, port=port).login("a", Secret(VALUE))


async def test_a_drip_is_over_at_the_deadline(endpoint: RedisEndpoint) -> None:
    """Each byte comes in time, the answer never does."""
    async with answering(*[b"+"] * 99, pause=0.02) as port:
        slow = replace(endpoint, port=port, deadline=timedelta(seconds=0.2))
        with pytest.raises(TransientError, match=r"^no usable answer: TimeoutError$"):
            await slow.login("a", Secret(VALUE))


@pytest.mark.parametrize(
    ("said", "word"),
    [
        (b"-ERR max number of clients reached\r\n", "MAXCLIENTS"),
        (b"-LOADING Redis is loading the dataset in memory\r\n", "LOADING"),
        (b"-NOAUTH Authentication required.\r\n", "NOAUTH"),
        (b"-ERR invalid password\r\n", "ERR"),
        (b"-ERR wrong number of arguments for 'auth' command\r\n", "ERR"),
        (b"-WRONGPASSWORD x\r\n", "other"),
        (b"-p4ss-of-the-leak\r\n", "other"),
        (b"+PONG\r\n", "other"),
        (b":1\r\n", "other"),
        (b"$-1\r\n", "other"),
        (b"*1\r\n-WRONGPASS no\r\n", "other"),
    ],
)
async def test_only_the_code_of_an_error_is_kept(endpoint: RedisEndpoint, said: bytes, word: str) -> None:
    """Also: AUTH is sent once. A library that tries again without the user would ask about another credential."""
    async with answering(said) as port:
        assert await replace(endpoint, port=port).login("a", Secret(VALUE)) == RespReply(word)


async def test_tls_is_for_the_name_though_the_address_is_pinned(endpoint: RedisEndpoint) -> None:
    authority, served = trustme.CA(), SSLContext(PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(served)
    trusted = SSLContext(PROTOCOL_TLS_CLIENT)
    authority.configure_trust(trusted)
    with answering_over_tls(served, REFUSED) as port:
        secure = replace(endpoint, host="localhost", port=port, tls=trusted, lookup=local)
        assert await secure.login("a", Secret(VALUE)) == RespReply("WRONGPASS")
        for stranger in (replace(secure, host="127.0.0.1"), replace(secure, tls=SSLContext(PROTOCOL_TLS_CLIENT))):
            with pytest.raises(TransientError, match=r"^no usable answer: SSLCertVerificationError$"):
                await stranger.login("a", Secret(VALUE))
    async with answering(REFUSED) as port:
        with pytest.raises(TransientError, match=r"^no usable answer: SSLError$"):
            await replace(secure, port=port).login("a", Secret(VALUE))


async def test_the_name_is_resolved_once_and_pinned(endpoint: RedisEndpoint) -> None:
    """The server is where only this resolver says, at the second of its addresses, and only the first time."""
    asked: list[str] = []

    async def rebinding(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.4", "127.0.0.2"] if len(asked) == 1 else ["127.0.0.3"]

    async with answering(REFUSED, host="127.0.0.2") as port:
        answer = await replace(endpoint, host="localhost", port=port, lookup=rebinding).login("a", Secret("x"))
    assert (answer, asked) == (RespReply("WRONGPASS"), ["localhost"])
    nobody = replace(endpoint, host="localhost", port=port, lookup=rebinding)
    with pytest.raises(TransientError, match=r"^no usable answer: ConnectionRefusedError$"):
        await nobody.login("a", Secret("x"))
    with pytest.raises(TransientError, match="metadata"):
        await replace(endpoint, host="169.254.169.254", lookup=ask_resolver).login("a", Secret("x"))


def test_a_value_never_shows(endpoint: RedisEndpoint, redis: Redis) -> None:
    shown = repr(endpoint) + repr(endpoint.admin) + repr(redis) + repr(RespReply("OK", [VALUE]))
    assert redis.password.reveal() not in shown
    assert VALUE not in shown


def test_a_system_from_its_configuration(tmp_path: Path) -> None:
    """From the file to the door: the port, TLS but on loopback, the user, and our own credential as a credential."""
    (tmp_path / "own").write_text(f"{VALUE}\n")
    (tmp_path / "own").chmod(0o600)
    (tmp_path / "stanch.toml").write_text(
        '[stanch]\nfallback_owner = "ops"\n[[systems]]\nname = "cache"\nprovider = "redis"\n'
        'endpoints = ["c1.internal", { address = "127.0.0.1:6380", name = "replica", primary = false }]\n'
        'admin = { file = "own", role = "stanch" }\n'
    )
    [system] = load(tmp_path, environ={"HOME": "/home/x"}).systems
    assert system.ours
    one, two = open_system(system).endpoints
    assert isinstance(one, RedisEndpoint)
    assert isinstance(two, RedisEndpoint)
    assert (one.name, one.host, one.port, one.primary) == ("c1.internal", "c1.internal", 6379, True)
    assert one.tls is not None
    assert one.tls.check_hostname
    assert (two.name, two.host, two.port, two.primary, two.tls) == ("replica", "127.0.0.1", 6380, False, None)
    assert (one.system, one.user, one.password) == ("cache", "stanch", Secret(VALUE))
    assert own_credentials(system) == (URL, {"user": Secret("stanch"), "password": Secret(VALUE)})


def test_a_user_of_our_own_must_be_named(tmp_path: Path) -> None:
    (tmp_path / "stanch.toml").write_text(
        '[stanch]\nfallback_owner = "ops"\n[[systems]]\nname = "cache"\nprovider = "redis"\n'
        'endpoints = ["127.0.0.1"]\nadmin = { file = "own" }\n'
    )
    with pytest.raises(SettingsError, match=r"stanch\.toml:7: systems\.cache\.admin\.role: is missing"):
        load(tmp_path, environ={"HOME": "/home/x"})
