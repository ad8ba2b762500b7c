"""Rule files of Gitleaks and Betterleaks: https://github.com/gitleaks/gitleaks#configuration

Read: id, description, regex, secretGroup, keywords, entropy, and allowlists of values and of matches (regexes,
stopwords). Not honoured, and named: a path of a rule, allowlists of paths, commits and whole lines, [extend], composite
rules, and what Betterleaks adds for validating and filtering.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from agent.complaint import Complaint
from agent.rules.regex import UnknownError, groups, translated
from agent.rules.rule import Rule

Object = Mapping[str, Any]
PREFIX: Final = "gitleaks-"
_READ: Final = frozenset(
    {"id", "description", "regex", "secretGroup", "keywords", "entropy", "allowlist", "allowlists", "tags"}
)
_DULL: Final = re.compile(r"[^a-z0-9]+")


def read(path: Path, raw: bytes) -> tuple[list[Rule], list[str]]:
    """The rules, and what could not be honoured, in words. Raises Complaint for what is no such file."""
    reason = ""
    try:
        document: Object = tomllib.loads(raw.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        reason, document = str(error), {}
    if reason or not isinstance(document.get("rules", []), list):
        message = f"{path}: this is no rule file ({reason or 'rules is no list'}): mend it"
        raise Complaint(message)
    notes = [f"[{name}] is not honoured" for name in ("extend", "prefilter", "filter") if name in document]
    values, matches, words = _allowed("the file", _lists(document), notes)
    rules = []
    for number, table in enumerate(document.get("rules", []), 1):
        name = str(table.get("id") or f"rule {number}") if isinstance(table, dict) else f"rule {number}"
        try:
            rules.append(_rule(name, table, (values, matches, words), notes))
        except (UnknownError, TypeError, ValueError, AttributeError) as error:
            notes.append(f"{name}: not read: {error}")
    return rules, notes


def _rule(name: str, table: Object, everywhere: tuple[list[str], list[str], list[str]], notes: list[str]) -> Rule:
    text = table.get("regex")
    if not isinstance(text, str) or not text:
        message = "it has no regex"
        raise UnknownError(message)
    notes += [f"{name}: {key} is not honoured" for key in sorted(table.keys() - _READ)]
    wanted = int(table.get("secretGroup", 0)) or (1 if groups(text) else None)
    values, matches, words = _allowed(name, _lists(table), notes)
    return Rule(
        name=PREFIX + _DULL.sub("-", name.lower()).strip("-"),
        title=str(table.get("description") or name).partition(",")[0][:80],
        pattern=translated(text, wanted),
        keywords=tuple(str(word).lower() for word in table.get("keywords", ())),
        entropy=float(table.get("entropy", 0)),
        stopwords=tuple(word.lower() for word in (*everywhere[2], *words)),
        allowed=(*everywhere[0], *values),
        allowed_matches=(*everywhere[1], *matches),
        placeholders=True,
    )


def _lists(table: Object) -> Iterator[Object]:
    for key in ("allowlist", "allowlists"):
        found = table.get(key, [])
        yield from [found] if isinstance(found, dict) else found


def _allowed(name: str, lists: Iterator[Object], notes: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Expressions for values, expressions for matches, words."""
    values: list[str] = []
    matches: list[str] = []
    words: list[str] = []
    for each in lists:
        target = each.get("regexTarget", "secret")
        if str(each.get("condition", "or")).lower() in {"and", "&&"} or target == "line" or each.get("targetRules"):
            notes.append(f"{name}: an allowlist with a condition, of lines or of some rules is not honoured")
            continue
        notes += [f"{name}: {key} of an allowlist are not honoured" for key in ("paths", "commits") if each.get(key)]
        words += each.get("stopwords", [])
        for text in each.get("regexes", []):
            try:
                (matches if target == "match" else values).append(translated(text, None))
            except UnknownError as error:
                notes.append(f"{name}: an expression of an allowlist is not honoured: {error}")
    return values, matches, words
