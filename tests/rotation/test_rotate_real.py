"""Rotation on real servers: the new value stands where consumers read it before the old one is refused."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from agent.demo.aws import Aws
from agent.response.methods import Method
from detectors import aws as aws_types
from detectors import postgres as pg_types
from detectors import redis as redis_types
from tests.rotation.stage import (
    NUMBERS,
    OLD,
    cached,
    comes,
    created,
    file_entry,
    ids,
    kept,
    killed,
    role_entry,
    user_entry,
    written,
)
from tests.sims.fronts import Bao, Roles
from tests.sims.people import planned
from tests.sims.redis_client import Client
from tests.sims.rig import Rig, address


async def test_a_user_of_redis_gets_a_new_password_first(rig: Rig, client: Client, bao: Bao) -> None:
    name, path = await cached(client, bao)
    rig.register(user_entry(name, path))
    one = await rig.leak(redis_types.URL, user=name, password=OLD)
    await rig.work()
    assert rig.standing(one) == ("waiting_consumers", None)
    assert rig.told(one) == [
        *("detected", "probe", "decided"),
        "accepted",  # stored, in the ledger alone
        *("intent", "accepted") * 3,
    ]
    fresh = kept(bao, path)["password"]
    assert kept(bao, path) == {"username": name, "password": fresh, "host": "cache"}
    assert fresh != OLD
    assert await client.accepts(name, OLD)
    assert await client.accepts(name, fresh)
    assert OLD not in str(rig.records(one))
    assert fresh not in str(rig.records(one))
    rig.clock.pass_(seconds=10)
    await rig.reach(one, "invalidated")
    assert not await client.accepts(name, OLD)
    assert await client.accepts(name, fresh)
    clocks = rig.entry(one).incident.clocks
    assert clocks.replaced == clocks.accepted
    assert clocks.accepted is not None
    assert clocks.decided is not None
    assert timedelta(seconds=10) <= clocks.accepted - clocks.decided < timedelta(seconds=11)
    assert fresh.encode() not in b"".join(file.read_bytes() for file in rig.folder.glob("ledger.db*"))


async def test_the_leak_of_a_new_value_meets_the_same_entry(rig: Rig, client: Client, bao: Bao) -> None:
    name, path = await cached(client, bao)
    rig.register(user_entry(name, path))
    one = await rig.leak(redis_types.URL, user=name, password=OLD)
    await rig.work()
    fresh = kept(bao, path)["password"]
    mark = rig.keys.scanner.canonical(
        redis_types.URL, rig.keys.open(rig.finding(redis_types.URL, user=name, password=fresh).sealed)
    )
    found = rig.inventory.by_fingerprint([mark])
    assert found is not None
    assert found.name == "app-cache"
    assert (await rig.ledger.replacements())[mark] == "app-cache"
    two = await rig.leak(redis_types.URL, user=name, password=fresh)
    await rig.reach(two, "accepted")
    await rig.work()
    assert kept(bao, path)["password"] not in {OLD, fresh}
    assert rig.standing(two) == ("waiting_consumers", None)
    assert one != two


async def test_a_place_that_holds_another_value_is_left_alone(rig: Rig, client: Client, bao: Bao) -> None:
    name, path = await cached(client, bao)
    bao.call("POST", path, {"data": {"username": name, "password": "somebody else's"}})
    rig.register(user_entry(name, path), methods=(Method.ROTATE, Method.REVOKE))
    one = await rig.leak(redis_types.URL, user=name, password=OLD)
    await rig.work()
    missed = "the place of app-cache does not hold this value, so that it is not rotated"
    assert rig.standing(one) == ("contained", "IRREVERSIBLE")
    assert rig.entry(one).incident.note == missed
    assert kept(bao, path)["password"] == "somebody else's"
    shown = planned(rig, one)
    assert shown[2].startswith(f"  decided: rule: auto, mode: auto, {missed}, method: revoke")
    assert [line.partition(":")[0] for line in shown[3:5]] == ["  contain at one", "  end at one"]
    assert "; accepted 2026" in shown[3]
    assert shown[4].endswith("; waits: it is irreversible and needs approval, by 2 people")
    deadline = rig.entry(one).incident.deadline
    await rig.on()
    assert deadline <= rig.clock.now < deadline + timedelta(minutes=1)
    await rig.reach(one, "invalidated")
    assert kept(bao, path)["password"] == "somebody else's"
    assert not await client.accepts(name, OLD)
    why = rig.detail(one, "decided")["decision"][0]["why"]
    assert "the place of app-cache does not hold this value, so that it is not rotated" in why


async def test_a_place_that_cannot_be_read_now_holds_everything_up_for_a_minute(
    rig: Rig, client: Client, bao: Bao
) -> None:
    name, path = await cached(client, bao)
    rig.system("bao", "openbao", [address("bao", 9)], bao.server.token)
    rig.register(user_entry(name, path))
    one = await rig.leak(redis_types.URL, user=name, password=OLD)
    await rig.work()
    assert rig.standing(one) == ("held", "NO_PLACE")
    due = await rig.next_due()
    assert due is not None
    assert timedelta(seconds=59) < due - rig.clock.now < timedelta(seconds=61)
    rig.system("bao", "openbao", [address("bao", bao.server.port)], bao.server.token)
    rig.register(user_entry(name, path))
    await rig.on()
    assert rig.standing(one) == ("waiting_consumers", None)


async def test_no_promise_means_the_whole_overlap(rig: Rig, client: Client, bao: Bao) -> None:
    name, path = await cached(client, bao)
    rig.register(user_entry(name, path, reread=None))
    one = await rig.leak(redis_types.URL, user=name, password=OLD)
    await rig.work()
    rig.clock.pass_(minutes=14)
    await rig.work()
    assert await client.accepts(name, OLD)
    rig.clock.pass_(minutes=1)
    await rig.reach(one, "invalidated")
    assert not await client.accepts(name, OLD)


# --- AWS: made by the provider ---------------------------------------------------------------------


async def test_a_key_is_made_handed_over_and_only_then_the_old_one_stopped(
    rig: Rig, cloud: Aws, tmp_path: Path
) -> None:
    user, file = f"deployer-{next(NUMBERS)}", tmp_path / "credentials"
    key = cloud.user(user)
    old = key["key_id"].reveal()
    written(file, key)
    rig.register(file_entry(user, file))
    cloud.lag = timedelta(seconds=12)  # a new key is unknown so long
    one = await rig.leak(aws_types.KEY, **{name: value.reveal() for name, value in key.items()})
    await rig.work()
    assert rig.standing(one) == ("acting", None)
    assert ids(file)[0] == old
    await comes(rig, lambda: ids(file)[0] != old)
    new, secret = ids(file)
    assert file.read_text().endswith("region = eu-west-1\n")
    assert (cloud.status(old), cloud.status(new)) == ("Active", "Active")
    assert cloud.effective["CreateAccessKey", new] == 1
    await comes(rig, lambda: rig.standing(one)[0] == "contained")
    assert (cloud.status(old), cloud.status(new)) == ("Inactive", "Active")
    assert secret not in str(rig.records(one))
    ends = next(step for step in rig.entry(one).incident.plan if step.kind.value == "end")
    rig.clock.now = max(rig.clock.now, ends.not_before)
    await rig.reach(one, "invalidated")
    assert cloud.status(old) is None
    assert cloud.effective["CreateAccessKey", new] == 1


async def test_at_the_deadline_the_old_one_is_stopped_though_its_place_refuses_the_new_one(
    rig: Rig, cloud: Aws, tmp_path: Path
) -> None:
    """The overlap's clock never pauses; the end itself waits until the new value is handed over."""
    user, file = f"deployer-{next(NUMBERS)}", tmp_path / "credentials"
    key = cloud.user(user)
    old = key["key_id"].reveal()
    written(file, key)
    rig.register(file_entry(user, file))
    cloud.lag = timedelta(seconds=12)
    one = await rig.leak(aws_types.KEY, **{name: value.reveal() for name, value in key.items()})
    await rig.work()
    assert rig.standing(one) == ("acting", None)
    text = file.read_text()
    file.write_text(text.replace(key["secret"].reveal(), "x" * 40))
    await comes(rig, lambda: rig.standing(one) == ("held", "REFUSED"))
    assert "neither the old value nor the new one" in rig.entry(one).incident.note
    assert cloud.status(old) == "Active"
    deadline = rig.entry(one).incident.deadline
    await comes(rig, lambda: cloud.status(old) == "Inactive")
    assert deadline <= rig.clock.now <= deadline + timedelta(minutes=1)
    await comes(rig, lambda: rig.standing(one) == ("held", "REFUSED"))
    file.write_text(text)
    await comes(rig, lambda: ids(file)[0] != old)
    await comes(rig, lambda: rig.standing(one) == ("contained", None))
    rig.clock.pass_(days=1)
    await rig.reach(one, "invalidated")
    assert cloud.status(old) is None


