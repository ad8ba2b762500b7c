"""policy.toml: the operator's rules, in order. Without the file there are none, and Stanch observes.

Names in a rule must be known where they are written out; a pattern (* ? [) that fits nothing today is only noted,
since it may be meant for what comes.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase
from typing import Final

import msgspec

from agent.found import Visibility
from agent.response.methods import Method, Mode, methods_of
from agent.response.policy import Rule
from agent.settings.document import Document, Named
from agent.settings.lines import KeyPath
from agent.settings.problems import Problem
from agent.settings.words import meant, shown

_PATTERN: Final = frozenset("*?[")
_ALL: Final = ("*",)


class Irreversible(Enum):
    """Who says yes to an irreversible step: a person (two, by default), or the rule itself."""

    APPROVE = "approve"
    AUTO = "auto"


class RuleTable(Named, frozen=True):
    """One [[rules]] table."""

    mode: Mode
    types: tuple[str, ...] = _ALL
    systems: tuple[str, ...] = _ALL
    environments: tuple[str, ...] = _ALL
    owners: tuple[str, ...] = _ALL
    visibility: tuple[str, ...] = _ALL
    methods: tuple[Method, ...] = (Method.REVOKE,)
    irreversible: Irreversible = Irreversible.APPROVE


class PolicyFile(msgspec.Struct, frozen=True):
    """The whole of policy.toml."""

    rules: tuple[RuleTable, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """The names that may be written. `systems` None: stanch.toml could not be read, so nothing is said about them."""

    types: Collection[str]
    systems: Collection[str] | None


def build_rules(document: Document, known: Known) -> tuple[tuple[Rule, ...], tuple[Problem, ...]]:
    """The rules in their order, and what is worth a word but no mistake."""
    file = document.read(PolicyFile)
    if file is None:
        return (), ()
    document.duplicates(file.rules)
    notes: list[Problem] = []
    for table in file.rules:
        at = document.at(table)
        for key in ("types", "systems", "environments", "owners", "visibility", "methods"):
            if not getattr(table, key):
                document.problem((*at, key), "an empty list fits nothing", "name something, or remove the key")
        notes += _names(document, (*at, "types"), table.types, known.types, "type")
        if known.systems is not None:
            notes += _names(document, (*at, "systems"), table.systems, known.systems, "system")
        notes += _names(document, (*at, "visibility"), table.visibility, _VISIBILITIES, "visibility")
        _check_irreversible(document, at, table)
        notes += _able(document, at, table, known.types)
    return tuple(_rule(table) for table in file.rules), tuple(notes)


_VISIBILITIES: Final = tuple(member.value for member in Visibility)


def _rule(table: RuleTable) -> Rule:
    return Rule(
        name=table.name,
        mode=table.mode,
        types=table.types,
        systems=table.systems,
        environments=table.environments,
        owners=table.owners,
        visibility=table.visibility,
        methods=table.methods,
        irreversible=Mode(table.irreversible.value),
    )


def _names(document: Document, at: KeyPath, names: tuple[str, ...], known: Collection[str], noun: str) -> list[Problem]:
    notes = []
    for index, name in enumerate(names):
        here = (*at, index)
        if not _PATTERN & set(name):
            document.one_of(here, name, known, noun)
        elif name != "*" and not any(fnmatchcase(one, name) for one in known):
            notes.append(document.note(here, f"no {noun} fits {shown(name)} today", meant(name, known)))
    return notes


def _able(document: Document, at: KeyPath, table: RuleTable, types: Collection[str]) -> list[Problem]:
    """A rule whose methods exist for none of its types would hold everything for ever."""
    from revokers.registry import for_type

    fits = [name for name in types if any(fnmatchcase(name, pattern) for pattern in table.types)]
    can = {method for name in fits for method in methods_of(for_type(name))}
    if table.mode not in {Mode.APPROVE, Mode.AUTO} or not fits or not table.methods or can & {*table.methods}:
        return []
    named = ", ".join(method.value for method in Method if method in can)
    mend = f"add one of: {named}" if named else 'write mode = "notify"'
    return [document.note((*at, "methods"), "none of these exists for any type of this rule, so nothing is done", mend)]


def _check_irreversible(document: Document, at: KeyPath, table: RuleTable) -> None:
    if table.irreversible is not Irreversible.AUTO:
        return
    for key, names in (("types", table.types), ("systems", table.systems)):
        if any(_PATTERN & set(name) for name in names):
            document.problem(
                (*at, "irreversible"),
                f"`auto` is only for a rule that lists its {key} without patterns",
                f'write {key} with full names, or irreversible = "approve"',
            )
