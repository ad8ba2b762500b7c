"""What a command answers that was asked for a secret: the store, and on the next line the value.

https://docs.cloud.google.com/sdk/gcloud/reference/secrets/versions/access;
https://docs.aws.amazon.com/cli/latest/reference/secretsmanager/get-secret-value.html
https://learn.microsoft.com/en-us/cli/azure/keyvault/secret; https://developer.hashicorp.com/vault/docs/commands/kv/get
https://etcd.io/docs/v3.6/op-guide/; https://redis.io/docs/latest/commands/config-get/
https://developer.hashicorp.com/consul/commands/acl/bootstrap; https://developer.hashicorp.com/nomad/commands/acl/bootstrap
https://man7.org/linux/man-pages/man8/wg.8.html (genkey)
"""

from __future__ import annotations

from typing import Final

from detectors.base import Parts
from detectors.forms import BASE64, HEX, made, made_uuid
from detectors.generic.values import Strength
from detectors.wireguard import PRIVATE as WIREGUARD

from .services import SERVICE
from .shared import CHOSEN, RANDOM, firm, is_name, least, mixed, named, place

_NAMED: Final = r"(?i:passw(?:or)?d|secret|token|api[_\-]?key|pwd)"
_LINE: Final = r"(?P<password>(?:[^\s\"'$<>{}()\[\]|,;]|\$(?![\w{(])){6,128})[ \t]{0,8}(?=\r?\n|$)"


def _is_printed(parts: Parts) -> bool:
    """No path, option or number of a next command."""
    return not parts["password"].reveal().startswith(("/", "-", "./")) and mixed("password")(parts)


# Commands that print nothing but one value. AWS' do where they are asked for text.
_STORES: Final = (
    r"(?:gcloud[ ]secrets[ ]versions[ ]access|aws[ ]secretsmanager[ ]get-secret-value|az[ ]keyvault[ ]secret[ ]show"
    r"|aws[ ]ssm[ ]get-parameters?[ ][^\n]{0,120}?--with-decryption"
    r"|az[ ][a-z ]{2,32}(?:credential|keys)[ ](?:show|list)"
    r"|(?:vault|bao)[ ](?:kv[ ]get|read)[ ][^\n]{0,80}?-field[= ]|heroku[ ]config:get|(?:go)?pass[ ]show|op[ ]read"
    rf"|(?:terraform|tofu)[ ]output[ ]-raw[ ][^\n]{{0,40}}?{_NAMED}|pulumi[ ]config[ ]get[ ][^\n]{{0,40}}?{_NAMED}"
    rf"|r?bw[ ]get[ ]password|cat[ ]/run/secrets/|printenv[ ]\w{{0,32}}{_NAMED}|doppler[ ]secrets[ ]get"
    r"|infisical[ ]secrets[ ]get|secret-tool[ ]lookup|security[ ]find-(?:generic|internet)-password"
    rf"|(?:consul[ ]kv[ ]get|etcdctl[ ]get|snap[ ]get|chamber[ ]read)[ ][^\n]{{0,80}}?{_NAMED})"
)
_ID: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_MADE_KEY: Final = made(BASE64, 42, "printed") + "A="
_MADE_ID: Final = made_uuid("printed")
_MADE_HEX: Final = made(HEX, 64, "kept")


def _is_kept(parts: Parts) -> bool:
    """As by a machine, or chosen with a digit: the column has names and numbers, too."""
    value = parts["password"].reveal()
    made_so = least("password", Strength.RANDOM)(parts)
    return not value.startswith("/") and (made_so or (firm("password")(parts) and not is_name(value)))


