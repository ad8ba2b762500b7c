"""Finding what spoils a list, in few calls."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from agent.response.sift import Said, Sifting


class Server:
    """Takes a list, or refuses it for what is bad in it. `after`: says something else from that call on."""

    def __init__(self, *bad: int, after: tuple[int, Said] | None = None) -> None:
        self.bad, self.after = set(bad), after
        self.taken: list[int] = []
        self.calls = 0

    async def send(self, entries: Sequence[int]) -> Said:
        self.calls += 1
        if self.after is not None and self.calls > self.after[0]:
            return self.after[1]
        if self.bad & set(entries):
            return Said.REFUSED
        self.taken += entries
        return Said.TAKEN


async def sift(server: Server, count: int) -> Sifting[int]:
    sifting = Sifting(server.send)
    await sifting.run(range(count))
    return sifting


async def test_a_good_list_is_one_call() -> None:
    server = Server()
    sifting = await sift(server, 1000)
    assert (server.calls, server.taken, sifting.refused, sifting.unsent) == (1, list(range(1000)), [], [])


@pytest.mark.parametrize("bad", [0, 1, 499, 500, 501, 998, 999])
async def test_one_bad_entry_among_a_thousand_costs_at_most_eleven_more_calls(bad: int) -> None:
    server = Server(bad)
    sifting = await sift(server, 1000)
    assert sifting.refused == [bad]
    assert sifting.unsent == []
    assert sorted(server.taken) == [number for number in range(1000) if number != bad]
    assert server.calls <= 12


async def test_each_bad_entry_is_found_wherever_it_is() -> None:
    for count in range(1, 20):
        for bad in range(count):
            server = Server(bad)
            sifting = await sift(server, count)
            assert (sifting.refused, sorted(server.taken)) == ([bad], [n for n in range(count) if n != bad])


async def test_several_bad_entries() -> None:
    server = Server(0, 7, 500, 999)
    sifting = await sift(server, 1000)
    assert sorted(sifting.refused) == [0, 7, 500, 999]
    assert sorted(server.taken) == [number for number in range(1000) if number not in server.bad]
    assert len(set(server.taken)) == len(server.taken)


async def test_who_refuses_everything_does_not_refuse_an_entry() -> None:
    server = Server(*range(1000))
    sifting = await sift(server, 1000)
    assert len(sifting.refused) == 3
    assert sorted([*sifting.refused, *sifting.barred]) == list(range(1000))
    assert server.calls <= 16


@pytest.mark.parametrize("calls", range(12))
async def test_cut_short_at_any_call_nothing_is_lost(calls: int) -> None:
    server = Server(3, after=(calls, Said.UNSENT))
    sifting = await sift(server, 1000)
    assert sorted([*server.taken, *sifting.refused, *sifting.unsent]) == list(range(1000))


@pytest.mark.parametrize("calls", range(12))
async def test_who_says_that_it_is_for_none_of_them_is_asked_no_more(calls: int) -> None:
    server = Server(3, after=(calls, Said.BARRED))
    sifting = await sift(server, 1000)
    assert server.calls <= calls + 1
    assert sifting.unsent == []
    assert sorted([*server.taken, *sifting.refused, *sifting.barred]) == list(range(1000))


@pytest.mark.parametrize("calls", range(1, 11))
async def test_a_lost_answer_ends_it(calls: int) -> None:
    """What was in the lost call is nobody's to send again; what was not is unsent."""
    server = Server(3, after=(calls, Said.LOST))
    sifting = await sift(server, 1000)
    assert sifting.refused == []
    assert server.calls == calls + 1
    assert len(server.taken) + len(sifting.unsent) < 1000
    assert not set(server.taken) & set(sifting.unsent)
