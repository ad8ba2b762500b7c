"""The OpenBao revokers on a real server: what is live, what is dead, what ends with what."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from itertools import count
from typing import Any
from uuid import uuid4

import pytest

from agent.demo.servers import Bao
from agent.doors.http import HttpEndpoint
from agent.response.probing import ControlMemory, controlled_probe
from detectors.base import Parts, Secret
from detectors.openbao import DETECTORS
from revokers.base import Dependent, Identity, Liveness, Probe, RefusedError, TransientError, UnmappedError
from revokers.openbao import SECRET_IDS, TOKENS
from tests.sims.liar import Liar, Lie, as_json

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NUMBERS = count()


@dataclass(frozen=True)
class Client:
    """The tests' own way to the server, not through Stanch."""

    bao: Bao

    def call(self, method: str, path: str, body: object = None, *, token: str | None = None) -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310 - our own server
            f"{self.bao.url}/v1/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"X-Vault-Token": token or self.bao.token.reveal()},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=5) as reply:  # noqa: S310 - our own server
            raw = reply.read()
        return json.loads(raw) if raw else {}

    def token(self, *, by: str | None = None, **more: object) -> dict[str, Any]:
        made: dict[str, Any] = self.call("POST", "auth/token/create", {"policies": ["default"]} | more, token=by)[
            "auth"
        ]
        return made

    def lives(self, token: str) -> bool:
        """Whether the server still lets it do what every token may."""
        refused = False
        try:
            self.call("POST", "sys/capabilities-self", {"paths": ["x"]}, token=token)
        except urllib.error.HTTPError as error:
            error.close()
            refused = error.code == HTTPStatus.FORBIDDEN
            if not refused:
                raise
        return not refused

    def namespace(self, parent: str = "") -> str:
        """A new one, with a slash at its end."""
        name = f"team-{next(NUMBERS)}"
        self.call("POST", f"{parent}sys/namespaces/{name}", {})
        return f"{parent}{name}/"

    def role(self, mount: str = "approle") -> str:
        name = f"role-{next(NUMBERS)}"
        if f"{mount}/" not in self.call("GET", "sys/auth")["data"]:
            self.call("POST", f"sys/auth/{mount}", {"type": "approle"})
        self.call("POST", f"auth/{mount}/role/{name}", {"token_policies": ["default"]})
        return name

    def secret_id(self, role: str, mount: str = "approle") -> tuple[str, str]:
        made = self.call("POST", f"auth/{mount}/role/{role}/secret-id", {})["data"]
        return made["secret_id"], made["secret_id_accessor"]

    def login(self, role: str, secret_id: str, mount: str = "approle") -> str:
        role_id = self.call("GET", f"auth/{mount}/role/{role}/role-id")["data"]["role_id"]
        made = self.call("POST", f"auth/{mount}/login", {"role_id": role_id, "secret_id": secret_id})
        return str(made["auth"]["client_token"])


@pytest.fixture
def client(openbao: Bao) -> Client:
    return Client(openbao)


@pytest.fixture
def door(openbao: Bao) -> HttpEndpoint:
    credential = {"X-Vault-Token": openbao.token}
    return HttpEndpoint(system="vault", name="one", host="127.0.0.1", port=openbao.port, credential=credential)


def without_admin(door: HttpEndpoint) -> HttpEndpoint:
    return HttpEndpoint(system="vault", name="one", host="127.0.0.1", port=door.port)


def token(value: str) -> Parts:
    return {"token": Secret(value)}


def secret_id(value: str) -> Parts:
    return {"secret_id": Secret(value), "role_id": Secret(str(uuid4()))}


# --- tokens ----------------------------------------------------------------------------------------


async def test_a_live_token_says_whose_it_is(client: Client, door: HttpEndpoint) -> None:
    made = client.token(display_name="ci", policies=["default", "deploy"])
    probe = await TOKENS.probe(door, token(made["client_token"]))
    assert (probe.liveness, probe.reason) == (Liveness.LIVE, "lookup-self")
    assert probe.identity == Identity("vault", "token-ci", made["accessor"], ("default", "deploy"))
    assert probe.request_id is not None
    assert re.fullmatch(r"[0-9a-f-]{36}", probe.request_id)


