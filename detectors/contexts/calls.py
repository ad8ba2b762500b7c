"""Passwords that are known by the function which they are an argument of.

https://requests.readthedocs.io/en/latest/user/authentication/ (auth=)
https://www.php.net/manual/en/mysqli.construct.php, https://www.php.net/manual/en/pdo.construct.php
https://docs.oracle.com/en/java/javase/21/docs/api/java.sql/java/sql/DriverManager.html (getConnection)
https://docs.python.org/3/library/smtplib.html (login)
https://www.php.net/manual/en/function.curl-setopt.php, https://metacpan.org/pod/DBI (connect)
https://docs.djangoproject.com/en/stable/ref/contrib/auth/ (create_user)
https://keyring.readthedocs.io/ (set_password)
https://docs.arduino.cc/libraries/wifi/ (begin), https://pkg.go.dev/net/smtp (PlainAuth)
https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/security/KeyStore.html (load)

Over 300 lines, most of them examples and near misses.
"""

from __future__ import annotations

from typing import Final

from .databases import CALL
from .shared import (
    ARGUMENT,
    CHOSEN,
    LITERAL_DOLLAR,
    NEXT,
    PLAIN_DOLLAR,
    RANDOM,
    apart,
    firm,
    likely,
    mixed,
    place,
    string,
    unsure,
)

_GIVEN: Final = (
    rf"[bru]?(?:\"(?P<password>(?:[^\"\s$]|{PLAIN_DOLLAR}){{4,128}})\""
    rf"|'(?P<password__2>[^'\s$](?:[^'\s$]|{LITERAL_DOLLAR}){{3,127}})')\s{{0,4}}[,)\]}}]"
)
# Of a call in any language: f("x", f 'x', f: ["x"
_OPENS: Final = r"[\"']?\s{0,2}(?:=>?|:)?\s{0,2}[(\[]?\s{0,8}"
_USER: Final = r"[\"'](?!\w{1,16}://)[\w.@\\$=,+\- ]{1,64}[\"']"
_WORD: Final = string(6, 256)
_NAMED: Final = r"credentials?|authenticator|static(?:credentials|v4)"
_CONNECTS: Final = (
    r"connect(?:ion)?|newinstance|forurl|database|s?ftpclient|redis|jedispool|create_?(?:super)?user|ldap_?bind|\.bind"
)
_COPIES: Final = (
    "SftpClient|ScpClient|SshClient|FtpClient|AsyncFtpClient|FtpsClient|PasswordConnectionInfo"
    "|PasswordAuthenticationMethod"
)

