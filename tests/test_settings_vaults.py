"""[[sources]] of kind "vault": whole, or refused with line, key and mend."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from agent.model import Address, CredentialRef
from agent.settings import Names, SettingsError, SourceSettings, load
from agent.settings.logins import LoginMethod, LoginSettings
from agent.settings.vaults import StoreKind, VaultSettings

NAMES = Names(types=set(), providers={"postgres", "openbao"})
HEAD = '[stanch]\nfallback_owner = "ops"\nstate = "state"\n'
SOURCE = '[[sources]]\nkind = "vault"\nname = "v"\n'
OWN = 'credential = { file = "own" }\n'
KEY = 'credential = { file = "own", id = "AKIA" }\n'
URL = 'url = "https://host:8200"\n'
BAO = SOURCE + 'store = "openbao"\n'


def source(directory: Path, text: str, **environ: str) -> SourceSettings:
    (directory / "stanch.toml").write_text(HEAD + text)
    [found] = load(directory, environ=environ, names=NAMES).sources
    return found


def vault(directory: Path, text: str, **environ: str) -> VaultSettings:
    found = source(directory, text, **environ).vault
    assert found is not None
    return found


def test_an_openbao(tmp_path: Path) -> None:
    more = (
        'paths = ["secret/data/a/", "kv/b"]\nnamespaces = ["x"]\nevery = "1h"\nca = "ca.pem"\nproxy = "http://p:3128"\n'
    )
    assert vault(tmp_path, BAO + URL + OWN + more) == VaultSettings(
        store=StoreKind.OPENBAO,
        address=Address("host", "host", 8200, tls=True),
        paths=("secret/data/a/", "kv/b"),
        namespaces=("x",),
        region="",
        credential=CredentialRef(tmp_path / "own"),
        ca=tmp_path / "ca.pem",
        proxy="http://p:3128",
        every=timedelta(hours=1),
    )


def test_where_a_system_is(tmp_path: Path) -> None:
    system = (
        '[[systems]]\nname = "bao"\nprovider = "openbao"\nendpoints = ["https://bao:8200/base"]\nnamespace = "n"\n'
        'ca = "ca.pem"\nadmin = { file = "admin" }\n'
    )
    found = vault(tmp_path, BAO + 'system = "bao"\npaths = ["kv/"]\n' + OWN + system)
    assert found.address == Address("https://bao:8200/base", "bao", 8200, tls=True, base="/base")
    assert (found.namespaces, found.ca, found.system) == (("n",), tmp_path / "ca.pem", "bao")
    # Its own credential, never the System's.
    assert found.credential == CredentialRef(tmp_path / "own")


@pytest.mark.parametrize(
    ("store", "text", "host"),
    [
        ("aws-secrets", KEY + 'region = "eu-west-1"\n', "secretsmanager.eu-west-1.amazonaws.com"),
        ("aws-ssm", KEY + 'region = "eu-west-1"\npaths = ["/app/"]\n', "ssm.eu-west-1.amazonaws.com"),
        ("gcp", OWN + 'paths = ["acme"]\n', "secretmanager.googleapis.com"),
        ("kubernetes", OWN + 'url = "https://10.0.0.1:6443"\n', "10.0.0.1"),
        ("azure", OWN + 'url = "https://acme.vault.azure.net"\n', "acme.vault.azure.net"),
    ],
)
def test_every_other_store(tmp_path: Path, store: str, text: str, host: str) -> None:
    found = vault(tmp_path, f'{SOURCE}store = "{store}"\n{text}')
    assert found.address is not None
    assert (found.address.host, found.address.tls, found.every) == (host, True, timedelta(minutes=15))


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    found = source(tmp_path, '[[sources]]\nkind = "vault"\nstore = "files"\npath = "secrets"\n')
    assert (found.name, found.path) == ("secrets", tmp_path / "secrets")
    assert found.vault is not None
    assert found.vault.address is None


def test_a_credential_of_systemd(tmp_path: Path) -> None:
    text = BAO + URL + 'paths = ["kv/"]\ncredential = { credential = "reader" }\n'
    assert vault(tmp_path, text, CREDENTIALS_DIRECTORY="/run/c").credential == CredentialRef(Path("/run/c/reader"))


def test_logins_in_place_of_a_credential(tmp_path: Path) -> None:
    more = 'paths = ["kv/"]\n'
    text = 'login = { method = "approle", role_id = "r-1", file = "id", mount = "team/approle", wrapped = true }\n'
    secret = CredentialRef(tmp_path / "id")
    found = vault(tmp_path, BAO + URL + more + text)
    wanted = LoginSettings(LoginMethod.APPROLE, "r-1", secret, "team/approle", wrapped=True)
    assert (found.login, found.credential) == (wanted, None)
    text = 'login = { method = "kubernetes", role = "stanch", namespace = "team-a" }\n'
    service_account = CredentialRef(Path("/var/run/secrets/kubernetes.io/serviceaccount/token"))
    wanted = LoginSettings(LoginMethod.KUBERNETES, "stanch", service_account, "kubernetes", "team-a")
    assert vault(tmp_path, BAO + URL + more + text).login == wanted

    text = 'store = "aws-ssm"\nregion = "x"\nlogin = { method = "web-identity", role = "arn:aws:iam::1:role/r" }\n'
    eks = CredentialRef(Path("/var/run/secrets/eks.amazonaws.com/serviceaccount/token"))
    wanted = LoginSettings(LoginMethod.WEB_IDENTITY, "arn:aws:iam::1:role/r", eks, "web-identity")
    assert vault(tmp_path, SOURCE + text).login == wanted

    text = 'store = "aws-ssm"\nregion = "x"\nlogin = { method = '
    more = '"assume-role", role = "arn:r", id = "AKIA", file = "own", external_id = "e-1", duration = "30m" }\n'
    secret, half = CredentialRef(tmp_path / "own", "AKIA"), timedelta(minutes=30)
    wanted = LoginSettings(LoginMethod.ASSUME_ROLE, "arn:r", secret, "assume-role", external_id="e-1", life=half)
    assert vault(tmp_path, SOURCE + text + more).login == wanted
    assert vault(tmp_path, SOURCE + text + '"instance" }\n').login == LoginSettings(
        LoginMethod.INSTANCE, "", None, "instance"
    )
    assert vault(tmp_path, SOURCE + text + '"container", role = "arn:r" }\n').login == LoginSettings(
        LoginMethod.CONTAINER, "arn:r", None, "container"
    )


def test_a_profile_of_a_credentials_file(tmp_path: Path) -> None:
    text = 'store = "aws-ssm"\nregion = "eu-west-1"\ncredential = { file = "own", profile = "stanch" }\n'
    found = vault(tmp_path, SOURCE + text)
    assert (found.credential, found.profile) == (CredentialRef(tmp_path / "own"), "stanch")


LOGIN = BAO + URL + 'paths = ["kv/"]\n'
WRAPPED = 'login = { method = "approle", role_id = "r-1", file = "id", wrapped = true }\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (LOGIN + 'login = { method = "approle", file = "x" }\n', "login.role_id: is missing, which approle needs"),
        (LOGIN + 'login = { method = "approle", role_id = "r" }\n', "login: needs one of file and credential"),
        (
            LOGIN + 'login = { method = "approle", role_id = "r", role = "x", file = "x" }\n',
            "login.role: means nothing to approle",
        ),
        (LOGIN + 'login = { method = "web-identity", role = "r" }\n', "login.method: means nothing to this store"),
        (
            SOURCE + 'store = "aws-ssm"\nregion = "x"\nlogin = { method = "kubernetes", role = "r" }\n',
            'login.method: means nothing to this store — write method = "web-identity", "assume-role"',
        ),
        (
            SOURCE + 'store = "aws-ssm"\nregion = "x"\nlogin = { method = "web-identity", role = "r", mount = "m" }\n',
            "login.mount: means nothing to web-identity",
        ),
        *(
            (SOURCE + 'store = "aws-ssm"\nregion = "x"\nlogin = { method = ' + text + " }\n", f"login.{words}")
            for text, words in (
                ('"assume-role", role = "arn:r", file = "x"', "id: is missing, which assume-role needs"),
                ('"assume-role", id = "A", file = "x"', "role: is missing, which assume-role needs"),
                ('"container", file = "x"', "file: means nothing to container"),
                ('"instance", id = "A"', "id: means nothing to instance"),
                ('"instance", external_id = "e-1"', "external_id: is of a role that is assumed, and there is none"),
                ('"instance", role = "arn:r", external_id = "a b"', "external_id: is none"),
                ('"instance", role = "arn:r", duration = "13h"', "duration: is not between 15 minutes and 12 hours"),
                ('"web-identity", role = "arn:r", duration = "1h"', "duration: means nothing to web-identity"),
            )
        ),
        (LOGIN + 'login = { method = "kubernetes" }\n', "login.role: is missing, which kubernetes needs"),
        (LOGIN + 'login = { method = "ldap", role = "r" }\n', "`ldap` is none of its values"),
        (
            LOGIN + 'login = { method = "kubernetes", role = "r", wrapped = true }\n',
            "login.wrapped: means nothing to kubernetes",
        ),
        (
            LOGIN + 'login = { method = "kubernetes", role = "r", mount = "/a/" }\n',
            "login.mount: is no path",
        ),
        (
            LOGIN + OWN + 'login = { method = "kubernetes", role = "r" }\n',
            "sources.v.credential: means nothing to openbao here",
        ),
        (
            SOURCE + 'store = "gcp"\npaths = ["p"]\nlogin = { method = "kubernetes", role = "r" }\n',
            "sources.v.login: means nothing to gcp here",
        ),
        (
            '[[sources]]\nkind = "git"\npath = "p"\nlogin = { method = "kubernetes", role = "r" }\n',
            "login: means nothing",
        ),
        (
            SOURCE + 'store = "gcp"\npaths = ["p"]\ncredential = { file = "x", profile = "p" }\n',
            "profile: means nothing",
        ),
        (
            SOURCE + 'store = "aws-ssm"\nregion = "x"\ncredential = { file = "x", id = "A", profile = "p" }\n',
            "credential.id: stands beside a profile",
        ),
        (SOURCE, "stanch.toml:4: sources.v.store: is missing — write store ="),
        (SOURCE + 'store = "lastpass"\n', "stanch.toml:7: sources.v.store: `lastpass` is none of its values"),
        (BAO + URL + OWN, "stanch.toml:4: sources.v.paths: is missing, which openbao needs"),
        (BAO + OWN + 'paths = ["kv/"]\n', "stanch.toml:4: sources.v.url: is missing, which openbao needs"),
        (BAO + URL + 'paths = ["kv/"]\n', "stanch.toml:4: sources.v.credential: is missing, which openbao needs"),
        (BAO + URL + OWN + 'paths = ["/v1/kv/"]\n', "stanch.toml:10: sources.v.paths[1]: is no path of a KV engine"),
        (BAO + OWN + 'url = "http://bao:8200"\npaths = ["kv/"]\n', "sources.v.url: is no https:// address"),
        (BAO + OWN + 'url = "https://u:p@bao"\npaths = ["kv/"]\n', "sources.v.url: is no https:// address"),
        (BAO + URL + OWN + 'paths = ["kv/"]\nproxy = "socks://p:1"\n', "sources.v.proxy: is no address of a proxy"),
        (BAO + URL + OWN + 'paths = ["kv/"]\nproxy = "http://u:p@p:1"\n', "sources.v.proxy: is no address of a proxy"),
        (BAO + OWN + 'system = "nobody"\npaths = ["kv/"]\n', "sources.v.system: is no system of provider openbao"),
        (BAO + URL + KEY + 'paths = ["kv/"]\n', "sources.v.credential.id: means nothing to openbao"),
        (BAO + URL + OWN + 'paths = ["kv/"]\nregion = "x"\n', "sources.v.region: means nothing to openbao here"),
        (BAO + URL + OWN + 'paths = ["kv/"]\nexclude = ["x"]\n', "sources.v.exclude: means nothing to a vault"),
        (BAO + URL + 'paths = ["kv/"]\ntoken = { file = "x" }\n' + OWN, "sources.v.token: means nothing to a vault"),
        (BAO + URL + 'paths = ["kv/"]\nowner = "acme"\n' + OWN, "sources.v.owner: means nothing to a vault"),
        (SOURCE + 'vault = "openbao"\n', "sources.v.vault: there is no such key — did you mean `store`?"),
        (BAO + 'endpoint = "https://bao"\n', "sources.v.endpoint: there is no such key — did you mean `url`?"),
        (BAO + 'parts = ["kv/"]\n', "sources.v.parts: there is no such key — did you mean `paths`?"),
        (BAO + "zat = 1\n", "sources.v.zat: there is no such key — write one of: "),
        (BAO + 'token = "x"\n', 'and name that: credential = { file = "..." }'),
        (BAO + 'password = "x"\n', 'and name that: credential = { file = "..." }'),
        ('[[sources]]\nkind = "log"\nzzz = 1\n', "write one of: exclude, kind, layout, name, path, visibility"),
        (SOURCE + 'store = "aws-secrets"\n' + KEY, "sources.v.region: is missing, which aws-secrets needs"),
        (SOURCE + 'store = "aws-ssm"\nregion = "x"\n' + OWN, "sources.v.credential.id: is missing"),
        (
            SOURCE + 'store = "aws-ssm"\nregion = "x"\npaths = ["app"]\n' + KEY,
            "sources.v.paths[1]: is no hierarchy",
        ),
        (SOURCE + 'store = "gcp"\n' + OWN, "sources.v.paths: is missing, which gcp needs"),
        (SOURCE + 'store = "files"\n', "sources.v.path: is missing, which files needs"),
        (SOURCE + 'store = "files"\npath = "p"\n' + OWN, "sources.v.credential: means nothing to files here"),
        ('[[sources]]\nkind = "git"\npath = "p"\nstore = "gcp"\n', 'store: means nothing to a source of kind "git"'),
        ('[[sources]]\nkind = "vault"\nstore = "openbao"\n' + URL + OWN, "sources[1].name: is missing"),
        (
            LOGIN + WRAPPED + LOGIN.replace('"v"', '"w"') + WRAPPED,
            "sources.w.login.wrapped: another source unwraps that already",
        ),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        source(tmp_path, text)
    assert words in str(caught.value)
