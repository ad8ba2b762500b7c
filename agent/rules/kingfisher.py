"""Rule files of Kingfisher: https://mongodb.github.io/kingfisher/rules/overview. The only importer of yaml.

Read: name, id, pattern, min_entropy, confidence, visible, examples, and the requirements of characters and of words.
Not honoured, and named: validation, revocation, rules that depend on others, and checksums.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

from agent.complaint import Complaint
from agent.rules.fields import Object, amount, called, table, texts, type_name
from agent.rules.regex import UnknownError, groups, translated
from agent.rules.rule import Rule

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
_VALUE: Final = "TOKEN"  # the group that it takes, where a pattern has one of that name


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # yaml has no types
    """An alias stands for a text or a number, never for a list or a table: nine of nine of nine ... fill any memory."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        return self._meant() if self.check_event(yaml.AliasEvent) else super().compose_node(parent, index)

    def _meant(self) -> yaml.Node:
        event = self.get_event()
        node = self.anchors.get(event.anchor)
        if not isinstance(node, yaml.ScalarNode):
            raise yaml.composer.ComposerError(None, None, "an alias of a list or a table", event.start_mark)
        return node


def read(path: Path, raw: bytes) -> tuple[list[Rule], list[str], int]:
    """The rules, what could not be honoured, in words, and how many are not read for it. Raises Complaint."""
    reason = "it is no table with a list `rules`"
    document: Any = None
    try:
        document = yaml.load(raw, _Loader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = f"no YAML{f', line {mark.line + 1}' if mark else ''}"
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else "a date or number in it is none"
    if not isinstance(document, dict) or not isinstance(document.get("rules"), list):
        message = f"{path}: this is no rule file ({reason}): mend it"
        raise Complaint(message)
    rules, notes, lost = [], [], 0
    for number, given in enumerate(document["rules"], 1):
        name = called(given, number)
        try:
            if table(given).get("visible", True) is False:
                notes.append(f"{name}: not read: it is not visible: it only serves another rule")
                continue
            rules.append(_rule(name, given, notes))
        except UnknownError as error:
            notes.append(f"{name}: not read: {error}")
            lost += 1
    return rules, notes, lost


def _rule(name: str, given: Object, notes: list[str]) -> Rule:
    text = given.get("pattern")
    if not isinstance(text, str) or not text:
        message = "it has no pattern"
        raise UnknownError(message)
    notes += [f"{name}: {key} is not honoured" for key in sorted(map(str, given.keys() - _READ))]
    asked = table(given.get("pattern_requirements") or {})
    notes += [
        f"{name}: {key} of its requirements is not honoured"
        for key in sorted(map(str, asked.keys() - _CLASSES.keys() - {"ignore_if_contains"}))
    ]
    names = groups(text)
    wanted = _VALUE if _VALUE in names else next((word for word in names if word), 1 if names else None)
    return Rule(
        name=type_name("", name),
        title=str(given.get("name") or name)[:80],
        pattern=translated(text, wanted),
        entropy=amount(given, "min_entropy"),
        at_least={_CLASSES[key]: int(amount(asked, key)) for key in asked if key in _CLASSES},
        stopwords=tuple(word.lower() for word in texts(asked, "ignore_if_contains") if word),
        confident=given.get("confidence") == "high",
        placeholders=True,
        examples=_words(given.get("examples")),
        near_misses=_words(given.get("negative_examples")),
    )


def _words(value: object) -> tuple[str, ...]:
    """Of examples, those that are texts: YAML takes digits for a number."""
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
