"""`stanch hook`: git's own hooks on a server, so that a credential is refused before it lands.

Whoever pushes waits for this, so what is imported here is little, and the daemon is asked where it runs. Where none
does, a scanner begins first of all.

Over 300 lines: git's three hooks and what prints them share their options, and what each of them answers.
"""

from __future__ import annotations

import os
import resource
import shlex
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import update_wrapper
from pathlib import Path
from typing import Final

import click

from agent.complaint import Complaint, absent, broken
from agent.folders import config_directory
from agent.hook import terms, words
from agent.hook.log import log
from agent.hook.terms import Failing, Refuse, Terms
from agent.scan import begin

_LINES: Final = 1 << 24  # bytes of standard input
_MEMORY: Final = 2 << 30  # bytes, of each process: a push must not take the server's

# By the scripts that are printed here a refusal is told apart from the 1 of a Python that cannot even import us, and
# what may land from the 0 of a program that is empty.
_REFUSED, _ACCEPTED = 3, 4

# And what git gives each of them as arguments.
_SCRIPTS: Final = {"pre-receive": "", "update": ' "$@"', "post-receive": ""}

config = click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Folder of stanch.toml [default: $CONFIGURATION_DIRECTORY, else ~/.config/stanch]. Of it [hook] is read.",
)
refuse = click.option(
    "--refuse",
    type=click.Choice([one.value for one in Refuse]),
    help="What refuses a push; all: also what only looks like a credential.  [default: what [hook] says, else typed]",
)

refused_as = click.option(
    "--refused-as",
    type=click.IntRange(1, 99),
    default=1,
    show_default=True,
    metavar="CODE",
    help="Exit code of a refusal. A Python that is broken ends with 1, too: `stanch hook script` asks for another.",
)
accepted_as = click.option(
    "--accepted-as",
    type=click.IntRange(0, 99),
    default=0,
    show_default=True,
    metavar="CODE",
    help="Exit code of what may land. A program that is empty ends with 0, too: `stanch hook script` asks for another.",
)
refuse_else = click.option(
    "--refuse-else",
    type=click.Choice([one.value for one in Refuse]),
    default=Refuse.TYPED.value,
    show_default=True,
    help="As --refuse, where stanch.toml does not say, or cannot be read.",
)
on_failure = click.option(
    "--on-failure",
    type=click.Choice([one.value for one in Failing]),
    default=Failing.ACCEPT.value,
    show_default=True,
    help="What a failure of Stanch's own does where stanch.toml does not say, or cannot be read.",
)


@click.group()
def command() -> None:
    """Look at what is pushed to this server, as a hook of git, and refuse credentials before they land.

    Install it in a repository on the server, as the user that git runs as there, in hooks/pre-receive and, so that the
    daemon knows at once what has landed, in hooks/post-receive, by the scripts that `stanch hook script` prints. For
    `git push -o stanch.bypass=...` the repository needs `git config receive.advertisePushOptions true`.

    A running daemon answers fastest: give it a [hook] section with a socket that git's user can reach. Without one,
    a scanner is started for each push. What is new is looked at, whatever ref it is for: files, messages, names.

    That scanner's compiled patterns lie in $XDG_CACHE_HOME/stanch/patterns, else ~/.cache/stanch/patterns, of the user
    who pushes (often `git`), who must be able to write there: else each push takes some seconds longer, and says so.
    """


def _judging(told: Callable[..., Callable[[], Sequence[str]]]) -> Callable[..., None]:
    """The hook that decides about what git tells it: `told` answers with what gives git's `old new ref` lines."""

    @config
    @refuse
    @refused_as
    @accepted_as
    @on_failure
    @refuse_else
    @click.pass_context
    def run(
        context: click.Context,
        /,
        *,
        config: Path | None,
        refuse: str | None,
        refused_as: int,
        accepted_as: int,
        on_failure: str,
        refuse_else: str,
        **given: str,
    ) -> None:
        plain = Terms(refuse=Refuse(refuse_else), on_failure=Failing(on_failure))
        context.exit(refused_as if _judged(config, refuse, plain, told(**given)) else accepted_as)

    return update_wrapper(run, told)


