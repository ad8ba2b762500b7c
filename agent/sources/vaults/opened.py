"""From the configuration to a Store, with the credential that only reads; and the least policy for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from agent.complaint import Complaint
from agent.logins.amazon import Keys
from agent.logins.chain import Amazon as AmazonLogins
from agent.logins.openbao import VaultLogin
from agent.logins.pairs import Pairs
from agent.logins.profiles import profile
from agent.model import Address
from agent.settings.logins import LoginSettings
from agent.settings.vaults import AWS, StoreKind, VaultSettings
from agent.sources.vaults import aws_secrets, aws_ssm, azure, gcp, kubernetes, openbao
from agent.sources.vaults.amazon import Amazon
from agent.sources.vaults.aws_secrets import AwsSecrets
from agent.sources.vaults.aws_ssm import AwsParameters
from agent.sources.vaults.azure import KeyVault
from agent.sources.vaults.door import VAULT_HEADER, Door
from agent.sources.vaults.files import Files
from agent.sources.vaults.gcp import GoogleSecrets
from agent.sources.vaults.kubernetes import Kubernetes
from agent.sources.vaults.openbao import OpenBaoStore
from agent.sources.vaults.store import Store
from agent.systems import read_own, reading_door
from detectors.base import Secret

Clock = Callable[[], datetime]


def open_store(  # noqa: PLR0911 - one for each
    name: str, path: Path, wanted: VaultSettings, clock: Clock, pairs: Pairs | None = None
) -> Store:
    """Nothing is asked yet. `path`: of a folder. pairs: of the sources that share logins. Raises a Complaint where a
    certificate authority cannot be used.
    """
    match wanted.store:
        case StoreKind.OPENBAO:
            return OpenBaoStore(_door(name, wanted, clock, pairs), wanted.paths, wanted.namespaces)
        case StoreKind.AWS_SECRETS:
            return AwsSecrets(_amazon(name, wanted, clock, aws_secrets.SERVICE, "secretsmanager"), wanted.paths)
        case StoreKind.AWS_SSM:
            return AwsParameters(_amazon(name, wanted, clock, aws_ssm.SERVICE, "AmazonSSM"), wanted.paths)
        case StoreKind.KUBERNETES:
            return Kubernetes(_door(name, wanted, clock), wanted.paths)
        case StoreKind.GCP:
            return GoogleSecrets(_door(name, wanted, clock), wanted.paths)
        case StoreKind.AZURE:
            return KeyVault(_door(name, wanted, clock))
        case StoreKind.FILES:
            return Files(path)


def own_value(wanted: VaultSettings) -> Secret | None:
    """The credential itself, so that it is protected where it leaks. Raises a Complaint where it cannot be read."""
    if wanted.login is not None:
        return None if wanted.login.secret is None else read_own(wanted.login.secret)
    if wanted.credential is not None and wanted.profile:
        key = profile(wanted.credential, wanted.profile).key
        return None if key is None else key["secret"]
    return None if wanted.credential is None else read_own(wanted.credential)


def least(
    store: StoreKind,
    paths: tuple[str, ...],
    namespaces: tuple[str, ...],
    region: str,
    host: str,
    login: LoginSettings | None = None,
) -> str:
    """The least policy for reading a store, in its own format. Raises a Complaint where it has none."""
    match store:
        case StoreKind.OPENBAO:
            return openbao.least(paths or ("secret/data/",), namespaces, login)
        case StoreKind.AWS_SECRETS:
            return aws_secrets.least(paths, region)
        case StoreKind.AWS_SSM:
            return aws_ssm.least(paths, region)
        case StoreKind.KUBERNETES:
            return kubernetes.least(paths)
        case StoreKind.GCP:
            return gcp.least(paths)
        case StoreKind.AZURE:
            return azure.least(host)
        case StoreKind.FILES:
            message = "files have no policy of their own: let the user who runs Stanch read the folder, and no more"
            raise Complaint(message)


# The header that a store takes a token in, where that is no bearer.
_TOKEN: Final[Mapping[StoreKind, str]] = {StoreKind.OPENBAO: VAULT_HEADER}


def _door(name: str, wanted: VaultSettings, clock: Clock, pairs: Pairs | None = None) -> Door:
    assert wanted.address is not None
    endpoint = reading_door(name, wanted.address, wanted.ca, wanted.proxy)

    if wanted.store in AWS and (wanted.login is not None or wanted.profile):
        return Door(endpoint, dict, clock)
    if wanted.login is not None:
        return Door(endpoint, dict, clock, login=VaultLogin(wanted.login, endpoint, clock, pairs or Pairs()))

    def credential() -> Mapping[str, str | Secret]:
        value = own_value(wanted)
        if value is None:
            return {}
        if wanted.store in AWS:
            identity = wanted.credential.principal if wanted.credential else None
            return {"key_id": Secret(identity or ""), "secret": value}
        header = _TOKEN.get(wanted.store)
        return {header: value} if header else {"Authorization": Secret(f"Bearer {value.reveal()}")}

    return Door(endpoint, credential, clock)


def _amazon(name: str, wanted: VaultSettings, clock: Clock, service: str, prefix: str) -> Amazon:
    return Amazon(_door(name, wanted, clock), service, prefix, wanted.region, _keys(name, wanted, clock))


def _keys(name: str, wanted: VaultSettings, clock: Clock) -> Keys | None:
    if wanted.login is None and not wanted.profile:
        return None
    assert wanted.address is not None
    host = wanted.address.host
    # A server that is not AWS's is its STS as well.
    aws = next((suffix for suffix in (".amazonaws.com", ".amazonaws.com.cn") if host.endswith(suffix)), None)
    address = Address("sts", f"sts.{wanted.region}{aws}", 443, tls=True) if aws else wanted.address
    logins = AmazonLogins(name, reading_door(name, address, wanted.ca, wanted.proxy), wanted.ca, clock)
    if wanted.login is not None:
        return logins.of_login(wanted.login)
    assert wanted.credential is not None
    return logins.of_profile(wanted.credential, wanted.profile)
