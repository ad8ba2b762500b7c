"""What a scan found as SARIF 2.1.0, for code-scanning pages and editors. Pure; never a character of a value.

    credential type -> rule        place of a credential -> result        not read -> notification, executionSuccessful

A result of a commit carries a partial fingerprint, of the commit and the place in it, neither of which ever changes.
One of a file carries none: lines move, and whoever shows results makes a better one from the file's content. (The keyed
fingerprints of a bare scan die with its keys, so they would match nothing.)
https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import quote

from agent.found import Debt, Finding, Occurrence
from agent.scan.allow import is_comment
from agent.scan.names import without_values
from agent.sources.sieve import Sieve
from detectors.base import Confidence
from detectors.registry import TYPES

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEAD: Final = "lead"
_LEVELS: Final = {
    Confidence.CHECKSUMMED: "error",
    Confidence.TYPED: "error",
    Confidence.CONTEXT: "warning",
    Confidence.LEAD: "note",
}
_HELP: Final = "End it at its provider, then take it out of the file: what was pushed or shown once is known."

# A byte that is no text, as a path is shown.
_ESCAPED: Final = re.compile(rb"\\(?:x|udc)([89a-f][0-9a-f])")

Object = dict[str, Any]


def document(
    found: Iterable[Sequence[Finding]],
    left: Iterable[Finding],
    debts: Sequence[Debt],
    sources: Sequence[Sieve],
    *,
    notes: Sequence[str],
    code: int,
    began: datetime,
    ended: datetime,
) -> str:
    """`found`: the places of each credential. `left`: what is left out, told as suppressed. `notes`: what a person is
    told besides. `code`: the exit code.
    """
    roots = list(dict.fromkeys(source.root for source in sources))
    bases = {root: f"ROOT{number or ''}" for number, root in enumerate(roots)}
    by_name = {source.name: source for source in sources}
    told = [_notice("error", f"not read: {debt.path}: {debt.reason}") for debt in debts]
    told += [_notice("note", note) for note in notes]
    # Now, since the operator's own rules are among them by now.
    titles = {**{name: kind.title for name, kind in TYPES.items()}, LEAD: "What looks like a credential"}
    numbers = {name: number for number, name in enumerate(titles)}
    run = {
        "tool": {"driver": {"name": "Stanch", "version": version("stanch"), "rules": _rules(titles)}},
        "invocations": [
            {
                "executionSuccessful": not debts,
                "exitCode": code,
                "startTimeUtc": _stamp(began),
                "endTimeUtc": _stamp(ended),
                "toolExecutionNotifications": told,
            }
        ],
        "originalUriBaseIds": {base: {"uri": without_values(_folder(root))} for root, base in bases.items()},
        "versionControlProvenance": [
            {
                "repositoryUri": without_values(_folder(source.root / source.repository)),
                "mappedTo": {"uriBaseId": bases[source.root]}
                | ({"uri": f"{_relative(without_values(source.repository))}/"} if source.repository else {}),
            }
            for source in sources
            if source.repository is not None
        ],
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, numbers, by_name, bases) for one in chain(chain.from_iterable(found), left)],
    }
    return json.dumps(_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}), indent=1)


def _rules(titles: Mapping[str, str]) -> list[Object]:
    return [
        {"id": name, "shortDescription": {"text": title}, "help": {"text": _HELP}} for name, title in titles.items()
    ]


def _result(
    finding: Finding, numbers: Mapping[str, int], sources: Mapping[str, Sieve], bases: Mapping[Path, str]
) -> Object:
    seen = finding.occurrence
    source = sources[seen.source]
    rule = finding.type or LEAD
    uri = _relative(without_values(source.below(seen.path)))
    result: Object = {
        "ruleId": rule,
        "ruleIndex": numbers[rule],
        "level": _LEVELS[finding.confidence],
        "message": {"text": finding.preview + (f" in commit {seen.commit[:10]}" if seen.commit else "")},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": uri, "uriBaseId": bases[source.root]},
                    "region": _region(seen),
                }
            }
        ],
    }
    if seen.commit:
        place = json.dumps([rule, uri, seen.commit, seen.line, seen.start, seen.end_line, seen.end])
        result["partialFingerprints"] = {"stanchCommitPlace/v1": hashlib.sha256(place.encode()).hexdigest()}
        at = _stamp(seen.committed_at) if seen.committed_at else None
        result["properties"] = {"commit": seen.commit, "author": seen.author, "committedAt": at}
    if finding.suppressed:
        kind = "inSource" if is_comment(finding.suppressed) else "external"
        result["suppressions"] = [{"kind": kind, "justification": finding.suppressed}]
    return result


def _region(seen: Occurrence) -> Object:
    """The columns are those of all that tells of the value: where other parts stand on other lines, whole lines."""
    first, last = seen.stands
    if (first, last) != (seen.line, seen.end_line):
        return {"startLine": first, "endLine": last}
    return {"startLine": first, "startColumn": seen.start + 1, "endLine": last, "endColumn": seen.end + 1}


def _notice(level: str, words: str) -> Object:
    return {"level": level, "message": {"text": words}}


def _relative(path: str) -> str:
    """A URI that stays below its base: a hostile tree may name its folders as it likes."""
    segments = [f"({part})" if part in {"", ".", ".."} else part for part in path.split("/")]
    raw = "/".join(segments).encode("utf-8", "backslashreplace")
    return quote(_ESCAPED.sub(lambda byte: bytes.fromhex(byte[1].decode()), raw), safe="/")


def _folder(path: Path) -> str:
    """Of a file, the folder that it is in."""
    whole = path.absolute()
    uri = (whole if os.path.isdir(whole) else whole.parent).as_uri()  # noqa: PTH112 - Path's own raises
    return uri if uri.endswith("/") else f"{uri}/"


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _text(value: object) -> object:
    """With every string as valid text, whatever bytes a path was made of."""
    match value:
        case str():
            return value.encode("utf-8", "backslashreplace").decode()
        case list():
            return [_text(item) for item in value]
        case dict():
            return {_text(name): _text(item) for name, item in cast("Object", value).items()}
        case _:
            return value
