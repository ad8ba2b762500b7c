"""What a rotation must not do to production, nor leave to a thief: on real servers, the odd ways in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from agent import crashpoints
from agent.demo import servers
from agent.demo.aws import Aws, _iam
from agent.found import Visibility
from agent.inventory.register import Entry, VaultPlace
from agent.model import Reason
from agent.response.methods import Method, Mode
from agent.response.policy import Rule
from detectors import aws as aws_types
from detectors import postgres as pg_types
from detectors import redis as redis_types
from tests.rotation.stage import (
    NUMBERS,
    OLD,
    REREAD,
    cached,
    comes,
    created,
    file_entry,
    kept,
    role_entry,
    user_entry,
    written,
)
from tests.sims.fronts import Bao, Gate, Roles
from tests.sims.people import mark, people
from tests.sims.redis_client import Client, speaking_to
from tests.sims.rig import AUTO, Rig, address

CAREFUL = replace(AUTO, methods=(Method.ROTATE, Method.REVOKE), irreversible=Mode.APPROVE)


def verbs(rig: Rig, one: int, what: str = "accepted") -> list[str]:
    return [record["detail"]["action"]["verb"] for record in rig.records(one) if record["what"] == what]


def rule(rig: Rig, wanted: Rule) -> None:
    rig.set(policy=replace(rig.responder.policy, rules=(wanted,)))


async def test_observed_for_two_days_then_armed(rig: Rig, client: Client, bao: Bao) -> None:
    """The usual way in: observe first, arm later. The deadline is of the detection, so CONTAIN comes first."""
    name, path = await cached(client, bao)
    rig.register(user_entry(name, path))
    rule(rig, replace(AUTO, mode=Mode.OBSERVE))
    one = await rig.leak(redis_types.URL, user=name, password=OLD)
    await rig.work()
    assert rig.standing(one) == ("held", "OBSERVING")
    rig.clock.pass_(days=2)
    rule(rig, replace(AUTO, methods=(Method.ROTATE,)))
    await rig.work()
    did = verbs(rig, one)
    assert did.index("switch") < did.index("contain") if "contain" in did else True, did


async def test_a_place_that_never_can_be_read_and_a_public_leak(rig: Rig, client: Client, bao: Bao) -> None:
    name, path = await cached(client, bao)
    rig.system("bao", "openbao", [address("bao", 9)], bao.server.token)
    rig.register(user_entry(name, path), methods=(Method.ROTATE, Method.REVOKE))
    await rig.submit(rig.finding(redis_types.URL, None, Visibility.PUBLIC, user=name, password=OLD))
    await rig.work()
    rig.clock.pass_(days=3)
    await rig.on(3)

    assert not await client.accepts(name, OLD)


async def test_a_file_with_two_profiles_keeps_no_leak_alive(rig: Rig, cloud: Aws, tmp_path: Path) -> None:
    """An ordinary credentials file with two profiles: RefusedError on read counts as 'cannot be read now'."""
    user, file = f"deployer-{next(NUMBERS)}", tmp_path / "credentials"
    key = cloud.user(user)
    written(file, key)
    file.write_text(file.read_text() + "[other]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = zzz\n")
    rig.register(file_entry(user, file), methods=(Method.ROTATE, Method.REVOKE))
    await rig.leak(aws_types.KEY, **{name: value.reveal() for name, value in key.items()})
    await rig.work()
    rig.clock.pass_(days=3)
    await rig.on(3)
    assert cloud.status(key["key_id"].reveal()) != "Active"


async def test_a_long_promise_does_not_move_the_deadline(rig: Rig, client: Client, bao: Bao) -> None:

    name, path = await cached(client, bao)
    rig.register(user_entry(name, path, reread=timedelta(days=30)))
    one = await rig.leak(redis_types.URL, user=name, password=OLD)
    await rig.work()
    rig.clock.pass_(days=5)
    await rig.on(3)
    assert not await client.accepts(name, OLD), (rig.standing(one), rig.entry(one).incident.deadline)


async def test_the_owners_own_new_key_is_no_orphan(rig: Rig, cloud: Aws, tmp_path: Path) -> None:
    """First attempt: refused for the two-key limit (nothing was made). The owner makes room and rotates by hand."""
    user, file = f"deployer-{next(NUMBERS)}", tmp_path / "credentials"
    key = cloud.user(user)
    second = cloud.key(user)["key_id"].reveal()
    written(file, key)
    rig.register(file_entry(user, file))
    one = await rig.leak(aws_types.KEY, **{name: value.reveal() for name, value in key.items()})
    await rig.work()
    assert rig.standing(one) == ("held", "REFUSED"), rig.entry(one).incident.note
    rig.clock.pass_(minutes=5)
    _iam_delete(cloud, user, second)
    mine = cloud.key(user)
    theirs = mine["key_id"].reveal()
    created(theirs, rig)
    written(file, mine)  # handed over by hand
    rig.clock.pass_(hours=2)
    await rig.on(2)
    assert cloud.status(theirs) == "Active"


async def test_the_owners_own_new_key_when_the_leaked_one_is_gone(rig: Rig, cloud: Aws, tmp_path: Path) -> None:
    """The same, and the owner has ended the leaked key as well: it is all over, and yet we go on."""
    user, file = f"deployer-{next(NUMBERS)}", tmp_path / "credentials"
    key = cloud.user(user)
    second = cloud.key(user)["key_id"].reveal()
    written(file, key)
    rig.register(file_entry(user, file))
    await rig.leak(aws_types.KEY, **{name: value.reveal() for name, value in key.items()})
    await rig.work()
    rig.clock.pass_(minutes=5)
    _iam_delete(cloud, user, second)
    mine = cloud.key(user)
    theirs = mine["key_id"].reveal()
    created(theirs, rig)
    written(file, mine)
    _iam_delete(cloud, user, key["key_id"].reveal())
    rig.clock.pass_(hours=2)
    await rig.on(3)
    listed = [each.access_key_id for each in _iam("123456789012").users[user].access_keys]
    assert cloud.status(theirs) == "Active"
    assert listed == [theirs]


def _iam_delete(cloud: Aws, user: str, key_id: str) -> None:
    _iam("123456789012").delete_access_key(key_id, user)
    cloud._standing[key_id].append((cloud.clock(), None))  # noqa: SLF001 - as if IAM had been asked


def urls(path: str, role_name: str, password: str, bao: Bao) -> None:
    bao.call("POST", path, {"data": {"username": role_name, "password": password}})


async def test_the_thiefs_session_ends_after_an_interrupted_change_in_place(rig: Rig, roles: Roles, bao: Bao) -> None:
    """ALTER took effect and its answer got lost: the next attempt sees that the new value works and cuts nobody."""
    leaked_role, leaked = await roles.make()
    path = f"secret/data/shop-{next(NUMBERS)}"
    urls(path, leaked_role, leaked, bao)
    async with Gate(roles.server.port) as gate:
        rig.system("pg", "postgres", [address("db", gate.port)], roles.server.password, role=roles.server.role)
        rig.register(role_entry([leaked_role], path, ()))
        thief = await asyncpg.connect(
            host="127.0.0.1", port=roles.server.port, user=leaked_role, password=leaked, database="postgres", ssl=False
        )
        gate.cut = f"ALTER ROLE {leaked_role}".encode()
        one = await rig.leak(pg_types.URL, role=leaked_role, password=leaked)
        await rig.reach(one, "invalidated")
        assert "failed" in rig.told(one)
        try:
            alive = await thief.fetchval("SELECT current_user")
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            alive = None
        thief.terminate()
        assert alive is None, f"the thief still is {alive}; incident {rig.standing(one)}"


async def test_the_fallback_plan_of_a_value_that_is_not_at_its_place_goes_on_in_the_next_claim(
    rig: Rig, roles: Roles, bao: Bao
) -> None:
    """In place: the rotation's words have no CONTAIN and END, and `elsewhere` is forgotten with the claim."""
    a, leaked = await roles.make()
    path = f"secret/data/shop-{next(NUMBERS)}"
    urls(path, a, "somebody else's", bao)
    rig.register(role_entry([a], path, ()), methods=(Method.ROTATE, Method.REVOKE))
    rule(rig, CAREFUL)
    one = await rig.leak(pg_types.URL, role=a, password=leaked)
    await rig.work()
    assert rig.standing(one) == ("contained", "IRREVERSIBLE"), rig.standing(one)
    for person in ("ann", "bob"):
        await people(rig).handle("approve", person, {"incident": one, "plan": mark(rig, one)})
    rig.clock.pass_(days=2)
    await rig.on(3)
    assert verbs(rig, one) == ["contain", "end"], (verbs(rig, one), rig.standing(one))


