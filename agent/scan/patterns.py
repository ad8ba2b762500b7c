"""Hyperscan: where in these bytes might something be? The only importer of hyperscan, with its compiled cache.

Patterns are compiled as PREFILTER, in block mode, without start of match (42 of 464 common patterns refuse it, and the
database grows from 2 MB to 33 MB): a match says where it may have *ended*, and `re` decides afterwards.

A compiled database is kept in a directory that only we can write, under a name made of the patterns, the engine's
version and the processor's features, with its own hash in front (private.py): Hyperscan trusts what it loads.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

import hyperscan
import msgspec

from agent.scan import literals, private
from agent.scan.checks import Check, Lowered, Plan, anchored

# Behind the last byte of something, and the number of the expression that found it.
Mark = tuple[int, int]


class Sought(NamedTuple):
    """A pattern, and the number of what it points at; several may have one. `cased`: the case of its letters counts.

    mark: a short pattern of which every match holds one. It is looked for, and the pattern itself where it was found.
    """

    number: int
    text: str
    cased: bool = False
    mark: str = ""


# What an expression tells of: a number, and which of the checks decides; NONE: that is all that is asked.
_Told = tuple[int, int]
_NONE: Final = -1


class _Checked(msgspec.Struct, frozen=True, array_like=True, gc=False):
    text: str
    cased: bool
    plan: Plan


class _Compiled(msgspec.Struct, frozen=True, array_like=True):
    """width: bytes of the longest match of an expression. `told`: what each tells of. `checks`: each a _Checked, which
    most scans never need.
    """

    width: int
    told: tuple[tuple[_Told, ...], ...]
    checks: tuple[msgspec.Raw, ...]


_Kept = tuple[hyperscan.Database, _Compiled]


class Prefilter:
    """Patterns, all looked for in one pass. Several may have one number.

    `sought`: asked for only where they are not in the `cache` yet, under `name`, which says all that they depend on.
    unkept: why they had to be compiled and the cache could not keep them, or "".
    """

    def __init__(self, sought: Callable[[], Iterable[Sought]], cache: Path | None, name: bytes = b"") -> None:
        self._checks: dict[int, Check] = {}
        self._told: dict[int, tuple[tuple[int, ...], int]] = {}
        self.unkept = ""
        file = self._file(cache, name) if cache else None
        kept = self._load(file) if file else None
        if kept is None and file:
            with _alone(file.parent):
                kept = self._load(file)  # somebody else was quicker
                if kept is None:
                    kept = _compiled(sought())
                    self.unkept = self._keep(file, *kept)
        self._database, self._compiled = kept or _compiled(sought())
        self._database.scratch = hyperscan.Scratch(self._database)

    @property
    def width(self) -> int:
        """Bytes that a mark covers at most."""
        return self._compiled.width

    def ends(self, data: bytes | memoryview) -> Mapping[int, list[int]]:
        """For each pattern that may be in `data`: the offsets behind its matches, ascending."""
        raw = defaultdict[int, list[int]](list)

        def matched(pattern: int, _start: int, end: int, _flags: int, _context: object) -> None:
            raw[pattern].append(end)

        self._database.scan(data, match_event_handler=matched)  # type: ignore[type-var]  # it takes any buffer
        return self.settled(raw, data)

    def marks(self, data: bytes | bytearray) -> list[Mark]:
        """Where something is that tells of a pattern, at most `width` bytes long: for `settled`, in ascending order.

        What is marked depends on these bytes and the one on either side, and on nothing else.
        """
        found: list[Mark] = []

        def matched(pattern: int, _start: int, end: int, _flags: int, _context: object) -> None:
            found.append((end, pattern))

        self._database.scan(data, match_event_handler=matched)  # type: ignore[type-var]  # it takes any buffer
        found.sort()
        return found

    def settled(self, raw: Mapping[int, list[int]], data: bytes | memoryview) -> Mapping[int, list[int]]:
        """The same as `ends`, for the marks of `data`: their ends by their patterns."""
        found: dict[int, list[int]] = {}
        lowered = Lowered(data)
        for expression, ends in raw.items():
            checked: dict[int, list[int]] = {_NONE: ends}
            for number, check in self._compiled.told[expression]:
                where = checked.get(check)
                if where is None:
                    where = checked[check] = self._check(check).ends(data, ends, lowered)
                if where:
                    found[number] = sorted({*found[number], *where}) if number in found else where
        return found

    def told(self, pattern: int) -> tuple[tuple[int, ...], int]:
        """What a mark tells of, and how many bytes on either side of it `settled` looks at."""
        if pattern not in self._told:
            told = self._compiled.told[pattern]
            widths = [self._checked(check).plan.width for _, check in told if check != _NONE]
            self._told[pattern] = tuple(number for number, _ in told), max(widths, default=0)
        return self._told[pattern]

    def _check(self, number: int) -> Check:
        if number not in self._checks:
            checked = self._checked(number)
            self._checks[number] = Check(checked.text, checked.plan, cased=checked.cased)
        return self._checks[number]

    def _checked(self, number: int) -> _Checked:
        return msgspec.msgpack.decode(self._compiled.checks[number], type=_Checked)

    @staticmethod
    def _file(cache: Path, name: bytes) -> Path:
        digest = hashlib.sha256(f"{_engine()} {platform.machine()} {_cpu_features()}".encode())
        for module in ("patterns", "checks", "frequency", "literals", "private"):
            digest.update(Path(__file__).with_name(f"{module}.py").read_bytes())
        digest.update(name)
        return cache / f"patterns-{digest.hexdigest()[:32]}.hs"

    @staticmethod
    def _load(file: Path) -> _Kept | None:
        kept = private.read(file)
        if kept is None:
            return None
        try:
            compiled = msgspec.msgpack.decode(kept[0], type=_Compiled)
            return hyperscan.loadb(kept[1], hyperscan.HS_MODE_BLOCK), compiled
        except (hyperscan.HyperscanError, msgspec.MsgspecError):
            return None

    @staticmethod
    def _keep(file: Path, database: hyperscan.Database, compiled: _Compiled) -> str:
        """A cache that cannot be written costs a compilation at each start, nothing more. Why it cannot, or ""."""
        why = private.keep(file, msgspec.msgpack.encode(compiled), hyperscan.dumpb(database))
        if not why:
            private.forget(file)
        return why


def _compiled(patterns: Iterable[Sought]) -> _Kept:
    """Hyperscan takes minutes over patterns that share an id, so each expression has one of its own."""
    told: dict[tuple[str, int], list[_Told]] = {}
    checks: dict[bytes, int] = {}  # several detectors have the same
    width = 0
    for number, text, cased, mark in patterns:
        needed = None if mark else literals.needed(text)
        expression = needed.expression if needed else anchored(mark or text)
        flag = 0 if cased and not needed else hyperscan.HS_FLAG_CASELESS
        check = _NONE
        if mark or (needed and (cased or not _is_plain(text))):
            checked = _Checked(text, cased, literals.plan(text, needed))
            check = checks.setdefault(msgspec.msgpack.encode(checked), len(checks))
        told.setdefault((expression, flag), []).append((number, check))
        width = max(width, needed.width if needed else literals.width(expression))
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[expression.encode() for expression, _ in told],
        ids=list(range(len(told))),
        elements=len(told),
        flags=[hyperscan.HS_FLAG_PREFILTER | hyperscan.HS_FLAG_MULTILINE | flag for _, flag in told],
    )
    return database, _Compiled(width, tuple(map(tuple, told.values())), tuple(map(msgspec.Raw, checks)))


def refusal(pattern: str) -> str:
    """Why Hyperscan cannot look for a pattern, or ""."""
    try:
        Prefilter(lambda: [Sought(0, pattern)], None)
    except hyperscan.HyperscanError as error:
        return str(error)
    return ""


@contextmanager
def _alone(cache: Path) -> Iterator[None]:
    """One process compiles, which takes seconds, and the others wait for what it keeps; where that can be."""
    descriptor = -1
    with suppress(OSError):
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        if private.is_private(cache):
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


def _engine() -> str:
    """Its version, which is that of the library in it."""
    return str(hyperscan.__version__)  # type: ignore[attr-defined]  # missing in its stubs


def _cpu_features() -> str:
    """Of the first, as the others have the same: to ask for all of a large machine takes longer than to load."""
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8", errors="replace") as lines:
            return next((line for line in lines if line.startswith(("flags", "Features"))), "")
    except OSError:
        return platform.processor()
