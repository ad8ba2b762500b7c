"""`stanch arm` and `disarm`: which Systems, types, environments or owners may be acted on, while the daemon runs.

A file of lines, the latest that fits a case wins, and where none fits, `armed` of the System in stanch.toml does. It is
a file like the freeze, so that disarming works when the daemon hangs.

    {"armed": true, "at": "2026-01-31T09:00:00Z", "by": "ann", "scope": {"system": "pg-main", "type": "postgres-url"}}
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from agent.complaint import Complaint
from agent.policy import Case
from agent.record import stamp

SCOPES: Final = ("provider", "system", "type", "environment", "owner")


@dataclass(frozen=True, slots=True)
class Line:
    """One decision. A scope that names several things means all of them together."""

    armed: bool
    at: str
    by: str
    scope: Mapping[str, str]

    def fits(self, case: Case) -> bool:
        here = {
            "provider": case.system.provider,
            "system": case.system.name,
            "type": case.type,
            "environment": case.system.environment,
            "owner": case.owner,
        }
        return all(here[name] == value for name, value in self.scope.items())


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
        """One more line, durable when it returns."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        row = {"armed": armed, "at": stamp(at), "by": by, "scope": dict(scope)}
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(json.dumps(row, sort_keys=True) + "\n")
            file.flush()
            os.fsync(descriptor)

    def clear(self, *, at: datetime, by: str) -> None:
        """Nothing is armed any more, whatever stanch.toml says: one line that fits everything."""
        self.path.unlink(missing_ok=True)
        self.add(armed=False, scope={}, at=at, by=by)


def _line(raw: str) -> Line | None:
    try:
        row = json.loads(raw)
        line = Line(
            bool(row["armed"]), str(row["at"]), str(row["by"]), {str(k): str(v) for k, v in row["scope"].items()}
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return line if line.scope.keys() <= set(SCOPES) else None
