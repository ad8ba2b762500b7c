"""PostgreSQL passwords: connection URLs, libpq's keyword form, environment variables.

https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING: a URL's parts are percent-encoded, hosts
may be several, and user and password may also be parameters (which is how JDBC writes them). The canonical credential
is role and password, decoded, so that the same one is recognised in all of these; where it is for stays a hint.

Just over 300 lines, a third of them examples and near misses.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

from .base import Confidence, CredentialType, Detector, Parts, Secret
from .database_urls import (
    SEPARATOR,
    VALUE,
    decoded,
    decoded_riddle,
    is_given,
    is_real,
    known,
    parameters,
    query,
    riddle,
    url,
)
from .filters.made_up import login
from .filters.public_parts import HOST_VALUE, NAME_VALUE, is_role
from .places import TESTS

URL = CredentialType(
    name="postgres-url",
    title="PostgreSQL password",
    parts=("role", "password", "host", "database"),
    secret=frozenset({"password"}),
    identity=("role", "password"),
    hint="host",
    side_effects=("one session is opened and closed; it shows in the server's log",),
    made_up=login,
    doubtful=TESTS,
)

_SCHEME: Final = r"(?<![A-Za-z0-9])(?i:postgres(?:ql)?(?:\+[a-z0-9_]{1,32})?):(?:\\?/){2}"


def _values(parts: Parts) -> dict[str, str]:
    return {name: secret.reveal() for name, secret in parts.items()}


def _decode(parts: Parts) -> Parts:
    return decoded(parts, "role")


def _decode_riddle(parts: Parts) -> Parts:
    return decoded_riddle(parts, "role")


def _decode_parameters(parts: Parts) -> Parts:
    """The group `password` held the whole query."""
    values = _values(parts)
    given = parameters(values.get("password", ""))
    role = given.get("user", "")
    return known(
        {
            "role": unquote(role) if is_role(role) else None,
            "password": unquote(given.get("password", "")),
            "host": unquote(values.get("host", "") or given.get("host", "")),
            "database": unquote(values.get("database", "") or given.get("dbname", "")),
        }
    )


_PAIR: Final = re.compile(r"([a-z_]+)=(?:''([^'\s]+)''|'((?:\\.|[^'\\])*)'|([^\s'\"]+))", re.ASCII)


def _decode_keywords(parts: Parts) -> Parts:
    """The group `password` held the whole connection string."""
    given: dict[str, str] = {}
    for key, doubled, quoted, plain in _PAIR.findall(_values(parts)["password"]):
        given[key] = doubled or re.sub(r"\\(.)", r"\1", quoted or plain)
    host = given.get("host") or given.get("hostaddr")
    port = f":{given['port']}" if host and "port" in given else ""
    role = given.get("user", "")
    return known(
        {
            "role": role if is_role(role) else None,
            "password": given.get("password"),
            "host": f"{host}{port}" if host else None,
            "database": given.get("dbname"),
        }
    )


def _default_role(parts: Parts) -> Parts:
    """The image's default: https://hub.docker.com/_/postgres"""
    return {"role": Secret("postgres"), **parts}


def _is_real(parts: Parts) -> bool:
    return is_real(parts, "role") and parts["role"].reveal() != "$USER"


def _is_given(parts: Parts) -> bool:
    return _is_real(parts) and is_given(parts, "role")


# curl has -d, too, and what follows it there may be a secret.
_TOOL: Final = (
    r"\b(?:psql|pg_[a-z]{2,20}|pgbench|(?:create|drop)(?:db|user)|(?:vacuum|reindex|cluster)db)\b"
    r"(?:\\\n|[^\n|;&]){0,200}?\s-d\s{0,2}"
)

_KEYWORD: Final = (
    r"(?:host|hostaddr|port|user|password|dbname|target_session_attrs"
    r"|connect_timeout|application_name|options|client_encoding|passfile|service|ssl\w{1,24}|gss\w{1,16}|krbsrvname"
    r"|keepalives\w{0,12}|tcp_user_timeout|channel_binding|require_?auth|requirepeer|load_balance_hosts|replication"
    r"|fallback_application_name|pool_\w{1,32}|search_path|statement_timeout|(?i:timezone)|min_protocol_version)"
)
_QUOTED: Final = r"(?:''[^'\\\s]{1,256}''|'(?:\\.|[^'\\\n]){0,256}')"  # doubled, within quotes


def _near(part: str, *names: str, flags: str = "") -> tuple[str, str]:
    option = rf"|{flags}" if flags else ""
    value = HOST_VALUE if part == "host" else NAME_VALUE
    return part, rf"(?:\b(?:{'|'.join(names)}){SEPARATOR}{option})\\?[\"']?(?P<{part}>{value})"


_EXAMPLE: Final = "s3cr" + "et-Pw9"
_ROUND: Final = "p%40ss" + "%2Fw0rd"
# By name, since a piece of one beside a placeholder would read as a password.
_ATS: Final = f"a@b@c{_EXAMPLE}"
_RIDDLE, _SLASH, _SPACED = f"Xk@9q/{_EXAMPLE}", f"Zr/{_EXAMPLE}", f"{_EXAMPLE} x"

