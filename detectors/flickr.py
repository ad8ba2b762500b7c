"""Flickr's credentials: an API key with its secret, and OAuth tokens, which begin with the same digits since 2011.

https://www.flickr.com/services/api/auth.oauth.html
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import DIGITS, HEX, LOWER, keyed, made, named, one, prefixed

KEY = one("flickr-api-key", "Flickr API key", part="key")
SECRET = CredentialType(
    name="flickr-api-secret",
    title="Flickr API secret",
    parts=("secret", "key"),
    secret=frozenset({"secret", "key"}),
    identity=("secret",),
)
OAUTH = one("flickr-oauth-token", "Flickr OAuth token")

_KEY: Final = made(LOWER, 32)
_SECRET: Final = made(HEX, 16)
_OAUTH: Final = f"72157{made(DIGITS, 12)}-{made(HEX, 16)}"

DETECTORS = (
    named(
        KEY,
        rf"(?:{keyed('flickr')}|flickr\.com/[^\s\"'<>]{{0,120}}?[?&]api_key(?==))",
        r"[a-z0-9]{32}",
        ("flickr",),
        (
            (f"FLICKR_API_KEY={_KEY}", _KEY),
            (f"https://api.flickr.com/services/rest/?method=flickr.photos.getSizes&api_key={_KEY}&photo", _KEY),
        ),
        (f"FLICKR_API_KEY={_KEY}0", f"flickr photo {_KEY}", f"FLICKR_API_KEY={'0' * 32}"),
    ),
    named(
        SECRET,
        r"flickr[\w.\-]{0,20}secret",
        r"[0-9a-f]{16}",
        ("flickr",),
        ((f"FLICKR_SECRET={_SECRET}", _SECRET), (f"flickr_api_secret: '{_SECRET}'", _SECRET)),
        (f"FLICKR_SECRET={_SECRET}0", f"flickr secret {_SECRET[:-1]}", f"FLICKR_SECRET={'0' * 16}"),
        companions=(("key", r"(?i:flickr[\w.\-]{0,10}key)[\"' ]{0,4}[:=][\"' ]{0,4}(?P<key>[a-z0-9]{32})(?![\w\-])"),),
    ),
    prefixed(
        OAUTH,
        r"72157\d{12}-[0-9a-f]{16}",
        ("72157",),
        ((f"oauth_token={_OAUTH}", _OAUTH),),
        (_OAUTH[:-1], f"{_OAUTH}0", f"1{_OAUTH}", f"72157{'0' * 12}-{'0' * 16}"),
        prefilter=r"72157\d{12}-[0-9a-f]{16}",
    ),
)
