"""Freshdesk's and Freshservice's API keys: 20 letters and digits, told by their name only.

https://developers.freshdesk.com/api/#authentication
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import ALNUM, keyed, made, named

KEY = CredentialType(
    name="freshdesk-api-key",
    title="Freshdesk API key",
    parts=("key", "domain"),
    secret=frozenset({"key"}),
    identity=("key",),
    hint="domain",
)

_KEY: Final = made(ALNUM, 20)
_DOMAIN: Final = ("domain", r"(?<![\w.-])(?P<domain>[a-z0-9-]{1,63}\.fresh(?:desk|service)\.com)\b")

DETECTORS = (
    named(
        KEY,
        keyed(r"freshdesk|freshservice"),
        r"(?=[A-Za-z]{0,19}\d)[A-Za-z0-9]{19,20}",
        ("freshdesk", "freshservice"),
        ((f"FRESHDESK_API_KEY={_KEY}", _KEY), (f'freshdeskApiKey = "{_KEY}"', _KEY)),
        (f"FRESHDESK_API_KEY={_KEY}0", f"freshdesk ticket {_KEY}", f"FRESHDESK_API_KEY={'x' * 20}"),
        least=3.0,
        companions=(_DOMAIN,),
    ),
    # Who logs in, with any password: it is an X in most of their examples.
    named(
        KEY,
        r"\.fresh(?:desk|service)\.com[\w./\-?=&%]{0,100}(?=[\"'])",
        r"(?=[A-Za-z]{0,19}\d)[A-Za-z0-9]{19,20}(?=[\"'],\s{0,8}[\"'][Xx][\"'])",
        (".freshdesk.com", ".freshservice.com"),
        ((f"Resource.new('https://acme.freshdesk.com/api/v2/tickets', '{_KEY}', 'X')", _KEY),),
        (
            f"get('https://acme.freshdesk.com/api/v2/tickets', '{_KEY}')",
            f"get('https://a.freshdesk.com', '{_KEY}', 'Y')",
        ),
        least=3.0,
        companions=(_DOMAIN,),
    ),
)
