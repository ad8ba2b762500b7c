"""A KV secret of a real OpenBao as a sink: other fields stay, and what somebody else wrote is not overwritten."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from agent.demo.servers import Bao
from agent.doors.http import HttpEndpoint
from agent.inventory.register import Entry, VaultPlace
from agent.model import System
from agent.sinks.registry import open_sink
from agent.sinks.vault import VaultSink
from agent.systems import OpenSystem
from detectors import postgres
from detectors.base import Parts, Secret
from revokers.base import Headers, RefusedError, Reply, TransientError, UnmappedError
from tests.sims.liar import LIES, Liar, Lie

NUMBERS = count()
OLD, NEW = "old-" + "aB3dE5", "new-" + "xY7/zQ9@"
FIELDS = {"role": "username", "password": "password"}


def parts(role: str, password: str) -> Parts:
    return {"role": Secret(role), "password": Secret(password), "host": Secret("leaked.example")}


OLD_PARTS, NEW_PARTS = parts("shop_a", OLD), parts("shop_b", NEW)


@dataclass(frozen=True)
class Client:
    """The tests' own way to the server, not through Stanch."""

    bao: Bao

    def call(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310 - our own server
            f"{self.bao.url}/v1/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"X-Vault-Token": self.bao.token.reveal()},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=5) as reply:  # noqa: S310 - our own server
            raw = reply.read()
        return json.loads(raw) if raw else {}

    def fields(self, path: str) -> Any:
        data = self.call("GET", path)["data"]
        return data["data"] if "/data/" in path else data


@pytest.fixture
def client(openbao: Bao) -> Client:
    client = Client(openbao)
    if "kv1/" not in client.call("GET", "sys/mounts")["data"]:
        client.call("POST", "sys/mounts/kv1", {"type": "kv", "options": {"version": "1"}})
        client.call("POST", "sys/mounts/teams/kv", {"type": "kv", "options": {"version": "2"}})
    return client


@pytest.fixture
def door(openbao: Bao) -> HttpEndpoint:
    credential = {"X-Vault-Token": openbao.token}
    return HttpEndpoint(system="bao", name="one", host="127.0.0.1", port=openbao.port, credential=credential)


def sink(door: HttpEndpoint, path: str, fields: Mapping[str, str] = FIELDS) -> VaultSink:
    assert door.admin is not None
    return VaultSink(VaultPlace("bao", path, fields), postgres.URL, (door.admin,))


def held(client: Client, mount: str, **fields: object) -> str:
    """The path of a new secret; nothing stands there without fields."""
    path = f"{mount}/shop/db-{next(NUMBERS)}"
    if fields:
        client.call("POST", path, {"data": fields} if "/data" in mount else fields)
    return path


MOUNTS = pytest.mark.parametrize("mount", ["secret/data", "teams/kv/data", "kv1"])


@MOUNTS
async def test_the_value_is_replaced_and_other_fields_stay(client: Client, door: HttpEndpoint, mount: str) -> None:
    more: dict[str, object] = {"port": 5432, "tags": ["a", None], "note": "ü"}
    path = held(client, mount, username="shop_a", password=OLD, **more)
    there = sink(door, path)
    assert there.place == f"path {path} of bao"
    assert await there.read() == {"role": Secret("shop_a"), "password": Secret(OLD)}
    said = await there.write(NEW_PARTS, expecting=OLD_PARTS)
    assert said == ("written, KV v1" if mount == "kv1" else "written, KV version 2")
    assert client.fields(path) == {"username": "shop_b", "password": NEW, **more}
    again = await there.write(NEW_PARTS, expecting=OLD_PARTS)
    assert again == ("it stood there already, KV v1" if mount == "kv1" else "it stood there already, KV version 2")


@MOUNTS
async def test_a_value_of_somebody_else_is_not_replaced(client: Client, door: HttpEndpoint, mount: str) -> None:
    path = held(client, mount, username="shop_a", password=OLD)
    for other in (parts("shop_a", "another"), parts("shop_c", OLD), {}):
        with pytest.raises(RefusedError, match="neither the old value nor the new one") as caught:
            await sink(door, path).write(NEW_PARTS, expecting=other)
        assert OLD not in str(caught.value)
    assert client.fields(path) == {"username": "shop_a", "password": OLD}


@MOUNTS
async def test_where_nothing_stands_yet(client: Client, door: HttpEndpoint, mount: str) -> None:
    path = held(client, mount)
    assert await sink(door, path).read() is None
    with pytest.raises(RefusedError, match="nothing stands there yet"):
        await sink(door, path).write(NEW_PARTS, expecting=OLD_PARTS)
    with pytest.raises(urllib.error.HTTPError):
        client.call("GET", path)
    said = await sink(door, path).write(NEW_PARTS, expecting={})
    assert said == ("written, KV v1" if mount == "kv1" else "written, KV version 1")
    assert client.fields(path) == {"username": "shop_b", "password": NEW}


@MOUNTS
async def test_a_secret_that_holds_other_things_only(client: Client, door: HttpEndpoint, mount: str) -> None:
    path = held(client, mount, port="5432", password="")
    assert await sink(door, path).read() is None
    await sink(door, path).write(NEW_PARTS, expecting={})
    assert client.fields(path) == {"port": "5432", "username": "shop_b", "password": NEW}


async def test_a_deleted_secret(client: Client, door: HttpEndpoint) -> None:
    path = held(client, "secret/data", username="shop_a", password=OLD)
    client.call("DELETE", path)
    assert await sink(door, path).read() is None
    assert await sink(door, path).write(NEW_PARTS, expecting={}) == "written, KV version 2"
    client.call("POST", path.replace("/data/", "/destroy/"), {"versions": [2]})
    assert await sink(door, path).read() is None


async def test_a_field_that_holds_no_text(client: Client, door: HttpEndpoint) -> None:
    path = held(client, "secret/data", username="shop_a", password={"a": 1})
    with pytest.raises(RefusedError, match="the field of password holds no text"):
        await sink(door, path).read()


async def test_only_the_password_is_kept_there(client: Client, door: HttpEndpoint) -> None:
    path = held(client, "secret/data", pw=OLD)
    await sink(door, path, {"password": "pw"}).write(NEW_PARTS, expecting=parts("anybody", OLD))
    assert client.fields(path) == {"pw": NEW}


@dataclass(frozen=True)
class Meddled:
    """A door through which somebody else writes, just before our own write arrives."""

    door: HttpEndpoint
    client: Client
    path: str
    fields: Mapping[str, object]
    system: str = "bao"
    name: str = "one"
    primary: bool = True
    admin: None = None

    async def get(self, path: str, *, bearer: Secret | None = None, headers: Headers | None = None) -> Reply:
        return await self.door.get(path, bearer=bearer, headers=headers)

    async def post(
        self,
        path: str,
        *,
        json: Mapping[str, object] | None = None,
        form: Headers | None = None,
        bearer: Secret | None = None,
        headers: Headers | None = None,
    ) -> Reply:
        self.client.call("POST", self.path, {"data": self.fields})
        return await self.door.post(path, json=json, form=form, bearer=bearer, headers=headers)

    async def delete(
        self,
        path: str,
        *,
        json: Mapping[str, object] | None = None,
        bearer: Secret | None = None,
        headers: Headers | None = None,
    ) -> Reply:
        raise NotImplementedError


@pytest.mark.parametrize("begun", [True, False])
async def test_what_somebody_writes_at_the_same_moment_is_not_overwritten(
    client: Client, door: HttpEndpoint, *, begun: bool
) -> None:
    path = held(client, "secret/data", **({"username": "shop_a", "password": OLD} if begun else {}))
    theirs = {"username": "shop_a", "password": "theirs"}
    assert door.admin is not None
    meddled = replace(sink(door, path), doors=(Meddled(door.admin, client, path, theirs),))
    with pytest.raises(TransientError, match="at the same moment"):
        await meddled.write(NEW_PARTS, expecting=OLD_PARTS if begun else {})
    assert client.fields(path) == theirs
    with pytest.raises(RefusedError, match="neither"):
        await sink(door, path).write(NEW_PARTS, expecting=OLD_PARTS)


async def test_a_path_that_is_none(client: Client, door: HttpEndpoint) -> None:
    del client
    for path, match in (
        ("secret/shop/db", "the engine keeps versions: write secret/data/"),
        ("teams/kv/shop", "write teams/kv/data/"),
        ("cubbyhole/shop", "no KV engine answers there"),
        ("nowhere/shop", "may not do this"),
    ):
        with pytest.raises(RefusedError, match=match):
            await sink(door, path).read()
        with pytest.raises(RefusedError, match=match):
            await sink(door, path).write(NEW_PARTS, expecting={})


async def test_a_token_that_may_only_read(client: Client, door: HttpEndpoint) -> None:
    path = held(client, "secret/data", username="shop_a", password=OLD)
    client.call("POST", "sys/policies/acl/reader", {"policy": f'path "{path}" {{ capabilities = ["read"] }}'})
    token = client.call("POST", "auth/token/create", {"policies": ["reader"]})["auth"]["client_token"]
    reader = sink(replace(door, credential={"X-Vault-Token": Secret(token)}), path)
    assert await reader.read() == {"role": Secret("shop_a"), "password": Secret(OLD)}
    with pytest.raises(RefusedError, match="may not do this") as caught:
        await reader.write(NEW_PARTS, expecting=OLD_PARTS)
    assert caught.value.needs == (f"read and update {path}",)
    client.call("POST", "sys/policies/acl/reader", {"policy": f'path "{path}" {{ capabilities = ["read", "update"] }}'})
    assert await reader.write(NEW_PARTS, expecting=OLD_PARTS) == "written, KV version 2"


async def test_the_next_node_is_asked_when_one_does_not_answer(client: Client, door: HttpEndpoint) -> None:
    path = held(client, "secret/data", username="shop_a", password=OLD)
    there = sink(door, path)
    down = replace(there.doors[0], port=1)  # type: ignore[type-var]
    both = replace(there, doors=(down, *there.doors))
    assert await both.write(NEW_PARTS, expecting=OLD_PARTS) == "written, KV version 2"
    with pytest.raises(TransientError):
        await replace(there, doors=(down,)).read()


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.name)
@pytest.mark.parametrize("where", ["sys/internal", "secret/data"])
async def test_what_is_no_answer_of_its_own_is_no_verdict(
    client: Client, door: HttpEndpoint, lie: Lie, where: str
) -> None:
    """Above all no "nothing stands there yet"."""
    path = held(client, "secret/data", username="shop_a", password=OLD)
    async with Liar(upstream=door.port) as liar:
        liar.tell(replace(lie, path=where))
        lied_to = sink(replace(door, port=liar.port, deadline=timedelta(seconds=0.5), cap=1 << 16), path)
        with pytest.raises((TransientError, UnmappedError)):
            await lied_to.read()
        with pytest.raises((TransientError, UnmappedError)):
            await lied_to.write(NEW_PARTS, expecting=OLD_PARTS)
    assert client.fields(path) == {"username": "shop_a", "password": OLD}


async def test_an_entry_opens_the_sink_that_it_names(door: HttpEndpoint) -> None:
    place = VaultPlace("bao", "secret/data/x", FIELDS)
    entry = Entry("shop", "team", "postgres-url", sink=place)
    system = System(
        "bao", "openbao", (), frozenset(), ours=True, armed=False, admin=None, ca=None, proxy=None, environment=""
    )
    replica = replace(door, primary=False)
    opened = open_sink(entry, {"bao": OpenSystem(system, (replica, door))})
    assert opened == VaultSink(place, postgres.URL, (door.admin,))  # type: ignore[arg-type]
    for systems in ({}, {"bao": OpenSystem(system, (replace(door, credential=None),))}):
        without = open_sink(entry, systems)
        assert without is not None
        with pytest.raises(RefusedError, match="no admin credential"):
            await without.read()
