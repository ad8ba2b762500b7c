r"""Our own rule files.

[[rules]]
name = "acme-deploy-token"                       # a type's name: it may not be one of ours
title = "Acme deploy token"
pattern = 'acme_(?P<value>[a-z0-9]{32})\b'      # Python's re; without a group `value` all of it is the value
keywords = ["acme_"]                             # one of them, whatever the case, is in every match
entropy = "3.0"                                  # bits per character; none is asked for otherwise
paths = ["*.env", "*.yaml"]                      # base names; every file otherwise
examples = ["DEPLOY=acme_..."]                   # each must match, each near miss must not: `stanch rules test`
near_misses = ["acme_short"]
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import msgspec

from agent.rules.regex import groups
from agent.rules.rule import VALUE, Rule
from agent.settings.document import Document
from agent.settings.problems import SettingsError

_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FLAGS: Final = re.compile(r"\(\?(?P<on>[aimsux]+)\)")
_BACK: Final = re.compile(r"(?:^|[^\\])(?:\\\\)*(?:\\[1-9]|\(\?\([0-9])")
_END_OF_COMMENT: Final = "\n"
_ENTROPY: Final = re.compile(r"[0-8](?:\.[0-9]+)?")


class _Table(msgspec.Struct, frozen=True):
    name: str
    title: str
    pattern: str
    keywords: tuple[str, ...]
    entropy: str | None = None
    paths: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    near_misses: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True):
    rules: tuple[_Table, ...] = ()


def read(path: Path) -> list[Rule]:
    """Raises SettingsError with every mistake of the file."""
    document = Document(path)
    file = document.read(_File) or _File()
    rules = [_rule(document, table) for table in file.rules]
    if document.problems:
        raise SettingsError(document.in_order())
    return rules


def _rule(document: Document, table: _Table) -> Rule:
    at = document.at(table)
    if not _NAME.fullmatch(table.name):
        document.problem((*at, "name"), "is no name of a type", 'write small letters, digits and -, as "acme-token"')
    pattern = _pattern(document, (*at, "pattern"), table.pattern)
    if not table.keywords or not all(table.keywords):
        document.problem((*at, "keywords"), "are none", "write a word that is in every match: it is looked for first")
    if table.entropy is not None and not _ENTROPY.fullmatch(table.entropy):
        document.problem((*at, "entropy"), "is no number of bits", 'write a text such as "3.0", at most "8.9"')
        return Rule(table.name, table.title, pattern)
    return Rule(
        name=table.name,
        title=table.title,
        pattern=pattern,
        keywords=tuple(word.lower() for word in table.keywords),
        entropy=float(table.entropy or 0),
        paths=tuple(glob.lower() for glob in table.paths),
        confident=True,
        examples=table.examples,
        near_misses=table.near_misses,
    )


def _pattern(document: Document, at: tuple[str | int, ...], text: str) -> str:
    """Flags that hold for all of it come first, and the detector puts a group around it."""
    flags = _FLAGS.match(text)
    inner = text[flags.end() :] if flags else text
    named = [name for name in groups(text) if name]
    inner = inner if named else f"(?P<{VALUE}>{inner}{_END_OF_COMMENT if flags and 'x' in flags['on'] else ''})"
    if flags:
        inner = f"(?{flags['on']}:{inner}{_END_OF_COMMENT if 'x' in flags['on'] else ''})"
    reason = ""
    try:
        re.compile(text, re.ASCII)
    except (re.error, ValueError, OverflowError, RecursionError) as error:
        reason = str(error)
    if reason:
        document.problem(at, f"is no expression of Python's re ({reason})", "mend it")
    elif _BACK.search(text):
        document.problem(at, "refers back to a group by its number", f"write (?P={VALUE}), or (?:...) twice")
    if named and named != [VALUE]:
        document.problem(at, "has a group of another name", f"call the one that is the value (?P<{VALUE}>...)")
    return inner
