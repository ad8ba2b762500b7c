"""Files in which tools keep credentials: known by their names, so that even a weak password in them is one.

https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html
https://www.postgresql.org/docs/current/libpq-pgpass.html, https://docs.npmjs.com/cli/configuring-npm/npmrc
https://packaging.python.org/en/latest/specifications/pypirc/, https://git-scm.com/docs/git-credential-store
https://docs.docker.com/reference/cli/docker/login/#credential-stores (auth: base64 of user:password)
https://the.earth.li/~sgtatham/putty/latest/htmldoc/AppendixC.html (PPK), https://wiki.filezilla-project.org/
"""

from __future__ import annotations

import base64
from typing import Final

from detectors.base import Parts, Secret
from detectors.filters.public_parts import is_role
from detectors.forms import BASE64, made, one
from detectors.generic.values import Strength
from detectors.places import EVERYWHERE, TESTS, Place
from detectors.postgres import URL as POSTGRES

from .shared import CHOSEN, LOGIN_OF_URL, RANDOM, decoded, decoded_login, least, likely, login, meant, place, real

NETRC = login("netrc-password", "Password in .netrc")
NPM = one("package-registry-auth", "Credential of a package registry")
PYPIRC = login("pypirc-password", "Password in .pypirc")
GIT = login("git-credential", "Password in a git credential store")
DOCKER = login("docker-auth", "Docker registry login")
TOOL = one("tool-password", "Password in a tool's settings", part="password")
FILEZILLA = one("filezilla-password", "Password in FileZilla's settings", part="password")
PUTTY = one("putty-private-key", "PuTTY private key", part="key", doubtful=TESTS | Place.PROSE)
MASTER = one("rails-master-key", "Rails master key", part="key")

_AUTH: Final = base64.b64encode(f"app:{RANDOM}".encode()).decode()
_PASS: Final = base64.b64encode(RANDOM.encode()).decode()
_HEX: Final = made("0123456789abcdef", 32, "master")
_PPK: Final = "\n".join(made(BASE64, 64, str(line)) for line in range(2))
_WEAK: Final = "sun" + "ny"
_VALUE: Final = r"[^\s\"'#;][^\s\"']{0,255}"

_SETTINGS: Final = (
    *(
        ".netrc",
        "_netrc",
        "netrc",
        "*.netrc",
        ".esmtprc",
        ".msmtprc",
        ".mutt*rc",
        ".fetchmailrc",
        "lftp.conf",
        ".lftprc",
    ),
    *(".smbcredentials", ".tugboat", "*.ovpn", "cntlm*.conf", ".mbsyncrc", "mbsyncrc", "*isyncrc", "vpnc*.conf"),
)


def _pgpass(parts: Parts) -> Parts:
    return parts if is_role(parts["role"].reveal()) else {}


def _is_login(parts: Parts) -> bool:
    """As by a machine, or base64 of a password that somebody chose, with or without its user."""
    plain = decoded(parts["token"].reveal())
    chosen = {"password": Secret(plain.rpartition(":")[2])} if plain else {}
    return least("token")(parts) or (bool(chosen) and likely("password")(chosen))


def _filezilla(parts: Parts) -> Parts:
    plain = decoded(parts["password"].reveal())
    return {"password": Secret(plain)} if plain else {}


