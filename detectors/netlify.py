"""Netlify's tokens: personal, of the command line, of OAuth, of the user interface, of a build.

https://docs.netlify.com/api-and-cli-guides/api-guides/get-started-with-api/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, URL_SAFE, made, named, one, prefixed

TOKEN = one("netlify-access-token", "Netlify access token")

_TOKEN: Final = "nfp_" + made(ALNUM, 36)
_OLD: Final = made(URL_SAFE, 43)

DETECTORS = (
    prefixed(
        TOKEN,
        r"nf[pcoub]_[A-Za-z0-9_\-]{36}",
        (
            "nfp_",
            "nfc_",
            "nfo_",
            "nfu_",
            "nfb_",
        ),
        (
            (f"NETLIFY_AUTH_TOKEN={_TOKEN}", _TOKEN),
            (f"netlify deploy --auth {_TOKEN}", _TOKEN),
        ),
        (
            _TOKEN[:-1],
            f"{_TOKEN}a",
            f"co{_TOKEN}",
            f"nfp_{'x' * 36}",
        ),
        prefilter=r"nf[pcoub]_[A-Za-z0-9_\-]{36}",
    ),
    named(
        TOKEN,
        "netlify",
        r"[A-Za-z0-9=_\-]{40,46}",
        ("netlify",),
        (
            (f"NETLIFY_AUTH_TOKEN={_OLD}", _OLD),
            (f'netlifyToken = "{_OLD}"', _OLD),
        ),
        (
            f"NETLIFY_AUTH_TOKEN={_OLD}00000",
            f"netlify_site: {_OLD}",
        ),
        common=True,
        least=3.6,
    ),
)
