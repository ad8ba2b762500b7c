"""The Redis revoker on real servers: what is live, what is dead, the thief is out, and other consumers are not.

Over 300 lines: what it asks, does and proves is tried with the users of real servers.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.demo import servers
from agent.demo.servers import Redis
from agent.doors.redis import RedisEndpoint
from agent.response.probing import ControlMemory, controlled_probe
from detectors.base import Parts, Secret
from revokers.base import (
    Capability,
    Dependent,
    Identity,
    Liveness,
    Probe,
    ProviderError,
    RefusedError,
    RespReply,
    UnmappedError,
)
from revokers.base import RedisEndpoint as Endpoint
from revokers.redis import USERS
from tests.sims.redis_client import VALUE, Client, speaking_to

OTHER = "p4ss-" + "of-somebody-else"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SAVED = "saved (ACL SAVE)"


def digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()


def capability(name: str) -> Capability[Endpoint]:
    found = {"contain": USERS.contain, "end": USERS.end}[name]
    assert found is not None
    return found


@pytest.fixture
async def client(redis: Redis) -> AsyncIterator[Client]:
    async with speaking_to(redis) as client:
        yield client


@pytest.fixture(scope="module")
def replica(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    with servers.redis(tmp_path_factory.mktemp("replica")) as running:
        yield running


def door_to(server: Redis, name: str = "one") -> RedisEndpoint:
    return RedisEndpoint(
        system="cache", name=name, host="127.0.0.1", port=server.port, user=server.user, password=server.password
    )


@pytest.fixture
def door(redis: Redis) -> RedisEndpoint:
    return door_to(redis)


def parts(user: str, password: str = VALUE) -> Parts:
    return {"user": Secret(user), "password": Secret(password), "host": Secret("cache.internal")}


async def ask(door: RedisEndpoint, these: Parts) -> tuple[Probe, bool]:
    return await controlled_probe(USERS, door, these, memory=ControlMemory(), now=NOW)


DEAD = (Probe(Liveness.DEAD, "AUTH refused (WRONGPASS)"), False)


def proven(user: str) -> Probe:
    return Probe(Liveness.LIVE, "the last proof", Identity("cache", user))


# --- probe -----------------------------------------------------------------------------------------


async def test_a_live_password_says_whose_it_is(client: Client, door: RedisEndpoint) -> None:
    user = await client.user("on resetchannels ~app:* ~jobs:* &news +@read +acl|whoami")
    identity = Identity("cache", user, privileges=("-@all +@read +acl|whoami", "~app:* ~jobs:*", "&news"))
    assert await ask(door, parts(user)) == (Probe(Liveness.LIVE, "AUTH accepted", identity), True)
    blind = replace(door, password=None)
    assert (await USERS.probe(blind, parts(user))).identity == Identity("cache", user)
    weak = replace(door, user=user, password=Secret(VALUE))
    assert (await USERS.probe(weak, parts(user))).identity == Identity("cache", user)


async def test_a_user_who_may_not_ask_who_it_is_is_live(client: Client, door: RedisEndpoint) -> None:
    user = await client.user("on resetchannels +get")
    probe = Probe(
        Liveness.LIVE,
        "AUTH accepted, ACL WHOAMI not permitted",
        Identity("cache", user, privileges=("-@all +get",)),
    )
    assert await ask(door, parts(user)) == (probe, True)


async def test_what_is_dead(client: Client, door: RedisEndpoint) -> None:
    assert await ask(door, parts(await client.user(), "wrong")) == DEAD
    assert await ask(door, parts("nobody-of-that-name")) == DEAD
    off = await client.user("off +@all")
    assert await ask(door, parts(off, "wrong")) == DEAD
    dormant = Probe(Liveness.DEAD, "AUTH refused (WRONGPASS), and the user is off", dormant=True)
    assert await ask(door, parts(off)) == (dormant, False)
    assert await ask(replace(door, password=None), parts(off)) == DEAD
    assert await ask(door, parts("default")) == DEAD
    gone = await client.user()
    assert (await ask(door, parts(gone)))[0].liveness is Liveness.LIVE
    await client.admin.say(f"ACL DELUSER {gone}")
    assert await ask(door, parts(gone)) == DEAD


async def test_a_user_without_a_password_proves_nothing(client: Client, door: RedisEndpoint) -> None:
    user = await client.user()
    assert await client.admin.say(f"ACL SETUSER {user} nopass") == "+OK"
    for password in (VALUE, "wrong"):
        probe, controlled = await ask(door, parts(user, password))
        assert (probe.liveness, probe.reason, probe.identity, controlled) == (
            Liveness.UNKNOWN,
            "AUTH accepted, but it accepts any value",
            None,
            False,
        )


async def test_a_server_that_is_full_gives_no_verdict(client: Client, door: RedisEndpoint) -> None:
    user = await client.user()
    assert await client.admin.say("CONFIG SET maxclients 1") == "+OK"
    try:
        assert await ask(door, parts(user)) == (Probe(Liveness.UNKNOWN, "Redis answered MAXCLIENTS"), False)
    finally:
        assert await client.admin.say("CONFIG SET maxclients 1000") == "+OK"


@asynccontextmanager
async def lying(*answers: bytes) -> AsyncIterator[int]:
    """A server that says these, in turn, on each connection; the last one again and again. None: it closes."""
    opened: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opened.append(writer)
        said = iter(answers)
        with suppress(ConnectionError):
            last = b""
            while answers and await reader.read(1024):
                last = next(said, last)
                writer.write(last)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in opened:
            writer.transport.abort()


OK = b"+OK\r\n"
WHOAMI = b"$3\r\napp\r\n"
LIES = [
    pytest.param((OK,), "AUTH accepted, but the server did not say as this user", id="OK to everything"),
    pytest.param((OK, b"$7\r\ndefault\r\n"), "AUTH accepted, but the server did not say as this user", id="another"),
    pytest.param((OK, WHOAMI), "AUTH accepted, but it accepts any value", id="everybody is app"),
    pytest.param(
        (OK, b"-NOPERM no\r\n"), "AUTH accepted, ACL WHOAMI not permitted, but it accepts any value", id="mum"
    ),
    pytest.param((OK, b"-NOAUTH Authentication required.\r\n"), "Redis answered NOAUTH", id="forgetful"),
    pytest.param((OK, b"-ERR unknown command 'ACL'\r\n"), "Redis answered ERR", id="no ACL"),
    pytest.param((b"-LOADING Redis is loading\r\n",), "Redis answered LOADING", id="loading"),
    pytest.param((b"-NOAUTH Authentication required.\r\n",), "Redis answered NOAUTH", id="NOAUTH"),
    pytest.param((b"-NOPERM no\r\n",), "Redis answered NOPERM", id="NOPERM to AUTH"),
    pytest.param((b"-ERR invalid password\r\n",), "Redis answered ERR", id="before Redis 6"),
    pytest.param((b"-MOVED 1 127.0.0.1:1\r\n",), "Redis answered other", id="moved"),
    pytest.param((b"$-1\r\n",), "Redis answered other", id="null"),
    pytest.param((b"HTTP/1.1 403 Forbidden\r\n\r\n",), "no usable answer: InvalidResponse", id="HTTP"),
    pytest.param((), "no usable answer: ConnectionError", id="closed"),
]


@pytest.mark.parametrize(("answers", "reason"), LIES)
async def test_lies_are_no_verdict(door: RedisEndpoint, answers: tuple[bytes, ...], reason: str) -> None:
    async with lying(*answers) as port:
        liar = replace(door, port=port, password=None)
        probe, controlled = await controlled_probe(
            USERS, liar, parts("app"), memory=ControlMemory(), now=NOW, sleep=no_wait
        )
    assert (probe.liveness, probe.reason, controlled) == (Liveness.UNKNOWN, reason, False)


async def no_wait(_seconds: float) -> None:
    return


@pytest.mark.parametrize(
    "lie",
    [
        RespReply("OK", "OK"),
        RespReply("OK", ["flags", []]),
        RespReply("OK", ["flags"]),
        RespReply("OK", [["on"], "flags", "x", "passwords"]),
        RespReply("OK", ["flags", [["on"]], "passwords", []]),
        RespReply("OK", ["flags", ["on"], "passwords", None]),
        RespReply("other"),
    ],
)
async def test_an_act_on_a_liar_is_not_accepted(lie: RespReply) -> None:
    """Each answer but those that name the user is this one."""

    @dataclass(frozen=True)
    class Liar:
        system: str = "cache"
        name: str = "liar"
        primary: bool = True

        @property
        def admin(self) -> Liar:
            return self

        async def login(self, _user: str, _password: Secret) -> RespReply:
            return lie

        async def run(self, *command: str | Secret) -> RespReply:
            return RespReply("OK", "stanch") if command == ("ACL", "WHOAMI") else lie

    for name in ("contain", "end"):
        with pytest.raises(UnmappedError):
            await capability(name).run(Liar(), parts("app"), proven("app"))
    assert USERS.set_value is not None
    with pytest.raises(UnmappedError):
        await USERS.set_value.run(Liar(), parts("app"), proven("app"), USERS.set_value.fresh(parts("app"), ()))


# --- acts ------------------------------------------------------------------------------------------


async def test_contain_puts_the_thief_out_and_can_be_undone(client: Client, door: RedisEndpoint) -> None:
    user, other = await client.user(), await client.user()
    thief, bystander = await client.open(user), await client.open(other)
    these = parts(user)
    probe, _ = await ask(door, these)
    contain = capability("contain")
    receipt = await contain.run(door, these, probe)
    assert receipt.reference == f"password removed; connections cut: 1; {SAVED}"
    assert await thief.say("PING") == ""
    assert await bystander.say("PING") == "+PONG"
    assert await ask(door, these) == DEAD
    # Once more changes nothing.
    assert (await contain.run(door, these, probe)).reference == f"password was gone; connections cut: 0; {SAVED}"
    assert contain.undo is not None
    assert (await contain.undo(door, these, probe)).reference == f"password added; {SAVED}"
    assert await client.accepts(user)
    assert (await ask(door, these))[0].liveness is Liveness.LIVE
    again = await contain.undo(door, these, probe)
    assert again.reference == f"password added; {SAVED}"
    admin = door.admin
    assert admin is not None
    assert await passwords(door, user) == [digest(VALUE)]


async def passwords(door: RedisEndpoint, user: str) -> list[str]:
    admin = door.admin
    assert admin is not None
    value = (await admin.run("ACL", "GETUSER", user)).value
    assert isinstance(value, list)
    found = value[value.index("passwords") + 1]
    return sorted(str(each) for each in found)


@pytest.mark.parametrize("names", [("contain",), ("end",), ("contain", "end")])
async def test_other_consumers_of_the_user_keep_their_password(
    client: Client, door: RedisEndpoint, names: tuple[str, ...]
) -> None:
    user = await client.user("on ~* +@all", VALUE, OTHER)
    thief, consumer = await client.open(user), await client.open(user, OTHER)
    probe, _ = await ask(door, parts(user))
    for name in names:
        await capability(name).run(door, parts(user), probe)
    assert await thief.say("PING") == ""
    assert not await client.accepts(user)
    # Cut once, and in again at once.
    assert await consumer.say("PING") == ""
    assert await client.accepts(user, OTHER)
    assert (await ask(door, parts(user, OTHER)))[0].liveness is Liveness.LIVE
    assert await passwords(door, user) == [digest(OTHER)]


async def test_a_user_is_never_switched_on_or_off(client: Client, door: RedisEndpoint) -> None:
    """Who switched it off meanwhile had a reason."""
    user = await client.user()
    probe, _ = await ask(door, parts(user))
    contain = capability("contain")
    await contain.run(door, parts(user), probe)
    assert (await account(client, user)).startswith(f"user {user} on ")
    await client.admin.say(f"ACL SETUSER {user} off")
    assert contain.undo is not None
    await contain.undo(door, parts(user), probe)
    assert await account(client, user) == f"user {user} off #{digest(VALUE)} ~* &* +@all"


async def account(client: Client, user: str) -> str:
    """As the file of the server's ACL has it."""
    lines = client.server.acl.read_text().splitlines()
    [line] = [line for line in lines if line.startswith(f"user {user} ")]
    return line


