"""A bare scan: what `stanch scan` and `stanch baseline` share. No ledger, no configuration, no network, no actions.

    paths --> sources --> scanner processes --> Findings: by credential; apart, what a comment or baseline leaves out

Keys are made for this one scan and thrown away, so nothing that it prints or leaves can open or recognise a value.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from secrets import token_bytes
from typing import TYPE_CHECKING, Final

import click

from agent.baseline import Baseline, Spot
from agent.commands.output import plain
from agent.complaint import Complaint, absent
from agent.folders import is_cold, pattern_cache
from agent.intake import Intake
from agent.model import Chunk, Cursor, Debt, Finding, Visibility
from agent.rules.rule import NO_RULES, Ruleset, kind
from agent.scan.names import without_values
from agent.scan.pool import ScanPool
from agent.scan.wire import Result
from agent.seal import ResponderKeys
from agent.sources.git import GitSource
from agent.sources.git_dir import is_repository
from agent.sources.git_known import Known
from agent.sources.sieve import Sieve, named
from agent.sources.staged import Index, StagedSource
from agent.sources.stdin import NAME, StdinSource
from agent.sources.tree import TreeSource, repositories

if TYPE_CHECKING:
    from rich.progress import Progress  # a tenth of a small scan's time, for who watches it only

STDIN: Final = Path(NAME)
_INNER: Final = 500
_KNOWN: Final = 4 << 20  # objects that hold nothing, so that other clones of them are not looked through: 32 MB


@dataclass
class Findings:
    """What was found: by credential, in the order of their first place. `left`: what is left out, with the reason.

    `judge`: says why a finding is left out that no comment allows, or "".
    """

    judge: Callable[[Finding], str]
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
        self.debts.extend(debt for debt in debts if debt not in self.debts)

    @property
    def suppressed(self) -> Mapping[str, int]:
        """How many are left out, by reason."""
        return Counter(finding.suppressed for finding in self.left)


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan that is over. `keys` open what it found, while it is shown."""

    found: Findings
    sources: Sequence[Sieve]
    keys: ResponderKeys
    size: int
    seconds: float
    notes: Sequence[str]

    def value(self, finding: Finding) -> str:
        """The first secret part."""
        return next(iter(secrets(self.keys, finding)), "")

    def spot(self, finding: Finding) -> Spot:
        by_name = {source.name: source for source in self.sources}
        return _spot(by_name, self.keys, finding)


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


def _spot(by_name: Mapping[str, Sieve], keys: ResponderKeys, finding: Finding) -> Spot:
    place = finding.occurrence
    path = by_name[place.source].below(place.path)
    return Spot(finding.canonical, path, place.line, place.commit, secrets(keys, finding))


def given(word: str) -> Path:
    """A path as it was typed: `-` is standard input, and a file of that name is ./-"""
    path = Path(word)
    return path.absolute() if path == STDIN and word != NAME else path


def _sources(
    paths: Sequence[Path], indexes: Sequence[Index], globs: Sequence[str], history: Callable[[str, Path], GitSource]
) -> Iterator[Sieve]:
    for index in indexes:
        yield Sieve(StagedSource(f"{index.top} (staged)", index), index.top, None, globs)
    for path in dict.fromkeys(paths):
        if path == STDIN:
            if sys.stdin is None:
                message = "-: standard input is closed: pipe something into it"
                raise Complaint(message)
            yield Sieve(StdinSource(), path, None, globs)
            continue
        if not path.exists():
            raise absent(path, "file or folder")
        if is_repository(path):
            yield Sieve(history(str(path), path), path, "", globs)
            if not (path / "HEAD").is_file():
                # What was never committed leaks just as well.
                yield from _tree(path, f"{path} (files)", globs, history)
        else:
            yield from _tree(path, str(path), globs, history)


def _tree(path: Path, name: str, globs: Sequence[str], history: Callable[[str, Path], GitSource]) -> list[Sieve]:
    """The files below a folder, and the history of each repository among them; more of those than that are a debt."""
    wanted = [folder for folder in repositories(path) if folder and not named(folder, globs)]
    inner = wanted[:_INNER]
    tree = TreeSource(name, path, Visibility.UNKNOWN, elsewhere={"", *inner}, once=True)
    # Its name is shown, and the folder's name is the tree's word.
    histories = (history(without_values(str(path / folder)), path / folder) for folder in inner)
    return [
        *(Sieve(source, path, folder, globs) for source, folder in zip(histories, inner, strict=True)),
        Sieve(tree, path, None, globs),
    ]


