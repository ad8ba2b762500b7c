"""What is written in a value's place: where whoever needs it finds it. Pure.

vault:secret/data/app/db#password     a path of a vault store that holds it now, or the inventory entry's own
--with '${DB_PASSWORD}'               what the operator wants instead
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from agent.complaint import Complaint
from agent.inventory.register import Entry, VaultPlace
from agent.ledger.vaults import KeptAt

# What means nothing in any file, whatever its quotes: names in a vault are somebody else's words.
_PLAIN: Final = re.compile(r"[A-Za-z0-9_./:#@+=-]{1,300}")
_LONGEST: Final = 300


def chosen(given: str | None, kept: Sequence[KeptAt], entry: Entry | None) -> str | None:
    """None: nobody knows one. Raises Complaint for a --with that cannot be written."""
    if given is not None:
        if not given.strip() or not given.isprintable() or len(given) > _LONGEST:
            message = f"--with: write one line of at most {_LONGEST} characters that can be printed"
            raise Complaint(message)
        return given
    told = [f"vault:{one.path}#{one.field}" for one in kept if one.current]
    if entry is not None and isinstance(entry.sink, VaultPlace):
        fields = list(entry.sink.fields.values())
        told.append(f"vault:{entry.sink.path}" + (f"#{fields[0]}" if len(fields) == 1 else ""))
    if entry is not None and entry.stored:
        told.append(entry.stored if entry.stored.startswith("vault:") else f"vault:{entry.stored}")
    return next((one for one in told if _PLAIN.fullmatch(one)), None)
