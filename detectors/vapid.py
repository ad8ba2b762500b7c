"""VAPID: the private key by which a server signs its Web Push messages, 32 bytes in the base64 of URLs.

https://www.rfc-editor.org/rfc/rfc8292
https://github.com/web-push-libs/web-push (generate-vapid-keys, setVapidDetails)
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, Detector
from .forms import URL_SAFE, made, named, one, varied

KEY = one("vapid-private-key", "VAPID private key", part="key")

_VALUE: Final = r"[A-Za-z0-9_\-]{42}[AEIMQUYcgkosw048]=?"
# A point of the curve that is not compressed: its first byte is 4.
_PUBLIC: Final = r"B[A-P][A-Za-z0-9_\-]{85}"
_QUOTES: Final = r"\\{0,3}[\"'`]?"
_PAIR: Final = "BE" + made(URL_SAFE, 85)
_KEY: Final = made(URL_SAFE, 42) + "A"

DETECTORS = (
    named(
        KEY,
        r"vapid[\w.\-]{0,16}?(?:private|secret)",
        _VALUE,
        ("vapid",),
        ((f"VAPID_PRIVATE_KEY={_KEY}", _KEY), (f'"vapidPrivateKey": "{_KEY}"', _KEY)),
        (f"VAPID_PUBLIC_KEY={_KEY}", f"VAPID_PRIVATE_KEY={_KEY}A", f"VAPID_PRIVATE_KEY={'A' * 43}"),
        least=3.5,
        prefilter=r"vapid[\w.\-]{0,16}(private|secret)",
    ),
    Detector(
        type=KEY,
        confidence=Confidence.TYPED,
        keywords=("public", "setvapiddetails"),
        prefilter=r"public[_\- ]?key(\\n|[^A-Za-z0-9_\-]){1,16}B[A-P]|setvapiddetails",
        pattern=(
            r"(?:(?i:public[_\- ]?key)(?:\\n|[^A-Za-z0-9_\-]){1,16}|(?i:setvapiddetails)\([^()]{1,160}[^A-Za-z0-9_\-])"
            rf"{_PUBLIC}(?![A-Za-z0-9_\-=]){_QUOTES}(?:\s{{0,4}},)?(?:\s|\\n){{0,24}}"
            rf"(?:{_QUOTES}(?i:private[_\- ]?key){_QUOTES}\s{{0,4}}[:=]\s{{0,8}})?"
            rf"{_QUOTES}(?P<key>{_VALUE})(?![A-Za-z0-9_\-=])"
        ),
        span=320,
        check=varied("key", 3.5),
        examples=(
            (f'{{"publicKey":"{_PAIR}","privateKey":"{_KEY}"}}', _KEY),
            (f"Public Key:\n{_PAIR}\n\nPrivate Key:\n{_KEY}\n", _KEY),
            (f"webpush.setVapidDetails('mailto:a@example.com', '{_PAIR}', '{_KEY}');", _KEY),
        ),
        near_misses=(
            f'{{"publicKey":"{_PAIR}","id":"{_KEY}"}}',
            f"{_PAIR}{_KEY}",
            f'{{"publicKey":"{_PAIR}","privateKey":"{"A" * 43}"}}',
        ),
    ),
)
