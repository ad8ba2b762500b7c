"""Chargebee's API keys, of a live site and of one for tests.

https://apidocs.chargebee.com/docs/api/auth
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, keyed, made, named, one

KEY = one("chargebee-api-key", "Chargebee API key", part="key")

_KEY: Final = "live_" + made(ALNUM, 33, "chargebee")
# chargebee.configure(KEY, SITE), as in Python; ChargeBee_Environment::configure(SITE, KEY), as in PHP.
_CONFIGURED: Final = (
    r"chargebee[\w.:\\]{0,24}configure(?=\()(?:\([ \t]{0,4}[\"'][\w\-]{1,60}[\"'](?=[ \t]{0,4},)|(?=\([ \t]{0,4}[\"']))"
)

DETECTORS = (
    named(
        KEY,
        rf"(?:{keyed('chargebee')}|{_CONFIGURED})",
        r"(?:live|test)_[A-Za-z0-9]{30,50}",
        ("chargebee",),
        (
            (f"CHARGEBEE_API_KEY={_KEY}", _KEY),
            (f'chargebee.configure("{_KEY}", "acme")', _KEY),
            (f"ChargeBee_Environment::configure('acme-test', '{_KEY}');", _KEY),
        ),
        (
            f"CHARGEBEE_API_KEY={_KEY[:-9]}",
            f"chargebee_id={_KEY}",
            f'stripe.configure("{_KEY}", "acme")',
            'chargebee.configure("live_your_chargebee_key_goes_here_1", "acme")',
        ),
    ),
)
