"""`stored` and `rotation` of an entry of inventory.toml, as far as Stanch itself is to use them.

    stored = { system, path, fields }                     an OpenBao or Vault KV path     -> VaultPlace
    stored = { file, template, owner, group, mode }       lines of a file                 -> FilePlace
    rotation = { turns = ["shop_a", "shop_b"], reread = "10s" }

A place has to keep every secret part of the type, and where accounts take turns, also which of them it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

import msgspec

from agent.inventory.register import FilePlace, VaultPlace
from agent.settings.document import Document
from agent.settings.lines import KeyPath
from agent.settings.words import meant, shown
from agent.sinks.template import Template, TemplateError
from agent.sinks.vault import PATH
from detectors.base import CredentialType

_MODE: Final = re.compile(r"0?[0-7]{3}")
_ALLOWED: Final = 0o660
_OWN: Final = 0o400
_TWO: Final = 2
_OF_A_PATH: Final = ("path", "fields")
_OF_A_FILE: Final = ("template", "owner", "group", "mode")


class StoredTable(msgspec.Struct, frozen=True):
    """`stored` as a table: a path on a System, or lines of a file."""

    system: str | None = None
    path: str | None = None
    fields: dict[str, str] | None = None
    file: str | None = None
    template: str | None = None
    owner: str | None = None
    group: str | None = None
    mode: str | None = None


class RotationTable(msgspec.Struct, frozen=True):
    """How its replacement reaches the consumers."""

    turns: tuple[str, ...] = ()
    reread: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Rotated:
    """What else an entry says that its rotation depends on. `writable`: `stored` is a table."""

    type: str | None
    principal: str | None
    writable: bool


def build_stored(
    document: Document,
    at: KeyPath,
    table: StoredTable,
    type_name: str | None,
    systems: Mapping[str, Mapping[str, object]] | None,
) -> VaultPlace | FilePlace | None:
    """The place, as far as it is right; what is wrong is filed in the document."""
    kind = _type(type_name)
    if type_name is None:
        document.problem((*at[:-1], "type"), "is missing: it says which parts are kept there", 'write type = "..."')
    if (table.system is None) == (table.file is None):
        mend = 'write { system = "...", path = "..." } or { file = "/...", template = "..." }'
        document.problem(at, "needs one of system and file", mend)
        return None
    others = _OF_A_FILE if table.file is None else _OF_A_PATH
    for key in others:
        if getattr(table, key) is not None:
            document.problem(
                (*at, key), f"means nothing beside {'system' if table.file is None else 'file'}", "remove it"
            )
    if table.file is not None:
        return _file(document, at, table, table.file, kind)
    return _path(document, at, table, str(table.system), kind, systems)


def _path(
    document: Document,
    at: KeyPath,
    table: StoredTable,
    system: str,
    kind: CredentialType | None,
    systems: Mapping[str, Mapping[str, object]] | None,
) -> VaultPlace | None:
    if systems is not None and document.one_of((*at, "system"), system, systems, "system"):
        written = systems[system]
        if written.get("provider") != "openbao":
            document.problem((*at, "system"), "is no OpenBao or Vault", "name a system whose provider is openbao")
        elif "admin" not in written:
            mend = "give the system an admin that may read and update this path"
            document.problem((*at, "system"), "has no credential with which Stanch could write there", mend)
    if table.path is None:
        document.problem((*at, "path"), "is missing", 'write path = "secret/data/app/db"')
        return None
    if not PATH.fullmatch(table.path):
        mend = 'write it as the API has it, behind /v1/: "secret/data/app/db" (KV version 2), "kv/app/db" (version 1)'
        document.problem((*at, "path"), "is no path of a KV secret", mend)
    fields = {} if kind is None else {name: name for name in kind.parts if name in kind.secret | set(kind.identity)}
    if table.fields is not None:
        fields = table.fields
        _check_parts(document, (*at, "fields"), frozenset(fields), kind)
        if len(set(fields.values())) < len(fields):
            document.problem((*at, "fields"), "two parts share a field", "give each its own")
    return VaultPlace(system, table.path, fields)


def _file(
    document: Document, at: KeyPath, table: StoredTable, file: str, kind: CredentialType | None
) -> FilePlace | None:
    if not file.startswith("/") or file.endswith("/") or ".." in file.split("/") or not file.isprintable():
        document.problem((*at, "file"), "is no absolute path of a file", 'write file = "/etc/app/db.env"')
    mode = None
    if table.mode is not None:
        mode = int(table.mode, 8) if _MODE.fullmatch(table.mode) else 0
        if mode & ~_ALLOWED or not mode & _OWN:
            what = "is no mode that keeps everybody else out and lets its owner read"
            document.problem((*at, "mode"), what, 'write mode = "0640" or "0600", or another of r and w only')
    if table.template is None:
        document.problem((*at, "template"), "is missing", 'write template = "PASSWORD={password}\\n"')
        return None
    problem = None
    try:
        named = Template.of(table.template).parts
    except TemplateError as error:
        problem = str(error)
        named = frozenset()
    if problem is not None:
        document.problem((*at, "template"), problem, 'write whole lines such as "DB={role:url}:{password:url}@db\\n"')
    else:
        _check_parts(document, (*at, "template"), named, kind)
    return FilePlace(Path(file), table.template, table.owner, table.group, mode)


def _check_parts(document: Document, at: KeyPath, named: frozenset[str], kind: CredentialType | None) -> None:
    if kind is None:
        return
    for name in sorted(named - set(kind.parts)):
        document.problem(at, f"{kind.name} has no part {shown(name)}", meant(name, kind.parts))
    missing = [name for name in kind.parts if name in kind.secret - named]
    if missing:
        document.problem(at, f"lacks {', '.join(missing)}, which is the secret", f"name {', '.join(missing)} in it")


def check_rotation(
    document: Document, at: KeyPath, table: RotationTable, sink: VaultPlace | FilePlace | None, entry: Rotated
) -> None:
    here = (*at, "rotation")
    if not entry.writable:
        what = "nothing says where Stanch can write the new value"
        mend = "write stored = { system = ..., path = ... } or { file = ..., template = ... }, not a text"
        document.problem((*at, "stored"), what, mend)
    if not table.turns:
        return
    if len(table.turns) != _TWO or len(set(table.turns)) != _TWO:
        document.problem((*here, "turns"), "two different accounts take turns", 'write turns = ["app_a", "app_b"]')
    elif entry.principal is not None and entry.principal not in table.turns:
        what = "the principal of the identity is none of the two"
        document.problem((*here, "turns"), what, "name it among them, or correct the identity")
    kind = _type(entry.type)
    if kind is not None and not _takes_turns(kind):
        document.problem((*here, "turns"), f"two of {kind.name} cannot take turns", "remove turns")
    if sink is None or kind is None:
        return
    missing = [name for name in kind.identity if name not in _named(sink)]
    if missing:
        what = f"stored lacks {', '.join(missing)}, so that no consumer would learn whose turn it is"
        document.problem((*here, "turns"), what, "let stored name it")


def _named(sink: VaultPlace | FilePlace) -> frozenset[str]:
    if isinstance(sink, VaultPlace):
        return frozenset(sink.fields)
    try:
        return Template.of(sink.template).parts
    except TemplateError:
        return frozenset()


def _takes_turns(kind: CredentialType) -> bool:
    from revokers.registry import for_type

    revoker = for_type(kind.name)
    return revoker is not None and revoker.set_value is not None and revoker.set_value.turns


def _type(name: str | None) -> CredentialType | None:
    from detectors.registry import TYPES

    return TYPES.get(name or "")
