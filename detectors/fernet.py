"""Fernet keys: 32 bytes in URL-safe base64, as in Airflow's FERNET_KEY or `Fernet(...)`.

https://github.com/fernet/spec/blob/master/Spec.md
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, made, named, one

KEY = one("fernet-key", "Fernet key", part="key")

_KEY: Final = made(URL_SAFE, 43) + "="

DETECTORS = (
    named(
        KEY,
        r"fernet",
        r"[A-Za-z0-9_\-]{43}=",
        ("fernet",),
        ((f"AIRFLOW__CORE__FERNET_KEY={_KEY}", _KEY), (f'Fernet(b"{_KEY}")', _KEY)),
        (f"FERNET_KEY={_KEY[1:]}", f"KEY={_KEY}", f"FERNET_KEY={'x' * 43}="),
        least=4.0,
    ),
)
