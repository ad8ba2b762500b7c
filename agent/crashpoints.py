"""The named points at which a test may kill the process (RELIABILITY: crash points and invariants).

    C1 finding read, not committed       C6 intent committed, nothing sent     C9 result committed, not probed again
    C2 finding committed, cursor not     C7 request sent, no answer read       C10 confirmed, not checkpointed
    C4 answer read, verdict not saved    C8 accepted, result not committed     C16 during a checkpoint of the ledger
    C11 replacement made, not stored     C13 tested, not handed over           C15 Slack took a message, its ts not
    C12 replacement stored, not tested   C14 old one contained, not ended          committed

C3 (cursor committed) is C1 of the next chunk, since both are one transaction here; C5 belongs to approvals. Each is one
dictionary look-up when no test asks for it.
"""

from __future__ import annotations

import os
import signal
from typing import Final

NAMES: Final = frozenset(f"C{number}" for number in (1, 2, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16))
VARIABLE: Final = "STANCH_CRASH_AT"

# "C7" dies there the first time, "C7:3" the third time.
_name, _, _count = os.environ.get(VARIABLE, "").partition(":")
_left = {_name: int(_count or "1")} if _name in NAMES else {}


def point(name: str) -> None:
    """Die here, as by kill -9, when the environment names this point."""
    if name in _left:
        _left[name] -= 1
        if _left[name] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
