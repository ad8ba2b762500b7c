"""The OpenBao company: two real servers, one of them behind a front that accepts and takes its time.

    ci-deploy     a token in the CI log                        ended; kill -9 comes in between
    builder       an AppRole secret-id in git                  ended
    notifier      a token of the slow provider, in git         ended, and open until it is really gone
    release       a token that is alive: protected             untouched
    web           an AppRole role-id without its secret-id     no credential: it opens nothing

What was done is counted in the servers' audit logs (values hashed by OpenBao), what works is tried with bao.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from agent.demo import claims, servers
from agent.demo.cast import Act, Company, Credential, Fate, InGit, InLog, Listed, found
from agent.demo.claims import Claim, Sample
from agent.demo.front import SlowFront, slow_front
from agent.demo.kept import Keep, KvPath, Place, Values
from agent.demo.scene import Scene
from agent.demo.settings import FALLBACK, text
from agent.demo.tools import Trial, must, run, trial
from agent.keys import write_private
from agent.model import Reason, State
from detectors import openbao as kinds
from detectors.base import Secret

DELAY: Final = 20.0
_REFUSALS: Final = ("permission denied", "bad token", "invalid role or secret ID")
_REVOKED_BY: Final = "auth/token/revoke"


@dataclass(frozen=True, slots=True)
class Server:
    """One running server, reached with its own command line."""

    bao: servers.Bao
    home: Path

    async def ask(self, *words: str, given: str = "") -> str:
        """As root, for what the demo sets up and counts."""
        return await must([self.bao.binary, *words], self._environment(self.bao.token, self.bao.url), given=given)

    def _environment(self, token: Secret | None, url: str) -> dict[str, str]:
        whose = {} if token is None else {"BAO_TOKEN": token.reveal()}
        return {"HOME": str(self.home), "BAO_ADDR": url, **whose}

    async def token(self, name: str) -> tuple[Secret, str]:
        """A new token that may do little, and its accessor."""
        create = ("token", "create", "-format=json", "-policy=default", f"-display-name={name}", "-ttl=1h")
        while True:
            made = json.loads(await self.ask(*create))["auth"]
            if found(kinds.TOKEN, made["client_token"]):
                return Secret(made["client_token"]), made["accessor"]

    async def role(self, name: str) -> str:
        """A new AppRole role, and its id."""
        await self.ask("write", f"auth/approle/role/{name}", "token_policies=default")
        return await self.ask("read", "-field=role_id", f"auth/approle/role/{name}/role-id")

    async def secret_id(self, role: str) -> Secret:
        return Secret(await self.ask("write", "-f", "-field=secret_id", f"auth/approle/role/{role}/secret-id"))

    async def token_works(self, token: Secret, url: str) -> Trial:
        return trial("bao", await run([self.bao.binary, "token", "lookup"], self._environment(token, url)), _REFUSALS)

    async def login_works(self, role_id: str, secret_id: Secret) -> Trial:
        login = ["write", "auth/approle/login", f"role_id={role_id}", "secret_id=-"]
        done = await run([self.bao.binary, *login], self._environment(None, self.bao.url), given=secret_id.reveal())
        return trial("bao", done, _REFUSALS)

    async def effects(self, path: str, field: str, value: str) -> Mapping[str, int]:
        """How often the audit log shows an act on a value: every request counts, answered well or not."""
        given = await self.ask("write", "-field=hash", f"sys/audit-hash/{servers.AUDIT}", "input=-", given=value)
        requests = map(json.loads, self.bao.audit.read_text().splitlines())
        return {path.rpartition("/")[2]: acts_on(requests, path, field, given)}


def acts_on(lines: object, path: str, field: str, hashed: str) -> int:
    """How many requests of an audit log were for `path` and had this (hashed) value in that field."""
    count = 0
    for line in lines:  # type: ignore[attr-defined]
        request = line["request"]
        data = request.get("data") or {}
        if line["type"] == "request" and request["path"].startswith(path) and data.get(field) == hashed:
            count += 1
    return count


@asynccontextmanager
async def company(folder: Path, keep: Keep) -> AsyncIterator[Company]:
    """Both servers, the slow one's front, and what is in them."""
    del keep  # it keeps for others
    async with AsyncExitStack() as stack:
        fast = Server(stack.enter_context(servers.openbao(folder / "bao")), folder)
        slow = Server(stack.enter_context(servers.openbao(folder / "slow-bao")), folder)
        front = await stack.enter_async_context(slow_front(slow.bao.port, DELAY))
        for server, name in ((fast, "bao"), (slow, "slow-bao")):
            write_private(folder / f"{name}.admin", server.bao.token.reveal().encode())
            await server.ask("auth", "enable", "approle")
        # Where there is no role at all nobody can say that a secret-id is gone.
        await slow.role("any")
        version = (await fast.ask("version")).partition(" (")[0]
        credentials = await _credentials(fast, slow, front)
        slowest = next(each for each in credentials if each.system == "slow-bao")
        yield Company(
            version=f"{version}, twice (one behind a simulated front that takes {DELAY:.0f} s over a revocation)",
            systems={
                "bao": _table(fast.bao.url, folder / "bao.admin"),
                "slow-bao": _table(front.url, folder / "slow-bao.admin"),
            },
            credentials=credentials,
            acts=(_accepted(front, slowest),),
            keep=await keeping(fast),
            cut="ci-deploy",
        )


