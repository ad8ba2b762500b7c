"""Square's access tokens, of production and of the sandbox, and the secrets of its applications.

https://developer.squareup.com/docs/build-basics/access-tokens
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, made, one, prefixed
from .secretive import alnum

TOKEN = one("square-access-token", "Square access token")
SECRET = one("square-oauth-secret", "Square application secret", part="secret")

_ALSO: Final = r"_\-"
_TOKEN: Final = "EAAA" + made(URL_SAFE, 60, "square")
_OLD: Final = "sq0atp-" + made(URL_SAFE, 22, "square")
_SECRET: Final = "sq0csp-" + made(URL_SAFE, 43, "square")

DETECTORS = (
    # As base64 begins with EAAA, too, where three bytes of sixteen, nought, nought do, nothing of it may stand around.
    prefixed(
        TOKEN,
        rf"(?<![+/])EAAA(?=[A-Za-z0-9_\-]{{0,59}}[a-z])(?=[A-Za-z0-9_\-]{{0,59}}[A-Z]){alnum(60, also=_ALSO)}(?![+/=])",
        ("eaaa",),
        ((f"SQUARE_ACCESS_TOKEN={_TOKEN}", _TOKEN), (f"Authorization: Bearer {_TOKEN}", _TOKEN)),
        (_TOKEN[:-1], f"{_TOKEN}a", f"aws-cli@sha256:eaaa{'7b11' * 15}", "EAAA" + "A" * 60),
        prefilter=r"eaaa[\w\-]{60}",
        least=4.0,
    ),
    prefixed(
        TOKEN,
        rf"(?:sandbox-)?sq0at[pb]-{alnum(22, 60, also=_ALSO)}",
        ("sq0atp-", "sq0atb-"),
        ((f"SQUARE_ACCESS_TOKEN={_OLD}", _OLD), (f"token: sandbox-{_OLD}", f"sandbox-{_OLD}")),
        (_OLD[:-1], f"x{_OLD}", "sq0atp-" + "x" * 22),
    ),
    prefixed(
        SECRET,
        r"(?:sandbox-)?sq0csp-(?=[A-Za-z_\\\-]{0,42}[0-9])[A-Za-z0-9_\\\-]{43,60}",
        ("sq0csp-",),
        ((f"SQUARE_APPLICATION_SECRET={_SECRET}", _SECRET), (f"client_secret={_SECRET}&", _SECRET)),
        (_SECRET[:-1], f"x{_SECRET}", "sq0csp-" + "x" * 43, "sq0idp-" + made(URL_SAFE, 22)),
    ),
)
