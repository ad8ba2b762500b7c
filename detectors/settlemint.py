"""SettleMint's access tokens: of a person, an application, a service.

https://console.settlemint.com/documentation/platform-components/security-and-authentication/personal-access-tokens
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import alnum

PERSONAL = one("settlemint-personal-access-token", "SettleMint personal access token")
APPLICATION = one("settlemint-application-access-token", "SettleMint application access token")
SERVICE = one("settlemint-service-access-token", "SettleMint service access token")

_PERSONAL: Final = "sm_pat_" + made(ALNUM, 16, "settlemint-personal-access-token")
_APPLICATION: Final = "sm_aat_" + made(ALNUM, 16, "settlemint-application-access-token")
_SERVICE: Final = "sm_sat_" + made(ALNUM, 16, "settlemint-service-access-token")

DETECTORS = (
    prefixed(
        PERSONAL,
        r"sm_pat_" + alnum(16),
        ("sm_pat_",),
        (
            (f"SETTLEMINT_PERSONAL_ACCESS_TOKEN={_PERSONAL}", _PERSONAL),
            (f'"settlemint_personal_access_token": "{_PERSONAL}"', _PERSONAL),
        ),
        (_PERSONAL[:-4], f"x{_PERSONAL}", "sm_pat_" + "x" * 16, "sm_pat_your-key"),
    ),
    prefixed(
        APPLICATION,
        r"sm_aat_" + alnum(16),
        ("sm_aat_",),
        (
            (f"SETTLEMINT_APPLICATION_ACCESS_TOKEN={_APPLICATION}", _APPLICATION),
            (f'"settlemint_application_access_token": "{_APPLICATION}"', _APPLICATION),
        ),
        (_APPLICATION[:-4], f"x{_APPLICATION}", "sm_aat_" + "x" * 16, "sm_aat_your-key"),
    ),
    prefixed(
        SERVICE,
        r"sm_sat_" + alnum(16),
        ("sm_sat_",),
        (
            (f"SETTLEMINT_SERVICE_ACCESS_TOKEN={_SERVICE}", _SERVICE),
            (f'"settlemint_service_access_token": "{_SERVICE}"', _SERVICE),
        ),
        (_SERVICE[:-4], f"x{_SERVICE}", "sm_sat_" + "x" * 16, "sm_sat_your-key"),
    ),
)