@dataclass(frozen=True, slots=True)
class _Watched:
    """The scanners, and who is told how many bytes each chunk came to."""

    pool: ScanPool
    told: Callable[[int], None]

    async def scan(self, chunk: Chunk) -> Result:
        result = await self.pool.scan(chunk)
        self.told(chunk.swept + result.bytes)
        return result


async def scan(
    paths: Sequence[Path],
    globs: Sequence[str],
    workers: int,
    *,
    indexes: Sequence[Index] = (),
    rules: Sequence[Path] = (),
    baselines: bool = True,
    refused: bool = False,
    unreachable: bool = False,
) -> Scan:
    """Everything in `paths` and staged in `indexes` but what `globs` name. `rules`: files of the operator's own.

    baselines: what they leave out is left out. refused: also what has the form of a credential and fails its check, as
    suppressed. unreachable: also what nothing in a repository leads to. Raises Complaint.
    """
    began = datetime.now(UTC)
    own = _own(rules)
    if own.rules:
        from detectors.registry import learn

        learn(map(kind, own.rules))
    keys, patience = ResponderKeys.generate(), timedelta(minutes=10).total_seconds()
    cache = pattern_cache()
    if is_cold(cache):
        click.echo(f"compiling patterns, once: they are kept in {plain(str(cache))}", err=True)
    async with AsyncExitStack() as stack:
        # They take longest to begin, so first of all.
        pool = ScanPool(
            *(keys.scanner, max(workers, 1), cache),
            deadline=patience,
            refused=refused,
            rules=own.rules,
            at_once=True,
        )
        await stack.enter_async_context(pool)
        # To prove each object takes time, and one repository has no clones.
        is_one = len(paths) == 1 and is_repository(paths[0])
        known = None if is_one else Known(token_bytes(32), most=_KNOWN, worth=1)
        history = partial(GitSource, visibility=Visibility.UNKNOWN, sweeper=pool, known=known, unreachable=unreachable)
        sources = list(_sources(paths, indexes, globs, history))
        by_name = {source.name: source for source in sources}
        kept = {source.root: Baseline.read(folder(source.root)) for source in sources} if baselines else {}

        def judge(finding: Finding) -> str:
            baseline = kept.get(by_name[finding.occurrence.source].root)
            return baseline.leaves_out(_spot(by_name, keys, finding)) if baseline else ""

        found = Findings(judge)
        progress = _progress() if sys.stderr.isatty() else None
        if progress:
            stack.enter_context(progress)
        total = 0
        for source in sources:
            total += await _read(source, Intake(found, pool, "", lambda: datetime.now(UTC), workers * 2), progress)
        unkept = pool.unkept
    seconds = (datetime.now(UTC) - began).total_seconds()
    notes = [f"rules: {note}" for note in own.notes] + ([unkept] if unkept else [])
    if known and known.spared:
        notes.append(
            f"clones: {known.spared} objects were looked at in another of these repositories, and hold nothing"
        )
    return Scan(found, sources, keys, total, seconds, notes + _notes(sources))


async def _read(source: Sieve, intake: Intake, progress: Progress | None) -> int:
    """How many bytes that were."""
    if progress is None:
        return (await intake.read(source, None)).bytes
    task = progress.add_task(plain(source.name), total=None)
    assert isinstance(intake.scanner, ScanPool)
    watched = _Watched(intake.scanner, lambda size: progress.advance(task, size))
    seen = await replace(intake, scanner=watched).read(source, None)
    progress.update(task, total=seen.bytes or 1, completed=seen.bytes or 1)
    return seen.bytes


def folder(root: Path) -> Path:
    """Where a baseline of this root stands; of standard input where we are."""
    return root if root.is_dir() else root.absolute().parent


def _notes(sources: Sequence[Sieve]) -> list[str]:
    """What was not looked into by intention: no debt, but nothing to keep silent about either."""
    notes = []
    if excluded := sum(source.excluded for source in sources):
        globs = ", ".join(sources[0].globs)
        notes.append(f"excluded: {excluded} files, repositories, and versions that hold something ({globs})")
    return notes


def _progress() -> Progress:
    """On standard error, and gone at the end. A pulse while nobody knows how much there is."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)
