"""Finds the entries for which a list is refused, by halving it: the other side takes or refuses a list as a whole. Pure
but for the sending.

    [all] refused -> [half] taken -> [half of the other] refused -> ... -> one is left: it spoils the list -> [the rest]

Of a list of n with one bad entry, 2 + log2 n calls at most: a half that is known to hold it is never sent itself, and
what was set aside on the way goes in one call at the end. Where all of that was refused, single entries are tried: when
three were refused alone and nothing was ever taken, it is not for its entries that the list is refused, and the others
are barred. So is everything where the other side says itself that it is not for the entries.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from enum import Enum
from typing import Final, Generic, TypeVar

T = TypeVar("T")


class Said(Enum):
    """What came of sending a list."""

    TAKEN = "all of them"
    REFUSED = "none of them, for what may be one of them"
    BARRED = "none of them, whatever is in it"
    LOST = "nobody knows"
    UNSENT = "it may not be sent now"


_IN_VAIN: Final = 3


class Sifting(Generic[T]):
    """`refused`: the entries that are; `barred`: refused for no fault of theirs; `unsent`: what nothing became of yet.
    The rest was taken, or is lost.
    """

    def __init__(self, send: Callable[[Sequence[T]], Awaitable[Said]]) -> None:
        self.refused: list[T] = []
        self.barred: list[T] = []
        self.unsent: list[T] = []
        self._send = send
        self._taken = False

    async def run(self, entries: Sequence[T]) -> None:
        rest = list(entries)
        while rest:
            match await self._try(rest):
                case Said.REFUSED if self._taken or not self.refused or len(rest) == 1:
                    rest = await self._without_one(rest)
                case Said.REFUSED:
                    rest = await self._one_alone(rest)
                case Said.UNSENT | Said.BARRED as said:
                    self._leave(said, rest)
                    return
                case Said.TAKEN | Said.LOST:
                    return

    async def _try(self, entries: Sequence[T]) -> Said:
        said = await self._send(entries)
        self._taken = self._taken or said is Said.TAKEN
        return said

    def _leave(self, said: Said, entries: Sequence[T]) -> None:
        (self.barred if said is Said.BARRED else self.unsent).extend(entries)

    async def _without_one(self, suspects: list[T]) -> list[T]:
        """Find one that spoils a refused list; what is left to be sent."""
        aside: list[T] = []
        while len(suspects) > 1:
            half, other = suspects[: len(suspects) // 2], suspects[len(suspects) // 2 :]
            match await self._try(half):
                case Said.TAKEN:
                    suspects = other
                case Said.REFUSED:
                    suspects, aside = half, [*aside, *other]
                case Said.LOST:
                    self.unsent += [*other, *aside]
                    return []
                case Said.UNSENT | Said.BARRED as said:
                    self._leave(said, [*suspects, *aside])
                    return []
        self.refused += suspects
        return aside

    async def _one_alone(self, suspects: list[T]) -> list[T]:
        """Is it the entries at all? What is left to be sent."""
        middle = len(suspects) // 2
        one, others = suspects[middle], [*suspects[:middle], *suspects[middle + 1 :]]
        match await self._try([one]):
            case Said.TAKEN:
                return await self._without_one(others)
            case Said.REFUSED:
                self.refused.append(one)
                if len(self.refused) >= _IN_VAIN:
                    self.barred += others
                    return []
                return others
            case Said.LOST:
                self.unsent += others
                return []
            case Said.UNSENT | Said.BARRED as said:
                self._leave(said, suspects)
                return []