DETECTORS = (
    place(
        SERVICE,
        rf"\b{_STORES}[^\n]{{0,200}}\r?\n[ \t]{{0,8}}\"?(?P<password>(?:[^\s\"'$<>{{}}()\[\]|,;]"
        r"|\$(?![\w{(])){6,128})\"?[ \t]{0,8}(?=\r?\n|$)",
        (
            *("versions access", "get-secret-value", "--with-decryption", "keyvault secret show", "credential show"),
            *(
                "keys list",
                "vault kv get",
                "vault read",
                "bao kv get",
                "bao read",
                "config:get",
                "pass show",
                "op read",
            ),
            *("output -raw", "pulumi config get", "bw get password", "cat /run/secrets/", "printenv ", "secrets get"),
            *("secret-tool lookup", "find-generic-password", "find-internet-password", "consul kv get", "etcdctl get"),
            *("chamber read", "snap get", "keys show", "credential list"),
        ),
        (
            (f"$ gcloud secrets versions access latest --secret=db\n{RANDOM}\n", RANDOM),
            (f"$ aws secretsmanager get-secret-value --secret-id db --output text\n{CHOSEN}\n", CHOSEN),
            (f"$ aws ssm get-parameter --name /db --with-decryption --query Parameter.Value\n{RANDOM}\n", RANDOM),
            (f'$ az keyvault secret show --name db --query value\n"{RANDOM}"\n', RANDOM),
            (f"$ az acr credential show -n reg --query passwords[0].value -o tsv\n{RANDOM}\n", RANDOM),
            (f"$ vault kv get -mount=secret -field=password db\n{CHOSEN}\n", CHOSEN),
            (f"$ heroku config:get DB_PASSWORD -a shop\n{RANDOM}\n", RANDOM),
            (f"$ terraform output -raw db_password\n{RANDOM}\n", RANDOM),
            (f"$ cat /run/secrets/db\n{RANDOM}\n", RANDOM),
            (f"$ consul kv get shop/smtp/password\n{CHOSEN}\n", CHOSEN),
        ),
        (
            "gcloud secrets versions access latest --secret=db\ndone\n",
            "aws secretsmanager get-secret-value --secret-id db\n{\n",
            f"X=$(vault kv get -field=password db)\nexport Y={RANDOM}\n",
            f"$ terraform output -raw image_tag\n{RANDOM}\n",
            f"$ consul kv get shop/release\n{RANDOM}\n",
            "$ vault kv get -field=password db\n$ exit2\n",
            "$ pass show infra/db\npasswordstore\n",
        ),
        span=480,
        check=_is_printed,
        doubts=named("password"),
    ),
    # Keys and their values, line by line.
    place(
        SERVICE,
        rf"\betcdctl[ ]get[ ][^\n]{{0,120}}\n(?:[^\n]{{0,160}}\n){{0,16}}?"
        rf"/?[\w./\-]{{0,120}}{_NAMED}\r?\n{_LINE}",
        ("etcdctl get",),
        ((f"$ etcdctl get --prefix /shop\n/shop/level\ninfo\n/shop/smtp_password\n{CHOSEN}\n", CHOSEN),),
        (
            f"$ etcdctl get --prefix /shop\n/shop/level\n{RANDOM}\n",
            "$ etcdctl get --prefix /shop\n/shop/smtp_password\n/shop/x7q2k9\n",
        ),
        span=1024,
        every=True,
        check=_is_printed,
    ),
    # Redis
    place(
        SERVICE,
        r"(?:1\)[ ])?\"?(?:requirepass|masterauth)\"?\r?\n(?:2\)[ ])?\"?(?!requirepass|masterauth)"
        r"(?P<password>[^\s\"'$<>{}()\[\]|]{4,128})\"?(?=\r?\n|$)",
        ('requirepass"', "requirepass\n", "requirepass\r", 'masterauth"', "masterauth\n", "masterauth\r"),
        (
            (f'1) "requirepass"\n2) "{RANDOM}"\n', RANDOM),
            (f"$ redis-cli config get masterauth\nmasterauth\n{CHOSEN}\n", CHOSEN),
        ),
        ('1) "requirepass"\n2) ""\n', "requirepass\nforgotten\n", 'config.get("requirepass")\n'),
        span=240,
        check=mixed("password"),
    ),
    # WireGuard
    place(
        WIREGUARD,
        r"\b(?:wg[ ]gen(?:key|psk)(?![^\n]{0,120}[|>])|(?:cat|less)[ ][\w./~\-]{0,80}?private[_\-.]?key)[ \t]{0,8}\r?\n"
        r"(?P<key>[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)[ \t]{0,8}(?=\r?\n|$)",
        ("wg genkey", "wg genpsk", "cat privatekey", "cat private.key", "/privatekey", "/private.key"),
        (
            (f"$ wg genkey\n{_MADE_KEY}\n", _MADE_KEY),
            (f"$ sudo cat /etc/wireguard/privatekey\n{_MADE_KEY}\n", _MADE_KEY),
        ),
        (
            f"$ wg genkey | tee privatekey | wg pubkey\n{_MADE_KEY}\n",
            f"$ cat publickey\n{_MADE_KEY}\n",
            f"$ cat privatekey | wg pubkey\n{_MADE_KEY}\n",
            f"$ wg genkey > privatekey\n{_MADE_KEY}\n",
        ),
        span=240,
        check=least("key", Strength.RANDOM),
    ),
    # Consul's and Nomad's tokens
    place(
        SERVICE,
        rf"(?i:\baccessor[ ]?id\"?[ ]{{0,12}}[:=][ ]{{0,12}}\"?{_ID}\"?,?\s{{1,40}}\"?secret[ ]?id)\"?[ ]{{0,12}}[:=]"
        rf"[ ]{{0,12}}\"?(?P<password>{_ID})\b",
        ("accessorid", "accessor id"),
        (
            (f"AccessorID:       {made_uuid('accessor')}\nSecretID:         {_MADE_ID}\n", _MADE_ID),
            (f'{{"AccessorID": "{made_uuid("json")}",\n  "SecretID": "{_MADE_ID}"}}', _MADE_ID),
            (f"Accessor ID  = {made_uuid('accessor')}\nSecret ID    = {_MADE_ID}\nType = client\n", _MADE_ID),
        ),
        (
            f"AccessorID:       {_MADE_ID}\nDescription:      x\n",
            f"AccessorID:       {_MADE_ID}\nSecretID:         <hidden>\n",
        ),
        span=240,
        check=least("password", Strength.RANDOM),
    ),
    # Vault's tables: what they have in the column of keys, and a value that no line's end cuts.
    place(
        SERVICE,
        r"(?m:^)Key[ ]{2,60}Value[ \t]{0,4}\r?\n---[ ]{2,60}-----[ \t]{0,4}\r?\n(?:(?!Key[ ])\w[^\n]{0,240}\n){0,16}?"
        r"(?!(?i:[\w.\-]{0,40}(?:accessor|_id|type|ttl|polic|duration|renewable|meta|public)))[\w.\-]{0,40}?"
        r"(?i:passw(?:or)?d|passphrase|secret|token|key|pwd|pass|dsn|pepper|salt|seed|cookie|credentials?)\d?[ ]{2,60}"
        r"(?P<password>[^\s\"'$<>{}\[\]]{6,512})[ \t]{0,4}\r?(?m:$)",
        ("value\n---  ", "value\r\n---  "),
        (
            (
                f"Key            Value\n---            -----\nhost           db1\nsigning_key    {_MADE_HEX}\n",
                _MADE_HEX,
            ),
            (f"Key         Value\n---         -----\nusername    app\npassword    {CHOSEN}\n", CHOSEN),
        ),
        (
            "Key            Value\n---            -----\nlease_id       database/creds/app/Xq7\n",
            f"Key            Value\n---            -----\ntoken_accessor {_MADE_HEX}\n",
            f"Key            Value\n---            -----\nrevision       {_MADE_HEX}\n",
            "Key            Value\n---            -----\npassword       n/a\n",
        ),
        span=1600,
        every=True,
        check=_is_kept,
        doubts=named("password"),
    ),
    # What Azure's Key Vault answers: beside the address of the secret
    place(
        SERVICE,
        r"\"id\\{0,3}\":\s?\\{0,3}\"https://[\w\-]{1,64}\.vault\.azure\.net/secrets/[\w.\-]{1,128}(?:/[0-9a-f]{32})?\\{0,3}\""
        r"(?:[^{}]|\{\}){0,400}?\\{0,3}\"value\\{0,3}\":\s?\\{0,3}\""
        r"(?P<password>[^\s\"\\]{6,256})\\{0,3}\"(?=\s{0,8}(?:[,}\]]|\\{1,3}n))",
        (".vault.azure.net/secrets/",),
        (
            (
                f'{{"id": "https://v.vault.azure.net/secrets/x/{_MADE_HEX[:32]}", "tags": {{}}, "value": "{CHOSEN}"}}',
                CHOSEN,
            ),
        ),
        (
            '{"id": "https://kv1.vault.azure.net/secrets/sql/0a1b2c3d4e5f60718293a4b5c6d7e8f9", "value": null}',
            '{"id": "https://kv1.vault.azure.net/secrets/sql", "value": "password"}',
            f'{{"id": "https://kv1.vault.azure.net/keys/sql", "value": "{CHOSEN}"}}',
            f'{{"id": "https://kv1.vault.azure.net/secrets/sql", "value": "{CHOSEN}\\"9"}}',
            '"secretUri": "https://kv1.vault.azure.net/secrets/sql", "name": "tier", "value": "Standard_v2"',
        ),
        span=640,
        check=mixed("password"),
    ),
    # Behind the prompt of Redis, and as an argument of its client
    place(
        SERVICE,
        r"(?:(?:[0-9]{2,5}(?:\[[0-9]{1,2}\])?|connected|redis)>[ ]|\bredis-cli[ ](?:[^\n|;]{0,120}?[ ])?)"
        r"(?i:auth)[ ](?:[\w.@\-]{2,64}[ ](?=\S{6}))?"
        r"[\"']?(?P<password>[^\s\"'$<>{}()]{6,256})[\"']?[ \t]{0,4}\r?(?m:$)",
        ("> auth ", "redis-cli"),
        (
            (f"127.0.0.1:6379> AUTH {RANDOM}\nOK\n", RANDOM),
            (f"10.0.0.7:6379[2]> auth app {CHOSEN}\n", CHOSEN),
            (f"redis-cli -h cache1 AUTH '{RANDOM}'\n", RANDOM),
        ),
        (
            "127.0.0.1:6379> AUTH password\n",
            "127.0.0.1:6379> AUTH <password>\n",
            "redis-cli -h cache1 auth is-required2 here\n",
            f"nc cache1 6379 > auth {RANDOM}\n",
        ),
        check=mixed("password"),
        doubts=named("password"),
    ),
)
