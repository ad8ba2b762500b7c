"""Hit to Finding: fingerprinted, sealed, and without a character of the value, nor of one in the place's name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from agent.found import Finding, Occurrence
from agent.scan.hits import Hit
from agent.scan.names import BEHIND, without_values
from agent.scan.wire import Job
from agent.seal import ScannerKeys


@dataclass(frozen=True, slots=True)
class Place:
    """Where the bytes came from."""

    path: str
    commit: str | None = None
    author: str | None = None
    committed_at: datetime | None = None


class _Told(NamedTuple):
    """What is told of a value, wherever it stands."""

    fingerprints: Mapping[str, str]
    canonical: str
    sealed: bytes
    preview: str
    hint: str | None


def findings(
    keys: ScannerKeys, job: Job, place: Place, hits: Iterable[Hit], *, sealing: bool = True
) -> Iterator[Finding]:
    """Of one place. A value that stands there again and again is fingerprinted and sealed once, as to seal it takes
    longer than to find it: the same sealed bytes say no more than the same fingerprint. sealing: see wire.Setup.
    """
    known: dict[tuple[object, ...], _Told] = {}
    for hit in hits:
        name = hit.type.name if hit.type else None
        key = name, hit.kind, *hit.parts.items()
        told = known.get(key)
        if told is None:
            told = known[key] = _told(keys, hit, sealing=sealing)
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
            host_hint=told.hint,
            lines=hit.lines,
        )
        yield Finding(
            type=name,
            confidence=hit.confidence,
            fingerprints=told.fingerprints,
            canonical=told.canonical,
            key_id=keys.key_id,
            sealed=told.sealed,
            preview=told.preview,
            occurrence=occurrence,
            backlog=job.backlog,
            span=hit.value,
            suppressed=hit.suppressed,
        )


def _told(keys: ScannerKeys, hit: Hit, *, sealing: bool) -> _Told:
    return _Told(
        fingerprints=keys.parts(hit.parts),
        canonical=keys.canonical(hit.type, hit.parts) if hit.type else keys.lead(hit.parts["value"]),
        sealed=keys.seal(hit.parts) if sealing else b"",
        preview=_preview(hit),
        hint=hit.type.named(hit.parts) if hit.type else None,
    )


def _preview(hit: Hit) -> str:
    if hit.type:
        return _printable(hit.type.preview(hit.parts))
    return f"Lead ({hit.kind}, {len(hit.parts['value'])} characters)"


def _printable(text: str) -> str:
    """A role or a host may hold a terminal's escape codes: they are an attacker's words."""
    return text if text.isprintable() else "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
