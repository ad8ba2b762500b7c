"""How long a source asks for nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self


@dataclass(frozen=True, slots=True)
class Wait:
    """From when to when. A clock that was set back meanwhile ends it: else it would last as much longer."""

    since: datetime
    until: datetime

    @classmethod
    def of(cls, now: datetime, span: timedelta) -> Self:
        return cls(now, now + span)

    def is_over(self, now: datetime) -> bool:
        return not self.since <= now < self.until
