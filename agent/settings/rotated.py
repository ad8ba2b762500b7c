"""What keeps an entry of inventory.toml from being rotated, and would be noticed only when its value has leaked.

protected, canary    never acted on, so that `rotation` promises what never comes; the same of an account of `turns`
a file in a source   each new value would be found there as a leak and replaced again, for ever
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from agent.inventory.register import Entry, FilePlace
from agent.settings.document import Document
from agent.settings.lines import KeyPath
from agent.settings.tables import SourceKind
from agent.settings.words import shown
from agent.sources.logs.names import Names, fixed


class Looked(Protocol):
    """A source of stanch.toml."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> SourceKind: ...
    @property
    def path(self) -> Path: ...
    @property
    def layout(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Written:
    """An entry and where it stands. `rotates`: it has a `rotation`."""

    at: KeyPath
    entry: Entry
    rotates: bool


def check_rotated(
    document: Document,
    written: Sequence[Written],
    sources: Collection[Looked],
    systems: Mapping[str, Mapping[str, object]] | None,
) -> None:
    """What is wrong is filed in the document. `systems`: as they are written."""
    barred = dict([*_own(systems or {}), *_guarded(document, written)])
    for each in written:
        entry = each.entry
        if entry.protected or entry.canary:
            if each.rotates:
                word = "protected" if entry.protected else "canary"
                what = f"means nothing to a {word} entry, which is never acted on"
                document.problem((*each.at, "rotation"), what, f"remove rotation, or {word}")
            continue
        _check_turns(document, each, barred)
        _check_place(document, each, sources)


def _check_turns(document: Document, each: Written, barred: Mapping[tuple[str, str], str]) -> None:
    for identity in each.entry.identities:
        if identity[1] in each.entry.turns and identity in barred:
            what = f"{shown(identity[1])} is {barred[identity]}, so that it is never given a new value"
            document.problem((*each.at, "rotation", "turns"), what, "name an account that Stanch may change")


def _own(systems: Mapping[str, Mapping[str, object]]) -> Iterator[tuple[tuple[str, str], str]]:
    for name, table in systems.items():
        admin = table.get("admin")
        role = admin.get("role") if isinstance(admin, dict) else None
        if isinstance(role, str):
            yield (name, role), "the account that Stanch itself uses"


def _guarded(document: Document, written: Sequence[Written]) -> Iterator[tuple[tuple[str, str], str]]:
    for each in written:
        if each.entry.protected or each.entry.canary:
            word = "protected by" if each.entry.protected else "the canary"
            for identity in each.entry.identities:
                yield identity, f"{word} {document.label(each.at)}"


# --- a place where we look --------------------------------------------------------------------------


def _check_place(document: Document, each: Written, sources: Collection[Looked]) -> None:
    place = each.entry.sink
    if not isinstance(place, FilePlace) or not place.path.is_absolute():
        return
    source = next((source for source in sources if looks_at(source, place.path)), None)
    if source is not None:
        what = (
            f"is scanned by the source {shown(source.name)}, so that each new value would be found there as a leak and "
            "replaced again"
        )
        mend = "keep it in a folder where no source looks, or take that folder out of the source"
        document.problem((*each.at, "stored", "file"), what, mend)


def looks_at(source: Looked, path: Path) -> bool:
    """Does the source read such a file, whether it is there yet or not? Of a repository all of its working tree, which
    may be committed; of a log what its path names: what lies beside it is compared with it, and not read.
    """
    if source.kind is SourceKind.VAULT:
        return False  # what stands there is known, not found
    path, root = path.resolve(), source.path.absolute()
    if source.kind is SourceKind.LOG:
        start = fixed(root)
        pattern = start.resolve().joinpath(*root.parts[len(start.parts) :])
        return Names(pattern, source.layout).could_be(str(path))
    if source.kind is SourceKind.GIT and root.name == ".git":
        root = root.parent
    return path.is_relative_to(root.resolve())