async def test_a_live_token_without_the_default_policy_is_live(client: Client, door: HttpEndpoint) -> None:
    """It gets the same 403 as a dead one: the look-up by value tells them apart."""
    made = client.token(policies=["deploy"], no_default_policy=True)
    probe = await TOKENS.probe(door, token(made["client_token"]))
    assert probe.liveness is Liveness.LIVE
    assert probe.identity == Identity("vault", "token", made["accessor"], ("deploy",))
    with pytest.raises(UnmappedError, match="ambiguous without an admin credential"):
        await TOKENS.probe(without_admin(door), token(made["client_token"]))


async def test_a_dead_token_is_dead_only_by_the_look_up(client: Client, door: HttpEndpoint) -> None:
    made = client.token()
    client.call("POST", "auth/token/revoke", {"token": made["client_token"]})
    parts = token(made["client_token"])
    assert await TOKENS.probe(door, parts) == Probe(Liveness.DEAD, "lookup: bad token")
    with pytest.raises(UnmappedError, match="ambiguous without an admin credential"):
        await TOKENS.probe(without_admin(door), parts)


async def test_an_admin_who_may_not_look_up_gives_no_verdict(client: Client, door: HttpEndpoint) -> None:
    weak = client.token()["client_token"]
    for own in (weak, "s." + "A" * 24):
        endpoint = HttpEndpoint(
            system="vault", name="one", host="127.0.0.1", port=door.port, credential={"X-Vault-Token": Secret(own)}
        )
        with pytest.raises(RefusedError) as caught:
            await TOKENS.probe(endpoint, token("s." + "B" * 24))
        assert caught.value.needs == ("update auth/token/lookup",)


async def test_an_empty_value_would_make_the_admin_ask_about_itself(door: HttpEndpoint) -> None:
    with pytest.raises(UnmappedError, match="empty token"):
        await TOKENS.probe(door, token(""))
    with pytest.raises(UnmappedError, match="empty secret-id"):
        await SECRET_IDS.probe(door, secret_id(""))


async def test_a_token_ends_with_what_it_made(client: Client, door: HttpEndpoint) -> None:
    made = client.token(policies=["root"])
    child = client.token(by=made["client_token"])
    other = client.token()
    parts = token(made["client_token"])
    assert TOKENS.end is not None
    probe = await TOKENS.probe(door, parts)
    assert probe.identity is not None
    assert probe.identity.privileges == ("root",)
    receipt = await TOKENS.end.run(door, parts, probe)
    assert receipt.reference == "HTTP 204 revoke-accessor"
    assert receipt.provider_date is not None
    assert receipt.provider_date.tzinfo is not None
    lives = [client.lives(each["client_token"]) for each in (made, child, other)]
    assert lives == [False, False, True]
    # Somebody was faster: taken, not proven.
    assert "gone already" in (await TOKENS.end.run(door, parts, probe)).reference
    assert (await TOKENS.probe(door, parts)).liveness is Liveness.DEAD


async def test_without_a_proven_accessor_by_its_value_and_without_an_admin_by_itself(
    client: Client, door: HttpEndpoint
) -> None:
    assert TOKENS.end is not None
    unseen = Probe(Liveness.LIVE, "?", Identity("vault", "token"))
    first, second, third = (client.token()["client_token"] for _ in range(3))
    assert (await TOKENS.end.run(door, token(first), unseen)).reference == "HTTP 204 revoke-accessor"
    assert (await TOKENS.end.run(without_admin(door), token(second), unseen)).reference == "HTTP 204 revoke-self"
    assert [client.lives(each) for each in (first, second, third)] == [False, False, True]
    mute = client.token(no_default_policy=True, policies=["deploy"])["client_token"]
    with pytest.raises(RefusedError) as caught:
        await TOKENS.end.run(without_admin(door), token(mute), unseen)
    assert caught.value.needs == ("update auth/token/revoke-self",)


async def test_a_batch_token_cannot_be_ended(client: Client, door: HttpEndpoint) -> None:
    made = client.token(type="batch", ttl="1h")
    parts = token(made["client_token"])
    probe = await TOKENS.probe(door, parts)
    assert (probe.liveness, probe.identity) == (Liveness.LIVE, Identity("vault", "token", None, ("default",)))
    assert TOKENS.end is not None
    with pytest.raises(RefusedError, match="batch token cannot be revoked"):
        await TOKENS.end.run(door, parts, probe)
    wrong = TOKENS.wrong(parts)["token"].reveal()
    assert wrong.startswith("b.")
    assert (await TOKENS.probe(door, token(wrong))).liveness is Liveness.DEAD


