"""A private or a symmetric key as JSON: `d` is what a private one has, `k` is the symmetric key.

RFC 7517 and RFC 7518, section 6: https://www.rfc-editor.org/rfc/rfc7518#section-6
"""

from __future__ import annotations

from typing import Final

from .base import Detector
from .forms import URL_SAFE, far_from, made, one, varied
from .places import TESTS, Place

KEY = one("jwk-private-key", "Private JSON Web Key", part="key", doubtful=TESTS | Place.PROSE)

_KEY: Final = made(URL_SAFE, 42, "jwk") + "A"
_LONG: Final = made(URL_SAFE, 341, "jwk") + "A"

DETECTORS = (
    Detector(
        type=KEY,
        keywords=('"d"', '"k"', "'d'", "'k'"),
        prefilter=r"[\"'][dk][\"'] {0,4}: {0,4}[\"'][A-Za-z0-9_\-]{22}",
        pattern=r"[\"'][dk][\"']\s{0,4}:\s{0,4}[\"'](?P<key>[A-Za-z0-9_\-]{22,1400})[\"']",
        span=2000,
        unless=far_from(r"[\"']kty[\"']\s{0,4}:\s{0,4}[\"'](?:RSA|EC|OKP|oct)[\"']"),
        check=varied("key", 3.5),
        examples=(
            (f'{{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS", "d": "{_KEY}"}}', _KEY),
            (f'{{"kty":"oct","alg":"HS256","k":"{_KEY}"}}', _KEY),
            (f'{{"kty":"RSA","n":"0vx7agoebGc","e":"AQAB","d":"{_LONG}"}}', _LONG),
        ),
        near_misses=(
            f'{{"d": "{_KEY}"}}',
            f'{{"kty": "OKP", "crv": "Ed25519", "x": "{_KEY}"}}',
            f'{{"kty": "oct", "k": "{"x" * 43}"}}',
        ),
    ),
)
