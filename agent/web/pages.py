"""The pages: /metrics, /healthz, /readyz. Each is a function without arguments: nothing is taken from who asks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from time import process_time

from agent.health import Health
from agent.ledger import LedgerView
from agent.memory import resident
from agent.model import System
from agent.response import lifecycle
from agent.response.arming import Arming
from agent.response.limits import Freeze
from agent.web import metrics
from agent.web.metrics import Standing
from agent.web.server import Answer, Page
from detectors.registry import TYPES


@dataclass(frozen=True, slots=True)
class Pages:
    """`ledger`: its file, read beside the daemon. `clock` gives aware UTC. hooks: deliveries, counted (hooks.py)."""

    health: Health
    ledger: Path
    systems: tuple[System, ...]
    arming: Arming
    freeze: Freeze
    clock: Callable[[], datetime]
    hooks: Mapping[tuple[str, str], int] = field(default_factory=dict)
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    def all(self) -> Mapping[str, Page]:
        return {"/metrics": self.metrics, "/healthz": self.alive, "/readyz": self.ready}

    async def metrics(self) -> Answer:
        """Counted in a thread, one scrape at a time: many who ask cost no more than one."""
        standing = Standing(
            version=version("stanch"),
            frozen=self.freeze.on,
            armed={system.name: self.arming.anywhere(system) for system in self.systems},
            tallies=self.health.daemon.tallies,
            types=TYPES,
            hooks=dict(self.hooks),
            progress=self.health.daemon.progress,
            memory=resident(),
            cpu=process_time(),
        )
        async with self._one:
            body = await asyncio.to_thread(self._counted, standing)
        return Answer(200, body, metrics.CONTENT_TYPE)

    def _counted(self, standing: Standing) -> bytes:
        with LedgerView(self.ledger) as view:
            return metrics.expose(view.figures(self.clock(), lifecycle.LATE), standing)

    async def alive(self) -> Answer:
        """That this is answered says it: the process lives and its loop turns."""
        return Answer(200, b"alive\n")

    async def ready(self) -> Answer:
        async with self._one:
            lacking = await self.health.unready()
        return Answer(503, "".join(f"{word}\n" for word in lacking).encode()) if lacking else Answer(200, b"ready\n")