async def test_a_user_who_is_gone_is_not_made_again(client: Client, door: RedisEndpoint) -> None:
    user = await client.user()
    probe, _ = await ask(door, parts(user))
    contain = capability("contain")
    await contain.run(door, parts(user), probe)
    await client.admin.say(f"ACL DELUSER {user}")
    assert (await capability("end").run(door, parts(user), probe)).reference == (
        f"there is no such user any more; {SAVED}"
    )
    assert contain.undo is not None
    assert USERS.set_value is not None
    with pytest.raises(RefusedError, match="no such user"):
        await contain.undo(door, parts(user), probe)
    with pytest.raises(RefusedError, match="no such user"):
        await USERS.set_value.run(door, parts(user), probe, USERS.set_value.fresh(parts(user), ()))
    assert await client.admin.say(f"ACL GETUSER {user}") in {"$-1", "*-1"}


async def test_a_user_who_needs_no_password_is_not_made_to_need_one(client: Client, door: RedisEndpoint) -> None:
    user = await client.user()
    await client.admin.say(f"ACL SETUSER {user} nopass")
    contain = capability("contain")
    assert contain.undo is not None
    assert USERS.set_value is not None
    for act in (contain.run, contain.undo, capability("end").run):
        with pytest.raises(RefusedError, match="nopass"):
            await act(door, parts(user), proven(user))
    with pytest.raises(RefusedError, match="nopass"):
        await USERS.set_value.run(door, parts(user), proven(user), USERS.set_value.fresh(parts(user), ()))
    assert await client.accepts(user, "anything")


