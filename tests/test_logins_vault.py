"""Logins to a real OpenBao: AppRole, its secret-id plain or wrapped, and Kubernetes; renewed, and ended with Stanch."""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import trustme

from agent.demo import servers
from agent.logins.openbao import VaultLogin
from agent.logins.pairs import Pairs
from agent.model import CredentialRef
from agent.settings.logins import LoginMethod, LoginSettings
from agent.sources.vaults.openbao import OpenBaoStore, least
from agent.systems import CannotOpenSystemError, read_credential
from revokers.base import RefusedError, TransientError
from tests.sims.fronts import Bao, Front
from tests.sims.kv import folder, value, write
from tests.sims.liar import Liar, Lie, Request, as_json
from tests.sims.vaults import VaultRig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[VaultRig]:
    with VaultRig(tmp_path) as made:
        yield made


@dataclass
class Place:
    """A role of AppRole at a mount of its own, and its secret-id in a file of ours."""

    rig: VaultRig
    bao: Bao
    front: Front
    root: str
    mount: str = field(default_factory=lambda: f"a{secrets.token_hex(3)}")
    role_id: str = ""
    policy: str = ""

    @property
    def file(self) -> Path:
        return self.rig.folder / "secret-id"

    def role(self, **wanted: object) -> None:
        assert self.bao.call("POST", f"auth/{self.mount}/role/r", {"token_policies": [self.policy], **wanted})[0] == 204

    def secret_id(self) -> str:
        status, made = self.bao.call("POST", f"auth/{self.mount}/role/r/secret-id", {})
        assert status == 200
        return str(made["data"]["secret_id"])

    def write(self, text: str) -> None:
        self.file.write_text(text)
        self.file.chmod(0o600)

    def login(self, pairs: Pairs | None = None, **more: Any) -> VaultLogin:
        wanted = LoginSettings(LoginMethod.APPROLE, self.role_id, CredentialRef(self.file), self.mount)
        door = self.rig.door(self.front.port, {}).endpoint
        return VaultLogin(replace(wanted, **more), door, self.rig.clock, pairs or Pairs())

    def store(self, login: VaultLogin) -> OpenBaoStore:
        return OpenBaoStore(replace(self.rig.door(self.front.port, {}), login=login), (self.root,))

    def asked(self, word: str) -> int:
        return sum(word in one.target for one in self.front.exchanges)


@pytest_asyncio.fixture
async def place(rig: VaultRig, openbao: servers.Bao) -> AsyncIterator[Place]:
    bao = Bao(openbao)
    async with Front(openbao.port) as front:
        made = Place(rig, bao, front, folder(bao), policy=f"p{secrets.token_hex(4)}")
        write(bao, f"{made.root}db", {"password": value()})
        settings = LoginSettings(LoginMethod.APPROLE, "", CredentialRef(made.file), made.mount)
        rules = least((made.root,), login=settings)
        assert bao.call("PUT", f"sys/policies/acl/{made.policy}", {"policy": rules})[0] == 204
        assert bao.call("POST", f"sys/auth/{made.mount}", {"type": "approle"})[0] == 204
        made.role(token_ttl="1h", token_max_ttl="3h", token_no_default_policy=True)
        made.role_id = str(bao.call("GET", f"auth/{made.mount}/role/r/role-id")[1]["data"]["role_id"])
        made.write(made.secret_id())
        yield made


async def test_one_login_for_all_looks_and_none_of_it_lives_on(place: Place) -> None:
    login = place.login()
    source = place.rig.opened(place.store(login))
    assert (await place.rig.again(source)).debts == {}
    place.rig.clock.pass_(minutes=20)
    assert (await place.rig.again(source)).debts == {}
    assert (set(await place.rig.kept()), place.asked("/login")) == ({f"{place.root}db"}, 1)
    token = (await login.token()).reveal()
    assert place.bao.lives(token)
    await login.close()
    assert not place.bao.lives(token)
    assert place.rig.spilled(token) == []


