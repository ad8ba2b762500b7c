"""What tools are logged in with, and what they are given to keep: a value behind a word that no option says of it.

https://developer.hashicorp.com/vault/docs/commands/login; https://doc.rust-lang.org/cargo/commands/cargo-login.html
https://docs.snyk.io/snyk-cli/commands/auth; https://docs.digitalocean.com/reference/doctl/reference/auth/init/
https://code.visualstudio.com/api/working-with-extensions/publishing-extension (vsce, ovsx: -p)
https://learn.microsoft.com/en-us/dotnet/core/tools/dotnet-nuget-push (-k)
https://python-poetry.org/docs/repositories/#configuring-credentials; https://getcomposer.org/doc/articles/authentication-for-private-packages.md
https://bundler.io/man/bundle-config.1.html; https://twine.readthedocs.io/en/stable/ (-p)
https://docs.npmjs.com/cli/commands/npm-config; https://learn.microsoft.com/en-us/cli/azure/keyvault/secret
https://docs.aws.amazon.com/cli/latest/reference/ssm/put-parameter.html; https://cli.github.com/manual/gh_secret_set
https://core.tcl-lang.org/expect/index (send)
"""

from __future__ import annotations

from typing import Final

from detectors.forms import ALNUM, made, one
from detectors.generic.values import Strength

from .databases import COMMAND
from .shared import CHOSEN, RANDOM, command, least, likely, place, word

KEPT: Final = one("kept-secret", "Secret given to a tool to keep", part="password")
TOKEN: Final = one("login-token", "Token that a tool is logged in with")

_GIVEN: Final = r"[\"']?(?P<token>[A-Za-z0-9_\-.~+/]{16,2048}={0,2})[\"']?(?![\w\-=/.])"
_SECRET: Final = made(ALNUM, 40, "kept")
_SAYS: Final = r"(?i:passw|pwd|secret|token|key|cred)"

