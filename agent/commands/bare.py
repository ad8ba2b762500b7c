"""A bare scan: what `stanch scan` and `stanch baseline` share. No ledger, no configuration, no network, no actions.

    paths --> sources --> scanner processes --> Findings: by credential; apart, what a comment or baseline leaves out

Keys are made for this one scan and thrown away, so nothing that it prints or leaves can open or recognise a value.

Over 300 lines, as what a scan is made of and how it ends, also early, share what was found so far.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from secrets import token_bytes
from typing import TYPE_CHECKING, Final

import click

from agent.baseline import Baseline, Spot, above
from agent.commands.broken_off import Unmet, Watched
from agent.commands.stopping import Stopping
from agent.complaint import Complaint, absent
from agent.folders import is_being_filled, own_folders, pattern_cache
from agent.found import Cursor, Debt, Finding, Visibility
from agent.intake import Intake
from agent.printable import plain
from agent.rules.rule import NO_RULES, Ruleset, kind
from agent.scan.names import of_root, without_values
from agent.scan.pool import ScanPool
from agent.seal import ResponderKeys
from agent.sources.git.dir import is_repository, where
from agent.sources.git.known import Known
from agent.sources.sieve import Sieve, named
from agent.sources.stdin import NAME, StdinSource
from agent.sources.tree import Own, TreeSource, repositories

if TYPE_CHECKING:
    # Each a tenth of a small scan's time, for who watches it, or has a repository scanned, only.
    from rich.progress import Progress

    from agent.sources.git.source import GitSource
    from agent.sources.git.staged import Index

STDIN: Final = Path(NAME)
_INNER: Final = 500
_WHILE: Final = 0.3  # seconds in which a scanner is ready that has its patterns
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


def given(word: str) -> Path:
    """A path as it was typed: `-` is standard input, and a file of that name is ./-. Raises Complaint."""
    if not word:
        message = "an empty word is no path (is a variable not set?): `.` is the folder that you are in"
        raise Complaint(message)
    path = Path(word)
    return path.absolute() if path == STDIN and word != NAME else path


def _sources(
    paths: Sequence[Path],
    indexes: Sequence[Index],
    globs: Sequence[str],
    history: Callable[[str, Path], GitSource],
    stopped: Callable[[], bool],
) -> Iterator[Sieve]:
    """stopped: a folder is not walked through any further for those in it."""
    # Compiled patterns and sealed finds look like credentials, and are none that leaked.
    own, called = own_folders(), _apart()
    besides = _besides(paths, globs, called)
    for index in indexes:
        from agent.sources.git.staged import StagedSource

        yield Sieve(StagedSource(called(f"{index.top} (staged)"), index), index.top, None, globs)
    for path in dict.fromkeys(paths):
        if path == STDIN:
            if sys.stdin is None:
                message = "-: standard input is closed: pipe something into it"
                raise Complaint(message)
            yield Sieve(StdinSource(), path, None, globs)
            continue
        if not _is_there(path):
            raise absent(path, "file or folder")
        if _is_closed(path):
            # The others are scanned, and this one is owed.
            yield Sieve(TreeSource(called(str(path)), path, Visibility.UNKNOWN, once=True), path, None, globs)
        elif is_repository(path):
            yield Sieve(history(called(str(path)), path), path, "", globs)
            if not (path / "HEAD").is_file():
                # What was never committed leaks just as well.
                yield from _tree(path, called(f"{path} (files)"), globs, history, stopped, own, besides)
            else:
                yield from besides(path, ())
        else:
            yield from _tree(path, called(str(path)), globs, history, stopped, own, besides)


def _besides(
    paths: Sequence[Path], globs: Sequence[str], called: Callable[[str], str]
) -> Callable[[Path, Sequence[str]], Iterator[Sieve]]:
    """Of a root and the repositories in it those configurations that stand in none of `paths`, as files: of a linked
    working tree, a submodule, or a bare repository that is the root.
    """
    tops = [Path(os.path.realpath(path)) for path in paths if path != STDIN and _is_there(path)]
    taken = set[Path]()

    def besides(root: Path, folders: Sequence[str]) -> Iterator[Sieve]:
        for folder in ("", *folders):
            tree = root / folder
            git_dir = where(tree)
            is_bare = git_dir == tree and not folder and (tree / "HEAD").is_file()
            is_elsewhere = git_dir not in (tree, tree / ".git") and not any(map(git_dir.is_relative_to, tops))
            if (is_bare or is_elsewhere) and git_dir not in taken:
                taken.add(git_dir)
                source = TreeSource(called(f"{git_dir} (files)"), git_dir, Visibility.UNKNOWN, once=True, git=True)
                yield Sieve(source, root, None, globs)

    return besides


def _apart() -> Callable[[str], str]:
    """A name for each source as it may be shown, and for no other."""
    taken = set[str]()

    def called(name: str) -> str:
        shown = of_root(name)
        names = (shown if number == 1 else f"{shown} ({number})" for number in count(1))
        found = next(one for one in names if one not in taken)
        taken.add(found)
        return found

    return called


def _is_there(path: Path) -> bool:
    """Or may be, in a folder that we may not look into."""
    try:
        path.stat()
    except PermissionError:
        return True
    except (OSError, ValueError):  # a NUL in it, or longer than any
        return False
    return True


def _is_closed(path: Path) -> bool:
    return not os.access(path, os.R_OK | (os.X_OK if os.path.isdir(path) else 0))  # noqa: PTH112 - Path's own raises


def _tree(
    path: Path,
    name: str,
    globs: Sequence[str],
    history: Callable[[str, Path], GitSource],
    stopped: Callable[[], bool],
    own: Own,
    besides: Callable[[Path, Sequence[str]], Iterator[Sieve]],
) -> list[Sieve]:
    """The files below a folder, and the history of each repository among them; more of those than that are a debt."""
    by = {folder: named(folder, globs) for folder in repositories(path, stopped, own) if folder}
    inner = [folder for folder, naming in by.items() if not naming][:_INNER]
    tree = TreeSource(name, path, Visibility.UNKNOWN, elsewhere={"", *inner}, once=True, own=own)
    # Its name is shown, and the folder's name is the tree's word.
    histories = (history(without_values(str(path / folder)), path / folder) for folder in inner)
    return [
        *(Sieve(source, path, folder, globs) for source, folder in zip(histories, inner, strict=True)),
        Sieve(tree, path, None, globs, {glob for each in by.values() for glob in each}),
        *besides(path, inner),
    ]


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
    total, finished, unkept = _Total(), 0, ""
    # To prove each object takes time, and one repository has no clones.
    is_one = len(paths) == 1 and not _is_closed(paths[0]) and is_repository(paths[0])
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
            stack.callback(_looking(pool, cache, total))

            def history(name: str, path: Path) -> GitSource:
                from agent.sources.git.source import GitSource

                return GitSource(name, path, Visibility.UNKNOWN, sweeper=watched, known=known, unreachable=unreachable)

            sources += _sources(paths, indexes, globs, history, lambda: bool(stopping.number))
            by_name |= {source.name: source for source in sources}
            total.progress = progress = _progress() if sys.stderr.isatty() else None
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
    notes += map(of_root, (*alone, *_notes(sources, [] if stopping.number else globs)))
    return Scan(found, sources, keys, total.bytes, seconds, notes, stopping.number)


def _looking(pool: ScanPool, cache: Path, total: _Total) -> Callable[[], None]:
    """Who waits for patterns to be compiled, for the first time or with rules of his own, is told. What ends that."""
    loop, over = asyncio.get_running_loop(), asyncio.Event()

    def look() -> None:
        if pool.processes or over.is_set():
            return
        if not is_being_filled(cache):
            loop.call_later(_WHILE, look)
            return
        told = f"compiling patterns, once: they are kept in {plain(str(cache))}"
        if total.progress:
            total.progress.console.print(told, markup=False, highlight=False, soft_wrap=True)  # above the bar
        else:
            click.echo(told, err=True)

    loop.call_later(_WHILE, look)
    return over.set


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
        if root == STDIN or not _is_closed(root):
            higher, theirs = ((), ()) if root == STDIN else above(folder(root))
            kept[root] = [each for each in (Baseline.read(folder(root)), *higher) if not each.is_empty]
            alone |= dict.fromkeys(theirs)
    return kept, [*alone]


def _left_out(baselines: Sequence[Baseline], spot: Spot) -> str:
    return next((by for each in baselines if (by := each.leaves_out(spot))), "")


@dataclass
class _Total:
    """How many bytes were looked at so far, and who shows that."""

    bytes: int = 0
    progress: Progress | None = None

    @contextmanager
    def of(self, source: Sieve) -> Iterator[Callable[[int], None]]:
        before, progress = self.bytes, self.progress
        task = progress.add_task(plain(source.name), total=None) if progress else None

        def told(size: int) -> None:
            self.bytes += size
            if progress and task is not None:
                progress.advance(task, size)

        yield told
        if progress and task is not None:
            size = self.bytes - before or 1
            progress.update(task, total=size, completed=size)


def folder(root: Path) -> Path:
    """Where a baseline of this root stands; of standard input where we are."""
    return root if root.is_dir() else root.absolute().parent


def _notes(sources: Sequence[Sieve], globs: Sequence[str]) -> list[str]:
    """What was not looked into by intention: no debt, but nothing to keep silent about either. And of `globs`, those
    that did nothing: mostly a slip.
    """
    notes = []
    if excluded := sum(source.excluded for source in sources):
        left = ", ".join(sources[0].globs)
        what = (
            "file, repository, or version that holds something"
            if excluded == 1
            else "files, repositories, and versions that hold something"
        )
        notes.append(f"excluded: {excluded} {what} ({left})")
    apart = [path for sieve in sources if isinstance(sieve.source, TreeSource) for path in sieve.source.apart]
    notes += [f"{path}: Stanch's own folder: left out (name it to have it read)" for path in dict.fromkeys(apart)]
    used = set[str]().union(*(source.used for source in sources))
    return notes + [f"--exclude {glob}: matched nothing" for glob in dict.fromkeys(globs) if glob not in used]


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
