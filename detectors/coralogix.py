"""Coralogix' keys: of a team, to send data (cxtp), and of a person (cxup). What browsers send with is public.

https://coralogix.com/docs/user-guides/account-management/api-keys/api-keys/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, made, one, prefixed
from .secretive import cased

KEY = one("coralogix-api-key", "Coralogix API key", part="key")

# public_key: "v"   publicKey: 'v'   "public_key": "v"   RUM_PUBLIC_KEY=v
_NOT_PUBLIC: Final = "".join(
    rf"(?<!(?i:public{joint}key){separator})"
    for joint in ("", "_")
    for separator in ("=", r"[:=][\"'`]", r"[:=] [\"'`]", r" = [\"'`]", r"[\"'`]: [\"'`]")
)
_KEY: Final = "cxtp_" + made(ALNUM, 30, "coralogix")

DETECTORS = (
    prefixed(
        KEY,
        _NOT_PUBLIC + "cx[tu]p_" + cased(30),
        (
            "cxtp_",
            "cxup_",
        ),
        (
            (f"CORALOGIX_PRIVATE_KEY={_KEY}", _KEY),
            (f"Authorization: Bearer {_KEY}", _KEY),
        ),
        (
            _KEY[:-1],
            f"{_KEY}0",
            f"x{_KEY}",
            "cxtp_" + "x" * 30,
            "cxtp_your_api_key",
            f"CoralogixRum.init({{public_key: '{_KEY}'}})",
            f'publicKey: "{_KEY}"',
            f'{{"public_key": "{_KEY}"}}',
            f"NEXT_PUBLIC_RUM_PUBLIC_KEY={_KEY}",
            "cxtp_" + made(HEX, 30, "coralogix"),
        ),
    ),
)
