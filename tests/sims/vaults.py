"""One vault source over a real ledger, looked at by hand: rig.look() is one look, as the daemon takes it.

with VaultRig(folder) as rig:  await rig.look(store)  ->  Look(debts, chunks)     rig.kept(), rig.faults()
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

from agent.doors.http import HttpEndpoint
from agent.found import Cursor, Finding, Occurrence, Visibility
from agent.inventory.kept import KeptPath
from agent.inventory.register import Entry, Inventory
from agent.ledger import Decisions, LedgerFullError, LedgerView, SqliteLedger
from agent.model import Owner
from agent.owners import NOBODY, owner_of
from agent.record import Origin
from agent.response import lifecycle
from agent.seal import ResponderKeys
from agent.sources.vaults.door import Door
from agent.sources.vaults.source import VaultSource
from agent.sources.vaults.store import Store
from detectors.base import Confidence, Secret
from detectors.registry import TYPES
from tests.sims.scene import Clock

NAME = "store"
RULES = "rules"
EVERY = timedelta(minutes=15)


async def at_once(_seconds: float) -> None:
    """Instead of sleeping."""
    await asyncio.sleep(0)


@dataclass(frozen=True)
class Look:
    """What one look came to. `chunks`: how many had a cursor."""

    debts: Mapping[str, str]
    chunks: int


@dataclass
class VaultRig:
    """A ledger, keys, a clock that stands; `inventory` learns as the daemon's does."""

    folder: Path
    clock: Clock = field(default_factory=Clock)
    inventory: Inventory = field(default_factory=Inventory)
    keys: ResponderKeys = field(default_factory=ResponderKeys.generate)
    source: VaultSource | None = None
    full: bool = False

    def __post_init__(self) -> None:
        decisions = Decisions(
            owner_of=lambda finding: owner_of(finding, self.inventory, lambda _: None, "security"),
            lane_of=lambda _: "none",
            state_of=lifecycle.state,
            overlap=dict.fromkeys(Visibility, timedelta(hours=1)),
            secret_parts=lambda kind: TYPES[kind].secret if kind in TYPES else frozenset(),
            known=lambda parts: self.inventory.known(parts.values()),
            vouched=lambda reason: Owner("", reason).vouched and reason != NOBODY,
        )
        self.ledger = SqliteLedger(self.folder / "state" / "ledger.db", decisions, Origin("1", "here"))
        self.ledger.lock_cursors(self.keys.scanner.lockbox)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.ledger.close()

    def door(self, port: int, headers: Mapping[str, str | Secret]) -> Door:
        endpoint = HttpEndpoint(system=NAME, name="local", host="127.0.0.1", port=port)
        return Door(endpoint, lambda: headers, self.clock, sleep=at_once)

    async def keep(self, paths: Sequence[KeptPath], at: Any) -> None:
        if self.full:
            raise LedgerFullError
        await self.ledger.keep(paths, at)
        self.inventory.vaulted.learn(paths)

    async def gone(self, source: str, present: Collection[str], at: Any) -> None:
        await self.ledger.gone(source, present, at)

    def opened(self, store: Store, name: str = NAME, registered: Mapping[str, Entry] | None = None) -> VaultSource:
        """As after a start."""
        return VaultSource(
            name,
            store,
            self.keys.scanner,
            self,
            every=EVERY,
            clock=self.clock,
            looked=self.tidy,
            registered=registered,
        )

    async def tidy(self) -> None:
        await self.ledger.tidy({NAME, "other"}, timedelta(days=90), self.clock())

    async def look(self, store: Store, *, rules: str = RULES, name: str = NAME) -> Look:
        """One look by a source that has just started."""
        return await self.again(self.opened(store, name), rules=rules)

    async def again(self, source: VaultSource, *, rules: str = RULES) -> Look:
        after: Cursor | None = (await self.ledger.cursors()).get(source.name)
        debts, cursors = {}, 0
        async for chunk in source.chunks(after, rules=rules, now=self.clock()):
            assert chunk.part is None
            cursors += chunk.cursor is not None
            await self.ledger.submit((), chunk.cursor, at=self.clock(), debts=chunk.debts)
        with LedgerView(self.folder / "state" / "ledger.db") as view:
            debts = {debt.path: debt.reason for debt, _ in view.debts()}
        return Look(debts, cursors)

    async def kept(self) -> dict[str, KeptPath]:
        return {path.path: path for path in await self.ledger.kept()}

    def faults(self) -> dict[tuple[str, str], str]:
        """(kind, path): detail, of all that is wrong now."""
        with LedgerView(self.folder / "state" / "ledger.db") as view:
            return {(one.kind.value, one.path): one.detail for one in view.hygiene()}

    def mark(self, value: str) -> str:
        return self.keys.scanner.part(Secret(value))

    async def leak(
        self, value: str, *, path: str = "app.env", kind: str | None = None, part: str = "value", suppressed: str = ""
    ) -> None:
        """Somebody's scanner saw it in a repository: a lead, or a part of a credential of that type."""
        scanner, secret = self.keys.scanner, Secret(value)
        place = Occurrence("repo", path, 1, 1, 0, len(value), "c" * 40, "eve", None, Visibility.PUBLIC, None)
        finding = Finding(
            kind,
            Confidence.TYPED if kind else Confidence.LEAD,
            {part: scanner.part(secret)},
            scanner.canonical(TYPES[kind], {part: secret}) if kind else scanner.lead(secret),
            scanner.key_id,
            scanner.seal({part: secret}),
            "a value",
            place,
            backlog=False,
            suppressed=suppressed,
        )
        await self.ledger.submit([finding], None, at=self.clock())

    def owners(self) -> dict[str, Owner]:
        """Of each incident, by its type."""
        with LedgerView(self.folder / "state" / "ledger.db") as view:
            return {entry.incident.type: entry.incident.owner for entry in view.incidents()}

    def spilled(self, *values: str) -> list[str]:
        """Files of the state that hold one of these values, in plain."""
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        return [path.name for path in files if any(value.encode() in path.read_bytes() for value in values)]
