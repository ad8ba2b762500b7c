"""A real OpenBao as a source: every version of every path, whose it is, and what a leak elsewhere then meets."""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path

import pytest

from agent.demo import servers
from agent.inventory.register import Entry
from agent.ledger import LedgerFullError
from agent.model import Owner
from agent.sources.vaults.openbao import OpenBaoStore, least
from detectors.base import Secret
from tests.sims.fronts import Bao, Front
from tests.sims.kv import folder, value, write
from tests.sims.liar import Lie, as_json
from tests.sims.scene import Home, short_folder, until
from tests.sims.vaults import EVERY, VaultRig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[VaultRig]:
    with VaultRig(tmp_path) as made:
        yield made


@pytest.fixture
def bao(openbao: servers.Bao) -> Bao:
    return Bao(openbao)


@pytest.fixture
async def front(openbao: servers.Bao) -> AsyncIterator[Front]:
    async with Front(openbao.port) as running:
        yield running


def store(rig: VaultRig, port: int, token: str, *wanted: str, namespaces: tuple[str, ...] = ()) -> OpenBaoStore:
    return OpenBaoStore(rig.door(port, {"X-Vault-Token": Secret(token)}), wanted, namespaces)


def reads(front: Front) -> list[str]:
    return [
        one.target.partition("/data/")[2]
        for one in front.exchanges
        if "/data/" in one.target and "version=" in one.target
    ]


async def test_every_version_of_every_path_is_known(rig: VaultRig, bao: Bao, openbao: servers.Bao) -> None:
    root = folder(bao)
    old, new, deep, gone = value(), value(), value(), value()
    about = {"owner": "team-x", "purpose": "the shop", "expires": "2026-09-01", "env": "production", "removal": "ask"}
    write(bao, f"{root}db", {"username": "shop", "password": old})
    write(bao, f"{root}db", {"username": "shop", "password": new}, **about)
    write(bao, f"{root}deep/er/token", {"deeply": {"nested": [{"api_key": deep}]}})
    write(bao, f"{root}gone", {"password": gone})
    assert bao.call("DELETE", f"{root}gone")[0] == 204
    look = await rig.look(store(rig, openbao.port, openbao.token.reveal(), root))
    assert look.debts == {}
    kept = await rig.kept()
    assert set(kept) == {f"{root}db", f"{root}deep/er/token", f"{root}gone"}
    db = kept[f"{root}db"]
    assert (db.owner, db.purpose, db.environment, db.removal) == ("team-x", "the shop", "production", "ask")
    assert db.expires == date(2026, 9, 1)
    by_mark = {each.fingerprint: (each.field, each.version, each.current) for each in db.values}
    assert by_mark[rig.mark(new)] == ("password", "2", True)
    assert by_mark[rig.mark(old)] == ("password", "1", False)
    assert rig.mark("shop") not in by_mark
    [nested] = kept[f"{root}deep/er/token"].values
    assert (nested.field, nested.fingerprint) == ("deeply.nested.0.api_key", rig.mark(deep))
    assert kept[f"{root}gone"].values == ()
    assert rig.spilled(old, new, deep, gone) == []


async def test_a_version_1_engine_and_one_path_alone(rig: VaultRig, bao: Bao, openbao: servers.Bao) -> None:
    root, versioned, first, second = folder(bao, versioned=False), folder(bao), value(), value()
    write(bao, f"{root}db", {"password": first})
    write(bao, f"{versioned}one", {"password": second})
    write(bao, f"{versioned}other", {"password": value()})
    look = await rig.look(store(rig, openbao.port, openbao.token.reveal(), root, f"{versioned}one"))
    assert look.debts == {}
    kept = await rig.kept()
    assert {path: [each.fingerprint for each in one.values] for path, one in kept.items()} == {
        f"{root}db": [rig.mark(first)],
        f"{versioned}one": [rig.mark(second)],
    }


async def test_namespaces(rig: VaultRig, bao: Bao, openbao: servers.Bao) -> None:
    name, password = f"ns{secrets.token_hex(3)}", value()
    assert bao.call("POST", f"sys/namespaces/{name}")[0] == 200
    assert bao.call("POST", f"{name}/sys/mounts/kv", {"type": "kv", "options": {"version": "2"}})[0] == 204
    assert bao.call("POST", f"{name}/kv/data/db", {"data": {"password": password}})[0] == 200
    look = await rig.look(store(rig, openbao.port, openbao.token.reveal(), "kv/data/", namespaces=(name,)))
    assert look.debts == {}
    [path] = (await rig.kept()).values()
    assert (path.path, path.values[0].fingerprint) == (f"{name}/kv/data/db", rig.mark(password))


