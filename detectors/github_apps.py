"""GitHub: the secret of an OAuth app or of a GitHub App, forty hexadecimal digits beside its client id.

https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import ALNUM, HEX, assignment, made, named

SECRET = CredentialType(
    name="github-client-secret",
    title="GitHub client secret",
    parts=("secret", "client_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_SECRET: Final = made(HEX, 40, "github app")
_ID: Final = "Ov23li" + made(ALNUM, 14, "github app")

DETECTORS = (
    named(
        SECRET,
        r"github[\w.\-]{0,24}secret",
        "[0-9a-f]{40}",
        ("github",),
        (
            (f"GITHUB_CLIENT_ID={_ID}\nGITHUB_CLIENT_SECRET={_SECRET}", _SECRET),
            (f'"githubOauthSecret": "{_SECRET}"', _SECRET),
        ),
        (f"GITHUB_SHA={_SECRET}", f"GITHUB_CLIENT_SECRET={_SECRET}0", f"GITHUB_CLIENT_SECRET={'0' * 40}"),
        prefilter=r"github[\w.\-]{0,24}secret",
        companions=(
            (
                "client_id",
                assignment(
                    "client_id",
                    r"github[\w.\-]{0,16}client[-_.]?id",
                    r"(?:[0-9a-f]{20}|Iv1\.[0-9a-f]{16}|(?:Iv23|Ov23)[A-Za-z0-9]{16})",
                ),
            ),
        ),
    ),
)
