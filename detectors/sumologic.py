"""Sumo Logic's access keys: an id, which begins with `su`, and a key.

https://help.sumologic.com/docs/manage/security/access-keys/
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import ALNUM, assignment, made
from .secretive import alnum, secretive

KEY = CredentialType(
    name="sumologic-access-key",
    title="Sumo Logic access key",
    parts=("key", "id"),
    secret=frozenset({"key"}),
    identity=("key",),
)

_KEY: Final = made(ALNUM, 64, "sumologic")
_ID: Final = "su" + made(ALNUM, 12, "sumologic")
_WORD: Final = r"sumo(?:[-_.]?logic)?"

DETECTORS = (
    secretive(
        KEY,
        _WORD,
        alnum(64),
        ("sumo",),
        (
            (f"SUMO_ACCESS_ID={_ID}\nSUMO_ACCESS_KEY={_KEY}", _KEY),
            (f'sumologic.accessKey = "{_KEY}"', _KEY),
        ),
        (
            f"SUMO_ACCESS_KEY={_KEY}0",
            "SUMO_ACCESS_KEY={SumoAccessKey}",
            f"sumo_commit={_KEY}",
            f"SUMO_ACCESS_KEY={'x' * 64}",
        ),
        companions=(("id", assignment("id", _WORD, r"su[A-Za-z0-9]{12}")),),
    ),
)