async def test_the_place_is_looked_at_again_before_a_value_is_changed_in_place(
    rig: Rig, roles: Roles, bao: Bao
) -> None:
    """Two people say yes after a day; meanwhile the path has gone to something else. The password is changed, and
    nobody can be handed the new one.
    """
    a, leaked = await roles.make()
    path = f"secret/data/shop-{next(NUMBERS)}"
    urls(path, a, leaked, bao)
    rig.register(role_entry([a], path, ()), methods=(Method.ROTATE, Method.REVOKE))
    rule(rig, CAREFUL)
    one = await rig.leak(pg_types.URL, role=a, password=leaked)
    await rig.work()
    assert rig.standing(one) == ("awaiting_approval", "IRREVERSIBLE"), rig.standing(one)
    urls(path, "moved", "elsewhere", bao)
    for person in ("ann", "bob"):
        await people(rig).handle("approve", person, {"incident": one, "plan": mark(rig, one)})
    await rig.on(3)
    assert "set_value" not in verbs(rig, one)


async def test_a_path_that_may_only_be_read_is_no_place(rig: Rig, roles: Roles, bao: Bao) -> None:
    """Read but not write: the password is changed in place first, and then cannot be handed over."""
    a, leaked = await roles.make()
    path = f"secret/data/shop-{next(NUMBERS)}"
    urls(path, a, leaked, bao)
    from detectors.base import Secret

    token = bao.limited((path, "read"))
    rig.system("bao", "openbao", [address("bao", bao.server.port)], Secret(token))
    rig.register(role_entry([a], path, ()))
    await rig.leak(pg_types.URL, role=a, password=leaked)
    await rig.work()
    assert await roles.lets_in(a, leaked) or kept(bao, path)["password"] != leaked


