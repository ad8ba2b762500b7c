"""Polar's tokens: of organisations, people, applications, their clients and registrations, and of customers; and what
signs its webhooks (whs).

https://polar.sh/docs/integrate/authentication and https://polar.sh/docs/integrate/webhooks/endpoints
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

TOKEN = one("polar-access-token", "Polar access token")
WEBHOOK = one("polar-webhook-secret", "Polar webhook secret", part="secret")

_TOKEN: Final = "polar_oat_" + made(ALNUM, 43)
_WEBHOOK: Final = "polar_whs_" + made(ALNUM, 43, "polar")

DETECTORS = (
    prefixed(
        TOKEN,
        r"polar_(?:oat|pat|at|rt|cs|crt|cst|ac)(?:_[uo])?_[A-Za-z0-9_\-]{32,60}",
        (
            "polar_oat_",
            "polar_pat_",
            "polar_at_",
            "polar_rt_",
            "polar_cs_",
            "polar_crt_",
            "polar_cst_",
            "polar_ac_",
        ),
        (
            (f"POLAR_ACCESS_TOKEN={_TOKEN}", _TOKEN),
            (f"Authorization: Bearer {_TOKEN}", _TOKEN),
        ),
        (
            "polar_at_short",
            f"polar_oat_{'x' * 40}",
            f"bi{_TOKEN}",
        ),
        least=3.8,
        prefilter=r"polar_(oat|pat|at|rt|cs|crt|cst|ac)_[A-Za-z0-9_\-]{32}",
    ),
    prefixed(
        WEBHOOK,
        r"polar_whs_[A-Za-z0-9_\-]{32,60}",
        ("polar_whs_",),
        ((f"POLAR_WEBHOOK_SECRET={_WEBHOOK}", _WEBHOOK), (f'webhookSecret: "{_WEBHOOK}"', _WEBHOOK)),
        (_WEBHOOK[:30], f"bi{_WEBHOOK}", "polar_whs_" + "x" * 43),
        least=3.8,
    ),
)
