"""What is known of each project: which runs were read, which are still running, what is owed. It is the cursor.

    numbers:  1 ......... low [ gap: not read yet ] high .... read .... [ gap: new ] top
              older than `since`: never read          open: passed, but still running, or to be tried again

A gap is read from its high end down, and what is new makes a gap of its own, so that the newest always comes first and
10,000 runs take as much room as one. A run that is over and read is nothing but a number between two gaps. Where a list
says what moved, `lately` are those that were read since it was asked (`swept`), so that they are not read twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

import msgspec

from agent.sources.ci.base import Run
from agent.sources.ci.reading import Marks

SLACK: Final = timedelta(minutes=5)  # by which two clocks may differ, and a list be late
MANY_OPEN: Final = 200
_MANY_GAPS: Final = 20
NAMED: Final = 100
_TOLD: Final = timedelta(days=7)
_FIRST_WAIT: Final = timedelta(minutes=1)
_LONGEST_WAIT: Final = timedelta(hours=12)
_TRIES: Final = 40  # some two weeks


class Gap(msgspec.Struct, frozen=True, array_like=True):
    """Runs above `low`, up to `high`. old: they are backlog."""

    low: int
    high: int
    old: bool


class Open(msgspec.Struct, frozen=True):
    """A run that is not done with. at: when it was made, or begun again. done: keys of its logs that are.

    marks: how far others are. tries, due, why: how often it failed, when it is tried again (seconds since 1970), and
    what was wrong. ended: logs that ended before are done with.
    """

    at: float
    old: bool
    done: tuple[str, ...] = ()
    marks: dict[str, Marks] = {}
    tries: int = 0
    due: float = 0.0
    why: str = ""
    ended: float = 0.0


class Track(msgspec.Struct, frozen=True):
    """One list of runs of a project, `full`; `open` and `lately` by number. made: when the run at the top was."""

    full: str
    top: int = 0
    made: float = 0.0
    gaps: tuple[Gap, ...] = ()
    open: dict[str, Open] = {}
    swept: float = 0.0
    lately: dict[str, float] = {}


class Owed(msgspec.Struct, frozen=True, array_like=True):
    """What will not be read any more, and why."""

    label: str
    reason: str
    at: float


class CiPosition(msgspec.Struct, frozen=True):
    """`seen`: projects that turn up from now on are new. more: that many of what is owed are not named. trouble: what
    was wrong at the last look.
    """

    seen: bool = False
    tracks: dict[str, Track] = {}
    owed: tuple[Owed, ...] = ()
    more: int = 0
    trouble: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Account:
    """A Track while it is worked with."""

    full: str
    top: int = 0
    made: float = 0.0
    gaps: list[Gap] = field(default_factory=list)
    open: dict[int, Open] = field(default_factory=dict)
    swept: float = 0.0
    lately: dict[int, float] = field(default_factory=dict)

    @classmethod
    def of(cls, track: Track) -> Account:
        return cls(
            track.full,
            track.top,
            track.made,
            list(track.gaps),
            {int(number): one for number, one in track.open.items()},
            track.swept,
            {int(number): moved for number, moved in track.lately.items()},
        )

    @property
    def track(self) -> Track:
        return Track(
            self.full,
            self.top,
            self.made,
            tuple(self.gaps),
            {str(number): one for number, one in self.open.items()},
            self.swept,
            {str(number): moved for number, moved in self.lately.items()},
        )

    def reaches(self, newest: Run, *, old: bool) -> bool:
        """The list begins with that one now. True: it is another list.

        A job that is deleted and made anew counts from 1: its highest number is no higher, and younger all the same.
        """
        made = newest.at.timestamp()
        anew = newest.number <= self.top and made > self.made
        if anew:
            self.top, self.gaps, self.open, self.lately = 0, [], {}, {}
        if newest.number > self.top:
            self.gaps.insert(0, Gap(self.top, newest.number, old))
        self.top, self.made = newest.number, made
        while len(self.gaps) > _MANY_GAPS:  # what lies between the two is read again
            below, above = self.gaps.pop(), self.gaps.pop()
            self.gaps.append(Gap(below.low, above.high, below.old and above.old))
        return anew

    def anew(self) -> None:
        """Under new rules: what is new, then everything, as backlog."""
        new = [gap for gap in self.gaps if not gap.old]
        self.gaps = [*new, *([Gap(0, self.top, old=True)] if self.top else [])]
        self.open = {number: Open(one.at, old=True) for number, one in self.open.items()}

    def passes(self, number: int) -> None:
        """The first gap is read down to that run."""
        gap = self.gaps[0]
        if number - 1 > gap.low:
            self.gaps[0] = Gap(gap.low, number - 1, gap.old)
        else:
            del self.gaps[0]

    def begins(self, run: Run, *, old: bool) -> None:
        self.open.setdefault(run.number, Open(run.at.timestamp(), old))

    def ends(self, run: Run) -> None:
        """It is over, and all of it is done with."""
        self.open.pop(run.number, None)
        if run.moved is not None and run.moved.timestamp() >= self.swept - SLACK.total_seconds():
            self.lately[run.number] = run.moved.timestamp()

    def fails(self, number: int, why: str, now: datetime) -> bool:
        """True: it was tried often enough, and is given up."""
        one = self.open[number]
        wait = min(_FIRST_WAIT * 2 ** min(one.tries, 20), _LONGEST_WAIT)
        if one.tries + 1 >= _TRIES:
            del self.open[number]
            return True
        due = (now + wait).timestamp()
        self.open[number] = msgspec.structs.replace(one, tries=one.tries + 1, due=due, why=why)
        return False

    def works(self, number: int) -> None:
        """It did not fail this time."""
        self.open[number] = msgspec.structs.replace(self.open[number], tries=0, due=0.0, why="")

    def moved(self, run: Run) -> None:
        """The list of what moved names it: read it again, unless that is what we did."""
        number = run.number
        when = run.moved.timestamp() if run.moved else 0.0
        since = self.swept - SLACK.total_seconds()
        waits = any(gap.low < number <= gap.high for gap in self.gaps)
        if when >= since and number <= self.top and not waits and self.lately.get(number) != when:
            self.open.setdefault(number, Open(when, old=False, ended=since))

    def sweeps(self, at: datetime) -> None:
        """All that moved before has been looked at."""
        self.swept = at.timestamp()
        since = self.swept - SLACK.total_seconds()
        self.lately = {number: when for number, when in self.lately.items() if when >= since}


@dataclass(slots=True)
class Debts:
    """What is owed: the latest are named, and each is told for a week."""

    named: list[Owed]
    more: int = 0

    def add(self, label: str, reason: str, now: datetime) -> None:
        self.named.append(Owed(label, reason, now.timestamp()))
        if len(self.named) > NAMED:
            del self.named[0]
            self.more += 1

    def forget(self, now: datetime) -> None:
        self.named = [one for one in self.named if now.timestamp() - one.at < _TOLD.total_seconds()]
        self.more = self.more if self.named else 0


def told(position: CiPosition, url: str) -> list[tuple[str, str]]:
    """All that is owed, each place once. url: of the provider."""
    found = [*position.trouble, *((one.label, one.reason) for one in position.owed)]
    if position.more:
        found.append((url, f"logs that are not read any more, besides those that are named: {position.more}"))
    failing = (
        (f"{track.full} {number}", f"not read yet: {one.why}")
        for track in position.tracks.values()
        for number, one in track.open.items()
        if one.tries
    )
    full = (track.full for track in position.tracks.values() if len(track.open) >= MANY_OPEN)
    found += islice(failing, NAMED)
    found += ((one, f"{MANY_OPEN} runs are not over: the others wait") for one in islice(full, NAMED))
    return list(dict(found).items())
