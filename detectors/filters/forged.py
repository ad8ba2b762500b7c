"""Values that look like tokens of a provider whose checksum is known, and fail it: nobody ever gave them out.

A header, a URL or a file of logins tells nothing about such a value that would make it a credential again. Those of
GitHub (https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/), and of npm and GitLab, which
have the same kind.
"""

from __future__ import annotations

import re
from typing import Final

from detectors import github, gitlab
from detectors.base import Confidence
from detectors.filters.remembered import remembered

_OF_GITHUB: Final = re.compile(r"(?:gh[opusr]|npm)_(?P<body>[A-Za-z0-9]{36})", re.ASCII)
_OF_GITLAB: Final = tuple(each for each in gitlab.DETECTORS if each.confidence is Confidence.CHECKSUMMED)
_BEGINNINGS: Final = tuple({word for each in _OF_GITLAB for word in each.keywords})


@remembered(1024)
def is_forged(value: str) -> bool:
    """Has `value` as a whole such a form, and another checksum?"""
    found = _OF_GITHUB.fullmatch(value)
    if found:
        body = found["body"]
        return github.checksum(body[: -github.CHECK_LENGTH]) != body[-github.CHECK_LENGTH :]
    return value.startswith(_BEGINNINGS) and any(
        match.refused and (match.start, match.end) == (0, len(value))
        for detector in _OF_GITLAB
        if value.startswith(detector.keywords)
        for match in detector.find(value, refused=True)
    )
