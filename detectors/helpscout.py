"""Help Scout's app secrets: 32 letters and digits, told by their name only.

https://developer.helpscout.com/mailbox-api/overview/authentication/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, keyed, made, named, one

SECRET = one("helpscout-app-secret", "Help Scout app secret", part="secret")

_SECRET: Final = made(ALNUM, 32)

DETECTORS = (
    named(
        SECRET,
        keyed(r"help[-_]?scout"),
        r"[A-Za-z0-9]{32}",
        ("helpscout", "help_scout", "help-scout"),
        ((f"HELPSCOUT_APP_SECRET={_SECRET}", _SECRET), (f'helpscoutAppSecret = "{_SECRET}"', _SECRET)),
        (
            f"HELPSCOUT_APP_SECRET={_SECRET}0",
            f"helpscout build {_SECRET}",
            f"HELPSCOUT_APP_SECRET={'0' * len(_SECRET)}",
            f"CHECKSUM={_SECRET}",
        ),
        least=3.3,
    ),
)
