"""Redis and Valkey passwords: URLs, environment variables, redis-cli, redis.conf and rules of the ACL.

https://www.iana.org/assignments/uri-schemes/prov/redis and https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/
The canonical credential is user and password, decoded. A password without a user is that of the user `default`, which
every server has. Where it is for stays a hint, as does the number of the database.

Just over 300 lines, a third of them examples and near misses.
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, CredentialType, Detector, Parts, Secret
from .database_urls import SEPARATOR, VALUE, decoded, is_given, is_real, riddle, url
from .filters.made_up import login
from .filters.public_parts import HOST_VALUE, NAME_VALUE, is_role, split
from .places import TESTS

DEFAULT_USER: Final = "default"

URL = CredentialType(
    name="redis-url",
    title="Redis password",
    parts=("user", "password", "host", "database"),
    secret=frozenset({"password"}),
    identity=("user", "password"),
    hint="host",
    side_effects=("one connection is opened and closed; a refused one shows in ACL LOG",),
    made_up=login,
    doubtful=TESTS,
)

_SCHEME: Final = (
    r"(?<![A-Za-z0-9])(?i:(?:redis|valkey)s?(?:[+\-](?:sentinel|cluster|socket|unix|tls|ssl|srv))?|rediss-sentinel)"
    r":(?:\\?/){2}"
)
# Behind the name of a sentinel's set, if there is one.
_DATABASE: Final = r"(?:\\?/(?:[^\s\\/?#\"'<>`,;)\]}&]{1,128}\\?/)?(?P<database>\d{1,5})\b)?"
# The commented-out example of the redis.conf that every server comes with.
_OF_THE_MANUAL: Final = frozenset({"foobared"})


def _decode(parts: Parts) -> Parts:
    return decoded({"user": Secret(DEFAULT_USER), **{name: secret for name, secret in parts.items() if secret}})


def _decode_riddle(parts: Parts) -> Parts:
    """The group `password` held all that follows `user:`."""
    found = split(parts["password"].reveal())
    if not found.get("database", "0").isdecimal():
        del found["database"]  # the name of a sentinel's set
    return _decode({"user": parts["user"], **{name: Secret(value) for name, value in found.items()}}) if found else {}


def _default_user(parts: Parts) -> Parts:
    """Of what is not percent-encoded."""
    named = {"user": Secret(DEFAULT_USER), **parts}
    return named if is_role(named["user"].reveal()) else {}


def _is_real(parts: Parts) -> bool:
    password, user = parts["password"].reveal(), parts["user"].reveal()
    return is_real(parts) and password not in _OF_THE_MANUAL and not user.startswith("$")


def _is_given(parts: Parts) -> bool:
    return _is_real(parts) and is_given(parts)


# Words of a command line, also as a list: redis-cli -a x, ["redis-cli", "-a", "x"].
_GAP: Final = r"(?:[\"']?,?[ \t]{1,4}[\"']?|[\"'],[\"'])"
_WORD: Final = (
    r"(?:\"(?P<password>[^\"\\\s]{1,256})\"|'(?P<password__2>[^'\n]{1,256})'"
    r"|(?<![\"'])(?P<password__3>[^\s\"'`;,&|<>()\\\[\]]{1,256}+)(?![(\[])|(?<=[\"'])(?P<password__4>[^\s\"'\\]{1,256})(?=[\"']))"
)
_BEFORE: Final = r"(?<![A-Za-z0-9_$])(?:[A-Z0-9]{1,24}_){0,4}"


_NUMBER: Final = r"\d{1,5}+(?![\w.:@/=])"


def _near(part: str, *names: str, flags: str) -> tuple[str, str]:
    value = {"host": HOST_VALUE, "database": _NUMBER}.get(part, NAME_VALUE)
    either = rf"(?<![A-Za-z0-9])(?:{'|'.join(names)}){SEPARATOR}|(?<![\w\-])(?:{flags}){_GAP}"
    return part, rf"(?:{either})\\?[\"']?(?P<{part}>{value})"


_NEAR: Final = (
    _near("user", "(?:REDIS|VALKEY)_USER(?:NAME)?", r"redis\.username", flags="--user"),
    _near("host", "(?:REDIS|VALKEY)_(?:MASTER_)?HOST(?:NAME)?", r"redis\.host", flags="-h|--host"),
    _near("database", "(?:REDIS|VALKEY)_(?:DB|DATABASE)", r"redis\.database", flags="-n"),
)

_EXAMPLE: Final = "s3cr" + "et-Pw9"
_ROUND: Final = "p%40ss" + "%2Fw0rd"
# By name, since a piece of one beside a placeholder would read as a password.
_AT: Final = f"a@b{_EXAMPLE}"
_RIDDLE, _SLASH, _SPACED = f"Xk@9q/{_EXAMPLE}", f"Zr/{_EXAMPLE}", f"{_EXAMPLE} x"

_ENDS: Final = r"(?:\r?\n|\\r\\n|\\n)"

DETECTORS = (
    Detector(
        type=URL,
        keywords=("redis", "valkey"),
        prefilter=r"(?:redis|valkey)[a-z+\-]{0,12}:(\\?/){2}[^\s/?#@\"'<>`\\]",
        pattern=url(_SCHEME, least=0, database=_DATABASE),
        parse=_decode,
        check=_is_real,
        examples=(
            (f"REDIS_URL=redis://:{_EXAMPLE}@cache.example.com:6379/0", _EXAMPLE),
            (f'"broker": "rediss://worker:{_ROUND}@[2001:db8::1]:6380/2?ssl_cert_reqs=required"', "p@ss/w0rd"),
            (f"redis+sentinel://app:{_EXAMPLE}@s1:26379,s2:26379/mymaster/3", _EXAMPLE),
            (f"redis-cli -u valkeys://app:{_AT}@cache ping", _AT),
            (f'{{"url":"redis:\\/\\/:{_EXAMPLE}@cache\\/1"}}', _EXAMPLE),
            (f"CELERY_BROKER_URL='redis-sentinel://:{_EXAMPLE}@s1'", _EXAMPLE),
        ),
        near_misses=(
            "redis://cache.example.com:6379/0",
            "redis://app@cache:6379/0?name=a@b",
            "redis://:${REDIS_PASSWORD}@cache:6379/0",
            "redis://:password@localhost:6379",
            "redis://username:password@host:port/0",
            "redis://{user}:{pw}@{host}/0",
            "redis://{user:url}:{password:url}@cache/0",
            "redis://{user:url}:$REDIS_PASSWORD@cache/0",
            "redis://:...@cache/0",
            "redis://:$redisPassword@cache/0",
            "rediss://:***@cache/0",
            "redis://:%s@%s/0",
            "redis://$REDIS_USER:$REDIS_PASSWORD@cache",
            f"notredis://:{_EXAMPLE}@cache",
        ),
    ),
    Detector(
        type=URL,
        keywords=("redis", "valkey"),
        prefilter=r"(?:redis|valkey)[a-z+\-]{0,12}:(\\?/){2}[^\s/?#@\"'<>`\\]",
        pattern=riddle(_SCHEME, least=0),
        parse=_decode_riddle,
        check=_is_real,
        examples=(
            (f"redis://:{_RIDDLE}@cache/0", _RIDDLE),
            (f"rediss://app:{_SLASH}@cache:6380/2?timeout=1", _SLASH),
            (f"redis://:{_EXAMPLE}@cache/0?name=a@b", _EXAMPLE),
        ),
        near_misses=("redis://cache:6379/0?name=a@b", "redis://:${REDIS/PASSWORD}@cache/0"),
    ),
    Detector(
        type=URL,
        confidence=Confidence.CONTEXT,
        keywords=("redis_", "valkey_", "rediscli_auth", "redis.password"),
        needs=r"(?:REDIS|VALKEY)_(?:MASTER_)?(?:PASS|AUTH)|REDISCLI_AUTH|redis\.password",
        pattern=(
            rf"(?:{_BEFORE}(?:(?:REDIS|VALKEY)_(?:MASTER_)?(?:PASSWORD|PASS|AUTH_TOKEN)|REDISCLI_AUTH)"
            rf"|(?<![\w.])(?:spring\.)?(?:data\.)?redis\.password){SEPARATOR}{VALUE}"
        ),
        span=256,
        companions=_NEAR,
        together=True,
        parse=_default_user,
        check=_is_given,
        examples=(
            (f"export REDIS_HOST=cache\nexport REDIS_PASSWORD={_EXAMPLE}\n", _EXAMPLE),
            (f'{{"REDIS_USERNAME": "app", "REDIS_PASSWORD": "{_EXAMPLE}"}}', _EXAMPLE),
            (f"- name: APP_REDIS_PASSWORD\n  value: {_EXAMPLE}\n", _EXAMPLE),
            (f"REDISCLI_AUTH='{_SPACED}' redis-cli -h cache --user app ping", _SPACED),
            (f"spring.data.redis.password={_EXAMPLE}", _EXAMPLE),
            (f"      VALKEY_PASSWORD: {_EXAMPLE}\n", _EXAMPLE),
        ),
        near_misses=(
            "REDIS_PASSWORD: ${REDIS_PASSWORD:-}",
            "REDIS_PASSWORD=changeme",
            "REDIS_PASSWORD: !Ref DatabasePassword",
            "REDIS_PASSWORD: vault:secret/data/prod/db#value9",
            "REDIS_PASSWORD: /run/secrets/db_pass9",
            "    REDIS_PASSWORD: str = Field(..., min_length=12)",
            "REDIS_PASSWORD = req.body.password2;",
            "assert REDIS_PASSWORD == expected9",
            "[INFO] REDIS_PASSWORD: not set, v2",
            'REDIS_PASSWORD: {"type": "string2"}',
            "REDIS_PASSWORD: REDIS_PASSWORD",
            "REDIS_PASSWORD=",
            "REDIS_PASSWORD=\nREDIS_PORT=6379\n",
            "REDIS_PASSWORD:\n  REDIS_PORT: 6379\n",
            "  REDIS_PASSWORD:\n    secretKeyRef:\n      name: app\n",
            "REDIS_PASSWORD_FILE=/run/secrets/redis",
            "password = os.getenv('REDIS_PASSWORD')",
            "REDIS_PASSWORD = os.environ['REDIS_PASSWORD']",
            'REDISCLI_AUTH="$(cat /run/secret)" redis-cli ping',
        ),
    ),
    Detector(
        type=URL,
        confidence=Confidence.CONTEXT,
        keywords=("redis-cli", "valkey-cli"),
        pattern=rf"\b(?:redis|valkey)-cli\b[^\n|;&]{{0,256}}?{_GAP}(?:-a|--pass){_GAP}{_WORD}",
        companions=_NEAR,
        together=True,
        span=256,
        parse=_default_user,
        check=_is_real,
        examples=(
            (f"redis-cli -h cache -a {_EXAMPLE} ping", _EXAMPLE),
            (f"docker exec cache redis-cli --user app --pass '{_SPACED}' info", _SPACED),
            (f'test: ["CMD", "redis-cli", "-a", "{_EXAMPLE}", "ping"]', _EXAMPLE),
            (f'valkey-cli -p 6380 --pass "{_EXAMPLE}"', _EXAMPLE),
        ),
        near_misses=(
            "redis-cli -h cache ping",
            'redis-cli -a "$REDIS_PASSWORD" ping',
            "redis-cli --askpass ping",
            "redis-cli -a <password>",
            "redis-cli ping | grep -a PONG",
            "redis-cli -h cache set key -- -ax",
        ),
    ),
    Detector(
        type=URL,
        confidence=Confidence.CONTEXT,
        keywords=("requirepass", "masterauth", "sentinel auth-pass", "auth default "),
        pattern=(
            r"(?:(?:(?m:^)[ \t]{0,16}(?:#[ \t]{0,4})?|--|(?i:config[ \t]{1,4}set[ \t]{1,4}))(?:requirepass|masterauth)"
            r"|(?m:^)[ \t]{0,16}(?:SENTINEL|sentinel)[ ]auth-pass[ \t]{1,4}[\w.\-]{1,64}"
            r"|(?:(?m:^)[ \t]{0,16}|>[ ])(?:AUTH|auth)[ ]default)"
            rf"{_GAP}{_WORD}(?:[\"'\]]|[ \t]{{0,16}}\\?\r?(?m:$)|[ \t]{{1,4}}--?[a-z])"
        ),
        parse=_default_user,
        check=_is_real,
        examples=(
            (f"requirepass {_EXAMPLE}", _EXAMPLE),
            (f'  requirepass "{_EXAMPLE}"', _EXAMPLE),
            (f"masterauth {_EXAMPLE}", _EXAMPLE),
            (f"masterauth {_EXAMPLE}\r\n", _EXAMPLE),
            (f"sentinel auth-pass main {_EXAMPLE}", _EXAMPLE),
            (f"command: redis-server --requirepass {_EXAMPLE} --appendonly yes", _EXAMPLE),
            (f'command: ["redis-server", "--requirepass", "{_EXAMPLE}"]', _EXAMPLE),
            (f"redis-cli CONFIG SET requirepass {_EXAMPLE}", _EXAMPLE),
            (f"cache:6379> AUTH default {_EXAMPLE}", _EXAMPLE),
        ),
        near_misses=(
            "# requirepass foobared",
            "# masterauth <master-password>",
            f"# sentinel auth-pass main {_EXAMPLE}",
            "requirepass ${REDIS_PASSWORD}",
            "# requirepass is the password of the user default",
            "redis-server --requirepass $REDIS_PASSWORD",
            "requirepass <password>",
            "CONFIG GET requirepass",
            "cache:6379> AUTH default <password>",
            "aaa authentication login auth default group tacacs",
            "the auth default realm2go",
        ),
    ),
    # As it goes over the wire, in what was recorded of it: each word behind its length
    Detector(
        type=URL,
        confidence=Confidence.CONTEXT,
        keywords=("auth", "requirepass"),
        prefilter=r"(auth|requirepass)(\r?\n|\\r\\n|\\n)\$[0-9]",
        pattern=(
            rf"(?:(?<![A-Za-z])|(?<=\\n))(?i:auth(?:{_ENDS}\$[0-9]{{1,3}}{_ENDS}(?P<user>[^\s\"'\\]{{1,64}})(?={_ENDS}\$))?"
            rf"|requirepass|masterauth){_ENDS}\$[0-9]{{1,3}}{_ENDS}"
            rf"(?P<password>[^\s\"'\\]{{1,256}})(?={_ENDS}|[\"'\s]|\Z)"
        ),
        span=256,
        parse=_default_user,
        check=_is_given,
        examples=(
            (f"*2\n$4\nAUTH\n$11\n{_EXAMPLE}\n", _EXAMPLE),
            (f"*3\r\n$4\r\nAUTH\r\n$3\r\napp\r\n$11\r\n{_EXAMPLE}\r\n", _EXAMPLE),
            (f'"*2\\r\\n$4\\r\\nauth\\r\\n$11\\r\\n{_EXAMPLE}\\r\\n"', _EXAMPLE),
            (f"*4\r\n$6\r\nCONFIG\r\n$3\r\nSET\r\n$11\r\nrequirepass\r\n$11\r\n{_EXAMPLE}\r\n", _EXAMPLE),
        ),
        near_misses=(
            "*2\n$4\nAUTH\n$8\npassword\n",
            "*3\n$4\nAUTH\n$7\ndefault\n$8\npassword\n",
            f"*2\n$4\nECHO\n$11\n{_EXAMPLE}\n",
            "AUTH\n$PASSWORD1\n",
        ),
    ),
    Detector(
        type=URL,
        confidence=Confidence.CONTEXT,
        keywords=("user",),
        prefilter=r"user[ \t]{1,4}[^\s]{1,130}[ \t]{1,4}(on|off|reset)[ \t]",
        pattern=(
            r"\b(?i:(?:set)?user)[ \t]{1,4}[\"']?(?P<user>[^\s\"'<>${}]{1,128})[\"']?"
            r"[ \t]{1,4}(?:on|off|reset)[ \t]{1,4}"
            r"(?:[\"']?[~&+\-@%#>(a-zA-Z0-9][^\s>\"']{0,128}[\"']?[ \t]{1,4}){0,12}?"
            r"[\"']?>(?P<password>[^\s\"'>]{1,256})"
        ),
        parse=_default_user,
        check=_is_real,
        examples=(
            (f"user worker on >{_EXAMPLE} ~jobs:* +@all", _EXAMPLE),
            (f"redis-cli ACL SETUSER app on '~*' '>{_EXAMPLE}' +@all", _EXAMPLE),
            (f"acl setuser app reset on &* +@read -@dangerous >{_EXAMPLE}", _EXAMPLE),
        ),
        near_misses=(
            f"user worker on #{'ab' * 32} ~* +@all",
            "ACL SETUSER app on >$APP_PASSWORD ~*",
            "ACL SETUSER app on nopass ~* +@all",
            "ACL SETUSER alice on >password ~*",
            "grep user file >out.txt",
        ),
    ),
)
