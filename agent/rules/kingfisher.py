"""Rule files of Kingfisher: https://mongodb.github.io/kingfisher/rules/overview. The only importer of yaml.

Read: name, id, pattern, min_entropy, confidence, visible, examples, and the requirements of characters and of words.
Not honoured, and named: validation, revocation, rules that depend on others, and checksums.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from agent.complaint import Complaint
from agent.rules.regex import UnknownError, groups, translated
from agent.rules.rule import Rule

Object = Mapping[str, Any]
_READ: Final = frozenset(
    {"name", "id", "pattern", "min_entropy", "confidence", "visible", "examples", "references", "pattern_requirements"}
    | {"categories", "negative_examples", "prevalidated"}
)
_CLASSES: Final = {
    "min_digits": "digits",
    "min_uppercase": "uppercase",
    "min_lowercase": "lowercase",
    "min_special_chars": "special",
}
_DULL: Final = re.compile(r"[^a-z0-9]+")
_VALUE: Final = "TOKEN"  # the group that it takes, where a pattern has one of that name


def read(path: Path, raw: bytes) -> tuple[list[Rule], list[str]]:
    """The rules, and what could not be honoured, in words. Raises Complaint for what is no such file."""
    reason = "it is no table with a list `rules`"
    document: Any = None
    try:
        document = yaml.safe_load(raw)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = f"no YAML{f', line {mark.line + 1}' if mark else ''}"
    if not isinstance(document, dict) or not isinstance(document.get("rules"), list):
        message = f"{path}: this is no rule file ({reason}): mend it"
        raise Complaint(message)
    rules, notes = [], []
    for number, table in enumerate(document["rules"], 1):
        name = str(table.get("id") or f"rule {number}") if isinstance(table, dict) else f"rule {number}"
        try:
            if table.get("visible", True) is False:
                notes.append(f"{name}: not read: it is not visible: it only serves another rule")
                continue
            rules.append(_rule(name, table, notes))
        except (UnknownError, TypeError, ValueError, AttributeError) as error:
            notes.append(f"{name}: not read: {error}")
    return rules, notes


def _rule(name: str, table: Object, notes: list[str]) -> Rule:
    text = table.get("pattern")
    if not isinstance(text, str) or not text:
        message = "it has no pattern"
        raise UnknownError(message)
    notes += [f"{name}: {key} is not honoured" for key in sorted(table.keys() - _READ)]
    asked: Object = table.get("pattern_requirements") or {}
    notes += [
        f"{name}: {key} of its requirements is not honoured"
        for key in sorted(asked.keys() - _CLASSES.keys() - {"ignore_if_contains"})
    ]
    names = groups(text)
    wanted = _VALUE if _VALUE in names else next((word for word in names if word), 1 if names else None)
    return Rule(
        name=_DULL.sub("-", name.lower()).strip("-"),
        title=str(table.get("name") or name)[:80],
        pattern=translated(text, wanted),
        entropy=float(table.get("min_entropy", 0)),
        at_least={_CLASSES[key]: int(least) for key, least in asked.items() if key in _CLASSES},
        stopwords=tuple(str(word).lower() for word in asked.get("ignore_if_contains", ())),
        confident=table.get("confidence") == "high",
        placeholders=True,
        examples=tuple(each for each in table.get("examples", ()) if isinstance(each, str)),
        near_misses=tuple(each for each in table.get("negative_examples", ()) if isinstance(each, str)),
    )
