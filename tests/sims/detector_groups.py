"""All detectors in groups, so that what is held for each of them is not thousands of tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from detectors.base import Detector
from detectors.registry import DETECTORS

# A test of its own for each detector would cost more than what it tests; all that fail are told all the same.
TOGETHER = 50
GROUPS = [
    pytest.param(DETECTORS[at : at + TOGETHER], id=f"{at}-{DETECTORS[at].type.name}")
    for at in range(0, len(DETECTORS), TOGETHER)
]


def for_each(group: Sequence[Detector], check: Callable[[Detector], None]) -> None:
    failures = []
    for detector in group:
        try:
            check(detector)
        except Exception as error:  # noqa: BLE001 - it is told with the others
            error.add_note(f"{detector.type.name}: {detector.pattern[:200]}")
            failures.append(error)
    if failures:
        message = f"{len(failures)} of {len(group)} detectors"
        raise ExceptionGroup(message, failures)
