"""Better Stack: the API token of a team, and the token of a source of logs, once Logtail.

https://betterstack.com/docs/uptime/api/getting-started-with-uptime-api/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, has_digits, keyed, made, named, one

API_KEY = one("better-stack-api-key", "Better Stack API key", part="key")
SOURCE = one("better-stack-source-token", "Better Stack source token")

_API_KEY: Final = made(ALNUM, 24)
_SOURCE: Final = made(ALNUM, 24, "logtail")

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
    named(
        SOURCE,
        keyed("logtail"),
        r"[A-Za-z0-9]{24}",
        ("logtail",),
        ((f"LOGTAIL_SOURCE_TOKEN={_SOURCE}", _SOURCE), (f'const logtail = new Logtail("{_SOURCE}")', _SOURCE)),
        (f"LOGTAIL_SOURCE_TOKEN={_SOURCE}0", f"logtail_id={_SOURCE}", f'new Logtailer("{_SOURCE}")'),
        check=has_digits("token"),
    ),
)
