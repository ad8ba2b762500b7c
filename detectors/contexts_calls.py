"""Passwords and keys that are known by the function which they are an argument of.

https://requests.readthedocs.io/en/latest/user/authentication/ (auth=)
https://www.php.net/manual/en/mysqli.construct.php, https://www.php.net/manual/en/pdo.construct.php
https://docs.oracle.com/en/java/javase/21/docs/api/java.sql/java/sql/DriverManager.html (getConnection)
https://docs.python.org/3/library/smtplib.html (login), https://docs.python.org/3/library/hmac.html (new)
https://www.npmjs.com/package/jsonwebtoken (sign, verify), https://www.npmjs.com/package/cookie-parser
https://nodejs.org/api/crypto.html (createHmac, createCipheriv), https://www.php.net/manual/en/function.curl-setopt.php
https://docs.arduino.cc/libraries/wifi/ (begin), https://pkg.go.dev/net/smtp (PlainAuth)
https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/security/KeyStore.html (load)
"""

from __future__ import annotations

from typing import Final

from .contexts import CHOSEN, RANDOM, least, place
from .contexts_databases import CALL
from .forms import one
from .generic_values import Strength

CLIENT = one("call-client-key", "Key that a client of an API is made with", part="key")
SIGNING = one("call-signing-key", "Key in a call that signs or encrypts", part="key")

_ARGUMENT: Final = r"(?:\"[^\"\n]{0,160}\"|'[^'\n]{0,160}'|[\w.$>\[\]\-]{1,64})"
_NEXT: Final = r"\s{0,4},\s{0,16}"
_GIVEN: Final = r"[bru]?(?:\"(?P<password>[^\"\s$]{4,128})\"|'(?P<password__2>[^'\s$]{4,128})')\s{0,4}[,)]"
_KEY: Final = (
    r"(?:Buffer\.from\(\s{0,4})?"
    r"[bru]?(?:\"(?P<key>[^\"\n$]{8,256})\"|'(?P<key__2>[^'\n$]{8,256})'|`(?P<key__3>[^`\n$]{8,256})`)\s{0,4}[,).]"
)