async def test_our_own_token_is_not_ended(client: Client, door: HttpEndpoint, openbao: Bao) -> None:
    parts = {"token": openbao.token}
    probe = await TOKENS.probe(door, parts)
    assert TOKENS.end is not None
    with pytest.raises(RefusedError, match="Stanch itself uses"):
        await TOKENS.end.run(door, parts, probe)
    assert client.lives(openbao.token.reveal())


async def test_what_may_have_made_our_own_token_is_not_ended(client: Client, door: HttpEndpoint) -> None:
    parent = client.token(policies=["root"])["client_token"]
    own = client.token(policies=["root"], by=parent)["client_token"]
    assert TOKENS.end is not None
    child = replace(door, credential={"X-Vault-Token": Secret(own)})
    probe = await TOKENS.probe(child, token(parent))
    with pytest.raises(RefusedError, match=r"bao token create -orphan"):
        await TOKENS.end.run(child, token(parent), probe)
    assert client.lives(parent)
    # An orphan ends with nobody but itself.
    orphan = client.call("POST", "auth/token/create-orphan", {"policies": ["root"]}, token=parent)["auth"]
    free = replace(door, credential={"X-Vault-Token": Secret(orphan["client_token"])})
    assert (await TOKENS.end.run(free, token(parent), probe)).reference == "HTTP 204 revoke-accessor"
    assert [client.lives(each) for each in (parent, own, orphan["client_token"])] == [False, False, True]


@pytest.mark.parametrize(
    ("orphan", "later", "lives"),
    [("orphan", 0, False), ("child", 0, True), ("child", 300, True), ("child", 301, False)],
)
async def test_what_was_made_clearly_later_cannot_have_made_our_own(
    openbao: Bao, client: Client, orphan: str, later: int, *, lives: bool
) -> None:
    made = client.token()
    created = client.call("POST", "auth/token/lookup", {"token": made["client_token"]})["data"]["creation_time"]
    data = {"accessor": "ours", "orphan": orphan == "orphan", "creation_time": created - later}
    async with Liar(upstream=openbao.port) as liar:
        door = HttpEndpoint(
            system="vault", name="one", host="127.0.0.1", port=liar.port, credential={"X-Vault-Token": openbao.token}
        )
        probe = await TOKENS.probe(door, token(made["client_token"]))
        liar.tell(Lie("ours", as_json("200 OK", {"data": data}), "lookup-self"))
        assert TOKENS.end is not None
        if lives:
            with pytest.raises(RefusedError, match="may be the one that made"):
                await TOKENS.end.run(door, token(made["client_token"]), probe)
        else:
            await TOKENS.end.run(door, token(made["client_token"]), probe)
    assert client.lives(made["client_token"]) == lives


async def test_a_token_of_a_namespace_is_found_whole_and_ends_there(client: Client, door: HttpEndpoint) -> None:
    namespace = client.namespace()
    made = client.call("POST", f"{namespace}auth/token/create", {"policies": ["default"]})["auth"]
    batch = client.call("POST", f"{namespace}auth/token/create", {"type": "batch", "ttl": "1h"})["auth"]
    for value in (made["client_token"], batch["client_token"]):
        found = [match.parts for each in DETECTORS for match in each.find(f"VAULT_TOKEN={value}\n")]
        assert found == [token(value)]
    parts = token(made["client_token"])
    probe, controlled = await controlled_probe(TOKENS, door, parts, memory=ControlMemory(), now=NOW)
    assert (probe.liveness, controlled) == (Liveness.LIVE, True)
    assert TOKENS.end is not None
    assert (await TOKENS.end.run(door, parts, probe)).reference == "HTTP 204 revoke-accessor"
    assert (await TOKENS.probe(door, parts)).liveness is Liveness.DEAD
    assert TOKENS.wrong(parts)["token"].reveal().rpartition(".")[2] == made["client_token"].rpartition(".")[2]
    # A door that is kept to another namespace does not reach it, and says so.
    other = replace(door, headers={"X-Vault-Namespace": client.namespace()})
    parts = token(client.call("POST", f"{namespace}auth/token/create", {})["auth"]["client_token"])
    with pytest.raises(RefusedError, match="a namespace that this system's own does not reach"):
        await TOKENS.end.run(other, parts, probe)


