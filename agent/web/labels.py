"""What can be said at once, and honestly, of what GitHub's partner program reports: is it a credential, or is it none?

    inventory, a vault path; seen alive by a probe    true_positive
    a checksum that fails; dismissed by a person      false_positive
    what is short enough to be guessed                nothing is said
    everything else                                   nothing is said: the report is looked at after it is answered

A token is named by its SHA-256, never itself.
https://docs.github.com/en/code-security/secret-scanning/secret-scanning-partnership-program/secret-scanning-partner-program#provide-feedback-for-false-positives
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from agent.ledger import LedgerError, LedgerView
from agent.model import State
from agent.response import lifecycle
from agent.seal import ScannerKeys
from agent.sources.reports.report import Report
from detectors.base import Secret
from detectors.filters.forged import is_forged
from detectors.registry import DETECTORS

_PATIENCE: Final = 0.4  # seconds: whoever reports is answered within one
_MOST: Final = 200  # of one delivery
# Characters of a token that is looked at. GitHub signs with one key for all partners, so that another one can send us
# what he had it sign, and read the answer: of what could be guessed, as a password can, nothing is said.
_SHORTEST: Final = 16
_LONGEST: Final = 4096

Label = dict[str, str]


@dataclass(frozen=True, slots=True)
class Labels:
    """known: by fingerprints, whether the inventory or a vault has it: not None. ledger: its file."""

    keys: ScannerKeys
    known: Callable[[Iterable[str]], str | None]
    ledger: Path
    clock: Callable[[], datetime]

    async def of(self, reports: Sequence[Report]) -> list[Label]:
        """Within the time there is; without a ledger to ask, or too late: none."""
        try:
            async with asyncio.timeout(_PATIENCE):
                return await asyncio.to_thread(self._all, reports)
        except (TimeoutError, LedgerError):
            return []

    def _all(self, reports: Sequence[Report]) -> list[Label]:
        found: dict[str, Label] = {}
        with LedgerView(self.ledger) as view:
            for report in reports[:_MOST]:
                label = self._label(report.value, view) if _SHORTEST <= len(report.value) <= _LONGEST else None
                if label is not None:
                    name = hashlib.sha256(report.value.encode()).hexdigest()
                    found[name] = {"token_hash": name, "token_type": report.kind, "label": label}
        return list(found.values())

    def _label(self, value: str, view: LedgerView) -> str | None:
        marks = list(dict.fromkeys(self._marks(value)))
        incidents = [entry.incident for entry in view.with_fingerprints(marks)]
        if self.known(marks) is not None or any(one.clocks.verified is not None for one in incidents):
            return "true_positive"
        now = self.clock()
        dismissed = bool(incidents) and all(lifecycle.state(one, now) is State.DISMISSED for one in incidents)
        return "false_positive" if dismissed or is_forged(value) else None

    def _marks(self, value: str) -> Iterator[str]:
        """As a part of whatever it is, and as each credential that it is as a whole."""
        yield self.keys.part(Secret(value))
        lower = value.lower()
        for detector in DETECTORS:
            if any(keyword in lower for keyword in detector.keywords):
                for match in detector.find(value):
                    if (match.start, match.end) == (0, len(value)):
                        yield self.keys.canonical(detector.type, match.parts)
