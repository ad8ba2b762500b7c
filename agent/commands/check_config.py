"""`stanch check-config`: every mistake of every file, before the daemon meets it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import click

from agent import permissions
from agent.commands.options import armed_words, config_option, nothing_to_watch, settings
from agent.commands.output import counted, json_option
from agent.complaint import Complaint
from agent.folders import LEDGER
from agent.ledger import LedgerError, LedgerView
from agent.logins.opened import own
from agent.settings import Problem, Settings, SettingsError
from agent.sources.vaults.opened import own_value
from agent.systems import open_system, read_own
from agent.wiring.webhooks import known_keys, secrets

_WITHOUT = {
    "policy.toml": ": Stanch observes",
    "inventory.toml": ": nothing is protected but Stanch's own credentials, and no canary is known",
}


@click.command()
@config_option
@json_option
@click.pass_context
def command(context: click.Context, config: Path | None, *, as_json: bool) -> None:
    """Read the configuration and say what is wrong, with file, line, key and the mend.

    Asks no System anything; reads the files that hold Stanch's own credentials where it may. Which permissions those
    lack it knows from the daemon, which asks when it starts and once a day.
    """
    try:
        found = settings(config)
    except SettingsError as error:
        if not as_json:
            raise
        click.echo(json.dumps({"ok": False, "problems": [_row(problem) for problem in error.problems], "warnings": []}))
        context.exit(2)
    warnings, problems = _warnings(found), _problems(found)
    if as_json:
        click.echo(json.dumps(_document(found, warnings, problems)))
        context.exit(2 if problems else 0)
    for warning in warnings:
        click.echo(f"warning: {warning}")
    if problems:
        raise Complaint("\n".join(problems))
    armed = armed_words(found)
    sources, entries = sum(not source.of for source in found.sources), found.inventory.entries
    of_inventory = f"{len(entries)} inventory {'entry' if len(entries) == 1 else 'entries'}"
    click.echo(
        f"ok: {found.directory}: {counted(sources, 'source')}, {counted(len(found.systems), 'system')} "
        f"({'armed: ' + '; '.join(armed) if armed else 'none armed: Stanch will only observe'}), "
        f"{counted(len(found.policy.rules), 'rule')}, {of_inventory}, "
        + ("notices by Slack" if found.slack else "no notices")
    )


def _warnings(found: Settings) -> list[str]:
    missing = [name for name in _WITHOUT if not (found.directory / name).exists()]
    bare = [system.name for system in found.systems if system.armed and system.admin is None]
    return [
        *(str(warning) for warning in found.warnings),
        *(f"{found.directory / name}: there is none{_WITHOUT[name]}" for name in missing),
        *(f"system {name}: armed, but without admin Stanch can do little there" for name in bare),
        *(f"system {name}: {line}" for name, lines in _permissions(found).items() for line in lines),
    ]


def _permissions(found: Settings) -> dict[str, list[str]]:
    """As the daemon was told last; where none has run yet, nothing."""
    try:
        with LedgerView(found.state / LEDGER) as ledger:
            return permissions.by_system(ledger.permissions())
    except LedgerError:
        return {}


def _problems(found: Settings) -> list[str]:
    nothing = nothing_to_watch(found)
    problems: list[str] = [] if nothing is None else [str(nothing)]
    for read in _read_by_run(found):
        try:
            read()
        except Complaint as error:
            problems.append(str(error))
    return problems


def _read_by_run(found: Settings) -> Iterator[Callable[[], object]]:
    """What `run` will not start without."""
    for system in found.systems:
        yield partial(open_system, system)
    for source in found.sources:
        if source.vault is not None:
            yield partial(own_value, source.vault)
        for reads in (source.remote, source.alerts, source.ci):
            if reads is not None:
                yield partial(own, reads.token, reads.app)
        if source.ci is not None:
            yield partial(own, source.ci.eraser, None)
    if found.slack is not None:
        yield partial(read_own, found.slack.token)
    for hook in found.web.hooks if found.web else ():
        yield partial(secrets, [hook])
        yield partial(known_keys, hook)


def _row(problem: Problem) -> dict[str, object]:
    return {
        "file": str(problem.path),
        "line": problem.line,
        "key": problem.key,
        "what": problem.what,
        "mend": problem.mend,
    }


def _document(found: Settings, warnings: Sequence[str], problems: Sequence[str]) -> dict[str, object]:
    return {
        "ok": not problems,
        "problems": [{"file": None, "line": None, "key": "", "what": what, "mend": ""} for what in problems],
        "warnings": list(warnings),
        "folder": str(found.directory),
        "sources": [source.name for source in found.sources],
        "systems": [system.name for system in found.systems],
        "armed": armed_words(found),
        "rules": len(found.policy.rules),
        "entries": len(found.inventory.entries),
        "notices": found.slack is not None,
    }
