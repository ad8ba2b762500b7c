"""What a scan found as JSON Lines: a finding a line, and a last line that sums up. Pure; a value only if asked for.

    {"type": "postgres-url", "confidence": "typed", "path": ..., "line": 3, "end_line": 3, "start": 71, "end": 84,
     "fingerprint": ..., "preview": ..., "parts": ["role", "password"]}      of a repository also: commit, author, ...
    {"summary": {"findings": 1, "credentials": 1, "leads": 0, "bytes": 4096, "seconds": 0.2, "coverage": ..., ...}}

A finding is a credential or a lead at one place: `findings` counts places, the others what is told apart.

`start` and `end` are bytes of the value in the file as it is stored (of a version in history: of that version),
`line` and `end_line` the lines on which these stand. Where these bytes say nothing, as when only a report shows the
value, both are null. The same fingerprint is the same credential, within one scan: a bare scan's keys are thrown away.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from agent.found import Debt, Finding
from detectors.base import Confidence

LEAD = "lead"


def line(finding: Finding, value: str | None = None) -> str:
    """`value`: of the first secret part, where somebody asked for it."""
    place = finding.occurrence
    first, last = place.stands
    whole = finding.span != (0, 0)
    row: dict[str, object] = {
        "type": finding.type or LEAD,
        "confidence": finding.confidence.value,
        "path": place.path,
        "line": first,
        "end_line": last,
        "start": finding.span[0] if whole else None,
        "end": finding.span[1] if whole else None,
        "fingerprint": finding.canonical,
        "preview": finding.preview,
        "parts": list(finding.fingerprints),
        "source": place.source,
    }
    if place.commit is not None:
        row["commit"] = place.commit
        row["author"] = place.author
        row["committed_at"] = place.committed_at.isoformat() if place.committed_at else None
    if finding.suppressed:
        row["suppressed"] = finding.suppressed
    if value is not None:
        row["value"] = value
    return json.dumps(row)


def number_of_leads(places: Sequence[Sequence[Finding]]) -> int:
    return sum(several[0].confidence is Confidence.LEAD for several in places)


def summary(
    places: Sequence[Sequence[Finding]],
    debts: Sequence[Debt],
    notes: Sequence[str],
    suppressed: Mapping[str, int],
    *,
    size: int,
    seconds: float,
) -> str:
    """`places`: of each credential, and of each lead. `size`: bytes.

    `suppressed`: how many findings were left out, by reason.
    """
    leads = number_of_leads(places)
    told = {
        "findings": sum(map(len, places)),
        "credentials": len(places) - leads,
        "leads": leads,
        "bytes": size,
        "seconds": round(seconds, 3),
        "coverage": "partial" if debts else "complete",
        "not_read": [{"path": debt.path, "reason": debt.reason} for debt in debts],
        "suppressed": dict(suppressed),
        "notes": list(notes),
    }
    return json.dumps({"summary": told})
