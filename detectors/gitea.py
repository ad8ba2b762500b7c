"""Gitea's and Forgejo's access tokens: 40 hexadecimal digits like a commit, told by their name only.

https://docs.gitea.com/development/api-usage
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, keyed, made, named, one

TOKEN = one("gitea-access-token", "Gitea access token")

_TOKEN: Final = made(HEX, 40)

DETECTORS = (
    named(
        TOKEN,
        keyed("gitea|forgejo|codeberg"),
        r"[0-9a-f]{40}",
        ("gitea", "forgejo", "codeberg"),
        ((f"GITEA_TOKEN={_TOKEN}", _TOKEN), (f'giteaToken = "{_TOKEN}"', _TOKEN)),
        (f"GITEA_TOKEN={_TOKEN}0", f"gitea/gitea_TOKEN{_TOKEN}", f"Gitea commit: {_TOKEN}", f"GITEA_TOKEN={'0' * 40}"),
    ),
)
