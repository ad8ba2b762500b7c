"""What Windows' DPAPI encrypted: only its user, or its machine, can read it, and whoever is that, can.

https://learn.microsoft.com/en-us/dotnet/standard/security/how-to-use-data-protection
https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.security/convertfrom-securestring
(a version, and the identifier of the provider, which is always the same; in an .rdp file as `password 51:b:`)
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, Detector
from .forms import BASE64, UPPER_HEX, made, one, varied

BLOB = one("dpapi-blob", "Value that DPAPI encrypted", part="blob")

_PROVIDER: Final = "01000000D08C9DDF0115D1118C7A00C04FC297EB"
_HEX: Final = _PROVIDER + made(UPPER_HEX, 200, "dpapi")
_BASE64: Final = "AQAAANCMnd8BFdERjHoAwE/Cl+s" + made(BASE64, 133, "dpapi")

DETECTORS = (
    Detector(
        type=BLOB,
        keywords=(_PROVIDER.lower(), "aqaaancmnd8bfderjhoawe/cl+s"),
        pattern=(
            rf"(?<![0-9A-Fa-f])(?P<blob>(?i:{_PROVIDER})[0-9A-Fa-f]{{120,8192}})"
            r"|(?P<blob__2>AQAAANCMnd8BFdERjHoAwE/Cl\+s[A-Za-z0-9+/]{90,8192}={0,2})"
        ),
        confidence=Confidence.LEAD,
        general=True,
        check=varied("blob"),
        examples=(
            (f"$p = '{_HEX.lower()}' | ConvertTo-SecureString", _HEX.lower()),
            (f"promptcredentialonce 51:b:{_HEX}", _HEX),
            (f"<CipherValue>{_BASE64}</CipherValue>", _BASE64),
        ),
        near_misses=(f"$header = '{_PROVIDER}'", f"{_BASE64[:60]}"),
    ),
)