@command.command(name="pre-receive", short_help="For git: refuse the whole push for one credential.")
@_judging
def pre_receive() -> Callable[[], Sequence[str]]:
    """Read `old new ref` lines from standard input; refuse the whole push for one credential.

    Exit code: 0 (--accepted-as) it may land, 1 (--refused-as) refused. A failure of Stanch's own: as [hook] on_failure
    says (accept, unless it says refuse), and it is told.
    """
    return _updates


@command.command(short_help="For git: refuse one ref of a push; the others may land.")
@click.argument("ref")
@click.argument("old")
@click.argument("new")
@_judging
def update(ref: str, old: str, new: str) -> Callable[[], Sequence[str]]:
    """The same for one ref, as git's `update` hook: then the other refs of the push may land.

    Prefer pre-receive: here the objects of a refused ref are in the repository already, though no ref leads to them.
    """
    return lambda: [f"{old} {new} {ref}"]


@command.command(name="post-receive")
@config
@click.pass_context
def post_receive(context: click.Context, config: Path | None) -> None:
    """Tell the daemon to look at this repository now. Never holds a push up, and never fails."""
    found, _ = terms.read(config_directory(config))
    import asyncio

    from agent.hook.judge import look_again

    with suppress(Exception):  # it has landed, and the daemon looks by itself sooner or later
        _lines()  # git does not like a pipe that nobody reads
        asyncio.run(look_again(found, os.environ, Path.cwd()))
    context.exit(0)


@command.command(short_help="Let a push through that somebody else asked for.")
@click.argument("incident", type=click.IntRange(min=1))
@config
@click.option("--reason", required=True, help="Why; it is evidence.")
@click.option("--until", metavar="SPAN", help="E.g. 2h, at most 30d.  [default: what [hook] bypass_for says]")
def allow(incident: int, config: Path | None, reason: str, until: str | None) -> None:
    """Let a push through that somebody else asked for with -o stanch.bypass=...; then it is pushed again.

    For `bypass = "second"` in [hook]. It is for that credential and that repository, and ends.
    """
    from agent.commands.options import settings
    from agent.control import ask
    from agent.hook.bypass import VERB

    span: dict[str, float] = {}
    if until is not None:
        try:
            span["seconds"] = terms.span(until).total_seconds()
        except ValueError:
            span["seconds"] = 0  # none that the daemon takes
    click.echo(ask(settings(config).state, VERB, incident=incident, reason=reason, **span))


@command.command(short_help="Print the hook: a shell script that starts this Stanch.")
@click.argument("name", type=click.Choice([*_SCRIPTS]))
@config
def script(name: str, config: Path | None) -> None:
    """Print the hook: a shell script that starts this very Stanch, wherever git looks for programs.

    Where Stanch is missing, broken or killed, the push lands, and it is said; unless [hook] on_failure says refuse now,
    when it is printed. That, and what refuses a push, then holds, too, where stanch.toml is gone or damaged. Whoever
    pushes reads what Stanch says, and no other program's words. Git's user must be able to run Stanch where it lies.
    """
    found = _checked(config)
    own = Path(sys.argv[0]).absolute()
    # As a module it has no file of its own to start.
    program = [str(own)] if own.name == "stanch" else [sys.executable, "-m", "agent"]
    given = ["--config", str(config.absolute())] if config else []
    judges = name != "post-receive"
    refuses = found.on_failure is Failing.REFUSE and judges
    words = "nobody was told to look at what has landed"
    if judges:
        given += ["--refused-as", str(_REFUSED), "--accepted-as", str(_ACCEPTED)]
        given += ["--on-failure", found.on_failure.value, "--refuse-else", found.refuse.value]
        words = "this push is refused" if refuses else "this push was not looked at, and is let in all the same"
        words += f" (on_failure = {found.on_failure.value})"
    accepted = _ACCEPTED if judges else 0
    line = f"{shlex.join([*program, 'hook', name, *given])}{_SCRIPTS[name]}"
    # 2 is an error that Stanch tells itself, or a Python that cannot open its script, whose words are for nobody here,
    # as are a shell's or Python's with any other code.
    click.echo(
        f"#!/bin/sh\nsaid=$({line} 2>&1)\ncode=$?\ncase $code:$said in\n"
        f"{accepted}:?* | {_REFUSED}:?* | 2:stanch:* | 2:Usage:*) printf '%s\\n' \"$said\" >&2 ;;\nesac\n"
        f"case $code in {accepted}) exit 0 ;; {_REFUSED}) exit 1 ;; esac\n"
        f'echo "stanch: it cannot answer (exit code $code): {words}" >&2\nexit {int(refuses)}'
    )