@pytest.mark.parametrize("value", ["s." + "aB3" * 8, "hvs." + "aB_3-" * 20, "b.AAAAAQ" + "aB3_" * 30, "0b" * 16])
def test_a_wrong_token_has_the_same_shape(value: str) -> None:
    wrong = TOKENS.wrong(token(value))["token"].reveal()
    assert wrong != value
    assert re.sub(r"[A-Za-z0-9]", "x", wrong.partition(".")[2]) == re.sub(r"[A-Za-z0-9]", "x", value.partition(".")[2])
    assert (wrong.partition(".")[:2] == value.partition(".")[:2]) == ("." in value)
    assert len(wrong) == len(value)


async def test_the_control_is_refused_by_a_real_server(client: Client, door: HttpEndpoint) -> None:
    parts = token(client.token()["client_token"])
    probe, controlled = await controlled_probe(TOKENS, door, parts, memory=ControlMemory(), now=NOW)
    assert (probe.liveness, controlled) == (Liveness.LIVE, True)
    value, _ = client.secret_id(client.role())
    probe, controlled = await controlled_probe(SECRET_IDS, door, secret_id(value), memory=ControlMemory(), now=NOW)
    assert (probe.liveness, controlled) == (Liveness.LIVE, True)


# --- secret-ids ------------------------------------------------------------------------------------


async def test_a_live_secret_id_is_found_in_whatever_role_and_mount(client: Client, door: HttpEndpoint) -> None:
    """Also with the role_id of nobody beside it, and without minting a token."""
    client.role()
    role, far = client.role(), client.role("team/far")
    (value, accessor), (far_value, far_accessor) = client.secret_id(role), client.secret_id(far, "team/far")
    before = client.call("GET", "auth/token/accessors?list=true")["data"]["keys"]
    probe = await SECRET_IDS.probe(door, secret_id(value))
    assert (probe.liveness, probe.identity) == (Liveness.LIVE, Identity("vault", role, accessor))
    probe = await SECRET_IDS.probe(door, {"secret_id": Secret(far_value)})
    assert (probe.liveness, probe.identity) == (Liveness.LIVE, Identity("vault", f"team/far/{far}", far_accessor))
    assert client.call("GET", "auth/token/accessors?list=true")["data"]["keys"] == before
    assert SECRET_IDS.end is not None
    await SECRET_IDS.end.run(door, {"secret_id": Secret(far_value)}, probe)
    assert (await SECRET_IDS.probe(door, {"secret_id": Secret(far_value)})).liveness is Liveness.DEAD


async def test_a_secret_id_that_no_role_knows_is_dead(client: Client, door: HttpEndpoint) -> None:
    client.role()
    probe = await SECRET_IDS.probe(door, secret_id(str(uuid4())))
    assert probe.liveness is Liveness.DEAD
    assert re.fullmatch(r"no role knows it \(asked \d+\)", probe.reason)
    with pytest.raises(RefusedError, match="no admin credential"):
        await SECRET_IDS.probe(without_admin(door), secret_id(str(uuid4())))


async def test_a_secret_id_of_a_namespace_is_found_and_ends_there(client: Client, door: HttpEndpoint) -> None:
    client.role()
    namespace = client.namespace(client.namespace())
    client.call("POST", f"{namespace}sys/auth/approle", {"type": "approle"})
    at = f"{namespace}auth/approle"
    client.call("POST", f"{at}/role/ci", {"token_policies": ["default"]})
    made = client.call("POST", f"{at}/role/ci/secret-id", {})["data"]
    role_id = client.call("GET", f"{at}/role/ci/role-id")["data"]["role_id"]
    login = {"role_id": role_id, "secret_id": made["secret_id"]}
    minted = client.call("POST", f"{at}/login", login)["auth"]["client_token"]
    parts = {"secret_id": Secret(made["secret_id"])}
    parent, below = namespace.split("/", 1)
    inside = replace(door, headers={"X-Vault-Namespace": parent})
    probe, controlled = await controlled_probe(SECRET_IDS, door, parts, memory=ControlMemory(), now=NOW)
    assert (probe.identity, controlled) == (Identity("vault", f"{namespace}/ci", made["secret_id_accessor"]), True)
    probe, controlled = await controlled_probe(SECRET_IDS, inside, parts, memory=ControlMemory(), now=NOW)
    assert (probe.identity, controlled) == (Identity("vault", f"{below}/ci", made["secret_id_accessor"]), True)
    assert SECRET_IDS.end is not None
    assert SECRET_IDS.dependents is not None
    assert len(await SECRET_IDS.dependents(inside, parts, probe)) == 1
    receipt = await SECRET_IDS.end.run(inside, parts, probe)
    assert receipt.reference == "HTTP 204 destroyed; before: 1 token(s) ended; after: 0 token(s) ended"
    assert not client.lives(minted)
    assert (await SECRET_IDS.probe(door, parts)).liveness is Liveness.DEAD


