"""What can go wrong with a ledger, in our words. None of them carries a value.

LedgerError
  LedgerDamagedError   the file is not sound, or not a ledger: nothing was changed, and no fresh one was begun
  LedgerNewerError     a newer Stanch wrote it
  LedgerInUseError     another process writes to it
  LedgerFullError      no room on the disk: nothing of it was written, cursors have not moved
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from agent.complaint import Complaint


class LedgerError(Complaint):
    """The ledger could not do it, and has changed nothing."""


class LedgerDamagedError(LedgerError):
    """Not sound. The message says what to do."""


class LedgerNewerError(LedgerError):
    """Written by a newer Stanch."""


class LedgerInUseError(LedgerError):
    """One writer at a time."""


class LedgerFullError(LedgerError):
    """No room on the disk."""


BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_BARRED = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM})
# The index of the write-ahead log grows in a file of its own, and says in other words that there is no room.
_FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE})


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's result code without its extension (SQLITE_BUSY_SNAPSHOT is a SQLITE_BUSY)."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF


def is_full(error: sqlite3.Error) -> bool:
    return not _FULL.isdisjoint({primary_code(error), getattr(error, "sqlite_errorcode", 0)})


def is_unknown(error: sqlite3.Error) -> bool:
    """A column or a table is asked for that the file has not."""
    return primary_code(error) == sqlite3.SQLITE_ERROR


def older(path: Path) -> LedgerError:
    return LedgerError(
        f"{path}: an older Stanch wrote it, and no daemon of this version has opened it since: start `stanch run`, or "
        "restart the one that runs (a service: systemctl restart stanch); it brings the ledger up to date"
    )


def no_room() -> LedgerFullError:
    return LedgerFullError("no room on the disk of the ledger: nothing was written; make room and it goes on")


def in_our_words(error: sqlite3.Error, path: Path | None = None) -> LedgerError:
    """The message names SQLite's own code and, for a constraint, the columns: never a value."""
    code = primary_code(error)
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    ledger = "the ledger" if path is None else str(path)
    if is_full(error):
        return no_room()
    if code in _DAMAGED:
        return LedgerDamagedError(f"{'' if path is None else f'{path}: '}the ledger is damaged ({name}): {WHAT_TO_DO}")
    if code in _BARRED:
        return LedgerError(
            f"{ledger} cannot be opened or written ({name}): its folder must be one that whoever runs this owns and "
            "may write to: look at its owner, its mode, and whether its file system is read-only. Nothing was changed"
        )
    return LedgerError(f"{ledger} refused: {name} ({error})")


WHAT_TO_DO = (
    "nothing was changed. Keep the file for the evidence in it, then put back a copy, or move it away and start again: "
    "all sources are then read from the beginning"
)