async def test_the_owner_has_moved_to_the_other_account_by_hand(rig: Rig, roles: Roles, bao: Bao) -> None:
    """SET_VALUE is refused (b lacks a membership). The owner mends by hand: place -> b, a gets another password.
    The next attempt goes on all the same and changes b's password under its consumers.
    """
    (a, leaked), (b, other) = await roles.make(), await roles.make()
    group = f"g{next(NUMBERS)}x"
    path = f"secret/data/shop-{next(NUMBERS)}"
    await roles.connection.execute(f"CREATE ROLE {group}; GRANT {group} TO {a}")
    try:
        urls(path, a, leaked, bao)
        rig.register(role_entry([a], path, (a, b)))
        one = await rig.leak(pg_types.URL, role=a, password=leaked)
        await rig.work()
        assert rig.standing(one) == ("held", "REFUSED"), rig.entry(one).incident.note
        await roles.connection.execute(f"GRANT {group} TO {b}")
        urls(path, b, other, bao)
        await roles.connection.execute(f"ALTER ROLE {a} PASSWORD 'a-new-one-by-hand'")
        rig.clock.pass_(hours=2)
        await rig.on(3)
        assert await roles.lets_in(b, other)
    finally:
        await roles.connection.execute(f"DROP ROLE {group}")


async def test_the_same_user_on_two_systems_with_one_place(rig: Rig, client: Client, bao: Bao, tmp_path: Path) -> None:
    """An entry met by its fingerprint (or its path) is met on every System where the value lives."""
    name, path = await cached(client, bao)
    with servers.redis(tmp_path / "second") as second:
        async with speaking_to(second) as other:
            await other.user("on ~* &* +@all", OLD, name=name)
            rig.system("cache-2", "redis", [address("one", second.port)], second.password, role=second.user)
            rig.set(policy=replace(rig.responder.policy, rules=(AUTO,)))
            finding = rig.finding(redis_types.URL, user=name, password=OLD)
            entry = replace(user_entry(name, path), fingerprint=finding.canonical)
            rig.register(entry, methods=(Method.ROTATE, Method.REVOKE))
            wide = replace(AUTO, systems=("cache", "cache-2"), methods=(Method.ROTATE, Method.REVOKE))
            rule(rig, wide)
            one = await rig.submit(finding)
            await rig.work()
            rig.clock.pass_(days=3)
            await rig.on(6)
            assert rig.standing(one)[0] == "invalidated"


