"""Passwords of Windows' Group Policy preferences: `cpassword` in Groups.xml, Services.xml and others.

They are encrypted with a key that Microsoft published, so whoever reads one has the password.
https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-gppref/2c15cbf0-f086-4c74-8b70-1f2fa45dd4be
"""

from __future__ import annotations

import base64
import binascii
from typing import Final

from .base import Confidence, Detector, Parts
from .forms import made, one, varied

PASSWORD = one("group-policy-password", "Group Policy preferences password", part="password")

_BLOCK: Final = 16  # bytes of AES

_PASSWORD: Final = base64.b64encode(bytes.fromhex(made("0123456789abcdef", 4 * _BLOCK))).decode().rstrip("=")


def _is_encrypted(parts: Parts) -> bool:
    """Whole blocks; the padding of base64 is left out."""
    text = parts["password"].reveal().rstrip("=")
    try:
        return len(base64.b64decode(text + "=" * (-len(text) % 4), validate=True)) % _BLOCK == 0
    except binascii.Error:
        return False


DETECTORS = (
    Detector(
        type=PASSWORD,
        confidence=Confidence.TYPED,
        keywords=("cpassword=",),
        prefilter=r"cpassword=[\"'][A-Za-z0-9+/]{20}",
        pattern=r"\b(?i:cpassword)=[\"'](?P<password>[A-Za-z0-9+/]{20,400}={0,2})[\"']",
        check=varied("password", 3.0, _is_encrypted),
        examples=(
            (f'<Properties action="U" cpassword="{_PASSWORD}" userName="Administrator"/>', _PASSWORD),
            (f"<Properties cpassword='{_PASSWORD}' runAs='svc'/>", _PASSWORD),
        ),
        near_misses=(
            'cpassword=""',
            f'cpassword="{_PASSWORD[:-2]}"',
            f'cpassword="{"A" * 43}"',
            f'xcpassword="{_PASSWORD}"',
        ),
    ),
)
