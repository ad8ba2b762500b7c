"""Hit to Finding: fingerprinted, sealed, and without a character of the value, nor of one in the place's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agent.found import Finding, Occurrence
from agent.scan.containers.walk import BEHIND
from agent.scan.engine import Hit
from agent.scan.names import without_values
from agent.scan.wire import Job
from agent.seal import ScannerKeys


@dataclass(frozen=True, slots=True)
class Place:
    """Where the bytes came from."""

    path: str
    commit: str | None = None
    author: str | None = None
    committed_at: datetime | None = None


def finding(keys: ScannerKeys, job: Job, place: Place, hit: Hit) -> Finding:
    occurrence = Occurrence(
        source=job.source,
        path=without_values(place.path + BEHIND + hit.within if hit.within else place.path),
        line=hit.line,
        end_line=hit.end_line,
        start=hit.start,
        end=hit.end,
        commit=place.commit,
        author=None if place.author is None else without_values(place.author),
        committed_at=place.committed_at,
        visibility=job.visibility,
        host_hint=hit.type.named(hit.parts) if hit.type else None,
        lines=hit.lines,
    )
    return Finding(
        type=hit.type.name if hit.type else None,
        confidence=hit.confidence,
        fingerprints=keys.parts(hit.parts),
        canonical=keys.canonical(hit.type, hit.parts) if hit.type else keys.lead(hit.parts["value"]),
        key_id=keys.key_id,
        sealed=keys.seal(hit.parts),
        preview=_preview(hit),
        occurrence=occurrence,
        backlog=job.backlog,
        span=hit.value,
        suppressed=hit.suppressed,
    )


def _preview(hit: Hit) -> str:
    if hit.type:
        return _printable(hit.type.preview(hit.parts))
    return f"Lead ({hit.kind}, {len(hit.parts['value'])} characters)"


def _printable(text: str) -> str:
    """A role or a host may hold a terminal's escape codes: they are an attacker's words."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
