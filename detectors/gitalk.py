"""Gitalk's OAuth application at GitHub: a comment box on a page, whose source holds the client secret.

https://github.com/gitalk/gitalk#usage
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, CredentialType, Detector
from .forms import HEX, made, varied

CLIENT = CredentialType(
    name="gitalk-oauth-credentials",
    title="OAuth application of a Gitalk page",
    parts=("client_secret", "client_id"),
    secret=frozenset({"client_secret"}),
    identity=("client_id", "client_secret"),
)

_ID: Final = made(HEX, 20)
_SECRET: Final = made(HEX, 40)

DETECTORS = (
    Detector(
        type=CLIENT,
        keywords=("gitalk(",),
        pattern=(
            r"(?i:gitalk)\(\{[^}]{0,200}?\bclientID\s{0,4}:\s{0,4}[\"'](?P<client_id>(?:[0-9a-f]{20}|Ov23[A-Za-z0-9]{16}))[\"']"
            r"[^}]{0,200}?\bclientSecret\s{0,4}:\s{0,4}[\"'](?P<client_secret>[0-9a-f]{40})[\"']"
        ),
        span=600,
        confidence=Confidence.CONTEXT,
        check=varied("client_secret"),
        examples=((f"new Gitalk({{\n  clientID: '{_ID}',\n  clientSecret: '{_SECRET}',\n  repo: 'x'", _SECRET),),
        near_misses=(
            f"new Gitalk({{ clientID: '{_ID}', clientSecret: '{_SECRET[:-1]}' }})",
            f"new Other({{ clientID: '{_ID}', clientSecret: '{_SECRET}' }})",
            f"new Gitalk({{ clientID: '{_ID}', clientSecret: '{'0' * 40}' }})",
        ),
    ),
)
