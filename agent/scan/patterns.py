"""Hyperscan: where in these bytes might something be? The only importer of hyperscan, with its compiled cache.

Patterns are compiled as PREFILTER, in block mode, without start of match (42 of 464 common patterns refuse it, and the
database grows from 2 MB to 33 MB): a match says where it may have *ended*, and `re` decides afterwards.

A compiled database is kept in a directory that only we can write, under a name made of the patterns, the engine's
version and the processor's features, with its own hash in front: Hyperscan trusts what it loads.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
import re
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Final, NamedTuple

import hyperscan

from agent.scan import literals

_DIGEST: Final = 32

_Kept = tuple[hyperscan.Database, frozenset[int]]


class _Pattern(NamedTuple):
    number: int
    text: str
    cased: bool


class Prefilter:
    """Numbered patterns, all looked for in one pass, whatever the case; of those in `exact` it counts.

    Several patterns may have one number: that is ours, since Hyperscan takes minutes over patterns that share an id.
    """

    def __init__(
        self, patterns: Sequence[tuple[int, str]], cache: Path | None, exact: Sequence[tuple[int, str]] = ()
    ) -> None:
        self._patterns = [_Pattern(number, pattern, cased=False) for number, pattern in patterns]
        self._patterns += [_Pattern(number, pattern, cased=True) for number, pattern in exact]
        self._checks: dict[int, literals.Check] = {}
        kept = self._load(cache) if cache else None
        if kept is None and cache:
            with _alone(cache):
                kept = self._load(cache)  # somebody else was quicker
                if kept is None:
                    kept = self._compile()
                    self._keep(cache, *kept)
        self._database, self._checked = kept or self._compile()
        self._database.scratch = hyperscan.Scratch(self._database)

    def ends(self, data: bytes | memoryview) -> Mapping[int, list[int]]:
        """For each pattern that may be in `data`: the offsets behind its matches, ascending."""
        raw: dict[int, list[int]] = {}

        def matched(pattern: int, _start: int, end: int, _flags: int, _context: object) -> None:
            if pattern in raw:
                raw[pattern].append(end)
            else:
                raw[pattern] = [end]

        self._database.scan(data, match_event_handler=matched)  # type: ignore[type-var]  # it takes any buffer
        found: dict[int, list[int]] = {}
        for pattern, ends in raw.items():
            where = self._check(pattern).ends(data, ends) if pattern in self._checked else ends
            number = self._patterns[pattern].number
            if where:
                found[number] = sorted({*found[number], *where}) if number in found else where
        return found

    def _check(self, pattern: int) -> literals.Check:
        if pattern not in self._checks:
            self._checks[pattern] = literals.Check(self._patterns[pattern].text, cased=self._patterns[pattern].cased)
        return self._checks[pattern]

    def _compile(self) -> _Kept:
        strings = [literals.needed(text) for _, text, _ in self._patterns]
        expressions = [
            found.expression if found else text for found, (_, text, _) in zip(strings, self._patterns, strict=True)
        ]
        flags = [
            hyperscan.HS_FLAG_PREFILTER | (0 if cased and not found else hyperscan.HS_FLAG_CASELESS)
            for found, (_, _, cased) in zip(strings, self._patterns, strict=True)
        ]
        database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        database.compile(
            expressions=[expression.encode() for expression in expressions],
            ids=list(range(len(expressions))),
            elements=len(expressions),
            flags=flags,
        )
        checked = (
            at
            for at, (found, (_, text, cased)) in enumerate(zip(strings, self._patterns, strict=True))
            if found and (cased or not _is_plain(text))
        )
        return database, frozenset(checked)

    def _file(self, cache: Path) -> Path:
        digest = hashlib.sha256(f"{version('hyperscan')} {platform.machine()} {_cpu_features()}".encode())
        digest.update(Path(literals.__file__).read_bytes())
        for number, pattern, cased in self._patterns:
            digest.update(f"\0{number} {cased}\0{pattern}".encode())
        return cache / f"patterns-{digest.hexdigest()[:32]}.hs"

    def _load(self, cache: Path) -> _Kept | None:
        if not _is_private(cache):
            return None
        try:
            raw = self._file(cache).read_bytes()
            if hashlib.sha256(raw[_DIGEST:]).digest() == raw[:_DIGEST]:
                head, _, database = raw[_DIGEST:].partition(b"\n")
                return hyperscan.loadb(database, hyperscan.HS_MODE_BLOCK), frozenset(map(int, head.split()))
        except (OSError, hyperscan.HyperscanError):
            pass
        return None

    def _keep(self, cache: Path, database: hyperscan.Database, checked: Iterable[int]) -> None:
        """A cache that cannot be written costs a compilation at each start, nothing more."""
        try:
            cache.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _is_private(cache):
                return
            raw = b" ".join(b"%d" % number for number in sorted(checked)) + b"\n" + hyperscan.dumpb(database)
            with tempfile.NamedTemporaryFile(dir=cache, prefix="new-", delete=False) as file:
                file.write(hashlib.sha256(raw).digest() + raw)
            Path(file.name).replace(self._file(cache))
        except OSError:
            pass


def refusal(pattern: str) -> str:
    """Why Hyperscan cannot look for a pattern, or ""."""
    try:
        Prefilter([(0, pattern)], None)
    except hyperscan.HyperscanError as error:
        return str(error)
    return ""


@contextmanager
def _alone(cache: Path) -> Iterator[None]:
    """One process compiles, which takes seconds, and the others wait for what it keeps; where that can be."""
    descriptor = -1
    with suppress(OSError):
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _is_private(cache):
            descriptor = os.open(cache, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        if descriptor >= 0:
            os.close(descriptor)


def _is_plain(pattern: str) -> bool:
    """Some strings, and nothing else."""
    return all(re.escape(part) == part or part.isalnum() for part in re.split(r"\\.|\|", pattern))


def _is_private(cache: Path) -> bool:
    try:
        status = cache.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o022


def _cpu_features() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor()
    return next((line for line in lines if line.startswith(("flags", "Features"))), "")