async def test_default_and_our_own_user_are_never_acted_on(client: Client, door: RedisEndpoint, redis: Redis) -> None:
    own = parts(redis.user, redis.password.reveal())
    probe, controlled = await ask(door, own)
    assert controlled
    for name in ("contain", "end"):
        with pytest.raises(RefusedError, match="Stanch itself uses"):
            await capability(name).run(door, own, probe)
        with pytest.raises(RefusedError, match="requirepass"):
            await capability(name).run(door, parts("default"), proven("default"))
    assert await client.accepts(redis.user, redis.password.reveal())


async def test_another_user_than_the_proven_one_is_refused(client: Client, door: RedisEndpoint) -> None:
    user, other = await client.user(), await client.user()
    probe, _ = await ask(door, parts(user))
    contain = capability("contain")
    for unproven in (probe, Probe(Liveness.LIVE, "?")):
        with pytest.raises(RefusedError, match="not the one"):
            await contain.run(door, parts(other), unproven)
    with pytest.raises(RefusedError, match="no admin credential") as caught:
        await contain.run(replace(door, password=None), parts(user), probe)
    assert caught.value.needs == contain.needs
    assert await client.accepts(other)


async def test_the_right_user_with_a_wrong_password_loses_nothing(client: Client, door: RedisEndpoint) -> None:
    """Not even where something claims that it was proven."""
    user = await client.user()
    receipt = await capability("end").run(door, parts(user, "wrong"), proven(user))
    assert receipt.reference == f"password was gone; connections cut: 0; {SAVED}"
    assert await client.accepts(user)


