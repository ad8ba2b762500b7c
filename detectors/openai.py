"""OpenAI's keys: of a project (proj), a service account (svcacct), an organisation's admin (admin), and of a user.

`T3BlbkFJ`, the base64 of "OpenAI", stands in the middle of each.
https://platform.openai.com/docs/api-reference/authentication
https://platform.openai.com/docs/api-reference/admin-api-keys
"""

from __future__ import annotations

from typing import Final

from .base import Parts
from .forms import ALNUM, HEX, URL_SAFE, made, one, prefixed

KEY = one("openai-api-key", "OpenAI API key", part="key")
ADMIN = one("openai-admin-key", "OpenAI admin API key", part="key")

# Of a session of the realtime API: it lives for minutes.
EPHEMERAL = one("openai-client-secret", "OpenAI client secret", part="secret")

_EPHEMERAL: Final = f"ek_{made(HEX, 32)}"
_MARK: Final = "T3Blbk" + "FJ"
_REST: Final = rf"[A-Za-z0-9_\-]{{20,200}}?{_MARK}[A-Za-z0-9_\-]{{20,200}}"
_KEY: Final = f"sk-proj-{made(URL_SAFE, 74)}{_MARK}{made(URL_SAFE, 74, 'end')}"
_OLD: Final = f"sk-{made(ALNUM, 20)}{_MARK}{made(ALNUM, 20, 'end')}"
_ADMIN: Final = f"sk-admin-{made(URL_SAFE, 58)}{_MARK}{made(URL_SAFE, 58, 'end')}"


def _is_no_sequence(parts: Parts) -> bool:
    return HEX[:10] not in parts["secret"].reveal()


DETECTORS = (
    prefixed(
        KEY,
        rf"sk-(?!admin-){_REST}",
        ("t3blbkfj", "sk-proj-", "sk-svcacct-"),
        (
            (f"OPENAI_API_KEY={_KEY}", _KEY),
            (f'-H "Authorization: Bearer {_OLD}"', _OLD),
            (f"export OPENAI_API_KEY=sk-svcacct-{_KEY[8:]}", f"sk-svcacct-{_KEY[8:]}"),
        ),
        (_KEY.replace(_MARK, "T4BlbkFJ"), _OLD[:-2], f"sk-{'x' * 20}{_MARK}{'x' * 20}", f"ri{_OLD}"),
        least=3.8,
        prefilter=rf"sk-[A-Za-z0-9_\-]{{20,200}}{_MARK}",
    ),
    prefixed(
        ADMIN,
        rf"sk-admin-{_REST}",
        ("sk-admin-",),
        ((f"OPENAI_ADMIN_KEY={_ADMIN}", _ADMIN),),
        (_ADMIN[:70], "sk-admin-key"),
        least=3.8,
    ),
    prefixed(
        EPHEMERAL,
        "ek_[0-9a-f]{32}",
        ("ek_",),
        ((f'"client_secret": {{"value": "{_EPHEMERAL}"}}', _EPHEMERAL),),
        (_EPHEMERAL[:-1], f"{_EPHEMERAL}0", f"we{_EPHEMERAL}", f"ek_{HEX}{HEX}"),
        prefilter=r"\bek_[0-9a-f]{32}",
        check=_is_no_sequence,
    ),
)
