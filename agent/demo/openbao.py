"""The OpenBao company: a real server, whose KV engine also keeps what the others' consumers read.

    ci-deploy     a token in the CI log                        ended; kill -9 comes in between
    builder       an AppRole secret-id in git                  ended
    release       a token that is alive: protected             untouched
    web           an AppRole role-id without its secret-id     no credential: it opens nothing

What was done is counted in the server's audit log (values hashed by OpenBao), what works is tried with bao.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from agent.demo import servers
from agent.demo.cast import Company, Credential, Fate, InGit, InLog, Listed, found
from agent.demo.kept import Keep, KvPath, Place, Values
from agent.demo.settings import FALLBACK, text
from agent.demo.tools import Trial, must, run, trial
from agent.keys import write_private
from agent.model import Reason, State
from detectors import openbao as kinds
from detectors.base import Secret

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
    """The server, and what is in it."""
    del keep  # it keeps for others
    with ExitStack() as stack:
        server = Server(await asyncio.to_thread(stack.enter_context, servers.openbao(folder / "bao")), folder)
        write_private(folder / "bao.admin", server.bao.token.reveal().encode())
        await server.ask("auth", "enable", "approle")
        yield Company(
            version=(await server.ask("version")).partition(" (")[0],
            systems={"bao": _table(server.bao.url, folder / "bao.admin")},
            credentials=await _credentials(server),
            acts=(),
            keep=await keeping(server),
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


async def _credentials(server: Server) -> tuple[Credential, ...]:
    builder, web = await server.role("builder"), await server.role("web")
    secret_id, web_secret = await server.secret_id("builder"), await server.secret_id("web")
    deploy, release = await server.token("ci-deploy"), await server.token("release")

    def token(made: tuple[Secret, str], line: str, **more: object) -> Credential:
        value, accessor = made
        return Credential(
            kind=kinds.TOKEN,
            parts={"token": value},
            line=Secret(line.format(value.reveal())),
            works=lambda: server.token_works(value, server.bao.url),
            effects=lambda: server.effects(_REVOKED_BY, "accessor", accessor),
            **more,  # type: ignore[arg-type]
        )

    return (
        token(
            deploy,
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
            works=lambda: server.login_works(builder, secret_id),
            effects=lambda: server.effects(
                "auth/approle/role/builder/secret-id/destroy", "secret_id", secret_id.reveal()
            ),
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
            works=lambda: server.login_works(web, web_secret),
            effects=lambda: server.effects("auth/approle/role/web/secret-id", "secret_id", web_secret.reveal()),
            says="a decoy: a role-id without its secret-id opens nothing",
        ),
        token(
            release,
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