async def test_it_is_renewed_in_time_and_made_anew_when_no_renewal_is_long_enough(place: Place) -> None:
    login = place.login()
    first = (await login.token()).reveal()
    place.rig.clock.pass_(minutes=41)
    assert (await login.token()).reveal() == first
    assert (place.asked("/login"), place.asked("/renew-self")) == (1, 1)
    place.rig.clock.pass_(minutes=39)
    assert (await login.token()).reveal() == first, "its life begins with its renewal"
    place.role(token_ttl="1h", token_max_ttl="1h", token_explicit_max_ttl="10m", token_no_default_policy=True)
    short = place.login()
    before = (await short.token()).reveal()
    place.rig.clock.pass_(minutes=9)
    lie = {"auth": {"client_token": before, "lease_duration": 120, "renewable": True}}
    place.front.tell(Lie("near its end", as_json("200 OK", lie), path="renew-self"))
    after = (await short.token()).reveal()
    assert (after != before, place.bao.lives(before), place.bao.lives(after)) == (True, False, True)


async def test_one_that_was_ended_meanwhile_is_made_anew_and_a_missing_right_is_none(place: Place) -> None:
    login = place.login()
    source = place.rig.opened(place.store(login))
    await place.rig.again(source)
    token = (await login.token()).reveal()
    assert place.bao.call("POST", "auth/token/revoke", {"token": token})[0] == 204
    place.rig.clock.pass_(minutes=20)
    assert (await place.rig.again(source)).debts == {}
    assert place.asked("/login") == 2

    rules = least((f"{place.root}other/",), login=login.wanted)
    assert place.bao.call("PUT", f"sys/policies/acl/{place.policy}", {"policy": rules})[0] == 204
    place.rig.clock.pass_(minutes=20)
    look = await place.rig.again(source)
    assert list(look.debts) == [place.root]
    assert "the token may not" in look.debts[place.root]
    assert place.asked("/login") == 2


async def test_a_login_that_is_refused_is_said_once_and_not_tried_until_later(place: Place) -> None:
    place.write("no such secret-id")
    login = place.login()
    store = replace(place.store(login), wanted=(place.root, f"{place.root}x/", f"{place.root}y/"))
    source = place.rig.opened(store)
    why = "no login by approle: the login is refused: check the role, its secret, and where the method is mounted"
    assert set((await place.rig.again(source)).debts.values()) == {why}
    assert place.asked("/login") == 1
    place.write(place.secret_id())
    place.rig.clock.pass_(minutes=20)
    assert place.root not in (await place.rig.again(source)).debts
    with pytest.raises(RefusedError, match=r"and where the method is mounted$"):
        await place.login(mount="nowhere").token()
    place.file.unlink()
    with pytest.raises(RefusedError, match=r"secret-id: cannot be opened: No such file or directory$"):
        await place.login().token()


async def test_refused_again_and_again_it_locks_nobody_out_and_another_secret_is_tried_at_once(place: Place) -> None:
    place.write("11111111-2222-3333-4444-555555555555")
    login = place.login()
    for _ in range(15):
        with pytest.raises(RefusedError):
            await login.token()
        place.rig.clock.pass_(minutes=1)
    assert place.asked("/login") == 1, "five within 15 minutes lock the role"
    place.write(place.secret_id())
    await login.token()
    assert place.asked("/login") == 2


async def test_sources_that_share_a_stale_secret_id_lock_nobody_out(place: Place) -> None:
    """OpenBao counts by role: were each told by itself, the fifth would lock it, for the right secret-id too."""
    good = place.secret_id()
    place.write("11111111-2222-3333-4444-555555555555")
    pairs = Pairs()
    logins = [place.login(pairs) for _ in range(7)]

    async def all_of_them() -> list[object]:
        return await asyncio.gather(*(one.token() for one in logins), return_exceptions=True)

    for minutes in (0, 1):
        place.rig.clock.pass_(minutes=minutes)
        assert {str(one) for one in await all_of_them()} == {
            "no login by approle: the login is refused: check the role, its secret, and where the method is mounted"
        }
        assert place.asked("/login") == 1
    place.write(good)
    tokens = await all_of_them()
    assert [type(one).__name__ for one in tokens] == ["Secret"] * 7
    assert place.asked("/login") == 8
    # Another role, or another place, is another matter.
    with pytest.raises(RefusedError):
        await place.login(pairs, role="other").token()
    assert await place.login(pairs).token()


