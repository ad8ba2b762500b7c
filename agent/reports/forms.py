"""The formats of other scanners' reports, as far as they are read: everything else in a report is passed over.

kingfisher   {"findings": [{"rule": {...}, "finding": {...}}]}, or such a finding a line
             https://github.com/mongodb/kingfisher
gitleaks     [{"RuleID", "Match", "Secret", "File", "StartLine", "Commit"}]; Betterleaks 1 writes the same
             https://github.com/gitleaks/gitleaks#reporting
betterleaks  {"findings": [{"rule_id", "match": {...}, "location": {...}}]}, or {"finding": {...}} a line: version 2
             https://github.com/betterleaks/betterleaks
trufflehog   a line each: {"DetectorName", "Raw", "RawV2", "SourceMetadata": {"Data": {"Git": {...}}}}
             https://github.com/trufflesecurity/trufflehog
ggshield     {"entities_with_incidents": [...]}, also below "scans", one a commit
             https://docs.gitguardian.com/ggshield-docs/reference/secret/scan/path
sarif        runs, results, locations; the value is in a snippet, if anywhere
             https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html

Over 300 lines: six formats, and what reads each is a table of its fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlsplit

import msgspec

_HIDDEN: Final = re.compile(r"redacted|\*{3,}|\u2026|\.{3}\Z|\A\s*\Z", re.IGNORECASE)
REPORT: Final = "report ("  # how the source of what stands in no source begins
_LAST: Final = 2**31  # line
_NAME: Final = 500  # characters of an author
_COMMIT: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a report tells of. `index`: which one, from 1 (of JSON Lines: the line).

    `values`: (name, value) of each part that it shows; `around`: what stands around them. `line` 0: not told.
    """

    index: int
    tool: str
    rule: str
    path: str
    line: int
    end_line: int
    values: tuple[tuple[str, str], ...] = field(repr=False)
    around: str = field(default="", repr=False)
    commit: str | None = None
    author: str | None = None

    @property
    def hidden(self) -> bool:
        """Does it keep its value to itself?"""
        return not self.values or any(_HIDDEN.search(value) for _, value in self.values)


class Gitleaks(msgspec.Struct, frozen=True):
    RuleID: str
    File: str
    Secret: str = ""
    Match: str = ""
    StartLine: int = 0
    EndLine: int = 0
    Commit: str | None = ""
    Author: str | None = ""
    Email: str | None = ""

    def entries(self, index: int) -> Iterator[Entry]:
        yield _entry(
            index,
            "gitleaks",
            self.RuleID,
            self.File,
            (self.StartLine, self.EndLine),
            {"": self.Secret},
            around=self.Match,
            commit=self.Commit,
            author=_author(self.Author, self.Email),
        )


class _Match(msgspec.Struct, frozen=True):
    full: str = ""
    value: str = ""


class _Span(msgspec.Struct, frozen=True):
    path: str = ""
    start_line: int = 0
    end_line: int = 0


class _Component(msgspec.Struct, frozen=True):
    rule_id: str
    match: _Match = _Match()
    location: _Span = _Span()


class _ComponentSet(msgspec.Struct, frozen=True):
    components: list[_Component] | None = None


class Betterleaks(msgspec.Struct, frozen=True):
    """`component_sets`: what belongs to it, such as the secret of an id; each set is another guess."""

    rule_id: str
    match: _Match
    location: _Span = _Span()
    attributes: dict[str, object] | None = None
    component_sets: list[_ComponentSet] | None = None

    def entries(self, index: int) -> Iterator[Entry]:
        components = [one for guess in self.component_sets or () for one in guess.components or ()]
        shown = [self.match, *(one.match for one in components)]
        spans = [self.location, *(one.location for one in components if one.location.path == self.location.path)]
        yield _entry(
            index,
            "betterleaks",
            self.rule_id,
            self.location.path,
            (min(one.start_line for one in spans), max(one.end_line for one in spans)),
            {"": self.match.value} | {one.rule_id: one.match.value for one in components},
            around="\n".join(one.full for one in shown),
            commit=self._attribute("git.sha"),
            author=_author(self._attribute("git.author_name"), self._attribute("git.author_email")),
        )

    def _attribute(self, name: str) -> str:
        found = (self.attributes or {}).get(name)
        return found if isinstance(found, str) else ""


class BetterleaksLine(msgspec.Struct, frozen=True):
    finding: Betterleaks

    def entries(self, index: int) -> Iterator[Entry]:
        return self.finding.entries(index)


class _Rule(msgspec.Struct, frozen=True):
    name: str = ""
    id: str = ""


class _Person(msgspec.Struct, frozen=True):
    name: str = ""
    email: str = ""


class _KingfisherCommit(msgspec.Struct, frozen=True):
    id: str = ""
    author: _Person = _Person()


class _Path(msgspec.Struct, frozen=True):
    path: str = ""


class _GitMetadata(msgspec.Struct, frozen=True):
    commit: _KingfisherCommit = _KingfisherCommit()
    file: _Path = _Path()


class _KingfisherFinding(msgspec.Struct, frozen=True):
    path: str
    snippet: str = ""
    line: int = 0
    git_metadata: _GitMetadata | None = None


