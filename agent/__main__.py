"""The command line. Each command is a file in agent/commands/, imported only when it is called, so that
`stanch --version` and `stanch --help` answer at once.

Exit codes: 0 all is well, 1 something was found (or does not hold), 2 an error.
"""

from __future__ import annotations

import importlib
import sys
import traceback
from pathlib import Path
from typing import Final

import click

from agent import streams
from agent.commands.examples import with_examples
from agent.complaint import Complaint, broken, refused

# Name: (module, what `stanch --help` says); a module with several commands names which. A newcomer's order.
COMMANDS: Final = {
    "demo": ("demo", "Watch real credentials of real servers leak and die, on this machine."),
    "scan": ("scan", "Look for credentials in paths, now. No network, no actions, no configuration."),
    "ingest": ("ingest", "Hand the report of another scanner to the daemon."),
    "baseline": ("baseline", "Note what a scan finds now as looked at, so that scans leave it out."),
    "rules": ("rules", "What is looked for, and rules of your own: list, show, test, new."),
    "hook": ("hook", "For a git server: look at each push, and refuse a credential before it lands."),
    "init": ("init", "Write a configuration and keys, then look around without acting."),
    "check-config": ("check_config", "Say whether the configuration is whole, and where it is not."),
    "run": ("run", "The daemon: watch, match, act where armed, prove, until told to stop."),
    "status": ("status", "What is watched, what is open, what is owed."),
    "incidents": ("incidents", "List incidents."),
    "show": ("show", "One incident: where, whose, what was done, what proves it."),
    "plan": ("plan", "What would be done to every open incident, without doing it."),
    "policy": ("policy", "Explain which rule decided about an incident, and why."),
    "approve": ("decide:approve", "Say yes to the plan of an incident."),
    "deny": ("decide:deny", "Say no to the plan of an incident."),
    "undo": ("decide:undo", "Take back what can be taken back, with proof."),
    "dismiss": ("decide:dismiss", "It is not a secret."),
    "except": ("decide:except_", "Accept the risk, until a date."),
    "assign": ("decide:assign", "Give an incident another owner."),
    "recheck": ("decide:recheck", "Ask the provider again now."),
    "retry": ("decide:retry", "Work on an incident again, whatever it waits for."),
    "backlog": ("backlog", "What the first look at a source found; release it to its owners."),
    "check": ("pasted:check", "Whose is a value that you pipe in, and is it alive? Files it, and asks its provider."),
    "revoke": ("pasted:revoke", "As check, and ask for its revocation, which somebody else approves."),
    "whose": ("whose", "Who owns a value that you pipe in, and where it was seen. Asks nobody."),
    "fingerprint": ("fingerprint", "The fingerprint of a value that you pipe in, for the inventory."),
    "inventory": ("inventory", "The register of credentials that should exist."),
    "permissions": (
        "permissions",
        "The least rights for reading a vault store or build logs, as its provider writes them.",
    ),
    "arm": ("arm:arm", "Let Stanch act on a provider, system, type, environment or owner."),
    "disarm": ("arm:disarm", "Let Stanch act there (as in arm) no more."),
    "freeze": ("freeze", "Stop every action within seconds, even if the daemon hangs."),
    "thaw": ("thaw", "Lift the freeze."),
    "cleanup": ("cleanup", "What can be done about the places where a credential was seen."),
    "evidence": ("evidence", "Export and verify the evidence of an incident."),
    "keys": ("keys", "Change the keys that values are sealed and evidence is signed with."),
    "purge": ("purge", "Forget where settled credentials were seen; the evidence stays."),
}

_OPTIONS: Final = ("--help", "--version")  # what is often taken for a command


class _Lazy(click.Group):
    """Commands by name; the help of all is told without importing any."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(f"agent.commands.{module}"), attribute or "command")
        return with_examples(command, name)

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            from difflib import get_close_matches

            meant = [f"Did you mean {close!r}?" for close in get_close_matches(name, (*COMMANDS, *_OPTIONS), n=1)]
            context.fail(" ".join([f"No such command {name!r}.", *meant]))
        return super().resolve_command(context, args)

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_) for name, (_, help_) in COMMANDS.items()])


@click.command(
    cls=_Lazy,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with `stanch demo`, or `stanch scan .`; `stanch COMMAND --help` explains each.",
)
@click.version_option(package_name="stanch", prog_name="stanch")
def cli() -> None:
    """Find leaked credentials and make them harmless.

    Stanch finds a credential in git, logs and folders, asks its provider whether it is alive, ends it through the
    provider's API where you armed that, and believes only a probe that it is dead.
    """


def main() -> None:
    """Run, and turn every trouble into words: no traceback reaches a user."""
    streams.stand_in()
    try:
        code = cli.main(standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        code = 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("stanch: stopped", err=True)
        code = 130
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        streams.mute()
        code = 0
    except Exception as error:  # noqa: BLE001 - the last door before a user
        code = _trouble(error)
    sys.exit(code if isinstance(code, int) else 0)


def _trouble(error: Exception) -> int:
    """What was raised, in words: ours where they are meant for a person, else where it came from and no more."""
    complaints, rest = _sorted(error)
    if complaints:
        from agent.printable import plain

        for complaint in complaints:
            # It may name a file or a key that somebody else has named.
            click.echo("\n".join(map(plain, f"stanch: {complaint}".split("\n"))), err=True)
            for folder in sorted({str(one.path.absolute().parent) for one in getattr(complaint, "problems", ())}):
                if folder not in str(complaint):
                    click.echo(f"stanch: that is in {plain(folder)}", err=True)
    for fault in rest:
        if what := broken(fault):
            click.echo(f"stanch: {what}", err=True)
            continue
        frame = traceback.extract_tb(fault.__traceback__)[-1]
        click.echo(
            f"stanch: a fault of Stanch's own: {type(fault).__name__} in {frame.name} "
            f"({Path(frame.filename).name}:{frame.lineno}); nothing half-done is left behind, please report it",
            err=True,
        )
    return 2


def _sorted(error: Exception) -> tuple[list[Complaint], list[Exception]]:
    if isinstance(error, ExceptionGroup):
        pairs = [_sorted(inner) for inner in error.exceptions]
        return [one for pair in pairs for one in pair[0]], [one for pair in pairs for one in pair[1]]
    if isinstance(error, OSError):
        error = _unwritten(error) if streams.refusing(error) else refused(error) or error
    return ([error], []) if isinstance(error, Complaint) else ([], [error])


def _unwritten(error: OSError) -> Complaint:
    streams.mute()
    if streams.was_closed():
        return Complaint("standard output is closed")
    return refused(error, "standard output") or Complaint(f"standard output: {error.strerror}")


if __name__ == "__main__":
    main()
