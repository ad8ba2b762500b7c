"""Heroku's API keys: `HRKU-AA` and 58 characters, formerly `HRKU-` and a UUID, or a UUID that only its name tells.

https://devcenter.heroku.com/articles/authentication and https://devcenter.heroku.com/changelog-items/2842
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, Detector
from .forms import HEX, URL_SAFE, UUID, keyed, made, named, one, prefixed, varied

KEY = one("heroku-api-key", "Heroku API key", part="key")

_NEW: Final = "HRKU-AA" + made(URL_SAFE, 58)
_OLD: Final = f"{made(HEX, 8)}-{made(HEX, 4)}-4{made(HEX, 3)}-8{made(HEX, 3)}-{made(HEX, 12)}"

DETECTORS = (
    prefixed(
        KEY,
        rf"HRKU-(?:AA[A-Za-z0-9_\-]{{58}}|{UUID})",
        ("hrku-",),
        (
            (f"HEROKU_API_KEY={_NEW}", _NEW),
            (f"Authorization: Bearer {_NEW}", _NEW),
            (f"token: HRKU-{_OLD}", f"HRKU-{_OLD}"),
        ),
        (_NEW[:-1], f"{_NEW}0", f"x{_NEW}", "HRKU-AA" + "x" * 58, "HRKU-00000000-0000-0000-0000-000000000000"),
    ),
    named(
        KEY,
        keyed("heroku"),
        rf"(?:{UUID}|[0-9a-f]{{32}})",
        ("heroku",),
        (
            (f"HEROKU_API_KEY={_OLD}", _OLD),
            (f'"heroku": {{\n  "api_key": "{_OLD}"', _OLD),
            (f'heroku_api_key = "{_OLD}"', _OLD),
        ),
        (
            f"HEROKU_API_KEY={_OLD}0",
            f"HEROKU_APP_ID={_OLD}",
            f"curl https://kolkrabbi.heroku.com/apps/{_OLD}/github/push",
            f"HEROKU_API_KEY={'0' * 8}-0000-0000-0000-{'0' * 12}",
        ),
    ),
    # ~/.netrc, as `heroku login` writes it.
    Detector(
        type=KEY,
        keywords=("heroku.com",),
        pattern=(
            r"\bmachine (?:api|git)\.heroku\.com\s{1,8}login \S{1,80}\s{1,8}password "
            rf"(?P<key>{UUID})(?![\w\-])"
        ),
        span=300,
        confidence=Confidence.CONTEXT,
        check=varied("key"),
        examples=((f"machine api.heroku.com\n  login ops@acme.com\n  password {_OLD}", _OLD),),
        near_misses=(
            f"machine api.heroku.com\n  login ops@acme.com\n  password {_OLD}0",
            f"machine api.acme.com\n  login ops@acme.com\n  password {_OLD}",
        ),
    ),
)
