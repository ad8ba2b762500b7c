"""Voiceflow's API keys: of a dialogue manager or a workspace, 24 hexadecimal digits, 16 letters and digits.

https://docs.voiceflow.com/reference/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, made, one, prefixed

KEY = one("voiceflow-api-key", "Voiceflow API key", part="key")

_KEY: Final = f"VF.DM.{made(HEX, 24)}.{made(ALNUM, 16)}"

DETECTORS = (
    prefixed(
        KEY,
        r"VF\.(?:(?:DM|WS)\.)?[0-9a-f]{24}\.[A-Za-z0-9]{16}",
        ("vf.",),
        ((f"VOICEFLOW_API_KEY={_KEY}", _KEY), (f"Authorization: {_KEY}", _KEY)),
        (_KEY[:-1], f"{_KEY}0", f"x{_KEY}", f"VF.DM.{'0' * 24}.{'x' * 16}"),
        prefilter=r"vf\.(?:(?:dm|ws)\.)?[0-9a-f]{24}\.",
    ),
)
