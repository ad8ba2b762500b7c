"""Stores of clouds, by simulators that follow their documentation: pages, versions, refusals, throttling."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from agent.sources.vaults import azure, gcp, kubernetes
from agent.sources.vaults.azure import KeyVault
from agent.sources.vaults.gcp import GoogleSecrets
from agent.sources.vaults.kubernetes import Kubernetes
from agent.sources.vaults.store import Store
from detectors.base import Secret
from tests.sims.clouds import AzureSim, Cloud, GoogleSim, KubernetesSim, b64
from tests.sims.kv import value
from tests.sims.liar import Lie, answer, as_json
from tests.sims.vaults import VaultRig

PROJECT = "projects/acme/secrets"


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[VaultRig]:
    with VaultRig(tmp_path) as made:
        yield made


@pytest.fixture
async def cluster() -> AsyncIterator[KubernetesSim]:
    async with KubernetesSim() as running:
        yield running


@pytest.fixture
async def google() -> AsyncIterator[GoogleSim]:
    async with GoogleSim() as running:
        yield running


@pytest.fixture
async def vault() -> AsyncIterator[AzureSim]:
    async with AzureSim() as running:
        yield running


def store(rig: VaultRig, sim: Cloud, *wanted: str, token: str = "") -> Store:
    door = rig.door(sim.port, {"Authorization": Secret(f"Bearer {token or sim.token}")})
    match sim:
        case KubernetesSim():
            return Kubernetes(door, wanted)
        case GoogleSim():
            return GoogleSecrets(door, wanted or ("acme",))
        case _:
            return KeyVault(door)


async def test_every_type_of_a_kubernetes_secret(rig: VaultRig, cluster: KubernetesSim) -> None:
    opaque, pull, key, token = value(), value(), value(), value()
    cluster.put(
        "shop/db",
        {"username": "shop-reader", "password": opaque},
        annotations={"example.com/owner": "team-x", "stanch/expires": "2026-09-01"},
        labels={"env": "staging"},
        managedFields=[
            {"time": "2026-02-03T00:00:00Z", "fieldsV1": {"f:data": {}}},
            {"time": "2026-03-03T00:00:00Z", "fieldsV1": {"f:metadata": {}}},
        ],
    )
    auths = {"auths": {"registry.example.com": {"auth": b64(f"robot:{pull}")}}}
    cluster.put("shop/pull", {".dockerconfigjson": json.dumps(auths)}, "kubernetes.io/dockerconfigjson")
    cluster.put("web/tls", {"tls.crt": value() * 9, "tls.key": key}, "kubernetes.io/tls")
    account = {"token": token, "ca.crt": value() * 9, "namespace": "a-long-namespace"}
    cluster.put("web/robot", account, "kubernetes.io/service-account-token")
    look = await rig.look(store(rig, cluster))
    assert look.debts == {}
    kept = await rig.kept()
    db = kept["shop/db"]
    assert (db.owner, db.environment, db.expires) == ("team-x", "staging", date(2026, 9, 1))
    assert db.changed == datetime(2026, 2, 3, tzinfo=UTC)
    marks = {path: {each.fingerprint for each in one.values} for path, one in kept.items()}
    assert marks["shop/db"] == {rig.mark(opaque)}
    assert rig.mark(pull) in marks["shop/pull"]
    assert marks["web/tls"] == {rig.mark(key)}
    assert marks["web/robot"] == {rig.mark(token)}
    assert rig.spilled(opaque, pull, key, token) == []


async def test_a_kubernetes_secret_is_sent_once(rig: VaultRig, cluster: KubernetesSim) -> None:
    for number in range(5):
        cluster.put(f"shop/s{number}", {"password": value()})
    cluster.put("other/s", {"password": value()})
    await rig.look(store(rig, cluster, "shop"))
    assert sorted(cluster.read) == [f"shop/s{number}" for number in range(5)]
    cluster.read.clear()
    assert (await rig.look(store(rig, cluster, "shop"))).chunks == 0
    cluster.put("shop/s3", {"password": value()})
    del cluster.secrets["shop/s4"]
    await rig.look(store(rig, cluster, "shop"))
    assert cluster.read == ["shop/s3"]


async def test_a_list_that_was_forgotten_begins_anew(rig: VaultRig, cluster: KubernetesSim) -> None:
    for number in range(5):
        cluster.put(f"shop/s{number}", {"password": value()})
    cluster.expire = 2
    look = await rig.look(store(rig, cluster))
    assert (look.debts, len(await rig.kept()), len(cluster.read)) == ({}, 5, 5)
    cluster.expire = 99
    look = await rig.look(store(rig, cluster), rules="again")
    assert "all namespaces" in look.debts


async def test_googles_versions(rig: VaultRig, google: GoogleSim) -> None:
    old, new, off = value(), value(), value()
    versions = {1: ("ENABLED", old), 2: ("DISABLED", off), 3: ("DESTROYED", ""), 10: ("ENABLED", new)}
    google.secrets[f"{PROJECT}/db"] = ({"labels": {"team": "team-x"}, "expireTime": "2026-09-01T00:00:00Z"}, versions)
    google.secrets[f"{PROJECT}/one"] = ({"annotations": {"purpose": "mail"}}, {1: ("ENABLED", value())})
    google.secrets[f"{PROJECT}/two"] = ({}, {1: ("ENABLED", value())})
    assert (await rig.look(store(rig, google))).debts == {}
    kept = await rig.kept()
    db = kept[f"{PROJECT}/db"]
    assert (db.owner, db.expires, len(kept)) == ("team-x", date(2026, 9, 1), 3)
    assert {each.fingerprint: (each.version, each.current) for each in db.values} == {
        rig.mark(new): ("10", True),
        rig.mark(old): ("1", False),
    }
    google.read.clear()
    versions[11] = ("ENABLED", value())
    await rig.look(store(rig, google))
    assert {each.partition("@")[0] for each in google.read} == {f"{PROJECT}/db"}
    assert rig.spilled(old, new, off) == []


async def test_azures_versions(rig: VaultRig, vault: AzureSim) -> None:
    old, new, off = value(), value(), value()
    made = {"b": (1_700_000_000, True, old), "c": (1_750_000_000, False, off), "a": (1_760_000_000, True, new)}
    said = {"attributes": {"updated": 1_760_000_000, "exp": 1_790_000_000}, "tags": {"owner": "team-x"}}
    vault.secrets["db"] = (said, made)
    for number in range(4):
        vault.secrets[f"s{number}"] = ({"attributes": {"updated": 1}}, {"v": (1_700_000_000, True, value())})
    assert (await rig.look(store(rig, vault))).debts == {}
    kept = await rig.kept()
    db = kept["db"]
    assert (db.owner, db.expires, len(kept)) == ("team-x", date(2026, 9, 21), 5)
    assert db.changed == datetime(2025, 10, 9, 8, 53, 20, tzinfo=UTC)
    assert {each.fingerprint: (each.version, each.current) for each in db.values} == {
        rig.mark(new): ("a", True),
        rig.mark(old): ("b", False),
    }
    vault.read.clear()
    assert (await rig.look(store(rig, vault))).chunks == 0
    assert vault.read == []


async def test_a_list_of_azure_does_not_lead_away(rig: VaultRig, vault: AzureSim) -> None:
    for number in range(3):
        vault.secrets[f"s{number}"] = ({"attributes": {}}, {"v": (1, True, value())})
    async with AzureSim() as other:
        vault.elsewhere = f"http://localhost:{other.port}"
        look = await rig.look(store(rig, vault))
    assert look.debts == {"secrets": "the list goes on at another host: not followed"}
    assert other.seen == []


def filled(sim: Cloud) -> tuple[str, str]:
    """A secret in it; its path, and how the list that holds it is named."""
    match sim:
        case KubernetesSim():
            sim.put("shop/db", {"password": value()})
            return "shop/db", "all namespaces"
        case GoogleSim():
            sim.secrets[f"{PROJECT}/db"] = ({}, {1: ("ENABLED", value())})
            return f"{PROJECT}/db", "projects/acme"
        case _:
            assert isinstance(sim, AzureSim)
            sim.secrets["db"] = ({"attributes": {}}, {"v": (1, True, value())})
            return "db", "secrets"


REFUSALS = {
    KubernetesSim: {
        "list": (True, "list on secrets in all namespaces is missing"),
        "get": (False, "get on secrets in namespace shop is missing"),
    },
    GoogleSim: {
        name: (name == "secretmanager.secrets.list", f"{name} is missing")
        for name in ("secretmanager.secrets.list", "secretmanager.versions.list", "secretmanager.versions.access")
    },
    AzureSim: {
        "readMetadata": (True, "Microsoft.KeyVault/vaults/secrets/readMetadata/action is missing"),
        "getSecret": (False, "Microsoft.KeyVault/vaults/secrets/getSecret/action is missing"),
    },
}


@pytest.mark.parametrize("kind", [KubernetesSim, GoogleSim, AzureSim])
async def test_what_is_missing_is_named(rig: VaultRig, kind: Callable[[], Cloud]) -> None:
    async with kind() as sim:
        path, listing = filled(sim)
        whole = set(sim.may)
        for permission, (of_a_list, words) in REFUSALS[type(sim)].items():
            sim.may = whole - {permission}
            look = await rig.look(store(rig, sim), rules=permission)
            assert look.debts == {listing if of_a_list else path: words}
        sim.may = whole
        look = await rig.look(store(rig, sim, token="of yesterday"))
        assert "token has ended" in look.debts[listing]


@pytest.mark.parametrize("kind", [KubernetesSim, GoogleSim, AzureSim])
async def test_trouble(rig: VaultRig, kind: Callable[[], Cloud]) -> None:
    async with kind() as sim:
        path, listing = filled(sim)
        sim.tell(Lie("429", as_json("429 Too Many Requests", {}, "Retry-After: 300")))
        source = rig.opened(store(rig, sim))
        look = await rig.again(source)
        assert "asks us to wait" in look.debts["store"]
        asked = len(sim.seen)
        rig.clock.pass_(seconds=200)
        await rig.again(source)
        assert len(sim.seen) == asked
        rig.clock.pass_(seconds=200)
        for lie in (
            Lie("500", as_json("500 Internal Server Error", {})),
            Lie("a page", answer("200 OK", b"<html>", "text/html")),
            Lie("of another shape", as_json("200 OK", {"items": 7, "value": 7, "secrets": 7, "metadata": []})),
            Lie("dropped", b""),
        ):
            sim.tell(lie)
            look = await rig.look(store(rig, sim), rules=lie.name)
            assert look.debts, lie.name
            assert await rig.kept() == {}
        sim.tell(Lie("500 once", as_json("500 Internal Server Error", {}), times=1))
        look = await rig.look(store(rig, sim))
        assert (look.debts, set(await rig.kept()), listing != path) == ({}, {path}, True)


def test_least_policies() -> None:
    assert kubernetes.least(("shop",)).count('verbs: ["list", "get"]') == 1
    assert "kind: ClusterRole\n" in kubernetes.least(())
    assert "namespace: shop" in kubernetes.least(("shop", "web"))
    for permission in REFUSALS[GoogleSim]:
        assert permission in gcp.least(("acme",))
    assert "projects/acme/roles/stanchReader" in gcp.least(("acme",))
    made = json.loads(azure.least("acme-prod.vault.azure.net"))
    assert made["roleAssignment"]["scope"].endswith("/vaults/acme-prod")
    assert [one.rpartition("/")[0].rpartition("/")[2] for one in made["roleDefinition"]["DataActions"]] == [
        "readMetadata",
        "getSecret",
    ]


NOTHING = {
    KubernetesSim: {"kind": "SecretList", "metadata": {}, "items": []},
    GoogleSim: {},
    AzureSim: {"value": []},
}


@pytest.mark.parametrize("kind", [KubernetesSim, GoogleSim, AzureSim])
async def test_a_store_that_shows_nothing_any_more_is_not_believed(rig: VaultRig, kind: Callable[[], Cloud]) -> None:
    async with kind() as sim:
        filled(sim)
        await rig.look(store(rig, sim))
        wrong = rig.faults()
        assert wrong
        sim.tell(Lie("nothing", as_json("200 OK", NOTHING[type(sim)])))
        for rules in ("rules", "others", "others"):
            look = await rig.look(store(rig, sim), rules=rules)
            assert look.debts == {"store": "it shows nothing any more, which is not believed: there were 1 paths"}
            assert rig.faults() == wrong


@pytest.mark.parametrize("kind", [KubernetesSim, GoogleSim, AzureSim])
async def test_a_page_that_says_not_found_is_no_version_that_is_gone(rig: VaultRig, kind: Callable[[], Cloud]) -> None:
    async with kind() as sim:
        path, _ = filled(sim)
        part = {KubernetesSim: "/secrets/db", GoogleSim: ":access", AzureSim: "/secrets/db/v"}[type(sim)]
        sim.tell(Lie("a proxy", answer("404 Not Found", b"<html>", "text/html"), path=part))
        assert (await rig.look(store(rig, sim))).debts == {path: "HTTP 404, no JSON (text/html)"}
        sim.tell()
        assert (await rig.look(store(rig, sim))).debts == {}
        assert len((await rig.kept())[path].values) == 1


async def test_a_link_of_azure_that_is_none(rig: VaultRig, vault: AzureSim) -> None:
    vault.secrets["db"] = ({"attributes": {}}, {"v": (1, True, value())})
    vault.tell(Lie("odd", as_json("200 OK", {"value": [], "nextLink": "https://[x"})))
    look = await rig.look(store(rig, vault))
    assert look.debts == {"secrets": "the list goes on at another host: not followed"}


ENDLESS: dict[object, dict[str, object]] = {
    KubernetesSim: {"kind": "SecretList", "metadata": {"continue": "same"}, "items": []},
    GoogleSim: {"secrets": [], "nextPageToken": "same"},
    AzureSim: {"value": [], "nextLink": "/secrets?$skiptoken=same"},
}


@pytest.mark.parametrize("kind", [KubernetesSim, GoogleSim, AzureSim])
async def test_a_list_that_goes_on_with_itself_is_left(rig: VaultRig, kind: Callable[[], Cloud]) -> None:
    async with kind() as sim:
        _, listing = filled(sim)
        page = ENDLESS[type(sim)]
        if isinstance(sim, AzureSim):
            page = page | {"nextLink": f"http://127.0.0.1:{sim.port}{page['nextLink']}"}
        sim.tell(Lie("endless", as_json("200 OK", page)))
        look = await rig.look(store(rig, sim))
        assert look.debts == {listing: "a list of secrets without an end"}
        assert len(sim.seen) < 4
