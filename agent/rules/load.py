"""Which kind of rule file it is, and that all rules of all files go together.

A file with `regex` keys is one of Gitleaks or Betterleaks, a YAML file one of Kingfisher, any other TOML one of ours.
What cannot be honoured is named and left out; a mistake in a file of ours is an error, since it was written for us.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from agent.complaint import Complaint, refused
from agent.rules import gitleaks, kingfisher, lint, own
from agent.rules.fields import LARGEST
from agent.rules.rule import Rule, Ruleset

_YAML: Final = (".yml", ".yaml")
_NOTHING: Final = "there is no rule in it"


def read(paths: Sequence[Path]) -> Ruleset:
    """Every rule of every file; a folder stands for the rule files in it. Raises Complaint."""
    if not paths:
        return Ruleset((), ())
    from detectors.registry import DETECTORS

    # Not TYPES, which knows the operator's own as well once they were read. A lead is what has no type.
    ours = {"lead", *(each.type.name for each in DETECTORS)}
    rules: dict[str, Rule] = {}
    notes: list[str] = []
    unused = 0
    notes += (f"{path}: {_NOTHING}" for path in paths if not _files([path]))
    for path in _files(paths):
        found, told, lost = _read(path)
        unused += lost
        notes += (f"{path.name}: {note}" for note in told or ([] if found else [_NOTHING]))
        for rule in found:
            if rule.name in ours or rule.name in rules:
                message = f"{path}: there is a type {rule.name} already: give the rule a name of its own"
                raise Complaint(message)
            if reason := lint.unusable(rule):
                notes.append(f"{path.name}: {rule.name}: not used: {reason}")
                unused += 1
                continue
            rules[rule.name] = rule
    return Ruleset(tuple(rules.values()), tuple(notes), unused)


def _files(paths: Iterable[Path]) -> Sequence[Path]:
    found: list[Path] = []
    for path in paths:
        inner = sorted(path.glob("*")) if path.is_dir() else [path]
        found += [each for each in inner if not path.is_dir() or each.suffix in {".toml", *_YAML}]
    return found


def _read(path: Path) -> tuple[list[Rule], list[str], int]:
    failure: Complaint | None = None
    raw = b""
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as error:
        failure = refused(error, str(path)) or Complaint(f"{path}: cannot be read: mend the path")
    if len(raw) > LARGEST:
        failure = Complaint(f"{path}: larger than {LARGEST >> 20} MiB: this is no rule file: take it away")
    if failure:
        raise failure
    if path.suffix in _YAML:
        return kingfisher.read(path, raw)
    if _is_gitleaks(raw):
        return gitleaks.read(path, raw)
    return own.read(path), [], 0


def _is_gitleaks(raw: bytes) -> bool:
    try:
        document = tomllib.loads(raw.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError):
        return False
    rules = document.get("rules", [])
    return bool({"extend", "allowlist", "allowlists"} & document.keys()) or (
        isinstance(rules, list) and any(isinstance(rule, dict) and {"regex", "id"} & rule.keys() for rule in rules)
    )
