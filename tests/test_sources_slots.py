"""Who waits for another look lets somebody in; no more are out than there are slots, and none is ever lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from agent.sources.git.known import Known
from agent.sources.slots import Slots, lent

NAMES = [f"object-{number}".encode() for number in range(300)]


async def settle() -> None:
    """Whoever can go on has gone on."""
    for _ in range(20):
        await asyncio.sleep(0)


async def look(slots: Slots, log: list[str], name: str, until: Awaitable[object]) -> None:
    async with slots:
        log.append(f"{name} in")
        async with lent():
            await until
        log.append(f"{name} back")
    log.append(f"{name} out")


async def test_a_slot_is_lent_and_waited_for_again() -> None:
    slots, log = Slots(1), list[str]()
    one, two = asyncio.Event(), asyncio.Event()

    async def brief() -> None:
        async with slots:
            log.append("b in")
            await two.wait()
        log.append("b out")

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(look(slots, log, "a", one.wait()))
        tasks.create_task(brief())
        await settle()
        one.set()
        await settle()
        assert log == ["a in", "b in"]
        two.set()
    assert log == ["a in", "b in", "b out", "a back", "a out"]
    assert (slots.free._value, slots.away) == (1, 0)  # noqa: SLF001 - nothing else tells


async def test_as_many_are_out_as_there_are_slots_and_no_more() -> None:
    slots, log = Slots(2), list[str]()
    go = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        for name in "abcdef":
            tasks.create_task(look(slots, log, name, go.wait()))
        await settle()
        assert log == ["a in", "b in", "c in", "d in"]
        assert (slots.away, slots.free.locked()) == (2, True)
        go.set()
    assert sorted(log) == sorted(f"{name} {what}" for name in "abcdef" for what in ("in", "back", "out"))
    assert (slots.free._value, slots.away) == (2, 0)  # noqa: SLF001 - nothing else tells


@pytest.mark.parametrize("when", ["away", "coming back", "trouble"])
async def test_who_ends_in_between_gives_back_what_he_has(when: str) -> None:
    slots, log = Slots(1), list[str]()
    one: asyncio.Future[object] = asyncio.get_running_loop().create_future()
    two = asyncio.Event()

    async def until() -> None:
        await one

    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(quiet(look(slots, log, "a", until())))
        await settle()
        tasks.create_task(look(slots, log, "b", two.wait()))
        await settle()
        if when == "trouble":
            one.set_exception(OSError())
        elif when == "coming back":
            one.set_result(None)
        await settle()
        if when != "trouble":
            first.cancel()
        await settle()
        assert slots.away <= 1
        two.set()
    assert (slots.free._value, slots.away) == (1, 0)  # noqa: SLF001 - nothing else tells
    assert log[-1] == "b out"


async def quiet(doing: Awaitable[None]) -> None:
    with suppress(OSError):
        await doing


async def test_a_clone_that_waits_for_another_one_keeps_nobody_out() -> None:
    known, slots, log = Known(b"k" * 32, worth=1), Slots(2), list[str]()
    through = asyncio.Event()

    async def swept(name: str, then: Callable[[], Awaitable[object]]) -> None:
        async with slots:
            with known.turn() as turn:
                log.append(f"{name}: {len(await turn.known(NAMES))} known")
                await then()
                turn.clean(NAMES)
                await turn.keep()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(swept("first", through.wait))
        await settle()
        for name in ("second", "third"):
            tasks.create_task(swept(name, settle))
        await settle()
        assert log == ["first: 0 known"]
        # Both wait for the first, and there is a slot nevertheless.
        async with asyncio.timeout(5), slots:
            log.append("another")
        through.set()
    assert log == ["first: 0 known", "another", "second: 300 known", "third: 300 known"]


async def test_clones_that_share_what_nobody_keeps_do_not_all_wait_for_one_that_has_no_slot() -> None:
    known, slots, through = Known(b"k" * 32, worth=1, patience=600), Slots(2), asyncio.Event()
    done: list[int] = []

    async def swept(number: int) -> None:
        async with slots:
            with known.turn() as turn:
                await turn.known(NAMES)  # all of them hold something
                await (settle() if number else through.wait())
        done.append(number)

    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        for number in range(8):
            tasks.create_task(swept(number))
        await settle()
        through.set()
    assert sorted(done) == list(range(8))
    assert (slots.free._value, slots.away, slots.kept) == (2, 0, 0)  # noqa: SLF001 - nothing else tells
