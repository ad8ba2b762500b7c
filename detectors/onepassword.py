"""1Password: the secret key of an account, its recovery code, and the token of a service account, which carries one.

https://support.1password.com/secret-key-security/, https://support.1password.com/recovery-codes/ and https://developer.1password.com/docs/service-accounts/
"""

from __future__ import annotations

from typing import Final

from .forms import UPPER, URL_SAFE, made, one, prefixed

SECRET_KEY = one("1password-secret-key", "1Password secret key", part="key")
RECOVERY_CODE = one("1password-recovery-code", "1Password recovery code", part="code")
SERVICE_ACCOUNT_TOKEN = one("1password-service-account-token", "1Password service account token")

_SECRET_KEY: Final = (
    "A3-"
    + "-".join(made(UPPER, length, str(length)) for length in (6, 11))
    + "".join(f"-{made(UPPER, 5, seed)}" for seed in "abc")
)
_RECOVERY_CODE: Final = "1PRK" + "".join(f"-{made(UPPER, 4, str(group))}" for group in range(13))
_SERVICE_ACCOUNT_TOKEN: Final = "ops_eyJ" + made(URL_SAFE, 400)

DETECTORS = (
    prefixed(
        SECRET_KEY,
        r"A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}",
        ("a3-",),
        (
            (f"OP_SECRET_KEY={_SECRET_KEY}", _SECRET_KEY),
            (f"curl -u {_SECRET_KEY}: https://localhost/", _SECRET_KEY),
        ),
        (
            _SECRET_KEY[:-1],
            f"{_SECRET_KEY}0",
            "A3-XXXXXX-XXXXXXXXXXX-XXXXX-XXXXX-XXXXX",
            _SECRET_KEY.lower(),
        ),
        prefilter=r"A3-[A-Z0-9]{6}-[A-Z0-9]{6}",
    ),
    prefixed(
        RECOVERY_CODE,
        r"1PRK(?:-[A-Z0-9]{4}){13}",
        ("1prk-",),
        ((f"recovery: {_RECOVERY_CODE}", _RECOVERY_CODE), (f'"{_RECOVERY_CODE}"', _RECOVERY_CODE)),
        (_RECOVERY_CODE[:-5], f"{_RECOVERY_CODE}-ABCD", "1PRK" + "-XXXX" * 13, _RECOVERY_CODE.lower()),
    ),
    prefixed(
        SERVICE_ACCOUNT_TOKEN,
        r"ops_eyJ[A-Za-z0-9+/_\-]{240,2000}={0,3}",
        ("ops_eyj",),
        (
            (f"OP_SERVICE_ACCOUNT_TOKEN={_SERVICE_ACCOUNT_TOKEN}", _SERVICE_ACCOUNT_TOKEN),
            (f'"token": "{_SERVICE_ACCOUNT_TOKEN}"', _SERVICE_ACCOUNT_TOKEN),
        ),
        (
            _SERVICE_ACCOUNT_TOKEN[:100],
            f"ops_eyJ{'x' * 300}",
            f"p{_SERVICE_ACCOUNT_TOKEN}",
            "ops_eyJzaWduSW5B..[Redacted]",
        ),
    ),
)
