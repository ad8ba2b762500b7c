"""NuGet's API keys.

https://learn.microsoft.com/en-us/nuget/nuget-org/publish-a-package
"""

from __future__ import annotations

from typing import Final

from .forms import made, one, prefixed

KEY = one("nuget-api-key", "NuGet API key", part="key")

_KEY: Final = "oy2" + made("abcdefghijklmnopqrstuvwxyz234567", 43)

DETECTORS = (
    prefixed(
        KEY,
        "oy2[a-z2-9]{43}",
        ("oy2",),
        (
            (f"dotnet nuget push a.nupkg --api-key {_KEY}", _KEY),
            (f"nuget push %filename% {_KEY} -Source nuget", _KEY),
        ),
        (
            _KEY[:-1],
            f"{_KEY}a",
            _KEY.upper(),
        ),
        prefilter="oy2[a-z2-9]{43}",
    ),
)
