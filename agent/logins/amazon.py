"""An access key from a credentials file of AWS's own format, with its session token: whoever renews it writes it there.

https://docs.aws.amazon.com/cli/v1/userguide/cli-configure-files.html
"""

from __future__ import annotations

import configparser
from typing import Final

from agent.model import CredentialRef
from agent.systems import CannotOpenSystemError, read_own
from detectors.base import Parts, Secret

_PARTS: Final = {"key_id": "aws_access_key_id", "secret": "aws_secret_access_key", "session_token": "aws_session_token"}


def profile(ref: CredentialRef, name: str) -> Parts:
    """Raises CannotOpenSystemError, which repeats nothing of the file."""
    text = read_own(ref, lines=True).reveal()
    parser = configparser.RawConfigParser()
    problem = ""
    try:
        parser.read_string(text)
    except configparser.Error:
        problem = "is no credentials file of AWS's format"
    if not problem and not parser.has_section(name):
        problem = f"has no profile [{name}]"
    found = dict(parser.items(name)) if not problem else {}
    missing = [key for part, key in _PARTS.items() if part != "session_token" and not found.get(key)]
    if not problem and missing:
        problem = f"[{name}] has no {' and no '.join(missing)}"
    if problem:
        message = f"{ref.at or ref.path}: {problem}"
        raise CannotOpenSystemError(message)
    return {part: Secret(found[key]) for part, key in _PARTS.items() if found.get(key)}