async def test_an_admin_without_the_permission_is_told_which(client: Client, door: RedisEndpoint) -> None:
    weak, user = await client.user("on +acl|whoami +acl|getuser"), await client.user()
    contain = capability("contain")
    with pytest.raises(RefusedError, match="NOPERM") as caught:
        await contain.run(replace(door, user=weak, password=Secret(VALUE)), parts(user), proven(user))
    assert caught.value.needs == contain.needs
    assert await client.accepts(user)


async def test_the_permissions_that_it_says_it_needs_are_enough(client: Client, door: RedisEndpoint) -> None:
    rules = [word for need in capability("end").needs for word in need.split() if word.startswith("+")]
    admin, user = await client.user("on " + " ".join(word.rstrip(",") for word in rules)), await client.user()
    thief = await client.open(user)
    least = replace(door, user=admin, password=Secret(VALUE))
    probe, _ = await ask(least, parts(user))
    assert USERS.dependents is not None
    assert len(await USERS.dependents(least, parts(user), probe)) == 1
    for name, said in (("contain", "removed; connections cut: 1"), ("end", "was gone; connections cut: 0")):
        receipt = await capability(name).run(least, parts(user), probe)
        assert receipt.reference == f"password {said}; {SAVED}"
    assert await thief.say("PING") == ""
    assert await ask(least, parts(user)) == DEAD


async def test_every_node_for_itself(client: Client, door: RedisEndpoint, replica: Redis) -> None:
    """A user on two nodes of one System: what is done on one is not done on the other, so both are planned."""
    user = await client.user()
    second = door_to(replica, "two")
    async with speaking_to(replica) as there:
        await there.user(name=user)
        thief = await there.open(user)
        contain, end = capability("contain"), capability("end")
        assert (contain.every_node, end.every_node) == (True, True)
        assert USERS.set_value is not None
        assert USERS.set_value.every_node
        await contain.run(door, parts(user), proven(user))
        assert await ask(door, parts(user)) == DEAD
        assert (await ask(second, parts(user)))[0].liveness is Liveness.LIVE
        assert await thief.say("PING") == "+PONG"
        await contain.run(second, parts(user), proven(user))
        assert await thief.say("PING") == ""
        assert await ask(second, parts(user)) == DEAD


# --- rotation --------------------------------------------------------------------------------------


