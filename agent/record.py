r"""The records of an incident's events: what each says, and the chain of hashes that holds them together. Pure.

    record = {schema, incident, canonical, seq, at, what, detail, prev}     canonical JSON: sorted keys, no floats, UTC
    hash   = SHA-256("stanch.event.v1\n" + record)                          prev = hash of the record before

A record's exact text is kept, so that nobody has to write it again in the same way to check it. Sealed bytes are
never part of it (bytes are refused), so that erasing a value breaks no chain.

Every `detail` has all of FIELDS, those that do not apply as null. The ledger fills in what the incident itself knows,
and who writes by which policy; the builders below give the rest, one shape for each `what` (`key_id`: of the keys that
made the fingerprints):

    detected                           detected(finding, rules)
    probe recheck reappeared dead      probes(answers)
    decided                            decision(verdicts)
    parked                             parked(reason, why)
    intent accepted refused failed     action(step, sentence, needs)
    queued skipped inferred            action(step)
    invalidated rechecked owner note   note(text)
    occurrence:erasing :erased :again  where, and note(text): written by the ledger
    value:resealed forgotten           note(text): written by the ledger
    value:erased                       nothing: written by the ledger
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import Enum
from typing import Final

from agent.found import Finding, Occurrence
from agent.model import Clocks, Detail, EndpointKey, Incident, PlanStep, Reason, State
from revokers.base import Probe

SCHEMA: Final = "stanch.event.v1"
ERASED: Final = "occurrence:erased"
ERASING: Final = "occurrence:erasing"
AGAIN: Final = "occurrence:again"
START: Final = "0" * 64  # the `prev` of a first record

FIELDS: Final = (
    "tool_version",
    "host",
    "rules",
    "policy_hash",
    "key_id",
    "type",
    "provider",
    "account",
    "principal",
    "credential_id",
    "privileges",
    "owner",
    "where",
    "visibility",
    "epoch",
    "state",
    "probes",
    "decision",
    "action",
    "parked",
    "note",
    "clocks",
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Which program wrote a record, where it ran, and by which policy: the SHA-256 of policy.toml."""

    tool_version: str
    host: str
    policy_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One link of an incident's chain: `record` is the exact text that `hash` is of."""

    incident: int
    seq: int
    at: datetime
    what: str
    record: str
    hash: str


def stamp(at: datetime) -> str:
    """UTC, always of one width, so that text sorts as time does."""
    if at.tzinfo is None:
        message = "an instant without its time zone"
        raise ValueError(message)
    try:
        moment = at.astimezone(UTC)
    except OverflowError:
        # A commit may claim the year 1 or 9999 with an offset: the hostile hour does not matter, the scan does.
        moment = at.replace(tzinfo=UTC)
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def canonical_json(value: object) -> str:
    """One text for one value: what a hash can be of."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _plain(value: object) -> object:
    match value:
        case None | bool() | int() | str():
            return value
        case datetime():
            return stamp(value)
        case Enum():
            return value.value if isinstance(value.value, str) else value.name.lower()
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case _:
            message = f"no {type(value).__name__} in a record"
            raise TypeError(message)


def digest(record: str) -> str:
    return hashlib.sha256(f"{SCHEMA}\n{record}".encode()).hexdigest()


def event(
    incident: Incident,
    *,
    at: datetime,
    what: str,
    detail: Detail,
    state: State,
    provider: str | None,
    origin: Origin,
    after: tuple[int, str] = (0, START),
) -> Event:
    """The link after the one with that number and hash: what the incident knows of itself, overlaid with `detail`."""
    seq, prev = after[0] + 1, after[1]
    identity = incident.identity
    known: Detail = {
        "tool_version": origin.tool_version,
        "host": origin.host,
        "policy_hash": origin.policy_hash,
        "type": incident.type,
        "provider": provider,
        "account": identity.account if identity else None,
        "principal": identity.principal if identity else None,
        "credential_id": identity.credential_id if identity else None,
        "privileges": identity.privileges if identity else None,
        "owner": {"name": incident.owner.name, "reason": incident.owner.reason},
        "visibility": incident.visibility,
        "epoch": incident.epoch,
        "state": state,
        "clocks": clocks(incident.clocks),
    }
    record = canonical_json(
        {
            "schema": SCHEMA,
            "incident": incident.id,
            "canonical": incident.canonical,
            "seq": seq,
            "at": at,
            "what": what,
            "detail": {**dict.fromkeys(FIELDS), **known, **detail},
            "prev": prev,
        }
    )
    return Event(incident.id, seq, at, what, record, digest(record))


def clocks(instants: Clocks) -> Detail:
    return {field.name: getattr(instants, field.name) for field in fields(instants)}


# --- what is said for each `what` ------------------------------------------------------------------


def detected(finding: Finding, rules: str | None) -> Detail:
    return {
        "rules": rules,
        "key_id": finding.key_id,
        "where": [place(finding.occurrence)],
        "confidence": finding.confidence,
        "preview": finding.preview,
        "backlog": finding.backlog,
    }


def place(occurrence: Occurrence) -> Detail:
    return {
        "source": occurrence.source,
        "path": occurrence.path,
        "line": occurrence.stands[0],
        "commit": occurrence.commit,
        "author": occurrence.author,
        "committed_at": occurrence.committed_at,
        "visibility": occurrence.visibility,
    }


def probes(answers: Iterable[tuple[EndpointKey, Probe, datetime, bool]]) -> Detail:
    """Endpoint, answer, when it came, and whether its LIVE was controlled."""
    return {
        "probes": [
            {
                "system": system,
                "endpoint": endpoint,
                "liveness": probe.liveness,
                "reason": probe.reason,
                "request_id": probe.request_id,
                "at": at,
                "controlled": controlled,
            }
            for (system, endpoint), probe, at, controlled in answers
        ]
    }


def verdict(
    system: str,
    *,
    environment: str,
    rule: str,
    mode: Enum,
    method: Enum | None,
    steps: Sequence[Detail],
    why: Sequence[str],
) -> Detail:
    return {
        "system": system,
        "environment": environment,
        "rule": rule,
        "mode": mode,
        "method": method,
        "steps": list(steps),
        "why": list(why),
    }


def decision(verdicts: Iterable[Detail]) -> Detail:
    """One `verdict` for each System."""
    return {"decision": list(verdicts)}


def action(step: PlanStep, *, sentence: str | None = None, needs: Sequence[str] = ()) -> Detail:
    """A step as it stands now; `sentence` and `needs`: why it was refused or failed."""
    receipt = step.receipt
    return {
        "action": {
            "verb": step.kind,
            "system": step.system,
            "endpoint": step.endpoint,
            "epoch": step.epoch,
            "reversible": step.reversible,
            "attempt": step.attempts,
            "intent_at": step.intent_at,
            "accepted_at": step.accepted_at,
            "outcome": step.outcome,
            "receipt": {"reference": receipt.reference, "provider_date": receipt.provider_date} if receipt else None,
            "sentence": sentence,
            "needs": list(needs),
        }
    }


def parked(reason: Reason, why: Sequence[str] = ()) -> Detail:
    return {"parked": {"reason": reason, "sentence": reason.sentence, "why": list(why)}}


def note(text: str) -> Detail:
    return {"note": text}
