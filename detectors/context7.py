"""Context7's API keys, of the MCP server that serves documentation.

https://context7.com/docs/howto/api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import UUID, made_uuid, one, prefixed

KEY = one("context7-api-key", "Context7 API key", part="key")

_KEY: Final = "ctx7sk-" + made_uuid("context7")

DETECTORS = (
    prefixed(
        KEY,
        rf"ctx7sk-{UUID}",
        ("ctx7sk-",),
        (
            (f"CONTEXT7_API_KEY={_KEY}", _KEY),
            (f'"args": ["-y", "@upstash/context7-mcp", "--api-key", "{_KEY}"]', _KEY),
        ),
        (
            _KEY[:-1],
            f"{_KEY}0",
            f"x{_KEY}",
            "ctx7sk-your-api-key",
            "ctx7sk-00000000-0000-0000-0000-000000000000",
        ),
    ),
)