DETECTORS = (
    place(
        CALL,
        rf"(?:(?:\b|_)(?:auth|login|creds?|credentials)[\"']?\s?(?:=>?|:)\s?(?!\[\[\d)[(\[{{]{{1,2}}\s{{0,16}}{ARGUMENT}{NEXT}"
        rf"|\b(?i:mysqli?(?:_p?connect|_real_connect|->__construct|->real_connect)?|sqlsrv_connect|ftp_login|ssh2_auth_password|imap_open|ldap_bind)"
        rf"\(\s{{0,16}}(?:{ARGUMENT}{NEXT}){{2}}"
        rf"|\b(?:PDO(?:->__construct)?|createPdoConnection|getConnection)\(\s{{0,16}}{ARGUMENT}{NEXT}{ARGUMENT}{NEXT}"
        rf"|\.(?:login|auth)\(\s{{0,16}}{ARGUMENT}{NEXT}"
        rf"|\bDBI->connect\(\s{{0,16}}(?:{ARGUMENT}{NEXT}){{2}}|SECURITY_CREDENTIALS{NEXT})" + _GIVEN,
        (
            *(
                "auth",
                "login",
                "cred",
                "dbi->connect(",
                "security_credentials",
                "mysql",
                "sqlsrv_connect",
                "ftp_login",
                "ssh2_auth_password",
                "imap_open",
                "ldap_bind",
                "pdo(",
            ),
            *("pdo->__construct(", "createpdoconnection(", "getconnection(", ".login("),
        ),
        (
            (f"requests.get(url, auth=('app', '{RANDOM}'))", RANDOM),
            (f"login = ('app', '{CHOSEN}')", CHOSEN),
            (f"new mysqli('localhost', 'root', '{CHOSEN}', 'app');", CHOSEN),
            (f"mysql_connect('localhost','root','{RANDOM}')", RANDOM),
            (f"new PDO('mysql:host=db;dbname=app', 'root', '{CHOSEN}');", CHOSEN),
            (f'DriverManager.getConnection("jdbc:mysql://db/app", "root", "{RANDOM}");', RANDOM),
            (f"server.login('app@example.com', '{RANDOM}')", RANDOM),
            (f'DriverManager.getConnection(url, "root", "{RANDOM}");', RANDOM),
            (f"new PDO( $dsn, 'root', '{CHOSEN}');", CHOSEN),
            (f"#0 /app/db.php(70): PDO->__construct('mysql:host=db...', 'app', '{CHOSEN}', Array)", CHOSEN),
            (f"#1 /app/db.php(9): mysqli->__construct('db', 'app', '{RANDOM}', 'shop')", RANDOM),
            (f"smtp.login(sender, '{RANDOM}')", RANDOM),
            (f'mysqli_connect(\n        "localhost",\n        "app",\n        "{RANDOM}")', RANDOM),
            (f"request.get(url).auth('app', '{CHOSEN}')", CHOSEN),
            (f"DBI->connect('dbi:mysql:db', 'app', '{RANDOM}');", RANDOM),
            (f'env.put(Context.SECURITY_CREDENTIALS, "{CHOSEN}");', CHOSEN),
            (f"credentials=[('app', '{CHOSEN}')]", CHOSEN),
            (f'String[] credentials = {{"app", "{CHOSEN}"}};', CHOSEN),
        ),
        (
            "requests.get(url, auth=('user', 'password'))",
            f'"of.auth": [[185, "of-the-{CHOSEN}"]], "of.debug": [[12, "{CHOSEN}"]]',
            "new mysqli($host, $user, $password, 'orders7xq');",
            'DriverManager.getConnection("jdbc:mysql://db/app", user, password);',
            "server.login('user', 'password')",
            "auth=(user, password)",
            "#0 /app/db.php(70): PDO->__construct('mysql:host=db...', 'app', Object(SensitiveParameterValue), Array)",
            "#0 /app/db.php(70): PDO->__construct('mysql:host=db...', 'app', 'hunter2bunny2...', Array)",
        ),
        prefilter=(
            r"((auth|login|creds?|credentials)[\"']?\s?(=>?|:)\s?[(\[{]|mysqli?(_p?connect|_real_connect|->__construct|->real_connect)?\(|sqlsrv_connect\(|ftp_login\(|ssh2_auth_password\(|imap_open\(|ldap_bind\("
            r"|pdo(->__construct|connection)?\(|getconnection\(|\.(login|auth)\(|dbi->connect\()\s{0,4}[^\n]{1,240}[\"'][^\"'\s]{4,128}[\"']\s{0,4}[,)\]}]"
            r"|security_credentials,"
        ),
        mark=(
            r"(auth|login|creds?|credentials)[\"']?\s?(=>?|:)\s?[(\[{]|mysqli?(_p?connect|_real_connect|->__construct|->real_connect)?\(|sqlsrv_connect\(|ftp_login\(|ssh2_auth_password\(|imap_open\(|ldap_bind\("
            r"|pdo(->__construct|connection)?\(|getconnection\(|\.(login|auth)\(|dbi->connect\(|security_credentials,"
        ),
        span=320,
        check=likely("password"),
    ),
    place(
        CALL,
        rf"(?:\b(?:FTP(?:_TLS)?|Sequelize)\(\s{{0,16}}(?:{ARGUMENT}{NEXT}){{2}}|\bsimple_bind(?:_s)?\(\s{{0,16}}{ARGUMENT}{NEXT}"
        rf"|\bcreate_(?:super)?user\(\s{{0,16}}(?:{ARGUMENT}{NEXT}){{2}}|\bkeyring\.set_password\(\s{{0,16}}(?:{ARGUMENT}{NEXT}){{2}}"
        rf"|\.connect\(\s{{0,16}}{ARGUMENT}{NEXT}[0-9]{{2,5}}{NEXT}{ARGUMENT}{NEXT})" + _GIVEN,
        (
            "ftp(",
            "ftp_tls(",
            "sequelize(",
            "simple_bind",
            ".connect(",
            "create_user(",
            "create_superuser(",
            "keyring.set_password(",
        ),
        (
            (f"ftplib.FTP('host', 'app', '{RANDOM}')", RANDOM),
            (f"ldap.simple_bind_s('cn=app', '{CHOSEN}')", CHOSEN),
            (f'ssh.connect(host, 22, "root", "{RANDOM}")', RANDOM),
            (f'new Sequelize("orders", "app", "{RANDOM}", options)', RANDOM),
            (f'new Sequelize(\n    "db",\n    "app",\n    "{RANDOM}",\n    options)', RANDOM),
            (f"User.objects.create_superuser('root', 'root@example.com', '{CHOSEN}')", CHOSEN),
            (f"keyring.set_password('orders', 'app', '{RANDOM}')", RANDOM),
        ),
        (
            "FTP('host', 'user', 'password')",
            "ldap.simple_bind_s(dn, password)",
            'eldap:simple_bind(X, "uid=app,ou=People,dc=example,dc=org", "passwd")',
            'ssh.connect(host, 22, "root", "password")',
            "FTP(host, user, os.environ['PW'])",
            f"signal.connect(host, 'root', '{RANDOM}')",
        ),
        prefilter=(
            r"(ftp(_tls)?|sequelize|simple_bind(_s)?|create_(super)?user)\([\s\S]{1,240}[\"'][^\"'\s]{4}|keyring\.set_password\("
            r"|\.connect\(\s{0,16}[^\n]{1,160},\s{0,16}[0-9]{2,5},[\s\S]{1,160}[\"'][^\"'\s]{4}"
        ),
        mark=r"\bftp(_tls)?\(|sequelize\(|simple_bind(_s)?\(|\.connect\(|create_(super)?user\(|keyring\.set_password\(",
        span=320,
        check=likely("password"),
    ),
    place(
        CALL,
        rf"(?:\bWiFi\.begin\(\s{{0,16}}{ARGUMENT}{NEXT}"
        rf"|\b(?:cx_Oracle|oracledb)\.connect\(\s{{0,16}}{ARGUMENT}{NEXT}"
        rf"|\b(?:MySQLdb|pymysql)\.connect\(\s{{0,16}}(?:{ARGUMENT}{NEXT}){{2}}"
        rf"|\b(?:PasswordAuthentication|basicAuth(?:entication)?)\(\s{{0,16}}{ARGUMENT}{NEXT}"
        rf"|\bPlainAuth\(\s{{0,16}}(?:{ARGUMENT}{NEXT}){{2}}"
        rf"|\bCredentials\(\s{{0,16}}(?:{ARGUMENT}{NEXT}){{3}})" + _GIVEN,
        (
            *("wifi.begin(", "cx_oracle.connect(", "oracledb.connect(", "mysqldb.connect(", "pymysql.connect("),
            *("passwordauthentication(", "basicauth", "plainauth(", "credentials("),
        ),
        (
            (f'WiFi.begin("acme", "{CHOSEN}");', CHOSEN),
            (f'cx_Oracle.connect("app", "{RANDOM}", "db/orders")', RANDOM),
            (f'MySQLdb.connect("db", "app", "{RANDOM}", "orders")', RANDOM),
            (f'.basicAuthentication("app", "{RANDOM}")', RANDOM),
            (f'smtp.PlainAuth("", "a@example.com", "{RANDOM}", "mx.example.com")', RANDOM),
            (f'credentials += Credentials("Realm", "example.com", "app", "{RANDOM}")', RANDOM),
        ),
        (
            "WiFi.begin(ssid, password);",
            'WiFi.begin("ssid", "password");',
            'cx_Oracle.connect("user", "password", "dsn")',
            f'signal.connect("app", "{RANDOM}")',
        ),
        prefilter=(
            r"(wifi\.begin|(cx_oracle|oracledb|mysqldb|pymysql)\.connect|passwordauthentication|basicauth(entication)?|plainauth"
            r"|credentials)\("
        ),
        mark=(
            r"wifi\.begin\(|(cx_oracle|oracledb|mysqldb|pymysql)\.connect\(|passwordauthentication\(|basicauth(entication)?\("
            r"|plainauth\(|\bcredentials\("
        ),
        span=320,
        check=likely("password"),
    ),
    place(
        CALL,
        r"(?<![hH]ex)[(,]\s{0,8}\"(?P<password>[^\"\s$]{6,128})\"\.toCharArray\(\)",
        (".tochararray()",),
        (
            (f'keyStore.load(stream, "{CHOSEN}".toCharArray());', CHOSEN),
            (f'new PBEKeySpec("{RANDOM}".toCharArray(), salt, 1000, 256)', RANDOM),
        ),
        (
            'keyStore.load(stream, "changeit".toCharArray());',
            'Hex.decodeHex("9f86d081884c7d659a2feaa0c55ad015".toCharArray())',
            'join("some-words-of-code".toCharArray())',
        ),
        prefilter=r"\"\.tochararray\(",
        check=likely("password"),
    ),
    place(
        CALL,
        r"CURLOPT_(?:PROXY)?USERPWD\s{0,4}(?:,|=>)\s{0,8}[\"'][^\"'\s:$]{1,64}:(?P<password>[^\"'\s$]{4,128})[\"']",
        ("curlopt_userpwd", "curlopt_proxyuserpwd"),
        (
            (f"curl_setopt($ch, CURLOPT_USERPWD, 'app:{CHOSEN}');", CHOSEN),
            (f'CURLOPT_PROXYUSERPWD => "app:{RANDOM}",', RANDOM),
        ),
        ("curl_setopt($ch, CURLOPT_USERPWD, 'user:password');", 'CURLOPT_USERPWD => "$user:$password"'),
        check=likely("password"),
    ),
    # HTTP Basic, as libraries of all languages call it.
    place(
        CALL,
        rf"(?i:(?:basic[_\-]?auth|authorization_basic|userauth_password|setauthentication)\w{{0,12}})"
        rf"(?:{_OPENS}{_USER}(?:{NEXT}|[ ]{{1,2}})(?:Some\()?"
        r"|\(\{\s{0,16}users\s?:\s?\{\s{0,16}[\"']?[\w.@\-]{1,40}[\"']?\s?:\s?)" + _WORD + r"(?!\s{0,4}:)",
        ("basic_auth", "basicauth", "basic-auth", "authorization_basic", "userauth_password", "setauthentication("),
        (
            (f"req.basic_auth 'app', '{RANDOM}'", RANDOM),
            (f'applyBasicAuth "app" "{CHOSEN}" request', CHOSEN),
            (f'(http/get url {{:basic-auth ["app" "{RANDOM}"]}})', RANDOM),
            (f'request.SetBasicAuth("app", "{CHOSEN}")', CHOSEN),
            (f"app.use(basicAuth({{ users: {{ admin: '{RANDOM}' }} }}))", RANDOM),
            (f'session.userauth_password("app", "{CHOSEN}")?;', CHOSEN),
            (f'http.setAuthentication("app", "{CHOSEN}");', CHOSEN),
        ),
        (
            "req.basic_auth 'user', 'password'",
            "req.basic_auth user, password",
            "app.use(basicAuth({ users: { admin: password } }))",
            '"basic-auth": "2.0.1",\n    "bcryptjs": "3.0.2",',
        ),
        span=320,
        check=likely("password"),
    ),
    # SNMP's community; https://docs.lextudio.com/pysnmp/
    place(
        CALL,
        r"\bCommunityData\(\s{0,8}(?:[\"'][\w.\-]{1,40}[\"'],\s{0,8})?" + _GIVEN,
        ("communitydata(",),
        ((f"CommunityData('{CHOSEN}', mpModel=1)", CHOSEN), (f'CommunityData("area", "{RANDOM}")', RANDOM)),
        ("CommunityData('public', mpModel=1)", "CommunityData(community)", "CommunityData('community')"),
        check=mixed("password"),
    ),
    # The last one, and nothing else, of clients that copy files; https://www.nuget.org/packages/SSH.NET
    place(
        CALL,
        rf"\b(?:{_COPIES})\(\s{{0,16}}(?:{ARGUMENT}{NEXT}){{1,3}}{_WORD}\s{{0,4}}\)",
        tuple(f"{name.lower()}(" for name in _COPIES.split("|")),
        (
            (f'new SftpClient("files.example.org", 22, "app", "{CHOSEN}")', CHOSEN),
            (f'new FtpClient("files.example.org", "app", "{RANDOM}")', RANDOM),
            (f'new PasswordAuthenticationMethod("app", "{CHOSEN}")', CHOSEN),
        ),
        (
            'new SftpClient("files.example.org", 22, "app", "password")',
            "new SftpClient(host, port, user, key)",
            'new FtpClient("files.example.org", "app-user")',
        ),
        span=320,
        check=mixed("password"),
    ),
    # Behind a user in whatever connects, or makes credentials of both; behind a port and the number of a database.
    place(
        CALL,
        rf"(?i:(?:{_NAMED})\w{{0,16}}(?:::new|\.\w{{1,16}})?|(?<!signal\.)(?:{_CONNECTS}))\(\s{{0,16}}(?:{ARGUMENT}{NEXT}){{0,6}}?"
        rf"(?:{_USER}|[0-9]{{1,5}}{NEXT}[0-9]{{1,5}}){NEXT}"
        r"(?![@bru]?[\"'][^\"'\s]{1,64}@[\w\-]{1,64}\.)(?![@bru]?[\"']\w{1,16}[:.])(?=[@bru]?[\"'][^\s\"'\d]{0,64}\d)"
        + _WORD
        + r"\s{0,4}[,)]",
        (
            *("credential", "authenticator", "staticv4", "connect", "newinstance(", "forurl(", "database(", "client("),
            *("redis(", "jedispool(", "create", "bind("),
        ),
        (
            (f'ClusterOptions(PasswordAuthenticator("Administrator", "{RANDOM}"))', RANDOM),
            (f'credentials.NewStaticV4("app", "{RANDOM}", "")', RANDOM),
            (f'Database.forURL(url, "app", "{RANDOM}", driver = "org.h2.Driver")', RANDOM),
            (f'PG.connect("db1", 5432, "", "", "orders", "app", "{RANDOM}")', RANDOM),
            (f'new SftpClient("files.example.org", 22, "app", "{RANDOM}");', RANDOM),
            (f'redis.StrictRedis("cache1", 6379, 0, "{RANDOM}")', RANDOM),
            (f'l.Bind("cn=admin,dc=example,dc=org", "{RANDOM}")', RANDOM),
            (f"wp_create_user('app', '{RANDOM}', 'app@example.org');", RANDOM),
        ),
        (
            'connect("clicked", "on_click", "value-changed")',
            'Database.forURL(url, "app", "password")',
            'l.Bind("cn=admin,dc=example,dc=org", password)',
            'connect("app", "org.h2.Driver7")',
        ),
        prefilter=(
            r"((credentials?|authenticator|static(credentials|v4))\w{0,16}(::new|\.\w{1,16})?"
            r"|connect(ion)?|newinstance|forurl|database|s?ftpclient|redis|jedispool|create_?(super)?user|ldap_?bind|\.bind)"
            r"\([\s\S]{1,240}[\"'0-9]\s{0,4},\s{0,16}[@bru]?[\"'][^\s]{6,128}[\"']\s{0,4}[,)]"
        ),
        mark=(
            r"(credentials?|authenticator|static(credentials|v4))\w{0,16}(::new|\.\w{1,16})?\("
            r"|connect(ion)?\(|newinstance\(|forurl\(|database\(|s?ftpclient\(|redis\(|jedispool\(|create_?(super)?user\("
            r"|ldap_?bind\(|\.bind\("
        ),
        span=320,
        check=lambda parts: firm("password")(parts) or apart("password")(parts),
        doubts=unsure("password"),
    ),
    # https://www.mathworks.com/help/database/ug/database.html: a name, who, and what follows says what it is
    place(
        CALL,
        rf"\bdatabase\(\s{{0,4}}{ARGUMENT}{NEXT}{ARGUMENT}{NEXT}{_WORD}{NEXT}"
        r"[\"'](?:Vendor|Driver(?:Type)?|Server|DatabaseServer|PortNumber|AuthType|LoginTimeout|(?:com|org|oracle|net)\.|jdbc:)",
        ("database(",),
        (
            (f"conn = database('shop','app','{CHOSEN}','Vendor','PostgreSQL','Server','db1');", CHOSEN),
            (f'conn = database("shop", "app", "{RANDOM}", "org.postgresql.Driver", url);', RANDOM),
        ),
        (
            "conn = database('shop','app','password','Vendor','MySQL');",
            "conn = database('shop','app',pwd,'Vendor','MySQL');",
            "conn = database('shop','','','Vendor','MySQL');",
        ),
        check=likely("password"),
    ),
    # A default with the short option between
    place(
        CALL,
        r"[\"']--?[\w\-]{0,24}(?i:password|passwd|pass|pwd|secret|token|api[_\-]?key)[\"'],[ ][\"']-\w[\"'],[ ]"
        r"(?:type=\w{2,8},[ ])?default=" + _WORD,
        tuple(
            f"{word}{quote}, {quote}-"
            for word in ("password", "passwd", "pass", "pwd", "secret", "token", "api-key", "api_key", "apikey")
            for quote in "\"'"
        ),
        (
            (f'p.add_argument("--password", "-p", default="{CHOSEN}", help="of the database")', CHOSEN),
            (f"@click.option('--api-key', '-k', default='{RANDOM}')", RANDOM),
        ),
        (
            'p.add_argument("--password", "-p", default="password")',
            'p.add_argument("--token", "-t", default=None)',
            'p.add_argument("--key", "-k", default="id_rsa.pem")',
        ),
        check=firm("password"),
    ),
    # What Python's `repr` says of a variable, in JSON: of Sentry's frames
    place(
        CALL,
        r"\"[\w.\-]{0,40}?(?i:password|passwd|pass|pwd|secret|token|api_?key|secret_?key)\\{0,3}\":[ ]?\\{0,3}\""
        r"b?'(?P<password>[^\s\"'$\\]{6,256})'\\{0,3}\"",
        tuple(
            f"{word}{quote}:{blank}{quote}{opens}"
            for word in ("password", "passwd", "pass", "pwd", "secret", "token", "api_key", "apikey", "secret_key")
            for quote in ('"', '\\"')
            for blank in ("", " ")
            for opens in ("'", "b'")
        ),
        (
            (f'"vars":{{"user":"\'app\'","password":"\'{CHOSEN}\'","timeout":"30"}}', CHOSEN),
            (f'{{"api_key": "\'{RANDOM}\'"}}', RANDOM),
        ),
        (
            '{"password":"\'[Filtered]\'"}',
            '{"password":"\'********\'"}',
            '{"password": "\'password\' is required"}',
        ),
        check=mixed("password"),
        doubts=lambda parts: not firm("password")(parts),
    ),
)
