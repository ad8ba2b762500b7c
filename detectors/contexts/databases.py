"""Passwords of databases where their place tells: connection strings, SQL statements, command lines of clients.

https://learn.microsoft.com/en-us/dotnet/api/system.data.sqlclient.sqlconnection.connectionstring (keywords)
https://linux.die.net/man/1/sshpass
https://docs.openssl.org/master/man1/openssl-passphrase-options/

Just over 300 lines, of which most are examples and near misses.
"""

from __future__ import annotations

from html import unescape
from typing import Final

from detectors.base import Parts, Secret
from detectors.forms import one
from detectors.generic.values import Strength

from .shared import CHOSEN, RANDOM, command, least, likely, login, mixed, place, word

CONNECTION = login("connection-string", "Password in a connection string")
STATEMENT = login("sql-password", "Password in a SQL statement")
COMMAND = login("command-password", "Password on a command line")
CALL = one("call-password", "Password in a call that logs in", part="password")
PASSPHRASE = one("openssl-passphrase", "Passphrase given to openssl", part="passphrase")

_NEAR: Final = (
    r"(?:server|data ?source|host|addr(?:ess)?|network address|initial catalog|database|user ?id|uid"
    r"|user ?name|user|driver|dsn"
    r"|provider|integrated security|endpoint|account)"
)
# Also as an attribute of XML has it: a&amp;b.
_WORD: Final = r"[^;\s\"'&<>{}$](?:[^;\s\"'&<>{}]|&(?:amp|lt|gt|quot|apos);){2,255}"
# One keyword of a connection string with its value, up to eight of them: so many that no line is read often.
_PAIRS: Final = r"(?:[A-Za-z][\w ]{1,32}\s?=[^;\n\"'=]{0,128};\s?)"
_BACKUP: Final = "innobackupex|xtrabackup"
_DASH_P: Final = (
    "mongo|mongosh|mongodump|mongorestore|docker login|helm registry login|az login|influx|cqlsh|snowsql|rabbitmqadmin"
    "|oc login|cf login|podman login|buildah login|nerdctl login|skopeo login|crane auth login|oras login"
    "|regctl registry login"
)
_DASH_W: Final = "ldapsearch|ldapmodify|ldapadd|ldapwhoami"  # and ldappasswd (ldif.py)

# https://learn.microsoft.com/en-us/dotnet/api/system.net.networkcredential and what others call the same.
_CALLS: Final = (
    "NetworkCredential|DirectoryEntry|UsernamePasswordCredentials|PasswordAuthentication|HTTPBasicAuth|BasicAuth|SetBasicAuth"
    "|basicAuth|basic_auth|authenticateWithPassword|authPassword|PlainCredentials|UsernamePasswordToken|UserPassword"
    "|ClientSecretCredential|AwsBasicCredentials[.]create|loginWithUsernamePassword|loginWithServicePrincipalSecret"
    "|X509Certificate2|PlainTextAuthProvider|BasicAWSCredentials|UsernamePasswordAuthenticationToken|BasicAuthenticationInterceptor"
)
_ARGUMENT: Final = r"(?:\"[^\"\n]{0,128}\"|'[^'\n]{0,128}'|[\w.]{1,64})"
_BY_A_PARAMETER: Final = r"identified by '[a-z]{1,24}(?:[A-Z][a-z]{1,24}){1,4}'"  # of what a function does

# What stands before it where it is no statement: the customer identified by 'x', (identified by 'x')
_IN_SENTENCE: Final = "".join(
    f"(?<!{before}identified)"
    for before in (
        *("are ", "is ", "be ", "was ", "were ", "been ", "columns ", "rows ", "uniquely ", r"\(", ", ", "- "),
        *("customer ", "element ", "object ", "item ", "record ", "resource ", "node ", "document ", "entity "),
        *("surface ", "component ", "entry ", "task ", "event ", "session ", "group ", "message ", "instance "),
    )
)


def _unescaped(parts: Parts) -> Parts:
    return {name: Secret(unescape(secret.reveal())) for name, secret in parts.items()}


