"""LaunchDarkly's tokens: of the REST API, and the keys of an environment for servers (sdk) and of a Relay Proxy (rel).
A mobile key is public.

https://launchdarkly.com/docs/home/account/api
https://launchdarkly.com/docs/home/account/environment/keys
https://launchdarkly.com/docs/sdk/relay-proxy/automatic-configuration
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, LOWER, made, named, one, prefixed

TOKEN = one("launchdarkly-api-token", "LaunchDarkly API access token")
SDK = one("launchdarkly-sdk-key", "LaunchDarkly SDK or Relay Proxy key", part="key")

_UUID: Final = "-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_TOKEN: Final = f"api-{made(HEX, 8)}-{made(HEX, 4)}-4{made(HEX, 3)}-a{made(HEX, 3)}-{made(HEX, 12)}"
_SDK: Final = f"sdk-{made(HEX, 8)}-{made(HEX, 4)}-4{made(HEX, 3)}-a{made(HEX, 3)}-{made(HEX, 12)}"
_RELAY: Final = f"rel{_SDK[3:]}"
_OLD: Final = made(LOWER, 40)

DETECTORS = (
    prefixed(
        TOKEN,
        "api" + _UUID,
        ("api-",),
        (
            (f"LAUNCHDARKLY_ACCESS_TOKEN={_TOKEN}", _TOKEN),
            (f"Authorization: {_TOKEN}", _TOKEN),
        ),
        (
            _TOKEN[:-1],
            f"{_TOKEN}0",
            f"my-{_TOKEN}",
            "api-00000000-0000-4000-a000-000000000000",
        ),
        prefilter="api-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-",
    ),
    prefixed(
        SDK,
        "sdk" + _UUID,
        ("sdk-",),
        (
            (f"LAUNCHDARKLY_SDK_KEY={_SDK}", _SDK),
            (f'ldclient.set_sdk_key("{_SDK}")', _SDK),
        ),
        (
            _SDK[:-1],
            f"{_SDK}0",
        ),
        prefilter="sdk-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-",
    ),
    # Of releases and relations, too.
    prefixed(
        SDK,
        "rel" + _UUID,
        ("auto_config", "autoconfig", "launchdarkly", "ld-relay", "ld_relay"),
        (
            (f"AUTO_CONFIG_KEY={_RELAY}", _RELAY),
            (f'[AutoConfig]\nkey = "{_RELAY}"', _RELAY),
        ),
        (
            _RELAY,
            f"release id: {_RELAY}",
            f"AUTO_CONFIG_KEY={_RELAY[:-1]}",
        ),
        near="auto_?config|launchdarkly|ld[-_]relay",
    ),
    named(
        TOKEN,
        "launch[-_]?darkly",
        r"(?!(?:api|sdk|mob)-)[A-Za-z0-9=_\-]{40}",
        (
            "launchdarkly",
            "launch-darkly",
            "launch_darkly",
        ),
        (
            (f"LAUNCHDARKLY_ACCESS_TOKEN={_OLD}", _OLD),
            (f'launchDarklyApiKey: "{_OLD}"', _OLD),
        ),
        (
            f"LAUNCHDARKLY_ACCESS_TOKEN={_OLD}0",
            f"launchdarkly at commit {_OLD}",
        ),
        common=True,
    ),
)
