r"""Passwords and keys that a script sets: by default for its argument, with sed in a file, where a platform keeps it.

    PASS=${1:-x}      sed -i 's/DB_PASSWORD=.*/DB_PASSWORD=x/' .env      setx DB_PASS x      cf set-env app DB_PASS x

https://www.gnu.org/software/bash/manual/bash.html (parameter expansion); https://www.gnu.org/software/sed/manual/
https://learn.microsoft.com/en-us/windows-server/administration/windows-commands/setx
https://cli.cloudfoundry.org/en-US/v8/set-env.html; https://cli.netlify.com/commands/env/;
https://docs.doppler.com/docs/cli; https://developer.hashicorp.com/consul/commands/kv/put; https://etcd.io/docs/
https://learn.microsoft.com/en-us/aspnet/core/security/app-secrets (user-secrets); https://docs.expo.dev/eas/
"""

from __future__ import annotations

import re
from typing import Final

from detectors.base import Parts

from .databases import COMMAND
from .shared import CHOSEN, RANDOM, firm, likely, mixed, named, place, word
from .tools import KEPT

_WORDS: Final = r"(?i:passw(?:or)?d|passwd|passphrase|(?<![A-Za-z])pass|pwd|(?<![A-Za-z])pw)"
_KEYS: Final = r"(?i:secret|token|api_?key|secret_?key|access_?key)"
# Where a shell is, and was.
_NO_FOLDER: Final = r"(?!(?i:old|cur|current|start|orig|base|work|my|init)?_?(?i:pwd)=)"
# What stands for it in a file that is a template.
_FILLED: Final = (
    r"(?i:password_?here|pass_?here|(?:your|my|insert|enter|db|the)_?-?password|changeme|change_me|@{1,2}\w{0,24}pass(?:word)?\w{0,8}@{1,2}"
    r"|_{1,2}\w{0,24}password_{1,2}|[<{%]{1,2}\w{0,24}pass(?:word)?[>}%]{1,2})"
)
_SED: Final = r"\b(?:sed|perl)[ ](?=-[ieprn]|[\"']s)(?:(?!(?:sed|perl)[ ])[^\n]){0,80}?(?<=[ \"';])s([/|#,@~!])"
_UP_TO: Final = r"(?:(?!\1)[^\n]){0,60}?"
_REPLACED: Final = r"(?P<{}>(?:(?!\1)[^\s\"'$\\&<>;(){{}}]){{4,128}})"
_GIVEN: Final = r"(?:[\"'\\]{0,3}\]?[ ]?(?:=>|[:=])[ ]?[\"'\\]{0,4}|[\"'\\]{1,3}[ ]?,[ ]?[\"'\\]{1,4})"
_SEDS: Final = tuple(
    f"{command}{ends}" for command in ("sed ", "perl ") for ends in ("-i", "-e", "-r", "-p", "-n", "'s", '"s')
)
_CALLED: Final = re.compile(r"[a-z]{1,24}(?:[\-_.][a-z0-9]{1,16}){1,6}")
_VERSION: Final = re.compile(r"v?\d+\.\d")
_SETS: Final = (
    r"\bsetx[ ](?:/[mM][ ])?|\bcf[ ](?:set-env|se)[ ]\S{1,60}[ ]|\btravis[ ]env[ ]set[ ]|\bnetlify[ ]env:set[ ]"
    r"|\bdoppler[ ]secrets[ ]set[ ]|\bchamber[ ]write[ ]\S{1,60}[ ]|\bcredstash[ ]put[ ]|\bconsul[ ]kv[ ]put[ ]"
    r"|\betcdctl[ ](?:(?:(?!etcdctl|[ ](?:put|set)[ ])[^\n|;]){0,120}[ ])?(?:put|set)[ ]"
    r"|\bcrudini[ ]--set[ ]\S{1,80}[ ]\S{1,40}[ ]|\baugtool[ ]set[ ]"
    r"|\buser-secrets[ ]set[ ]|\bwp[ ]config[ ]set[ ]|\b(?:eas|npx[ ]eas)[ ](?:secret|env):create[ ]--name[ =]"
)


def _is_set(parts: Parts) -> bool:
    """No path, no option, no pattern, and no version."""
    value = parts["password"].reveal()
    begins = value.startswith(("/", "-", ".", "[", "*")) or _VERSION.match(value)
    return not begins and mixed("password")(parts)


def _is_key(parts: Parts) -> bool:
    """Nothing that is called so, as what keeps secrets is: regcred-2024. Nothing that somebody fills in."""
    value = parts["password"].reveal()
    called = _CALLED.fullmatch(value) or "your" in value.lower()
    return not called and firm("password")(parts) and _is_set(parts)


def _given(words: str) -> str:
    return rf"(?:{_SETS})[\"']?[\w.:/\-]{{0,80}}?{words}[\"']?[ ]{{1,4}}(?:--value[= ])?" + word("password")


_TO_SET: Final = (
    *("setx ", "cf set-env ", "cf se ", "travis env set ", "netlify env:set ", "doppler secrets set "),
    *("chamber write ", "credstash put ", "consul kv put ", "etcdctl ", "crudini --set ", "augtool set "),
    *("user-secrets set ", "wp config set ", "secret:create ", "env:create "),
)


