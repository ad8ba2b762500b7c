"""The ledger: what Stanch remembers. The only folder that knows sqlite-utils.

SqliteLedger   what the daemon writes (one a host)       LedgerView   what everybody else reads
Decisions      what the ledger asks of others            LedgerError  and below it: errors.py
outbox.py      what people are to be told, and were             outgoing.py  the same, as it is read
"""

from agent.ledger.decisions import Decisions
from agent.ledger.errors import (
    LedgerDamagedError,
    LedgerError,
    LedgerFullError,
    LedgerInUseError,
    LedgerNewerError,
)
from agent.ledger.sqlite import SqliteLedger
from agent.ledger.submit import LEAD
from agent.ledger.upkeep import Forgotten, KeysInUse
from agent.ledger.view import Entry, LastLook, LedgerView

__all__ = [
    "LEAD",
    "Decisions",
    "Entry",
    "Forgotten",
    "KeysInUse",
    "LastLook",
    "LedgerDamagedError",
    "LedgerError",
    "LedgerFullError",
    "LedgerInUseError",
    "LedgerNewerError",
    "LedgerView",
    "SqliteLedger",
]
