"""`stanch arm` and `disarm`: which Systems, types, environments or owners may be acted on, while the daemon runs.

A file of lines, the latest that fits a case wins, and where none fits, `armed` of the System in stanch.toml does. It is
a file like the freeze, so that disarming works when the daemon hangs.

    {"armed": true, "at": "2026-01-31T09:00:00Z", "by": "ann", "scope": {"system": "pg-main", "type": "postgres-url"}}
"""

from __future__ import annotations

import errno
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from agent.complaint import Complaint
from agent.model import System
from agent.record import stamp
from agent.response.policy import Case

SCOPES: Final = ("provider", "system", "type", "environment", "owner")


@dataclass(frozen=True, slots=True)
class Line:
    """One decision. A scope that names several things means all of them together."""

    armed: bool
    at: str
    by: str
    scope: Mapping[str, str]

    def fits(self, case: Case) -> bool:
        """An unknown environment is the worse case: whoever disarms production disarms it, whoever arms it does not."""
        return self._fits(case.system, case.type, case.owner)

    def reaches(self, system: System) -> bool:
        """Does it mean this System, or something in it?"""
        return self._fits(system, self.scope.get("type", ""), self.scope.get("owner", ""))

    @property
    def whole(self) -> bool:
        """Does it mean all of each System that it reaches, whatever the type and the owner?"""
        return not self.scope.keys() & {"type", "owner"}

    def _fits(self, system: System, kind: str, owner: str) -> bool:
        here = {
            "provider": system.provider,
            "system": system.name,
            "type": kind,
            "environment": system.environment,
            "owner": owner,
        }
        scope = dict(self.scope)
        if not self.armed and scope.get("environment") == "production" and system.environment in {"", "unknown"}:
            del scope["environment"]
        return all(here[name] == value for name, value in scope.items())


@dataclass(frozen=True, slots=True)
class Arming:
    """The file, read anew for every decision: it is short, and what it says must count at once."""

    path: Path

    def covers(self, case: Case) -> bool:
        """Is this case armed? Nothing is while the file cannot be understood."""
        try:
            lines = self.lines()
        except Complaint:
            return False
        return next((line.armed for line in reversed(lines) if line.fits(case)), case.system.armed)

    def anywhere(self, system: System) -> bool:
        """May anything in this System be acted on, of some type or owner at least?"""
        try:
            lines = self.lines()
        except Complaint:
            return False
        for line in reversed(lines):
            if line.reaches(system) and (line.armed or line.whole):
                return line.armed
        return system.armed

    def mark(self) -> tuple[int, ...]:
        """Another one after every change of the file."""
        try:
            found = self.path.stat()
        except OSError:
            return ()
        return found.st_ino, found.st_mtime_ns, found.st_size

    def lines(self) -> tuple[Line, ...]:
        """Raises Complaint with the line that is none of ours."""
        try:
            text = self.path.read_text()
        except FileNotFoundError:
            return ()
        except (OSError, UnicodeDecodeError) as error:
            text, problem = "", type(error).__name__
        else:
            problem = ""
        if problem:
            message = f"{self.path}: cannot be read ({problem}), so nothing is armed: mend or remove it"
            raise Complaint(message)
        found: list[Line] = []
        for number, raw in enumerate(text.splitlines(), start=1):
            line = _line(raw)
            if line is None:
                message = f"{self.path}:{number}: this line is none of ours: remove it, or run `stanch disarm --all`"
                raise Complaint(message)
            found.append(line)
        return tuple(found)

    def add(self, *, armed: bool, scope: Mapping[str, str], at: datetime, by: str) -> None:
        """One more line, durable when it returns; none, and a Complaint, when it cannot be written."""
        line = _text(armed=armed, scope=scope, at=at, by=by)
        with self._told():
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
            try:
                _append(descriptor, line)
            finally:
                os.close(descriptor)

    def clear(self, *, at: datetime, by: str) -> None:
        """Nothing is armed any more, whatever stanch.toml says: one line that fits everything, in place of all others.

        The old lines stay until the new one is on the disk: a file that is missing would say what stanch.toml says.
        """
        line = _text(armed=False, scope={}, at=at, by=by)
        with self._told():
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor, name = tempfile.mkstemp(dir=self.path.parent, prefix=self.path.name)
            try:
                _append(descriptor, line)
                Path(name).replace(self.path)
            except OSError:
                Path(name).unlink()
                raise
            finally:
                os.close(descriptor)
            folder = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(folder)  # else a crash could bring the old lines back
            finally:
                os.close(folder)

    @contextmanager
    def _told(self) -> Iterator[None]:
        problem = ""
        try:
            yield
        except OSError as error:
            problem = error.strerror or type(error).__name__
        if problem:
            message = (
                f"{self.path}: cannot be written ({problem}), so nothing has changed; `stanch freeze` stops every act"
            )
            raise Complaint(message)


def _append(descriptor: int, line: bytes) -> None:
    """The whole line, on the disk, or nothing of it and OSError."""
    before = os.fstat(descriptor).st_size
    try:
        written = os.write(descriptor, line)
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, before)
        raise
    if written < len(line):
        os.ftruncate(descriptor, before)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _text(*, armed: bool, scope: Mapping[str, str], at: datetime, by: str) -> bytes:
    row = {"armed": armed, "at": stamp(at), "by": by, "scope": dict(scope)}
    return (json.dumps(row, sort_keys=True) + "\n").encode()


def _line(raw: str) -> Line | None:
    try:
        row = json.loads(raw)
        line = Line(row["armed"], str(row["at"]), str(row["by"]), {str(k): str(v) for k, v in row["scope"].items()})
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    # Not a word such as "false", which would be true.
    return line if isinstance(line.armed, bool) and line.scope.keys() <= set(SCOPES) else None
