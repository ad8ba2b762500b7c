"""The ledger's file: made, opened, checked and brought to the present version.

    no file -> made beside its place, complete, then renamed into it  (so an empty file is damage, never a fresh ledger)
    a file  -> ours? sound? not newer than this program? -> missing migrations, each in a transaction of its own

A migration is a numbered .sql file beside this one; `PRAGMA user_version` says which were applied.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from agent.ledger.errors import (
    BUSY,
    WHAT_TO_DO,
    LedgerDamagedError,
    LedgerError,
    LedgerInUseError,
    LedgerNewerError,
    in_our_words,
    primary_code,
)

APPLICATION: Final = int.from_bytes(b"Stan")
MIGRATIONS: Final = (
    "001_first.sql",
    "002_outbox.sql",
    "003_batches.sql",
    "004_pending.sql",
    "005_requests.sql",
    "006_doubt.sql",
    "007_keys.sql",
    "008_permissions.sql",
    "009_suppressed.sql",
    "010_vaults.sql",
    "011_arrivals.sql",
    "012_allowed.sql",
    "013_cursors.sql",
    "014_lines.sql",
    "015_lost.sql",
)
VERSION: Final = len(MIGRATIONS)

_BUSY_MS: Final = 5000
_LOG_LIMIT: Final = 16 * 1024 * 1024
_PRIVATE_FOLDER: Final = 0o700
_OTHERS: Final = 0o077


def lock(path: Path) -> int:
    """Hold the right to write for as long as the returned descriptor is open (so kill -9 gives it back)."""
    held = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        held = -1
    if held < 0:
        message = f"{path}: another process writes to this ledger; stop it first, or ask it through its socket"
        raise LedgerInUseError(message)
    return held


def private_folder(folder: Path) -> None:
    """Made for us alone; one that others may enter is refused rather than changed, for it may not be ours."""
    folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    if folder.stat().st_mode & _OTHERS:
        message = f"{folder}: others may enter the folder of the ledger; run: chmod 700 {folder}"
        raise LedgerError(message)


def open_for_writing(path: Path) -> Database:
    """The ledger at `path`, sound and of the present version. The caller holds the lock."""
    return _in_words(path, lambda: _open(path))


def open_for_reading(path: Path) -> Database:
    """Another look at a ledger that a daemon may be writing meanwhile."""
    if not path.exists():
        message = (
            f"{path}: there is no ledger yet: `stanch run` begins it. If a daemon runs, its state is elsewhere: give "
            '--config with its folder, and let stanch.toml there say state = "..."'
        )
        raise LedgerError(message)
    return _in_words(path, lambda: _open_read_only(path))


def _in_words(path: Path, opened: Callable[[], Database]) -> Database:
    failure: LedgerError | None = None
    try:
        return opened()
    except sqlite3.Error as error:
        if primary_code(error) in BUSY:
            failure = LedgerInUseError(f"{path}: another program holds this ledger")
        else:
            failure = in_our_words(error, path)
    raise failure


def _open(path: Path) -> Database:
    if not path.exists():
        if path.with_name(path.name + "-wal").exists():
            message = f"{path} is gone, but its log is still there: {WHAT_TO_DO}"
            raise LedgerDamagedError(message)
        _make(path)
    path.chmod(0o600)
    db = _connect(str(path), uri=False)
    try:
        _check(db, path)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA secure_delete = ON")
        db.execute(f"PRAGMA journal_size_limit = {_LOG_LIMIT}")
        migrate(db)
    except BaseException:  # whoever called has nothing yet to close
        db.close()
        raise
    return db


def _open_read_only(path: Path) -> Database:
    db = _connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        _known(db, path)
    except BaseException:  # whoever called has nothing yet to close
        db.close()
        raise
    return db


def _connect(name: str, *, uri: bool) -> Database:
    # isolation_level None: transactions begin where db.atomic() says so and nowhere else.
    conn = sqlite3.connect(name, uri=uri, isolation_level=None, check_same_thread=False, timeout=_BUSY_MS / 1000)
    db = Database(conn, execute_plugins=False)
    db.execute("PRAGMA foreign_keys = ON")
    return db


def _make(path: Path) -> None:
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    db = _connect(str(fresh), uri=False)
    try:
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        migrate(db)
    finally:
        db.close()
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _check(db: Database, path: Path) -> None:
    _known(db, path)
    found = [str(row[0]) for row in db.execute("PRAGMA quick_check(1)").fetchall()]
    if found != ["ok"]:
        message = f"{path}: the ledger is damaged: {WHAT_TO_DO}"
        raise LedgerDamagedError(message)


def _known(db: Database, path: Path) -> None:
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
        message = f"{path} is not a ledger of Stanch, or what is left of one: {WHAT_TO_DO}"
        raise LedgerDamagedError(message)
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        message = f"{path}: written by a newer Stanch (schema {version}, this one knows {VERSION}): upgrade this one"
        raise LedgerNewerError(message)


def is_older(db: Database) -> bool:
    """An older Stanch wrote it: what is new since is not there until a daemon of this version opens it."""
    return bool(db.execute("PRAGMA user_version").fetchone()[0] < VERSION)


def migrate(db: Database) -> None:
    for number in range(db.execute("PRAGMA user_version").fetchone()[0], VERSION):
        statements = resources.files(__package__).joinpath(MIGRATIONS[number]).read_text(encoding="utf-8")
        # A script commits what is open before it starts, so that its transaction has to be part of it.
        script = f"BEGIN IMMEDIATE;\n{statements}\nPRAGMA user_version = {number + 1};\nCOMMIT;"
        try:
            db.conn.executescript(script)
        except BaseException:  # also a signal: what is half-migrated must not be committed
            db.rollback()
            raise
