"""Anthropic: API keys, the admin keys of an organisation, and what its clients log in with.

https://platform.claude.com/docs/en/api/admin-api/apikeys/get-api-key
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, made, one, prefixed

API_KEY = one("anthropic-api-key", "Anthropic API key", part="key")
ADMIN_KEY = one("anthropic-admin-key", "Anthropic admin key", part="key")
OAUTH_TOKEN = one("anthropic-oauth-token", "Anthropic OAuth token")
SESSION_ID = one("anthropic-session-id", "Anthropic session id")

_API_KEY: Final = "sk-ant-api03-" + made(URL_SAFE, 93) + "AA"
_ADMIN_KEY: Final = "sk-ant-admin01-" + made(URL_SAFE, 93) + "AA"
_OAUTH_TOKEN: Final = "sk-ant-oat01-" + made(URL_SAFE, 93) + "AA"
_SESSION_ID: Final = "sk-ant-sid01-" + made(URL_SAFE, 86) + "AA"

DETECTORS = (
    prefixed(
        API_KEY,
        r"sk-ant-api[0-9]{2}-[A-Za-z0-9_\-]{93}AA",
        ("sk-ant-api",),
        (
            (f"ANTHROPIC_API_KEY={_API_KEY}", _API_KEY),
            (f"Authorization: Bearer {_API_KEY}", _API_KEY),
        ),
        (
            _API_KEY[:-1],
            f"{_API_KEY}0",
            f"{_API_KEY[:-2]}BB",
            f"sk-ant-api03-{'x' * 93}AA",
        ),
    ),
    prefixed(
        ADMIN_KEY,
        r"sk-ant-admin[0-9]{2}-[A-Za-z0-9_\-]{93}AA",
        ("sk-ant-admin",),
        (
            (f"ANTHROPIC_ADMIN_KEY={_ADMIN_KEY}", _ADMIN_KEY),
            (f'client = Client("{_ADMIN_KEY}")', _ADMIN_KEY),
        ),
        (
            _ADMIN_KEY[:-1],
            f"{_ADMIN_KEY}0",
            f"{_ADMIN_KEY[:-2]}BB",
        ),
    ),
    prefixed(
        OAUTH_TOKEN,
        r"sk-ant-o[ar]t[0-9]{2}-[A-Za-z0-9_\-]{80,110}",
        (
            "sk-ant-oat",
            "sk-ant-ort",
        ),
        (
            (f"CLAUDE_CODE_OAUTH_TOKEN={_OAUTH_TOKEN}", _OAUTH_TOKEN),
            (f"curl -u {_OAUTH_TOKEN}: https://localhost/", _OAUTH_TOKEN),
        ),
        (
            _OAUTH_TOKEN[:60],
            f"x{_OAUTH_TOKEN}",
            f"sk-ant-oat01-{'x' * 95}",
        ),
    ),
    prefixed(
        SESSION_ID,
        r"sk-ant-sid[0-9]{2}-[A-Za-z0-9_\-]{80,140}",
        ("sk-ant-sid",),
        ((f"Cookie: sessionKey={_SESSION_ID}; path=/", _SESSION_ID),),
        (
            _SESSION_ID[:60],
            f"x{_SESSION_ID}",
        ),
    ),
)
