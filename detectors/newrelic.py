"""New Relic's keys: what is behind the dash tells what they are for.

    NRAK-  a user             NRRA-  REST API (old)     NRII-  inserts events      NRJS-  a browser's: public
    NRSP-  a private location
    NRAA-  an admin (old)     NRIQ-  queries (old)      ...NRAL or 40 hex digits   a license: inserts everything

https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/
https://docs.px.dev/reference/admin/api-keys/ (Pixie)
"""

from __future__ import annotations

from typing import Final

from .base import Confidence
from .forms import HEX, UPPER, URL_SAFE, made, made_uuid, named, one, prefixed

USER = one("newrelic-user-key", "New Relic user key", part="key")
INSERT = one("newrelic-insert-key", "New Relic insert key", part="key")
QUERY = one("newrelic-query-key", "New Relic query key", part="key")
REST = one("newrelic-rest-api-key", "New Relic REST API key", part="key")
ADMIN = one("newrelic-admin-key", "New Relic admin key", part="key")
BROWSER = one("newrelic-browser-key", "New Relic browser key", part="key")
LICENSE = one("newrelic-license-key", "New Relic license key", part="key")
PIXIE = one("newrelic-pixie-api-key", "New Relic Pixie API key", part="key")
LOCATION = one("newrelic-private-location-key", "New Relic private location key", part="key")
DEPLOY = one("newrelic-pixie-deploy-key", "New Relic Pixie deploy key", part="key")

_USER: Final = "NRAK-" + made(UPPER, 27)
_INSERT: Final = "NRII-" + made(URL_SAFE, 32)
_QUERY: Final = "NRIQ-" + made(URL_SAFE, 32)
_REST_KEY: Final = "NRRA-" + made(HEX, 42)
_ADMIN: Final = "NRAA-" + made(HEX, 27)
_BROWSER: Final = "NRJS-" + made(HEX, 19)
_LICENSE: Final = made(HEX, 36) + "NRAL"
_OLD: Final = made(HEX, 40)
_PIXIE: Final = "px-api-" + made_uuid()
_LOCATION: Final = "NRSP-us01" + made(HEX, 31)
_DEPLOY: Final = "px-dep-" + made_uuid()

DETECTORS = (
    prefixed(
        LOCATION,
        r"NRSP-[a-z]{2}[0-9]{2}[a-fA-F0-9]{31}",
        ("nrsp-",),
        ((f"PRIVATE_LOCATION_KEY={_LOCATION}", _LOCATION), (f'locationKey: "{_LOCATION}"', _LOCATION)),
        (_LOCATION[:-1], f"{_LOCATION}a", "NRSP-us01" + "0" * 31),
    ),
    prefixed(
        USER,
        "NRAK-[A-Za-z0-9]{27}",
        ("nrak-",),
        (
            (f"NEW_RELIC_API_KEY={_USER}", _USER),
            (f'new-relicToken = "{_USER}"', _USER),
        ),
        (
            _USER[:-1],
            f"{_USER}a",
        ),
    ),
    prefixed(
        INSERT,
        r"NRII-[A-Za-z0-9_\-]{32}",
        ("nrii-",),
        ((f'insertKey: "{_INSERT}"', _INSERT),),
        (
            _INSERT[:-1],
            f"{_INSERT}a",
        ),
    ),
    prefixed(
        QUERY,
        r"NRIQ-[A-Za-z0-9_\-]{32}",
        ("nriq-",),
        ((f'"querykey": "{_QUERY}",', _QUERY),),
        (
            _QUERY[:-1],
            f"{_QUERY}a",
        ),
    ),
    prefixed(
        REST,
        "NRRA-[0-9a-f]{42}",
        ("nrra-",),
        ((f'curl -H "X-Api-Key:{_REST_KEY}"', _REST_KEY),),
        (
            _REST_KEY[:-1],
            f"{_REST_KEY}a",
        ),
    ),
    prefixed(
        ADMIN,
        "NRAA-[0-9a-f]{27}",
        ("nraa-",),
        ((f"admin_access:{_ADMIN}", _ADMIN),),
        (
            _ADMIN[:-1],
            f"{_ADMIN}a",
        ),
    ),
    prefixed(
        BROWSER,
        "NRJS-[0-9a-f]{19}",
        ("nrjs-",),
        (
            (f'new-relicToken = "{_BROWSER}"', _BROWSER),
            (f'licenseKey:"{_BROWSER}"', _BROWSER),
        ),
        (
            _BROWSER[:-1],
            f"{_BROWSER}a",
        ),
    ),
    prefixed(
        LICENSE,
        "(?:[a-z]{2}[0-9]{2}x{2}[0-9a-f]{30}|[0-9a-f]{36})NRAL",
        ("nral",),
        (
            (f"license_key: {_LICENSE}", _LICENSE),
            (f"NEW_RELIC_LICENSE_KEY={_LICENSE}", _LICENSE),
        ),
        (
            _LICENSE[:-1],
            f"{_LICENSE}a",
            f"0{_LICENSE}",
            f"{'a' * 36}NRAL",
            "license_key: xxxxxxxxxxxxxxx",
        ),
    ),
    named(
        LICENSE,
        "new[-_ ]?relic",
        "[0-9a-f]{40}",
        (
            "newrelic",
            "new-relic",
            "new_relic",
        ),
        (
            (f"NEW_RELIC_LICENSE_KEY={_OLD}", _OLD),
            (f'newrelic.license_key = "{_OLD}"', _OLD),
        ),
        (
            f"NEW_RELIC_LICENSE_KEY={_OLD}0",
            f"newrelic at commit {_OLD}",
            "newrelic_sha1 = " + _OLD,
        ),
        common=True,
    ),
    prefixed(
        LICENSE,
        r"""(?<=license_key: )[0-9a-f]{40}|(?<=license_key: ['"])[0-9a-f]{40}""",
        ("license_key:",),
        ((f"# Required license key associated with your New Relic account.\nlicense_key: {_OLD}\n", _OLD),),
        (f"license_key: {_OLD}",),
        near="new[-_ ]?relic",
        confidence=Confidence.CONTEXT,
    ),
    prefixed(
        PIXIE,
        "px-api-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        ("px-api-",),
        ((f"PX_API_KEY={_PIXIE}", _PIXIE),),
        (
            _PIXIE[:-1],
            f"{_PIXIE}a",
        ),
    ),
    prefixed(
        DEPLOY,
        "px-dep-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        ("px-dep-",),
        ((f"PX_DEPLOY_KEY={_DEPLOY}", _DEPLOY),),
        (
            _DEPLOY[:-1],
            f"{_DEPLOY}a",
        ),
    ),
)