async def test_a_new_password_lives_beside_the_old_one(client: Client, door: RedisEndpoint) -> None:
    user = await client.user()
    consumer = await client.open(user)
    old = parts(user)
    probe, _ = await ask(door, old)
    rotation = USERS.set_value
    assert rotation is not None
    assert rotation.overlap
    new = rotation.fresh(old, ())
    assert {**new, "password": old["password"]} == old
    assert len(new["password"]) == 43
    assert rotation.fresh(old, ())["password"] != new["password"]
    for _ in range(2):
        assert (await rotation.run(door, old, probe, new)).reference == f"password added; {SAVED}"
    assert await consumer.say("PING") == "+PONG"
    assert await passwords(door, user) == sorted([digest(VALUE), digest(new["password"].reveal())])
    for each in (old, new):
        found, controlled = await ask(door, each)
        assert (found.liveness, controlled) == (Liveness.LIVE, True)
    await capability("end").run(door, old, probe)
    assert await ask(door, old) == DEAD
    assert (await ask(door, new))[0].liveness is Liveness.LIVE
    with pytest.raises(RefusedError, match="another user"):
        await rotation.run(door, old, probe, {**new, "user": Secret("someone")})


# --- what is written down --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("acl_file", "config_file", "saved"),
    [
        (True, False, SAVED),
        (False, True, "saved (CONFIG REWRITE)"),
        (
            False,
            False,
            "not saved: the server has no file for it, and starts again with what it is started with",
        ),
    ],
)
async def test_where_it_is_saved(tmp_path: Path, acl_file: bool, config_file: bool, saved: str) -> None:  # noqa: FBT001 - a case
    with servers.redis(tmp_path, acl_file=acl_file, config_file=config_file) as server:
        door = door_to(server)
        async with speaking_to(server) as client:
            user = await client.user()
            for command in ("ACL SAVE",) if acl_file else ("CONFIG REWRITE",) if config_file else ():
                assert await client.admin.say(command) == "+OK"
            files = [tmp_path / name for name in ("users.acl",) * acl_file + ("redis.conf",) * config_file]
            assert [digest(VALUE) in file.read_text() for file in files] == [True] * (acl_file or config_file)
            receipt = await capability("end").run(door, parts(user), proven(user))
            assert receipt.reference == f"password removed; connections cut: 0; {saved}"
            assert [digest(VALUE) in file.read_text() for file in files] == [False] * len(files)


async def test_what_cannot_be_saved_is_said_and_is_no_end(client: Client, door: RedisEndpoint) -> None:
    """Contained is contained until a restart; an end that a restart takes back is none."""
    rules = "on +acl|whoami +acl|getuser +acl|setuser +client|kill"
    bare, no_save = await client.user(rules), await client.user(rules + " +config|get")
    for admin in (bare, no_save):
        user = await client.user()
        weak = replace(door, user=admin, password=Secret(VALUE))
        contained = await capability("contain").run(weak, parts(user), proven(user))
        assert contained.reference == (
            "password removed; connections cut: 0; not saved: the admin user lacks a permission (NOPERM)"
        )
        with pytest.raises(RefusedError, match="NOPERM"):
            await capability("end").run(weak, parts(user), proven(user))
        assert await ask(door, parts(user)) == DEAD


async def test_a_server_that_keeps_its_configuration_to_itself(client: Client, door: RedisEndpoint) -> None:
    """A service that somebody else runs: CONFIG does not exist there, and what is saved is theirs to see to."""

    @dataclass(frozen=True)
    class Managed:
        system: str = "cache"
        name: str = "managed"
        primary: bool = True

        @property
        def admin(self) -> Managed:
            return self

        async def login(self, user: str, password: Secret) -> RespReply:
            return await door.login(user, password)

        async def run(self, *command: str | Secret) -> RespReply:
            admin = door.admin
            assert admin is not None
            return RespReply("ERR") if command[0] == "CONFIG" else await admin.run(*command)

    user = await client.user()
    receipt = await capability("end").run(Managed(), parts(user), proven(user))
    assert receipt.reference == "password removed; connections cut: 0; not saved: the server does not know CONFIG"
    assert await ask(door, parts(user)) == DEAD


