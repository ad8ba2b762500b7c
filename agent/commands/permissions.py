"""`stanch permissions`: the least policy for reading a vault store, and what the tokens of builds' logs may do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from agent.commands.options import config_option, tolerant
from agent.complaint import Complaint
from agent.printable import plain
from agent.settings import SettingsError
from agent.settings.ci import CiKind
from agent.settings.logins import LoginMethod
from agent.settings.vaults import AWS, PathError, StoreKind, meant

if TYPE_CHECKING:
    from agent.settings import SourceSettings
    from agent.settings.logins import LoginSettings


@click.command()
@config_option
@click.option("--path", "paths", multiple=True, help="What is to be read; as in paths of stanch.toml. Repeatable.")
@click.option("--region", default="", help="AWS: the region.")
@click.argument("store")
def command(config: Path | None, store: str, paths: tuple[str, ...], region: str) -> None:
    """Print the least policy for reading STORE: the name of a vault in stanch.toml, or a kind of store with --path.

    Kinds: openbao, aws-secrets, aws-ssm, kubernetes, gcp, azure. Of builds (a source of kind ci, or github, gitlab,
    jenkins, buildkite, circleci): what its token may do, and the erase_token of `stanch cleanup --erase`.
    """
    source = _configured(config, store)
    builds = source.ci.kind if source and source.ci else next((one for one in CiKind if one.value == store), None)
    if builds is not None:
        from agent.sources.ci import least as of_builds

        click.echo(of_builds.least(builds), nl=False)
        return
    from agent.sources.vaults.opened import least

    found = source.vault if source else None
    kind = found.store if found else next((each for each in StoreKind if each.value == store), None)
    if kind is None:
        known = ", ".join(each.value for each in (*StoreKind, *CiKind))
        message = f"{store}: neither a source of kind vault or ci in stanch.toml nor a kind of either ({known})"
        raise Complaint(message)
    asked = [_meant(kind, path) for path in paths]
    region = region or (found.region if found else "")
    if kind in AWS and not region:
        message = f"{store}: say which region: --region eu-west-1"
        raise Complaint(message)
    namespaces = found.namespaces if found else ()
    host = found.address.host if found and found.address else ""
    login = found.login if found else None
    click.echo(least(kind, tuple(asked) or (found.paths if found else ()), namespaces, region, host, login), nl=False)
    if kind in AWS and login is not None:
        click.echo(_trusting(login), err=True)


def _meant(kind: StoreKind, path: str) -> str:
    failure: PathError
    try:
        return meant(kind, path)
    except PathError as error:
        failure = error
    message = f"--path {plain(path) or repr(path)}: {failure}"
    raise Complaint(message)


def _trusting(login: LoginSettings) -> str:
    """Which role this policy is for, and whom it must let in."""
    if login.method is LoginMethod.WEB_IDENTITY:
        trust = "its trust policy must allow sts:AssumeRoleWithWebIdentity to the service account that Stanch runs as"
        return f"For the role {login.role}; {trust}."
    of = {LoginMethod.CONTAINER: "the role of the task or pod", LoginMethod.INSTANCE: "the instance's role"}
    who = of.get(login.method, "the user of that access key")
    if not login.role:
        return f"For {who}."
    named = f" with the external_id {login.external_id}" if login.external_id else ""
    trust = f"its trust policy must let {who} do sts:AssumeRole{named}, and so must a policy of that one"
    return f"For the role {login.role}; {trust}."


def _configured(config: Path | None, name: str) -> SourceSettings | None:
    """A source of this name. Without a configuration there is none: a policy is wanted before anything is set up."""
    try:
        sources = tolerant(config).sources
    except SettingsError:
        if config is not None:
            raise
        return None
    return next((source for source in sources if source.name == name), None)
