r"""Credentials that a program or a command prints: at the first start, or because somebody asked for them.

https://www.jenkins.io/doc/book/installing/linux/ and https://help.sonatype.com/en/accessing-the-user-interface.html
https://argo-cd.readthedocs.io/en/stable/getting_started/ (initial-password);
https://www.elastic.co/docs/reference/elasticsearch/command-line-tools/reset-password (New value);
https://kubernetes.io/docs/tasks/configmap-secret/managing-secret-using-kubectl/ (base64 --decode)
https://developer.hashicorp.com/terraform/cli/commands/plan (old -> new)
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#masking-a-value-in-a-log
https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands (setvariable)
https://www.php.net/manual/en/function.print-r.php, https://www.php.net/manual/en/function.var-dump.php
"""

from __future__ import annotations

from typing import Final

from detectors.generic.values import Strength

from .said import SAID, is_told
from .services import SERVICE
from .shared import CHOSEN, RANDOM, firm, least, likely, mixed, named, place

_LINE: Final = r"(?P<password>(?:[^\s\"'$<>{}()\[\]|]|\$(?![\w{(])){6,128})[ \t]{0,8}(?=\r?\n|$)"
_NAMED: Final = r"(?i:passw(?:or)?d|secret|token|api[_\-]?key|pwd)"
# What may follow that in the name of the value itself: no secret_name, no token_ttl, no api_key_source.
# Whose a `pass` is that is a password: neither a boarding_pass nor a second_pass.
_WHOSE: Final = (
    r"(?i:db|database|sql|mysql|pg|postgres|mongo|redis|ldap|mail|smtp|imap|ftp|mq|vpn|wifi|http|user|login|auth|admin|root"
    r"|master|app|svc|service|account)"
)
_OF_IT: Final = r"(?i:(?:_(?:access|secret|private))?_?key|_?value|_?string|_?data|_?base64|_?binary|_wo|s)?_?\d{0,2}"

# As PHP prints what it holds: [db_pass] => x, [password:App\\User:private] => x, ["password"]=> string(12) "x"
_KEYS_OF_PHP: Final = ("password", "passwort", "passwd", "pass", "pwd", "pw", "passphrase")
_SECRETS_OF_PHP: Final = ("secret", "token", "api_key", "apikey", "api-key", "secret_key", "access_key", "private_key")
_OF_CLASS: Final = r"(?::(?:protected|private|[\w\\\"]{1,60}:private))?"
_OF_ANY_CLASS: Final = (":protected] => ", ":private] => ", ":protected]=>", ":private]=>")
_HASH: Final = r"(?!\*?(?i:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})(?![0-9A-Za-z]))"


def _printed(words: tuple[str, ...]) -> str:
    # Of a form, or of a page: a token that guards no account.
    named = (
        r"(?![\w.\-]{0,24}(?:csrf|xsrf|next|page|public)|_token)"
        rf"(?:(?:[\w.\-]{{0,40}}?[_.\-])?(?:{'|'.join(words)})|[\w.\-]{{0,40}}?{words[0]})"
    )
    return (
        rf"(?:\[(?i:{named}){_OF_CLASS}\][ ]=>[ ]{_HASH}"
        r"(?P<password>[^\s\"'\\]{6,128})(?=[ \t]{0,4}(?:\r?(?m:$)|\\n))"
        rf"|\[\"(?i:{named})\"{_OF_CLASS}\]=>\s{{1,40}}string\([0-9]{{1,3}}\)[ ]\"{_HASH}"
        r"(?P<password__2>[^\"\s]{6,128})\")"
    )


def _ends(words: tuple[str, ...]) -> tuple[str, ...]:
    return (*(f"{word}{end}" for word in words for end in ("] => ", '"]=>')), *_OF_ANY_CLASS)


