"""How far sources were read: never as it is in the file, nor in its log."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path

import pytest

from agent.found import Cursor, Debt, Finding
from agent.inventory.kept import KeptPath, KeptValue
from agent.ledger import LastLook, LedgerError, LedgerView, SqliteLedger, schema
from agent.record import stamp
from agent.seal import KEY_BYTES, Lockbox
from agent.sources.ci.books import CiPosition
from agent.sources.forges.forge import ForgePosition, Member
from agent.sources.position import pack
from agent.sources.remote.source import MirrorPosition
from agent.sources.reports.alerts import AlertPosition
from agent.sources.tree import TreePosition
from agent.sources.vaults.source import VaultPosition
from detectors.forms import ALNUM, made
from detectors.github import checksum
from tests.ledger.conftest import LOCKBOX, make_finding

NAME = secrets.token_urlsafe(24)  # a file's
WHY = (("app", "cannot be reached"),)
BEFORE = 12  # the last version that kept positions as they are


def files(path: Path) -> bytes:
    return b"".join(one.read_bytes() for one in path.parent.iterdir() if one.is_file())


def called(source: str) -> Finding:
    found = make_finding()
    return replace(found, occurrence=replace(found.occurrence, source=source))


def token(seed: str = "") -> str:
    """Of GitHub's form, with its checksum."""
    body = made(ALNUM, 30, seed)
    return f"{'gh' + 'p_'}{body}{checksum(body)}"


async def test_a_position_is_in_no_file(opened: Callable[..., SqliteLedger], path: Path, now: datetime) -> None:
    ledger = opened()
    for position in (NAME, f"then {NAME}"):
        await ledger.submit([], Cursor("src", position, "r"), at=now)
        assert NAME.encode() not in files(path)
    assert await ledger.cursor("src") == Cursor("src", f"then {NAME}", "r")
    await ledger.submit([], Cursor("far", "", "r", unread=True), at=now)
    assert await ledger.cursors() == {
        "far": Cursor("far", "", "r", unread=True),
        "src": Cursor("src", f"then {NAME}", "r"),
    }
    ledger.close()
    with LedgerView(path) as view:
        assert view.sources() == {"far": LastLook(now, unread=True), "src": LastLook(now, unread=False)}


async def test_with_other_keys_a_source_is_read_from_its_beginning(ledger: SqliteLedger, now: datetime) -> None:
    await ledger.submit([], Cursor("src", "1", "r"), at=now)
    ledger.lock_cursors(Lockbox(b"o" * KEY_BYTES))
    assert (await ledger.cursor("src"), await ledger.cursors()) == (None, {})
    await ledger.submit([], Cursor("src", "2", "r"), at=now)
    assert await ledger.cursor("src") == Cursor("src", "2", "r")


async def test_without_keys_no_cursor_moves(ledger: SqliteLedger, now: datetime) -> None:
    ledger.lock_cursors(LOCKBOX)
    ledger._cursors = type(ledger._cursors)()  # noqa: SLF001 - as `purge` has it, which needs no keys
    with pytest.raises(LedgerError, match="without the keys"):
        await ledger.submit([], Cursor("src", "1", "r"), at=now)


async def test_what_an_older_stanch_left_is_locked_and_goes_on(
    opened: Callable[..., SqliteLedger], path: Path, now: datetime
) -> None:
    """But of a source that was never reached: the next look tells that anew."""
    reached = {
        "tree": pack(TreePosition({NAME: "1:2:3:4"})),
        "long": pack(TreePosition({f"{NAME}{number}": "1:2:3:4" for number in range(1000)})),
        "hook": "12",
        "vault": pack(VaultPosition({"a": "m"}, WHY)),
        "mirror": pack(MirrorPosition(git="{}", owed="it cannot be reached")),
        "alerts": pack(AlertPosition({"1": "place"})),
        "ci": pack(CiPosition(seen=True, trouble=WHY)),
        "forge": pack(ForgePosition({"1": Member("acme/app", "acme/app", "private")})),
    }
    never = {
        "no vault": pack(VaultPosition({}, WHY)),
        "no mirror": pack(MirrorPosition(owed="it cannot be reached")),
        "no alerts": pack(AlertPosition({}, WHY)),
        "no ci": pack(CiPosition(trouble=WHY)),
        "no forge": pack(ForgePosition()),
    }
    path.parent.mkdir(mode=0o700)
    connection = sqlite3.connect(path)
    for name in schema.MIGRATIONS[:BEFORE]:
        connection.executescript(resources.files(schema.__package__).joinpath(name).read_text())
    connection.execute(f"PRAGMA application_id = {schema.APPLICATION}")
    connection.execute(f"PRAGMA user_version = {BEFORE}")
    connection.executemany(
        "INSERT INTO cursors (source, position, rules, at) VALUES (?, ?, ?, ?)",
        [
            (source, position, "" if "alerts" in source else "r", stamp(now))
            for source, position in (reached | never).items()
        ],
    )
    connection.commit()
    connection.close()
    assert NAME.encode() in files(path)
    with pytest.raises(LedgerError, match="an older Stanch wrote it"), LedgerView(path) as view:
        view.sources()
    ledger = opened()
    assert {source: cursor.position for source, cursor in (await ledger.cursors()).items()} == reached
    assert NAME.encode() not in files(path), "the log is empty before the next thing is done"
    assert json.loads(reached["tree"])["files"] == {NAME: "1:2:3:4"}


