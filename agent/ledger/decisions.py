"""Functions that the ledger is handed, for what it needs to know and does not decide itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent.found import Finding, Visibility
from agent.model import Incident, Owner, State
from agent.notify.wanted import Notice


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the ledger needs to know and others decide. All are called in the writer's thread: quick, and pure.

    owner_of:     who is told about a new incident, and why
    lane_of:      the queue that a type is worked on in
    state_of:     what an incident adds up to
    overlap:      how long the old value may live on, by visibility: a new incident's deadline
    known:        the type that the inventory has for these part fingerprints, if it knows them
    secret_parts: the parts of a type that are secret: what a lead may be compared with
    provider_of:  the provider of a type, for the evidence
    vouched:      does anybody stand for an owner with this reason?
    notices:      what is to be told of an incident in a state; the last one says whether owners may be told of it
    """

    owner_of: Callable[[Finding], Owner]
    lane_of: Callable[[str], str]
    state_of: Callable[[Incident, datetime], State]
    overlap: Mapping[Visibility, timedelta]
    secret_parts: Callable[[str], frozenset[str]]
    known: Callable[[Mapping[str, str]], str | None] = lambda _: None
    provider_of: Callable[[str], str | None] = lambda _: None
    vouched: Callable[[str], bool] = lambda _: True
    notices: Callable[[Incident, State, datetime, bool], Sequence[Notice]] = lambda *_: ()
