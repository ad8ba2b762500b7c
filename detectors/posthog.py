"""PostHog's keys: of a person (phx), of a project (phc, which is public), of feature flags (phs); what apps are given
by OAuth, to use (pha) and to get another (phr).

https://posthog.com/docs/api and https://posthog.com/docs/api/oauth
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, made, one, prefixed
from .secretive import cased

KEY = one("posthog-personal-api-key", "PostHog personal API key", part="key")
PROJECT = one("posthog-project-api-key", "PostHog project API key", part="key")
FLAGS = one("posthog-feature-flags-key", "PostHog feature flags key", part="key")
OAUTH = one("posthog-oauth-token", "PostHog OAuth token")

_KEY: Final = "phx_" + made(ALNUM, 43)
_PROJECT: Final = "phc_" + made(ALNUM, 43)
_FLAGS: Final = "phs_" + made(ALNUM, 43)
_OAUTH: Final = "pha_" + made(ALNUM, 43, "posthog")

DETECTORS = (
    prefixed(
        KEY,
        r"phx_[A-Za-z0-9_\-]{41,49}",
        ("phx_",),
        (
            (f"POSTHOG_API_KEY={_KEY}", _KEY),
            (f"Authorization: Bearer {_KEY}", _KEY),
        ),
        (
            _KEY[:-4],
            "phx_" + made(ALNUM, 50),
            f"al{_KEY}",
            f"phx_{'x' * 43}",
        ),
        least=3.6,
    ),
    prefixed(
        PROJECT,
        r"phc_[A-Za-z0-9_\-]{41,44}",
        ("phc_",),
        ((f"NEXT_PUBLIC_POSTHOG_KEY={_PROJECT}", _PROJECT),),
        (
            _PROJECT[:-4],
            "phc_" + made(ALNUM, 45),
            f"al{_PROJECT}",
        ),
        least=3.6,
    ),
    prefixed(
        FLAGS,
        "phs_[A-Za-z0-9]{40,49}",
        ("phs_",),
        ((f"POSTHOG_SECURE_FLAGS_KEY={_FLAGS}", _FLAGS),),
        (
            _FLAGS[:-8],
            f"al{_FLAGS}",
        ),
        least=3.6,
    ),
    prefixed(
        OAUTH,
        r"ph[ar]_" + cased(41, 49),
        ("pha_", "phr_"),
        ((f"access_token={_OAUTH}", _OAUTH), (f'"refresh_token": "phr{_OAUTH[3:]}"', f"phr{_OAUTH[3:]}")),
        (_OAUTH[:-4], f"al{_OAUTH}", "pha_" + "x" * 43, "pha_players", "phr_" + made(HEX, 43, "digest")),
        least=3.8,
    ),
)