async def test_without_a_look_into_every_namespace_nothing_is_dead(client: Client, openbao: Bao) -> None:
    """A server without namespaces says so itself, and only that counts as none."""
    client.role()
    unknown = secret_id(str(uuid4()))
    namespace = client.namespace()
    async with Liar(upstream=openbao.port) as liar:
        door = HttpEndpoint(
            system="vault", name="one", host="127.0.0.1", port=liar.port, credential={"X-Vault-Token": openbao.token}
        )
        for text in ("1 error occurred:\n\t* unsupported path\n\n", "enterprise-only feature"):
            liar.tell(Lie("none", as_json("404 Not Found", {"errors": [text]}), "v1/sys/namespaces"))
            assert (await SECRET_IDS.probe(door, unknown)).liveness is Liveness.DEAD
        for errors in (["permission denied"], ["no handler for route"], ["unsupported path", "x"]):
            liar.tell(Lie("refused", as_json("404 Not Found", {"errors": errors}), "v1/sys/namespaces"))
            with pytest.raises(UnmappedError):
                await SECRET_IDS.probe(door, unknown)
        denied = as_json("403 Forbidden", {"errors": ["permission denied"]})
        for path in (f"{namespace}sys/namespaces", f"{namespace}sys/auth"):
            liar.tell(Lie("refused", denied, path))
            with pytest.raises(RefusedError):
                await SECRET_IDS.probe(door, unknown)


async def test_the_tokens_of_a_role_end_without_our_own_and_what_made_it(client: Client, door: HttpEndpoint) -> None:
    client.call(
        "POST",
        "sys/policies/acl/all",
        {"policy": 'path "*" { capabilities = ["sudo", "read", "list", "update", "create"] }'},
    )
    role = client.role()
    client.call("POST", f"auth/approle/role/{role}", {"token_policies": ["all"]})
    value, _ = client.secret_id(role)
    own, thief = client.login(role, value), client.login(role, value)
    mine = replace(door, credential={"X-Vault-Token": Secret(own)})
    probe = await SECRET_IDS.probe(mine, secret_id(value))
    assert SECRET_IDS.end is not None
    receipt = await SECRET_IDS.end.run(mine, secret_id(value), probe)
    left = "1 left that Stanch's own token is or may hang on"
    assert receipt.reference == f"HTTP 204 destroyed; before: 1 token(s) ended, {left}; after: 0 token(s) ended, {left}"
    assert receipt.remains == f"tokens of the role {role}: 0 token(s) ended, {left}"
    assert [client.lives(each) for each in (own, thief)] == [True, False]
    assert SECRET_IDS.clean_up is not None
    with pytest.raises(RefusedError, match=f"0 token.s. ended, {left}") as caught:
        await SECRET_IDS.clean_up.run(mine, secret_id(value), probe)
    assert "-orphan" in caught.value.needs[0]
    assert client.lives(own)
    assert (await SECRET_IDS.clean_up.run(door, secret_id(value), probe)).reference == "1 token(s) ended"
    assert not client.lives(own)


async def test_an_only_secret_id_ends_with_its_tokens(client: Client, door: HttpEndpoint) -> None:
    role, other = client.role(), client.role()
    value, _ = client.secret_id(role)
    tokens = [client.login(role, value) for _ in range(2)]
    foreign = client.login(other, client.secret_id(other)[0])
    parts = secret_id(value)
    probe = await SECRET_IDS.probe(door, parts)
    assert SECRET_IDS.dependents is not None
    found = await SECRET_IDS.dependents(door, parts, probe)
    assert {(each.what, each.shared) for each in found} == {(f"a token of the role {role}", False)}
    assert len(found) == 2
    assert SECRET_IDS.end is not None
    receipt = await SECRET_IDS.end.run(door, parts, probe)
    assert receipt.reference == "HTTP 204 destroyed; before: 2 token(s) ended; after: 0 token(s) ended"
    assert receipt.remains is None
    assert [client.lives(each) for each in (*tokens, foreign)] == [False, False, True]
    assert (await SECRET_IDS.probe(door, parts)).liveness is Liveness.DEAD


