"""The one thread that writes, and its group commit.

    await run(job) --+
    await run(job) --+--> queue --> [ all that wait: one transaction, each job in a savepoint ] --> COMMIT --> results
    await run(job) --+

Rules
- A job is a function of the database, without side effects elsewhere: it may be run again.
- A job that fails, fails alone: its savepoint is rolled back. If the transaction itself fails (no room, say), each
  job is tried once more alone.
- A result is handed out after the commit (synchronous=FULL), never before: what was acknowledged survives kill -9.
- A database that something else holds is waited for, for as long as the writer is open: nobody loses work over it.
- What finds no room on the disk is tried once more with the reserve's (reserve.py), unless it can wait: that is refused
  until the reserve is whole again.
"""

from __future__ import annotations

import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from sqlite_utils import Database

from agent import crashpoints
from agent.ledger.errors import BUSY, LedgerError, in_our_words, is_full, no_room, primary_code
from agent.ledger.reserve import Reserve

T = TypeVar("T")
Work = Callable[[Database], T]

_GROUP: Final = 500  # jobs in one transaction: a storm must not make one of seconds
_WIPE_AGAIN: Final = 1.0  # seconds until the log is tried again that a reader kept from being emptied


@dataclass(frozen=True, slots=True)
class _Job(Generic[T]):
    work: Work[T]
    vital: bool
    future: Future[T] = field(default_factory=Future)


class _TransactionLostError(Exception):
    """SQLite rolled the whole transaction back, savepoints included."""

    def __init__(self, error: sqlite3.Error) -> None:
        super().__init__()
        self.error = error


class Writer:
    """`commits` counts the transactions that were committed, `changes` the rows that were written."""

    def __init__(self, db: Database, reserve: Reserve | None = None) -> None:
        self.commits = 0
        self.changes = 0
        self._db = db
        self._reserve = reserve
        self._jobs: queue.SimpleQueue[_Job[object] | None] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._wipe = True  # who was killed may have left what he erased
        self._gate = threading.Lock()
        self._thread = threading.Thread(target=self._loop, name="ledger-writer", daemon=True)
        self._thread.start()

    @property
    def full(self) -> bool:
        """The reserve is spent: what is not vital is refused."""
        return self._reserve is not None and self._reserve.spent

    def run(self, work: Work[T], *, vital: bool = True) -> Future[T]:
        """The job's result, once it is committed. vital: it may use what is kept for a full disk."""
        job = _Job(work, vital)
        with self._gate:
            if self._closing.is_set():
                message = "the ledger is closed"
                raise LedgerError(message)
            self._jobs.put(job)  # type: ignore[arg-type]  # its future and its work agree with each other
        return job.future

    def wipe_log(self) -> None:
        """Empty the write-ahead log after this commit: a value that was erased still stands in it. For jobs only."""
        self._wipe = True

    def close(self) -> None:
        """What was accepted before is still done."""
        with self._gate:
            if not self._closing.is_set():
                self._closing.set()
                self._jobs.put(None)
        self._thread.join()

    def _loop(self) -> None:
        last = False
        group: list[_Job[object]] = []
        try:
            while not last:
                group, last = self._wait()
                self._commit(group)
                if self._wipe:
                    self._empty_log()
        finally:
            self._refuse(group)
            self._db.close()

    def _refuse(self, group: list[_Job[object]]) -> None:
        """Nobody waits for ever for a writer that has ended, whatever ended it."""
        with self._gate:
            self._closing.set()
            while not self._jobs.empty():
                job = self._jobs.get_nowait()
                if job is not None and job.future.set_running_or_notify_cancel():
                    group.append(job)
        for job in group:
            if not job.future.done():
                job.future.set_exception(LedgerError("the ledger has stopped; nothing of this was written"))

    def _wait(self) -> tuple[list[_Job[object]], bool]:
        """All jobs that wait now, and whether they are the last."""
        group: list[_Job[object]] = []
        try:
            job = self._jobs.get(timeout=_WIPE_AGAIN if self._wipe else None)
            while job is not None:
                if job.future.set_running_or_notify_cancel():
                    group.append(job)
                if len(group) == _GROUP:
                    return group, False
                job = self._jobs.get_nowait()
        except queue.Empty:
            return group, False
        return group, True

    def _commit(self, group: list[_Job[object]]) -> None:
        """All of them in one transaction; each alone if that fails."""
        group = self._allowed(group)
        failure = self._transaction(group) if group else None
        while failure is not None and primary_code(failure) in BUSY and not self._closing.is_set():
            failure = self._transaction(group)
        if failure is None:
            return
        if len(group) == 1:
            if group[0].vital and is_full(failure) and self._reserve is not None and self._reserve.free():
                self._commit(group)
                return
            group[0].future.set_exception(in_our_words(failure))
            return
        for job in group:
            self._commit([job])

    def _allowed(self, group: list[_Job[object]]) -> list[_Job[object]]:
        """Without those that can wait, where there is no room for them."""
        if self._reserve is not None:
            self._reserve.look()
        if not self.full:
            return group
        for job in group:
            if not job.vital:
                job.future.set_exception(no_room())
        return [job for job in group if job.vital]

    def _transaction(self, group: list[_Job[object]]) -> sqlite3.Error | None:
        """None when it was committed and the results were handed out; else what undid all of it."""
        results: list[tuple[object, Exception | None]] = []
        failure: sqlite3.Error | None = None
        try:
            # At once for writing: one that has read first would not be made to wait, but refused.
            self._db.execute("BEGIN IMMEDIATE")
            results = [self._attempt(job) for job in group]
            self._db.execute("COMMIT")
        except _TransactionLostError as lost:
            failure = lost.error
        except sqlite3.Error as error:
            failure = error
        if failure is not None:
            self._db.rollback()
            return failure
        self.commits += 1
        self.changes = self._db.conn.total_changes
        for job, (result, failed) in zip(group, results, strict=True):
            if failed is None:
                job.future.set_result(result)
            else:
                job.future.set_exception(failed)
        return None

    def _attempt(self, job: _Job[object]) -> tuple[object, Exception | None]:
        try:
            with self._db.atomic():
                return job.work(self._db), None
        except sqlite3.Error as error:
            # Without room the others may fail as well, and whether this one may have the reserve is not said here.
            if is_full(error) or not self._db.conn.in_transaction:
                raise _TransactionLostError(error) from None
            return None, in_our_words(error)
        except Exception as error:  # noqa: BLE001 - whatever a job raises belongs to whoever waits for it
            return None, error

    def _empty_log(self) -> None:
        """Write the log back and truncate it; a reader can prevent that, so not waited for but tried again."""
        crashpoints.point("C16")
        try:
            self._db.execute("PRAGMA busy_timeout = 0")
            blocked = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.Error:
            blocked = 1
        finally:
            self._db.execute("PRAGMA busy_timeout = 5000")
        self._wipe = bool(blocked)