async def test_what_did_not_change_is_not_asked_for(rig: VaultRig, bao: Bao, front: Front) -> None:
    root = folder(bao)
    for name in ("a", "b", "c"):
        write(bao, f"{root}{name}", {"password": value()}, owner="team-x")
    it = store(rig, front.port, bao.server.token.reveal(), root)
    await rig.look(it)
    assert sorted(reads(front)) == [f"app/{name}?version=1" for name in "abc"]
    front.exchanges.clear()
    assert (await rig.look(it)).chunks == 0
    assert reads(front) == []
    fresh = value()
    write(bao, f"{root}b", {"password": fresh})
    write(bao, f"{root}c", {"password": fresh}, owner="team-y")
    bao.call("DELETE", f"{root.replace('/data/', '/metadata/')}a")
    await rig.look(it)
    assert {path.partition("?")[0] for path in reads(front)} == {"app/b", "app/c"}
    kept = await rig.kept()
    assert kept[f"{root}c"].owner == "team-y"
    assert ("shared", f"{root}b") in rig.faults()
    assert [key for key in rig.faults() if key[1] == f"{root}a"] == []
    front.exchanges.clear()
    await rig.look(it, rules="newer rules know more types")
    assert len({path.partition("?")[0] for path in reads(front)}) == 2


async def test_nothing_is_asked_before_it_is_due(rig: VaultRig, bao: Bao, front: Front) -> None:
    root = folder(bao)
    write(bao, f"{root}a", {"password": value()})
    source = rig.opened(store(rig, front.port, bao.server.token.reveal(), root))
    await rig.again(source)
    asked = len(front.exchanges)
    await rig.again(source)
    assert front.exchanges[asked:] == []
    rig.clock.now -= EVERY
    await rig.again(source)
    assert len(front.exchanges) > asked, "a clock that was set back keeps it from nothing"
    asked = len(front.exchanges)
    rig.clock.now += EVERY
    await rig.again(source)
    mount = root.partition("/")[0]
    assert [(each.method, each.target) for each in front.exchanges[asked:]] == [
        ("GET", f"/v1/sys/internal/ui/mounts/{mount}/data/app"),
        ("GET", f"/v1/{mount}/metadata/app/?list=true"),
        ("GET", f"/v1/{mount}/metadata/app/a"),
    ]


