"""What the kernel tells of a process, to whoever runs these tests."""

from __future__ import annotations

import os
from pathlib import Path


def environment(pid: int) -> bytes:
    """Its environment; b"" where it hides that, as it does from all but root by not being dumpable."""
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except PermissionError:
        if not os.geteuid():
            raise
        return b""
