"""A bare scan: what `stanch scan` and `stanch baseline` share. No ledger, no configuration, no network, no actions.

    paths --> sources --> scanner processes --> Findings: by credential; apart, what a comment or baseline leaves out

Keys are made for this one scan and thrown away, so nothing that it prints or leaves can open or recognise a value.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_bytes
from typing import TYPE_CHECKING, Final

import click

from agent.baseline import Baseline, Spot, above
from agent.commands import given
from agent.commands.broken_off import Unmet, Watched
from agent.commands.progress import Total, bar, looking
from agent.commands.stopping import Stopping
from agent.folders import pattern_cache
from agent.found import Cursor, Debt, Finding, Visibility
from agent.intake import Intake
from agent.rules.rule import NO_RULES, Ruleset, kind
from agent.scan.names import of_root, without_values
from agent.scan.pool import ScanPool
from agent.seal import ResponderKeys
from agent.sources.git.dir import is_repository
from agent.sources.git.known import Known
from agent.sources.sieve import Sieve

if TYPE_CHECKING:
    # A tenth of a small scan's time, for who has a repository scanned, only.
    from agent.sources.git.source import GitSource
    from agent.sources.git.staged import Index

_INTERRUPTED: Final = "interrupted before all of it was read"
_SWEEPING: Final = (
    f"{_INTERRUPTED}: what its history was seen to hold is told by its object: "
    "`git log --all --raw --find-object=OID` names file and commit"
)
_KNOWN: Final = 4 << 20  # objects that hold nothing, so that other clones of them are not looked through: 32 MB

workers_option: Final = click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=os.cpu_count() or 1,
    show_default="all cores",
    help="Scanner processes.",
)


@dataclass
class Findings:
    """What was found: by credential, in the order of their first place. `left`: what is left out, with the reason.

    `judge`: says why a finding is left out that no comment allows, or "". `told`: of each that is not.
    """

    judge: Callable[[Finding], str]
    told: Callable[[Finding], None] = lambda _: None
    by_credential: dict[str, list[Finding]] = field(default_factory=dict)
    left: list[Finding] = field(default_factory=list)
    debts: list[Debt] = field(default_factory=list)
    _seen: set[tuple[object, ...]] = field(default_factory=set)

    async def submit(
        self,
        findings: Sequence[Finding],
        _cursor: Cursor | None,
        *,
        at: datetime,
        debts: Sequence[Debt] = (),
        read: Sequence[tuple[str, str]] = (),
    ) -> None:
        del at, read
        for finding in findings:
            key = (finding.canonical, finding.occurrence)
            if key in self._seen:
                continue
            self._seen.add(key)
            why = finding.suppressed or self.judge(finding)
            if why:
                self.left.append(replace(finding, suppressed=why))
            else:
                self.by_credential.setdefault(finding.canonical, []).append(finding)
                self.told(finding)
        self.debts.extend(debt for debt in debts if debt not in self.debts)

    @property
    def suppressed(self) -> Mapping[str, int]:
        """How many are left out, by reason."""
        return Counter(finding.suppressed for finding in self.left)


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan that is over. `keys` open what it found, while it is shown. `stopped`: by this signal, or 0."""

    found: Findings
    sources: Sequence[Sieve]
    keys: ResponderKeys
    size: int
    seconds: float
    notes: Sequence[str]
    stopped: int = 0

    def value(self, finding: Finding) -> str:
        return value(self.keys, finding)

    def spot(self, finding: Finding) -> Spot:
        by_name = {source.name: source for source in self.sources}
        return _spot(by_name, self.keys, finding)

    def root(self, finding: Finding) -> Path:
        """What was given in which it is."""
        return next(source.root for source in self.sources if source.name == finding.occurrence.source)


def _own(files: Sequence[Path]) -> Ruleset:
    """The operator's own rules. To be able to read those of everybody takes a while to import."""
    if not files:
        return NO_RULES
    from agent.rules import load

    return load.read(files)


def secrets(keys: ResponderKeys, finding: Finding) -> tuple[str, ...]:
    """The values of a finding's secret parts, or of an identifier that has none. Plain: do not keep them."""
    parts = keys.open(finding.sealed)
    if finding.type is None:
        return tuple(value.reveal() for value in parts.values())
    from detectors.registry import TYPES

    kind = TYPES[finding.type]
    names = [name for name in kind.parts if name in parts and name in (kind.secret or kind.identity)]
    return tuple(parts[name].reveal() for name in names)


def value(keys: ResponderKeys, finding: Finding) -> str:
    """Of the first secret part. Plain: do not keep it."""
    return next(iter(secrets(keys, finding)), "")


def _spot(by_name: Mapping[str, Sieve], keys: ResponderKeys, finding: Finding) -> Spot:
    place = finding.occurrence
    path = by_name[place.source].below(place.path)
    return Spot(finding.canonical, path, place.line, place.commit, secrets(keys, finding))


