"""NASA's API keys. DEMO_KEY is everybody's.

https://api.nasa.gov/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one, queried

KEY = one("nasa-api-key", "NASA API key", part="key")

_KEY: Final = made(ALNUM, 40)

DETECTORS = (
    named(
        KEY,
        "nasa",
        "[A-Za-z0-9]{40}",
        ("nasa",),
        (
            (f"NASA_API_KEY={_KEY}", _KEY),
            (f'nasaApiKey: "{_KEY}"', _KEY),
        ),
        (
            f"NASA_API_KEY={_KEY}0",
            "NASA_API_KEY=DEMO_KEY",
            f"nasa at commit {_KEY}",
        ),
        common=True,
        least=3.8,
    ),
    queried(
        KEY,
        r"api\.nasa\.gov",
        "[A-Za-z0-9]{40}",
        ("api.nasa.gov",),
        ((f"https://api.nasa.gov/planetary/earth/imagery?api_key={_KEY}", _KEY),),
        (
            "https://api.nasa.gov/planetary/apod?api_key=DEMO_KEY",
            f"https://api.nasa.gov/{_KEY}",
        ),
    ),
)
