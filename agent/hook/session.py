"""Scanners, asked about texts of one push: in the daemon for a hook that is connected, or in the hook itself."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from agent.found import MADE_UP, Chunk, Debt, Finding, Text, TextsPart, Visibility
from agent.hook.wire import Hit, Seen
from agent.scan.names import without_values
from agent.scan.wire import Result
from detectors.base import Confidence

_AT: Final = re.compile(r"[0-9]+")
_KEPT: Final = 2000  # findings of one push that can be let through


class Scanner(Protocol):
    async def scan(self, chunk: Chunk) -> Result: ...


@dataclass
class Session:
    """`source`, `visibility`: as what is found is filed, should it be let through. `kept`: that, by mark.

    `allowed`: what a comment lets in, by mark.
    """

    scanner: Scanner
    source: str
    visibility: Visibility = Visibility.UNKNOWN
    kept: dict[str, Finding] = field(default_factory=dict)
    allowed: dict[str, Finding] = field(default_factory=dict)
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    async def look(self, texts: Sequence[Text]) -> Seen:
        # A scanner knows them by their numbers, so that each finding leads back to its text.
        numbered = tuple(replace(text, label=str(at), below=text.place) for at, text in enumerate(texts))
        chunk = Chunk(self.source, self.visibility, backlog=False, part=TextsPart(numbered))
        result = await self.scanner.scan(chunk)
        return Seen(tuple(self._hits(texts, result.findings)), tuple(_owed(texts, result.debts)))

    def _hits(self, texts: Sequence[Text], findings: Iterable[Finding]) -> Iterable[Hit]:
        for one in findings:
            if one.suppressed == MADE_UP:
                continue  # nobody let it in: there is nothing to tell
            at, path = _placed(texts, one.occurrence.path)
            mark = hmac.new(self._key, one.canonical.encode(), hashlib.sha256).hexdigest()[:32]
            kept = self.allowed if one.suppressed else self.kept
            if len(kept) < _KEPT:
                kept.setdefault(mark, replace(one, occurrence=replace(one.occurrence, path=path)))
            yield Hit(
                at=at,
                mark=mark,
                typed=one.confidence is not Confidence.LEAD,
                what=one.preview,
                path=path,
                line=one.occurrence.stands[0],
                commit=one.occurrence.commit,
                allowed=one.suppressed,
            )


def _placed(texts: Sequence[Text], path: str) -> tuple[int, str]:
    """The number of a text that a scanner names, and its own name; with the member of a container that was meant."""
    found = _AT.match(path)
    at = int(found[0]) if found else 0
    return at, without_values(texts[at].label + path[found.end() if found else 0 :])


def _owed(texts: Sequence[Text], debts: Iterable[Debt]) -> Iterable[tuple[str, str]]:
    return ((_placed(texts, debt.path)[1], debt.reason) for debt in debts)