async def test_an_entry_met_by_a_password_alone_is_not_rotated(rig: Rig, roles: Roles, bao: Bao) -> None:
    """Two roles with one password; the entry of one has the password's fingerprint and a path that keeps it alone."""
    a, shared_password = await roles.make()
    z, _ = await roles.make(password=shared_password)
    path = f"secret/data/shop-{next(NUMBERS)}"
    bao.call("POST", path, {"data": {"password": shared_password}})
    finding = rig.finding(pg_types.URL, role=z, password=shared_password)
    entry = Entry(
        name="shop-db",
        owner="team-app",
        type="postgres-url",
        identity=("pg", a),
        sink=VaultPlace("bao", path, {"password": "password"}),
        fingerprint=finding.fingerprints["password"],
        reread=REREAD,
    )
    rig.register(entry)
    await rig.submit(finding)
    await rig.on(3)
    assert await roles.lets_in(a, kept(bao, path)["password"]), "a's consumers read z's new password"


async def test_a_place_that_is_gone_for_good_holds_up_no_end(rig: Rig, cloud: Aws, tmp_path: Path) -> None:
    """The application was removed meanwhile: SWITCH is refused for ever, the key is Inactive and never deleted."""
    user, file = f"deployer-{next(NUMBERS)}", tmp_path / "credentials"
    key = cloud.user(user)
    old = key["key_id"].reveal()
    written(file, key)
    rig.register(file_entry(user, file), methods=(Method.ROTATE, Method.REVOKE))
    cloud.lag = timedelta(seconds=12)
    one = await rig.leak(aws_types.KEY, **{name: value.reveal() for name, value in key.items()})
    await rig.work()
    file.unlink()
    await comes(rig, lambda: rig.standing(one) == ("held", "REFUSED"))
    rig.register(methods=(Method.REVOKE,))  # the entry is removed, the policy says revoke
    rig.clock.pass_(days=9)
    await rig.on(3)
    for verb in ("retry", "recheck"):
        await people(rig).handle(verb, "ann", {"incident": one, "reason": "x"})
        await rig.on(3)
    assert cloud.status(old) is None


