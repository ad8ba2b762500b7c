"""Doppler's tokens: the second word says whose it is, a service token's third word for which config.

https://docs.doppler.com/reference/auth-token-formats
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

PERSONAL = one("doppler-personal-token", "Doppler personal token")
CLI = one("doppler-cli-token", "Doppler CLI token")
SERVICE = one("doppler-service-token", "Doppler service token")
ACCOUNT = one("doppler-service-account-token", "Doppler service account token")
SCIM = one("doppler-scim-token", "Doppler SCIM token")
AUDIT = one("doppler-audit-token", "Doppler audit token")

_PERSONAL: Final = "dp.pt." + made(ALNUM, 43)
_CLI: Final = "dp.ct." + made(ALNUM, 43)
_SERVICE: Final = "dp.st.dev." + made(ALNUM, 43)
_ACCOUNT: Final = "dp.sa." + made(ALNUM, 43)
_SCIM: Final = "dp.scim." + made(ALNUM, 43)
_AUDIT: Final = "dp.audit." + made(ALNUM, 43)

DETECTORS = (
    prefixed(
        PERSONAL,
        r"dp\.pt\.[A-Za-z0-9]{40,44}",
        ("dp.pt.",),
        ((f"DOPPLER_TOKEN={_PERSONAL}", _PERSONAL),),
        (_PERSONAL[:40], f"{_PERSONAL}00", "dp.pt." + "x" * 43),
    ),
    prefixed(
        CLI,
        r"dp\.ct\.[A-Za-z0-9]{40,44}",
        ("dp.ct.",),
        ((f"DOPPLER_TOKEN={_CLI}", _CLI),),
        (_CLI[:40], f"{_CLI}00", "dp.ct." + "x" * 43),
    ),
    prefixed(
        SERVICE,
        r"dp\.st\.(?:[a-z0-9_\-]{2,35}\.)?[A-Za-z0-9]{40,44}",
        ("dp.st.",),
        ((f"DOPPLER_TOKEN={_SERVICE}", _SERVICE), (f"doppler run --token={_SERVICE}", _SERVICE)),
        (_SERVICE[:40], f"{_SERVICE}00", "dp.st." + "x" * 43),
    ),
    prefixed(
        ACCOUNT,
        r"dp\.sa\.[A-Za-z0-9]{40,44}",
        ("dp.sa.",),
        ((f"DOPPLER_TOKEN={_ACCOUNT}", _ACCOUNT),),
        (_ACCOUNT[:40], f"{_ACCOUNT}00", "dp.sa." + "x" * 43),
    ),
    prefixed(
        SCIM,
        r"dp\.scim\.[A-Za-z0-9]{40,44}",
        ("dp.scim.",),
        ((f"DOPPLER_TOKEN={_SCIM}", _SCIM),),
        (_SCIM[:40], f"{_SCIM}00", "dp.scim." + "x" * 43),
    ),
    prefixed(
        AUDIT,
        r"dp\.audit\.[A-Za-z0-9]{40,44}",
        ("dp.audit.",),
        ((f"DOPPLER_TOKEN={_AUDIT}", _AUDIT),),
        (_AUDIT[:40], f"{_AUDIT}00", "dp.audit." + "x" * 43),
    ),
)
