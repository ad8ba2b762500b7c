"""Mixpanel's API secrets and the secrets of its service accounts. A project's token is public.

https://developer.mixpanel.com/reference/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one

SECRET = one("mixpanel-secret", "Mixpanel secret", part="secret")

_SECRET: Final = made(HEX, 32)

DETECTORS = (
    named(
        SECRET,
        r"mixpanel(?=[\w.\-]{0,20}?(?:secret|pass))",
        "[A-Za-z0-9]{32}",
        ("mixpanel",),
        (
            (f"MIXPANEL_API_SECRET={_SECRET}", _SECRET),
            (f'mixpanelServiceAccountSecret: "{_SECRET}"', _SECRET),
        ),
        (
            f"MIXPANEL_API_SECRET={_SECRET}0",
            f"MIXPANEL_TOKEN={_SECRET}",
        ),
        prefilter=r"mixpanel[\w.\-]{0,24}(secret|pass)",
    ),
)