async def test_what_is_too_much_is_owed_for_as_long_as_it_is(
    rig: VaultRig, bao: Bao, openbao: servers.Bao, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, newest = folder(bao), value()
    for password in (value(), value(), newest):
        write(bao, f"{root}db", {"password": password})
    write(bao, f"{root}a/b/c/deep", {"password": value()})
    monkeypatch.setattr("agent.sources.vaults.openbao.MOST_VERSIONS", 1)
    monkeypatch.setattr("agent.sources.vaults.openbao.DEEPEST", 2)
    it = store(rig, openbao.port, openbao.token.reveal(), root)
    owed = {
        f"{root}db": "too many: 2 older versions are not known",
        f"{root}a/b/": "more than 2 folders deep: not looked into",
    }
    for _ in range(2):
        assert (await rig.look(it)).debts == owed
    assert [each.fingerprint for each in (await rig.kept())[f"{root}db"].values] == [rig.mark(newest)]
    monkeypatch.setattr("agent.sources.vaults.source.MOST_PATHS", 0)
    assert "more than 0 paths" in (await rig.look(it)).debts["store"]


async def test_what_the_register_says_of_a_path_counts_where_the_store_is_silent(
    rig: VaultRig, bao: Bao, openbao: servers.Bao
) -> None:
    root = folder(bao)
    write(bao, f"{root}db", {"password": value()}, owner="team-x")
    entry = Entry("db", "team-y", "postgres-url", purpose="the shop", removal="ask", expires=date(2027, 1, 1))
    it = store(rig, openbao.port, openbao.token.reveal(), root)
    await rig.again(rig.opened(it))
    assert {kind for kind, _ in rig.faults()} == {"no removal", "no expiry"}
    await rig.again(rig.opened(it, registered={f"{root}db": entry}))
    assert rig.faults() == {}
    kept = (await rig.kept())[f"{root}db"]
    assert (kept.owner, kept.purpose, kept.type, kept.expires) == (
        *("team-x", "the shop", "postgres-url"),
        date(2027, 1, 1),
    )


# --- permissions ------------------------------------------------------------------------------------


def under(bao: Bao, policy: str) -> str:
    """A token under this policy and no other."""
    name = f"p{secrets.token_hex(4)}"
    assert bao.call("PUT", f"sys/policies/acl/{name}", {"policy": policy})[0] == 204
    return bao.token(policies=[name], no_default_policy=True)


async def test_the_least_policy_is_enough_and_no_line_too_much(rig: VaultRig, bao: Bao, openbao: servers.Bao) -> None:
    versioned, plain = folder(bao), folder(bao, versioned=False)
    write(bao, f"{versioned}in/db", {"password": value()})
    write(bao, f"{plain}db", {"password": value()})
    policy = least((versioned, plain))
    look = await rig.look(store(rig, openbao.port, under(bao, policy), versioned, plain))
    assert look.debts == {}
    assert set(await rig.kept()) == {f"{versioned}in/db", f"{plain}db"}
    metadata = versioned.replace("/data/", "/metadata/")
    expected = {
        ("list", "read", metadata): {versioned: f"list on {metadata} is missing"},
        ("read", versioned): {f"{versioned}in/db": f"read on {versioned}in/db is missing"},
        ("list", "read", plain): {plain: "is missing"},
    }
    rules = policy.split("\n\n")[1:]
    assert len(rules) == len(expected)
    for (*_, path), missing in expected.items():
        less = "\n".join(rule for rule in rules if f'path "{path}*"' not in rule)
        look = await rig.look(store(rig, openbao.port, under(bao, less), versioned, plain), rules=secrets.token_hex(3))
        assert look.debts.keys() == missing.keys()
        for place, words in missing.items():
            assert words in look.debts[place]
    # And without one word of a line.
    for word, place, words in (
        ("list", versioned, f"list on {metadata} is missing"),
        ("read", f"{versioned}in/db", f"read on {metadata}in/db is missing"),
    ):
        less = policy.replace('["list", "read"]', json.dumps([each for each in ("list", "read") if each != word]), 1)
        look = await rig.look(store(rig, openbao.port, under(bao, less), versioned, plain), rules=secrets.token_hex(3))
        assert words in look.debts[place]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("nowhere/data/x/", "any capability on nowhere/data/x/ is missing"),
        ("cubbyhole/x/", "no KV engine answers there"),
        ("secret/x/", "the engine keeps versions: write secret/data/... in stanch.toml"),
        ("secret/data/empty/", "nothing stands there"),
    ],
)
async def test_a_path_that_is_none_is_said(rig: VaultRig, openbao: servers.Bao, wanted: str, words: str) -> None:
    look = await rig.look(store(rig, openbao.port, openbao.token.reveal(), wanted))
    assert words in look.debts[wanted]


# --- a store in trouble -----------------------------------------------------------------------------


async def test_a_store_that_asks_to_wait_is_left_alone(rig: VaultRig, bao: Bao, front: Front) -> None:
    root = folder(bao)
    for number in range(40):
        write(bao, f"{root}{number:02}", {"password": value()}, owner="team-x")
    limit = Lie("429", as_json("429 Too Many Requests", {"errors": []}, "Retry-After: 120"), path="metadata/app/35")
    front.tell(limit)
    source = rig.opened(store(rig, front.port, bao.server.token.reveal(), root))
    look = await rig.again(source)
    assert "asks us to wait" in look.debts["store"]
    assert 32 <= len(await rig.kept()) < 40
    asked = len(front.seen)
    rig.clock.pass_(seconds=100)
    await rig.again(source)
    assert len(front.seen) == asked
    front.tell()
    read = len(reads(front))
    rig.clock.pass_(seconds=30)
    assert (await rig.again(source)).debts == {}
    assert len(await rig.kept()) == 40
    assert len(reads(front)) - read < 10  # what was read is not read again
    # Nor is it asked about again: each look comes further.
    looked = [request.target.rpartition("/")[2] for request in front.seen[asked:] if "/metadata/app/" in request.target]
    assert looked[0] == "?list=true"
    assert {int(name) for name in looked[1:]} <= set(range(32, 40))