async def test_a_file_that_cannot_be_written_is_no_end(tmp_path: Path) -> None:
    with servers.redis(tmp_path / "redis") as server:
        door = door_to(server)
        async with speaking_to(server) as client:
            user = await client.user()
            server.acl.unlink()
            server.acl.mkdir()
            contained = await capability("contain").run(door, parts(user), proven(user))
            assert contained.reference.startswith("password removed; connections cut: 0; not saved: ACL SAVE failed")
            with pytest.raises(RefusedError, match="ACL SAVE failed"):
                await capability("end").run(door, parts(user), proven(user))
            assert await ask(door, parts(user)) == DEAD


async def test_a_new_password_that_a_restart_would_lose_is_not_set(tmp_path: Path) -> None:
    """Consumers would get it, and be out when the server starts again; saved at last, it may be sent once more."""
    rotation = USERS.set_value
    assert rotation is not None
    with servers.redis(tmp_path / "redis") as server:
        door = door_to(server)
        async with speaking_to(server) as client:
            user = await client.user()
            new = rotation.fresh(parts(user), ())
            server.acl.unlink()
            server.acl.mkdir()
            with pytest.raises(RefusedError, match="ACL SAVE failed"):
                await rotation.run(door, parts(user), proven(user), new)
            server.acl.rmdir()
            said = f"password added; {SAVED}"
            assert (await rotation.run(door, parts(user), proven(user), new)).reference == said
            assert digest(new["password"].reveal()) in server.acl.read_text()
    with servers.redis(tmp_path / "bare", acl_file=False, config_file=False) as server:
        door = door_to(server)
        async with speaking_to(server) as client:
            user = await client.user()
            new = rotation.fresh(parts(user), ())
            # Nothing outlives a restart there, whatever we do.
            said = "password added; not saved: the server has no file for it"
            assert (await rotation.run(door, parts(user), proven(user), new)).reference.startswith(said)


# --- what hangs on it ------------------------------------------------------------------------------


async def test_what_hangs_on_a_password(client: Client, door: RedisEndpoint) -> None:
    user, alone = await client.user("on ~* +@all", VALUE, OTHER, "a-third-one"), await client.user()
    for password, name in ((VALUE, "billing"), (OTHER, "billing"), (VALUE, None)):
        wire = await client.open(user, password)
        if name is not None:
            assert await wire.say(f"CLIENT SETNAME {name}") == "+OK"
    await client.open(alone)
    assert USERS.dependents is not None
    assert await USERS.dependents(door, parts(user), proven(user)) == (
        Dependent("2 other password(s) of the same user: they stay valid", None, shared=True),
        Dependent("2 open connection(s) from 127.0.0.1 (billing)", None, shared=True),
        Dependent("1 open connection(s) from 127.0.0.1 (unnamed)", None, shared=True),
    )
    assert await USERS.dependents(door, parts(alone), proven(alone)) == (
        Dependent("1 open connection(s) from 127.0.0.1 (unnamed)", None, shared=False),
    )
    assert USERS.last_used is None


async def test_no_value_is_in_any_command_but_auth(client: Client, door: RedisEndpoint, redis: Redis) -> None:
    """The slow log keeps commands with their arguments, other than AUTH's; here it keeps every one."""
    user, other = await client.user(), await client.user()
    rotation = USERS.set_value
    assert rotation is not None
    new = rotation.fresh(parts(user), ())
    assert await client.admin.say("CONFIG SET slowlog-log-slower-than 0") == "+OK"
    assert await client.admin.say("CONFIG SET slowlog-max-len 1000") == "+OK"
    probe, _ = await ask(door, parts(user))
    await rotation.run(door, parts(user), probe, new)
    for name in ("contain", "end"):
        await capability(name).run(door, parts(user), probe)
    with pytest.raises(ProviderError):
        await capability("end").run(door, parts(user), proven(other))
    assert await client.admin.say("CONFIG SET slowlog-log-slower-than -1") == "+OK"
    admin = door.admin
    assert admin is not None
    kept = str((await admin.run("SLOWLOG", "GET", "1000")).value)
    assert f"['CLIENT', 'KILL', 'USER', '{user}']" in kept
    assert "'SETUSER'" in kept
    for value in (VALUE, new["password"].reveal(), redis.password.reveal()):
        for text in (kept, redis.log.read_text(), redis.acl.read_text()):
            assert value not in text
            assert value[:8] not in text


def test_a_wrong_password_is_for_the_same_user() -> None:
    these = parts("someone", "short")
    wrong = USERS.wrong(these)
    assert {**wrong, "password": these["password"]} == these
    assert len(wrong["password"]) == 12
    assert len(USERS.wrong(parts("someone", "x" * 40))["password"]) == 40
    assert USERS.wrong(these)["password"] != wrong["password"]