DETECTORS = (
    # What is asked for, and the answer on the next line.
    place(
        SERVICE,
        rf"(?:\binitial-password\b[^\n]{{0,80}}|\b(?:cat|less|type|docker exec|kubectl exec|sudo)[ ][^\n]{{0,160}}?"
        rf"(?:admin\.password|initialAdminPassword|initial_root_password)|{_NAMED}[^\n]{{0,80}}?base64[ ](?:-d"
        rf"|-D|--decode)"
        rf"(?:[ ;][^\n]{{0,24}})?)[ \t]{{0,8}}\r?\n[ \t]{{0,8}}{_LINE}",
        (
            "initial-password",
            "admin.password",
            "initialadminpassword",
            "initial_root_password",
            "base64 -d",
            "base64 --decode",
        ),
        (
            (f"$ argocd admin initial-password -n argocd\n{RANDOM}\n", RANDOM),
            (f"$ docker exec nexus cat /nexus-data/admin.password\n{RANDOM}\n", RANDOM),
            (f"$ kubectl get secret db -o jsonpath='{{.data.password}}' | base64 -d\n{CHOSEN}\n", CHOSEN),
        ),
        (
            "kubectl get secret db -o jsonpath='{.data.password}' | base64 -d\ndone\n",
            "echo $SECRET | base64 --decode\nexport PATH=$PATH1\n",
            "argocd admin initial-password -n argocd\nargocd2 login\n",
        ),
        span=400,
        check=mixed("password"),
        doubts=named("password"),
    ),
    # What a runner is asked not to print
    place(
        SERVICE,
        r"(?:::add-mask::|##vso\[task\.setvariable[ ][^\]\n]{0,160}?issecret=true[^\]\n]{0,80}\])"
        r"(?P<password>(?:[^\s\"'`$<>{}()\[\]|]|\$(?![\w{(])){6,128})(?=[\"']?[ \t]{0,8}\r?(?:\n|$))",
        ("::add-mask::", "issecret=true"),
        (
            (f"::add-mask::{RANDOM}\n", RANDOM),
            (f'echo "::add-mask::{RANDOM}"\r\n', RANDOM),
            (f"##vso[task.setvariable variable=DB;issecret=true]{CHOSEN}\n", CHOSEN),
        ),
        (
            *("::add-mask::***\n", "::add-mask::$TOKEN\n", "::add-mask::eu-west-1\n", "::add-mask::my-bucket-prod1\n"),
            'echo "::add-mask::${{ steps.x.outputs.token }}"\n',
        ),
        check=is_told,
    ),
    # And what it is told of by a name
    place(
        SERVICE,
        rf"##vso\[task\.setvariable[ ]variable=[\w.\-]{{0,40}}{_NAMED}{_OF_IT}"
        rf"(?:;(?!issecret=true)[^\]\n;]{{1,24}}){{0,3}}\]{_LINE}",
        ("task.setvariable variable=",),
        (
            (f"##vso[task.setvariable variable=sqlAdminPassword]{CHOSEN}\n", CHOSEN),
            (f"2024-01-02T03:04:05.6789Z ##vso[task.setvariable variable=FeedToken;isoutput=true]{RANDOM}\n", RANDOM),
        ),
        (
            "##vso[task.setvariable variable=FeedToken]***\n",
            "##vso[task.setvariable variable=FeedToken]$(System.AccessToken)\n",
            "##vso[task.setvariable variable=tokenName]feed-token-v2\n",
            f"##vso[task.setvariable variable=buildTag]{RANDOM}\n",
        ),
        check=likely("password"),
    ),
    # Laravel's config:show, of which the dots lead to the value
    place(
        SERVICE,
        rf"(?<![\w.\-])\w[\w\-]{{0,40}}\.[\w.\-]{{0,60}}{_NAMED}{_OF_IT}[ ]\.{{4,160}}[ ]{_LINE}",
        tuple(f"{word} ...." for word in ("password", "passwd", "secret", "token", "key", "pwd")),
        ((f"  mail.mailers.smtp.password ................ {RANDOM}\n", RANDOM),),
        (
            "  mail.mailers.smtp.password ................ null\n",
            "  Reset password .......... page 12\n",
            "  Set token ............ OK200abc99X\n",
            "  auth.passwords.users.token .... users-table\n",
        ),
        check=firm("password"),
    ),
    # A variable
    place(
        SERVICE,
        rf"\becho[ ]\"?\$\{{?\w{{0,32}}{_NAMED}\w{{0,16}}\}}?\"?[ \t]{{0,8}}\r?\n[ \t]{{0,8}}{_LINE}",
        tuple(f"echo {quote}${brace}" for quote in ("", '"') for brace in ("", "{")),
        ((f"$ echo $API_TOKEN\n{RANDOM}\n", RANDOM), (f'$ echo "${{DB_PASSWORD}}"\n{RANDOM}\n', RANDOM)),
        (
            "echo $TOKEN\necho-all2\n",
            f"echo $NAME\n{RANDOM}\n",
            f"echo $SECRET_NAME\nexport A={RANDOM}\n",
            f"echo $TOKEN\nsha256:{RANDOM}\n",
        ),
        span=240,
        check=firm("password"),
    ),
    # Elasticsearch
    place(
        SAID,
        rf"(?:(?i:\bpassword for the \[?\w{{1,40}}\]? user)[^\n]{{0,120}}:[ ]?\r?\n[ \t]{{0,8}}"
        rf"|\breset\.\r?\n[ \t]{{0,8}}New value:[ ]){_LINE}",
        ("password for the ", "new value: "),
        (
            (f"Password for the elastic user (reset with `bin/x`):\n  {RANDOM}\n", RANDOM),
            (f"Password for the [elastic] user successfully reset.\nNew value: {RANDOM}\n", RANDOM),
        ),
        (
            "Password for the elastic user:\n  see above\n",
            "New value: number-of-replicas\n",
            "New value: 2024-01-01\n",
            "INFO New value: replicas3of5\n",
        ),
        span=240,
        check=least("password", Strength.FAIR),
    ),
    # What Terraform changes
    place(
        SERVICE,
        rf"\b\w{{0,32}}(?:{_NAMED}|{_WHOSE}_(?i:pass|pw)){_OF_IT}\"?[ ]{{1,32}}=[ ]\"[^\"\n]{{0,256}}\"[ ]->[ ]\""
        r"(?P<password>[^\s\"$]{4,256})\"",
        ('" -> "',),
        (
            (f'  ~ admin_password = "old" -> "{RANDOM}"', RANDOM),
            (f'  ~ "DB_PASSWORD" = "old" -> "{CHOSEN}"', CHOSEN),
            (f'  ~ "DB_PASS" = "old" -> "{CHOSEN}"', CHOSEN),
        ),
        (
            '  ~ password = "old" -> "password"',
            '  ~ version = "a1b2" -> "c3d4e5f6a7"',
            '  ~ token_ttl = "3600s" -> "86400s"',
            '  ~ secret_name = "app-db-v1" -> "app-db-credentials-v2"',
            f'  ~ boarding_pass = "old" -> "{CHOSEN}"',
            f'  ~ target_pw = "old" -> "{CHOSEN}"',
        ),
        every=True,
        prefilter=(
            r"(passw(or)?d|secret|token|api[_\-]?key|pwd|_pass|_pw)\w{0,16}\"?[ ]{1,32}=[ ]\"[^\"\n]{0,256}\"[ ]->[ ]\""
        ),
        check=likely("password"),
    ),
    # What somebody tells a machine that shall log in.
    place(
        SAID,
        r"(?i:\b(?:user(?:name)?|login|account)[ :]{1,2}[\"'`]?[\w.@\-]{2,64}[\"'`]?,?[ ](?:and|with)[ ](?:the[ ])?"
        r"(?:password|passphrase|pwd)[ :]{1,2})[\"'`]?"
        r"(?P<password>(?!(?i:authenti|authori))[^\s\"'`<>{}()$,;]{6,64}[^\s\"'`<>{}()$,;.:?])",
        (
            "and password",
            "with password",
            "and the password",
            "with the password",
            "and passphrase",
            "and pwd",
            "with pwd",
        ),
        (
            (f"log in with user ops and password {RANDOM} please", RANDOM),
            (f"use the account app with password: `{CHOSEN}`.", CHOSEN),
        ),
        (
            "the user name and password fields2",
            "user app and password authentication2 disabled",
            "login name and password",
        ),
        check=mixed("password"),
    ),
    # A variable of PHP's
    place(
        SERVICE,
        _printed(_KEYS_OF_PHP),
        _ends(_KEYS_OF_PHP),
        (
            (f"Array\n(\n    [db_user] => app\n    [db_pass] => {CHOSEN}\n)\n", CHOSEN),
            (f'"Array\\n(\\n    [db_pass] => {CHOSEN}\\n    [db_name] => app\\n)"', CHOSEN),
            (f"    [smtpPassword:protected] => {RANDOM}\n", RANDOM),
            (f"    [pwd:App\\Mailer:private] => {RANDOM}\n", RANDOM),
            (f'  ["password"]=>\n  string(9) "{CHOSEN}"\n', CHOSEN),
            (f'  ["dbPassword":"App\\Db":private]=>\n  string(24) "{RANDOM}"\n', RANDOM),
        ),
        (
            "    [password] => ********\n",
            "    [password] => e10bdc3849bc59abbe56e057f20f883e\n",
            "    [password] => $2y$10$abcdefghijklmnopqrstuu\n",
            '  ["password"]=>\n  string(8) "required"\n',
            '  ["password"]=>\n  NULL\n  ["commit"]=>\n  string(24) "' + RANDOM + '"\n',
            "    [bypass] => the2ndOne\n",
            "    [password_field] => " + RANDOM + "\n",
        ),
        span=240,
        check=mixed("password"),
        doubts=named("password"),
    ),
    place(
        SERVICE,
        _printed(_SECRETS_OF_PHP),
        _ends(_SECRETS_OF_PHP),
        (
            (f"    [client_secret] => {RANDOM}\n", RANDOM),
            (f'  ["api_key"]=>\n  string(24) "{RANDOM}"\n', RANDOM),
        ),
        (
            f"    [csrf_token] => {RANDOM}\n",
            f"    [next-token] => {RANDOM}\n",
            "    [token] => T_STRING\n",
            "    [token] => the-name-of-the-token2\n",
            f'  ["_token"]=>\n  string(24) "{RANDOM}"\n',
        ),
        span=240,
        check=least("password", Strength.RANDOM),
    ),
)
