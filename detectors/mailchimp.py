"""Mailchimp's keys, which end in the data centre of the account, and Mandrill's.

The keys of its mobile SDK look alike and are made to be shown.
https://mailchimp.com/developer/marketing/guides/quick-start/ and
https://mailchimp.com/developer/transactional/guides/quick-start/
"""

from __future__ import annotations

from typing import Final

from .base import Detector
from .forms import HEX, URL_SAFE, made, named, one, prefixed, varied

KEY = one("mailchimp-api-key", "Mailchimp API key", part="key")
MANDRILL = one("mandrill-api-key", "Mandrill API key", part="key")


def _is_of_sdk(text: str) -> bool:
    return "MailchimpSDK" in text


_KEY: Final = made(HEX, 32) + "-us18"
_MANDRILL: Final = "md-" + made(URL_SAFE, 21) + "x"
_OLD: Final = made(URL_SAFE, 21) + "x"

DETECTORS = (
    Detector(
        type=KEY,
        keywords=("-us",),
        prefilter="[0-9a-f]{32}-us[0-9]{1,2}",
        pattern=r"(?:(?<![A-Za-z0-9_\-])|(?<=%[0-9A-F][0-9A-F])|(?<=\\[nrt]))(?P<key>[0-9a-f]{32}-us[0-9]{1,2})(?![A-Za-z0-9_\-])",
        span=60,
        unless=_is_of_sdk,
        check=varied("key"),
        examples=((f"MAILCHIMP_API_KEY={_KEY}", _KEY), (f"curl --user 'anystring:{_KEY}'", _KEY)),
        near_misses=(
            f"MailchimpSDK.initialize(token: {_KEY})",
            _KEY[2:],
            _KEY[:-4],
            f"{_KEY}-east",
            f"{made(HEX, 32).upper()}-us2",
            f"{'0' * 32}-us2",
        ),
    ),
    prefixed(
        MANDRILL,
        r"md-[A-Za-z0-9_\-]{22}",
        ("md-",),
        ((f"MANDRILL_API_KEY={_MANDRILL}", _MANDRILL),),
        (f"cmd-{_OLD}", f"MANDRILL_API_KEY={_MANDRILL[:-1]}", f"key={_MANDRILL}"),
        near="mandrill|mailchimp",
        prefilter=r"md-[A-Za-z0-9_\-]{22}",
        least=3.4,
    ),
    named(
        MANDRILL,
        "mandrill",
        r"(?!md-)[A-Za-z0-9_\-]{22}",
        ("mandrill",),
        ((f"MANDRILL_APIKEY={_OLD}", _OLD), (f"mandrill_key: '{_OLD}'", _OLD)),
        (f"MANDRILL_APIKEY={_OLD}0", f"mandrill_template = {_OLD}"),
        common=True,
        least=3.4,
    ),
)
