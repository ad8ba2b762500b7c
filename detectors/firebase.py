"""Firebase Cloud Messaging's legacy server keys: they send to every device of an app.

https://firebase.google.com/docs/cloud-messaging/auth-server#authorize_legacy_http_protocol_requests
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, made, one, prefixed

KEY = one("firebase-cloud-messaging-server-key", "Firebase Cloud Messaging server key", part="key")

_KEY: Final = f"AAAA{made(URL_SAFE, 7)}:APA91b{made(URL_SAFE, 134)}"

DETECTORS = (
    prefixed(
        KEY,
        r"AAAA[A-Za-z0-9_\-]{7}:APA91[A-Za-z0-9_\-]{120,180}",
        (":apa91",),
        ((f"FCM_SERVER_KEY={_KEY}", _KEY), (f"Authorization: key={_KEY}", _KEY)),
        (_KEY[:100], f"x{_KEY}", f"AAAA:APA91b{made(URL_SAFE, 134)}"),
    ),
)