async def test_one_of_several_secret_ids_leaves_the_tokens_and_says_so(client: Client, door: HttpEndpoint) -> None:
    role = client.role()
    (value, _), (sibling, _) = client.secret_id(role), client.secret_id(role)
    live = client.login(role, value)
    parts = secret_id(value)
    probe = await SECRET_IDS.probe(door, parts)
    assert SECRET_IDS.dependents is not None
    accessor = client.call("POST", "auth/token/lookup", {"token": live})["data"]["accessor"]
    assert await SECRET_IDS.dependents(door, parts, probe) == (
        Dependent(f"a token of the role {role}", accessor, shared=True),
    )
    assert SECRET_IDS.end is not None
    receipt = await SECRET_IDS.end.run(door, parts, probe)
    assert receipt.reference == "HTTP 204 destroyed; tokens left, since the role has 1 other secret-id(s)"
    assert client.lives(live)
    assert (await SECRET_IDS.probe(door, parts)).liveness is Liveness.DEAD
    assert (await SECRET_IDS.probe(door, secret_id(sibling))).liveness is Liveness.LIVE


async def test_an_admin_who_may_not_end_tokens_still_ends_the_secret_id(client: Client, door: HttpEndpoint) -> None:
    rules = 'path "auth/approle/*" { capabilities = ["read", "list", "update"] }'
    client.call(
        "POST", "sys/policies/acl/approle-only", {"policy": rules + ' path "sys/auth" { capabilities = ["read"] }'}
    )
    own = Secret(client.token(policies=["approle-only"])["client_token"])
    endpoint = HttpEndpoint(
        system="vault", name="one", host="127.0.0.1", port=door.port, credential={"X-Vault-Token": own}
    )
    role = client.role()
    value, _ = client.secret_id(role)
    live = client.login(role, value)
    parts = secret_id(value)
    probe = await SECRET_IDS.probe(door, parts)
    assert SECRET_IDS.end is not None
    receipt = await SECRET_IDS.end.run(endpoint, parts, probe)
    refused = "0 token(s) ended, then no further: the admin token may not do this"
    assert receipt.reference == f"HTTP 204 destroyed; before: {refused}; after: {refused}"
    assert receipt.remains == f"tokens of the role {role}: {refused}"
    assert client.lives(live)
    assert SECRET_IDS.clean_up is not None
    with pytest.raises(RefusedError, match="then no further") as caught:
        await SECRET_IDS.clean_up.run(endpoint, parts, probe)
    assert caught.value.needs == ("list auth/token/accessors",)
    assert client.lives(live)
    assert (await SECRET_IDS.probe(door, parts)).liveness is Liveness.DEAD
    weak = HttpEndpoint(
        system="vault",
        name="one",
        host="127.0.0.1",
        port=door.port,
        credential={"X-Vault-Token": Secret(client.token()["client_token"])},
    )
    with pytest.raises(RefusedError) as caught:
        await SECRET_IDS.probe(weak, parts)
    assert caught.value.needs == ("list sys/namespaces",)


async def test_a_clean_up_that_got_no_answer_is_tried_again(client: Client, openbao: Bao) -> None:
    role = client.role()
    value, _ = client.secret_id(role)
    client.secret_id(role)
    live = client.login(role, value)
    assert SECRET_IDS.clean_up is not None
    async with Liar(upstream=openbao.port) as liar:
        door = HttpEndpoint(
            system="vault", name="one", host="127.0.0.1", port=liar.port, credential={"X-Vault-Token": openbao.token}
        )
        probe = await SECRET_IDS.probe(door, secret_id(value))
        busy = as_json("429 Too Many Requests", {"errors": []}, "Retry-After: 7")
        liar.tell(Lie("busy", busy, "/revoke-accessor", times=1))
        with pytest.raises(TransientError, match=r"^0 token\(s\) ended, then no further: HTTP 429$") as caught:
            await SECRET_IDS.clean_up.run(door, secret_id(value), probe)
        assert caught.value.retry_after == timedelta(seconds=7)
        assert client.lives(live)
        assert (await SECRET_IDS.clean_up.run(door, secret_id(value), probe)).reference == "1 token(s) ended"
    assert not client.lives(live)


def test_values_never_show(client: Client) -> None:
    value = client.token()["client_token"]
    assert value not in repr(TOKENS.wrong(token(value))) + repr(token(value))
