"""Entries that say where their value is kept rather than what its fingerprint is: the path is read, the value marked.

    entry: stored = { system, path }, no fingerprint --read--> Parts --> fingerprints --> Inventory.placed

The value is forgotten as soon as it is marked; it is neither sealed nor written down. What stood there before stays
known while the daemon runs: the value that leaked may be the one that was just replaced. A path that cannot be read is
said in the log and read again in a minute; a daemon starts without it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from agent import log
from agent.inventory.register import Entry, Inventory, VaultPlace
from agent.seal import ScannerKeys
from detectors.base import CredentialType, Parts
from revokers.base import ProviderError, TransientError

AGAIN: Final = timedelta(hours=1)
SOON: Final = timedelta(minutes=1)
_AT_ONCE: Final = 4  # paths that are read side by side
_PATIENCE: Final = timedelta(seconds=10)
_SHORTEST: Final = 8  # characters: a shorter part of a credential may stand anywhere by chance


@dataclass(frozen=True)
class PlacedValues:
    """Fills `inventory.placed`. `read`: what stands at an entry's place; raises ProviderError."""

    inventory: Inventory
    types: Mapping[str, CredentialType]
    keys: ScannerKeys
    read: Callable[[Entry], Awaitable[Parts | None]]
    _looked: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def _unmarked(self) -> list[tuple[Entry, VaultPlace]]:
        """Those that are known by their path only."""
        return [
            (entry, entry.sink)
            for entry in self.inventory.entries
            if entry.fingerprint is None and isinstance(entry.sink, VaultPlace)
        ]

    async def refresh(self) -> timedelta:
        """Read every path once. After how long to do so again."""
        width = asyncio.Semaphore(_AT_ONCE)
        silent: set[str] = set()
        async with asyncio.TaskGroup() as tasks:
            readings = [
                tasks.create_task(self._one(entry, place.system, width, silent)) for entry, place in self._unmarked
            ]
        self._looked.set()
        return AGAIN if all(reading.result() for reading in readings) else SOON

    async def looked(self) -> None:
        """Wait for the first time, but not for ever: what leaks meanwhile must not wait for a vault that is down."""
        if not self._unmarked:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE.total_seconds()):
                await self._looked.wait()
        self._looked.set()

    async def _one(self, entry: Entry, system: str, width: asyncio.Semaphore, silent: set[str]) -> bool:
        kind, parts = self.types.get(entry.type or ""), None
        why = "nothing stands there"
        try:
            async with width:
                # Each would wait for its deadline, and an orderly stop for all of them.
                if system in silent:
                    why = f"{system} does not answer"
                else:
                    parts = await self.read(entry)
        except TransientError as error:
            silent.add(system)
            why = str(error)
        except ProviderError as error:
            why = str(error)
        if kind is None or parts is None:
            log.logger().warning("an entry of the inventory is not known by its path", entry=entry.name, why=why)
            return False
        for mark in self._marks(kind, parts):
            # Of two entries with one value the first counts, as everywhere; which one is read first does not.
            self.inventory.placed[mark] = min(entry.name, self.inventory.placed.get(mark, entry.name), key=self._rank)
        return True

    def _rank(self, name: str) -> int:
        return [entry.name for entry in self.inventory.entries].index(name)

    def _marks(self, kind: CredentialType, parts: Parts) -> list[str]:
        secret = [parts[name] for name in sorted(kind.secret & parts.keys())]
        found = [self.keys.part(value) for value in secret if len(value) >= _SHORTEST]
        return [self.keys.canonical(kind, parts), *found] if parts.keys() >= set(kind.identity) else found
