"""Statsig's server secrets and console keys.

https://docs.statsig.com/access-management/introduction/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one
from .secretive import alnum

KEY = one("statsig-secret-key", "Statsig secret key", part="key")

_KEY: Final = "secret-" + made(ALNUM, 43, "statsig")

DETECTORS = (
    named(
        KEY,
        "statsig",
        "(?:secret|console)-" + alnum(40, 50),
        ("statsig",),
        ((f"STATSIG_SERVER_SECRET={_KEY}", _KEY), (f'statsig.initialize("{_KEY}")', _KEY)),
        (f"STATSIG_SECRET={_KEY[:-9]}", f'secret_of_the_day="{_KEY}"', "STATSIG_SERVER_SECRET=secret-your-key"),
    ),
)