async def test_a_key_that_was_made_and_not_written_down_is_removed_before_another_is_made(
    rig: Rig, cloud: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, file = f"deployer-{next(NUMBERS)}", tmp_path / "credentials"
    key = cloud.user(user)
    written(file, key)
    rig.register(file_entry(user, file))

    one = await rig.leak(aws_types.KEY, **{name: value.reveal() for name, value in key.items()})
    with killed(monkeypatch, "C11"):
        await rig.work()
    made = [where for (what, where), _ in cloud.effective.items() if what == "CreateAccessKey"]
    orphan = made[-1]
    created(orphan, rig)
    assert cloud.status(orphan) == "Active"
    rig.clock.pass_(minutes=2)
    await rig.on(4)
    assert cloud.status(orphan) is None
    new, _ = ids(file)
    assert new not in {orphan, key["key_id"].reveal()}
    assert rig.standing(one)[0] in {"waiting_consumers", "contained"}


# --- PostgreSQL: two roles in turn, or in place ------------------------------------------------------


async def test_two_roles_take_turns(rig: Rig, roles: Roles, bao: Bao) -> None:
    (one_role, leaked), (other, unused) = await roles.make(), await roles.make()
    path = f"secret/data/shop-{next(NUMBERS)}"
    bao.call("POST", path, {"data": {"username": one_role, "password": leaked}})
    rig.register(role_entry([one_role], path, (one_role, other)))
    one = await rig.leak(pg_types.URL, role=one_role, password=leaked)
    await rig.work()
    assert rig.standing(one) == ("waiting_consumers", None)
    now = kept(bao, path)
    assert now["username"] == other
    assert await roles.lets_in(other, now["password"])
    assert await roles.lets_in(one_role, leaked)
    assert not await roles.lets_in(other, unused)
    await rig.reach(one, "invalidated")
    assert not await roles.lets_in(one_role, leaked)
    assert roles.statements(one_role) == ["NOLOGIN", "PASSWORD NULL"]
    # The next leak turns back: the role that rests gets a new password, and may log in again.
    two = await rig.leak(pg_types.URL, role=other, password=now["password"])
    await rig.reach(two, "invalidated")
    back = kept(bao, path)
    assert back["username"] == one_role
    assert await roles.lets_in(one_role, back["password"])
    assert not await roles.lets_in(other, now["password"])
    assert not await roles.lets_in(one_role, leaked)
    log = roles.server.log.read_text()
    assert now["password"] not in log
    assert back["password"] not in log


async def test_a_password_changed_in_place_ends_the_old_one_at_once(rig: Rig, roles: Roles, bao: Bao) -> None:
    role, leaked = await roles.make()
    path = f"secret/data/shop-{next(NUMBERS)}"
    bao.call("POST", path, {"data": {"username": role, "password": leaked}})
    rig.register(role_entry([role], path, ()))
    one = await rig.leak(pg_types.URL, role=role, password=leaked)
    await rig.reach(one, "invalidated")
    assert await roles.lets_in(role, kept(bao, path)["password"])
    assert not await roles.lets_in(role, leaked)
    assert roles.statements(role) == ["LOGIN"]
    verbs = [record["detail"]["action"]["verb"] for record in rig.records(one) if record["what"] == "accepted"]
    assert verbs == ["store", "set_value", "test", "switch"]