def _checked(config: Path | None) -> Terms:
    """[hook] without a mistake: what is printed holds until somebody prints it anew. Raises Complaint."""
    from agent.settings.load import STANCH_TOML, load_hook

    directory = config_directory(config)
    if config is not None and not directory.is_dir():
        raise absent(directory, "folder", "make it first, or mend --config")
    if config is not None and not os.path.lexists(directory / STANCH_TOML):
        raise absent(directory / STANCH_TOML, "file", "make it first (`stanch init`), or mend --config")
    found, warnings = load_hook(directory)
    _say(f"warning: {warning}" for warning in warnings)
    return found


def _lines() -> Sequence[str]:
    """What git says on standard input. Raises Complaint."""
    raw = sys.stdin.buffer.read(_LINES + 1)
    if len(raw) > _LINES:
        message = "it moves more refs than are looked at here"
        raise Complaint(message)
    # Not splitlines(): the name of a ref may hold what Unicode calls a line's end.
    return [line for line in raw.decode(errors="replace").split("\n") if line]


def _updates() -> Sequence[str]:
    """Git starts no hook without any. Raises Complaint."""
    lines = _lines()
    if not lines:
        message = (
            "no ref update (old new ref) came on standard input, where git's pre-receive has them: "
            "in hooks/update goes what `stanch hook script update` prints"
        )
        raise Complaint(message)
    return lines


def _judged(config: Path | None, refuse: str | None, plain: Terms, told: Callable[[], Sequence[str]]) -> bool:
    """Is it refused? Whatever happens, it is said, and ends as on_failure says. `plain`: what else holds."""
    found, problem = terms.read(config_directory(config), plain)
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    if found.socket is None or not os.path.exists(found.socket):  # noqa: PTH110 - Path's own raises
        begin.ahead()
    if problem:
        log(problem)
        _say([words.unsettled(found)])
    if refuse is not None:
        found = replace(found, refuse=Refuse(refuse))
    here: Path | None = None
    try:
        here = _here()
        import asyncio

        from agent.hook.judge import judge
        from agent.hook.pushed import Moved

        moves = [Moved.told(line) for line in told()]
        judged = asyncio.run(judge(moves, found, os.environ, here, log))
    except Exception as error:  # noqa: BLE001 - a fault of ours must not decide about a push against on_failure
        refuses = found.on_failure is Failing.REFUSE
        why = _why(error)
        log(f"{_named(here)}: a push could not be looked at: {why}")
        _say(words.failed(why, refuses=refuses))
        return refuses
    _say(judged.said)
    return judged.refused


def _here() -> Path:
    """The repository, in which git starts a hook. Raises Complaint."""
    with suppress(FileNotFoundError):
        return Path.cwd()
    message = "the folder that this hook was started in is gone"
    raise Complaint(message)


def _named(here: Path | None) -> str:
    """As the log may have it: a folder can be called like a credential. What masks it may be what is broken."""
    with suppress(Exception):
        from agent.scan.names import of_root

        return of_root(str(here or "?"))
    return "?"


def _why(error: Exception) -> str:
    """What knows more words may be what is missing."""
    if said := broken(error):
        return said
    from agent.hook.judge import reason

    return reason(error)


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(f"stanch: {line}", err=True)
