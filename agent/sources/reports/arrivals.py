"""What came by a webhook, as a source: a delivery is kept sealed before it is answered, and read from here.

    hook --sealed--> ledger (answered) --look again--> opened, a text for each report --> scanner --> ledger

A delivery is forgotten in the transaction that moves the cursor over it, which is the one that files what was found in
it or comes after: a kill at any moment has it read again, and the same finds twice change nothing.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from agent.found import Chunk, Cursor, Debt, Visibility
from agent.ledger.arrivals import Arrival
from agent.seal import CannotOpenError, ResponderKeys
from agent.sources.reports.report import NoReportError, parts, read
from detectors.base import Secret

_BODY: Final = "body"


class Keeper(Protocol):
    """The ledger's half."""

    async def arrived(self, source: str, mark: str, sealed: tuple[str, bytes], *, at: datetime) -> bool: ...
    async def arrivals(self, source: str, after: int) -> tuple[Arrival, ...]: ...


class ArrivalSource:
    """One hook's deliveries. `keys` opens what `keep` has sealed."""

    watched: Sequence[Path] = ()

    def __init__(self, name: str, visibility: Visibility, ledger: Keeper, keys: ResponderKeys) -> None:
        self.name = name
        self.visibility = visibility
        self._ledger = ledger
        self._keys = keys

    async def keep(self, body: bytes, at: datetime) -> bool:
        """In the ledger when it returns True; False: too much waits. `body` is what `read` has accepted."""
        scanner = self._keys.scanner
        mark = hmac.new(scanner.fingerprint, b"arrival\0" + body, hashlib.sha256).hexdigest()
        sealed = scanner.seal({_BODY: Secret(body.decode())})
        return await self._ledger.arrived(self.name, mark, (scanner.key_id, sealed), at=at)

    async def chunks(self, after: Cursor | None, *, rules: str, now: datetime) -> AsyncIterator[Chunk]:
        del now
        last = int(after.position) if after is not None and after.position.isdecimal() else 0
        while waiting := await self._ledger.arrivals(self.name, last):
            for arrival in waiting:
                last = arrival.id
                cursor = Cursor(self.name, str(last), rules)
                try:
                    reports = read(self._keys.open(arrival.sealed)[_BODY].reveal().encode())
                except (CannotOpenError, NoReportError):
                    # Never paid: what it held is lost with the key that it was sealed to.
                    why = "it cannot be opened with the present keys: have it sent again"
                    debt = Debt(self.name, f"delivery {arrival.id}", why, lasting=True)
                    yield Chunk(self.name, self.visibility, backlog=False, part=None, cursor=cursor, debts=(debt,))
                    continue
                for part in parts(reports):
                    yield Chunk(self.name, self.visibility, backlog=False, part=part)
                yield Chunk(self.name, self.visibility, backlog=False, part=None, cursor=cursor)
