"""Finds credentials of our types in the Entries of a report. A scanner process looks, as at any bytes; the name of the
report's rule is context.

    dsn = "postgresql://..."      what the report has around the value, as it stood
    Postgres = "postgresql://..." under the rule's name, or the part's: some types are known only by their name
    postgresql://...              alone

Where nothing of a known type is in it, or it hides its value, the place that it names is read again, and what stands
on those lines counts. What it shows is that source's, where the same stands at that place in one of stanch.toml: it can
be looked for there again (`stanch cleanup`), and what sees it is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from agent.found import Chunk, FilePart, Finding, GitPart, Occurrence, Text, TextsPart, Visibility
from agent.reports.forms import REPORT, Entry
from agent.reports.places import Root, find, reaches
from agent.scan.names import without_values
from agent.scan.wire import Result
from detectors.base import Confidence

_NAME: Final = re.compile(r"[^A-Za-z0-9]+")
_LONGEST: Final = 1 << 20  # characters of one entry that are looked at


class Scanner(Protocol):
    async def scan(self, chunk: Chunk) -> Result: ...


@dataclass(frozen=True, slots=True)
class Matched:
    """`why`: it holds nothing that is known, in words; "" where `findings` are what it holds."""

    entry: Entry
    findings: tuple[Finding, ...] = ()
    why: str = ""


async def match(scanner: Scanner, entry: Entry, roots: Sequence[Root]) -> Matched:
    shown = () if entry.hidden else await _shown(scanner, entry)
    if any(_typed(one) for one in shown):
        found = [one for one in shown if _typed(one)]
        there = await _again(scanner, entry, roots) if any(one.kind for one in roots) else ((), "")
        same = {one.canonical: one for one in there[0] if not one.occurrence.source.startswith(REPORT)}
        return Matched(entry, tuple(same.get(one.canonical, one) for one in found))
    again, lacking = await _again(scanner, entry, roots)
    found = [one for one in again if _typed(one)] or list(again) or list(shown)
    if found:
        return Matched(entry, tuple(found[: None if _typed(found[0]) else 1]))
    if not entry.hidden:
        return Matched(entry, why=f"its value alone is of no kind that is known, and {lacking}")
    return Matched(entry, why=f"the report hides its value, and {lacking}")


async def _shown(scanner: Scanner, entry: Entry) -> Sequence[Finding]:
    """In what the report shows, at the place that it names."""
    text = Text("report", "\n".join(_lines(entry))[:_LONGEST].encode(errors="replace"), below=entry.path)
    found = await _scanned(scanner, TextsPart((text,)), f"{REPORT}{entry.tool})", Visibility.UNKNOWN)
    return list({one.canonical: _placed(one, entry) for one in reversed(found)}.values())[::-1]


def _lines(entry: Entry) -> Iterable[str]:
    if entry.around:
        yield entry.around
    for name, value in entry.values:
        if '"' not in value and "\n" not in value:
            yield f'{_NAME.sub("_", name or entry.rule)} = "{value}"'
    yield from (value for _, value in entry.values)


def _placed(finding: Finding, entry: Entry) -> Finding:
    """Where the report says that it stands; its bytes are not told."""
    place = replace(
        finding.occurrence,
        path=without_values(entry.path),
        line=max(entry.line, 1),
        end_line=max(entry.end_line, 1),
        start=0,
        end=0,
        commit=entry.commit,
        author=None if entry.author is None else without_values(entry.author),
        lines=(0, 0),
    )
    return replace(finding, occurrence=place, span=(0, 0))


async def _again(scanner: Scanner, entry: Entry, roots: Sequence[Root]) -> tuple[Sequence[Finding], str]:
    """At the place itself: what stands on the lines that the report names; or, in words, why there is nothing."""
    if not roots:
        return (), "without --root nobody knows where its place is"
    if not entry.path or entry.line < 1:
        return (), f"it names no {'line' if entry.path else 'file'}"
    meant = await find(roots, entry)
    if meant is None:
        return (), f"there is no such file below --root or a source{' in that commit' if entry.commit else ''}"
    root, part = meant
    found = await _scanned(scanner, part, root.source or f"{REPORT}{entry.tool})", root.visibility)
    there = [one for one in found if _is_on(one.occurrence, entry)]
    if there:
        return there, ""
    if not await reaches(part, entry.line):
        return (), f"its file, which is there, has no line {entry.line}"
    return (), "nothing at its place, which is there, is recognised as a credential"


def _is_on(seen: Occurrence, entry: Entry) -> bool:
    """Of a pair a report may name the line of either part."""
    lines = ((seen.line, seen.end_line), seen.stands)
    return any(first <= entry.end_line and entry.line <= last for first, last in lines)


async def _scanned(
    scanner: Scanner, part: TextsPart | FilePart | GitPart, source: str, visibility: Visibility
) -> Sequence[Finding]:
    """Each credential once."""
    result = await scanner.scan(Chunk(source, visibility, backlog=False, part=part))
    return list({(one.canonical, one.occurrence.line): one for one in reversed(result.findings)}.values())[::-1]


def _typed(finding: Finding) -> bool:
    return finding.confidence is not Confidence.LEAD
