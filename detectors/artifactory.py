"""JFrog Artifactory: API keys, reference tokens (base64 of reftkn:...) and encrypted passwords.

https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one, prefixed

API_KEY = one("artifactory-api-key", "Artifactory API key", part="key")
REFERENCE_TOKEN = one("artifactory-reference-token", "Artifactory reference token")
PASSWORD = one("artifactory-password", "Artifactory encrypted password", part="password")

_API_KEY: Final = "AKCp" + made(ALNUM, 69)
_REFERENCE_TOKEN: Final = "cmVmdGtu" + made(ALNUM, 56)
_PASSWORD: Final = "AP6" + made(ALNUM, 28)

DETECTORS = (
    prefixed(
        API_KEY,
        r"AKCp[A-Za-z0-9]{69}",
        ("akcp",),
        (
            (f"ARTIFACTORY_API_KEY={_API_KEY}", _API_KEY),
            (f"curl -u {_API_KEY}: https://localhost/", _API_KEY),
        ),
        (
            _API_KEY[:-1],
            f"{_API_KEY}0",
            f"AKCp{'x' * (len(_API_KEY) - 4)}",
        ),
    ),
    prefixed(
        REFERENCE_TOKEN,
        r"cmVmd[A-Za-z0-9]{59}",
        ("cmvmd",),
        (
            (f"ARTIFACTORY_TOKEN={_REFERENCE_TOKEN}", _REFERENCE_TOKEN),
            (f'"token": "{_REFERENCE_TOKEN}"', _REFERENCE_TOKEN),
        ),
        (
            _REFERENCE_TOKEN[:-1],
            f"{_REFERENCE_TOKEN}0",
            f"cmVmdGtu{'x' * (len(_REFERENCE_TOKEN) - 8)}",
        ),
    ),
    named(
        PASSWORD,
        r"artifactory|jfrog|art-api|artif",
        r"AP[0-9A-F][A-Za-z0-9]{8,100}",
        (
            "artif",
            "jfrog",
            "art-api",
        ),
        (
            (f"ARTIFACTORY_PASSWORD={_PASSWORD}", _PASSWORD),
            (f"export ARTIFACTORY_PASSWORD='{_PASSWORD}'", _PASSWORD),
        ),
        (
            f"testAP6within{_PASSWORD}",
            f"artifactory:_password=AP6{'x' * 12}",
            "X-JFrog-Art-Api: $PASSWORD",
            "artifactory:_password=AP6short",
        ),
        prefilter=r"(?:artif|jfrog|art-api)[\s\S]{0,100}AP[0-9A-F][A-Za-z0-9]{8}",
    ),
)
