"""Meta's credentials: access tokens of people and pages (`EAA`), an app's own token and its secret.

An app's token is its id, a `|` and 27 characters.

https://developers.facebook.com/docs/facebook-login/guides/access-tokens/
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType, Detector
from .filters.says import says_hint, says_secret
from .forms import ALNUM, DIGITS, HEX, URL_SAFE, made, named, one, prefixed, varied

TOKEN = one("facebook-access-token", "Facebook access token")
APP_TOKEN = CredentialType(
    name="facebook-app-access-token",
    title="Facebook app access token",
    parts=("token", "app_id"),
    secret=frozenset({"token"}),
    identity=("app_id", "token"),
)
SECRET = CredentialType(
    name="facebook-app-secret",
    title="Facebook app secret",
    parts=("secret", "app_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_APP_ID: Final = r"(?i:app_?id|client_?id)[\"']?\s{0,4}(?:[:=]|=>|,)\s{0,4}[\"']?(?P<app_id>\d{13,17})\b"
_TOKEN: Final = "EAA" + made(ALNUM, 180)
_SHORT: Final = "EAACEdEose0cBA" + made(ALNUM, 60)  # of the Graph API Explorer, once
_ID: Final = "10" + made(DIGITS, 13)
_APP: Final = made(URL_SAFE, 27)
_SECRET: Final = made(HEX, 32)

DETECTORS = (
    prefixed(
        TOKEN,
        r"(?<![+/])EAA[A-Za-z0-9]{90,400}(?![+/])",  # nor a piece of base64
        ("eaa",),
        ((f"FB_PAGE_TOKEN={_TOKEN}", _TOKEN), (f"https://graph.facebook.com/me?access_token={_TOKEN}", _TOKEN)),
        (_TOKEN[:80], f"x{_TOKEN}", _TOKEN.lower(), "EAA" + "A" * 100, f"x+{_TOKEN}/", f"{_TOKEN}+x"),
        least=4.0,
        prefilter=r"\bEAA[A-Za-z0-9]{90}",
        mark="eaa[a-z0-9]{16}",  # maps of sources are full of EAA
    ),
    prefixed(
        TOKEN,
        r"EAACEdEose0cBA[A-Za-z0-9]{20,400}",
        ("eaacedeose0cba",),
        ((f"token: {_SHORT}", _SHORT),),
        (_SHORT[:30], f"x{_SHORT}", "EAACEdEose0cBA" + "A" * 60),
        least=4.0,
    ),
    Detector(
        type=SECRET,
        keywords=("facebook",),
        prefilter=r"facebook[^\n]{0,60}\d{13,17}[ ]?[^\w\s][ ]?[0-9a-f]{32}",
        pattern=r"(?i:facebook)[^\n]{0,60}?\b(?P<app_id>\d{13,17})[ ]?[|/:,][ ]?(?P<secret>[0-9a-f]{32})(?![\w|\-])",
        check=varied("secret"),
        examples=(
            (f"Facebook = {_ID} | {_SECRET};  // id and secret", _SECRET),
            (f"FacebookAppSecrets: {_ID} / {_SECRET}", _SECRET),
        ),
        near_misses=(f"facebook {_ID} {_SECRET}", f"facebook: {_ID}|{_SECRET}0", f"facebook {_ID}|{'0' * 32}"),
    ),
    Detector(
        type=APP_TOKEN,
        keywords=("|",),
        prefilter=r"\d{13,17}(?:\||%7c)[A-Za-z0-9_-]{27}",
        pattern=r"(?<![\w|\-])(?P<app_id>\d{13,17})(?:\||%7[cC])(?P<token>[A-Za-z0-9_\-]{27})(?![\w|\-])",
        check=varied("token", 3.5),
        examples=(
            (f"access_token={_ID}|{_APP}", _APP),
            (f'"access_token": "{_ID}|{_APP}"', _APP),
        ),
        near_misses=(f"{_ID}|{_APP[:-1]}", f"{_ID}|{_APP}|1", f"12|{_APP}", f"{_ID}|{'x' * 27}"),
    ),
    named(
        SECRET,
        says_secret(r"facebook|\bfb(?=[_\-.A-Z])|\bmeta_app"),
        r"[0-9a-f]{32}",
        ("facebook", "fb", "meta_app"),
        (
            (f"FACEBOOK_APP_SECRET={_SECRET}", _SECRET),
            (f"config.facebook.key = '{_SECRET}'", _SECRET),
            (f"var fbApiKey = '{_SECRET}';", _SECRET),
            (f"FACEBOOK_APP_ID={_ID}\nFACEBOOK_APP_SECRET={_SECRET}", _SECRET),
        ),
        (f"FACEBOOK_APP_SECRET={_SECRET}0", f"FACEBOOK_SECRET={'0' * 32}", f"facebook-{_SECRET}.js", f"fb = {_SECRET}"),
        companions=(("app_id", _APP_ID),),
        prefilter=says_hint(r"facebook|\bfb|_fb|meta_app"),
    ),
)
