"""Customer.io: the keys of a workspace.

https://docs.customer.io/accounts-and-workspaces/managing-credentials/
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, TELLING, has_digits, made, named, one

API_KEY = one("customer-io-api-key", "Customer.io API key", part="key")

_API_KEY: Final = made(LOWER, 20)
_SITE: Final = made(LOWER, 20, "site")

# What tracks is made with two: a site, and its key.
_MADE_WITH: Final = r"(?:\b|New)TrackClient\(\s{0,24}[\"'][a-z0-9]{20}(?=[\"'])"

DETECTORS = (
    named(
        API_KEY,
        rf"(?:customer[-_.]?io{TELLING}|{_MADE_WITH})",
        r"(?:[a-z0-9]{20}|[a-f0-9]{32})",
        ("customer", "trackclient"),
        (
            (f"CUSTOMER_IO_API_KEY={_API_KEY}", _API_KEY),
            (f'"customer_io_api_key": "{_API_KEY}"', _API_KEY),
            (f"new TrackClient('{_SITE}', '{_API_KEY}', {{ region: RegionEU }})", _API_KEY),
            (f'track := customerio.NewTrackClient("{_SITE}", "{_API_KEY}")', _API_KEY),
        ),
        (
            f"CUSTOMER_IO_API_KEY={_API_KEY}0",
            f"CUSTOMER_IO_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"new TrackClient('{_SITE}', apiKey, '{_API_KEY}')",
            f"new TrackClient('{_SITE}')",
        ),
        prefilter=r"customer[\-_.]?io|trackclient\(",
        check=has_digits("key", 2),
    ),
)