async def keeping(server: Server) -> Keep:
    """A KV engine, and a token for those who read there."""
    await server.ask("policy", "write", "production", "-", given='path "secret/data/*" { capabilities = ["read"] }')
    token = Secret(await server.ask("token", "create", "-field=token", "-policy=production", "-ttl=1h"))

    async def keep(name: str, values: Values) -> Place:
        await server.ask("kv", "put", "-mount=secret", name, "-", given=json.dumps(values))
        return KvPath(server.bao.url, token, "bao", f"secret/data/{name}")

    return keep


def _table(url: str, admin: Path) -> str:
    return f'provider = "openbao"\nendpoints = [{text(url)}]\narmed = true\nadmin = {{ file = {text(admin)} }}\n'


async def _credentials(fast: Server, slow: Server, front: SlowFront) -> tuple[Credential, ...]:
    builder, web = await fast.role("builder"), await fast.role("web")
    secret_id, web_secret = await fast.secret_id("builder"), await fast.secret_id("web")
    deploy, release, notifier = await fast.token("ci-deploy"), await fast.token("release"), await slow.token("notifier")

    def token(server: Server, made: tuple[Secret, str], url: str, line: str, **more: object) -> Credential:
        value, accessor = made
        return Credential(
            kind=kinds.TOKEN,
            parts={"token": value},
            line=Secret(line.format(value.reveal())),
            works=lambda: server.token_works(value, url),
            effects=lambda: server.effects(_REVOKED_BY, "accessor", accessor),
            **more,  # type: ignore[arg-type]
        )

    return (
        token(
            fast,
            deploy,
            fast.bao.url,
            "export VAULT_TOKEN={}",
            place=InLog(),
            name="ci-deploy",
            system="bao",
            fate=Fate.ENDED,
            state=State.INVALIDATED,
            owner="ci-team@example.com",
            listed=Listed("ci-team@example.com", "deployments", "bao token revoke"),
        ),
        Credential(
            name="builder",
            kind=kinds.SECRET_ID,
            parts={"secret_id": secret_id, "role_id": Secret(builder)},
            line=Secret(f"ROLE_ID={builder}\nSECRET_ID={secret_id.reveal()}"),
            place=InGit("deploy/builder.env", "bea@example.com"),
            system="bao",
            fate=Fate.ENDED,
            state=State.INVALIDATED,
            owner="platform-team@example.com",
            works=lambda: fast.login_works(builder, secret_id),
            effects=lambda: fast.effects(
                "auth/approle/role/builder/secret-id/destroy", "secret_id", secret_id.reveal()
            ),
        ),
        token(
            slow,
            notifier,
            front.url,
            "BAO_TOKEN={}",
            place=InGit("scripts/notify.env", "dora@example.com"),
            name="notifier",
            system="slow-bao",
            fate=Fate.ENDED,
            state=State.INVALIDATED,
            owner="dora@example.com",
        ),
        Credential(
            name="web",
            kind=kinds.SECRET_ID,
            parts={"secret_id": web_secret},
            line=Secret(f"login of role_id={web}"),
            place=InLog(),
            system="bao",
            fate=Fate.UNTOUCHED,
            state=None,
            owner=FALLBACK,
            works=lambda: fast.login_works(web, web_secret),
            effects=lambda: fast.effects("auth/approle/role/web/secret-id", "secret_id", web_secret.reveal()),
            says="a decoy: a role-id without its secret-id opens nothing",
        ),
        token(
            fast,
            release,
            fast.bao.url,
            "signing with BAO_TOKEN={}",
            place=InLog(),
            name="release",
            system="bao",
            fate=Fate.UNTOUCHED,
            state=State.HELD,
            owner="release-team@example.com",
            reason=Reason.PROTECTED,
            listed=Listed("release-team@example.com", "signs releases", "two people", protected=True),
            says="a protected entry that is alive",
        ),
    )


def _accepted(front: SlowFront, credential: Credential) -> Act:
    async def play(scene: Scene) -> tuple[Claim, ...]:
        samples: list[Sample] = []

        def over() -> bool:
            entry = scene.entry(credential)
            if entry is not None:
                samples.append(Sample(datetime.now(UTC), entry.state))
            return entry is not None and entry.state is State.INVALIDATED

        state = "its incident stays open until a probe says dead"
        await scene.until(over, f"{credential.name}: accepted, and alive; {state}", DELAY + 20.0)
        events = [(event.at, event.what) for event in scene.events(credential)]
        return (claims.accepted_is_not_dead(samples, events, front.revocations, DELAY),)

    return Act(
        "Accepted is not dead",
        f"The slow provider (a simulator in front of a real OpenBao) answers a revocation with 204 at once and does it "
        f"{DELAY:.0f} s later.",
        30.0,
        play,
    )
