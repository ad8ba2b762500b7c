"""`stanch rules`: what is looked for, and rules of one's own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent.commands.output import columns, counted, json_option, person
from agent.complaint import Complaint
from agent.printable import plain
from agent.rules import lint, load
from agent.rules.rule import Rule, detector
from agent.settings.words import one_of_all
from detectors.registry import DETECTORS, TYPES

_TEMPLATE: Final = """\
# Try it: stanch rules test {path}
# Use it: stanch scan --rules {path} PATH, or rules = ["{path}"] in [stanch] of stanch.toml.

[[rules]]
name = "acme-deploy-token"
title = "Acme deploy token"
# Python's re. The group (?P<value>...) is the value; without it, all of the match is.
pattern = 'acme_(?P<value>[a-z0-9]{{32}})\\b'
# One of them, whatever the case, is in every match: it is what is looked for first.
keywords = ["acme_"]
# Bits per character that a value needs, so that "aaaa..." is none.
entropy = "3.0"
# paths = ["*.env", "*.yaml"]
# Each example must match, each near miss must not. Invent them: this file is text like any other.
examples = ["DEPLOY_TOKEN=acme_{example}"]
near_misses = ["acme_short", "acme_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]
"""
_LEAD: Final = """\
lead: What looks like a credential
parts:    value
It has no one pattern: a secret-sounding name with a value that is no word, a password in a URL, a token of a known form
whose checksum is wrong, what detect-secrets' plugins find. Nothing is ever done to it."""
_PATIENCE: Final = 5.0  # seconds
_EXAMPLE: Final = "q7w2" + "e9r4t1y8u3i6o5p0" + "a1s9d2f8g3h7"


@click.group()
def command() -> None:
    """What Stanch looks for, and rules of your own."""


@command.command("list", short_help="Every type that Stanch finds, or the rules in FILES.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@json_option
def list_(files: tuple[Path, ...], *, as_json: bool) -> None:
    """Every type that Stanch finds; or the rules in FILES, and what of them cannot be honoured."""
    own = load.read(files)
    last = "keywords" if files else "parts"
    rows = (
        [(rule.name, rule.title, rule.keywords) for rule in own.rules]
        if files
        else [(name, kind.title, kind.parts) for name, kind in sorted(TYPES.items())]
    )
    if as_json or not person():
        for name, title, words in rows:
            click.echo(json.dumps({"name": name, "title": title, last: words}))
    else:
        table = Table(box=None, pad_edge=False)
        for column in ("type", "title", last):
            table.add_column(column, overflow="fold")
        for name, title, words in rows:
            table.add_row(*(Text(plain(each)) for each in (name, title, ", ".join(words))))
        Console(width=columns()).print(table)
    for note in own.notes:
        click.echo(plain(note), err=True)


@command.command()
@click.argument("name")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def show(name: str, files: tuple[Path, ...]) -> None:
    """One type: its parts and its patterns. FILES: where a rule of your own stands."""
    for rule in load.read(files).rules:
        if rule.name == name:
            click.echo(f"{rule.name}: {plain(rule.title)}")
            click.echo(f"keywords: {plain(', '.join(rule.keywords)) or 'none: the pattern is looked for as it is'}")
            click.echo(f"pattern:  {plain(rule.pattern)}")
            return
    if name == "lead":
        click.echo(_LEAD)
        return
    kind = TYPES.get(name)
    if kind is None:
        message = f"there is no type {plain(name)}: {one_of_all(name, TYPES, 'stanch rules list')}"
        raise Complaint(message)
    parts = ", ".join(part + ("" if part in kind.secret else " (may be shown)") for part in kind.parts)
    click.echo(f"{kind.name}: {kind.title}\nparts:    {parts}\nis the same credential by: {', '.join(kind.identity)}")
    for each in DETECTORS:
        if each.type is kind:
            click.echo(f"\n{each.confidence.value}; keywords: {', '.join(each.keywords)}")
            click.echo(f"pattern:  {each.pattern}")
            if each.paths:
                click.echo(f"files:    {', '.join(each.paths)}")


@command.command(short_help="Try the rules in FILES by their examples, and how fast they are.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_context
def test(context: click.Context, files: Sequence[Path]) -> None:
    """Try the rules in FILES: their examples and near misses, their speed, and what they share with others.

    Exit code: 0 all is well, 1 a rule fails or does not run, or there is none, 2 a file is no rule file.
    """
    own = load.read(files)
    for note in own.notes:
        click.echo(plain(note))
    failed = 0
    for rule in own.rules:
        wrong = _wrong(rule, own.rules)
        failed += bool(wrong)
        told = [*wrong, *_worth_saying(rule)]
        tried = f"{counted(len(rule.examples), 'example')}, as it should be"
        click.echo(f"{rule.name}: {'; '.join(told) or tried}")
    bad = [f"{failed} fail"] if failed else []
    bad += [f"{own.unused} of them {'does' if own.unused == 1 else 'do'} not run"] if own.unused else []
    total = len(own.rules) + own.unused
    click.echo(f"{counted(total, 'rule')}: {', '.join(bad) or ('all is well' if total else 'nothing was tried')}")
    context.exit(1 if bad or not total else 0)


def _wrong(rule: Rule, rules: Sequence[Rule]) -> list[str]:
    try:
        with lint.hurried(_PATIENCE):
            wrong = lint.failing(rule)
    except lint.TooSlowError:
        return [f"it takes longer than {_PATIENCE:g} s for its own examples"]
    if piece := lint.slow(rule):
        wrong.append(f"it is slow on a line of {plain(piece)}")
    others = [detector(other) for other in rules if other.name != rule.name]
    try:
        with lint.hurried(_PATIENCE):
            return wrong + [f"its examples are found by {name} as well" for name in lint.overlaps(rule, others)]
    except lint.TooSlowError:
        return [*wrong, "another rule takes too long for its examples"]


def _worth_saying(rule: Rule) -> list[str]:
    told = [f"ours finds its examples too, as {name}" for name in lint.overlaps(rule, DETECTORS)]
    return told if rule.examples else [*told, "it has no examples, so nothing was tried"]


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
def new(file: Path) -> None:
    """Begin a rule file: one rule, explained."""
    failure = ""
    try:
        with file.open("x") as stream:
            stream.write(_TEMPLATE.format(path=file, example=_EXAMPLE))
    except FileExistsError:
        failure = f"{file}: it is there already: name another"
    except OSError as error:
        failure = f"{file}: {error.strerror}: name a file in a folder that is there"
    if failure:
        raise Complaint(failure)
    click.echo(f"{file}: now `stanch rules test {file}`")
