"""A ledger in a fresh folder, and findings to put into it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.found import Finding, Occurrence, Visibility
from agent.ledger import Decisions, SqliteLedger
from agent.model import Incident, Owner, State
from agent.record import Origin
from agent.seal import KEY_BYTES, Lockbox
from detectors.base import Confidence

LOCKBOX = Lockbox(b"k" * KEY_BYTES)
NOW = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


def state_of(incident: Incident, _now: datetime) -> State:
    if incident.parked is not None:
        return incident.parked.state
    return State.INVALIDATED if incident.clocks.confirmed else State.DETECTED


def fingerprint(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()


def make_finding(
    value: str = "hunter",
    *,
    kind: str | None = "postgres-url",
    path: str = "app.env",
    line: int = 1,
    visibility: Visibility = Visibility.PRIVATE,
    committed_at: datetime | None = None,
    key_id: str = "k1",
    backlog: bool = False,
) -> Finding:
    parts = {"value": value} if kind is None else {"role": "app", "password": value}
    return Finding(
        type=kind,
        confidence=Confidence.TYPED if kind else Confidence.LEAD,
        fingerprints={name: fingerprint(part) for name, part in parts.items()},
        canonical=fingerprint(f"{kind}:{value}"),
        key_id=key_id,
        sealed=f"sealed-{key_id}-{value}".encode(),
        preview=f"{kind} of {len(value)}",
        occurrence=Occurrence(
            source="repo",
            path=path,
            line=line,
            end_line=line,
            start=4,
            end=30,
            commit="c0ffee",
            author="Ada <ada@example.org>",
            committed_at=committed_at,
            visibility=visibility,
            host_hint=None,
        ),
        backlog=backlog,
    )


def make_decisions(known: Mapping[str, str]) -> Decisions:
    """`known`: the inventory, from a lead's value to the type of its entry."""
    types = {fingerprint(value): kind for value, kind in known.items()}
    return Decisions(
        owner_of=lambda finding: Owner("ops", f"owns {finding.occurrence.source}"),
        lane_of=lambda kind: kind.partition("-")[0],
        state_of=state_of,
        overlap={
            Visibility.PUBLIC: timedelta(minutes=15),
            Visibility.UNKNOWN: timedelta(minutes=15),
            Visibility.INTERNAL: timedelta(hours=4),
            Visibility.PRIVATE: timedelta(hours=24),
        },
        secret_parts=lambda kind: frozenset({"password"}) if kind == "postgres-url" else frozenset(),
        known=lambda parts: next((types[part] for part in parts.values() if part in types), None),
        provider_of=lambda kind: kind.partition("-")[0],
    )


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def finding() -> Callable[..., Finding]:
    return make_finding


@pytest.fixture
def decisions() -> Decisions:
    return make_decisions({})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "ledger.db"


@pytest.fixture
def opened(path: Path) -> Iterator[Callable[..., SqliteLedger]]:
    """Opens the ledger at `path`; what is still open is closed at the end."""
    ledgers: list[SqliteLedger] = []

    def opens(**known: str) -> SqliteLedger:
        ledgers.append(SqliteLedger(path, make_decisions(known), Origin("0.1.0", "host-a", "ab12")))
        ledgers[-1].lock_cursors(LOCKBOX)
        return ledgers[-1]

    yield opens
    for ledger in ledgers:
        ledger.close()


@pytest.fixture
def ledger(opened: Callable[..., SqliteLedger]) -> SqliteLedger:
    return opened()
