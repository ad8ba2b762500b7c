"""detect-secrets' plugins, as they are used here."""

from __future__ import annotations

import subprocess
import sys

from detectors.forms import ALNUM, made

_TRY = """
import sys
from detectors import yelp
found = [*yelp.find(sys.argv[1])]
print([(start, kind) for start, _, kind in found], "requests" in sys.modules)
import requests
print(requests.Response.__module__)
"""


def test_the_plugins_tell_without_an_http_client() -> None:
    """They import one to verify with. Whoever needs it later gets the real one."""
    done = subprocess.run(
        [sys.executable, "-c", _TRY, f"x ghp_{made(ALNUM, 36)}"], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["[(2, 'GitHub Token')] False", "requests.models"]
