"""HubSpot's keys: private apps' tokens say their region, personal access keys of the CLI hide it in base64.

Old API keys are UUIDs, told by their name only.

https://developers.hubspot.com/docs/apps/legacy-apps/private-apps/overview
https://developers.hubspot.com/docs/developer-tooling/local-development/hubspot-cli/personal-access-key
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, UUID, keyed, made, named, one, prefixed

APP = one("hubspot-private-app-token", "HubSpot private app token")
PERSONAL = one("hubspot-personal-access-key", "HubSpot personal access key", part="key")
KEY = one("hubspot-api-key", "HubSpot API key", part="key")

_APP: Final = f"pat-na1-{made(HEX, 8)}-{made(HEX, 4)}-4{made(HEX, 3)}-8{made(HEX, 3)}-{made(HEX, 12)}"
_PERSONAL: Final = "CiRuYTEt" + made(ALNUM, 140)
_KEY: Final = f"{made(HEX, 8)}-{made(HEX, 4)}-4{made(HEX, 3)}-8{made(HEX, 3)}-{made(HEX, 12)}"

DETECTORS = (
    prefixed(
        APP,
        rf"pat-(?:na|eu|ap)\d-{UUID}",
        ("pat-na", "pat-eu", "pat-ap"),
        ((f"HUBSPOT_TOKEN={_APP}", _APP), (f"Authorization: Bearer {_APP}", _APP)),
        (_APP[:-1], f"{_APP}0", f"x{_APP}"),
    ),
    prefixed(
        PERSONAL,
        r"Ci[QR](?:uYTEt|ldTEt)[A-Za-z0-9+/_\-]{100,400}={0,2}",
        ("uyte", "ldte"),
        ((f"personalAccessKey: {_PERSONAL}", _PERSONAL),),
        (_PERSONAL[:90], f"x{_PERSONAL}", "CiRuYTEt" + "x" * 140),
        prefilter=r"Ci[QR](?:uYTEt|ldTEt)[A-Za-z0-9+/_-]{90}",
    ),
    named(
        KEY,
        keyed(r"hub[-_]?spot|\bhapi(?=[-_]?key)"),
        UUID,
        ("hubspot", "hub_spot", "hub-spot", "hapi"),
        ((f"HUBSPOT_API_KEY={_KEY}", _KEY), (f"https://api.hubapi.com/contacts/v1/lists?hapikey={_KEY}", _KEY)),
        (f"HUBSPOT_PORTAL_ID={_KEY}", f"HUBSPOT_API_KEY={_KEY}0", f"hubspot form {_KEY}"),
    ),
)