DETECTORS = (
    place(
        CALL,
        rf"(?:\bauth\s?=\s?\(\s{{0,4}}{_ARGUMENT}{_NEXT}"
        rf"|\b(?i:mysqli?(?:_p?connect|_real_connect)?|sqlsrv_connect|ftp_login|ssh2_auth_password|imap_open|ldap_bind)"
        rf"\(\s{{0,4}}(?:{_ARGUMENT}{_NEXT}){{2}}"
        rf"|\b(?:PDO|getConnection)\(\s{{0,4}}{_ARGUMENT}{_NEXT}{_ARGUMENT}{_NEXT}"
        rf"|\.login\(\s{{0,4}}{_ARGUMENT}{_NEXT})" + _GIVEN,
        (
            *("auth", "mysql", "sqlsrv_connect", "ftp_login", "ssh2_auth_password", "imap_open", "ldap_bind", "pdo("),
            *("getconnection(", ".login("),
        ),
        (
            (f"requests.get(url, auth=('app', '{RANDOM}'))", RANDOM),
            (f"new mysqli('localhost', 'root', '{CHOSEN}', 'app');", CHOSEN),
            (f"mysql_connect('localhost','root','{RANDOM}')", RANDOM),
            (f"new PDO('mysql:host=db;dbname=app', 'root', '{CHOSEN}');", CHOSEN),
            (f'DriverManager.getConnection("jdbc:mysql://db/app", "root", "{RANDOM}");', RANDOM),
            (f"server.login('app@example.com', '{RANDOM}')", RANDOM),
            (f'DriverManager.getConnection(url, "root", "{RANDOM}");', RANDOM),
            (f"new PDO( $dsn, 'root', '{CHOSEN}');", CHOSEN),
            (f"smtp.login(sender, '{RANDOM}')", RANDOM),
        ),
        (
            "requests.get(url, auth=('user', 'password'))",
            "new mysqli($host, $user, $password, 'orders7xq');",
            'DriverManager.getConnection("jdbc:mysql://db/app", user, password);',
            "server.login('user', 'password')",
            "auth=(user, password)",
        ),
        prefilter=(
            r"(auth\s?=\s?\(|mysqli?(_p?connect|_real_connect)?\(|sqlsrv_connect\(|ftp_login\(|ssh2_auth_password\(|imap_open\(|ldap_bind\("
            r"|pdo\(|getconnection\(|\.login\()\s{0,4}[^\n]{1,240}[\"'][^\"'\s$]{4,128}[\"']\s{0,4}[,)]"
        ),
        mark=(
            r"auth\s?=\s?\(|mysqli?(_p?connect|_real_connect)?\(|sqlsrv_connect\(|ftp_login\(|ssh2_auth_password\(|imap_open\(|ldap_bind\("
            r"|\bpdo\(|getconnection\(|\.login\("
        ),
        span=320,
        check=least("password", Strength.CHOSEN),
    ),
    place(
        CALL,
        rf"(?:\b(?:FTP(?:_TLS)?|Sequelize)\(\s{{0,4}}(?:{_ARGUMENT}{_NEXT}){{2}}|\bsimple_bind(?:_s)?\(\s{{0,4}}{_ARGUMENT}{_NEXT}"
        rf"|\.connect\(\s{{0,4}}{_ARGUMENT}{_NEXT}[0-9]{{2,5}}{_NEXT}{_ARGUMENT}{_NEXT})" + _GIVEN,
        ("ftp(", "ftp_tls(", "sequelize(", "simple_bind", ".connect("),
        (
            (f"ftplib.FTP('host', 'app', '{RANDOM}')", RANDOM),
            (f"ldap.simple_bind_s('cn=app', '{CHOSEN}')", CHOSEN),
            (f'ssh.connect(host, 22, "root", "{RANDOM}")', RANDOM),
            (f'new Sequelize("orders", "app", "{RANDOM}", options)', RANDOM),
        ),
        (
            "FTP('host', 'user', 'password')",
            "ldap.simple_bind_s(dn, password)",
            'ssh.connect(host, 22, "root", "password")',
            "FTP(host, user, os.environ['PW'])",
            f"signal.connect(host, 'root', '{RANDOM}')",
        ),
        prefilter=(
            r"(ftp(_tls)?|sequelize)\([^\n]{1,240}[\"'][^\"'\s$]{4}|simple_bind(_s)?\([^\n]{1,240}[\"'][^\"'\s$]{4}"
            r"|\.connect\([^\n]{1,160},\s{0,4}[0-9]{2,5},[^\n]{1,160}[\"'][^\"'\s$]{4}"
        ),
        mark=r"\bftp(_tls)?\(|sequelize\(|simple_bind(_s)?\(|\.connect\(",
        span=320,
        check=least("password", Strength.CHOSEN),
    ),
    place(
        CALL,
        rf"(?:\bWiFi\.begin\(\s{{0,4}}{_ARGUMENT}{_NEXT}"
        rf"|\b(?:cx_Oracle|oracledb)\.connect\(\s{{0,4}}{_ARGUMENT}{_NEXT}"
        rf"|\b(?:MySQLdb|pymysql)\.connect\(\s{{0,4}}(?:{_ARGUMENT}{_NEXT}){{2}}"
        rf"|\b(?:PasswordAuthentication|basicAuth(?:entication)?)\(\s{{0,4}}{_ARGUMENT}{_NEXT}"
        rf"|\bPlainAuth\(\s{{0,4}}(?:{_ARGUMENT}{_NEXT}){{2}}"
        rf"|\bCredentials\(\s{{0,4}}(?:{_ARGUMENT}{_NEXT}){{3}})" + _GIVEN,
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
        check=least("password", Strength.CHOSEN),
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
        check=least("password", Strength.CHOSEN),
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
        check=least("password", Strength.CHOSEN),
    ),
    place(
        SIGNING,
        rf"\b(?:(?i:jwt)\.(?:sign|verify|encode|decode)[( ]\s{{0,4}}"
        rf"(?:[^\n()\"'`]{{1,120}}|\{{[^\n{{}}]{{0,160}}\}}){_NEXT}"
        rf"|signWith\(\s{{0,4}}SignatureAlgorithm\.\w{{2,8}}{_NEXT}"
        rf"|(?:createHmac|createCipheriv|createDecipheriv)\(\s{{0,4}}[\"'`][\w\-]{{2,32}}[\"'`]{_NEXT}"
        rf"|hmac\.new\(\s{{0,4}}(?:key\s?=\s?)?|cookieParser\(\s{{0,4}}|hash_hmac\(\s{{0,4}}{_ARGUMENT}{_NEXT}{_ARGUMENT}{_NEXT}"
        rf"|AES\.(?:encrypt|decrypt)\(\s{{0,4}}[\w.]{{1,64}}{_NEXT}|new SecretKeySpec\(\s{{0,4}}"
        rf"|SymmetricSecurityKey\(\s{{0,4}}Encoding\.\w{{2,8}}\.GetBytes\(\s{{0,4}}|Algorithm\.HMAC\d{{3}}\(\s{{0,4}}"
        rf"|hmacShaKeyFor\(\s{{0,4}}|(?:SignedString|NewCookieStore)\(\s{{0,4}}\[\]byte\(\s{{0,4}}"
        rf"|\bAES\.new\(\s{{0,4}}|URLSafe(?:Timed)?Serializer\(\s{{0,4}})" + _KEY,
        (
            *(
                "createhmac(",
                "createcipheriv(",
                "createdecipheriv(",
                "hmac.new(",
                "cookieparser(",
                "hash_hmac(",
            ),
            *(
                "aes.encrypt(",
                "aes.decrypt(",
                "secretkeyspec(",
                "symmetricsecuritykey(",
                "algorithm.hmac",
                "hmacshakeyfor(",
            ),
            *("jwt.", "signwith(", "signedstring(", "newcookiestore(", "aes.new(", "serializer("),
        ),
        (
            (f"jwt.sign(payload, '{RANDOM}', {{ expiresIn: '1h' }})", RANDOM),
            (f"crypto.createHmac('sha256', '{RANDOM}')", RANDOM),
            (f'hmac.new(b"{RANDOM}", body, "sha256")', RANDOM),
            (f"app.use(cookieParser('{RANDOM}'))", RANDOM),
            (f'new SecretKeySpec("{RANDOM}".getBytes(), "AES")', RANDOM),
            (f'jwt.encode({{"some": "payload"}}, "{RANDOM}", algorithm="HS256")', RANDOM),
            (f'JWT.encode payload, "{RANDOM}", "HS256"', RANDOM),
            (f'Algorithm.HMAC256("{RANDOM}")', RANDOM),
            (f'token.SignedString([]byte("{RANDOM}"))', RANDOM),
            (f'Jwts.builder().signWith(SignatureAlgorithm.HS256, "{RANDOM}").compact();', RANDOM),
            (f"crypto.createDecipheriv('aes-256-cbc', Buffer.from('{RANDOM}'), iv)", RANDOM),
            (f'AES.new(b"{RANDOM}", AES.MODE_CBC, iv)', RANDOM),
        ),
        (
            "jwt.sign(payload, process.env.JWT_SECRET)",
            "jwt.sign(payload, 'secret')",
            "crypto.createHmac('sha256', key)",
            "hmac.new(b'my-secret-key', body)",
            f"jwt.sign({{ name: '{RANDOM}' }}, key)",
        ),
        prefilter=(
            r"(jwt\.(sign|verify|encode|decode)|signwith|create(hmac|cipheriv|decipheriv)|hmac\.new|cookieparser|hash_hmac"
            r"|aes\.(en|de)crypt|secretkeyspec|symmetricsecuritykey|algorithm\.hmac\d{3}|hmacshakeyfor|signedstring"
            r"|newcookiestore|aes\.new|urlsafe(timed)?serializer)\(|jwt\.(en|de)code[ ]"
        ),
        span=320,
        check=least("key", Strength.FAIR),
    ),
    place(
        CLIENT,
        r"\b(?:[A-Za-z]\w{1,40}\.)?\w{0,30}Client(?:V\d)?\(\s{0,4}[\"'](?P<key>[A-Za-z0-9_\-]{24,128})[\"']\s{0,4}[,)]",
        ("client(", "clientv"),
        (
            (f'co = cohere.ClientV2("{RANDOM}")', RANDOM),
            (f"const client = new AcmeClient('{RANDOM}');", RANDOM),
        ),
        (
            "client = TestClient('name-of-the-application-here')",
            "new Client('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')",
            "client = Client(api_key)",
        ),
        prefilter=r"client(v\d)?\(\s{0,4}[\"'][A-Za-z0-9_\-]{24}",
        check=least("key", Strength.RANDOM),
    ),
)
