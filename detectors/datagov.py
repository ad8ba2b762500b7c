"""Keys of api.data.gov, the gate of many agencies of the United States: 40 letters and digits, told by their name only.

https://api.data.gov/docs/api-key/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, keyed, made, named, one

KEY = one("data-gov-api-key", "api.data.gov API key", part="key")

_KEY: Final = made(ALNUM, 40)

DETECTORS = (
    named(
        KEY,
        keyed(r"data[._\-]?gov"),
        r"[A-Za-z0-9]{40}",
        ("data.gov", "data_gov", "data-gov", "datagov"),
        ((f"DATA_GOV_API_KEY={_KEY}", _KEY), (f'dataGovApiKey = "{_KEY}"', _KEY)),
        (f"DATA_GOV_API_KEY={_KEY}0", f"data build {_KEY}", f"DATA_GOV_API_KEY={'0' * len(_KEY)}", f"CHECKSUM={_KEY}"),
    ),
)
