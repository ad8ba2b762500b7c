"""Bytes of a report to Entries. What cannot be understood is named by its index, and the rest is read.

Bounded: bytes, and how many values a JSON text can become (a few megabytes of brackets are gigabytes of lists). Only
what forms.py names is ever built; nesting that is too deep is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import msgspec

from agent.complaint import Complaint
from agent.json_errors import json_error
from agent.reports.forms import Betterleaks, BetterleaksLine, Entry, Ggshield, Gitleaks, Kingfisher, Sarif, Trufflehog

LARGEST: Final = 64 << 20  # bytes
_MOST_VALUES: Final = 4_000_000
_MOST: Final = 100_000  # entries
_KNOWN: Final = "Kingfisher and Betterleaks (JSON, JSONL), Gitleaks (JSON), TruffleHog (JSONL), ggshield (JSON), SARIF"
# What Kingfisher and Betterleaks say of their run.
_BESIDES: Final = frozenset({"audit", "metadata", "findings_by_rule", "scan"})
_Form = Gitleaks | Betterleaks | BetterleaksLine | Kingfisher | Trufflehog | Ggshield | Sarif


_LONE: Final = re.compile(rb"\\u[dD][89a-fA-F]")
_ESCAPES: Final = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<lone>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


class _Findings(msgspec.Struct, frozen=True):
    findings: msgspec.Raw


@dataclass
class Report:
    """`problems`: (index, why) of what could not be understood."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)


def read(raw: bytes) -> Report:
    """Raises Complaint for what is no report, or too much of one."""
    if len(raw) > LARGEST:
        message = f"it is larger than {LARGEST >> 20} MiB: hand it over in parts"
        raise Complaint(message)
    if sum(map(raw.count, (b"[", b"{", b","))) > _MOST_VALUES:
        message = f"it has more than {_MOST_VALUES} values: this is no report of findings"
        raise Complaint(message)
    found = Report()
    for index, one in _documents(_sound(raw.removeprefix(b"\xef\xbb\xbf").rstrip())):
        try:
            form = _form(one)
            found.entries += form.entries(index) if form else ()
        except msgspec.MsgspecError as error:
            found.problems.append((index, _why(error)))
        except RecursionError:
            found.problems.append((index, "it is nested too deeply"))
        if len(found.entries) > _MOST:
            message = f"it tells of more than {_MOST} findings: hand it over in parts"
            raise Complaint(message)
    if found.problems and not found.entries:
        index, why = found.problems[0]
        message = f"this is no report that is known (entry {index}: {why}); known are {_KNOWN}"
        raise Complaint(message)
    return found


def _sound(raw: bytes) -> bytes:
    """Without what no text can hold, for which a whole report would be refused: it was U+FFFD to begin with."""
    if not raw.isascii():
        raw = raw.decode(errors="replace").encode()
    if _LONE.search(raw) is None:
        return raw
    return _ESCAPES.sub(lambda found: rb"\ufffd" if found["lone"] else found[0], raw)


def _documents(raw: bytes) -> Iterator[tuple[int, bytes | msgspec.Raw]]:
    """The items of a list, or of a document's list of findings; else the whole, or each line."""
    if raw.lstrip()[:1] == b"[":
        yield from enumerate(_listed(raw), 1)
        return
    lines, reason = [raw], ""
    try:
        msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    except RecursionError:
        lines = raw.splitlines()
    except msgspec.MsgspecError as error:
        lines = raw.splitlines()
        reason = json_error(raw, error) if _is_laid_out(raw.lstrip()) else ""
    if reason:
        raise _unknown(reason)
    for number, line in enumerate(lines, 1):
        if line.strip():
            listed = _findings(line)
            yield from enumerate(listed, 1) if listed is not None else [(number, line)]


def _findings(raw: bytes) -> Iterable[msgspec.Raw] | None:
    """Kingfisher's or Betterleaks', of a document that has them in a list."""
    with suppress(msgspec.MsgspecError, RecursionError):
        found = msgspec.json.decode(raw, type=_Findings).findings
        if bytes(found)[:1] == b"[":
            return _listed(found)
    return None


def _listed(raw: bytes | msgspec.Raw) -> Iterable[msgspec.Raw]:
    reason = ""
    try:
        return msgspec.json.decode(raw, type=list[msgspec.Raw])
    except msgspec.MsgspecError as error:
        reason = json_error(bytes(raw), error)
    except RecursionError:
        reason = "it is nested too deeply"
    raise _unknown(reason)


def _unknown(reason: str) -> Complaint:
    return Complaint(f"this is no report that is known ({reason}); known are {_KNOWN}")


def _is_laid_out(raw: bytes) -> bool:
    """Is it one document over several lines? Of JSON lines, the first is whole."""
    first, _, rest = raw.partition(b"\n")
    try:
        msgspec.json.decode(first, type=msgspec.Raw)
    except msgspec.MsgspecError:
        return first[:1] == b"{" and bool(rest.strip())
    return False


def _form(raw: bytes | msgspec.Raw) -> _Form | None:
    """Which of them it is, by what it has. None: what a tool says besides its findings."""
    keys = msgspec.json.decode(raw, type=dict[str, msgspec.Raw]).keys()
    kind: type[_Form]
    if "RuleID" in keys:
        kind = Gitleaks
    elif "rule_id" in keys:
        kind = Betterleaks
    elif "finding" in keys:
        kind = BetterleaksLine if "schema_version" in keys else Kingfisher
    elif "DetectorName" in keys:
        kind = Trufflehog
    elif "runs" in keys:
        kind = Sarif
    elif {"entities_with_incidents", "scans", "total_incidents"} & keys:
        kind = Ggshield
    elif _BESIDES & keys:
        return None
    else:
        message = "no finding of a scanner that is known"
        raise msgspec.ValidationError(message)
    return msgspec.json.decode(raw, type=kind)


def _why(error: msgspec.MsgspecError) -> str:
    """Msgspec names keys and types, and repeats no value but a word of ours."""
    return str(error) if isinstance(error, msgspec.ValidationError) else "it is no JSON"
