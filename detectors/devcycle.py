"""DevCycle's SDK keys: a server key reads every flag with its rules, the others those of one user.

https://docs.devcycle.com/sdk/
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, made, one, prefixed

CLIENT = one("devcycle-client-sdk-key", "DevCycle client SDK key", part="key")
MOBILE = one("devcycle-mobile-sdk-key", "DevCycle mobile SDK key", part="key")
SERVER = one("devcycle-server-sdk-key", "DevCycle server SDK key", part="key")

_CLIENT: Final = "dvc_client_" + made(LOWER, 24)
_MOBILE: Final = "dvc_mobile_" + made(LOWER, 24)
_SERVER: Final = "dvc_server_" + made(LOWER, 24)

DETECTORS = (
    prefixed(
        CLIENT,
        r"dvc_client_[A-Za-z0-9]{20,48}(?:_[A-Za-z0-9]{4,48}){0,2}",
        ("dvc_client_",),
        ((f"DEVCYCLE_SDK_KEY={_CLIENT}", _CLIENT), (f'initialize("{_CLIENT}")', _CLIENT)),
        (_CLIENT[:20], f"x{_CLIENT}", "dvc_client_" + "x" * 24),
    ),
    prefixed(
        MOBILE,
        r"dvc_mobile_[A-Za-z0-9]{20,48}(?:_[A-Za-z0-9]{4,48}){0,2}",
        ("dvc_mobile_",),
        ((f"DEVCYCLE_SDK_KEY={_MOBILE}", _MOBILE), (f'initialize("{_MOBILE}")', _MOBILE)),
        (_MOBILE[:20], f"x{_MOBILE}", "dvc_mobile_" + "x" * 24),
    ),
    prefixed(
        SERVER,
        r"dvc_server_[A-Za-z0-9]{20,48}(?:_[A-Za-z0-9]{4,48}){0,2}",
        ("dvc_server_",),
        ((f"DEVCYCLE_SDK_KEY={_SERVER}", _SERVER), (f'initialize("{_SERVER}")', _SERVER)),
        (_SERVER[:20], f"x{_SERVER}", "dvc_server_" + "x" * 24),
    ),
)
