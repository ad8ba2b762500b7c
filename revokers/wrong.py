"""Wrong values of the right shape: what a control probe sends, to see that the provider refuses it.

agent/response/probing.py sends them. Each revoker's `wrong` keeps what says whose a credential is, and asks here
for the rest.
"""

from __future__ import annotations

import secrets
import string
from typing import Final

from detectors.base import Parts, Secret

_LETTERS: Final = string.ascii_letters + string.digits
_SHORTEST: Final = 12


def other(text: str) -> str:
    """Other letters and digits, and all else as it is."""
    return "".join(secrets.choice(_LETTERS) if letter.isalnum() else letter for letter in text)


def other_password(parts: Parts) -> Parts:
    """The same account with a password of the same length that nobody has."""
    size = max(_SHORTEST, len(parts["password"]))
    return {**parts, "password": Secret(secrets.token_urlsafe(size)[:size])}