class Kingfisher(msgspec.Struct, frozen=True):
    rule: _Rule
    finding: _KingfisherFinding

    def entries(self, index: int) -> Iterator[Entry]:
        found, git = self.finding, self.finding.git_metadata or _GitMetadata()
        yield _entry(
            index,
            "kingfisher",
            self.rule.name or self.rule.id,
            git.file.path or found.path,
            (found.line, found.line + found.snippet.count("\n")),
            {"": found.snippet},
            commit=git.commit.id,
            author=_author(git.commit.author.name, git.commit.author.email),
        )


class _Where(msgspec.Struct, frozen=True):
    file: str = ""
    path: str = ""
    line: int = 0
    commit: str = ""
    email: str = ""


class _Data(msgspec.Struct, frozen=True):
    Data: dict[str, _Where]


class Trufflehog(msgspec.Struct, frozen=True):
    DetectorName: str
    SourceMetadata: _Data
    Raw: str = ""
    RawV2: str = ""

    def entries(self, index: int) -> Iterator[Entry]:
        where = next(iter(self.SourceMetadata.Data.values()), _Where())
        # Both parts of what has two: an id, then its secret.
        longer = self.RawV2 if self.Raw in self.RawV2 else f"{self.Raw}\n{self.RawV2}"
        yield _entry(
            index,
            "trufflehog",
            self.DetectorName,
            where.file or where.path,
            (where.line, where.line),
            {"": self.Raw},
            around=longer,
            commit=where.commit,
            author=where.email,
        )


class _Occurrence(msgspec.Struct, frozen=True):
    match: str = ""
    type: str = ""
    line_start: int | None = 0
    line_end: int | None = 0


class _Incident(msgspec.Struct, frozen=True):
    occurrences: list[_Occurrence]
    type: str = ""


class _Entity(msgspec.Struct, frozen=True):
    incidents: list[_Incident]
    filename: str = ""


class _Scan(msgspec.Struct, frozen=True):
    id: str = ""
    entities_with_incidents: list[_Entity] = []


class Ggshield(msgspec.Struct, frozen=True):
    id: str = ""
    entities_with_incidents: list[_Entity] = []
    scans: list[_Scan] = []

    def entries(self, index: int) -> Iterator[Entry]:
        for scan in (_Scan(self.id, self.entities_with_incidents), *self.scans):
            for entity in scan.entities_with_incidents:
                for incident in entity.incidents:
                    lines = [one.line_start or 0 for one in incident.occurrences] or [0]
                    ends = [one.line_end or 0 for one in incident.occurrences] or [0]
                    # The parts of one credential: each has a name.
                    values = {one.type: one.match for one in incident.occurrences}
                    yield _entry(
                        *(index, "ggshield", incident.type, entity.filename, (min(lines), max(ends)), values),
                        commit=scan.id,
                    )
                    index += 1


class _SarifText(msgspec.Struct, frozen=True):
    text: str = ""


class _Region(msgspec.Struct, frozen=True, rename="camel"):
    start_line: int = 0
    end_line: int = 0
    snippet: _SarifText = _SarifText()


class _Artifact(msgspec.Struct, frozen=True):
    uri: str = ""


class _Physical(msgspec.Struct, frozen=True, rename="camel"):
    artifact_location: _Artifact = _Artifact()
    region: _Region = _Region()


class _Location(msgspec.Struct, frozen=True, rename="camel"):
    physical_location: _Physical = _Physical()


class _SarifResult(msgspec.Struct, frozen=True, rename="camel"):
    rule_id: str = ""
    locations: list[_Location] = []
    partial_fingerprints: dict[str, str] = {}


class _SarifRun(msgspec.Struct, frozen=True):
    results: list[_SarifResult] | None = None


class Sarif(msgspec.Struct, frozen=True):
    runs: list[_SarifRun]

    def entries(self, index: int) -> Iterator[Entry]:
        for run in self.runs:
            for result in run.results or ():
                for location in result.locations or [_Location()]:
                    place = location.physical_location
                    region, marks = place.region, result.partial_fingerprints
                    yield _entry(
                        index,
                        "sarif",
                        result.rule_id,
                        _of_uri(place.artifact_location.uri),
                        (region.start_line, region.end_line),
                        {"": region.snippet.text},
                        commit=marks.get("commitSha"),
                        author=_author(marks.get("author"), marks.get("email")),
                    )
                index += 1


def _entry(  # noqa: PLR0913 - as many as a report says
    index: int,
    tool: str,
    rule: str,
    path: str,
    lines: tuple[int, int],
    values: Mapping[str, str],
    *,
    around: str = "",
    commit: str | None = None,
    author: str | None = None,
) -> Entry:
    shown = tuple((name, value) for name, value in values.items() if value)
    first, last = (min(max(line, 0), _LAST) for line in lines)
    oid = commit if commit and _COMMIT.fullmatch(commit) else None
    path = path.removeprefix("./")
    return Entry(index, tool, rule, path, first, max(first, last), shown, around, oid, (author or "")[:_NAME] or None)


def _author(name: str | None, email: str | None) -> str:
    return f"{name} <{email}>" if name and email else name or email or ""


def _of_uri(uri: str) -> str:
    with suppress(ValueError):  # it is none
        parts = urlsplit(uri)
        return unquote(parts.path if parts.scheme == "file" else uri)
    return uri
