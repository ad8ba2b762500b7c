"""Each place of an incident: how it stands there now, and what can be done. Looks, and writes only where told to.

a file of a tree       read below its root; the scanner finds the value or does not; may be replaced
a commit               asked of git; its history is a person's to rewrite
everything else        an archive's member, a log, a report, a paste: what it is decides the advice
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Final

from agent.cleanup.files import FileError, Opened, opened, put
from agent.cleanup.held import Held, Scanner, Span, held, left, without
from agent.cleanup.history import HistoryError, Reached, reached
from agent.found import Occurrence, root
from agent.model import Incident
from agent.scan.names import BEHIND, is_masked
from agent.seal import ScannerKeys
from agent.settings import SourceKind, SourceSettings
from agent.settings.ci import NO_ERASING

_MOST_COMMITS: Final = 50
_BY_HAND: Final = "change it by hand"
_LOGS: Final = {SourceKind.LOG, SourceKind.JOURNAL}
_ELSEWHERE: Final = {
    SourceKind.CI: "erase that log: --erase (with an erase_token), or where it is kept",
    SourceKind.ALERTS: "its alert is closed by itself once it is proven dead, where stanch.toml says close = true",
    SourceKind.VAULT: "a vault is where it belongs: rotate it there",
}


class Standing(Enum):
    """What a look says of a place."""

    VISIBLE = "still visible"
    ERASED = "erased"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Spot:
    """seen: what was found there, at least one. why: how we know. then: what can be done; "": nothing more.

    changes: line and length in bytes of each value that can be replaced. written: that was done now. file: where it is,
    of a file that may be changed.
    """

    seen: tuple[Occurrence, ...]
    standing: Standing
    why: str
    then: str = ""
    changes: tuple[tuple[int, int], ...] = ()
    written: bool = False
    file: Path | None = None

    @property
    def first(self) -> Occurrence:
        return self.seen[0]


@dataclass(frozen=True, slots=True)
class Looker:
    """For one incident. words: what is written in its place, where `wanted` says so of a file."""

    scanner: Scanner
    keys: ScannerKeys
    incident: Incident
    sources: Mapping[str, SourceSettings]
    words: str | None = None
    wanted: Callable[[Path], bool] = lambda _: False

    async def look(self, places: Iterable[Occurrence]) -> list[Spot]:
        """In the order in which they were first seen; those of one file, and of one commit's path, are one."""
        groups: dict[tuple[str, str, str | None], list[Occurrence]] = {}
        for one in places:
            groups.setdefault((one.source, one.path, one.commit), []).append(one)
        commits: dict[tuple[str, str], Reached | str] = {}
        return [await self._spot(tuple(seen), commits) for seen in groups.values()]

    async def _spot(self, seen: tuple[Occurrence, ...], commits: dict[tuple[str, str], Reached | str]) -> Spot:
        first = seen[0]
        source = self.sources.get(root(first.source, self.sources))
        if source is None:
            return Spot(seen, Standing.UNKNOWN, "it is in no source of stanch.toml", "see to it where it is")
        if first.commit is not None and source.kind in {SourceKind.GIT, SourceKind.FORGE}:
            return await self._commit(seen, source, commits)
        if source.kind is SourceKind.TREE:
            return await self._tree(seen, source)
        if source.kind in _LOGS:
            why = "a log is not looked through again"
            return Spot(seen, Standing.UNKNOWN, why, "have it rotated away, or erased, by whoever writes it")
        then = _ELSEWHERE.get(source.kind, "see to it where it is")
        if source.ci is not None:
            then = NO_ERASING.get(source.ci.kind, then)
        return Spot(seen, Standing.UNKNOWN, "it is not asked about from here", then)

    # --- history ------------------------------------------------------------------------------------

    async def _commit(
        self, seen: tuple[Occurrence, ...], source: SourceSettings, commits: dict[tuple[str, str], Reached | str]
    ) -> Spot:
        first = seen[0]
        assert first.commit is not None
        if source.remote is not None and source.remote.forge is not None:
            why = "its repository is elsewhere, and our mirror keeps whatever was there"
            return Spot(seen, Standing.UNKNOWN, why, "rewrite its history there (below)")
        key = (first.source, first.commit)
        if key not in commits:
            commits[key] = await _reached(source, first.commit, room=len(commits) < _MOST_COMMITS)
        told = commits[key]
        if isinstance(told, str):
            gone = told.startswith(("no repository", "the repository"))
            return Spot(seen, Standing.UNREACHABLE if gone else Standing.UNKNOWN, told, "rewrite its history (below)")
        if not told.is_there:
            return Spot(seen, Standing.ERASED, "the repository has this commit no more")
        if told.refs:
            more = f" and {told.more} more" if told.more else ""
            why = f"{', '.join(told.refs)}{more} lead{'s' if len(told.refs) == 1 and not more else ''} to it"
        else:
            why = "no ref leads to it, and it is there until git throws it away (git reflog expire, git gc)"
        if source.remote is not None:
            why = f"in our mirror, which keeps whatever was there: {why}"
            return Spot(seen, Standing.UNKNOWN, why, "rewrite its history there (below)")
        return Spot(seen, Standing.VISIBLE, why, "rewrite its history (below)")

    # --- working tree -------------------------------------------------------------------------------

    async def _tree(self, seen: tuple[Occurrence, ...], source: SourceSettings) -> Spot:
        shown = seen[0].path
        below = _below(source, shown)
        if below is None or is_masked(shown):
            return Spot(seen, Standing.UNKNOWN, "its name is shown masked, or is no path", _BY_HAND)
        if BEHIND in shown:
            return Spot(seen, Standing.UNKNOWN, "it is inside an archive or another container", "make that anew")
        path = source.path / below if below else source.path
        try:
            with opened(source.path, below) as it:
                return replace(await self._file(seen, path, below, it), file=path)
        except FileError as error:
            problem, is_gone = str(error), error.gone and _is_there(source.path)
        if is_gone:
            return Spot(seen, Standing.ERASED, problem, file=path)
        return Spot(seen, Standing.UNREACHABLE, problem, _BY_HAND)

    async def _file(self, seen: tuple[Occurrence, ...], path: Path, below: str, it: Opened) -> Spot:
        found = await self._held(below or path.name, it.data)
        if not found.anything:
            if found.debts:
                return Spot(seen, Standing.UNKNOWN, f"not all of it could be looked at: {found.debts[0]}", _BY_HAND)
            return Spot(seen, Standing.ERASED, "the file holds it no more")
        lines = tuple((it.data.count(b"\n", 0, start) + 1, end - start) for start, end in found.spans)
        if not found.spans:
            why = f"{found.otherwise} times in another form than it has itself (escaped, encoded, quoted)"
            return Spot(seen, Standing.VISIBLE, why, _BY_HAND)
        if below.split("/")[-2:] == [".git", "config"]:
            return Spot(seen, Standing.VISIBLE, "a repository's own configuration", "git remote set-url")
        if self.words is None or not self.wanted(path):
            return Spot(seen, Standing.VISIBLE, _stands(found), "replace it: --write", changes=lines)
        return await self._replaced(seen, below or path.name, it, found.spans, self.words, lines)

    async def _replaced(
        self,
        seen: tuple[Occurrence, ...],
        below: str,
        it: Opened,
        spans: tuple[Span, ...],
        words: str,
        lines: tuple[tuple[int, int], ...],
    ) -> Spot:
        after = without(it.data, spans, words.encode())
        if left(it.data, spans, words.encode()):
            return Spot(seen, Standing.VISIBLE, "what is to be written holds the value itself", "another --with")
        try:
            put(it, after)
        except FileError as error:
            problem = str(error)
        else:
            problem = ""
        if problem:
            return Spot(seen, Standing.VISIBLE, f"NOT written: {problem}", _BY_HAND, changes=lines)
        again = await self._held(below, after)
        rest = left(it.data, spans, after)
        if rest or again.anything or again.debts:
            why = "replaced where it was recognised, and it, or a form of it, stands there still"
            return Spot(seen, Standing.VISIBLE, why, _BY_HAND, changes=lines, written=True)
        return Spot(seen, Standing.ERASED, "replaced now", changes=lines, written=True)

    async def _held(self, below: str, data: bytes) -> Held:
        return await held(self.scanner, self.keys, self.incident, below, below, data)


def _is_there(path: Path) -> bool:
    return os.path.lexists(path)


def _stands(found: Held) -> str:
    more = f", and {found.otherwise} times in another form" if found.otherwise else ""
    return f"it stands there just so{more}"


def _below(source: SourceSettings, path: str) -> str | None:
    """The path below the source's folder; "": it is that file. None: it is not below it."""
    if source.of:
        return path
    top = str(source.path)
    if path == top:
        return ""
    below = path.removeprefix(f"{top.removesuffix('/')}/")
    return below if below != path else None


async def _reached(source: SourceSettings, commit: str, *, room: bool) -> Reached | str:
    """Or why nobody can say."""
    if not room:
        return f"more than {_MOST_COMMITS} commits: this one was not asked about"
    try:
        return await reached(source.path, commit)
    except HistoryError as error:
        return str(error)


def by_repository(spots: Sequence[Spot]) -> dict[str, list[Spot]]:
    """The history that is still there, by the source that it belongs to."""
    found: dict[str, list[Spot]] = {}
    for spot in spots:
        if spot.first.commit is not None and spot.standing is not Standing.ERASED and "history" in spot.then:
            found.setdefault(spot.first.source, []).append(spot)
    return found
