"""Shares of the key that unseals a HashiCorp Vault or OpenBao, as `operator init` prints them: 33 bytes, the last of
which says which share it is.

https://developer.hashicorp.com/vault/docs/concepts/seal
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, Detector
from .forms import BASE64, HEX, made, one, varied

SHARE = one("vault-unseal-key", "Vault unseal key", part="share")

_SHARE: Final = made(BASE64, 44, "unseal")
_HEX: Final = made(HEX, 66, "unseal")

DETECTORS = (
    Detector(
        type=SHARE,
        confidence=Confidence.CONTEXT,
        keywords=("unseal", "recovery key", "recovery_key", "recovery-key", "recoverykey"),
        prefilter=r"(?:unseal|recovery[ _\-]?key)[^\n]{0,60}[a-z0-9+/]{44}",
        pattern=(
            r"(?i:(?:unseal|recovery)[ \t_\-]?(?:key|share)s?(?:[ \t_\-]?\d{1,2})?(?:[ \t]?\([\w \t]{1,12}\))?"
            r"|(?:vault|bao)[ \t]operator[ \t]unseal)"
            r"[\"'\])]{0,2}(?:\s{0,4}(?::|:?=|=>)\s{0,4}|[ \t]{1,4})[\[\"'`]{0,2}"
            r"(?P<share>[A-Za-z0-9+/]{44}|[0-9a-f]{66})(?![A-Za-z0-9+/=])"
        ),
        check=varied("share", 3.0),
        examples=(
            (f"Unseal Key 2: {_SHARE}", _SHARE),
            (f"oc exec -ti vault-0 -- vault operator unseal {_HEX}", _HEX),
            (f'VAULT_UNSEAL_KEY_1="{_SHARE}"', _SHARE),
            (f"recovery-key: {_SHARE}", _SHARE),
        ),
        near_misses=(
            f"Unseal Key 1: {_SHARE[:-1]}",
            f"Unseal Key 1: {_SHARE}=",
            f"Unseal Key 1: {'A' * 44}",
            f"integrity: {_SHARE}",
            "vault operator unseal $KEY",
        ),
    ),
)
