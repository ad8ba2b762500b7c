"""Hugging Face's tokens: of people (`hf_`) and of organisations (`api_org_`), with 34 letters, in new ones digits too.

https://huggingface.co/docs/hub/security-tokens
"""

from __future__ import annotations

import string
from typing import Final

from .base import Parts
from .forms import made, one, prefixed

TOKEN = one("huggingface-token", "Hugging Face access token")
ORGANISATION = one("huggingface-organization-token", "Hugging Face organization token")

_LEAST: Final = 6  # of each case among 34 random letters: 17 +- 3 are


def _is_mixed(parts: Parts) -> bool:
    """Identifiers in C and Objective-C begin alike: hf_requiredCharacteristicTypes..."""
    body = parts["token"].reveal().rpartition("_")[2]
    return min(sum(map(str.isupper, body)), sum(map(str.islower, body))) >= _LEAST


_TOKEN: Final = "hf_" + made(string.ascii_letters, 34)
_ORGANISATION: Final = "api_org_" + made(string.ascii_letters, 34)
_MISSES: Final = ("requiredCharacteristicTypesForWork", "X" * 17 + "x" * 17)

DETECTORS = (
    prefixed(
        TOKEN,
        r"hf_[A-Za-z0-9]{34}",
        ("hf_",),
        ((f"HF_TOKEN={_TOKEN}", _TOKEN), (f"huggingface-cli login --token {_TOKEN}", _TOKEN)),
        (_TOKEN[:-1], f"{_TOKEN}0", f"x{_TOKEN}", *(f"hf_{miss}" for miss in _MISSES)),
        check=_is_mixed,
        prefilter=r"hf_[A-Za-z0-9]{34}",
    ),
    prefixed(
        ORGANISATION,
        r"api_org_[A-Za-z0-9]{34}",
        ("api_org_",),
        ((f"HF_TOKEN={_ORGANISATION}", _ORGANISATION),),
        (_ORGANISATION[:-1], f"{_ORGANISATION}0", *(f"api_org_{miss}" for miss in _MISSES)),
        check=_is_mixed,
    ),
)
