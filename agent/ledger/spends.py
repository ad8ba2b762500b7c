"""Brakes with a number: what was spent of a budget within its window.

Each is called within one transaction of the writer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlite_utils import Database

from agent.ledger.rows import bind, first, instant, number
from agent.model import Budget


def spent(db: Database, now: datetime, budget: Budget) -> int:
    values = bind(budget=budget.name, since=now - timedelta(seconds=budget.seconds))
    row = first(db, "SELECT count(*) AS n FROM spends WHERE budget = :budget AND at > :since", values)
    return 0 if row is None else number(row["n"])


def frees(db: Database, now: datetime, budgets: Sequence[Budget]) -> datetime:
    return max([now, *(_frees(db, now, budget) for budget in budgets)])


def _frees(db: Database, now: datetime, budget: Budget) -> datetime:
    window = timedelta(seconds=budget.seconds)
    if not budget.cap:
        return now + window
    # The one that must have left before there is room. (One of a clock that was set back since counts as now.)
    values = bind(budget=budget.name, since=now - window, newer=budget.cap - 1)
    row = first(db, _LAST_BUT, values)
    return now if row is None else min(instant(row["at"]), now) + window


def spend(db: Database, now: datetime, budgets: Sequence[Budget]) -> bool:
    if not all(_room(db, now, budget) for budget in budgets):
        return False
    for budget in budgets:
        db.execute("INSERT INTO spends (budget, at) VALUES (:budget, :now)", bind(budget=budget.name, now=now))
    return True


def _room(db: Database, now: datetime, budget: Budget) -> bool:
    values = bind(budget=budget.name, since=now - timedelta(seconds=budget.seconds))
    db.execute("DELETE FROM spends WHERE budget = :budget AND at <= :since", values)
    spent = first(db, "SELECT count(*) AS n FROM spends WHERE budget = :budget", values)
    return spent is not None and number(spent["n"]) < budget.cap


_LAST_BUT = "SELECT at FROM spends WHERE budget = :budget AND at > :since ORDER BY at DESC LIMIT 1 OFFSET :newer"
