"""Hyperscan: where in these bytes might something be? The only importer of hyperscan, with its compiled cache.

Patterns are compiled as PREFILTER, in block mode, without start of match (42 of 464 common patterns refuse it, and the
database grows from 2 MB to 33 MB): a match says where it may have *ended*, and `re` decides afterwards.

A compiled database is kept in a directory that only we can write, under a name made of the patterns, the engine's
version and the processor's features, with its own hash in front: Hyperscan trusts what it loads.
"""

from __future__ import annotations

import hashlib
import os
import platform
import stat
import tempfile
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

import hyperscan

_DIGEST: Final = 32


class Prefilter:
    """Numbered patterns, all looked for in one pass, whatever the case; of those in `exact` it counts.

    Each has a number of its own: Hyperscan takes minutes over thousands of patterns that share one.
    """

    def __init__(
        self, patterns: Sequence[tuple[int, str]], cache: Path | None, exact: Sequence[tuple[int, str]] = ()
    ) -> None:
        any_case = hyperscan.HS_FLAG_PREFILTER | hyperscan.HS_FLAG_CASELESS
        self._patterns = [(number, pattern.encode(), any_case) for number, pattern in patterns]
        self._patterns += [(number, pattern.encode(), hyperscan.HS_FLAG_PREFILTER) for number, pattern in exact]
        kept = self._load(cache) if cache else None
        self._database = kept or self._compile()
        if cache and kept is None:
            self._keep(cache)
        self._database.scratch = hyperscan.Scratch(self._database)

    def ends(self, data: bytes) -> Mapping[int, list[int]]:
        """For each pattern that may be in `data`: the offsets behind its matches, ascending."""
        found: dict[int, list[int]] = {}

        def matched(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            ends = found.setdefault(number, [])
            if not ends or ends[-1] != end:
                ends.append(end)

        self._database.scan(data, match_event_handler=matched)
        return found

    def _compile(self) -> hyperscan.Database:
        database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        database.compile(
            expressions=[pattern for _, pattern, _ in self._patterns],
            ids=[number for number, _, _ in self._patterns],
            elements=len(self._patterns),
            flags=[flags for _, _, flags in self._patterns],
        )
        return database

    def _file(self, cache: Path) -> Path:
        digest = hashlib.sha256(f"{version('hyperscan')} {platform.machine()} {_cpu_features()}".encode())
        for number, pattern, flags in self._patterns:
            digest.update(f"\0{number} {flags}\0".encode() + pattern)
        return cache / f"patterns-{digest.hexdigest()[:32]}.hs"

    def _load(self, cache: Path) -> hyperscan.Database | None:
        if not _is_private(cache):
            return None
        try:
            raw = self._file(cache).read_bytes()
            if hashlib.sha256(raw[_DIGEST:]).digest() == raw[:_DIGEST]:
                return hyperscan.loadb(raw[_DIGEST:], hyperscan.HS_MODE_BLOCK)
        except (OSError, hyperscan.HyperscanError):
            pass
        return None

    def _keep(self, cache: Path) -> None:
        """A cache that cannot be written costs a compilation at each start, nothing more."""
        try:
            cache.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _is_private(cache):
                return
            raw = hyperscan.dumpb(self._database)
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
