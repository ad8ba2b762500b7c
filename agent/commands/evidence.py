"""`stanch evidence`: hand the proof to somebody who need not trust us."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from agent import evidence
from agent.commands.options import config_option, settings, view
from agent.complaint import Complaint


@click.group()
def command() -> None:
    """Export the evidence of an incident, verify it, or print a verifier that shares no code with Stanch."""


@command.command("export")
@config_option
@click.argument("incident")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="A file rather than standard output.")
def export(config: Path | None, incident: str, output: Path | None) -> None:
    """Write INCIDENT's chain of records, with the signed checkpoint that covers it, as one JSON document."""
    with view(config) as ledger:
        entry = ledger.incident(incident)
        if entry is None:
            message = f"there is no incident {incident}; `stanch incidents` lists them"
            raise Complaint(message)
        document = evidence.export(ledger, entry.incident.id)
    if output is None:
        sys.stdout.buffer.write(document)
    else:
        output.write_bytes(document)
        click.echo(f"{output}: {len(document)} bytes", err=True)


@command.command("verify")
@config_option
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--anchor", type=click.Path(path_type=Path, exists=True), help="The anchor file [default: the configured]."
)
@click.option("--key", help="The public key (hex) that must have signed it.")
def verify(config: Path | None, file: Path, anchor: Path | None, key: str | None) -> None:
    """Check an exported FILE: every record, the order, the signature, and against the anchor that no end is missing.

    Exit code 1 when something does not hold, and each such thing is named.
    """
    path = anchor or settings(config).evidence.anchor
    lines = path.read_text().splitlines() if path.exists() else []
    problems = evidence.verify(file.read_bytes(), lines, key)
    for problem in problems:
        click.echo(problem)
    if problems:
        raise SystemExit(1)
    click.echo(
        f"ok: whole and in order, signed{', and as anchored' if lines else ' (there is no anchor to compare with)'}"
    )


@command.command("verifier")
def verifier() -> None:
    """Print an independent verifier: a short Python script that needs only the cryptography package."""
    click.echo(evidence.verifier(), nl=False)
