"""A KV secret of OpenBao or Vault as a sink: some of its fields are replaced, the others are written as they are.

    GET  sys/internal/ui/mounts/PATH   which engine answers there, and its version: a path of another engine (database/
                                       creds/...) would make a credential when it is read
    GET  PATH                          200 {data: {data, metadata}} (v2), 200 {data} (v1), 404: nothing stands there
    POST PATH                          v2: with cas = the version that was read, so that what somebody else wrote
                                       meanwhile is not overwritten; v1 has no such check: the moment between is short

Every request carries the System's own token. Of several nodes the first that answers is used: a write that got lost on
its way is met again by the next one, which finds it done or does it.
https://openbao.org/api-docs/secret/kv/kv-v2/ and .../kv-v1/, https://openbao.org/api-docs/system/internal-ui-mounts/
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar
from urllib.parse import quote

from agent.inventory.register import VaultPlace
from agent.sinks.base import merged, own_parts, stands_already
from detectors.base import CredentialType, Parts, Secret
from revokers.base import Endpoint, RefusedError, Reply, TransientError, unmapped

# As the API has it behind /v1/: segments that no server reads as another path.
PATH: Final = re.compile(r"(?!v1/)[A-Za-z0-9_.~-]+(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9_.~@:+=-]+)+")
_MOUNTS: Final = "/v1/sys/internal/ui/mounts/"
_CAS: Final = "check-and-set parameter did not match"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Held:
    """A secret as it was read. `version`: of a v2 engine, 0 where there never was one; None: a v1 engine."""

    fields: Mapping[str, object] = field(repr=False)
    version: int | None

    @property
    def reference(self) -> str:
        return "KV v1" if self.version is None else f"KV version {self.version}"


@dataclass(frozen=True, slots=True)
class VaultSink:
    """As agent.sinks.base.Sink. `doors`: the primary endpoints of the System, with its own token in each request."""

    to: VaultPlace
    kind: CredentialType
    doors: tuple[Endpoint, ...]

    @property
    def place(self) -> str:
        return f"path {self.to.path} of {self.to.system}"

    async def read(self) -> Parts | None:
        async def once(door: Endpoint) -> Parts | None:
            return self._parts(await self._look(door, versioned=await self._versioned(door)))

        return await self._at_any(once)

    async def write(self, parts: Parts, *, expecting: Parts) -> str:
        async def once(door: Endpoint) -> str:
            return await self._write(door, parts, expecting)

        return await self._at_any(once)

    async def check(self) -> None:
        """https://openbao.org/api-docs/system/capabilities-self/"""

        async def once(door: Endpoint) -> None:
            reply = await door.post("/v1/sys/capabilities-self", json={"paths": [self.to.path]})
            match reply.status, reply.json:
                case 200, {"capabilities": list(may)}:
                    if not {"root", "update"}.intersection(may):
                        message = f"{self.place}: the admin token may not write it"
                        raise RefusedError(message, needs=self._needs)
                case _:
                    raise self._denied(reply)

        await self._at_any(once)

    async def _at_any(self, once: Callable[[Endpoint], Awaitable[T]]) -> T:
        failure: Exception = RefusedError(
            f"{self.place}: no admin credential is configured for this system", needs=self._needs
        )
        for door in self.doors:
            try:
                return await once(door)
            except TransientError as error:
                failure = error
        raise failure

    async def _write(self, door: Endpoint, parts: Parts, expecting: Parts) -> str:
        named = frozenset(self.to.fields)
        own = own_parts(self.kind, named)
        versioned = await self._versioned(door)
        held = await self._look(door, versioned=versioned)
        now = self._parts(held)
        if stands_already(own, now, parts, expecting):
            return f"it stood there already, {held.reference}"
        fresh = merged(own, named, now, parts)
        new = {self.to.fields[name]: value for name, value in fresh.items()}
        after = await self._put(door, held, {**held.fields, **new})
        found = await self._look(door, versioned=versioned)
        if self._parts(found) != fresh:
            message = f"{self.place}: it was written, but something else stands there now"
            raise TransientError(message)
        return f"written, {after.reference}"

    # --- the server ------------------------------------------------------------------------------------

    @property
    def _path(self) -> str:
        return f"/v1/{quote(self.to.path)}"

    @property
    def _needs(self) -> tuple[str, ...]:
        return (f"read and update {self.to.path}",)

    async def _versioned(self, door: Endpoint) -> bool:
        """Is it a v2 engine? RefusedError: it is no KV engine, or the path is none that it has."""
        reply = await door.get(f"{_MOUNTS}{quote(self.to.path)}")
        match reply.status, reply.json:
            case 200, {"data": {"type": "kv" | "generic", "path": str(mount), "options": options}}:
                versioned = isinstance(options, dict) and options.get("version") == "2"
            case 200, {"data": {"type": str(), "path": str()}}:
                message = f"{self.place}: no KV engine answers there"
                raise RefusedError(message)
            case _:
                raise self._denied(reply)
        if versioned and not self.to.path.startswith(f"{mount}data/"):
            message = f"{self.place}: the engine keeps versions: write {mount}data/... in the inventory"
            raise RefusedError(message)
        return versioned

    async def _look(self, door: Endpoint, *, versioned: bool) -> _Held:
        reply = await door.get(self._path)
        match versioned, reply.status, reply.json:
            case True, 200, {"data": {"data": dict(fields), "metadata": {"version": int(version)}}}:
                return _Held(fields, version)
            case True, 404, {"data": {"data": None, "metadata": {"version": int(version)}}}:
                return _Held({}, version)  # deleted or destroyed: the next one has the next number
            case False, 200, {"data": dict(fields), "lease_id": ""}:
                return _Held(fields, None)
            case _, 404, {"errors": []}:
                return _Held({}, 0 if versioned else None)
            case _:
                raise self._denied(reply)

    async def _put(self, door: Endpoint, held: _Held, fields: Mapping[str, object]) -> _Held:
        if held.version is None:
            reply = await door.post(self._path, json=fields)
        else:
            reply = await door.post(self._path, json={"options": {"cas": held.version}, "data": fields})
        match held.version, reply.status, reply.json:
            case int(), 200, {"data": {"version": int(version)}}:
                return _Held(fields, version)
            case None, 204, None:
                return _Held(fields, None)
            case int(), 400, {"errors": [str(text)]} if _CAS in text:
                message = f"{self.place}: somebody else wrote it at the same moment"
                raise TransientError(message)
            case _:
                raise self._denied(reply)

    def _parts(self, held: _Held) -> Parts | None:
        found: dict[str, Secret] = {}
        for part, name in self.to.fields.items():
            match held.fields.get(name):
                case None | "":
                    continue
                case str(value):
                    found[part] = Secret(value)
                case _:
                    message = f"{self.place}: the field of {part} holds no text"
                    raise RefusedError(message)
        return found or None

    def _denied(self, reply: Reply) -> Exception:
        match reply.status, reply.json:
            case 403, {"errors": [str(text), *_]} if "permission denied" in text or "preflight" in text:
                return RefusedError(f"{self.place}: the admin token may not do this", needs=self._needs)
            case _:
                return unmapped(reply)
