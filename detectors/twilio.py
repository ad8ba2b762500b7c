"""Twilio's credentials: an account with its auth token, and API keys with their secrets.

    AC + 32 hexadecimal digits   the account, which everybody may know     auth token   32 hexadecimal digits
    SK + 32 hexadecimal digits   an API key                                its secret   32 letters and digits

https://www.twilio.com/docs/iam/api-keys and https://www.twilio.com/docs/iam/access-tokens
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, CredentialType, Detector
from .forms import ALNUM, HEX, assignment, made, varied
from .secretive import hexes, secretive

# The key's own name tells who it is, but it is the secret that one logs in with: both make the credential.
API_KEY = CredentialType(
    name="twilio-api-key",
    title="Twilio API key",
    parts=("key", "secret", "account"),
    secret=frozenset({"key", "secret"}),
    identity=("key",),
    hint="account",
)
AUTH_TOKEN = CredentialType(
    name="twilio-auth-token",
    title="Twilio auth token",
    parts=("token", "account"),
    secret=frozenset({"token"}),
    identity=("token",),
    hint="account",
)

_ACCOUNT: Final = ("account", r"(?<![A-Za-z0-9])(?P<account>AC[0-9a-f]{32})(?![A-Za-z0-9])")
_SECRET: Final = (
    "secret",
    assignment("secret", r"(?:twilio|api|key)[\w.\-]{0,16}secret", r"[A-Za-z0-9]{32}"),
)
_KEY: Final = "SK" + made(HEX, 32, "twilio")
_AC: Final = "AC" + made(HEX, 32, "account")
_TOKEN: Final = made(HEX, 32, "token")

DETECTORS = (
    Detector(
        type=API_KEY,
        keywords=("sk",),
        prefilter=r"\bsk[0-9a-f]{32}\b",
        pattern=rf"(?<![A-Za-z0-9])(?P<key>SK{hexes(32)})(?![A-Za-z0-9_\-])",
        span=256,
        companions=(_SECRET, _ACCOUNT),
        check=varied("key"),
        examples=(
            (f"TWILIO_API_KEY={_KEY}", _KEY),
            (f"new Twilio('{_KEY}', secret, {{accountSid: '{_AC}'}})", _KEY),
            (f"API_KEY_SID={_KEY}\nAPI_KEY_SECRET={made(ALNUM, 32)}\n", _KEY),
        ),
        near_misses=(_KEY[:-1], f"{_KEY}0", f"x{_KEY}", "SK" + "x" * 32, f"AC{_KEY[2:]}"),
    ),
    secretive(
        AUTH_TOKEN,
        "twilio",
        hexes(32),
        ("twilio",),
        (
            (f"TWILIO_ACCOUNT_SID={_AC}\nTWILIO_AUTH_TOKEN={_TOKEN}", _TOKEN),
            (f'twilioAuthToken: "{_TOKEN}"', _TOKEN),
        ),
        (f"TWILIO_AUTH_TOKEN={_TOKEN}0", f"twilio_sid={_TOKEN}", "TWILIO_AUTH_TOKEN=your_auth_token"),
        companions=(_ACCOUNT,),
    ),
    # Client("AC...", "3f9c...")  curl -u AC...:3f9c...  account_sid = "AC..." \n auth_token = "3f9c..."
    Detector(
        type=AUTH_TOKEN,
        confidence=Confidence.CONTEXT,
        keywords=("ac",),
        prefilter=r"\bac[0-9a-f]{32}\b",
        span=256,
        pattern=(
            r"(?<![A-Za-z0-9])(?P<account>AC[0-9a-f]{32})[\"']?(?:\s{0,4}[:,]|[;,]?\s{1,8}"
            r"(?:(?:const|let|var|export|private|static|final|String)\s{1,4}){0,4}[\"']?"
            rf"(?i:(?:twilio_?)?auth_?token)[\"']?\s{{0,4}}(?::|=>?)) ?[\"']?(?P<token>{hexes(32)})(?![A-Za-z0-9_\-])"
        ),
        check=varied("token"),
        examples=(
            (f"curl -X POST -u {_AC}:{_TOKEN} https://api.example.com", _TOKEN),
            (f'client = Client("{_AC}", "{_TOKEN}")', _TOKEN),
            (f"account_sid = '{_AC}'\nauth_token = '{_TOKEN}'", _TOKEN),
        ),
        near_misses=(f"Client('{_AC}', auth_token)", f"{_AC}:{_TOKEN}0", f"Client('{_AC}', '{'0' * 32}')", _AC),
    ),
)
