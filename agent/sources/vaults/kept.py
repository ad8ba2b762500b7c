"""The vault stores of a configuration, wired to the ledger and the register.

Other sources wait for the first look at every store, but not for ever: what leaks meanwhile must not wait for a store
that is down. It gets its owner when the store has been read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final, Self

from agent import log
from agent.inventory.kept import KeptPath
from agent.inventory.register import Entry, VaultPlace
from agent.ledger import LedgerFullError, SqliteLedger
from agent.logins.openbao import VaultLogin
from agent.logins.pairs import Pairs
from agent.seal import ScannerKeys
from agent.settings import Settings, SourceSettings
from agent.settings.vaults import VaultSettings
from agent.sources.vaults.openbao import OpenBaoStore
from agent.sources.vaults.opened import open_store, own_value
from agent.sources.vaults.source import VaultSource
from detectors.base import Secret

TIDY: Final = timedelta(minutes=5)
_PATIENCE: Final = timedelta(seconds=10)


class Stores:
    """As agent.sources.vaults.source.Keeper; `names`: of the sources that are vaults."""

    def __init__(
        self, settings: Settings, keys: ScannerKeys, ledger: SqliteLedger, clock: Callable[[], datetime]
    ) -> None:
        self.names = frozenset(wanted.name for wanted in settings.sources if wanted.vault is not None)
        self._settings = settings
        self._keys = keys
        self._ledger = ledger
        self._clock = clock
        self._logins: list[VaultLogin] = []
        self._pairs = Pairs()
        self._waited = {name: asyncio.Event() for name in self.names}

    def source(self, wanted: SourceSettings) -> VaultSource:
        assert wanted.vault is not None
        store = open_store(wanted.name, wanted.path, wanted.vault, self._clock, self._pairs)
        if isinstance(store, OpenBaoStore) and store.door.login is not None:
            self._logins.append(store.door.login)

        async def looked() -> None:
            self._waited[wanted.name].set()
            await self.tidy()

        return VaultSource(
            wanted.name,
            store,
            self._keys,
            self,
            every=wanted.vault.every,
            clock=self._clock,
            looked=looked,
            registered=self._registered(wanted.vault),
        )

    def _registered(self, vault: VaultSettings) -> Mapping[str, Entry]:
        """By path as the source shows it, where both name the same System."""
        above = f"{vault.namespaces[0]}/" if len(vault.namespaces) == 1 else ""
        return {
            f"{above}{entry.sink.path}": entry
            for entry in self._settings.inventory.entries
            if isinstance(entry.sink, VaultPlace) and entry.sink.system == vault.system
        }

    def own(self) -> Sequence[Secret]:
        """The credentials that read them, to be protected. Raises a Complaint where one cannot be read."""
        found = [own_value(wanted.vault) for wanted in self._settings.sources if wanted.vault is not None]
        return [value for value in found if value is not None]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """What Stanch has logged in with ends with it."""
        async with asyncio.TaskGroup() as tasks:
            for login in self._logins:
                tasks.create_task(login.close())

    async def keep(self, paths: Sequence[KeptPath], at: datetime) -> None:
        if paths:
            await self._ledger.keep(paths, at)
            self._settings.inventory.vaulted.learn(paths)

    async def gone(self, source: str, present: Collection[str], at: datetime) -> None:
        await self._ledger.gone(source, present, at)

    async def tidy(self) -> timedelta:
        """What is wrong now. After how long to look again."""
        try:
            await self._ledger.tidy(self.names, self._settings.hygiene.oldest, self._clock())
        except LedgerFullError as error:
            log.logger().error("hygiene is not written down", why=str(error))
        return TIDY

    async def looked(self, name: str) -> None:
        """Before a look at the source `name`: until each store has been looked at once."""
        if name in self.names:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE.total_seconds()):
                for event in self._waited.values():
                    await event.wait()
        for event in self._waited.values():
            event.set()
