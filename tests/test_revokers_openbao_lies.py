"""The contract: exactly the provider's own dead shape says DEAD. A lie at any of its answers is no verdict."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from agent.demo.servers import Bao
from agent.doors.http import HttpEndpoint
from agent.response.probing import ControlMemory, controlled_probe
from detectors.base import Parts, Secret
from revokers.base import Liveness, Probe, ProviderError, TransientError
from revokers.openbao import SECRET_IDS, TOKENS
from tests.sims.liar import LIES, Liar, Lie, answer, as_json

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BARE_TOKEN = {"policies": ["default"]}


def admin_call(bao: Bao, method: str, path: str, body: object) -> dict[str, Any]:
    request = urllib.request.Request(  # noqa: S310 - our own server
        f"{bao.url}/v1/{path}",
        data=json.dumps(body).encode(),
        headers={"X-Vault-Token": bao.token.reveal()},
        method=method,
    )
    with urllib.request.urlopen(request, timeout=5) as reply:  # noqa: S310 - our own server
        raw = reply.read()
    return json.loads(raw) if raw else {}


@pytest.fixture
async def liar(openbao: Bao) -> AsyncIterator[Liar]:
    async with Liar(upstream=openbao.port) as running:
        yield running


@pytest.fixture
def door(liar: Liar, openbao: Bao) -> HttpEndpoint:
    return HttpEndpoint(
        system="vault",
        name="one",
        host="127.0.0.1",
        port=liar.port,
        credential={"X-Vault-Token": openbao.token},
        deadline=timedelta(seconds=5),
    )


@pytest.fixture
def live(openbao: Bao) -> Parts:
    return {"token": Secret(admin_call(openbao, "POST", "auth/token/create", BARE_TOKEN)["auth"]["client_token"])}


@pytest.fixture
def dead() -> Parts:
    return {"token": Secret("s." + "aB3" * 8)}


@pytest.fixture(scope="module")
def role(openbao: Bao) -> str:
    name, mount = f"lied-to-{uuid4().hex[:8]}", f"lies-{uuid4().hex[:8]}"
    admin_call(openbao, "POST", f"sys/auth/{mount}", {"type": "approle"})
    admin_call(openbao, "POST", f"auth/{mount}/role/{name}", {})
    return f"{mount}/role/{name}"


async def no_sleep(_seconds: float) -> None:
    pass


async def ask(revoker: Any, door: HttpEndpoint, parts: Parts) -> Probe:
    probe, controlled = await controlled_probe(revoker, door, parts, memory=ControlMemory(), now=NOW, sleep=no_sleep)
    assert controlled == (probe.liveness is Liveness.LIVE)
    return probe


def hasty(door: HttpEndpoint, lie: Lie) -> HttpEndpoint:
    """A drip is cut off soon, so that nobody waits for it here."""
    return replace(door, deadline=timedelta(seconds=0.1)) if lie.pause else door


DENIED = Lie("a dead token", as_json("403 Forbidden", {"errors": ["permission denied"]}), "lookup-self")
TOKEN_ANSWERS = ("", "lookup-self", "auth/token/lookup")
SECRET_ID_ANSWERS = ("", "sys/namespaces", "sys/auth", "role?list=true", "secret-id/lookup")


@pytest.mark.parametrize("path", TOKEN_ANSWERS)
@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.name)
async def test_no_lie_makes_a_dead_token_of_a_live_one_or_the_reverse(
    liar: Liar, door: HttpEndpoint, live: Parts, dead: Parts, lie: Lie, path: str
) -> None:
    liar.tell(Lie(lie.name, lie.raw, path, None, lie.pause))
    for parts in (live, dead):
        assert (await ask(TOKENS, hasty(door, lie), parts)).liveness is Liveness.UNKNOWN
    if path == "auth/token/lookup":
        # The path of lookup-self begins in the same way: here only the second question is lied about.
        liar.tell(DENIED, Lie(lie.name, lie.raw, path, None, lie.pause))
        assert (await ask(TOKENS, hasty(door, lie), dead)).liveness is Liveness.UNKNOWN
        assert liar.seen[-1].method == "POST"


@pytest.mark.parametrize("path", SECRET_ID_ANSWERS)
@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.name)
async def test_no_lie_about_a_secret_id_is_a_verdict(
    liar: Liar, door: HttpEndpoint, openbao: Bao, role: str, lie: Lie, path: str
) -> None:
    made = admin_call(openbao, "POST", f"auth/{role}/secret-id", {})["data"]
    liar.tell(Lie(lie.name, lie.raw, path, None, lie.pause))
    for value in (made["secret_id"], str(uuid4())):
        probe = await ask(SECRET_IDS, hasty(door, lie), {"secret_id": Secret(value)})
        assert probe.liveness is Liveness.UNKNOWN


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.name)
async def test_no_lie_is_a_receipt(liar: Liar, door: HttpEndpoint, live: Parts, lie: Lie) -> None:
    probe = await TOKENS.probe(door, live)
    assert TOKENS.end is not None
    liar.tell(Lie(lie.name, lie.raw, "revoke-accessor", None, lie.pause))
    with pytest.raises(ProviderError) as caught:
        await TOKENS.end.run(hasty(door, lie), live, probe)
    assert caught.value.__context__ is None
    # Whatever became of it, it was sent once.
    assert [request.target for request in liar.seen].count("/v1/auth/token/revoke-accessor") == 1
    liar.tell()
    assert (await ask(TOKENS, door, live)).liveness is Liveness.LIVE


async def test_retry_after_is_handed_up(liar: Liar, door: HttpEndpoint, live: Parts) -> None:
    liar.tell(LIES[0])
    with pytest.raises(TransientError, match=r"^HTTP 429$") as caught:
        await TOKENS.probe(door, live)
    assert caught.value.retry_after == timedelta(seconds=7)


async def test_only_the_dead_shape_is_dead(liar: Liar, door: HttpEndpoint, dead: Parts) -> None:
    for errors, liveness in (
        (["bad token"], Liveness.DEAD),
        (["permission denied"], Liveness.UNKNOWN),
        (["bad token", "bad token"], Liveness.UNKNOWN),
        (["no bad token"], Liveness.UNKNOWN),
        ([], Liveness.UNKNOWN),
        ("bad token", Liveness.UNKNOWN),
    ):
        liar.tell(DENIED, Lie("lookup", as_json("403 Forbidden", {"errors": errors}), "auth/token/lookup"))
        assert (await ask(TOKENS, door, dead)).liveness is liveness, errors
    for status in ("200 OK", "400 Bad Request", "401 Unauthorized", "404 Not Found", "503 Sealed"):
        liar.tell(DENIED, Lie("lookup", as_json(status, {"errors": ["bad token"]}), "auth/token/lookup"))
        assert (await ask(TOKENS, door, dead)).liveness is Liveness.UNKNOWN, status


@pytest.mark.parametrize("lie", [answer("204 No Content"), answer("202 Accepted"), as_json("200 OK", {"warnings": []})])
async def test_accepted_is_not_dead(liar: Liar, door: HttpEndpoint, live: Parts, lie: bytes) -> None:
    """The act is taken at its word or not at all; the probe alone says what became of it."""
    probe = await TOKENS.probe(door, live)
    assert TOKENS.end is not None
    liar.tell(Lie("accepted", lie, "revoke-accessor"))
    if lie.startswith(b"HTTP/1.1 202"):
        with pytest.raises(ProviderError, match="HTTP 202"):
            await TOKENS.end.run(door, live, probe)
    else:
        await TOKENS.end.run(door, live, probe)
    assert (await ask(TOKENS, door, live)).liveness is Liveness.LIVE


async def test_a_late_death_is_seen_when_it_comes(liar: Liar, door: HttpEndpoint, live: Parts) -> None:
    probe = await TOKENS.probe(door, live)
    assert TOKENS.end is not None
    liar.tell(Lie("accepted", answer("204 No Content"), "revoke-accessor", late=3))
    receipt = await TOKENS.end.run(door, live, probe)
    assert receipt.reference == "HTTP 204 revoke-accessor"
    seen = [(await TOKENS.probe(door, live)).liveness for _ in range(5)]
    assert seen == [Liveness.LIVE] * 3 + [Liveness.DEAD] * 2


async def test_a_server_that_accepts_every_value_proves_nothing(liar: Liar, door: HttpEndpoint, live: Parts) -> None:
    liar.tell(Lie("always", as_json("200 OK", {"data": {"policies": ["root"], "accessor": "x"}}), "lookup-self"))
    probe = await ask(TOKENS, door, live)
    assert (probe.liveness, probe.reason) == (Liveness.UNKNOWN, "lookup-self, but it accepts any value")
    assert probe.identity is None
    sent = [request.headers["x-vault-token"] for request in liar.seen]
    assert sent[0] == live["token"].reveal() != sent[1]


async def test_a_secret_id_of_a_server_that_accepts_every_value(liar: Liar, door: HttpEndpoint, role: str) -> None:
    assert role
    found = as_json("200 OK", {"data": {"secret_id_accessor": "x"}})
    liar.tell(Lie("always", found, "secret-id/lookup"))
    probe = await ask(SECRET_IDS, door, {"secret_id": Secret(str(uuid4()))})
    assert (probe.liveness, probe.reason) == (Liveness.UNKNOWN, "secret-id lookup, but it accepts any value")


async def test_a_proxy_that_says_204_to_everything_is_no_death(liar: Liar, door: HttpEndpoint, live: Parts) -> None:
    liar.tell(Lie("mute", answer("204 No Content")))
    assert (await ask(TOKENS, door, live)).liveness is Liveness.UNKNOWN
    assert (await ask(SECRET_IDS, door, {"secret_id": Secret(str(uuid4()))})).liveness is Liveness.UNKNOWN


async def test_204_is_gone_only_in_the_servers_own_form(
    liar: Liar, door: HttpEndpoint, openbao: Bao, role: str
) -> None:
    made = admin_call(openbao, "POST", f"auth/{role}/secret-id", {})["data"]
    for parts in ({"secret_id": Secret(made["secret_id"])}, {"secret_id": Secret(str(uuid4()))}):
        liar.tell(Lie("mute", answer("204 No Content"), "secret-id/lookup"))
        assert (await ask(SECRET_IDS, door, parts)).liveness is Liveness.UNKNOWN
    liar.tell()
    assert (await ask(SECRET_IDS, door, parts)).liveness is Liveness.DEAD


async def test_where_no_role_can_be_asked_nothing_is_dead(liar: Liar, door: HttpEndpoint) -> None:
    mounts = {"data": {"token/": {"type": "token"}, "other/": {"type": "approle"}, "users/": {"type": "userpass"}}}
    empty = Lie("no roles", as_json("404 Not Found", {"errors": []}), "auth/other/role?list=true")
    alone = Lie("no namespaces", as_json("404 Not Found", {"errors": []}), "sys/namespaces")
    liar.tell(Lie("mounts", as_json("200 OK", mounts), "sys/auth"), empty, alone)
    probe = await ask(SECRET_IDS, door, {"secret_id": Secret(str(uuid4()))})
    assert probe == Probe(Liveness.UNKNOWN, "0 roles to ask, where 1 to 1000 can answer")
    asked = ["/v1/sys/namespaces?list=true", "/v1/sys/auth", "/v1/auth/other/role?list=true"]
    assert [request.target for request in liar.seen] == asked