DETECTORS = (
    place(
        COMMAND,
        rf"(?<![\w$]){_NO_FOLDER}\w{{0,32}}{_WORDS}=[\"']?\$\{{[0-9]:?-[\"']?(?P<password>[^\s\"'${{}}]{{6,64}})[\"']?\}}",
        tuple(f"${{{at}{sign}" for at in range(1, 10) for sign in (":-", "-")),
        (
            (f"DB_PASS=${{1:-{CHOSEN}}}", CHOSEN),
            (f'PASSWORD="${{2:-{RANDOM}}}"', RANDOM),
        ),
        (
            "PASS=${1:-password}",
            "DB_PASS=${1:-$PASS}",
            "PASSES=${1:-3rounds}",
            "PASS=${1:-}",
            "HOST=${1:-db01}",
            "two_pass=${1:-x264}",
            "PWD=${1:-work-dir2x}",
            "OLD_PWD=${1:-X7q2b4k9}",
        ),
        check=_is_set,
        doubts=named("password"),
    ),
    place(
        COMMAND,
        rf"{_SED}(?:{_UP_TO}\1{_UP_TO}{_WORDS}{_GIVEN}{_REPLACED.format('password')}"
        rf"|{_UP_TO}{_FILLED}\1{_REPLACED.format('password__2')}\1)",
        _SEDS,
        (
            (f"sed -i 's/DB_PASSWORD=.*/DB_PASSWORD={CHOSEN}/' .env", CHOSEN),
            (f'sed -i "s/password_here/{RANDOM}/" wp-config.php', RANDOM),
            (f"RUN sed -ri -e 's|^password = .*|password = {CHOSEN}|' x.ini", CHOSEN),
            (f"sed -i \"s/'password' => ''/'password' => '{RANDOM}'/\" config.php", RANDOM),
            (f"perl -pi -e 's/@DB_PASS@/{CHOSEN}/g' x.conf", CHOSEN),
        ),
        (
            "sed -i 's/DB_PASSWORD=.*/DB_PASSWORD=$PASS/' .env",
            "sed -i 's/password_here/'$PASS'/' x",
            "sed 's/password: .*/password: ***/' x",
            "sed -e 's/passwd: files/passwd: files winbind/' x",
            "sed -i 's/password/passphrase2/' x",
            f"sed -i 's/version = .*/version = {RANDOM}/' x",
            "sed -i 's/connect(user, password)/connect(user, password, callback7x)/' x.js",
            f"sed -i 's/change_password/{CHOSEN}/' urls.py",
        ),
        span=400,
        check=_is_set,
        doubts=named("password"),
    ),
    # The same of keys, which have fewer words of their own.
    place(
        COMMAND,
        rf"{_SED}{_UP_TO}\1{_UP_TO}{_KEYS}{_GIVEN}{_REPLACED.format('password')}",
        _SEDS,
        (
            (f"sed -i 's/API_KEY=.*/API_KEY={RANDOM}/' .env", RANDOM),
            (f"sed -i \"s/'secret', ''/'secret', '{RANDOM}'/\" x.php", RANDOM),
        ),
        (
            "sed 's/token=[a-z0-9]*/token=REDACTED/g'",
            "sed -n 's/.*token=\\([a-z0-9]*\\).*/\\1/p'",
            "sed -i 's/refresh(token, err)/refresh(token, backoff32x)/' x.go",
            "sed -i 's#app/secret:1.0#app/secret:1.0.1-rc2x#' x.yaml",
            "sed -i 's/token: str/token: bytes32/' x.sol",
            "sed -i 's/secret: old/secret: regcred-2024/' x.yaml",
        ),
        span=400,
        check=_is_key,
        doubts=named("password"),
    ),
    place(
        KEPT,
        _given(_WORDS),
        _TO_SET,
        (
            (f"setx DB_PASS {CHOSEN}", CHOSEN),
            (f"setx /M DB_PASS {CHOSEN}", CHOSEN),
            (f"cf set-env shop DB_PASSWORD '{RANDOM}'", RANDOM),
            (f"doppler secrets set SMTP_PASS {CHOSEN}", CHOSEN),
            (f'dotnet user-secrets set "Smtp:Pass" "{CHOSEN}"', CHOSEN),
            (f"consul kv put shop/db/password {RANDOM}", RANDOM),
            (f"crudini --set /etc/x.conf database password {CHOSEN}", CHOSEN),
            (f"eas secret:create --name DB_PASS --value {RANDOM}", RANDOM),
        ),
        (
            "setx DB_PASS %PASS%",
            "cf set-env shop DB_PASSWORD $DB_PASSWORD",
            "setx PASS_COUNT 12",
            "consul kv put shop/db/password password",
            f"setx BUILD_ID {RANDOM}",
        ),
        check=likely("password"),
        doubts=named("password"),
    ),
    place(
        KEPT,
        _given(_KEYS),
        _TO_SET,
        (
            (f"setx SHOP_TOKEN {RANDOM}", RANDOM),
            (f'dotnet user-secrets set "Shop:ApiKey" "{RANDOM}"', RANDOM),
        ),
        (
            "crudini --set /etc/x.conf token provider fernet",
            "crudini --set /etc/x.conf DEFAULT token fernet2",
            "travis env set API_KEY 123abc",
            "setx SHOP_TOKEN shop_yourtoken123",
            "consul kv put shop/token 10m30s",
            "cf set-env shop TOKEN %TOKEN%",
        ),
        check=_is_key,
        doubts=named("password"),
    ),
)