DETECTORS = (
    place(
        CONNECTION,
        rf"(?<![\w ])(?=[^\n;=]{{0,32}}=)(?i:{_NEAR})\s?=[^;\n\"'=]{{0,128}};\s?{_PAIRS}{{0,8}}?"
        rf"(?<!&amp;)(?i:(?:jet[ ]oledb:database[ ])?password|pwd)\s?=\s?(?P<password>{_WORD})",
        ("password", "pwd"),
        (
            (f"Provider=Microsoft.Jet.OLEDB.4.0;Data Source=a.mdb;Jet OLEDB:Database Password={RANDOM}", RANDOM),
            (f"Server=db;Database=app;User Id=sa;Password={RANDOM};", RANDOM),
            (f'"Data Source=db,1433;Initial Catalog=app;User ID=sa;pwd={CHOSEN}"', CHOSEN),
            (f"UID=sa;PWD={RANDOM}", RANDOM),
            (f'"Server=db;User Id=sa;Password=K7&amp;{RANDOM}&quot;&lt;x;"', f'K7&{RANDOM}"<x'),
        ),
        (
            "Server=db;User Id=sa;Password={0};",
            f"https://example.org/?user=app&amp;password={RANDOM}&amp;x=1",  # of a query
            "Server=db;User Id=sa;Password=$(Password);",
            "Server=db;User Id=sa;Password=password;",
        ),
        prefilter=r";\s?(jet[ ]oledb:database[ ])?(password|pwd)\s?=\s?[^;\s\"'&<>{}$][^;\s\"'<>{}]{2}",
        parse=_unescaped,
        check=likely("password"),
    ),
    place(
        CONNECTION,
        rf"(?<![\w ])(?i:password|pwd)\s?=\s?(?P<password>{_WORD});\s?{_PAIRS}{{0,8}}?(?i:{_NEAR})\s?=",
        ("password", "pwd"),
        ((f"Password={RANDOM};Data Source=db,1433;Initial Catalog=app;User ID=sa", RANDOM),),
        ("Password={0};Data Source=db;", "Password=password;Server=db;"),
        prefilter=r"(password|pwd)\s?=\s?[^;\s\"'&<>{}$][^\s\"'<>{}]{2,255};\s?[a-z]",
        mark=r"(password|pwd)\s?=\s?[^;\s\"'&<>{}$][^;\s\"'<>{}]{2}",
        parse=_unescaped,
        check=likely("password"),
    ),
    place(
        CONNECTION,
        r"jdbc:(?!postgresql|mysql|mariadb)[a-z0-9]{2,32}:(?:(?!jdbc:|[?&;](?i:password|pwd)=)[^\s\"'<>`]){1,512}[?&;](?i:password|pwd)="
        r"(?P<password>[^\s\"'<>`&;]{3,256})",
        ("jdbc:",),
        (
            (f"jdbc:db2://db:50000/app?user=app&password={RANDOM}&ssl=true", RANDOM),
            (f"jdbc:sqlserver://db:1433;user=sa;password={CHOSEN};", CHOSEN),
        ),
        (
            "jdbc:db2://db:50000/app?user=app&password=${PASSWORD}",
            "jdbc:db2://db/app?user=app&password=password",
        ),
        check=likely("password"),
    ),
    place(
        CONNECTION,
        r"jdbc:oracle:thin:(?P<user>[^\s/@\"'<>:]{1,64})/"
        r"(?P<password>(?:[^\s@\"'<>/]|@(?=[^\s@\"'<>/]{1,64}@)){3,128})@(?://)?[\w.\-(]",
        ("jdbc:oracle",),
        (
            (f"jdbc:oracle:thin:app/{RANDOM}@//db.example.com:1521/orders", RANDOM),
            (f"jdbc:oracle:thin:app/{CHOSEN}@{CHOSEN}@(DESCRIPTION=(HOST=db))", f"{CHOSEN}@{CHOSEN}"),
        ),
        ("jdbc:oracle:thin:@//db.example.com:1521/orders", "jdbc:oracle:thin:app/${PASSWORD}@db"),
        check=likely("password"),
    ),
    place(
        STATEMENT,
        rf"\b(?!{_BY_A_PARAMETER})(?i:identified(?-i:{_IN_SENTENCE})\s{{1,4}}(?:with\s{{1,4}}\S{{1,40}}\s{{1,4}})?by\s{{1,4}}(?:values\s{{1,2}})?"
        r"|(?:with(?:\s{1,4}(?:(?:un)?encrypted|(?:no)?(?:login|superuser|createdb|createrole|inherit|replication|bypassrls"
        r"|createuser|connect)|connection\s{1,4}limit\s{1,4}\d{1,6}|default_database\s?=\s?[\w\[\]]{1,64},)){0,4}"
        r"|(?:role|user|login|encrypted|alter)(?:\s{1,4}\S{1,64})?)\s{1,4}password\s{0,2}=?\s{0,4}"
        r"|set[ \t]{1,4}password\b[^\n;=]{0,64}=[ \t]{0,4}(?:password[ \t]{0,2}\([ \t]{0,2})?"
        r"|sp_addlogin[ \t]{1,4}(?:@loginame[ ]?=[ ]?)?N?'[^'\n]{1,64}'[ ]?,[ ]?(?:@passwd[ ]?=[ ]?)?"
        r"|sp_addlinkedsrvlogin[ \t]{1,4}(?:[^\n,]{1,80},[ ]?){4}(?:@rmtpassword[ ]?=[ ]?)?)"
        # 'x', "x", and ''x'' within quotes, but no part of 'x''y'
        r"N?(?:('')|\\?[\"'])(?P<password>[^\"'\\\s]{3,256})(?(1)''|\\?(?:\"|'(?!')))",
        ("identified", "password", "sp_addlogin", "sp_addlinkedsrvlogin"),
        (
            (f"CREATE USER app IDENTIFIED BY '{RANDOM}';", RANDOM),
            (f"ALTER ROLE app WITH LOGIN PASSWORD '{CHOSEN}'", CHOSEN),
            (f"ALTER ROLE app WITH NOSUPERUSER PASSWORD '{CHOSEN}'", CHOSEN),
            (f"CREATE LOGIN [app] WITH DEFAULT_DATABASE=[orders], PASSWORD = '{CHOSEN}'", CHOSEN),
            (f"CREATE USER app WITH NOCREATEDB NOCREATEROLE PASSWORD '{CHOSEN}'", CHOSEN),
            (f"SET PASSWORD FOR 'app'@'%' = '{CHOSEN}';", CHOSEN),
            (f"EXEC sp_addlogin 'app', '{CHOSEN}'", CHOSEN),
            (f"mysql -e 'CREATE USER app IDENTIFIED BY \"{CHOSEN}\"'", CHOSEN),
            (f"EXECUTE('CREATE USER app IDENTIFIED BY ''{CHOSEN}''')", CHOSEN),
            (f"EXEC sp_addlinkedsrvlogin 'ORA1', 'false', NULL, 'app', '{CHOSEN}';", CHOSEN),
            (f"SET PASSWORD FOR 'app'@'localhost' = PASSWORD('{RANDOM}');", RANDOM),
        ),
        (
            "CREATE USER app IDENTIFIED BY 'password'",
            f"the customer identified by '{CHOSEN}' (identified by '{CHOSEN}') was identified by '{CHOSEN}'",
            f"delete the surface identified by '{CHOSEN}'.",
            "Send a command to a particular EventSource identified by 'eventSource'",
            "ALTER ROLE app WITH PASSWORD NULL",
            f"It ships with admin password '{CHOSEN}' which has to be changed",
            "SET PASSWORD FOR 'app'@'%' = 'password';",
            f"CREATE USER app IDENTIFIED BY '{CHOSEN}''{CHOSEN}'",
            "CREATE USER app IDENTIFIED BY '${PASSWORD}'",
            f"ALTER ROLE davide WITH PASSWORD '{'hu8' + 'jmn3'}'",  # of PostgreSQL's manual
            f"CREATE ROLE app PASSWORD 'SCRAM-SHA-256$4096:{RANDOM}==${RANDOM}=:{RANDOM}='",
            f"CREATE ROLE app PASSWORD 'md5{'0a1b2c3d4e5f6978' * 2}'",
        ),
        prefilter=(
            r"(identified\s{1,4}(with\s{1,4}\S{1,40}\s{1,4})?by\s{1,4}(values\s{1,2})?"
            r"|(with|role|user|login|encrypted|alter)\s{1,4}(\S{1,64}\s{1,4})?password\s{0,2}=?\s{0,4}"
            r"|set[ \t]{1,4}password\b[^\n;=]{0,64}=[ \t]{0,4}(password[ \t]{0,2}\([ \t]{0,2})?"
            r"|sp_addlogin[ \t][^\n,]{1,80},[ ]?(@passwd[ ]?=[ ]?)?|sp_addlinkedsrvlogin[ \t][^\n]{8,80}[ ,=])"
            r"N?\\?[\"']"
        ),
        check=likely("password"),
    ),
    place(
        STATEMENT,
        r"\b(?i:(?:user|connect[ ]to)\s{1,4}[^\s;]{1,64}\s{1,4}identified\s{1,4}by\s{1,4})"
        r"(?P<password>[A-Za-z][\w#$!@]{3,29})"
        r"(?=[ \t]{0,4}(?:;|(?m:$))|\s{1,4}(?i:default|quota|replace|using|account|container|profile|temporary)\b)",
        ("identified",),
        (
            (f"CREATE USER app IDENTIFIED BY {CHOSEN};", CHOSEN),
            (f"ALTER USER app IDENTIFIED BY {CHOSEN} REPLACE x;", CHOSEN),
            (f"CREATE DATABASE LINK x CONNECT TO app IDENTIFIED BY {CHOSEN} USING 'db';", CHOSEN),
        ),
        (
            "CREATE USER app IDENTIFIED BY password;",
            "CREATE USER app IDENTIFIED BY pw DEFAULT TABLESPACE users;",
            "a user who is identified by email;",
        ),
        prefilter=r"(user|connect[ ]to)\s{1,4}[^\s;]{1,64}\s{1,4}identified\s{1,4}by\s{1,4}[A-Za-z]",
        mark=r"identified\s{1,4}by\s{1,4}[A-Za-z]",
        check=likely("password"),
    ),
    # The value first, of a table of settings.
    place(
        STATEMENT,
        r"\b(?i:set\s{1,4}[`\"\[]?\w{0,16}val(?:ue)?[`\"\]]?\s{0,4}=\s{0,4})N?'(?P<password>[^'\s]{4,256})'"
        r"[ \n](?i:where)[ ](?=[^;\n]{0,160}'[\w./:\-]{0,80}(?i:passw(?:or)?d|pass|pwd|secret|token|api_?key)')",
        ("' where ", "'\nwhere "),
        (
            (f"SET value = '{RANDOM}' WHERE name = 'smtp_password';", RANDOM),
            (f"set `option_value`='{CHOSEN}'\nwhere `path`='mail/smtp/password'", CHOSEN),
        ),
        (
            "UPDATE settings SET value = 'true' WHERE name = 'reset_password';",
            "UPDATE settings SET value = 'bcrypt2' WHERE name = 'hash';",
            "UPDATE settings SET value = '$PASSWORD1' WHERE name = 'smtp_password';",
            "UPDATE settings SET value = 'oauth2-login' WHERE name = 'password_type';",
        ),
        span=512,
        check=mixed("password"),
    ),
    place(
        COMMAND,
        command(_BACKUP) + rf"[ \t](?:-p(?=\S)|--password=){word('password')}",
        ("innobackupex", "xtrabackup"),
        (
            (f"innobackupex -u root -p{RANDOM} app", RANDOM),
            (f"xtrabackup --user=root --password='{CHOSEN}' app > x", CHOSEN),
        ),
        (
            "innobackupex -u root -p app",
            "innobackupex -u root -p$PASSWORD",
            "innobackupex -u root --port=3306",
            "innobackupex --password=password",
        ),
        prefilter=_BACKUP,
        check=likely("password"),
    ),
    place(
        COMMAND,
        rf"(?:\bsshpass[ \t]{{1,4}}(?:-v[ \t]{{1,4}})?-p[ \t]{{0,4}}"
        rf"|{command(_DASH_P)}[ \t](?:-p[ \t]{{1,4}}|--password[= ])"
        rf"|{command(_DASH_W)}[ \t]-w[ \t]{{1,4}})" + word("password"),
        (
            *("sshpass", "mongo", "docker login", "helm registry", "az login", "influx"),
            *("cqlsh", "snowsql", "rabbitmqadmin", "oc login", "cf login", "podman login"),
            *("buildah login", "nerdctl login", "skopeo login", "crane auth", "oras login", "regctl registry"),
            *("ldapsearch", "ldapmodify", "ldapadd", "ldapwhoami"),
        ),
        (
            (f"sshpass -p {RANDOM} ssh app@host", RANDOM),
            (f"docker login -u app -p '{CHOSEN}' registry.example.com", CHOSEN),
            (f"crane auth login registry.example.com -u app -p {RANDOM}", RANDOM),
            (f"ldapsearch -x -D cn=app -w {RANDOM}", RANDOM),
            (f"ldapwhoami -w {RANDOM}", RANDOM),
        ),
        (
            "sshpass -p $PASSWORD ssh host",
            "sshpass -e ssh host",
            "docker login -u app --password-stdin",
            "sshpass -p password ssh host",
        ),
        # The option may stand on one of the next lines, and what is before and behind it be written in many ways.
        prefilter=(
            rf"(sshpass[^|]{{1,32}}-p|({_DASH_P})[^|]{{0,360}}[^a-z](-p|--password)[^\w\-]"
            rf"|({_DASH_W})[^|]{{0,360}}[^a-z]-w[^\w\-])"
        ),
        mark=rf"sshpass|{_DASH_P}|{_DASH_W}".replace(" ", r"\ "),
        check=likely("password"),
    ),
    place(
        PASSPHRASE,
        r"(?<!\w)(?:pass(?:in|out)?|passwd|password)(?:_arg)?[\"']?(?:[ \t]{1,4}|=|,[ \t]{0,4})[\"']?"
        r"pass:(?P<passphrase>[^\s\"'`$<>{}]{3,128})",
        ("pass:",),
        (
            (f"openssl rsa -in key.pem -passin pass:{RANDOM} -out plain.pem", RANDOM),
            (f"openssl enc -aes-256-cbc -pass pass:{CHOSEN}", CHOSEN),
        ),
        ("openssl rsa -passin pass:$PASS", "openssl rsa -passin env:PASS", "openssl rsa -passin pass:password"),
        check=least("passphrase", Strength.CHOSEN),
        # "PASS: " begins the lines of tests. Before it: also what ends an escape of a blank or a quote.
        prefilter=r"([ \t=,\"']|[;02])pass:[^\s\"'`$<>{}]",
    ),
    place(
        CALL,
        rf"\b(?:{_CALLS})\(\s{{0,4}}(?:{_ARGUMENT}\s{{0,4}},\s{{0,16}}){{1,2}}?(?:Some\()?[\"'](?P<password>[^\"'\s]{{4,128}})[\"']\s{{0,4}}[,)]",
        tuple(sorted({name.lower().replace("[.]", ".") + "(" for name in _CALLS.split("|")})),
        (
            (f'new NetworkCredential("app@example.com", "{RANDOM}")', RANDOM),
            (f"requests.get(url, auth=HTTPBasicAuth('app', '{CHOSEN}'))", CHOSEN),
            (f'new DirectoryEntry("LDAP://example.com", "app", "{CHOSEN}")', CHOSEN),
        ),
        (
            'new NetworkCredential("app", "password")',
            "HTTPBasicAuth(user, password)",
            'new NetworkCredential("app", Environment.Get("PW"))',
        ),
        span=320,
        check=likely("password"),
    ),
    place(
        COMMAND,
        r"(?i:(?<!\w)(?<!smb-)psexec(?:64)?(?:\.exe)?(?!\.))(?:(?!(?i:psexec))[^\n|;]){0,256}?[ \t]-p[ \t]{1,4}"
        + word("password"),
        ("psexec",),
        ((f"psexec \\\\host -u app -p {RANDOM} cmd", RANDOM), (f"PsExec.exe \\\\host -p {CHOSEN} cmd", CHOSEN)),
        (
            "psexec \\\\host -u app cmd",
            "psexec \\\\host -p %PASSWORD% cmd",
            "nmap --script smb-psexec.nse -p U:137,T:139 host",
        ),
        check=likely("password"),
    ),
)
