r"""Passwords that a script sets: by default for its argument, with sed in a file, as a variable that a platform keeps.

    PASS=${1:-x}      sed -i 's/DB_PASSWORD=.*/DB_PASSWORD=x/' .env      setx DB_PASS x      cf set-env app DB_PASS x

https://www.gnu.org/software/bash/manual/bash.html (parameter expansion); https://www.gnu.org/software/sed/manual/
https://learn.microsoft.com/en-us/windows-server/administration/windows-commands/setx
https://cli.cloudfoundry.org/en-US/v8/set-env.html; https://cli.netlify.com/commands/env/;
https://docs.doppler.com/docs/cli; https://developer.hashicorp.com/consul/commands/kv/put; https://etcd.io/docs/
https://learn.microsoft.com/en-us/aspnet/core/security/app-secrets (user-secrets); https://docs.expo.dev/eas/
"""

from __future__ import annotations

from typing import Final

from detectors.base import Parts

from .databases import COMMAND
from .shared import CHOSEN, RANDOM, likely, mixed, named, place, word
from .tools import KEPT

_WORDS: Final = r"(?i:passw(?:or)?d|passwd|passphrase|(?<![A-Za-z])pass|pwd|(?<![A-Za-z])pw)"
_KEYS: Final = r"(?i:secret|token|api_?key|secret_?key|access_?key)"
# What stands for it in a file that is a template.
_FILLED: Final = (
    r"(?i:password_?here|pass_?here|(?:your|my|change|insert|enter|db|the)_?-?password|changeme|change_me|@{1,2}\w{0,24}pass(?:word)?\w{0,8}@{1,2}"
    r"|_{1,2}\w{0,24}password_{1,2}|[<{%]{1,2}\w{0,24}pass(?:word)?[>}%]{1,2})"
)
_SED: Final = r"\b(?:sed|perl)[ ](?=-[ieprn]|[\"']s)(?:(?!(?:sed|perl)[ ])[^\n]){0,80}?(?<=[ \"';])s([/|#,@~!])"
_UP_TO: Final = r"(?:(?!\1)[^\n]){0,60}?"
_REPLACED: Final = r"(?P<{}>(?:(?!\1)[^\s\"'$\\&<>;(){{}}]){{4,128}})"
_SETS: Final = (
    r"\bsetx[ ]|\bcf[ ](?:set-env|se)[ ]\S{1,60}[ ]|\btravis[ ]env[ ]set[ ]|\bnetlify[ ]env:set[ ]"
    r"|\bdoppler[ ]secrets[ ]set[ ]|\bchamber[ ]write[ ]\S{1,60}[ ]|\bcredstash[ ]put[ ]|\bconsul[ ]kv[ ]put[ ]"
    r"|\betcdctl[ ](?:[^\n|;]{0,120}?[ ])?(?:put|set)[ ]|\bcrudini[ ]--set[ ]\S{1,80}[ ]\S{1,40}[ ]|\baugtool[ ]set[ ]"
    r"|\buser-secrets[ ]set[ ]|\bwp[ ]config[ ]set[ ]|\b(?:eas|npx[ ]eas)[ ](?:secret|env):create[ ]--name[ =]"
)


def _is_set(parts: Parts) -> bool:
    """No path, no option, no pattern."""
    value = parts["password"].reveal()
    return mixed("password")(parts) and not value.startswith(("/", "-", ".", "[", "*"))


DETECTORS = (
    place(
        COMMAND,
        rf"(?<![\w$])\w{{0,32}}{_WORDS}=[\"']?\$\{{[0-9]:?-[\"']?(?P<password>[^\s\"'${{}}]{{4,64}})[\"']?\}}",
        tuple(f"${{{at}{sign}" for at in range(1, 10) for sign in (":-", "-")),
        (
            (f"DB_PASS=${{1:-{CHOSEN}}}", CHOSEN),
            (f'PASSWORD="${{2:-{RANDOM}}}"', RANDOM),
        ),
        ("PASS=${1:-password}", "DB_PASS=${1:-$PASS}", "PASSES=${1:-3rounds}", "PASS=${1:-}", "HOST=${1:-db01}"),
        check=_is_set,
        doubts=named("password"),
    ),
    place(
        COMMAND,
        rf"{_SED}(?:{_UP_TO}\1{_UP_TO}(?:{_WORDS}|{_KEYS})[\"'\\]{{0,3}}\]?[ ]?(?:=>|[:=,])[ ]?[\"'\\]{{0,4}}"
        rf"{_REPLACED.format('password')}|{_UP_TO}{_FILLED}\1{_REPLACED.format('password__2')}\1)",
        tuple(
            f"{command}{ends}" for command in ("sed ", "perl ") for ends in ("-i", "-e", "-r", "-p", "-n", "'s", '"s')
        ),
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
            "sed 's/token=[a-z0-9]*/token=REDACTED/g'",
            "sed -n 's/.*token=\\([a-z0-9]*\\).*/\\1/p'",
            f"sed -i 's/version = .*/version = {RANDOM}/' x",
        ),
        span=400,
        check=_is_set,
        doubts=named("password"),
    ),
    place(
        KEPT,
        rf"(?:{_SETS})[\"']?[\w.:/\-]{{0,80}}?(?:{_WORDS}|{_KEYS})[\"']?[ ]{{1,4}}(?:--value[= ])?" + word("password"),
        (
            *("setx ", "cf set-env ", "cf se ", "travis env set ", "netlify env:set ", "doppler secrets set "),
            *("chamber write ", "credstash put ", "consul kv put ", "etcdctl ", "crudini --set ", "augtool set "),
            *("user-secrets set ", "wp config set ", "secret:create ", "env:create "),
        ),
        (
            (f"setx DB_PASS {CHOSEN}", CHOSEN),
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
            "crudini --set /etc/x.conf token provider fernet",
            f"setx BUILD_ID {RANDOM}",
        ),
        check=likely("password"),
        doubts=named("password"),
    ),
)
