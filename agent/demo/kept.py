"""Where production reads a credential, and Stanch writes the new one: a path of OpenBao, or lines of a file.

The demo reads both as a consumer would, not through Stanch.
"""

from __future__ import annotations

import asyncio
import json
import urllib.request
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol
from urllib.error import URLError

from agent.demo.tools import Answer, Trial
from agent.keys import write_private
from detectors.base import Parts, Secret

REREAD: Final = "3s"  # what the inventory promises of every consumer

Values = Mapping[str, str]


class Place(Protocol):
    """`stored`: how inventory.toml names it."""

    @property
    def stored(self) -> str: ...
    async def read(self) -> Values:
        """The parts that stand there, by name; none where it cannot be read."""
        ...


# Puts the parts of a credential at a place of that name, for its consumers.
Keep = Callable[[str, Values], Awaitable[Place]]


@dataclass(frozen=True, slots=True)
class KvPath:
    """A path of a KV engine, as its API has it. `token` may read it."""

    url: str
    token: Secret
    system: str
    path: str

    @property
    def stored(self) -> str:
        return f"{{ system = {json.dumps(self.system)}, path = {json.dumps(self.path)} }}"

    async def read(self) -> Values:
        return await asyncio.to_thread(self._read)

    def _read(self) -> Values:
        asked = urllib.request.Request(  # noqa: S310 - our own server
            f"{self.url}/v1/{self.path}", headers={"X-Vault-Token": self.token.reveal()}
        )
        try:
            with urllib.request.urlopen(asked, timeout=5) as reply:  # noqa: S310 - our own server
                found: Values = json.load(reply)["data"]["data"]
        except (URLError, TimeoutError):
            return {}
        return found


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of a file, `part = value`."""

    path: Path
    parts: tuple[str, ...]

    @property
    def stored(self) -> str:
        template = "".join(f"{part} = {{{part}}}\n" for part in self.parts)
        return f"{{ file = {json.dumps(str(self.path))}, template = {json.dumps(template)} }}"

    def begin(self, values: Values) -> None:
        self.path.parent.mkdir(mode=0o700, exist_ok=True)
        lines = "".join(f"{part} = {value}\n" for part, value in values.items())
        write_private(self.path, f"# Read by production.\n{lines}".encode())

    async def read(self) -> Values:
        pairs = (line.partition(" = ") for line in self.path.read_text().splitlines())
        return {part: value for part, _, value in pairs if part in self.parts}


def in_files(folder: Path) -> Keep:
    """Each in a file of its own."""

    async def keep(name: str, values: Values) -> Place:
        place = Lines(folder / f"{name.replace('/', '-')}.conf", tuple(values))
        place.begin(values)
        return place

    return keep


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a credential that is rotated stands, who takes turns, and how what stands there is tried."""

    place: Place
    works: Callable[[Parts], Awaitable[Trial]]
    turns: tuple[str, ...] = ()

    @property
    def tables(self) -> str:
        """As inventory.toml has them."""
        turns = f"turns = {json.dumps(list(self.turns))}, " if self.turns else ""
        return f'stored = {self.place.stored}\nrotation = {{ {turns}reread = "{REREAD}" }}\n'

    async def tried(self, leaked: Parts, secret: frozenset[str]) -> Trial:
        """What stands there now, tried with the provider's own tool. What leaked is no replacement."""
        now = {name: Secret(value) for name, value in (await self.place.read()).items()}
        if not secret <= now.keys() or any(now[name] == leaked[name] for name in secret):
            return Trial("its place", Answer.UNCLEAR, "holds no new value")
        return await self.works(now)