async def test_frozen_between_the_change_in_place_and_the_switch(
    rig: Rig, roles: Roles, bao: Bao, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, leaked = await roles.make()
    path = f"secret/data/shop-{next(NUMBERS)}"
    urls(path, a, leaked, bao)
    rig.register(role_entry([a], path, ()))

    def freeze(name: str) -> None:
        if name == "C12":
            rig.responder.freeze.set("now")

    monkeypatch.setattr(crashpoints, "point", freeze)
    await rig.leak(pg_types.URL, role=a, password=leaked)
    await rig.work()
    monkeypatch.undo()
    rig.clock.pass_(days=1)
    await rig.on(2)
    now = kept(bao, path)
    assert await roles.lets_in(now["username"], now["password"])


async def test_one_node_that_is_down_takes_no_others_consumers_out(
    rig: Rig, client: Client, bao: Bao, redis: servers.Redis
) -> None:
    name, path = await cached(client, bao)
    rig.register(user_entry(name, path))
    rig.system("cache", "redis", [address("one", redis.port), address("two", 9)], redis.password, role=redis.user)
    rig.register(user_entry(name, path))
    await rig.leak(redis_types.URL, user=name, password=OLD)
    await rig.work()
    rig.clock.pass_(minutes=16)
    await rig.on(4)
    assert await client.accepts(name, kept(bao, path)["password"]), "the place holds a dead value"


async def test_four_nodes_and_three_controls(rig: Rig, client: Client, bao: Bao, redis: servers.Redis) -> None:
    """TEST asks every node with a control each, of a budget of 3 in 10 minutes: with four it never passes."""
    name, path = await cached(client, bao)
    nodes = [address(f"n{number}", redis.port) for number in range(4)]
    rig.system("cache", "redis", nodes, redis.password, role=redis.user)
    rig.register(user_entry(name, path))
    rig.set(policy=replace(rig.responder.policy))
    finding = rig.finding(redis_types.URL, user=name, password=OLD)
    one = await rig.submit(finding)
    for _ in range(60):
        await rig.on()
        if rig.clock.now > rig.entry(one).incident.deadline or rig.standing(one)[0] == "waiting_consumers":
            break
    assert "switch" in verbs(rig, one)


async def test_one_persons_yes_after_the_rule_became_stricter(rig: Rig, cloud: Aws) -> None:
    """Approve + irreversible = auto: one person. Made stricter while END waits for its grace: still one."""
    key = cloud.user(f"deployer-{next(NUMBERS)}")
    loose = replace(AUTO, mode=Mode.APPROVE)
    rig.policy(loose)
    one = await rig.leak(aws_types.KEY, **{name: value.reveal() for name, value in key.items()})
    await rig.work()
    await people(rig).handle("approve", "ann", {"incident": one, "plan": mark(rig, one)})
    await rig.on(3)
    assert verbs(rig, one) == ["contain"]
    rig.policy(replace(loose, irreversible=Mode.APPROVE))
    rig.clock.pass_(days=3)
    await rig.on(3)
    assert cloud.status(key["key_id"].reveal()) == "Inactive", "deleted on one yes, where two are the rule"


async def test_four_endpoints_of_postgres_and_three_controls(rig: Rig, roles: Roles, bao: Bao) -> None:
    """The other role is new to all four: TEST needs four controls of one account, of which there are three in ten
    minutes, for which a control is remembered as long: it never passes, and the deadline takes the consumers out.
    """
    (a, leaked), (b, _) = await roles.make(), await roles.make()
    path = f"secret/data/shop-{next(NUMBERS)}"
    urls(path, a, leaked, bao)
    nodes = [address(f"n{number}", roles.server.port, primary=number == 0) for number in range(4)]
    rig.system("pg", "postgres", nodes, roles.server.password, role=roles.server.role)
    rig.register(role_entry([a], path, (a, b)))
    one = await rig.leak(pg_types.URL, role=a, password=leaked)
    for _ in range(60):
        await rig.on()
        if rig.clock.now > rig.entry(one).incident.deadline or rig.standing(one)[0] == "waiting_consumers":
            break
    await rig.on(3)
    now = kept(bao, path)
    assert await roles.lets_in(now["username"], now["password"])


async def test_undo_on_a_system_that_is_configured_no_more(rig: Rig, client: Client) -> None:
    from agent.complaint import Complaint

    name = await client.user("on ~* &* +@all", OLD)
    rig.policy(replace(AUTO, methods=(Method.DEACTIVATE,)))
    one = await rig.leak(redis_types.URL, user=name, password=OLD)
    await rig.work()
    rig.remove("cache")
    with pytest.raises(Complaint, match=r"cache/one is not configured any more: take it back at"):
        await people(rig).handle("undo", "ann", {"incident": one, "seconds": 3600, "reason": "x"})


async def test_a_shared_entry_is_still_shared_after_its_rotation(rig: Rig, client: Client, bao: Bao) -> None:
    """Known by the fingerprint of its first value, and by nothing else."""
    name, path = await cached(client, bao)
    finding = rig.finding(redis_types.URL, user=name, password=OLD)
    entry = replace(user_entry(name, path), identity=None, fingerprint=finding.canonical, shared=True)
    rig.register(entry)
    rig.set(policy=replace(rig.responder.policy, guard=rig.inventory.guard))
    rule(rig, replace(CAREFUL, methods=(Method.ROTATE,)))
    one = await rig.submit(finding)
    await rig.work()
    fresh = kept(bao, path)["password"]
    assert fresh != OLD
    first = {step.kind.value: step.needs for step in rig.entry(one).incident.plan}
    two = await rig.leak(redis_types.URL, user=name, password=fresh)
    await rig.work()
    second = {step.kind.value: step.needs for step in rig.entry(two).incident.plan}
    assert second == first
    assert first["contain"] is Reason.SHARED


async def test_one_place_takes_one_new_value(rig: Rig, client: Client, bao: Bao, tmp_path: Path) -> None:
    """An entry that names no System: the same value on two of them is replaced on one and ended on the other."""
    name, path = await cached(client, bao)
    with servers.redis(tmp_path / "second") as second:
        async with speaking_to(second) as other:
            await other.user("on ~* &* +@all", OLD, name=name)
            rig.system("cache-2", "redis", [address("one", second.port)], second.password, role=second.user)
            finding = rig.finding(redis_types.URL, user=name, password=OLD)
            rig.register(replace(user_entry(name, path), identity=None, fingerprint=finding.canonical))
            both = replace(AUTO, systems=("cache", "cache-2"), methods=(Method.ROTATE, Method.REVOKE))
            rule(rig, both)
            one = await rig.submit(finding)
            await rig.reach(one, "invalidated")
            assert sorted(verbs(rig, one)) == sorted(
                [*("store", "set_value", "test", "switch", "contain", "end"), *("contain", "end")]
            )
            new = kept(bao, path)["password"]
            assert [await client.accepts(name, new), await other.accepts(name, new)] in ([True, False], [False, True])
            assert [await client.accepts(name, OLD), await other.accepts(name, OLD)] == [False, False]
