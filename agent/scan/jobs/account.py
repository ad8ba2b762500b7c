"""What one job adds up to: findings, debts, and bytes that were read. Bounded, whatever the bytes are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from agent.found import MADE_UP, MISPLACED, MORE, MORE_LEADS, REFUSED, Debt, Finding
from agent.scan import wire
from agent.scan.findings import Place, findings
from agent.scan.hits import Hit
from agent.scan.names import BEHIND
from detectors.base import Secret

_LEFT_OUT: Final = {MADE_UP, MISPLACED, REFUSED}  # but by a comment


class Account:
    """`again`: something was not there that the source finds again. `pointers`: as a Result says."""

    def __init__(self, setup: wire.Setup) -> None:
        self._keys, self._sealing = setup.keys(), setup.sealing
        self.limits = setup.limits
        self.begin()

    def begin(self) -> None:
        """Another job."""
        self.findings: list[Finding] = []
        self.debts: list[Debt] = []
        self.bytes = 0
        self.again = False
        self.pointers = False

    def report(self, job: wire.Job, place: Place, hits: Iterable[Hit]) -> None:
        self.findings += findings(self._keys, job, place, hits, sealing=self._sealing)

    def bounded(self, job: wire.Job, path: str, hits: Iterator[Hit]) -> Iterator[Hit]:
        """Up to the limits: a file made of secrets must not fill our memory. Leads do not crowd out typed ones."""
        left = {False: self.limits.leads, True: self.limits.typed}
        left_out = self.limits.typed  # of which more are no debt
        unread: dict[tuple[str, str], list[int]] = {}
        before: Hit | None = None
        for hit in hits:
            if hit.unread:
                unread.setdefault((hit.within, hit.unread), []).append(hit.line)
                continue
            if hit.suppressed in _LEFT_OUT:
                left_out -= 1
                if left_out >= 0:
                    yield hit
                continue
            typed = hit.type is not None
            if before and _is_other_reading(hit, before):
                before = None  # which counts as one with it, once
            else:
                before = hit
                left[typed] -= 1
            if left[typed] >= 0:
                yield hit
        for (within, reason), lines in unread.items():
            others = " and others" if len(lines) > 1 else ""
            self.owe(job, path + BEHIND + within if within else path, f"line {lines[0]}{others}: {reason}")
        for typed, reason in ((True, MORE), (False, MORE_LEADS)):
            if left[typed] < 0:
                self.owe(job, path, reason)

    def owe(self, job: wire.Job, path: str, reason: str) -> None:
        self.debts.append(Debt(job.source, path, reason, lasting=True))

    def counted(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        for block in blocks:
            self.bytes += len(block)
            yield block

    def told(self, hit: Hit) -> str:
        """What it is, and whether a comment allows it: without the comment the same value is news."""
        return f"{self.digest(hit)} {hit.suppressed}".rstrip()

    def digest(self, hit: Hit) -> str:
        return self._keys.canonical(hit.type, hit.parts) if hit.type else self.lead(hit.parts["value"])

    def lead(self, value: Secret) -> str:
        return self._keys.lead(value)


def _is_other_reading(hit: Hit, before: Hit) -> bool:
    """Of what stands at the same place, and ends elsewhere: one of the two is what it is."""
    (first, last), (start, end) = hit.value, before.value
    return hit.type is not None and hit.type == before.type and first == start and last != end
