"""The key of the cache of what sweeps found: another one when anything changes that an answer depends on.

Besides the bytes of an object these are the rules (rules.hashed of rules_hash), the code that applies them, the
libraries that search, and which scanner: whoever begins anew with a new fingerprint key has all of it swept anew.
"""

from __future__ import annotations

import hashlib
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Final

from agent.seal import ScannerKeys

_CODE: Final = ("scan", "rules")


def key(keys: ScannerKeys, rules: str) -> bytes:
    """Tells nobody anything who does not have the fingerprint key."""
    digest = hashlib.blake2b(key=keys.fingerprint, person=b"swept", digest_size=32)
    digest.update(f"{rules} {version('hyperscan')} {sys.version}".encode())
    top = Path(__file__).parent.parent
    for file in sorted(path for folder in _CODE for path in (top / folder).rglob("*.py")):
        digest.update(hashlib.blake2b(file.read_bytes()).digest())
    return digest.digest()