DETECTORS = (
    place(
        TOKEN,
        r"(?:\bvault[ ]login(?:[ ]-[\w\-]{1,20}(?:=\S{1,40})?){0,4}[ ](?:token=)?"
        r"|\bcargo[ ]login(?:[ ]--registry[ =]\S{1,40})?[ ]|\bsnyk[ ]auth[ ]"
        r"|\bdoctl[ ]auth[ ]init[ ](?:-t|--access-token)[ =]|\b(?:vsce|ovsx)[ ]publish[^\n|;]{0,80}?[ ](?:-p|--pat)[ ]"
        r"|\bnuget[ ]push[ ][^\n|;]{0,160}?[ ](?:-k|--api-key|-ApiKey)[ ]|\bpypi-token\.[\w\-]{1,40}[ ]"
        r"|\bnpm[ ]config[ ]set[ ](?:\S{1,120}:)?_(?:auth|authToken)[ =])" + _GIVEN,
        (
            *("vault login", "cargo login", "snyk auth", "doctl auth", "vsce publish", "ovsx publish", "nuget push"),
            *("pypi-token.", "npm config set"),
        ),
        (
            (f"vault login {RANDOM}", RANDOM),
            (f"vault login -method=token token={RANDOM}", RANDOM),
            (f"cargo login {RANDOM}", RANDOM),
            (f"npx snyk auth {RANDOM}", RANDOM),
            (f"doctl auth init -t {RANDOM}", RANDOM),
            (f"npx vsce publish -p {RANDOM}", RANDOM),
            (f"dotnet nuget push x.nupkg -k {RANDOM} -s https://example.com", RANDOM),
            (f"poetry config pypi-token.pypi {RANDOM}", RANDOM),
            (f"npm config set //npm.example.com/:_authToken {RANDOM}", RANDOM),
        ),
        (
            "vault login $VAULT_TOKEN",
            "vault login -method=userpass username=administrator",
            "cargo login your-api-token-of-crates",
            "snyk auth ${SNYK_TOKEN}",
            "npm config set registry https://registry.example.com",
            "dotnet nuget push package-of-ours.1.0.0.nupkg -s https://example.com",
        ),
        check=least("token", Strength.RANDOM),
    ),
    place(
        COMMAND,
        r"(?:\bhttp-basic\.[\w.\-]{1,80}[ \t]{1,2}[\w.@\-]{1,64}[ \t]{1,2}"
        r"|\bbundle[ ]config[ ](?:set[ ])?(?:--\w{1,8}[ ])?[\w.\-]{4,80}[ ][\"']?[\w.@\-]{1,64}:"
        rf"|{command('twine')}[ ](?:-p|--password)[ =]"
        r"|\bwpa_passphrase[ ](?!and[ ]|or[ ]|[^\w\s\"'$])\S{1,32}[ ](?=\S{8})"
        rf"|{command('ncftp(?:get|put|ls)')}[ ]-p[ ]|\b(?:un)?rar[ ][axetuf][ ](?:[^\n|;]{{0,160}}?[ ])?-h?p(?=\S))"
        + word("password"),
        ("http-basic.", "bundle config", "twine ", "wpa_passphrase", "ncftp", "rar "),
        (
            (f"poetry config http-basic.acme app {CHOSEN}", CHOSEN),
            (f"composer config --global http-basic.repo.acme.com app {RANDOM}", RANDOM),
            (f"bundle config set --global gems.acme.com app:{RANDOM}", RANDOM),
            (f"twine upload -u __token__ -p {RANDOM} dist/*", RANDOM),
            (f"wpa_passphrase acme {CHOSEN} >> x", CHOSEN),
            (f"unrar x -p{CHOSEN} a.rar", CHOSEN),
        ),
        (
            "poetry config http-basic.acme app $PASSWORD",
            "composer config http-basic.repo.acme.com user password",
            "bundle config set --local path vendor/bundle",
            "bundle config build.nokogiri --use-system-libraries",
            "twine upload -u __token__ -p $TOKEN dist/*",
            "# to cover wpa_passphrase and wpa_cli as well",
            "bss->ssid.wpa_passphrase = os_zalloc(cred->key_len + 1);",
            "wpa_passphrase acme pass42",
            "unrar x -p a.rar",
            "unrar x -p- a.rar",
        ),
        prefilter=(
            r"http-basic\.[\w.\-]{1,80}[ \t]{1,2}[\w.@\-]{1,64}[ \t]"
            r"|bundle[ ]config[ ][^\n]{4,100}[ ][\"']?[\w.@\-]{1,64}:"
            r"|twine\b[^\n|;]{0,256}[ ](-p|--password)[ =]|wpa_passphrase[ ]|ncftp(get|put|ls)[ ]"
            r"|\b(un)?rar[ ][axetuf][ ]([^\n|;]{0,160}[ ])?-h?p[^\s$\-]"
        ),
        check=likely("password"),
    ),
    place(
        KEPT,
        r"(?i:\baws secret access key )\[[^\]\n]{1,40}\]:[ ]{1,2}(?P<password>[A-Za-z0-9+/]{40})(?![A-Za-z0-9+/=])",
        ("aws secret access key [",),
        (
            (f"AWS Secret Access Key [None]: {_SECRET}", _SECRET),
            (
                (
                    f"$ aws configure --profile production\nAWS Secret Access Key [****************Q7ML]: {_SECRET}\n"
                    "Default region name [None]: eu-west-1\nDefault output format [None]: json\n"
                ),
                _SECRET,
            ),
        ),
        ("AWS Secret Access Key [None]:", f"AWS Secret Access Key [None]: {RANDOM}"),
        check=least("password", Strength.RANDOM),
    ),
    # A name that says what it is, and an option that only says "value".
    place(
        KEPT,
        rf"(?:\bput-parameter\b(?=[^\n|;]{{0,300}}(?:--name[ =][^\s]{{0,80}}{_SAYS}|SecureString\b))"
        r"[^\n|;]{0,200}?[ ]--value[ =]"
        rf"|\bkeyvault[ ]secret[ ]set\b[^\n|;]{{0,200}}?[ ]--value[ =]"
        rf"|\bgh[ ](?:secret|variable)[ ]set[ ]\w{{0,40}}{_SAYS}\w{{0,40}}[^\n|;]{{0,80}}?[ ](?:--body[ =]|-b[ ]?)"
        rf"|\bcreate-secret\b[^\n|;]{{0,200}}?[ ]--secret-string[ =])" + word("password"),
        ("put-parameter", "keyvault secret set", "gh secret set", "gh variable set", "create-secret"),
        (
            (f"aws ssm put-parameter --name /app/db_password --value {CHOSEN} --type SecureString", CHOSEN),
            (f"aws ssm put-parameter --name x --value {RANDOM} --type SecureString", RANDOM),
            (f"az keyvault secret set --vault-name v --name db --value '{RANDOM}'", RANDOM),
            (f'gh secret set DB_PASSWORD --body "{CHOSEN}"', CHOSEN),
            (f"aws secretsmanager create-secret --name db --secret-string {RANDOM}", RANDOM),
        ),
        (
            "aws ssm put-parameter --name /app/db_password --value $PASSWORD",
            f"aws ssm put-parameter --name /app/version --value {RANDOM}",
            'gh secret set DB_PASSWORD --body "$DB_PASSWORD"',
            "gh secret set DB_PASSWORD < file",
            "az keyvault secret set --vault-name v --name db --file x",
        ),
        check=least("password", Strength.CHOSEN),
    ),
)