async def test_a_source_that_an_older_stanch_called_like_a_token_goes_on_without_it(
    opened: Callable[..., SqliteLedger], path: Path, now: datetime
) -> None:
    """And nothing of it is new: neither the place that is known nor what could not be read."""
    name = token()
    old, masked = f"{name}.git", "(github-pat).git"
    ledger = opened()
    await ledger.submit([called(old)], Cursor(old, "1", "r"), debts=[Debt(old, "big", "too large")], at=now)
    await ledger.submit([], Cursor("other", "2", "r"), at=now)
    ledger.close()
    ledger = opened()
    assert await ledger.cursors() == {masked: Cursor(masked, "1", "r"), "other": Cursor("other", "2", "r")}
    await ledger.submit([called(masked)], None, at=now)
    ledger.close()
    with LedgerView(path) as view:
        assert [(debt.source, debt.path) for debt, _ in view.debts()] == [(masked, "big")]
    connection = sqlite3.connect(path)
    told = connection.execute("SELECT o.source, i.occurrences FROM occurrences AS o, incidents AS i").fetchall()
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    holding = {table for table in tables if name in repr(connection.execute(f"SELECT * FROM {table}").fetchall())}  # noqa: S608
    connection.close()
    assert told == [(masked, 1)]
    assert holding <= {"events", "incidents"}, "evidence stays as it is, and so does the owner's reason"


async def test_a_store_of_such_a_name_keeps_what_is_known_of_it(
    opened: Callable[..., SqliteLedger], path: Path, now: datetime
) -> None:
    """Its position says what need not be read again: that must be known under the new name then."""
    old, masked = f"{token()}-store", "(github-pat)-store"
    value = KeptValue("password", "1", "mark", current=True)
    ledger = opened()
    await ledger.keep([KeptPath(old, "db", (value,), owner="team-db")], now)
    await ledger.submit([], Cursor(old, "1", "r"), at=now)
    await ledger.tidy({old}, timedelta(days=1), now)
    (fault, *_) = told = await ledger.hygiene()
    ledger.close()
    ledger = opened()
    assert await ledger.kept() == (KeptPath(masked, "db", (value,), owner="team-db"),)
    assert await ledger.hygiene() == tuple(replace(one, source=masked) for one in told)
    assert fault.source == old
    ledger.close()
    with LedgerView(path) as view:
        assert [at.source for at in view.kept_at(["mark"])] == [masked]


async def test_of_two_that_are_called_the_same_by_now_neither_goes_on_as_the_other(
    opened: Callable[..., SqliteLedger], now: datetime
) -> None:
    ledger = opened()
    for position in ("1", "2"):
        await ledger.submit([], Cursor(f"{token(position)}.git", position, "r"), at=now)
    ledger.close()
    assert await opened().cursors() == {}


async def test_what_one_that_was_killed_left_in_the_log_is_emptied(
    opened: Callable[..., SqliteLedger], path: Path, now: datetime
) -> None:
    """It had locked what it found, and did not come to emptying the log."""
    opened().close()
    connection = sqlite3.connect(path)  # while it is open, nobody else's end empties the log
    try:
        for position in (NAME, LOCKBOX.shut(NAME)):
            connection.execute(
                "INSERT OR REPLACE INTO cursors (source, position, rules, at) VALUES ('src', ?, 'r', ?)",
                (position, stamp(now)),
            )
            connection.commit()
        assert NAME.encode() in files(path)
        assert (await opened().cursor("src")) == Cursor("src", NAME, "r")
        assert NAME.encode() not in files(path)
    finally:
        connection.close()
