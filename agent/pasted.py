"""A value that a person pasted goes the way of one that a scanner found: the daemon's half of `stanch check -`.

    command: value --sealed with the daemon's public key--> control socket --> here: opened, named, filed as a Finding
                                                                       --> the ledger's intake --> responder

The value crosses the socket sealed and nothing else of it does, so that the command needs no key of ours: fingerprints
are made here. The place of it is "pasted", by whom; what visibility it has, nobody knows unless the person says so: a
new incident is then as urgent as a public one, and to ask about one that exists makes it no more urgent.
A bare value without a type is taken only where the inventory or an incident knows it: whatever somebody happened to
have copied becomes no lead. What `stanch ingest` hands over from a report crosses in the same way, with its place.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec

from agent.complaint import Complaint
from agent.found import Finding, Occurrence, Visibility
from agent.response.people import People
from agent.scan.names import without_values
from agent.seal import CannotOpenError, ScannerKeys
from detectors.base import Confidence, CredentialType, Parts
from detectors.registry import TYPES

SOURCE: Final = "pasted"
_VALUE: Final = "value"


class Reported(msgspec.Struct, frozen=True):
    """Where a report says that something stands."""

    source: str
    path: str
    line: int
    end_line: int
    commit: str | None
    author: str | None
    start: int = 0
    end: int = 0
    stands: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Pasted:
    """For the control socket: what is not about a pasted value goes on to `people`. `known`: the inventory's word."""

    people: People
    known: Callable[[Iterable[str]], str | None]

    async def handle(self, verb: str, person: str, arguments: Mapping[str, Any]) -> str:
        """Raises Complaint."""
        match verb:
            case "sealing-key":
                scanner = self.people.responder.keys.scanner
                return json.dumps({"public": scanner.public.hex()})
            case "paste":
                return json.dumps(await self._paste(person, arguments))
            case "report":
                return json.dumps(await self._report(arguments))
            case _:
                return await self.people.handle(verb, person, arguments)

    async def _paste(self, person: str, arguments: Mapping[str, Any]) -> list[dict[str, object]]:
        """File it, and have it asked about now; with `revoke`, also note that this person asks for its revocation."""
        responder = self.people.responder
        kind, parts = self._opened(arguments)
        visibility, confidence = _words(arguments)
        place = _place(kind, parts, person, visibility)
        finding = _finding(responder.keys.scanner, kind, parts, place, confidence)
        finding = replace(finding, exposes=visibility is not None)
        marks = (finding.canonical, *(finding.fingerprints.values() if kind is None else ()))
        if kind is None and self.known(marks) is None and not await responder.ledger.holders(marks):
            message = "it is of no type that Stanch recognises; name it with --type (`stanch rules list` lists them)"
            raise Complaint(message)
        await responder.ledger.submit([finding], None, at=responder.clock())
        verb = "request" if arguments.get("revoke") else "recheck"
        reason = str(arguments.get("reason", ""))
        return [
            {"incident": number, "said": await self._ask(verb, person, number, reason)}
            for number in await responder.ledger.holders(marks)
        ]

    async def _report(self, arguments: Mapping[str, Any]) -> Sequence[int]:
        """File what another scanner found, at the place that its report names (`stanch ingest`): as one of ours would
        be. Which incidents it belongs to.
        """
        responder = self.people.responder
        kind, parts = self._opened(arguments)
        visibility, confidence = _words(arguments)
        seen = _reported(arguments, kind, parts, visibility or Visibility.UNKNOWN)
        finding = _finding(responder.keys.scanner, kind, parts, seen, confidence)
        finding = replace(finding, exposes=seen.visibility is not Visibility.UNKNOWN)
        await responder.ledger.submit([finding], None, at=responder.clock())
        self.people.ring()
        marks = (finding.canonical, *(finding.fingerprints.values() if kind is None else ()))
        return await responder.ledger.holders(marks)

    def _opened(self, arguments: Mapping[str, Any]) -> tuple[CredentialType | None, Parts]:
        """What it is and its parts; every part that makes the credential is there, and none that the type lacks."""
        name = arguments.get("type")
        kind = None if name is None else TYPES.get(str(name))
        try:
            sealed = base64.b64decode(str(arguments.get("sealed", "")), validate=True)
            parts = self.people.responder.keys.open(sealed)
        except (CannotOpenError, binascii.Error, ValueError):
            parts = {}
        wanted = set(kind.identity) if kind else {_VALUE}
        allowed = set(kind.parts) if kind else {_VALUE}
        if (name is not None and kind is None) or not wanted <= parts.keys() <= allowed or not all(parts.values()):
            message = "this is no credential, or not sealed with the key of this daemon: ask again"
            raise Complaint(message)
        return kind, parts

    async def _ask(self, verb: str, person: str, number: int, reason: str) -> str:
        """What a person decided about it stands, and is no reason to refuse the value."""
        try:
            return await self.people.handle(verb, person, {"incident": number, "reason": reason})
        except Complaint as complaint:
            return str(complaint)


def _words(arguments: Mapping[str, Any]) -> tuple[Visibility | None, Confidence]:
    said = arguments.get("visibility")
    try:
        visibility = None if said is None else Visibility(said)
        confidence = Confidence(arguments.get("confidence", Confidence.CONTEXT.value))
    except ValueError:
        pass
    else:
        return visibility, confidence
    message = "this is no visibility and no confidence of ours: ask again with a command of the same version"
    raise Complaint(message)


def _place(kind: CredentialType | None, parts: Parts, person: str, visibility: Visibility | None) -> Occurrence:
    host = kind.named(parts) if kind else None
    seen = f", seen where it is {visibility.value}" if visibility else ""
    return Occurrence(
        source=SOURCE,
        # Another host is another place: it can select a System. So is what somebody says of who could see it.
        path=f"by {person}{f', for {host}' if host else ''}{seen}",
        line=1,
        end_line=1,
        start=0,
        end=0,
        commit=None,
        author=None,
        committed_at=None,
        visibility=visibility or Visibility.UNKNOWN,
        host_hint=host,
    )


def _reported(
    arguments: Mapping[str, Any], kind: CredentialType | None, parts: Parts, visibility: Visibility
) -> Occurrence:
    """Raises Complaint."""
    try:
        place = msgspec.convert(arguments.get("place"), Reported)
    except msgspec.ValidationError:
        place = None
    if place is None:
        message = "this names no place: ask again with a command of the same version"
        raise Complaint(message)
    return Occurrence(
        source=without_values(place.source),
        path=without_values(place.path),
        line=place.line,
        end_line=place.end_line,
        start=place.start,  # as a source's own look tells it: the same place is not counted twice
        end=place.end,
        commit=place.commit,
        author=None if place.author is None else without_values(place.author),
        committed_at=None,
        visibility=visibility,
        host_hint=kind.named(parts) if kind else None,
        lines=place.stands,
    )


def _finding(
    keys: ScannerKeys, kind: CredentialType | None, parts: Parts, seen: Occurrence, confidence: Confidence
) -> Finding:
    preview = kind.preview(parts) if kind else f"Lead (pasted, {len(parts[_VALUE])} characters)"
    return Finding(
        type=kind.name if kind else None,
        confidence=confidence if kind else Confidence.LEAD,
        fingerprints=keys.parts(parts),
        canonical=keys.canonical(kind, parts) if kind else keys.lead(parts[_VALUE]),
        key_id=keys.key_id,
        sealed=keys.seal(parts),
        preview="".join(letter if letter.isprintable() else "\ufffd" for letter in preview),
        occurrence=seen,
        backlog=False,
    )
