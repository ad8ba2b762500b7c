"""UptimeRobot's API keys: of an account, a monitor, or only for reading.

https://uptimerobot.com/api/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one

KEY = one("uptimerobot-api-key", "UptimeRobot API key", part="key")

_KEY: Final = "u1234509-" + made(HEX, 24, "uptime")

DETECTORS = (
    named(
        KEY,
        "uptime[-_]?robot",
        r"(?:ur?|m)[0-9]{5,10}-[0-9a-f]{24}",
        ("uptimerobot", "uptime_robot", "uptime-robot"),
        ((f"UPTIMEROBOT_API_KEY={_KEY}", _KEY), (f'"uptimerobot_api_key": "{_KEY}"', _KEY)),
        (f"UPTIMEROBOT_API_KEY={_KEY}0", f"UPTIMEROBOT_API_KEY={_KEY[:-1]}", "UPTIMEROBOT_API_KEY=your-key"),
    ),
)