DETECTORS = (
    place(
        NETRC,
        rf"\bmachine\s{{1,8}}(?:[\w.\-]{{1,128}})\s{{1,16}}login\s{{1,8}}(?P<user>\S{{1,128}})\s{{1,16}}password\s{{1,8}}(?P<password>{_VALUE})",
        ("machine",),
        (
            (f"machine api.example.com login app password {RANDOM}", RANDOM),
            (f"machine git.example.com\n  login app\n  password {CHOSEN}\n", CHOSEN),
        ),
        ("machine learning login password", "machine example.com login app password $PASSWORD"),
        prefilter=r"machine\s{1,8}[\w.\-]{1,128}\s{1,16}login",
        mark=r"[\w.\-]\s{1,16}login",
        span=512,
        check=likely("password"),
    ),
    place(
        POSTGRES,
        r"(?m:^)(?P<host>[\w.\-*/]{1,253}):(?:\d{1,5}|\*):(?P<database>[^:\s]{1,128}):(?P<role>[^:\s]{1,128}):(?P<password>[^\s:][^\s]{0,255})",
        (":",),
        ((f"db.example.com:5432:orders:app:{CHOSEN}", CHOSEN), (f"*:*:*:app:{RANDOM}", RANDOM)),
        ("#hostname:port:database:username:password", "db:5432:orders:app:$PASSWORD"),
        prefilter=r":(\d{1,5}|\*):[^:\s]{1,128}:[^:\s]{1,128}:[^\s:]",
        mark=r":(?:[0-9]{4,5}|\*):[^:\s]",
        parse=_pgpass,
        check=meant("password"),
        paths=(".pgpass", "pgpass.conf", "*.pgpass", "pgpass"),
    ),
    # Composer's auth.json: https://getcomposer.org/doc/articles/authentication-for-private-packages.md
    place(
        NPM,
        r"\"(?:github-oauth|gitlab-token|gitlab-oauth|bearer)\"\s{0,4}:\s{0,4}\{\s{0,24}\"[\w.\-]{3,128}\"\s{0,4}:\s{0,4}"
        r"\"(?P<token>[A-Za-z0-9_\-.]{16,256})\"",
        ("github-oauth", "gitlab-token", "gitlab-oauth", '"bearer"'),
        (
            (f'{{"github-oauth": {{"github.com": "{RANDOM}"}}}}', RANDOM),
            (f'"gitlab-token": {{\n  "gitlab.example.com": "{RANDOM}"\n}}', RANDOM),
        ),
        ('"github-oauth": {"github.com": "${GITHUB_TOKEN}"}', '"bearer": {"type": "http"}', '"github-oauth": {}'),
        prefilter=r"\"(github-oauth|gitlab-token|gitlab-oauth|bearer)\"\s{0,4}:\s{0,4}\{",
        span=320,
        check=least("token", Strength.RANDOM),
    ),
    place(
        NPM,
        rf"(?m:(?:^|:))_(?:auth|password)[ \t]{{0,4}}=[ \t]{{0,4}}[\"']?(?P<token>{_VALUE})",
        ("_auth", "_password"),
        (
            (f"_auth={_AUTH}", _AUTH),
            (f"//npm.example.com/:_password={_PASS}", _PASS),
        ),
        ("//npm.example.com/:_password=${NPM_TOKEN}", "_auth=", "always_auth=true"),
        prefilter=r"_(auth|password)[ \t]{0,4}=[ \t]{0,4}[\"']?[^\s\"'#;]",
        check=_is_login,
    ),
    place(
        PYPIRC,
        rf"(?m:^)[ \t]{{0,4}}password[ \t]{{0,4}}[:=][ \t]{{0,4}}(?P<password>{_VALUE})",
        ("password",),
        ((f"[pypi]\nusername = app\npassword = {CHOSEN}\n", CHOSEN),),
        ("password = ${PYPI_PASSWORD}", "username: app"),
        prefilter=r"(^|\n)[ \t]{0,4}password[ \t]{0,4}[:=]",
        check=meant("password"),
        paths=(".pypirc", "*.pypirc", "pypirc"),
    ),
    place(
        GIT,
        r"(?m:^)https?://(?P<user>[^\s:/]{1,128}):(?P<password>[^\s/]{1,256})@(?:[\w.\-]{1,253})",
        ("http",),
        ((f"https://app:{_WEAK}@git.example.com", _WEAK),),
        ("https://app:$PASSWORD@git.example.com", "https://git.example.com"),
        prefilter=r"https?://[^\s:/]{1,128}:[^\s/]{1,256}@",
        mark=LOGIN_OF_URL,
        check=meant("password"),
        paths=(".git-credentials", "git-credentials", "*.git-credentials", "credentials"),
    ),
    place(
        DOCKER,
        r"\\{0,2}[\"'](?:auth|_auth)\\{0,2}[\"']\s{0,4}:\s{0,4}\\{0,2}[\"'](?P<password>[A-Za-z0-9+/]{8,2048}={0,2})\\{0,2}[\"']",
        ('auth"', "auth'", "auth\\"),
        ((f'{{"auths":{{"registry.example.com":{{"auth":"{_AUTH}"}}}}}}', RANDOM),),
        ('{"auth": ""}', '{"auth": "dXNlcjpwYXNzd29yZA=="}', '{"auth": "required-for-this"}'),
        # Also in JSON that is escaped more than once, parted, and as the name of a value that stands apart.
        prefilter=(
            r"(([\"']|u0022)_?auth(\\{0,7}[\"']|\\{1,3}u0022)\s{0,4}:\s{0,4}(\\{0,7}[\"']|\\{1,3}u0022)[A-Za-z0-9+/\\]"
            r"|(name|key)\\{0,3}[\"']?\s{0,4}[:=]\s{0,4}\\{0,3}[\"']?_?auth[\"'\\])"
        ),
        parse=decoded_login("password"),
        check=lambda parts: "password" in parts and real("password")(parts),
    ),
    place(
        TOOL,
        rf"(?:(?m:^)|[ \t](?i:login[ \t]{{1,4}}\S{{1,110}}"
        rf"|port[ \t]{{1,4}}\S{{1,16}}))[ \t]{{0,8}}(?i:pass(?:word"
        rf"|wd)?)[ \t]{{1,8}}[\"']?(?P<password>{_VALUE})",
        ("pass",),
        ((f"default login anonymous password {CHOSEN}", CHOSEN), (f'password "{RANDOM}"', RANDOM)),
        ("password $PASSWORD", "passfile /etc/x", "password: x"),
        prefilter=(
            r"(^|\n|[ \t]login[ \t]{1,4}[^\s]{1,110}|port[ \t]{1,4}[^\s]{1,16})[ \t]{0,8}pass(word"
            r"|wd)?[ \t]{1,8}[\"']?[^\s\"'#;=:]"
        ),
        check=meant("password"),
        paths=_SETTINGS,
    ),
    place(
        TOOL,
        r"\"encryptedPassword\"\s{0,4}:\s{0,4}\"(?P<password>[A-Za-z0-9+/]{16,1024}={0,2})\"",
        ("encryptedpassword",),
        ((f'{{"encryptedPassword": "{_PASS}"}}', _PASS),),
        ('{"encryptedPassword": ""}', '{"encryptedUsername": "x"}'),
        check=meant("password"),
        paths=("logins.json", "logins-backup.json"),
    ),
    place(
        FILEZILLA,
        r"<Pass(?:word)?(?:[ \t]encoding=\"base64\")>(?P<password>[A-Za-z0-9+/]{4,344}={0,2})</Pass",
        ("<pass",),
        ((f'<Pass encoding="base64">{_PASS}</Pass>', RANDOM),),
        ('<Pass encoding="base64"></Pass>', '<Pass encoding="base64">cGFzc3dvcmQ=</Pass>'),
        parse=_filezilla,
        check=lambda parts: "password" in parts and real("password")(parts),
    ),
    place(
        FILEZILLA,
        r"<Pass>(?P<password>[^<\s]{3,256})</Pass>",
        ("<pass>",),
        ((f"<Host>ftp.example.com</Host>\n<Pass>{CHOSEN}</Pass>", CHOSEN),),
        ("<Pass>$PASSWORD</Pass>", "<Pass></Pass>"),
        check=meant("password"),
        paths=("filezilla*.xml", "recentservers*.xml", "sitemanager*.xml"),
    ),
    place(
        PUTTY,
        r"PuTTY-User-Key-File-[123]:[^\n]{1,64}\r?\n(?:(?!Private-Lines|Encryption:[ ]?aes)[^\n]{0,256}\n){1,80}"
        r"Private-Lines:\s?\d{1,3}\r?\n"
        r"(?P<key>[A-Za-z0-9+/=]{1,64}(?:\r?\n(?!Private-)[A-Za-z0-9+/=]{1,64})*)(?=\s|\Z)",
        ("putty-user-key-file",),
        (
            (
                (
                    f"PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nComment: app\nPublic-Lines: 1\nAAAA\nPriv"
                    f"ate-Lines: 2\n{_PPK}\n"
                ),
                _PPK,
            ),
            (
                f"PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nPrivate-Lines: 2\n{_PPK}\nPrivate-MAC: 0f3c",
                _PPK,
            ),
        ),
        (
            "PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\n",
            "putty-user-key-file-x",
            f"PuTTY-User-Key-File-2: ssh-rsa\nEncryption: aes256-cbc\nPrivate-Lines: 2\n{_PPK}\n",
        ),
        span=8192,
        places=EVERYWHERE,
        check=real("key"),
    ),
    place(
        MASTER,
        r"\A\s{0,8}(?P<key>[0-9a-f]{32})(?=\s{0,8}\Z)",
        *(
            (),
            ((_HEX, _HEX), (f"{_HEX}\r\n", _HEX), (f"\ufeff{_HEX}\r\n", _HEX)),
            (f"{_HEX}0", _HEX.upper(), f"{_HEX}  app.tar"),
        ),
        whole=True,
        check=meant("key"),
        paths=("master.key", "*.master.key", "production.key", "staging.key"),
    ),
)
