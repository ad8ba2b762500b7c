"""What `stanch inventory check` asks of an entry: could anybody prove that it is gone, and is it due? Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from agent.inventory.register import Entry
from agent.model import System
from revokers.registry import for_type

ATTESTED: Final = timedelta(days=365)  # a word holds for so long


def unprovable(entry: Entry, systems: Iterable[System], *, others: bool, probe: bool) -> str:
    """Why nobody could prove that it is gone, or "". As response/locate.py: others: Systems that are not ours may be
    asked as well; probe: anybody may. Nobody asks about a bait, and without a type nobody knows whom to ask.
    """
    if entry.canary or entry.type is None or entry.proof.strip():
        return ""
    revoker = for_type(entry.type)
    if revoker is None:
        return _said(entry, "no probe exists for its type")
    named = entry.identity[0] if entry.identity else None
    fit = [one for one in systems if one.provider == revoker.provider and named in {None, one.name}]
    if not fit:
        return _said(entry, f"no System of stanch.toml can be asked ({revoker.provider})")
    # An account that is listed there is ours as far as asking goes.
    if not probe or not any(others or one.ours or one.accounts for one in fit):
        return _said(entry, "probe.mode lets nobody ask")
    return ""


def overdue(entry: Entry, today: date, *, oldest: timedelta) -> Iterator[str]:
    """Of what it is past, by its own dates."""
    if entry.expires is not None and entry.expires < today:
        yield f"{entry.name}: expired on {entry.expires.isoformat()}: end it, or give it a new date"
    if entry.issued is not None and today - entry.issued > oldest:
        yield f"{entry.name}: issued on {entry.issued.isoformat()}, more than {oldest.days} days ago: replace it"
    if entry.attested is not None and today - entry.attested > ATTESTED:
        yield f"{entry.name}: said to be needed on {entry.attested.isoformat()}, over a year ago: is it still?"


def _said(entry: Entry, why: str) -> str:
    return f'{entry.name}: nobody can prove that it is gone: {why}; or write proof = "how a person sees that"'