async def scan(  # noqa: PLR0913 - each is an option of `stanch scan`
    paths: Sequence[Path],
    globs: Sequence[str],
    workers: int,
    *,
    indexes: Sequence[Index] = (),
    rules: Sequence[Path] = (),
    baselines: bool = True,
    refused: bool = False,
    unreachable: bool = False,
    values: bool = True,
    told: Callable[[Finding, Findings, ResponderKeys], None] | None = None,
) -> Scan:
    """Everything in `paths` and staged in `indexes` but what `globs` name. `rules`: files of the operator's own.

    baselines: what they leave out is left out. refused: also what has the form of a credential and fails its check, as
    suppressed. unreachable: also what nothing in a repository leads to. values: they can be had of what it
    found. told: of each finding at once. Raises Complaint.
    """
    began = datetime.now(UTC)
    own = _own(rules)
    if own.rules:
        from detectors.registry import learn

        learn(map(kind, own.rules))
    keys, patience = ResponderKeys.generate(), timedelta(minutes=10).total_seconds()
    sources: list[Sieve] = []
    by_name: dict[str, Sieve] = {}
    roots = [*paths, *(index.top for index in indexes)]
    kept, alone = _baselines(roots) if baselines else ({}, [])

    def judge(finding: Finding) -> str:
        those = kept.get(by_name[finding.occurrence.source].root)
        return _left_out(those, _spot(by_name, keys, finding)) if those else ""

    found = Findings(judge)
    if told:
        found.told = lambda finding: told(finding, found, keys)
    total, finished, unkept = Total(), 0, ""
    # To prove each object takes time, and one repository has no clones.
    is_one = len(paths) == 1 and not given.is_closed(paths[0]) and is_repository(paths[0])
    known = None if is_one else Known(token_bytes(32), most=_KNOWN, worth=1)
    cache = pattern_cache()
    with suppress(OSError):
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)  # or this scan would not know it as ours
    side_by_side = workers * 2
    async with AsyncExitStack() as stack:
        async with Stopping() as stopping:
            # They take longest to begin, so before the sources.
            pool = ScanPool(
                *(keys.scanner, workers, cache),
                deadline=patience,
                refused=refused,
                misplaced=refused,
                rules=own.rules,
                at_once=True,
                sealing=values or any(kept.values()),  # a baseline knows its values by their hashes
            )
            watched = Watched(pool, side_by_side)
            await stack.enter_async_context(pool)
            stack.callback(looking(pool, cache, total))

            def history(name: str, path: Path) -> GitSource:
                from agent.sources.git.source import GitSource

                return GitSource(name, path, Visibility.UNKNOWN, sweeper=watched, known=known, unreachable=unreachable)

            sources += given.sources(paths, indexes, globs, history, lambda: bool(stopping.number))
            by_name |= {source.name: source for source in sources}
            total.progress = progress = bar() if sys.stderr.isatty() else None
            if progress:
                stack.enter_context(progress)
            for source in sources:
                with total.of(source) as sized:
                    intake = Intake(found, watched.begin(sized), "", lambda: datetime.now(UTC), side_by_side)
                    await intake.read(source, None)
                finished += 1
            unkept = pool.unkept
        if stopping.number:
            begun = [source.root for source in sources] or [*(index.top for index in indexes), *paths]
            by_object = await broken_off(watched, sources[finished], found) if finished < len(sources) else False
            found.debts.extend(unfinished(begun[finished:], by_object=by_object))
    seconds = (datetime.now(UTC) - began).total_seconds()
    notes = [*(f"rules: {note}" for note in own.notes), *([unkept] if unkept else []), *watched.notes]
    if known and known.spared:
        notes.append(
            f"clones: {known.spared} objects were looked at in another of these repositories, and hold nothing"
        )
    notes += map(of_root, (*alone, *given.passed_over(sources, [] if stopping.number else globs)))
    return Scan(found, sources, keys, total.bytes, seconds, notes, stopping.number)


async def broken_off(watched: Watched, source: Sieve, found: Findings) -> bool:
    """What its scanners have seen of a source that is not read to its end. Whether some of it is told by its object."""
    for result in watched.last:  # those that were handed in are known
        debts = [replace(debt, path=without_values(debt.path)) for debt in result.debts]
        await found.submit(result.findings, None, at=datetime.now(UTC), debts=debts)
    unmet = Unmet(found, {*found.by_credential, *(finding.canonical for finding in found.left)})
    await Intake(unmet, watched.pool, "", lambda: datetime.now(UTC)).read(watched.rest(source), None)
    return unmet.told > 0


def unfinished(roots: Sequence[Path], *, by_object: bool) -> Iterator[Debt]:
    """Of those that were not read to their end, of the first of which something is told by its object, or not."""
    for number, root in enumerate(dict.fromkeys(roots)):
        shown = of_root(str(root))
        yield Debt(shown, shown, _INTERRUPTED if number or not by_object else _SWEEPING)


def _baselines(roots: Sequence[Path]) -> tuple[Mapping[Path, Sequence[Baseline]], Sequence[str]]:
    """Of each root, and of the folders above it, those that leave something out; which of them were left alone. Raises
    Complaint.
    """
    kept: dict[Path, Sequence[Baseline]] = {}
    alone: dict[str, None] = {}
    for root in dict.fromkeys(roots):
        if root == given.STDIN or not given.is_closed(root):
            higher, theirs = ((), ()) if root == given.STDIN else above(given.folder(root))
            kept[root] = [each for each in (Baseline.read(given.folder(root)), *higher) if not each.is_empty]
            alone |= dict.fromkeys(theirs)
    return kept, [*alone]


def _left_out(baselines: Sequence[Baseline], spot: Spot) -> str:
    return next((by for each in baselines if (by := each.leaves_out(spot))), "")
