"""PagerDuty's API keys: 20 characters, those of a user begin with a `u`; and the tokens of its OAuth.

https://support.pagerduty.com/main/docs/api-access-keys
https://developer.pagerduty.com/docs/oauth-functionality
https://support.pagerduty.com/main/docs/services-and-integrations (routing key)
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from .base import Parts
from .forms import HEX, UPPER, URL_SAFE, far_from, made, named, one, prefixed
from .generic.sequences import is_sequence
from .secretive import hexes

KEY = one("pagerduty-api-key", "PagerDuty API key", part="key")
TOKEN = one("pagerduty-oauth-token", "PagerDuty OAuth token")
ROUTING_KEY = one("pagerduty-routing-key", "PagerDuty integration key", part="key")

_KEY: Final = "u+" + made(URL_SAFE, 18)
_TOKEN: Final = "pdus+_0XBPWQQ_" + made(HEX, 32)
_ROUTING: Final = made(HEX, 32, "routing")
_ROUTED: Final = "R0" + made(UPPER, 30, "routing")
_LED: Final = ("routing", "integration", "service")


def _holds_digit(parts: Parts) -> bool:
    return any(letter.isdigit() for letter in parts["key"].reveal())


DETECTORS = (
    named(
        KEY,
        "pager[-_]?duty|pd",
        r"[A-Za-z0-9_+\-]{20}",
        (
            "pagerduty",
            "pager-duty",
            "pager_duty",
            "pd_",
            "pd-",
        ),
        (
            (f"PAGERDUTY_API_KEY={_KEY}", _KEY),
            (f"pd_api_key={_KEY}", _KEY),
            (f'pagerduty_token: "{_KEY}"', _KEY),
        ),
        (
            f"PAGERDUTY_API_KEY={_KEY}00",
            f"pagerduty_service: {_KEY}",
            f"KEY={_KEY}",
            f"PAGERDUTY_API_KEY={'A' * 20}",
            "PAGERDUTY_API_KEY=MY_PAGERDUTY_API_KEY",
        ),
        common=True,
        built=False,
        least=3.2,
        check=_holds_digit,
    ),
    prefixed(
        TOKEN,
        r"pdus\+[A-Za-z0-9_+\-]{20,64}|pdeu\+[A-Za-z0-9_+\-]{20,64}",
        (
            "pdus+",
            "pdeu+",
        ),
        ((f"Authorization: Bearer {_TOKEN}", _TOKEN),),
        (
            "pdus+short",
            f"pdus+{'x' * 40}",
        ),
    ),
    # What an event is sent with: its name is another's, too, so that the provider's must stand near.
    replace(
        named(
            ROUTING_KEY,
            rf"(?:{'|'.join(_LED)})[-_ ]?key",
            rf"(?:{hexes(32)}|R0[0-9A-Z]{{30}})",
            tuple(f"{word}{joint}key" for word in _LED for joint in ("", "_", "-", " ")),
            (
                (f'[pagerduty]\nrouting_key = "{_ROUTING}"', _ROUTING),
                (f"PAGERDUTY_INTEGRATION_KEY={_ROUTED}", _ROUTED),
                (f"pagerduty_configs:\n- service_key: {_ROUTING}", _ROUTING),
            ),
            (
                f'[rabbitmq]\nrouting_key = "{_ROUTING}"',
                f"pagerduty: service_key = 9abcd123456789ef{_ROUTING[:16]}",
                f"pagerduty routing_key_sha = {_ROUTING}0",
                'pagerduty: routing_key = "' + "x" * 32 + '"',
            ),
            least=3.0,
            check=lambda parts: not is_sequence(parts["key"].reveal()),
        ),
        unless=far_from(r"pager[-_ ]?duty"),
    ),
)
