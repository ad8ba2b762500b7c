"""Google's credentials: API keys, OAuth clients and their tokens, service accounts, storage keys.

    AIza...          API key, which many sites show on purpose       GOCSPX-...   an OAuth client's secret
    AQ.Ab8R...       API key bound to a service account (Gemini)     ya29. 1//0   access and refresh tokens

A service account's JSON and application default credentials are one credential each, of several parts.
https://cloud.google.com/docs/authentication/api-keys, https://developers.google.com/identity/protocols/oauth2,
https://cloud.google.com/iam/docs/keys-create-delete and https://cloud.google.com/storage/docs/authentication/hmackeys
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

from .base import Confidence, CredentialType, Detector, Parts, Secret
from .forms import BASE64, DIGITS, HEX, LOWER, UPPER, URL_SAFE, assignment, made, named, one, prefixed, varied

API_KEY = one("google-api-key", "Google API key", part="key")
GEMINI = one("google-gemini-api-key", "Google API key bound to a service account", part="key")
ACCESS = one("google-oauth-access-token", "Google OAuth access token")
REFRESH = one("google-oauth-refresh-token", "Google OAuth refresh token")
CLIENT = CredentialType(
    name="google-oauth-client-secret",
    title="Google OAuth client secret",
    parts=("client_secret", "client_id"),
    secret=frozenset({"client_secret"}),
    identity=("client_secret",),
)
DEFAULT = CredentialType(
    name="google-application-default-credentials",
    title="Google application default credentials",
    parts=("refresh_token", "client_secret", "client_id"),
    secret=frozenset({"refresh_token", "client_secret"}),
    identity=("client_id", "refresh_token"),
)
SERVICE = CredentialType(
    name="google-service-account-key",
    title="Google service account key",
    parts=("client_email", "private_key_id", "private_key"),
    secret=frozenset({"private_key"}),
    identity=("client_email", "private_key"),
)
STORAGE = CredentialType(
    name="google-cloud-storage-key",
    title="Google Cloud Storage HMAC key",
    parts=("access_id", "secret"),
    secret=frozenset({"secret"}),
    identity=("access_id", "secret"),
)

# Of keys that documentation and Google's own open sources show, the first ten digits of SHA-256.
_PUBLISHED: Final = frozenset(
    (
        "0b476bdf9a",
        "2037abcaff",
        "27a9a42931",
        "37f8f09bdf",
        "3a8b61d0f6",
        "3f370c9dd8",
        "49f777db99",
        "4c98242dca",
        "8731261cb7",
        "a19f89ab35",
        "a6c814bc55",
        "dc0fcf046c",
        "e4a5542bb7",
        "ea9bb1082c",
        "eb540d2b6e",
    )
)
_COUNTED: Final = re.compile(r"abcdefgh|12345678")
_NOT_KEY: Final = re.compile(r"-----[A-Z ]+-----|\\+[nrt]|\s")
_LONGEST_KEY: Final = 4000

_CLIENT_ID: Final = r"(?<![\w.\-])(?P<client_id>\d{6,14}-[a-z0-9]{32}\.apps\.googleusercontent\.com)(?![\w.\-])"
_EMAIL_FORM: Final = (
    r"(?<![\w.\-])(?P<client_email>[a-z0-9\-.]{1,100}@[a-z0-9\-.]{1,100}\.gserviceaccount\.com)(?![\w\-])"
)
_QUOTE: Final = r"\\{0,3}[\"']"
_IS: Final = rf"{_QUOTE}\s{{0,8}}:\s{{0,8}}{_QUOTE}"


def _is_own(parts: Parts) -> bool:
    key = parts["key"].reveal()
    return hashlib.sha256(key.encode()).hexdigest()[:10] not in _PUBLISHED and _COUNTED.search(key.lower()) is None


def _is_storage_key(parts: Parts) -> bool:
    return any(map(str.isdigit, parts["access_id"].reveal())) and any(map(str.islower, parts["secret"].reveal()))


def _body(parts: Parts) -> Parts:
    """The base64 and nothing around it, so that one key is one credential however it was quoted."""
    return {**parts, "private_key": Secret(_NOT_KEY.sub("", parts["private_key"].reveal()))}


_API_KEY: Final = "AIzaSy" + made(URL_SAFE, 33)
_GEMINI: Final = "AQ.Ab8RN6" + made(URL_SAFE, 44)
_ACCESS: Final = "ya29.a0" + made(URL_SAFE, 160)
_REFRESH: Final = "1//0" + made(URL_SAFE, 60)
_CLIENT: Final = f"{made(DIGITS, 12)}-{made(LOWER, 32)}.apps.googleusercontent.com"
_SECRET: Final = "GOCSPX-" + made(URL_SAFE, 28)
_OLD_SECRET: Final = made(URL_SAFE, 24)
_ID: Final = "GOOG1E" + made(UPPER, 55)
_STORAGE: Final = made(BASE64, 40)
_PRIVATE: Final = "MIIEvQ" + made(BASE64, 800)
_PEM: Final = f"-----BEGIN PRIVATE KEY-----\\n{_PRIVATE[:64]}\\n{_PRIVATE[64:]}\\n-----END PRIVATE KEY-----\\n"
_EMAIL: Final = "orders@acme-shop.iam.gserviceaccount.com"
_ACCOUNT: Final = f'"private_key_id": "{made(HEX, 40)}",\n"private_key": "{_PEM}",\n"client_email": "{_EMAIL}"'
_USER: Final = (
    f'{{"client_id":"{_CLIENT}","client_secret":"{_SECRET}","refresh_token":"{_REFRESH}","type":"authorized_user"}}'
)

DETECTORS = (
    prefixed(
        API_KEY,
        r"AIza[A-Za-z0-9_\-]{35}",
        ("aiza",),
        (
            (f"GOOGLE_API_KEY={_API_KEY}", _API_KEY),
            (f"https://maps.googleapis.com/maps/api/js?key={_API_KEY}&v=3", _API_KEY),
        ),
        (_API_KEY[:-1], f"{_API_KEY}0", f"x{_API_KEY}", _API_KEY.upper(), "AIzaSyabcdefghijklmnopqrstuvwxyz1234567"),
        least=3.5,
        check=_is_own,
        prefilter=r"AIza[A-Za-z0-9_-]{35}",
    ),
    prefixed(
        GEMINI,
        r"AQ\.Ab8R[A-Za-z0-9_\-]{46}",
        ("aq.ab8r",),
        ((f"GEMINI_API_KEY={_GEMINI}", _GEMINI), (f"x-goog-api-key: {_GEMINI}", _GEMINI)),
        (_GEMINI[:-1], f"{_GEMINI}0", _GEMINI.replace("Ab8", "Ab7"), "AQ.Ab8RN6" + "x" * 44),
        least=3.5,
    ),
    prefixed(
        ACCESS,
        r"ya29\.(?:[a-z0-9]\.)?[A-Za-z0-9_\-]{40,1400}",
        ("ya29.",),
        ((f"Authorization: Bearer {_ACCESS}", _ACCESS), (f"access_token={_ACCESS}", _ACCESS)),
        (_ACCESS[:30], f"x{_ACCESS}", "ya29." + "x" * 60),
        least=4.0,
    ),
    prefixed(
        REFRESH,
        r"1//0[A-Za-z0-9_\-]{40,200}",
        ("1//0",),
        ((f"GOOGLE_REFRESH_TOKEN={_REFRESH}", _REFRESH), (f'"refresh_token": "{_REFRESH}"', _REFRESH)),
        (_REFRESH[:40], f"1{_REFRESH}", "1//0" + "x" * 60),
        least=4.0,
    ),
    prefixed(
        CLIENT,
        r"GOCSPX-[A-Za-z0-9_\-]{28}",
        ("gocspx-",),
        ((f"GOOGLE_CLIENT_SECRET={_SECRET}", _SECRET), (f'id: "{_CLIENT}",\nsecret: "{_SECRET}"', _SECRET)),
        (_SECRET[:-1], f"{_SECRET}0", f"x{_SECRET}", "GOCSPX-" + "x" * 28),
        companions=(("client_id", _CLIENT_ID),),
    ),
    named(
        CLIENT,
        r"google[\w.\-]{0,30}secret",
        r"[A-Za-z0-9_\-]{24}",
        ("google",),
        (
            (f"GOOGLE_CLIENT_SECRET={_OLD_SECRET}", _OLD_SECRET),
            (f"$google_client_secret = '{_OLD_SECRET}';", _OLD_SECRET),
        ),
        (f"GOOGLE_CLIENT_SECRET={_OLD_SECRET}0", f"GOOGLE_CLIENT_ID={_OLD_SECRET}", f"GOOGLE_SECRET={'x' * 24}"),
        least=3.5,
        companions=(("client_id", _CLIENT_ID),),
        prefilter=r"google[\w.\-]{0,30}secret",
    ),
    Detector(
        type=CLIENT,
        keywords=(".apps.googleusercontent.com",),
        pattern=assignment("client_secret", r"client[_-]?secret", r"[A-Za-z0-9_\-]{24}"),
        span=200,
        companions=(("client_id", _CLIENT_ID),),
        unless=lambda text: ".apps.googleusercontent.com" not in text,
        confidence=Confidence.CONTEXT,
        check=varied("client_secret", 3.5),
        examples=((f"const CLIENT_ID = '{_CLIENT}';\nconst CLIENT_SECRET = '{_OLD_SECRET}';", _OLD_SECRET),),
        near_misses=(
            f"const CLIENT_ID = '{_CLIENT}';\nconst CLIENT_SECRET = '{_OLD_SECRET}0';",
            f"const CLIENT_SECRET = '{_OLD_SECRET}';",
            f"const CLIENT_ID = '{_CLIENT}';",
        ),
    ),
    Detector(
        type=DEFAULT,
        keywords=("authorized_user",),
        pattern=(
            r"\{(?=[^{}]{0,900}?authorized_user)"
            rf"(?=[^{{}}]{{0,900}}?client_id{_IS}(?P<client_id>\d{{6,14}}-[a-z0-9]{{32}}\.apps\.googleusercontent\.com))"
            rf"(?=[^{{}}]{{0,900}}?client_secret{_IS}(?P<client_secret>[A-Za-z0-9_\-]{{20,60}}))"
            rf"[^{{}}]{{0,900}}?refresh_token{_IS}(?P<refresh_token>1//[A-Za-z0-9_\-]{{30,200}}){_QUOTE}[^{{}}]{{0,900}}\}}"
        ),
        span=1000,
        check=varied("refresh_token", 3.5),
        examples=((_USER, _REFRESH), (_USER.replace(",", ",\n  "), _REFRESH)),
        near_misses=(
            '{"client_id":"","client_secret":"","refresh_token":"1//refresh-token","type":"authorized_user"}',
            '{"type":"authorized_user","refresh_token":""}',
        ),
    ),
    Detector(
        type=SERVICE,
        keywords=("private_key",),
        prefilter=r"private_key[\\\"']{1,4}\s{0,8}:\s{0,8}[\\\"']{1,4}-----BEGIN",
        pattern=(
            rf"{_QUOTE}private_key{_IS}"
            rf"(?P<private_key>-----BEGIN (?:RSA )?PRIVATE KEY-----[A-Za-z0-9+/=\\\s]{{32,{_LONGEST_KEY}}}"
            rf"-----END (?:RSA )?PRIVATE KEY-----)\\{{0,6}}n?{_QUOTE}"
        ),
        span=_LONGEST_KEY,
        companions=(
            (
                "client_email",
                _EMAIL_FORM,
            ),
            (
                "private_key_id",
                rf"private_key_id{_IS}(?P<private_key_id>[0-9a-f]{{40}})\b",
            ),
        ),
        parse=_body,
        check=varied("private_key", 3.0),
        examples=((f"{{{_ACCOUNT}}}", _PRIVATE),),
        near_misses=(
            '{"type": "service_account", "private_key": "", "client_email": "a@b.iam.gserviceaccount.com"}',
            '{"type": "service_account", "private_key": "-----BEGIN PRIVATE KEY-----...-----END PRIVATE KEY-----"}',
        ),
    ),
    Detector(
        type=STORAGE,
        keywords=("goog",),
        prefilter=r"goog[a-z0-9]{16,57}",
        pattern=assignment("secret", r"secret", r"[A-Za-z0-9+/]{40}"),
        span=200,
        companions=(
            ("access_id", r"(?<![\w\-])(?P<access_id>GOOG(?:1E[A-Z0-9]{55,57}|[A-Z0-9]{16}|[A-Z0-9]{20}))(?![\w\-])"),
        ),
        check=varied("secret", 3.8, _is_storage_key),
        examples=((f"access_key_id = {_ID}\nsecret_access_key = {_STORAGE}", _STORAGE),),
        near_misses=(f"access_key_id = {_ID}\nsecret = {_STORAGE}0", f"secret_access_key = {_STORAGE}", f"key = {_ID}"),
    ),
)