async def test_a_server_that_is_silent_keeps_them_waiting_once(place: Place) -> None:
    pairs = Pairs()
    logins = [place.login(pairs) for _ in range(3)]
    place.front.tell(Lie("down", as_json("503 Service Unavailable", {"errors": []}), path="/login"))
    for asked in (1, 2):
        found = await asyncio.gather(*(one.token() for one in logins), return_exceptions=True)
        assert [type(one) for one in found] == [TransientError] * 3
        assert sum("/login" in one.target for one in place.front.seen) == asked
    place.front.tell()
    assert await logins[0].token()


async def test_a_token_that_may_not_look_itself_up_is_replaced_once_and_not_at_each_refusal(place: Place) -> None:
    may = (f"{place.root}*", "read"), ("auth/token/revoke-self", "update")
    rules = " ".join(f'path "{path}" {{ capabilities = ["{capability}"] }}' for path, capability in may)
    assert place.bao.call("PUT", f"sys/policies/acl/{place.policy}", {"policy": rules})[0] == 204
    login = place.login()
    source = place.rig.opened(place.store(login))
    first = (await login.token()).reveal()
    for _ in range(4):
        place.rig.clock.pass_(minutes=16)
        await place.rig.again(source)
    assert place.asked("/login") == 3, "the last: its time was up"
    assert not place.bao.lives(first)


async def test_a_clock_that_is_set_back_does_not_keep_what_was_ended(place: Place) -> None:
    login = place.login()
    dead = (await login.token()).reveal()
    assert place.bao.call("POST", "auth/token/revoke", {"token": dead})[0] == 204
    place.rig.clock.pass_(hours=-48)
    assert (await login.token()).reveal() != dead
    place.write("no such secret-id")
    other = place.login()
    with pytest.raises(RefusedError):
        await other.token()
    place.rig.clock.pass_(hours=-48)
    with pytest.raises(RefusedError):
        await other.token()
    assert place.asked("/login") == 4


async def test_one_that_cannot_be_renewed_now_is_not_tried_at_each_request(place: Place) -> None:
    login = place.login()
    token = (await login.token()).reveal()
    place.rig.clock.pass_(minutes=41)
    place.front.tell(Lie("", b"", path="renew-self"))
    for _ in range(5):
        assert (await login.token()).reveal() == token
    place.front.tell()
    assert ((await login.token()).reveal(), place.asked("renew-self")) == (token, 0)
    place.rig.clock.pass_(minutes=2)
    assert ((await login.token()).reveal(), place.asked("renew-self")) == (token, 1)


async def wrapped(place: Place) -> str:
    """The token that a new secret-id is wrapped in."""
    door = place.rig.door(place.front.port, {}).endpoint
    headers = {"X-Vault-Token": place.bao.server.token.reveal(), "X-Vault-Wrap-TTL": "10m"}
    reply = await door.post(f"/v1/auth/{place.mount}/role/r/secret-id", json={}, headers=headers)
    assert isinstance(reply.json, dict)
    return str(reply.json["wrap_info"]["token"])


async def test_a_wrapped_secret_id_is_unwrapped_once(place: Place) -> None:
    place.write(await wrapped(place))
    login = place.login(wrapped=True)
    await login.token()
    place.rig.clock.pass_(hours=4)
    await login.token()
    assert (place.asked("/login"), place.asked("/unwrap")) == (2, 1)
    with pytest.raises(RefusedError, match=r"used already, or has ended: write a new one there, and find out who used"):
        await place.login(wrapped=True).token()
    place.write(await wrapped(place))
    await place.login(wrapped=True).token()
    assert place.bao.call("POST", "cubbyhole/x", {"a": "b"})[0] == 204
    door = place.rig.door(place.front.port, {}).endpoint
    headers = {"X-Vault-Token": place.bao.server.token.reveal(), "X-Vault-Wrap-TTL": "10m"}
    reply = await door.get("/v1/cubbyhole/x", headers=headers)
    assert isinstance(reply.json, dict)
    place.write(str(reply.json["wrap_info"]["token"]))
    with pytest.raises(RefusedError, match="what is wrapped there is no secret-id of AppRole"):
        await place.login(wrapped=True).token()