DETECTORS = (
    Detector(
        type=URL,
        keywords=("postgres",),
        prefilter=r"postgres(ql)?(\+[a-z0-9_]{1,32})?:(\\?/){2}[^\s:/?#@\"'<>`\\]",
        pattern=url(_SCHEME, user="role"),
        parse=_decode,
        check=_is_real,
        examples=(
            (f"DATABASE_URL=postgres://app:{_EXAMPLE}@db.example.com:5432/orders?sslmode=require", _EXAMPLE),
            (f'"url": "postgresql+asyncpg://app:{_ROUND}@[2001:db8::1]:5433,db2/orders"', "p@ss/w0rd"),
            (f"postgresql://app:{_ATS}@db2/orders", _ATS),
            (f'{{"dsn":"postgres:\\/\\/app:{_EXAMPLE}@db\\/orders"}}', _EXAMPLE),
            (f"postgresql://app:{_EXAMPLE}@/orders?host=/var/run/postgresql", _EXAMPLE),
        ),
        near_misses=(
            "postgres://db.example.com:5432/orders",
            "postgres://app@db.example.com:5432/orders?options=a@b",
            "postgres://app:${DB_PASSWORD}@db/orders",
            "postgresql://user:password@localhost/db",
            "postgresql://{user}:{pw}@{host}/db",
            "postgresql://{role:url}:{password:url}@db/app",
            "postgresql://{role!r}:{quote(self.password)}@db/app",
            "postgresql://{role:url}:{prefix}-{password}@db/app",
            "postgresql://{role:8}:$DB_PASSWORD@db/app",
            "postgres://app:...@db/app",
            "postgres://app:$dbPassword@db/orders",
            "postgres://app:$$DB_PASSWORD@db/orders",
            "postgres://app:&lt;password&gt;@db/orders",
            "postgres://app:***@db/orders",
            "postgresql://%s:%s@%s/%s",
            "postgres://app:{{ password }}@db/orders",
            "postgres://app:xxxxxxxx@db/orders",
        ),
    ),
    Detector(
        type=URL,
        keywords=("postgres",),
        prefilter=r"postgres(ql)?(\+[a-z0-9_]{1,32})?:(\\?/){2}[^\s:/?#@\"'<>`\\]",
        pattern=riddle(_SCHEME, user="role"),
        parse=_decode_riddle,
        check=_is_real,
        examples=(
            (f"postgres://app:{_RIDDLE}@db/orders", _RIDDLE),
            (f"postgres://app:{_SLASH}@db:5432/orders?sslmode=require", _SLASH),
            (f"postgres://app:{_EXAMPLE}@db/orders?options=a@b", _EXAMPLE),
            (f"postgres://app:{_EXAMPLE}@db/orders,a@b", _EXAMPLE),
        ),
        near_misses=(
            "postgres://db.example.com:5432/orders?options=a@b",
            "postgres://db:5432,db2:5433/orders?options=a@b",
            "postgres://app:${DB/PASSWORD}@db/orders",
        ),
    ),
    Detector(
        type=URL,
        keywords=("postgres",),
        prefilter=r"postgres[^\s\"'<>`]{1,2000}[?&;]password=[^\s&]",
        mark=r"[?&;]password=[^\s&]",
        pattern=query(_SCHEME),
        parse=_decode_parameters,
        check=_is_real,
        examples=(
            (
                f"spring.datasource.url=jdbc:postgresql://db:5432/orders?user=app&password={_ROUND}&ssl=true",
                "p@ss/w0rd",
            ),
            (f"<url>jdbc:postgresql://db/orders?password={_EXAMPLE}&amp;user=app</url>", _EXAMPLE),
        ),
        near_misses=(
            "jdbc:postgresql://db:5432/orders?user=app&ssl=true",
            "jdbc:postgresql://db:5432/orders?user=app&password=${PASSWORD}",
            "jdbc:postgresql://db:5432/orders?password=" + _EXAMPLE,
        ),
    ),
    Detector(
        type=URL,
        keywords=("password=",),
        needs="user=",
        pattern=(
            rf"(?<![\w.\-])(?P<password>(?:{_KEYWORD}=(?:{_QUOTED}|[^\s'\"]{{1,256}}+(?<![,;)]))[ \t]{{1,8}}){{2,23}}"
            rf"{_KEYWORD}=(?:{_QUOTED}|[^\s'\"]{{0,255}}[^\s'\",;)])"
            r"(?![^\s\"'`;,)\]}])(?![ \t]{1,8}[a-z_]{1,32}=)[ \t]{0,8})"
        ),
        parse=_decode_keywords,
        check=_is_real,
        examples=(
            (f'psql "host=db port=5432 user=app password={_EXAMPLE} dbname=orders"', _EXAMPLE),
            (f"dsn: dbname=orders user=app {'password'}='a b\\'{_EXAMPLE}' host=db", f"a b'{_EXAMPLE}"),
        ),
        near_misses=(
            "host=db port=5432 user=app dbname=orders",
            "host=db user=app password=$PGPASSWORD dbname=orders",
            "host={host} user={user} password={password!r} dbname={name}",
            "host=db user=app password=`cat /run/secret` dbname=orders",
            'dsn = "host=db user=app password=" + quote(password) + " dbname=orders"',
            "connect(host=None, user=None, password=None, service=None)",
            f"level=info user=app password={_EXAMPLE} action=login",
            f"scheme=http user=app password={_EXAMPLE} host=172.28.56.109 path=orders",
        ),
    ),
    Detector(
        type=URL,
        confidence=Confidence.CONTEXT,
        keywords=("pgpassword",),
        pattern=rf"(?<![A-Za-z0-9_$])PGPASSWORD{SEPARATOR}{VALUE}",
        span=256,
        companions=(
            _near("role", "PGUSER", flags=r"(?<!\S)(?:-U\s{0,2}|--username[= ])"),
            _near("host", "PGHOST", flags=r"(?<!\S)(?:-h\s{0,2}|--host[= ])"),
            _near("database", "PGDATABASE", flags=rf"(?<!\S)--dbname[= ]|{_TOOL}"),
        ),
        together=True,
        check=_is_given,
        examples=(
            (f"export PGUSER=app\nexport PGPASSWORD={_EXAMPLE}\n", _EXAMPLE),
            (f"PGPASSWORD='{_SPACED}' psql -h db -U app orders", _SPACED),
            (f'{{"PGUSER": "app", "PGPASSWORD": "{_EXAMPLE}"}}', _EXAMPLE),
            (f"- name: PGPASSWORD\n  value: {_EXAMPLE}\n- name: PGUSER\n  value: app\n", _EXAMPLE),
            (f'env["PGUSER"] = "app"\nenv["PGPASSWORD"] = "{_EXAMPLE}"\n', _EXAMPLE),
            (f"env[PGUSER] = app\nenv[PGPASSWORD] = {_EXAMPLE}\n", _EXAMPLE),
        ),
        near_misses=(
            f"export PGPASSWORD={_EXAMPLE}\n",
            "PGUSER=app PGPASSWORD=$DB_PASSWORD psql",
            'PGUSER=app PGPASSWORD="$(cat /run/secret)" psql',
            'PGUSER=app PGPASSWORD="$env:DB_PASSWORD" psql',
            "PGUSER = 'app'\nPGPASSWORD = os.environ['PGPASSWORD']\n",
            'env["PGUSER"] = "app"\nenv["PGPASSWORD"] = url.password or ""\n',
        ),
    ),
    Detector(
        type=URL,
        confidence=Confidence.CONTEXT,
        keywords=("postgres_password", "postgresql_password"),
        pattern=rf"(?<![A-Za-z0-9_$])POSTGRES(?:QL)?_PASSWORD{SEPARATOR}{VALUE}",
        span=256,
        companions=(
            _near("role", "POSTGRES(?:QL)?_USER(?:NAME)?"),
            _near("host", "POSTGRES(?:QL)?_HOST"),
            _near("database", "POSTGRES(?:QL)?_(?:DB|DATABASE)"),
        ),
        together=True,
        parse=_default_role,
        check=_is_given,
        examples=(
            (f"      POSTGRES_USER: app\n      POSTGRES_PASSWORD: {_EXAMPLE}\n", _EXAMPLE),
            (f"docker run -e POSTGRES_PASSWORD={_EXAMPLE} postgres:16", _EXAMPLE),
            (f'POSTGRES_PASSWORD="{_EXAMPLE}"', _EXAMPLE),
        ),
        near_misses=(
            "POSTGRES_PASSWORD: ${DB_PASSWORD:-}",
            "POSTGRES_PASSWORD=changeme",
            "POSTGRES_PASSWORD: !Ref DatabasePassword",
            "POSTGRES_PASSWORD: vault:secret/data/prod/db#value9",
            "POSTGRES_PASSWORD: /run/secrets/db_pass9",
            "    POSTGRES_PASSWORD: str = Field(..., min_length=12)",
            "POSTGRES_PASSWORD = req.body.password2;",
            "assert POSTGRES_PASSWORD == expected9",
            "[INFO] POSTGRES_PASSWORD: not set, v2",
            'POSTGRES_PASSWORD: {"type": "string2"}',
            "POSTGRES_PASSWORD: POSTGRES_PASSWORD",
            "POSTGRES_PASSWORD: <password>",
            "POSTGRES_PASSWORD=\nPOSTGRES_DB=app\n",
            "POSTGRES_PASSWORD:\nPOSTGRES_HOST: db\n",
            "POSTGRES_PASSWORD_FILE=/run/secrets/postgres",
            "password = os.getenv('POSTGRES_PASSWORD')",
        ),
    ),
)