async def test_a_short_wait_is_waited_for_and_trouble_at_one_path_is_owed(
    rig: VaultRig, bao: Bao, front: Front
) -> None:
    root = folder(bao)
    write(bao, f"{root}a", {"password": value()})
    write(bao, f"{root}b", {"password": value()})
    front.tell(
        Lie("429", as_json("429 Too Many Requests", {"errors": []}, "Retry-After: 1"), path="data/app/a", times=1),
        Lie("500", as_json("500 Internal", {"errors": ["x"]}), path="data/app/b?"),
    )
    look = await rig.look(store(rig, front.port, bao.server.token.reveal(), root))
    assert look.debts == {f"{root}b": "HTTP 500"}
    assert set(await rig.kept()) == {f"{root}a"}


async def test_a_store_that_is_down_is_not_asked_for_every_path(rig: VaultRig, bao: Bao, front: Front) -> None:
    root = folder(bao)
    for number in range(20):
        write(bao, f"{root}{number:02}", {"password": value()})
    front.tell(*(Lie("nothing", b"", path=f"/metadata/app/{digit}") for digit in "01"))
    source = rig.opened(store(rig, front.port, bao.server.token.reveal(), root))
    look = await rig.again(source)
    assert source.failing
    assert len(front.seen) < 2 + 20
    assert "the store does not answer" in look.debts["store"]
    assert (await rig.ledger.cursors())[source.name].unread
    front.tell()
    rig.clock.pass_(seconds=61)
    assert (await rig.again(source)).debts == {}
    assert not source.failing
    assert not (await rig.ledger.cursors())[source.name].unread
    front.tell(Lie("nothing", b"", path="?list=true"))
    assert "no usable answer" in (await rig.look(store(rig, front.port, bao.server.token.reveal(), root))).debts[root]


async def test_what_could_not_be_listed_is_not_gone(rig: VaultRig, bao: Bao, front: Front) -> None:
    root = folder(bao)
    write(bao, f"{root}in/a", {"password": value()})
    write(bao, f"{root}b", {"password": value()})
    it = store(rig, front.port, bao.server.token.reveal(), root)
    await rig.look(it)
    wrong = rig.faults()
    assert {path for _, path in wrong} == {f"{root}in/a", f"{root}b"}
    front.tell(Lie("500", as_json("500 Internal", {}), path="metadata/app/in/?list"))
    front.exchanges.clear()
    assert set((await rig.look(it)).debts) == {f"{root}in/"}
    assert rig.faults() == wrong
    front.tell()
    await rig.look(it)
    assert reads(front) == []  # nor is it read once more
    bao.call("DELETE", f"{root.replace('/data/', '/metadata/')}in/a")
    await rig.look(it)
    assert {path for _, path in rig.faults()} == {f"{root}b"}


# --- what a leak elsewhere meets --------------------------------------------------------------------


async def test_a_lead_meets_its_path_and_takes_its_type(rig: VaultRig, bao: Bao, openbao: servers.Bao) -> None:
    root, password, other = folder(bao), value(), value()
    write(bao, f"{root}db", {"password": password}, owner="team-x", type="postgres-url")
    write(bao, f"{root}web", {"password": other}, type="postgres-url")
    await rig.look(store(rig, openbao.port, openbao.token.reveal(), root))
    await rig.leak(password)
    assert rig.owners() == {"postgres-url": Owner("team-x", f"inventory entry store: {root}db by vault path")}
    await rig.leak("shop", kind="postgres-url", part="role")  # the vault knows it as a user, not as a secret
    assert sorted(owner.name for owner in rig.owners().values()) != ["team-x", "team-x"]


