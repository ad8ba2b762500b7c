"""One push, from git's lines to a verdict: who looks, what refuses it, what is let through, and by when.

moves --> the daemon, else scanners of our own --> examine --> what refuses it: is that let through? --> Judged
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from agent.complaint import Complaint, broken
from agent.hook import words
from agent.hook.ask import Daemon, NobodyError, alone, daemon
from agent.hook.examine import Examined, Found, Lookout, certain, examine
from agent.hook.pushed import Moved, Push, where
from agent.hook.terms import Bypass, Failing, Refuse, Terms
from agent.hook.wire import Hello, Hit
from agent.printable import shown
from agent.scan.names import of_root
from agent.sources.git.run import GitError

_OPTION: Final = "stanch.bypass="
# Whom a forge says that it lets push. A bare ssh login is what the kernel says of it.
_PUSHERS: Final = ("GL_USERNAME", "GITEA_PUSHER_NAME", "GITHUB_USER_LOGIN", "REMOTE_USER")
_SOON: Final = 1.0  # seconds that post-receive waits at most


@dataclass(frozen=True, slots=True)
class Judged:
    refused: bool
    said: Sequence[str] = ()


async def judge(
    moves: Sequence[Moved], terms: Terms, environ: Mapping[str, str], here: Path, log: Callable[[str], None]
) -> Judged:
    """`log`: takes what whoever runs the server should know. Raises what went wrong, TimeoutError among it: then
    nothing is known.
    """
    if not any(move.brings for move in moves):
        return Judged(refused=False)
    push = Push.of_hook(environ, here, moves, terms.deadline)
    said: list[str] = []

    def unkept(why: str) -> None:
        log(why)
        said.append(words.UNKEPT)

    without = ""
    found: Found = []
    async with AsyncExitStack() as stack:
        try:
            async with asyncio.timeout(terms.deadline.total_seconds()) as limit:
                lookout, without = await _lookout(stack, push, terms, environ, unkept, limit)
                if without:
                    log(f"{of_root(str(push.git_dir))}: {without}: {terms.socket}")
                examined = await examine(push, lookout, found)
        except Exception as error:
            # What was found by then is no less a leak: else a push that takes too long to look at gets it in.
            refusing: Sequence[Hit] = certain(found).refusing(terms.refuse)
            if not refusing:
                raise
            why = f"not all of it could be looked at: {reason(error)}"
            return Judged(refused=True, said=[*said, *_alone(without), why, *words.refused(refusing, None)])
        refusing = examined.refusing(terms.refuse)
        more: Sequence[str] = ()
        if refusing:
            refusing, more = await _through(refusing, lookout, terms, _reason(environ))
        judged = verdict(examined, refusing, terms, by_daemon=isinstance(lookout, Daemon))
        allowed = [] if judged.refused else examined.allowed
        if allowed:
            await _told(allowed, lookout, push, log)
    # Where nothing is to be said of this push, how it was looked at is for whoever runs the server.
    alone = _alone(without) if judged.said or _reason(environ) else ()
    return replace(judged, said=[*said, *alone, *more, *judged.said])


def verdict(examined: Examined, refusing: Sequence[Hit], terms: Terms, *, by_daemon: bool) -> Judged:
    """`refusing`: what nobody has let through. `by_daemon`: there is somebody who could."""
    if refusing:
        return Judged(refused=True, said=[*words.refused(refusing, terms.bypass if by_daemon else None)])
    seen = [hit for hit in examined.hits if hit.typed and not hit.allowed] if terms.refuse is Refuse.NOTHING else []
    refuses = bool(examined.owed) and terms.on_failure is Failing.REFUSE
    owed = words.not_read(examined.owed, refuses=refuses) if examined.owed else ()
    allowed = () if refuses or not examined.allowed else words.allowed(examined.allowed)
    return Judged(refuses, [*(words.noted(seen) if seen else ()), *allowed, *owed])


async def look_again(terms: Terms, environ: Mapping[str, str], here: Path) -> None:
    """Raises NobodyError, Complaint, TimeoutError."""
    if terms.socket is not None:
        async with asyncio.timeout(_SOON), daemon(terms.socket, _hello(environ, where(environ, here))) as asked:
            await asked.again()


def reason(error: Exception) -> str:
    """What went wrong, in our words."""
    match error:
        case Complaint() | GitError():
            return str(error)
        case TimeoutError():
            return "it took longer than it may (deadline)"
        case _:
            return broken(error) or f"a fault of Stanch's own ({type(error).__name__})"


async def _lookout(
    stack: AsyncExitStack,
    push: Push,
    terms: Terms,
    environ: Mapping[str, str],
    unkept: Callable[[str], None],
    limit: asyncio.Timeout,
) -> tuple[Lookout, str]:
    """Who looks at the push, and why that is not the daemon that was to be asked, or "". `limit`: is the push's
    own. `unkept`: takes why its compiled patterns cannot be kept.
    """
    without = ""
    if terms.socket is not None:
        try:
            return await stack.enter_async_context(daemon(terms.socket, _hello(environ, push.git_dir))), ""
        except NobodyError as error:
            without = str(error)
    return await stack.enter_async_context(alone(unkept, limit)), without


def _alone(without: str) -> Sequence[str]:
    return [f"{without}: looked at without it, which takes longer"] if without else ()


async def _told(allowed: Sequence[Hit], lookout: Lookout, push: Push, log: Callable[[str], None]) -> None:
    """Whoever runs the server learns of it: by the daemon's log, else by the system's."""
    marks = [*dict.fromkeys(hit.mark for hit in allowed)]
    if isinstance(lookout, Daemon):
        with suppress(Complaint, TimeoutError):  # one that runs since before an update knows no such question
            async with asyncio.timeout(_SOON):
                await lookout.tell(marks)
                return
    repository = of_root(str(push.git_dir))
    log(f"{repository}: {len(marks)} pushed with a comment that lets it in: {allowed[0].path}:{allowed[0].line}")


async def _through(
    refusing: Sequence[Hit], lookout: Lookout, terms: Terms, asked: str
) -> tuple[Sequence[Hit], Sequence[str]]:
    """What still refuses it, and what is said to that."""
    if not isinstance(lookout, Daemon):
        return refusing, ["a bypass is written down by the daemon, and none answers"] if asked else []
    if terms.bypass is Bypass.OFF:
        return refusing, ["nothing is let through here (bypass = off)"] if asked else []
    problem = ""
    try:
        async with asyncio.timeout(terms.deadline.total_seconds()):
            answer = await lookout.ask([*dict.fromkeys(hit.mark for hit in refusing)], asked)
    except (Complaint, TimeoutError) as error:
        problem = reason(error)
    else:
        return [hit for hit in refusing if hit.mark not in answer.through], answer.text.splitlines()
    # A leak that was seen is never let in by a failure.
    return refusing, [f"nobody can say whether it is let through: {problem}"] if asked else []


def _hello(environ: Mapping[str, str], git_dir: Path) -> Hello:
    person = next((environ[name] for name in _PUSHERS if environ.get(name)), "")
    return Hello(shown(git_dir), shown(person))


def _reason(environ: Mapping[str, str]) -> str:
    """What `git push -o stanch.bypass=...` says."""
    count = 0
    with suppress(ValueError):
        count = min(int(environ.get("GIT_PUSH_OPTION_COUNT", "0")), 1000)
    options = [environ.get(f"GIT_PUSH_OPTION_{at}", "") for at in range(count)]
    return next((option.removeprefix(_OPTION) for option in options if option.startswith(_OPTION)), "")
