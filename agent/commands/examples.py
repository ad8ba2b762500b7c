"""What `stanch COMMAND --help` ends with: the command as one would type it. A test holds that each has an example."""

from __future__ import annotations

from typing import Final

import click

_OF: Final = {
    "demo": ("stanch demo", "stanch demo --keep"),
    "scan": (
        "stanch scan .",
        "stanch scan --exclude node_modules --exclude '*.lock' ~/src",
        "stanch scan --format sarif . > stanch.sarif",
        "journalctl -u build | stanch scan -",
        "stanch scan --staged --no-leads",
    ),
    "ingest": (
        "kingfisher scan . --format json | stanch ingest - --dry-run",
        "stanch ingest gitleaks.json --root ~/src/shop",
    ),
    "baseline": ("stanch baseline src/fixtures/keys.py", "stanch baseline ."),
    "rules": ("stanch rules list", "stanch rules new acme.toml", "stanch rules test acme.toml"),
    "rules list": ("stanch rules list", "stanch rules list .gitleaks.toml"),
    "rules show": ("stanch rules show postgres-url",),
    "rules test": ("stanch rules test acme.toml",),
    "rules new": ("stanch rules new acme.toml",),
    "hook": (
        "stanch hook script pre-receive > hooks/pre-receive && chmod +x hooks/pre-receive",
        "stanch hook script post-receive > hooks/post-receive && chmod +x hooks/post-receive",
    ),
    "hook script": ("stanch hook script pre-receive --config /etc/stanch > hooks/pre-receive",),
    "hook pre-receive": ("stanch hook pre-receive", "stanch hook pre-receive --config /etc/stanch"),
    "hook update": ('stanch hook update "$@"',),
    "hook post-receive": ("stanch hook post-receive",),
    "hook allow": ("stanch hook allow 12 --reason 'the vendor rotates it tonight' --until 4h",),
    "init": (
        "stanch init",
        "stanch init --owner security@example.com --source ~/src/shop --source /var/log/ci/build.log",
    ),
    "check-config": ("stanch check-config", "stanch check-config --json"),
    "run": ("stanch run", "stanch run --config /etc/stanch"),
    "status": ("stanch status", "stanch status --json"),
    "incidents": ("stanch incidents", "stanch incidents --state held"),
    "show": ("stanch show 12",),
    "plan": ("stanch plan", "stanch plan 12"),
    "policy": ("stanch policy explain 12",),
    "policy explain": ("stanch policy explain 12",),
    "approve": ("stanch approve 12", "stanch approve 12 --plan 3f2a9c01b7de --reason 'agreed with team-app'"),
    "deny": ("stanch deny 12 --reason 'release day: again tomorrow'",),
    "undo": ("stanch undo 12 --reason 'it was production'", "stanch undo 12 --until 2h --reason 'it was production'"),
    "dismiss": ("stanch dismiss 12 --reason 'a placeholder of the documentation'",),
    "except": ("stanch except 12 --until 30d --reason 'the vendor rotates it in March'",),
    "assign": ("stanch assign 12 team-app@example.com",),
    "recheck": ("stanch recheck 12",),
    "retry": ("stanch retry 12",),
    "check": ("pass show db/app | stanch check -", "stanch check --type postgres-url < credentials.env"),
    "revoke": ("pass show db/app | stanch revoke - --reason 'seen in a public chat'", "stanch revoke -"),
    "backlog": ("stanch backlog", "stanch backlog release --source shop"),
    "backlog release": ("stanch backlog release --source shop",),
    "whose": ("pass show db/app | stanch whose", "pass show db/app | stanch whose --json"),
    "fingerprint": ("pass show db/app | stanch fingerprint",),
    "inventory": ("stanch inventory list", "stanch inventory check"),
    "inventory add": (
        "pass show db/app | stanch inventory add --name app-db --owner team-app --removal 'NOLOGIN on db1'",
    ),
    "inventory check": ("stanch inventory check",),
    "inventory list": ("stanch inventory list --json",),
    "inventory hygiene": ("stanch inventory hygiene", "stanch inventory hygiene --owner team-app --json"),
    "permissions": ("stanch permissions bao-prod", "stanch permissions openbao --path secret/data/team-a/"),
    "arm": ("stanch arm --system pg-main", "stanch arm --provider aws --environment staging"),
    "disarm": ("stanch disarm --system pg-main", "stanch disarm --all"),
    "freeze": ("stanch freeze --reason 'something is wrong'", "stanch freeze --state /var/lib/stanch"),
    "thaw": ("stanch thaw",),
    "cleanup": (
        "stanch cleanup 12",
        "stanch cleanup 12 --write",
        "stanch cleanup 12 --with '${DB_PASSWORD}' --write config/app.env",
        "stanch cleanup 12 --erase",
    ),
    "evidence": ("stanch evidence export 12 --output 12.json", "stanch evidence verify 12.json"),
    "evidence export": ("stanch evidence export 12 --output 12.json",),
    "evidence verify": ("stanch evidence verify 12.json",),
    "evidence verifier": ("stanch evidence verifier > verify.py",),
    "keys": ("stanch keys rotate",),
    "keys new": ("stanch keys new", "stanch keys new --yes"),
    "keys rotate": ("stanch keys rotate", "stanch keys rotate --sealing"),
    "purge": ("stanch purge --older-than 365d", "stanch purge --older-than 365d --yes"),
}


def with_examples(command: click.Command, name: str) -> click.Command:
    """The command, and those below it, with their examples at the end of the help."""
    lines = _OF.get(name, ())
    if lines and command.epilog is None:
        # The mark in front keeps click from joining the lines.
        command.epilog = "\n".join(("\b", f"Example{'s' if len(lines) > 1 else ''}:", *(f"  {line}" for line in lines)))
    if isinstance(command, click.Group):
        for below in command.commands.values():
            with_examples(below, f"{name} {below.name}")
    return command
