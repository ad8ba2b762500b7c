"""ImageKit's private keys, which its name stands beside. `public_` is public.

https://imagekit.io/docs/api-overview
"""

from __future__ import annotations

from typing import Final

from .forms import BASE64, made, one, prefixed

KEY = one("imagekit-private-key", "ImageKit private key", part="key")

_KEY: Final = "private_" + made(BASE64, 27, "imagekit") + "="

DETECTORS = (
    prefixed(
        KEY,
        r"private_[A-Za-z0-9+/]{27}=",
        ("imagekit",),
        (
            (f"IMAGEKIT_PRIVATE_KEY={_KEY}", _KEY),
            (f'new ImageKit({{ privateKey: "{_KEY}" }})', _KEY),
        ),
        (
            f"IMAGEKIT_PRIVATE_KEY={_KEY[:-2]}=",
            f"IMAGEKIT_PUBLIC_KEY=public_{_KEY[8:]}",
            f"PRIVATE_KEY={_KEY}",
            "IMAGEKIT_PRIVATE_KEY=private_" + "x" * 27 + "=",
        ),
        least=3.4,
        near="imagekit",
    ),
)
