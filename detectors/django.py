"""Django's SECRET_KEY, which signs sessions and password resets: 50 characters of a known alphabet.

`startproject` writes one that begins with `django-insecure-`, to be changed for production, and often is not.
https://docs.djangoproject.com/en/stable/ref/settings/#std-setting-SECRET_KEY
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, Detector, Parts
from .forms import LOWER, bits, made, one
from .places import TESTS

KEY = one("django-secret-key", "Django secret key", part="key", doubtful=TESTS)

_ALPHABET: Final = r"a-z0-9!@#$%^&*(\-_=+)"
_SYMBOLS: Final = frozenset("!@#$%^&*(-_=+)")
_LEAST_SYMBOLS: Final = 4  # of 50 random characters 14 +- 3 are
_LEAST_BITS: Final = 4.0


def _is_generated(parts: Parts) -> bool:
    """Templates and masks have few kinds of letters; `%(` and `***` are none of them here."""
    value = parts["key"].reveal()
    return len(_SYMBOLS & set(value)) >= _LEAST_SYMBOLS and bits(value) >= _LEAST_BITS


_KEY: Final = made(f"{LOWER}!@#$%^&*(-_=+)", 50)

DETECTORS = (
    Detector(
        type=KEY,
        keywords=("secret_key", "django-insecure-"),
        prefilter=r"secret_key[\w\"'\]).,:= \t]{1,60}[a-z0-9!@#$%^&*(\-_=+)]{45}",
        pattern=(
            r"(?i:secret_key)[\"'\]]{0,2}[ \t]{0,8}(?:[=:,]|\|\|)[ \t]{0,8}[^\n\"']{0,40}[\"']?"
            rf"(?<![{_ALPHABET}])(?P<key>(?:django-insecure-)?[{_ALPHABET}]{{50}})(?![{_ALPHABET}A-Z])"
        ),
        confidence=Confidence.CONTEXT,
        check=_is_generated,
        examples=(
            (f"SECRET_KEY = '{_KEY}'", _KEY),
            (f'SECRET_KEY = "django-insecure-{_KEY}"', f"django-insecure-{_KEY}"),
            (f'SECRET_KEY = os.getenv("SECRET_KEY", "{_KEY}")', _KEY),
        ),
        near_misses=(
            f"SECRET_KEY = '{_KEY[:-1]}'",
            f"OTHER = '{_KEY}'",
            f"SECRET_KEY = '{'a' * 50}'",
            f"SECRET_KEY = '{made(LOWER, 50)}'",
        ),
    ),
)
