"""Better Stack: the API token of a team.

https://betterstack.com/docs/uptime/api/getting-started-with-uptime-api/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, has_digits, made, named, one

API_KEY = one("better-stack-api-key", "Better Stack API key", part="key")

_API_KEY: Final = made(ALNUM, 24)

DETECTORS = (
    named(
        API_KEY,
        rf"better[-_. ]?(?:stack|uptime){TELLING}",
        r"[A-Za-z0-9]{24}",
        ("better",),
        (
            (f"BETTER_STACK_API_KEY={_API_KEY}", _API_KEY),
            (f"better_stack_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"BETTER_STACK_API_KEY={_API_KEY}0",
            f"BETTER_STACK_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
        ),
        prefilter=r"better[\-_. ]?(?:stack|uptime)",
        check=has_digits("key"),
    ),
)
