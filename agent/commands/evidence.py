"""`stanch evidence`: hand the proof to somebody who need not trust us."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from agent import control, evidence
from agent.commands.options import config_option, no_incident, tolerant
from agent.commands.output import json_option
from agent.complaint import Complaint, refused
from agent.folders import LEDGER
from agent.ledger import LedgerView


@click.group()
def command() -> None:
    """Export the evidence of an incident, verify it, or print a verifier that shares no code with Stanch."""


@command.command("export", short_help="Write INCIDENT's chain of records as one JSON document.")
@config_option
@click.argument("incident")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="A file rather than standard output.")
def export(config: Path | None, incident: str, output: Path | None) -> None:
    """Write INCIDENT's chain of records, with the signed checkpoint that covers it, as one JSON document.

    A running daemon is asked to sign its last records first.
    """
    why = ""
    found = tolerant(config)
    with LedgerView(found.state / LEDGER) as ledger:
        entry = ledger.incident(incident)
        if entry is None:
            raise no_incident(incident)
        try:
            control.ask(found.state, "checkpoint")
        except Complaint as complaint:
            why = str(complaint)
        document = evidence.export(ledger, entry.incident.id)
    if output is None:
        sys.stdout.buffer.write(document)
    else:
        _write(output, document)
        click.echo(f"{output}: {len(document)} bytes", err=True)
    written = json.loads(document)
    signed, last = (written["checkpoint"] or {"seq": 0})["seq"], len(written["records"])
    if signed < last:
        because = why or "they came while it was exported"
        click.echo(f"stanch: records {signed + 1} to {last} are not yet signed ({because}); export again", err=True)


@command.command("verify", short_help="Check an exported FILE: every record, order and signature.")
@config_option
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--anchor",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The anchor file [default: the configured].",
)
@click.option("--key", help="The public key (hex) that must have signed it.")
@json_option
def verify(config: Path | None, file: Path, anchor: Path | None, key: str | None, *, as_json: bool) -> None:
    """Check an exported FILE: every record, the order, the signature, and against the anchor that no end is missing.

    What was exported before the incident's last record lacks that: export it again. Where there is no stanch.toml, name
    the anchor by --anchor, or use what `stanch evidence verifier` prints.

    Exit code 1 when something does not hold, and each such thing is named.
    """
    path = anchor or tolerant(config).evidence.anchor
    lines = path.read_text(errors="replace").splitlines() if path.exists() else []
    document = file.read_bytes()
    key = key and key.lower()
    problems = evidence.verify(document, lines, key)
    anchors = any(map(str.strip, lines))
    if as_json:
        click.echo(
            json.dumps({"ok": not problems, "problems": problems, **_covers(document, key), "anchored": anchors})
        )
    else:
        for problem in problems:
            click.echo(problem)
    if problems:
        raise SystemExit(1)
    if as_json:
        return
    said = json.loads(document)
    signed = f"signed by {key or said['public_key']}"
    if not key:
        signed += " (the key is the one in the document itself: compare it with the one you know)"
    anchored = "as anchored" if anchors else "no anchor to compare with: a cut-off end cannot be seen"
    click.echo(f"ok: {len(said['records'])} records, whole and in order; {signed}; {anchored}")


def _write(output: Path, document: bytes) -> None:
    """Raises Complaint."""
    failure: Complaint | None = None
    try:
        output.write_bytes(document)
    except OSError as error:
        # What a write raises names no file.
        failure = refused(error, str(output))
        if failure is None:
            raise
    if failure:
        raise failure


def _covers(document: bytes, key: str | None) -> dict[str, object]:
    """How many records and whose signature, as far as it says. `expected`: did somebody name that key?"""
    try:
        said = json.loads(document)
        return {"records": len(said["records"]), "public_key": key or str(said["public_key"]), "expected": bool(key)}
    except (ValueError, LookupError, TypeError):
        return {"records": None, "public_key": key, "expected": bool(key)}


@command.command("verifier", short_help="Print an independent verifier: a short Python script.")
def verifier() -> None:
    """Print an independent verifier: a short Python script that needs only the cryptography package."""
    click.echo(evidence.verifier(), nl=False)
