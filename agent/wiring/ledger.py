"""Opens the ledger with what it asks of others: whose something is, what comes next, and whom to tell."""

from __future__ import annotations

import socket
from datetime import datetime
from importlib.metadata import version
from typing import Final

from agent.folders import LEDGER
from agent.found import Finding, Visibility
from agent.ledger import Decisions, SqliteLedger
from agent.model import Incident, Owner, State
from agent.notify.wanted import Notice, mode_of, wanted
from agent.owners import NOBODY, owner_of
from agent.record import Origin
from agent.response import lifecycle
from agent.settings import Settings
from detectors.registry import TYPES
from revokers.registry import for_type

NO_LANE: Final = "none"


def alone(
    settings: Settings, codeowners: dict[str, str | None] | None = None, *, reserve: bool = False
) -> SqliteLedger:
    """The ledger, for whoever is the only one that writes to it. Raises LedgerError while a daemon runs."""
    origin = Origin(version("stanch"), socket.gethostname(), settings.policy_hash)
    decisions = _decisions(settings, {} if codeowners is None else codeowners)
    return SqliteLedger(settings.state / LEDGER, decisions, origin, reserve=reserve)


def _decisions(settings: Settings, codeowners: dict[str, str | None]) -> Decisions:
    def owner(finding: Finding) -> Owner:
        return owner_of(finding, settings.inventory, codeowners.get, settings.fallback_owner)

    def notices(incident: Incident, state: State, at: datetime, released: bool) -> tuple[Notice, ...]:  # noqa: FBT001 - as the ledger asks
        if settings.slack is None:
            return ()
        return wanted(incident, state, mode_of(incident, settings.policy, settings.systems), at, released=released)

    overlap = settings.timing.overlap
    return Decisions(
        owner_of=owner,
        lane_of=lambda kind: _provider(kind) or NO_LANE,
        state_of=lifecycle.state,
        overlap={
            Visibility.PUBLIC: overlap.public,
            Visibility.UNKNOWN: overlap.public,
            Visibility.INTERNAL: overlap.internal,
            Visibility.PRIVATE: overlap.private,
        },
        secret_parts=lambda kind: TYPES[kind].secret if kind in TYPES else frozenset(),
        known=lambda fingerprints: settings.inventory.known(fingerprints.values()),
        provider_of=_provider,
        vouched=lambda reason: Owner("", reason).vouched and reason != NOBODY,
        notices=notices,
    )


def _provider(kind: str) -> str | None:
    revoker = for_type(kind)
    return revoker.provider if revoker else None
