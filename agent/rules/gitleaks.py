"""Rule files of Gitleaks and Betterleaks: https://github.com/gitleaks/gitleaks#configuration

Read: id, description, regex, secretGroup, keywords, entropy, and allowlists of values and of matches (regexes,
stopwords). Not honoured, and named: a path of a rule, allowlists of paths, commits and whole lines, [extend], composite
rules, and what Betterleaks adds for validating and filtering.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from agent.complaint import Complaint
from agent.rules.fields import Object, amount, called, table, texts, type_name
from agent.rules.regex import ANY, UnknownError, groups, translated
from agent.rules.rule import Rule

PREFIX: Final = "gitleaks-"
_READ: Final = frozenset(
    {"id", "description", "regex", "secretGroup", "keywords", "entropy", "allowlist", "allowlists", "tags"}
)


def read(path: Path, raw: bytes) -> tuple[list[Rule], list[str], int]:
    """The rules, what could not be honoured, in words, and how many are not read for it. Raises Complaint."""
    reason = ""
    document: Object = {}
    notes: list[str] = []
    values: list[str] = []
    matches: list[str] = []
    words: list[str] = []
    try:
        document = tomllib.loads(raw.decode())
        notes += [f"[{name}] is not honoured" for name in ("extend", "prefilter", "filter") if name in document]
        values, matches, words = _allowed("the file", _lists(document), notes)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, UnknownError) as error:
        reason = str(error)
    except RecursionError:
        reason = "nested too deeply"
    if reason or not isinstance(document.get("rules", []), list):
        message = f"{path}: this is no rule file ({reason or 'rules is no list'}): mend it"
        raise Complaint(message)
    rules, lost = [], 0
    for number, given in enumerate(document.get("rules", []), 1):
        name = called(given, number)
        try:
            rules.append(_rule(name, table(given), (values, matches, words), notes))
        except UnknownError as error:
            notes.append(f"{name}: not read: {error}")
            lost += 1
    return rules, notes, lost


def _rule(name: str, given: Object, everywhere: tuple[list[str], list[str], list[str]], notes: list[str]) -> Rule:
    text = given.get("regex")
    if not isinstance(text, str) or not text:
        message = "it has no regex"
        raise UnknownError(message)
    notes += [f"{name}: {key} is not honoured" for key in sorted(given.keys() - _READ)]
    wanted = int(amount(given, "secretGroup")) or (ANY if groups(text) else None)
    values, matches, words = _allowed(name, _lists(given), notes)
    return Rule(
        name=type_name(PREFIX, name),
        title=str(given.get("description") or name).partition(",")[0][:80],
        pattern=translated(text, wanted),
        # An empty word is in every text, so it says nothing.
        keywords=tuple(word.lower() for word in texts(given, "keywords") if word),
        entropy=amount(given, "entropy"),
        stopwords=tuple(word.lower() for word in (*everywhere[2], *words) if word),
        allowed=(*everywhere[0], *values),
        allowed_matches=(*everywhere[1], *matches),
        placeholders=True,
    )


def _lists(given: Object) -> Iterator[Object]:
    for key in ("allowlist", "allowlists"):
        found = given.get(key) or []
        yield from map(table, found if isinstance(found, list) else [found])


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
        words += texts(each, "stopwords")
        for text in texts(each, "regexes"):
            try:
                (matches if target == "match" else values).append(translated(text, None))
            except UnknownError as error:
                notes.append(f"{name}: an expression of an allowlist is not honoured: {error}")
    return values, matches, words