async def test_what_leaked_before_the_store_was_read_gets_its_owner(
    rig: VaultRig, bao: Bao, openbao: servers.Bao
) -> None:
    root, old, new = folder(bao), value(), value()
    write(bao, f"{root}db", {"password": old}, owner="team-x")
    write(bao, f"{root}db", {"password": new})
    await rig.leak(old)
    assert rig.owners()["lead"] == Owner("eve", f"author of commit {'c' * 7}")
    await rig.look(store(rig, openbao.port, openbao.token.reveal(), root))
    assert rig.owners()["lead"] == Owner("team-x", f"inventory entry store: {root}db by vault path")
    assert (
        rig.faults()["leaked", f"{root}db"] == "it was seen elsewhere: incident 1 (repo: app.env:1; an earlier value)"
    )


async def test_as_a_whole(openbao: servers.Bao, bao: Bao) -> None:
    """The daemon: a value that only a vault path knows leaks, and the incident names team-x and the path.

    It logs in by AppRole, and what it got for that ends with it.
    """
    root, password, later = folder(bao), value(), value()
    write(bao, f"{root}db", {"username": "shop", "password": password}, owner="team-x")
    write(bao, f"{root}web", {"password": later}, owner="team-y")
    mount, policy = f"a{secrets.token_hex(3)}", f"p{secrets.token_hex(4)}"
    assert bao.call("POST", f"sys/auth/{mount}", {"type": "approle"})[0] == 204
    assert bao.call("PUT", f"sys/policies/acl/{policy}", {"policy": least((root,))})[0] == 204
    assert bao.call("POST", f"auth/{mount}/role/r", {"token_policies": [policy]})[0] == 204
    role_id = bao.call("GET", f"auth/{mount}/role/r/role-id")[1]["data"]["role_id"]
    secret_id = Secret(bao.call("POST", f"auth/{mount}/role/r/secret-id", {})[1]["data"]["secret_id"])
    toml = (
        '[[sources]]\nkind = "vault"\nname = "bao-prod"\nstore = "openbao"\n'
        f'url = "http://127.0.0.1:{openbao.port}"\npaths = ["{root}"]\n'
        f'login = {{ method = "approle", role_id = "{role_id}", file = "bao.secret-id", mount = "{mount}" }}\n'
    )
    ended = openbao.audit.read_text().count("auth/token/revoke-self")
    async with short_folder() as place:
        home = Home(place, [], toml=toml, policy="")
        home.secret("bao.secret-id", secret_id)
        home.commit("app.env", f"DB_PASSWORD={password}\n")
        async with home.daemon():
            await until("it is found", lambda: len(home.entries()) == 1, seen=home.describe)
            home.say(f"+ curl -u web:{later} https://web.example.com/\n")
            await until("both are found", lambda: len(home.entries()) == 2, seen=home.describe)
        assert openbao.audit.read_text().count("auth/token/revoke-self") > ended
        owners = {entry.incident.owner for entry in home.entries().values()}
        assert owners == {
            Owner("team-x", f"inventory entry bao-prod: {root}db by vault path"),
            Owner("team-y", f"inventory entry bao-prod: {root}web by vault path"),
        }
        files = [path for folder in (home.state, home.config) for path in folder.rglob("*") if path.is_file()]
        for path in (*files, home.stderr):
            assert not any(
                each.encode() in path.read_bytes()
                for each in (password, later, secret_id.reveal())
                if path.name != "bao.secret-id"
            ), path.name


async def test_a_value_that_somebody_wrote_into_the_metadata_is_not_kept(
    rig: VaultRig, bao: Bao, openbao: servers.Bao
) -> None:
    root, held = folder(bao), value()
    write(bao, f"{root}db", {"password": held}, owner="team-x", purpose=f"the shop, {held}", removal=held)
    await rig.look(store(rig, openbao.port, openbao.token.reveal(), root))
    db = (await rig.kept())[f"{root}db"]
    assert (db.owner, db.purpose, db.removal) == ("team-x", "the shop, ***", "***")
    assert rig.spilled(held) == []


async def test_a_full_disk_is_no_reason_to_ask_again_and_again(rig: VaultRig, bao: Bao, front: Front) -> None:
    root = folder(bao)
    write(bao, f"{root}db", {"password": value()})
    source = rig.opened(store(rig, front.port, bao.server.token.reveal(), root))
    rig.full = True
    for _ in range(3):
        with pytest.raises(LedgerFullError):
            await rig.again(source)
    asked = len(front.seen)
    assert asked < 6
    rig.full = False
    assert (await rig.again(source)).debts == {}
    assert set(await rig.kept()) == {f"{root}db"}
