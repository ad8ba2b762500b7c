"""Runs journalctl, and reads the entries that it prints: one JSON object a line.

https://www.freedesktop.org/software/systemd/man/latest/journalctl.html https://systemd.io/JOURNAL_EXPORT_FORMATS/

    "MESSAGE": "text"            as it is
    "MESSAGE": [104, 105]        bytes that are no text, or hold codes of a terminal
    "FIELD": ["one", [116]]      a field that an entry has several times
    "MESSAGE": null              longer than 4096 bytes, unless --all is given, which it is

Only this envelope is read here; what entries say is for a scanner. A line may be so long and no longer, as an entry may
have hundreds of megabytes, and as numbers four times that.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec

from agent.sources.git.run import ended

LONGEST: Final = 8 << 20  # bytes of a line
_BLOCK: Final = 1 << 18
_ENVIRONMENT: Final = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "LC_ALL": "C.UTF-8",
    "HOME": "/nonexistent",
    "SYSTEMD_PAGER": "",
    "SYSTEMD_COLORS": "0",
}
# Quotes within a value are escaped, so that this can be nothing but the field itself.
_CURSOR: Final = re.compile(rb'"__CURSOR"\s?:\s?"([^"\\]{1,512})"')
_LONGEST_CURSOR: Final = 600
_TOO_LONG: Final = f"an entry of more than {LONGEST >> 20} MiB (as JSON) was not read"
_NO_ENTRY: Final = "a line of journalctl that is no entry was not read"
_CUT: Final = "journalctl left out a long field of an entry: it is too old to know --all"
_LONGEST_NAME: Final = 128
# What journald itself says of an entry begins with an underscore. Of that, these hold what others wrote.
_TELLING: Final = ("_CMDLINE", "_AUDIT_FIELD_")
_SILENT: Final = frozenset(
    {
        "PRIORITY",
        "SYSLOG_FACILITY",
        "SYSLOG_IDENTIFIER",
        "SYSLOG_PID",
        "SYSLOG_TIMESTAMP",
        "MESSAGE_ID",
        "CODE_FILE",
        "CODE_LINE",
        "CODE_FUNC",
        "TID",
        "INVOCATION_ID",
        "USER_INVOCATION_ID",
        "UNIT",
        "USER_UNIT",
        "JOB_ID",
        "JOB_TYPE",
        "JOB_RESULT",
    }
)


class JournalError(Exception):
    """journalctl could not be run, ended early, or said nothing for too long. The text is ours."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`cursor`: journald's own. `stream`: who wrote it, of which entries follow one another. `more`: other fields.

    unread: why it, or something of it, was not read; it may be without a cursor then.
    """

    cursor: str
    unit: str = ""
    stream: str = ""
    at: datetime | None = None
    text: bytes = field(default=b"", repr=False)
    more: tuple[bytes, ...] = field(default=(), repr=False)
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Journal:
    """Which journal, and what of it: as journalctl takes it, an entry is of one of the units, and of one of the
    identifiers. `directory` None: the host's own.
    """

    directory: Path | None = None
    units: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    program: str = "journalctl"
    patience: timedelta = timedelta(seconds=60)

    def command(self, cursor: str | None) -> list[str]:
        words = ["--output=json", "--all", "--quiet", "--no-pager"]
        if self.directory is not None:
            words.append(f"--directory={self.directory}")
        words += [f"--unit={unit}" for unit in self.units]
        words += [f"--identifier={identifier}" for identifier in self.identifiers]
        # Not --after-cursor: where that entry is gone, the one that takes its place would be passed over.
        return [self.program, *words, *([f"--cursor={cursor}"] if cursor else [])]

    async def entries(self, cursor: str | None) -> AsyncGenerator[Entry]:
        """Those from `cursor` on, that one too, or all of them.

        Raises JournalError after all that could be had.
        """
        process = await self._start(cursor)
        reason = ""
        try:
            async with aclosing(self._lines(process)) as lines:
                async for line in lines:
                    yield _entry(line)
        except TimeoutError:
            reason = f"journalctl said nothing for {self.patience.total_seconds():.0f} s"
        finally:
            reason = await ended(process, "journalctl", reason)
        if reason:
            raise JournalError(reason)

    async def _start(self, cursor: str | None) -> asyncio.subprocess.Process:
        problem = ""
        try:
            return await asyncio.create_subprocess_exec(
                *self.command(cursor),
                env=_ENVIRONMENT,
                cwd="/",
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            problem = f"journalctl cannot be run ({os.strerror(error.errno or 0)}): it comes with systemd"
        raise JournalError(problem)

    async def _lines(self, process: asyncio.subprocess.Process) -> AsyncGenerator[bytes | Entry]:
        """An Entry for one that is too long: of that only the cursor is kept."""
        assert process.stdout is not None
        held, cursor, over = bytearray(), "", False
        while True:
            async with asyncio.timeout(self.patience.total_seconds()):
                block = await process.stdout.read(_BLOCK)
            if not block:
                return
            at = 0
            while at < len(block):
                end = block.find(b"\n", at) % (len(block) + 1)
                held += block[at:end]
                over = over or len(held) > LONGEST
                if over:
                    cursor = cursor or _cursor(held)
                    del held[:-_LONGEST_CURSOR]
                if end < len(block):
                    yield Entry(cursor, unread=_TOO_LONG) if over else bytes(held)
                    held, cursor, over = bytearray(), "", False
                at = end + 1


def unreadable(directory: Path | None) -> Iterator[tuple[str, str]]:
    """Files of a journal that we may not read, and why. journalctl leaves them out, and says nothing."""
    folders = [directory] if directory else [Path("/var/log/journal"), Path("/run/log/journal")]
    files = [path for folder in folders for pattern in ("*.journal*", "*/*.journal*") for path in folder.glob(pattern)]
    if not files:
        yield str(folders[0]), "there is no journal: it is kept elsewhere, or nobody may look into its folder"
    for path in sorted(files):
        if not os.access(path, os.R_OK):
            yield str(path), "it cannot be read: let Stanch's user be of the group systemd-journal"


def _cursor(line: bytes | bytearray) -> str:
    found = _CURSOR.search(line)
    return found[1].decode("ascii", "replace") if found else ""


def _entry(line: bytes | Entry) -> Entry:
    if isinstance(line, Entry):
        return line
    try:
        fields = msgspec.json.decode(line, type=dict[str, Any])
        texts = {name: _values(value) for name, value in fields.items()}
    except (msgspec.MsgspecError, ValueError, UnicodeError):
        return Entry(_cursor(line), unread=_NO_ENTRY)
    words = {name: values[0].decode("utf-8", "replace") for name, values in texts.items() if values}
    unit = next(
        (words[name] for name in ("_SYSTEMD_USER_UNIT", "_SYSTEMD_UNIT", "SYSLOG_IDENTIFIER") if name in words), ""
    )
    more = [
        name.encode("ascii", "replace") + b"=" + value
        for name, values in sorted(texts.items())
        if name != "MESSAGE" and name not in _SILENT and (not name.startswith("_") or name.startswith(_TELLING))
        for value in values
    ]
    return Entry(
        cursor=words.get("__CURSOR", ""),
        unit=_name(unit),
        stream=words.get("_STREAM_ID", "") or words.get("_PID", ""),
        at=_time(words.get("__REALTIME_TIMESTAMP", "")),
        text=b"\n".join(texts.get("MESSAGE", ())),
        more=tuple(more),
        unread=_CUT if None in fields.values() else "",
    )


def _values(value: object) -> list[bytes]:
    """Raises ValueError for what no entry holds."""
    match value:
        case None:
            return []
        case str() | int():
            return [str(value).encode("utf-8", "surrogatepass")]
        case [int(), *_]:
            return [bytes(each if isinstance(each, int) else -1 for each in value)]
        case list():
            return [each for inner in value for each in _values(inner)]
        case _:
            raise ValueError


def _name(unit: str) -> str:
    """Of a unit, as part of a path. Whoever writes without one may call himself anything."""
    plain = "".join(char if char.isprintable() and char != "/" else "_" for char in unit[:_LONGEST_NAME])
    return plain or "journal"


def _time(microseconds: str) -> datetime | None:
    if not (microseconds.isascii() and microseconds.isdecimal()):
        return None
    try:
        return datetime.fromtimestamp(int(microseconds) / 1e6, UTC)
    except (ValueError, OverflowError, OSError):
        return None
