"""NVIDIA's keys of its catalogues (NGC, NIM).

https://docs.nvidia.com/ngc/gpu-cloud/ngc-user-guide/index.html#generating-api-key
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, made, one, prefixed

KEY = one("nvidia-api-key", "NVIDIA API key", part="key")

_KEY: Final = "nvapi-" + made(URL_SAFE, 64)

DETECTORS = (
    prefixed(
        KEY,
        r"nvapi-[A-Za-z0-9_\-]{64}",
        ("nvapi-",),
        (
            (f"NVIDIA_API_KEY={_KEY}", _KEY),
            (f'nvidiaToken = "{_KEY}"', _KEY),
        ),
        (
            _KEY[:-1],
            f"{_KEY}a",
            f"nvapi-{'x' * 64}",
        ),
    ),
)
