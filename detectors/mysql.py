"""MySQL and MariaDB passwords: URLs, JDBC, Go's data source names, environment variables, the command line.

https://dev.mysql.com/doc/refman/8.4/en/connecting-using-uri-or-key-value-pairs.html
https://dev.mysql.com/doc/connector-j/en/connector-j-reference-jdbc-url-format.html
https://github.com/go-sql-driver/mysql#dsn-data-source-name and https://hub.docker.com/_/mysql
The canonical credential is user and password, decoded; where it is for stays a hint.
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
from .filters.public_parts import HOST_VALUE, HOSTS, NAME_VALUE, is_role
from .places import TESTS

URL = CredentialType(
    name="mysql-url",
    title="MySQL password",
    parts=("user", "password", "host", "database"),
    secret=frozenset({"password"}),
    identity=("user", "password"),
    hint="host",
    side_effects=("one session is opened and closed; it shows in the server's log",),
    lockout="a host with many failed connections is blocked (max_connect_errors)",
    made_up=login,
    doubtful=TESTS,
)

_SCHEME: Final = r"(?<![A-Za-z0-9])(?i:(?:mysql2?|mysqlx|mariadb|percona)(?:\+[a-z0-9_]{1,32})?):(?:\\?/){2}"
_PREFILTER: Final = r"(mysql[2x]?|mariadb|percona)(\+[a-z0-9_]{1,32})?:(\\?/){2}[^\s:/?#@\"'<>`\\]{1,128}:[^\s/]"
_ROOT: Final = "root"
_SEQUENCE: Final = re.compile(r"123456|abc123")


def _decode_parameters(parts: Parts) -> Parts:
    """The group `password` held the whole query."""
    values = {name: secret.reveal() for name, secret in parts.items()}
    given = parameters(values.pop("password"))
    user = given.get("user", "")
    return known(
        {
            "user": unquote(user) if is_role(user) else "",
            "password": unquote(given.get("password", "")),
            **values,
        }
    )


def _plain(parts: Parts) -> Parts:
    """Of what is not percent-encoded."""
    return known({name: secret.reveal() for name, secret in parts.items()}) if is_role(_user(parts)) else {}


def _default_root(parts: Parts) -> Parts:
    return {"user": Secret(_ROOT), **parts}


def _user(parts: Parts) -> str:
    return parts["user"].reveal()


def _is_no_sequence(parts: Parts) -> bool:
    """Where only a name says that it is a password, those of every tutorial are none."""
    return _is_real(parts) and is_given(parts) and not _SEQUENCE.search(parts["password"].reveal())


def _is_real(parts: Parts) -> bool:
    return is_real(parts) and not _user(parts).startswith("$")


_NAMES: Final = r"(?<![A-Za-z0-9_$])(?:MYSQL|MARIADB)_"


def _near(part: str, names: str, flags: str) -> tuple[str, str]:
    value = HOST_VALUE if part == "host" else NAME_VALUE
    return part, rf"(?:\b(?:MYSQL|MARIADB)_(?:{names}){SEPARATOR}|{flags})\\?[\"']?(?P<{part}>{value})"


_USER: Final = _near("user", "USER(?:NAME)?", r"(?<!\S)(?:-u[ \t]{0,2}|--user[= ])")
_HOST: Final = _near("host", "HOST(?:NAME)?", r"(?<!\S)(?:-h[ \t]{0,2}|--host[= ])")
_DATABASE: Final = _near("database", "(?:DATABASE|DB)", r"(?<!\S)--database[= ]")

_EXAMPLE: Final = "s3cr" + "et-Pw9"
_ROUND: Final = "p%40ss" + "%2Fw0rd"
_SLASH: Final = f"Zr/{_EXAMPLE}"
_TWO_SIGNS: Final = f"Zr@{_EXAMPLE}"

DETECTORS = (
    Detector(
        type=URL,
        keywords=("mysql", "mariadb", "percona"),
        prefilter=_PREFILTER,
        pattern=url(_SCHEME),
        parse=decoded,
        check=_is_real,
        examples=(
            (f"DATABASE_URL=mysql://app:{_EXAMPLE}@db.example.com:3306/orders", _EXAMPLE),
            (f'"url": "mysql+pymysql://app:{_ROUND}@db/orders?charset=utf8mb4"', "p@ss/w0rd"),
            (f"mariadb://app:{_EXAMPLE}@db/orders", _EXAMPLE),
        ),
        near_misses=(
            "mysql://db.example.com:3306/orders",
            "mysql://app@db:3306/orders?name=a@b",
            "mysql://app:${DB_PASSWORD}@db/orders",
            "mysql://user:password@localhost/db",
            "mysql://{user}:{pw}@{host}/db",
            "mysql://app:***@db/orders",
            "mysql+pymysql://%s:%s@%s/%s",
        ),
    ),
    Detector(
        type=URL,
        keywords=("mysql", "mariadb", "percona"),
        prefilter=_PREFILTER,
        pattern=riddle(_SCHEME),
        parse=decoded_riddle,
        check=_is_real,
        examples=((f"mysql://app:{_SLASH}@db:3306/orders?ssl=true", _SLASH),),
        near_misses=("mysql://db:3306,db2:3307/orders?name=a@b", "mysql://app:${DB/PASSWORD}@db/orders"),
    ),
    Detector(
        type=URL,
        keywords=("mysql", "mariadb"),
        prefilter=r"(mysql|mariadb)[^\s\"'<>`]{1,2000}[?&;]password=[^\s&]",
        mark=r"[?&;]password=[^\s&]",
        pattern=query(_SCHEME),
        parse=_decode_parameters,
        check=_is_real,
        examples=((f"jdbc:mysql://db:3306/orders?user=app&password={_ROUND}&useSSL=false", "p@ss/w0rd"),),
        near_misses=(
            "jdbc:mysql://db:3306/orders?user=app&useSSL=false",
            "jdbc:mysql://db:3306/orders?user=app&password=${PASSWORD}",
        ),
    ),
    Detector(
        type=URL,
        keywords=("@tcp(", "@tcp4(", "@tcp6(", "@unix(", ":3306)/"),
        pattern=(
            r"(?<![\w%$.\-])(?P<user>[^\s:/?#@\"'<>`\\(){}=]{1,32}):"
            r"(?P<password>(?:[^\s\"'<>`@]|@(?=[^\s\"'<>`@()]{0,64}@(?:tcp|unix)\()){1,128})"
            rf"@(?:(?:tcp[46]?\(|\((?=[^\s()]{{1,253}}:3306\)/))(?P<host>{HOSTS})\)|unix\([^\s()]{{1,108}}\))/(?P<database>[\w\-]{{1,64}})?"
        ),
        parse=_plain,
        check=_is_real,
        examples=(
            (f'sql.Open("mysql", "app:{_EXAMPLE}@tcp(db:3306)/orders?parseTime=true")', _EXAMPLE),
            (f"mysqld_exporter --config.dsn=app:{_EXAMPLE}@tcp(db:3306)/", _EXAMPLE),
            (f"DATA_SOURCE_NAME=app:{_EXAMPLE}@(db.example.org:3306)/", _EXAMPLE),
            (f"app:{_TWO_SIGNS}@tcp(db:3306)/orders", _TWO_SIGNS),
        ),
        near_misses=(
            "--config.dsn=user:password@(hostname:3306)/",
            "user:p@ss(word)@tcp([de:ad:be:ef::ca:fe]:80)/dbname?loc=Local",  # of the driver's own tests
            "%s:%s@tcp(%s)/%s",
            "user:password@tcp(localhost:3306)/db",
            "root@tcp(localhost:3306)/db",
            "${USER}:${PASSWORD}@tcp(db:3306)/orders",
        ),
    ),
    Detector(
        type=URL,
        confidence=Confidence.CONTEXT,
        keywords=("mysql_pwd", "mysql_password", "mariadb_password"),
        pattern=rf"{_NAMES}(?:PASSWORD|PWD){SEPARATOR}{VALUE}",
        span=256,
        companions=(_USER, _HOST, _DATABASE),
        together=True,
        parse=_default_root,
        check=_is_no_sequence,
        examples=(
            (f"export MYSQL_USER=app\nexport MYSQL_PASSWORD='{_EXAMPLE}'\n", _EXAMPLE),
            (f"MYSQL_PWD={_EXAMPLE} mysql -h db -u app orders", _EXAMPLE),
        ),
        near_misses=("password = os.getenv('MYSQL_PASSWORD')", "MYSQL_ALLOW_EMPTY_PASSWORD: yes"),
    ),
    # Root's, whoever else is named beside it: https://hub.docker.com/_/mysql
    Detector(
        type=URL,
        confidence=Confidence.CONTEXT,
        keywords=("_root_password",),
        pattern=rf"{_NAMES}ROOT_PASSWORD{SEPARATOR}{VALUE}",
        span=256,
        companions=(_HOST, _DATABASE),
        together=True,
        parse=_default_root,
        check=_is_no_sequence,
        examples=(
            (f"      MYSQL_ROOT_PASSWORD: {_EXAMPLE}\n", _EXAMPLE),
            (f"docker run -e MARIADB_ROOT_PASSWORD={_EXAMPLE} mariadb:11", _EXAMPLE),
            (f"  MYSQL_ROOT_PASSWORD: {_EXAMPLE}\n  MYSQL_USER: app\n", _EXAMPLE),
        ),
        near_misses=(
            "MYSQL_ROOT_PASSWORD: ${DB_PASSWORD:-}",
            "MYSQL_ROOT_PASSWORD=changeme",
            "MYSQL_ROOT_PASSWORD: !Ref DatabasePassword",
            "MYSQL_ROOT_PASSWORD: vault:secret/data/prod/db#value9",
            "MYSQL_ROOT_PASSWORD: /run/secrets/db_pass9",
            "    MYSQL_ROOT_PASSWORD: str = Field(..., min_length=12)",
            "MYSQL_ROOT_PASSWORD = req.body.password2;",
            "assert MYSQL_ROOT_PASSWORD == expected9",
            "[INFO] MYSQL_ROOT_PASSWORD: not set, v2",
            'MYSQL_ROOT_PASSWORD: {"type": "string2"}',
            "MYSQL_ROOT_PASSWORD: MYSQL_ROOT_PASSWORD",
            "MYSQL_ROOT_PASSWORD=\nMYSQL_DATABASE=app\n",
            "MYSQL_ROOT_PASSWORD=test123456",
            "MYSQL_ROOT_PASSWORD_FILE=/run/secrets/mysql",
        ),
    ),
    Detector(
        type=URL,
        confidence=Confidence.CONTEXT,
        keywords=("mysql", "mariadb"),
        prefilter=r"(mysql|mariadb)[a-z\-]{0,8}[ \t]([^\n|;&]{0,199}[ \t])?(-p[^\s]|--password=)",
        pattern=(
            # A container may be called so, too: app-mysql.
            r"(?:(?<![\w\-])|(?<=\w-)(?=[^\n|;&]{0,120}[ \t](?:-u|--user)))"
            r"(?:mysql|mariadb)(?:-?(?:dump|admin|import|check|show))?\b(?=[ \t])"
            r"[^\n|;&]{0,200}?[ \t](?:-p(?!(?:rint0?|ipe|ie|thread)\b)|--password=)"
            r"(?:\"(?P<password>[^\"\s$]{1,128})\"|'(?P<password__2>[^'\n]{1,128})'"
            r"|(?P<password__3>[^\s\"'`;,&|<>()\\\[\]\-=][^\s\"'`;,&|<>()\\\[\]]{0,128}+)(?![(\[]))"
        ),
        span=256,
        companions=(_USER, _HOST, _DATABASE),
        together=True,
        parse=_default_root,
        check=_is_no_sequence,
        examples=(
            (f"mysql -h db -u app -p{_EXAMPLE} orders < dump.sql", _EXAMPLE),
            (f"mysqldump --user=app --password='{_EXAMPLE}' orders", _EXAMPLE),
            (f"docker exec app-mysql -uroot -p{_EXAMPLE}", _EXAMPLE),
        ),
        near_misses=(
            "mysql -u app -p orders",
            "mysql -u app -p$MYSQL_PASSWORD orders",
            "mysql -u app --password=${PASSWORD}",
            "mysql --port 3306 --protocol tcp",
            "mysql -P 3306 -u app",
            "dh_installdocs -pwebmail-mysql -pwebmail-sqlite3",
            "apt install php-mysql -pwebmail-sqlite3",
            "MYSQL_CFLAGS = -I/usr/include/mysql -g -pipe -O2",
            "find $datadir -not -group mysql -print0 | xargs -0",
        ),
    ),
)
