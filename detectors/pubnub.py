"""PubNub's keys: to publish, to subscribe, and the secret one, which administers both.

https://www.pubnub.com/docs/general/setup/account-setup
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, UUID, made, made_uuid, one, prefixed

PUBLISH = one("pubnub-publish-key", "PubNub publish key", part="key")
SUBSCRIBE = one("pubnub-subscribe-key", "PubNub subscribe key", part="key")
SECRET = one("pubnub-secret-key", "PubNub secret key", part="key")

_UUID: Final = made_uuid("pubnub")
_PUBLISH: Final = f"pub-c-{_UUID}"
_SUBSCRIBE: Final = f"sub-c-{_UUID}"
_SECRET: Final = "sec-c-" + made(ALNUM, 48, "pubnub")

DETECTORS = (
    prefixed(
        PUBLISH,
        f"pub-c-{UUID}",
        ("pub-c-",),
        ((f'publishKey: "{_PUBLISH}"', _PUBLISH), (f"PUBNUB_PUBLISH_KEY={_PUBLISH}", _PUBLISH)),
        (_PUBLISH[:-1], f"{_PUBLISH}0", "pub-c-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"),
    ),
    prefixed(
        SUBSCRIBE,
        rf"sub-c-(?:{UUID}|[0-9a-f]{{32}})",
        ("sub-c-",),
        ((f'subscribeKey: "{_SUBSCRIBE}"', _SUBSCRIBE), (f"PUBNUB_SUBSCRIBE_KEY={_SUBSCRIBE}", _SUBSCRIBE)),
        (_SUBSCRIBE[:-1], f"{_SUBSCRIBE}0", "sub-c-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"),
    ),
    prefixed(
        SECRET,
        r"sec-c-[A-Za-z0-9]{48}",
        ("sec-c-",),
        ((f'secretKey: "{_SECRET}"', _SECRET), (f"PUBNUB_SECRET_KEY={_SECRET}", _SECRET)),
        (_SECRET[:-1], f"{_SECRET}0", f"sec-c-{'x' * 48}"),
    ),
)
