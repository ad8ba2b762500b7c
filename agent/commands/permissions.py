"""`stanch permissions`: the least policy for reading a vault store, in the store's own format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from agent.commands.options import config_option, tolerant
from agent.complaint import Complaint
from agent.settings import SettingsError
from agent.settings.vaults import AWS, StoreKind

if TYPE_CHECKING:
    from agent.settings.vaults import VaultSettings


@click.command()
@config_option
@click.option("--path", "paths", multiple=True, help="What is to be read; as in paths of stanch.toml. Repeatable.")
@click.option("--region", default="", help="AWS: the region.")
@click.argument("store")
def command(config: Path | None, store: str, paths: tuple[str, ...], region: str) -> None:
    """Print the least policy for reading STORE: the name of a vault in stanch.toml, or a kind of store with --path.

    Kinds: openbao, aws-secrets, aws-ssm, kubernetes, gcp, azure.
    """
    from agent.sources.vaults.opened import least

    found = _configured(config, store)
    kind = found.store if found else next((each for each in StoreKind if each.value == store), None)
    if kind is None:
        known = ", ".join(each.value for each in StoreKind)
        message = f"{store}: neither a source of kind vault in stanch.toml nor a kind of store ({known})"
        raise Complaint(message)
    region = region or (found.region if found else "")
    if kind in AWS and not region:
        message = f"{store}: say which region: --region eu-west-1"
        raise Complaint(message)
    namespaces = found.namespaces if found else ()
    host = found.address.host if found and found.address else ""
    login = found.login if found else None
    click.echo(least(kind, paths or (found.paths if found else ()), namespaces, region, host, login), nl=False)
    if kind in AWS and login is not None:
        trust = "its trust policy must allow sts:AssumeRoleWithWebIdentity to the service account that Stanch runs as"
        click.echo(f"For the role {login.role}; {trust}.", err=True)


def _configured(config: Path | None, name: str) -> VaultSettings | None:
    """A source of this name. Without a configuration there is none: a policy is wanted before anything is set up."""
    try:
        sources = tolerant(config).sources
    except SettingsError:
        if config is not None:
            raise
        return None
    return next((source.vault for source in sources if source.name == name), None)
