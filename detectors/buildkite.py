"""Buildkite: the API token of a user (bkua_), and the tokens of agents, jobs, clusters, packages and portals.

https://buildkite.com/docs/apis/managing-api-tokens and https://buildkite.com/docs/agent/v3/tokens
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, LOWER, made, one, prefixed

USER_ACCESS_TOKEN = one("buildkite-user-access-token", "Buildkite API access token")
SERVICE_TOKEN = one("buildkite-service-token", "Buildkite service token")

_USER_ACCESS_TOKEN: Final = "bkua_" + made(LOWER, 40)
_SERVICE_TOKEN: Final = "bkaa_" + made(ALNUM, 75)

DETECTORS = (
    prefixed(
        USER_ACCESS_TOKEN,
        r"bkua_[a-z0-9]{40,64}",
        ("bkua_",),
        (
            (f"BUILDKITE_TOKEN={_USER_ACCESS_TOKEN}", _USER_ACCESS_TOKEN),
            (f"Authorization: Bearer {_USER_ACCESS_TOKEN}", _USER_ACCESS_TOKEN),
        ),
        (
            _USER_ACCESS_TOKEN[:-1],
            f"{_USER_ACCESS_TOKEN}_extra",
            f"bkua_{'x' * 40}",
        ),
    ),
    prefixed(
        SERVICE_TOKEN,
        (
            r"bk(?:aa_[A-Za-z0-9_\-]{75}|ct_[A-Za-z0-9_\-]{73}|ar_[A-Za-z0-9_\-]{73}|ps_[A-Za-z0-9_\-]{64}"
            r"|pat_[A-Za-z0-9_\-]{54}|(?:aj|pt)_[A-Za-z0-9_\-]{100,600})"
        ),
        (
            "bkaa_",
            "bkct_",
            "bkar_",
            "bkps_",
            "bkpat_",
            "bkaj_",
            "bkpt_",
        ),
        (
            (f"BUILDKITE_AGENT_TOKEN={_SERVICE_TOKEN}", _SERVICE_TOKEN),
            (f'client = Client("{_SERVICE_TOKEN}")', _SERVICE_TOKEN),
        ),
        (
            _SERVICE_TOKEN[:-1],
            f"{_SERVICE_TOKEN}-extra",
            f"bkaa_{'x' * 75}",
            f"bkzz_{_SERVICE_TOKEN[5:]}",
        ),
    ),
)
