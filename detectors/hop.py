"""Hop's tokens: of a project (`ptk_`) or of a person (`pat_`, `bearer_`).

https://docs.hop.io/reference/authentication
"""

from __future__ import annotations

from typing import Final

from .base import Confidence
from .forms import ALNUM, made, one, prefixed

TOKEN = one("hop-token", "Hop token")

_TOKEN: Final = "ptk_" + made(ALNUM, 48)

DETECTORS = (
    prefixed(
        TOKEN,
        r"(?:ptk|bearer|pat)_[A-Za-z0-9_\-]{30,120}",
        ("hop_", "hop.", "hop-", "hop(", "hopinc", "onehop"),
        ((f"HOP_TOKEN={_TOKEN}", _TOKEN), (f'new Hop("{_TOKEN}")', _TOKEN)),
        (f"OTHER_TOKEN={_TOKEN}", f"HOP_TOKEN={_TOKEN[:20]}", f"HOP_TOKEN=ptk_{'x' * 48}"),
        least=3.5,
        near=r"\bhop(?:[_.\-](?:io|token|pat)|\(|(?=inc\b))|onehop",
        confidence=Confidence.CONTEXT,
    ),
)
