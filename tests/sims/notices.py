"""The sender of notices over a rig, with a chat to send to: nothing acts, and states are moved by hand."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from agent.demo.chat import Chat
from agent.found import Finding
from agent.model import Incident, Owner
from agent.notify.recipients import Directory
from agent.notify.sender import Sender
from agent.notify.slack import Slack
from agent.notify.story import Teller
from agent.response import lifecycle
from detectors import openbao as bao_types
from detectors.base import Secret
from revokers.base import Identity, Liveness, Probe
from tests.sims.rig import Rig

TOKEN = Secret("xoxb-" + "1" * 12 + "-stand-in")
VOUCHED = Owner("ann@example.org", "inventory entry app by fingerprint")
PEOPLE: dict[str, dict[str, Any]] = {
    "U0OPS": {},
    "U0ANN": {"email": "ann@example.org"},
    "U0BOB": {"email": "bob@example.org"},
    "U0GUEST": {"email": "guest@example.org", "is_restricted": True},
    "U0FAR": {"email": "far@example.net", "team_id": "T0OTHER", "is_stranger": True},
    "U0GONE": {"email": "gone@example.org", "deleted": True},
}


@dataclass
class Desk:
    """The sender over a rig; nothing acts, so that states are moved by hand."""

    rig: Rig
    chat: Chat
    users: Mapping[str, str] = field(default_factory=dict)
    operator: tuple[str, ...] = ("U0OPS",)

    def __post_init__(self) -> None:
        self.sender = self.fresh()

    def fresh(self) -> Sender:
        """As after a restart."""
        slack = Slack(TOKEN, self.chat.url, timedelta(seconds=2))
        return Sender(
            outbox=self.rig.ledger.outbox,
            slack=slack,
            directory=Directory(slack, self.users, self.operator, self.rig.clock),
            teller=Teller(self.rig.responder.policy, self.rig.systems, self.rig.inventory, "build-1"),
            clock=self.rig.clock,
            spread=lambda: 0.5,
        )

    async def rounds(self, count: int = 4, seconds: float = 1.5) -> None:
        for _ in range(count):
            await self.sender.once()
            self.rig.clock.pass_(seconds=seconds)

    def finding(self, value: str, *, path: str = "app.env", source: str = "repo", backlog: bool = False) -> Finding:
        made = self.rig.finding(bao_types.TOKEN, token=value)
        return replace(made, occurrence=replace(made.occurrence, path=path, source=source), backlog=backlog)

    async def find(self, value: str = "hvs.live", **more: Any) -> int:
        return await self.rig.submit(self.finding(value, **more))

    async def change(self, incident: int, what: str, how: Callable[[Incident], Incident]) -> None:
        claimed = await self.rig.ledger.claim_one(incident, self.rig.clock(), 60)
        assert claimed is not None
        after = how(claimed)
        await self.rig.ledger.save(after, at=self.rig.clock(), what=what, detail={})
        await self.rig.ledger.release(after)

    async def answers(self, incident: int, liveness: Liveness) -> None:
        probe = Probe(liveness, "as told", Identity("bao", "token ci") if liveness is Liveness.LIVE else None)
        key = ("bao", "bao-a")
        await self.change(
            incident,
            "probe",
            lambda it: lifecycle.probed(
                lifecycle.located(it, [key], self.rig.clock()), key, probe, self.rig.clock(), controlled=True
            ),
        )

    async def live(self, value: str = "hvs.live", **more: Any) -> int:
        incident = await self.find(value, **more)
        await self.answers(incident, Liveness.LIVE)
        return incident

    async def dead(self, incident: int) -> None:
        for _ in range(2):
            await self.answers(incident, Liveness.DEAD)
        await self.change(incident, "invalidated", lambda it: lifecycle.confirmed(it, self.rig.clock()))

    def rows(self) -> list[tuple[str, str, str | None]]:
        """kind, audience and outcome of every row."""
        with sqlite3.connect(self.rig.path) as connection:
            found = connection.execute("SELECT kind, audience, outcome FROM outbox ORDER BY id").fetchall()
        connection.close()
        return found

    def texts(self, user: str) -> list[str]:
        return [message.text for message in self.chat.to(user)]
