"""The demo, act by act. Each is announced, then done, then proven; nothing here reaches into the daemon.

    companies (servers, credentials) -> stage (repository, log, configuration, daemon)
        -> kill -9 -> everything leaks -> the companies' acts, the shortest first -> trials -> evidence -> values

The daemon is another process. What it did is read from its ledger, from the servers' own logs, and by trying every
credential with the providers' own tools.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from agent import keys
from agent.demo import amazon, claims, forge, openbao, postgres, proof, redis, settings, told
from agent.demo.cast import Act, Company, Credential, Fate
from agent.demo.claims import Claim
from agent.demo.kept import Keep, in_files
from agent.demo.places import Repository, ci_log
from agent.demo.process import DaemonProcess
from agent.demo.report import Result, close, line
from agent.demo.scene import Scene
from agent.demo.servers import MissingServerError
from agent.demo.tell import Narrator
from agent.demo.tools import DemoError

Open = Callable[[Path, Keep], AbstractAsyncContextManager[Company]]

# In the order in which they come on stage: those after OpenBao keep there what production reads.
COMPANIES: Final[tuple[Open, ...]] = (openbao.company, postgres.company, redis.company, amazon.company, forge.company)

_START_SECONDS: Final = 60.0
PATIENCE: Final = 30.0  # seconds until what must come has come


async def play(
    folder: Path,
    tell: Narrator,
    *,
    keep: bool,
    played: Callable[[Result], None],
    companies: tuple[Open, ...] = COMPANIES,
    patience: float = PATIENCE,
) -> None:
    """The whole demo in `folder`. With `keep`, everything then goes on until it is cancelled."""
    begun = datetime.now(UTC)
    async with AsyncExitStack() as stack:
        tell.act("The stage", f"Real servers are started on loopback, from wheels. Nothing else is touched: {folder}")
        present, missing = await open_all(companies, folder, stack, tell)
        if not present:
            message = f"there is no server to show anything on: {'; '.join(missing)}"
            raise DemoError(message)
        scene = await stack.enter_async_context(_staged(folder, tell, present, patience))
        proven = await _acts(scene, present)
        lines = tuple(line(scene, credential) for credential in scene.credentials)
        seconds = (datetime.now(UTC) - begun).total_seconds()
        result = Result(tuple(proven), lines, missing, seconds, told.messages(scene.chat))
        close(result, tell)
        played(result)
        if keep:
            await _keep(scene)


async def open_all(
    companies: tuple[Open, ...], folder: Path, stack: AsyncExitStack, tell: Narrator
) -> tuple[tuple[Company, ...], tuple[str, ...]]:
    """Those whose servers are installed; and, in words, those that are not."""
    present: list[Company] = []
    missing: list[str] = []
    keep = in_files(folder / "kept")
    for company in companies:
        try:
            present.append(await stack.enter_async_context(company(folder, keep)))
        except MissingServerError as error:
            missing.append(str(error))
            tell.say(f"Not shown: {error}")
        else:
            keep = present[-1].keep or keep
            tell.say(f"Started: {present[-1].version}")
            if present[-1].opening:
                tell.say(present[-1].opening)
    return tuple(present), tuple(missing)


@asynccontextmanager
async def _staged(
    folder: Path, tell: Narrator, companies: tuple[Company, ...], patience: float
) -> AsyncIterator[Scene]:
    credentials = tuple(credential for company in companies for credential in company.credentials)
    systems = {name: table for company in companies for name, table in company.systems.items()}
    state, config = folder / "state", folder / "config"
    repository = Repository(folder / "shop")
    await repository.begin()
    async with AsyncExitStack() as stack:
        log = stack.enter_context(ci_log(folder / "ci.log"))
        chat = await stack.enter_async_context(told.workspace(credentials))
        scanner = keys.load_keys(state, {}).scanner
        sources = {"shop": ("git", repository.path), "ci": ("log", log.path)}
        settings.write(config, state, sources, systems, credentials, scanner, told.table(chat, folder))
        daemon = DaemonProcess(folder, config, folder / "daemon.log")
        scene = Scene(folder, scanner, credentials, repository, log, daemon, chat, tell, patience)
        async with asyncio.TaskGroup() as side:
            job = side.create_task(log.run())
            try:
                yield scene
            finally:
                job.cancel()
                await daemon.stop()


async def _acts(scene: Scene, companies: tuple[Company, ...]) -> list[Claim]:
    proven: list[Claim] = []

    async def play_one(act: Act) -> None:
        scene.tell.act(act.title, act.announcement)
        for claim in await act.play(scene):
            scene.tell.proof(claim)
            proven.append(claim)

    cut = next((company.cut for company in companies if company.cut), None)
    acts = [act for company in companies for act in company.acts]
    for credential in scene.credentials:
        if credential.name == cut:
            await play_one(_kill(credential))
    if cut is None:
        await _started(scene)
    await _leak(scene, [each for each in scene.credentials if each.name != cut])
    for act in sorted([*acts, _RESTRAINT, _OWNERS, told.RECEIVED, *_PROOFS], key=lambda act: act.seconds):
        await play_one(act)
    return proven


async def _started(scene: Scene, *, crash_at: str | None = None) -> None:
    await scene.daemon.start(crash_at=crash_at)
    what = "the daemon to be up and to have looked at both sources"
    if not await scene.until(lambda: scene.daemon.ready and scene.sources_read() == _SOURCES, what, _START_SECONDS):
        said = scene.daemon_log.read_text(errors="replace").splitlines()
        message = f"the daemon did not start: {said[-1] if said else 'it said nothing'}"
        raise DemoError(message)


_SOURCES: Final = 2


def _kill(credential: Credential) -> Act:
    async def play(scene: Scene) -> tuple[Claim, ...]:
        await _started(scene, crash_at="C8")
        scene.tell.say(f"The daemon runs. Now {credential.name} leaks.")
        await scene.repository.leak([credential])
        scene.log.leak([credential])
        await scene.until(lambda: scene.daemon.ended is not None, "the daemon to act, and to die of it", scene.patience)
        cut = [event.what for event in scene.events(credential)]
        killed = scene.daemon.ended == -signal.SIGKILL
        how = "died by SIGKILL" if killed else f"did not die by SIGKILL ({scene.daemon.ended})"
        scene.tell.say(f"It {how}; its ledger ends with: {cut[-1] if cut else 'nothing'}. It is started again.")
        await scene.daemon.stop()
        await _started(scene)
        await scene.until(lambda: scene.settled(credential), f"{credential.name} to be proven dead", scene.patience)
        events = [event.what for event in scene.events(credential) if event.what != "notice"]
        effects = await credential.effects()
        # A revocation of several steps was cut off in its first.
        cut_off = dict([next(iter(effects.items()))])
        whole = events if killed and cut[-1:] == ["intent"] else []
        return (
            claims.probed_first(whole),
            claims.one_action_each(
                "one-effective-action", "The server's own log shows one action", {credential.name: cut_off}
            ),
        )

    return Act(
        "kill -9 in the middle of a revocation",
        "The daemon runs armed, as a process of its own. It dies by kill -9 after the provider has accepted a "
        "revocation and before it could write that down: the worst moment for doing it twice.",
        0.0,
        play,
    )


async def _leak(scene: Scene, credentials: list[Credential]) -> None:
    names = ", ".join(credential.name for credential in credentials)
    scene.tell.act(
        "Everything else leaks",
        f"Into commits of a branch, taken out again and merged, and into the log of a running CI job: {names}",
    )
    scene.log.leak(credentials)
    await scene.repository.leak(credentials)


async def _restraint(scene: Scene) -> tuple[Claim, ...]:
    spared = [each for each in scene.credentials if each.fate is Fate.UNTOUCHED]
    reported = [each for each in spared if each.state is not None]
    await scene.until(lambda: all(map(scene.settled, reported)), "all to be reported", scene.patience)
    return tuple(
        [
            claims.restraint(
                each.name,
                (each.state, each.reason.sentence if each.reason else ""),
                scene.outcome(each),
                await each.effects(),
                each.says,
            )
            for each in spared
        ]
    )


async def _owners(scene: Scene) -> tuple[Claim, ...]:
    reported = [each for each in scene.credentials if each.state is not None]
    await scene.until(lambda: all(scene.entry(each) for each in reported), "all to be found", scene.patience)
    found = {each.name: scene.outcome(each) for each in reported}
    return (claims.owned({each.name: each.owner for each in reported}, found),)


_RESTRAINT: Final = Act(
    "Restraint",
    "Some of what leaked must not be touched, though it is alive or looks like it. Stanch may act on all of these "
    "servers; it must leave these alone by itself, and say why.",
    3.0,
    _restraint,
)
_OWNERS: Final = Act(
    "Each leak has an owner",
    "From the inventory (by fingerprint), else CODEOWNERS, else the commit's author, else the fallback.",
    4.0,
    _owners,
)


async def _tried(scene: Scene) -> tuple[Claim, ...]:
    ended = [each for each in scene.credentials if each.fate is Fate.ENDED]
    await scene.until(lambda: all(map(scene.settled, ended)), "all to be proven dead", 2 * scene.patience)
    trials = {each.name: (each.fate, await each.works()) for each in scene.credentials if each.works is not None}
    new = {each.name: await each.kept.tried(each.parts, each.kind.secret) for each in ended if each.kept is not None}
    once = {each.name: await each.effects() for each in ended}
    return (
        claims.refused(
            "dead-by-their-own-tools",
            "Every old credential is refused",
            {name: trial for name, (fate, trial) in trials.items() if fate is Fate.ENDED},
        ),
        claims.accepted(
            "alive-by-their-own-tools",
            "Everything that must live is accepted",
            {name: trial for name, (fate, trial) in trials.items() if fate is Fate.UNTOUCHED},
        ),
        claims.accepted("replacements-accepted", "Every replacement is accepted, as it stands where it is read", new),
        claims.one_action_each("each-action-once", "By the servers' own logs each thing was done once", once),
    )


_PROOFS: Final = (
    Act(
        "Don't believe us",
        "Every credential is tried with psql, bao, redis-cli, botocore or plain HTTP, not through Stanch.",
        40.0,
        _tried,
    ),
    *proof.ACTS,
)


async def _keep(scene: Scene) -> None:
    tell = scene.tell
    tell.act("The scene stays", f"Servers and daemon run until Ctrl-C; {scene.folder} is left behind.")
    tell.say(f"stanch incidents --config {scene.config}")
    tell.say(f"stanch show 1 --config {scene.config}")
    tell.say(f"the daemon's log: {scene.daemon_log}; the repository: {scene.repository.path}")
    await asyncio.Event().wait()
