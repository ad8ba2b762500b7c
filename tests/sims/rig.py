"""A Responder with everything real but the clock: ledger, keys, sealing, doors, servers. No daemon, no scanner.

rig.leak(kind, **parts) --Finding--> ledger;   await rig.work() claims and steps until nothing is due now;
await rig.reach(what) moves the clock from one due time to the next until an event of that name was written
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from agent.found import Finding, Occurrence, Visibility
from agent.inventory.register import Entry as Register
from agent.inventory.register import Inventory
from agent.ledger import Decisions, Entry, LedgerView, SqliteLedger
from agent.model import Address, CredentialRef, Incident, Owner, State, System
from agent.notify.wanted import Notice, mode_of, wanted
from agent.owners import owner_by_identity
from agent.record import Origin
from agent.response import lifecycle
from agent.response.estate import Estate, Guard
from agent.response.limits import Caps, Freeze
from agent.response.methods import Method, Mode
from agent.response.policy import Policy, Rule
from agent.response.respond import Responder
from agent.seal import ResponderKeys
from agent.systems import open_system
from agent.wiring.daemon import places
from detectors.base import Confidence, CredentialType, Secret
from detectors.registry import TYPES
from revokers.registry import for_type
from tests.sims.scene import Clock

FALLBACK = Owner("security@example.com", "fallback")
LANES = ("openbao", "postgres", "redis", "aws", "github", "gitlab", "slack", "none")
AUTO = Rule(
    "auto",
    Mode.AUTO,
    types=("openbao-token", "approle-secret-id", "postgres-url", "redis-url", "aws-access-key"),
    systems=("bao", "bao-2", "pg", "pg-2", "cache", "cloud"),
    irreversible=Mode.AUTO,
)


def address(name: str, port: int, *, primary: bool = True) -> Address:
    return Address(name, "127.0.0.1", port, tls=False, primary=primary)


def _lane(kind: str) -> str:
    revoker = for_type(kind)
    return revoker.provider if revoker else "none"


@dataclass
class Rig:
    """One test's installation. Change `responder` by `set`, with dataclasses.replace's names."""

    folder: Path
    inventory: Inventory = field(default_factory=Inventory)
    clock: Clock = field(default_factory=Clock)
    keys: ResponderKeys = field(default_factory=ResponderKeys.generate)
    systems: list[System] = field(default_factory=list)
    owner: Owner = FALLBACK
    tells: bool = False
    _numbers: Callable[[], int] = field(default_factory=lambda: count(1).__next__)

    def __post_init__(self) -> None:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self.path = self.folder / "ledger.db"
        self.overlap = dict.fromkeys(Visibility, timedelta(minutes=15))
        self._open()
        self.responder = Responder(
            ledger=self.ledger,
            keys=self.keys,
            policy=Policy((AUTO,)),
            systems={},
            caps=Caps(),
            freeze=Freeze(self.folder / "frozen"),
            clock=self.clock,
            spread=lambda: 0.5,
            owner_by_identity=lambda system, principal: owner_by_identity(self.inventory, system, principal),
        )

    def _open(self) -> None:
        decisions = Decisions(
            owner_of=lambda _: self.owner,
            lane_of=_lane,
            state_of=lifecycle.state,
            overlap=self.overlap,
            secret_parts=lambda kind: TYPES[kind].secret if kind in TYPES else frozenset(),
            known=lambda fingerprints: self.inventory.known(fingerprints.values()),
            provider_of=lambda kind: None if _lane(kind) == "none" else _lane(kind),
            notices=self._notices,
        )
        self.ledger = SqliteLedger(self.path, decisions, Origin("0.1.0", "here"))
        self.ledger.lock_cursors(self.keys.scanner.lockbox)
        if hasattr(self, "responder"):
            self.set(ledger=self.ledger)

    def close(self) -> None:
        self.ledger.close()

    def _notices(self, incident: Incident, state: State, at: datetime, released: bool) -> tuple[Notice, ...]:  # noqa: FBT001 - as the ledger asks
        """Where `tells`: by the policy as it stands."""
        mode = mode_of(incident, self.responder.policy, self.systems)
        return wanted(incident, state, mode, at, released=released) if self.tells else ()

    def again(self) -> None:
        """As after a restart: the ledger is closed and opened again."""
        self.ledger.close()
        self._open()

    def system(
        self,
        name: str,
        provider: str,
        addresses: Sequence[Address],
        own: Secret | None,
        *,
        role: str | None = None,
        ours: bool = True,
        armed: bool = True,
        accounts: Collection[str] = (),
    ) -> None:
        """One more System, or another one of that name. `own`: Stanch's own credential there."""
        file = self.folder / f"{name}.admin"
        if own is not None:
            file.touch(mode=0o600)
            file.write_text(own.reveal() + "\n")
        system = System(
            name=name,
            provider=provider,
            endpoints=tuple(addresses),
            accounts=frozenset(accounts),
            ours=ours,
            armed=armed,
            admin=CredentialRef(file, role) if own is not None else None,
            ca=None,
            proxy=None,
            environment="production",
        )
        self.systems = [*(one for one in self.systems if one.name != name), system]
        self.set(systems={one.name: open_system(one) for one in self.systems})

    def remove(self, name: str) -> None:
        self.systems = [one for one in self.systems if one.name != name]
        self.set(systems={one.name: open_system(one) for one in self.systems})

    def set(self, **changes: Any) -> None:
        self.responder = replace(self.responder, **changes)

    def policy(self, *rules: Rule, guard: Guard | None = None, estate: Estate | None = None) -> None:
        self.set(policy=Policy(rules or (AUTO,), estate or Estate(), guard or Guard()))

    def register(self, *entries: Register, methods: Sequence[Method] = (Method.ROTATE,)) -> None:
        """What the inventory says from now on, and a policy with these methods."""
        self.inventory = Inventory(entries)
        rule = replace(AUTO, methods=tuple(methods))
        self.set(
            policy=Policy((rule,), rotation=self.inventory.rotation),
            place_of=places(self.inventory, self.responder.systems),
            renewed=self.inventory.renew,
        )

    # --- findings -----------------------------------------------------------------------------------

    def finding(
        self,
        kind: CredentialType | None,
        host: str | None = None,
        visibility: Visibility = Visibility.PRIVATE,
        **values: str,
    ) -> Finding:
        """`kind` None: a lead, whose one part is `value`."""
        parts = {name: Secret(value) for name, value in values.items()}
        scanner = self.keys.scanner
        return Finding(
            type=kind.name if kind else None,
            confidence=Confidence.TYPED if kind else Confidence.LEAD,
            fingerprints=scanner.parts(parts),
            canonical=scanner.canonical(kind, parts) if kind else scanner.lead(parts["value"]),
            key_id=scanner.key_id,
            sealed=scanner.seal(parts),
            preview=kind.preview(parts) if kind else "Lead",
            occurrence=Occurrence(
                "repo", "app.env", self._numbers(), 1, 0, 9, None, None, None, visibility, host_hint=host
            ),
            backlog=False,
        )

    async def submit(self, finding: Finding) -> int:
        """The incident's number."""
        await self.ledger.submit([finding], None, at=self.clock())
        return self.entry(finding.canonical).incident.id

    async def leak(self, kind: CredentialType | None, host: str | None = None, **values: str) -> int:
        return await self.submit(self.finding(kind, host, Visibility.PRIVATE, **values))

    # --- time ---------------------------------------------------------------------------------------

    async def next_due(self) -> datetime | None:
        """Of all lanes."""
        return min((await self.ledger.dues()).values(), default=None)

    async def work(self) -> None:
        """Until nothing is due at this moment, in any lane; those are asked first that had something."""
        lanes: Sequence[str] = LANES
        for _ in range(200):
            busy = [lane for lane in lanes if await self.responder.step(lane)]
            if not busy and lanes is LANES:
                return
            lanes = busy or LANES
        message = "there is always something due"
        raise AssertionError(message)

    async def on(self, rounds: int = 1) -> None:
        """Go to the next due time and work, so many times."""
        await self.work()
        for _ in range(rounds):
            due = await self.next_due()
            if due is None:
                return
            self.clock.now = max(self.clock.now, due)
            await self.work()

    async def reach(self, incident: int, what: str, rounds: int = 40) -> None:
        await self.work()
        for _ in range(rounds):
            if what in self.told(incident):
                return
            await self.on()
        message = f"no {what} in {self.told(incident)}"
        raise AssertionError(message)

    # --- what came of it ----------------------------------------------------------------------------

    def entry(self, key: int | str) -> Entry:
        with LedgerView(self.path) as view:
            found = view.incident(str(key))
        assert found is not None
        return found

    def entries(self) -> tuple[Entry, ...]:
        with LedgerView(self.path) as view:
            return view.incidents()

    def standing(self, incident: int) -> tuple[str, str | None]:
        """State and reason, as the ledger has them for everybody else."""
        entry = self.entry(incident)
        parked = entry.incident.parked
        return entry.state.value, parked.name if parked else None

    def records(self, incident: int) -> list[Mapping[str, Any]]:
        with LedgerView(self.path) as view:
            return [json.loads(event.record) for event in view.events(incident)]

    def told(self, incident: int) -> list[str]:
        """The names of an incident's events, in order."""
        return [str(record["what"]) for record in self.records(incident)]

    def detail(self, incident: int, what: str) -> Mapping[str, Any]:
        """Of the last event of that name."""
        found: Mapping[str, Any] = [one for one in self.records(incident) if one["what"] == what][-1]["detail"]
        return found