async def test_who_takes_a_wrapping_for_what_is_in_it_is_refused_alone(place: Place) -> None:
    place.write(await wrapped(place))
    pairs = Pairs()
    login, other = place.login(pairs, wrapped=True), place.login(pairs)
    await login.token()
    with pytest.raises(RefusedError, match="the login is refused"):
        await other.token()
    place.rig.clock.pass_(hours=4)
    with pytest.raises(RefusedError):
        await other.token()
    assert await login.token()


async def test_what_does_not_answer_leaves_the_token_that_is_there(place: Place) -> None:
    login = place.login()
    token = (await login.token()).reveal()
    place.rig.clock.pass_(minutes=45)
    place.front.tell(Lie("", b"", path="renew-self"))
    assert (await login.token()).reveal() == token
    # Nor does a login that is refused meanwhile take it away: it holds until it ends.
    place.front.tell(
        Lie("", as_json("403 Forbidden", {"errors": ["permission denied"]}), path="renew-self"),
        Lie("", as_json("400 Bad Request", {"errors": ["invalid role or secret ID"]}), path="/login"),
    )
    assert (await login.token()).reveal() == token
    place.rig.clock.pass_(minutes=20)
    with pytest.raises(RefusedError, match="the login is refused"):
        await login.token()
    place.front.tell()
    place.rig.clock.pass_(minutes=17)
    await login.token()
    place.front.tell(Lie("", b"", path="revoke-self"))
    await login.close()
    place.front.tell(Lie("", as_json("500 Oops", {}), path="/login"))
    with pytest.raises(TransientError):
        await place.login().token()


class Reviewer(Liar):
    """Kubernetes, as OpenBao asks it whose token that is. https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-review-v1/"""

    async def _pass_on(self, raw: bytes) -> bytes:  # noqa: ARG002 - it was parsed already
        asked: Request = self.seen[-1]
        review = json.loads(asked.body)
        user = {"username": "system:serviceaccount:ops:stanch", "uid": "u-1", "groups": ["system:serviceaccounts"]}
        audiences = review["spec"].get("audiences", [])
        review["status"] = {"authenticated": True, "user": user, "audiences": audiences}
        return as_json("201 Created", review)


def _jwt() -> str:
    claims = {
        "iss": "kubernetes/serviceaccount",
        "sub": "system:serviceaccount:ops:stanch",
        "aud": ["bao"],
        "kubernetes.io": {"namespace": "ops", "serviceaccount": {"name": "stanch", "uid": "u-1"}},
    }
    parts = ({"alg": "RS256", "kid": "k"}, claims)
    text = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*text, base64.urlsafe_b64encode(b"s" * 256).rstrip(b"=").decode()])


async def test_by_the_token_of_a_service_account(place: Place) -> None:
    mount = f"k{secrets.token_hex(3)}"
    async with Reviewer() as cluster:
        assert place.bao.call("POST", f"sys/auth/{mount}", {"type": "kubernetes"})[0] == 204
        config: dict[str, object] = {
            "kubernetes_host": f"http://127.0.0.1:{cluster.port}",
            "token_reviewer_jwt": _jwt(),
        }
        config |= {"disable_local_ca_jwt": True, "kubernetes_ca_cert": trustme.CA().cert_pem.bytes().decode()}
        assert place.bao.call("POST", f"auth/{mount}/config", config)[0] == 204
        role: dict[str, object] = {"bound_service_account_names": "stanch", "bound_service_account_namespaces": "ops"}
        role |= {"token_policies": place.policy, "token_ttl": "1h"}
        assert place.bao.call("POST", f"auth/{mount}/role/reader", role)[0] in {200, 204}
        place.write(_jwt())
        kind = LoginMethod.KUBERNETES
        login = place.login(method=kind, mount=mount, role="reader")
        assert (await place.rig.look(place.store(login))).debts == {}
        with pytest.raises(RefusedError, match="no login by kubernetes: the login is refused"):
            await place.login(method=kind, mount=mount, role="other").token()


def test_what_the_kubelet_hands_over_may_be_readable_in_its_container(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "token"
    file.write_text(_jwt())
    file.chmod(0o644)
    with pytest.raises(CannotOpenSystemError, match="can be read by others"):
        read_credential(file)
    monkeypatch.setattr("agent.systems._KUBELET", tmp_path)
    assert read_credential(file).reveal() == _jwt()
    file.chmod(0o664)
    with pytest.raises(CannotOpenSystemError):
        read_credential(file)
