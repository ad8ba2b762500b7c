"""SendGrid's API keys.

https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys
"""

from __future__ import annotations

from typing import Final

from .base import Confidence
from .forms import URL_SAFE, made, one, prefixed

KEY = one("sendgrid-api-key", "SendGrid API key", part="key")

_KEY: Final = f"SG.{made(URL_SAFE, 22)}.{made(URL_SAFE, 43)}"
_OTHER: Final = f"SG.{made(URL_SAFE, 66)}"

DETECTORS = (
    prefixed(
        KEY,
        r"SG\.[A-Za-z0-9_\-]{16,32}\.[A-Za-z0-9_\-]{43}(?![.=])",
        ("sg.",),
        ((f"SENDGRID_API_KEY={_KEY}", _KEY), (f'"Authorization": "Bearer {_KEY}"', _KEY)),
        (_KEY[:-1], f"x{_KEY}", f"A{_KEY[1:]}", _KEY.replace(".", "..", 2)[1:], f"SG.{'x' * 22}.{'x' * 43}"),
        prefilter=r"sg\.[\w\-]{16,32}\.[\w\-]{43}",
    ),
    # As long, without the second dot where it belongs: what some write for one, and what others make for their tests.
    prefixed(
        KEY,
        r"SG\.(?![A-Za-z0-9_\-]{16,32}\.)(?=[A-Za-z0-9_=\-.]{0,65}[0-9])[A-Za-z0-9_=\-]{66}(?![.=])",
        ("sg.",),
        ((f"SENDGRID_API_KEY={_OTHER}", _OTHER),),
        (_OTHER[:-1], f"{_OTHER}=", f"x{_OTHER}", f"SG.{'x' * 66}"),
        prefilter=r"sg\.[\w=\-.]{66}",
        confidence=Confidence.CONTEXT,
    ),
)
