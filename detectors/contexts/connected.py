r"""Passwords by their position: of calls whose arguments are what they are by their order, and behind who logs in.

    oci_connect('app', 'x', 'db/orders')       LogonUser(L"app", L"CORP", L"x", 2, 0, &token)
    cn.Open "DSN", "sa", "x"                   SmartConnect("vc1", 443, "app", "x")
    Connection(server, "cn=app,dc=x", "x")     {"192.0.2.7": ("root", "x")}

https://www.php.net/manual/en/function.oci-connect.php, and what its other databases call the same
https://learn.microsoft.com/en-us/windows/win32/api/winbase/nf-winbase-logonuserw;
https://learn.microsoft.com/en-us/sql/ado/reference/ado-api/open-method-ado-connection
https://docs.oracle.com/javaee/7/api/javax/jms/ConnectionFactory.html (createConnection);
https://jakarta.ee/specifications/mail/ (Transport.connect)
https://ldap3.readthedocs.io/en/latest/connection.html; https://docs.paramiko.org/en/stable/api/transport.html
https://everything.curl.dev/libcurl/ (CURLOPT_PASSWORD); https://docs.python.org/3/library/telnetlib.html (read_until)

Long because it is mostly names of calls.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from detectors.base import Confidence, Parts
from detectors.forms import made

from .databases import CALL, COMMAND
from .shared import CHOSEN, NEXT, PLAIN_DOLLAR, RANDOM, apart, likely, place, unsure

# How many arguments stand before it.
_NAMES: Final = {
    1: (
        *("AuthTokens.basic", "DefaultAuthenticator", "ActiveMQConnectionFactory", "createQueueConnection"),
        *("createTopicConnection", "ValidateUser", "PasswordSignInAsync", "auth_password", "CRAMMD5Auth"),
        *("SharePointOnlineCredentials", "SqlCredential", "PyiCloudService", "Salesforce", "SMBConnection"),
        *("HttpNtlmAuth", "HTTPDigestAuth", "oci_connect", "oci_pconnect", "oci_new_connect", "WNetAddConnection2"),
        *("WNetAddConnection2W", "Github", "UseHttps", "X509Certificate", "auth.basic", "sta.config"),
    ),
    2: (
        *("ibm_db.connect", "ibm_db.pconnect", "db2_connect", "db2_pconnect", "odbc_connect", "odbc_pconnect"),
        *("mssql_connect", "mssql_pconnect", "ibase_connect", "ibase_pconnect", "fbird_connect", "sybase_connect"),
        *("ifx_connect", "pymssql.connect", "fdb.connect", "kinterbasdb.connect", "InfluxDBFactory.connect"),
        *("JdbcConnectionPool.create", "Jdbi.create", "dataSource", "transport.connect", "store.connect"),
        *("OpenDSObject", "LogonUser", "LogonUserW", "LogonUserA", "CreateProcessWithLogonW", "RunAs", "RunAsWait"),
        *("Impersonate", "ImpersonateUser", "Mysql.new", "register_session", "libssh2_userauth_password"),
        "ssh_userauth_password",
        *("Jenkins", "RouterOsApiPool", "DirectoryEntry", "imap.authenticate", "add_auth", "DBI.connect"),
    ),
    3: (
        *("InfluxDBClient", "SmartConnect", "ConnectServer", "ONVIFCamera", "add_password", "PrincipalContext"),
        *("POP3.start", "POP3.delete_all", "manager.connect", "transport.connect"),
    ),
    4: ("MapNetworkDrive", "InternetConnect", "InternetConnectA", "InternetConnectW", "cubrid_connect"),
    5: ("SQLConnect", "SQLConnectW", "OCILogon"),
}
# Also without brackets, as Basic has them.
_OF_BASIC: Final = frozenset({"OpenDSObject", "MapNetworkDrive", "RunAs", "RunAsWait", "ConnectServer", "auth.basic"})
# What other things are called as well.
_VAGUE: Final = frozenset(
    {
        *("dataSource", "store.connect", "transport.connect", "manager.connect", "Github", "Salesforce", "Jenkins"),
        *("ValidateUser", "add_auth", "register_session", "X509Certificate", "auth.basic", "sta.config"),
    }
)
# Words, numbers and versions that are joined: Release-v2.1, but neither admin@123 nor Welcome-2024.
_LABEL: Final = (
    r"(?![A-Za-z]{4,32}[\-_.][0-9]{3,8}[\"'])[A-Za-z0-9]{1,40}(?:(?:[\-_./+:]|Controller@)[A-Za-z0-9]{1,40}){1,8}"
)
_JOINED_WORDS: Final = re.compile(_LABEL)
_NO_LABEL: Final = rf"(?![@bru]?[\"']{_LABEL}[\"'])"
_CAST: Final = r"(?:\([\w *]{1,24}\)[ ]?)?"
_SPELT: Final = r"(?:TEXT\(|_T\(|L|[@bru])?"
_ARGUMENT: Final = (
    rf"(?:{_CAST}{_SPELT}(?:\"[^\"\n]{{0,160}}\"|'[^'\n]{{0,160}}')\)?|{_CAST}[\w.$@&*:>\[\]\-]{{1,64}}(?:\(\))?)"
)
_GIVEN: Final = (
    rf"{_CAST}{_SPELT}(?:\"(?P<password>(?:[^\s\"$]|{PLAIN_DOLLAR}){{4,128}})\"|'(?P<password__2>(?:[^'\s$]|{PLAIN_DOLLAR}){{4,128}})')"
    r"(?:\)|\.\w{2,20}\(\))?(?=[ \t]{0,4}(?:[,)\]};:]|\r?\n|\Z)|\s{0,16}\))"
)
_TEXT: Final = r"(?:\"[^\"\n]{1,160}\"|'[^'\n]{1,160}')"
# What is called with somebody and anything: a test, a translation, a route, a log.
_OTHER_CALL: Final = (
    r"(?!(?i:assert|expect|verify|equal|same|compare|trans|i18n|gettext|label|locale|log|info|debug|warn|getenv|route"
    r"|describe|chown|attr|dispatch|image|container|format|replace|permission|role|group)\w{0,24}\("
    r"|(?:t|_|it|tr|test|get|post|put)\()"
)
# Who has all rights, wherever it is.
_WHO: Final = ("root", "admin", "administrator", "sa", "postgres", "sysdba", "ubnt", "pi", "ubuntu", "cisco", "deploy")
_ALL_RIGHTS: Final = rf"[bu]?(?:\"(?i:{'|'.join(_WHO)})\",[ ]?\"|'(?i:{'|'.join(_WHO)})',[ ]?')"
_LOGIN: Final = (
    r"(?!(?i:data|https?|urn|text|type|id|mailto|sha\d{1,3}|gid|key|name|cursor|page|host|node|image):)[\w.@\\\-]{2,64}"
)
_JOINED: Final = r"[\"'][ ]?[+.][ ]?[\"']:[\"'][ ]?[+.][ ]?[\"']"
_ENCODES: Final = ("btoa|base64_encode", "tobase64string|encodetostring|encode64|encode_base64")
_WITHIN: Final = r"(?:[^()\n\"'=;]{0,48}\(){0,2}[^()\n\"'=;]{0,16}[\"']"
_SIGNED: Final = made("bcdfghjklmnpqrstvwxz", 7, "connected").capitalize() + "!1974"


def _calls() -> str:
    ways = [
        rf"(?:{'|'.join(map(_escaped, chosen))})\(\s{{0,16}}(?:{_ARGUMENT}{NEXT}){{{before}}}{unless}"
        for before, names in _NAMES.items()
        for chosen, unless in (
            ([name for name in names if name not in _VAGUE], ""),
            ([name for name in names if name in _VAGUE], _NO_LABEL),
        )
        if chosen
    ]
    ways += [
        rf"{_escaped(name)}[ ](?:{_ARGUMENT}{NEXT}){{{before}}}{_NO_LABEL if name in _VAGUE else ''}"
        for before, names in _NAMES.items()
        for name in names
        if name in _OF_BASIC
    ]
    return rf"\b(?i:{'|'.join(ways)})"


def _escaped(name: str) -> str:
    return name.replace(".", r"\.")


def _unless_firm(parts: Parts) -> bool:
    return unsure("password")(parts) or _JOINED_WORDS.fullmatch(parts["password"].reveal()) is not None


DETECTORS = (
    place(
        CALL,
        _calls() + _GIVEN,
        tuple(
            sorted(
                {f"{name.lower()}(" for names in _NAMES.values() for name in names}
                | {f"{name.lower()} " for name in _OF_BASIC}
            )
        ),
        (
            (f"$c = oci_connect('app', '{CHOSEN}', 'db/orders');", CHOSEN),
            (f'ibm_db.connect("SHOP", "app", "{RANDOM}")', RANDOM),
            (f"pymssql.connect(host, 'sa', '{CHOSEN}', 'shop')", CHOSEN),
            (f'Jdbi.create("jdbc:postgresql://db1/shop", "app", "{CHOSEN}")', CHOSEN),
            (f'LogonUser(L"app", L"CORP", L"{CHOSEN}", 2, 0, &token)', CHOSEN),
            (f'RunAsWait("Administrator", @ComputerName, "{RANDOM}", 0, "cmd.exe")', RANDOM),
            (f'net.MapNetworkDrive "Z:", "\\\\fs1\\data", False, "CORP\\app", "{CHOSEN}"', CHOSEN),
            (f'SmartConnect("vc1", 443, "app", "{RANDOM}")', RANDOM),
            (f'transport.connect("smtp.example.org", "app@example.org", "{CHOSEN}");', CHOSEN),
            (
                f'SQLConnect(h, (SQLCHAR*)"shop", SQL_NTS, (SQLCHAR*)"sa", SQL_NTS, (SQLCHAR*)"{CHOSEN}", SQL_NTS);',
                CHOSEN,
            ),
            (f'new SharePointOnlineCredentials("a@example.org", "{CHOSEN}".ToSecureString())', CHOSEN),
            (f"transport.auth_password('root', '{_SIGNED}')", _SIGNED),
            (f'listen.UseHttps("shop.pfx", "{CHOSEN}");', CHOSEN),
            (f"http.auth.basic 'app', '{CHOSEN}'", CHOSEN),
        ),
        (
            "$c = oci_connect('hr', 'welcome', 'db/orders');",
            "oci_connect($user, $password, 'db/orders7x');",
            'SmartConnect("vc1", 443, "app", password)',
            "LogonUser(user, domain, password, 2, 0, &token7x)",
            "SMBConnection('app', password, 'client7x', 'fs1')",
            "imap.authenticate('XOAUTH2', user, token7x2)",
            "dataSource('orders', columns, 'Sort-By-Name1')",
            'Github("orders-app", "Release-v2.1")',
            'listen.UseHttps("shop.pfx", password7x);',
            "http.auth.basic user, 'password'",
            'auth.basic "Restricted", "Area-51x"',
            'sta.config("bridge", "eth0-br1")',
            'new X509Certificate("a.pem", "RSA-2048x")',
        ),
        span=400,
        check=likely("password"),
    ),
    # ADO's and a request's: cn.Open "DSN", "sa", "x"; xhr.open("GET", url, true, "app", "x")
    place(
        CALL,
        rf"\.[oO]pen(?:\(|[ ](?=\"))(?:[\"'][A-Z]{{3,6}}[\"']{NEXT}{_ARGUMENT}{NEXT}\w{{1,16}}{NEXT}|{_TEXT}{NEXT})"
        rf"[\"'][\w.@\\\-]{{1,64}}[\"']{NEXT}" + _GIVEN,
        ('.open "', '.open("', ".open('"),
        (
            (f'cn.Open "ProdDSN", "sa", "{CHOSEN}"', CHOSEN),
            (f'conn.Open("Driver={{SQL Server}};Server=db1", "sa", "{RANDOM}")', RANDOM),
            (f"xhr.open('GET', url, true, 'app', '{CHOSEN}');", CHOSEN),
        ),
        (
            'rs.Open "SELECT 1", "DSN=x", "adOpenStatic"',
            'window.open("a.html", "x", "width=400,height=300")',
            "codecs.open('a.txt', 'r', 'utf-8')",
            "codecs.open('a.txt', 'r', 'iso-8859-1')",
            'xhr.open("GET", url, true, user, password);',
        ),
        span=400,
        check=lambda parts: apart("password")(parts) and "=" not in parts["password"].reveal(),
        doubts=_unless_firm,
    ),
    # Behind a name of a directory: l.Bind("cn=app,dc=x", "x")
    place(
        CALL,
        rf"[\"'](?i:cn|uid)=[^\"'\n]{{2,160}}[\"']{NEXT}(?![@bru]?[\"']\w{{1,16}}=)" + _GIVEN,
        ('"cn=', "'cn=", '"uid=', "'uid="),
        (
            (f"Connection(server, 'cn=app,dc=example,dc=org', '{CHOSEN}', auto_bind=True)", CHOSEN),
            (f'err = l.Bind("uid=app,ou=people,dc=example", "{RANDOM}")', RANDOM),
        ),
        (
            "Connection(server, 'cn=app,dc=example,dc=org', password)",
            "search('cn=app,dc=example,dc=org', 'objectClass')",
            '["cn=app,dc=example", "cn=web7x2,dc=example"]',
            'modify("cn=app,dc=example", "telephoneNumber2")',
        ),
        span=400,
        check=apart("password"),
        doubts=_unless_firm,
    ),
    # Behind who has all rights: the last of a list, or of whatever is called. It may be a list of anything.
    replace(
        place(
            CALL,
            rf"(?:[(\[{{]\s{{0,8}}(?:{_TEXT}{NEXT}(?:[0-9]{{2,5}}{NEXT})?)?{_ALL_RIGHTS}(?!{_LABEL}[\"'])"
            r"(?P<password>[^\s\"'$<>]{8,64})[\"']\s{0,4},?\s{0,4}[)\]}]"
            rf"|(?<!\w){_OTHER_CALL}\w{{1,48}}\(\s{{0,16}}(?:{_ARGUMENT}{NEXT}){{0,3}}?{_ALL_RIGHTS}(?!{_LABEL}[\"'])"
            r"(?P<password__2>[^\s\"'$<>]{8,64})[\"']\s{0,4}[,)])",
            tuple(f"{quote}{who}{quote},{blank}{quote}" for who in _WHO for quote in "\"'" for blank in ("", " ")),
            (
                (f'DEVICES = {{"192.0.2.7": ("root", "{CHOSEN}")}}', CHOSEN),
                (f"cams = [('192.0.2.9', 80, 'admin', '{RANDOM}')]", RANDOM),
                (f"check('admin', '{_SIGNED}')", _SIGNED),
                (f"Controller(host, 'admin', '{CHOSEN}', 8443)", CHOSEN),
            ),
            (
                "ROLES = ('admin', 'editor2')",
                "USERS = ['root', 'www-data1']",
                "WORDS = ['pi', 'phi', 'psi7chi8']",
                "roles(['admin', 'superuser2024'])",
                "f('admin', 'password1')",
                "f('admin', '2024-01-01T10:00Z')",
                "TYPES = [('root', 'Root-Category1'), ('admin', 'Admin-Section2')]",
                'SKUS = [("cisco", "WS-C2960-24TT-L")]',
                "assertEquals('admin', 'Adm1nistrator', user.name)",
                "Route::get('admin', 'AdminController@index2')",
                'c = Container("postgres", "15-alpine3.18")',
                "shutil.chown(path, 'root', 'www-data33')",
                f"WORDS = ['admin', '{CHOSEN}', 'x']",
            ),
            span=240,
            check=apart("password"),
        ),
        confidence=Confidence.LEAD,
    ),
    # user:password, which is encoded then; what is in services.py is not here
    place(
        CALL,
        rf"(?:(?i:{_ENCODES[0]})\({_WITHIN}{_LOGIN}{_JOINED}|(?i:{_ENCODES[1]})\({_WITHIN}{_LOGIN}(?::|{_JOINED}))"
        r"(?P<password>[^\s\"'{}$:]{4,128})[\"']",
        (
            *("btoa(", "base64_encode(", "tobase64string(", "encodetostring(", "encode64("),
            *('encode_base64("', "encode_base64('"),
        ),
        (
            (f'Convert.ToBase64String(Encoding.ASCII.GetBytes("app:{CHOSEN}"))', CHOSEN),
            (f'[Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes("app:{CHOSEN}"))', CHOSEN),
            (f'Base64.getEncoder().encodeToString("app:{RANDOM}".getBytes())', RANDOM),
            (f'base64.StdEncoding.EncodeToString([]byte("app:{RANDOM}"))', RANDOM),
            (f"Base64.strict_encode64('app:{CHOSEN}')", CHOSEN),
            (f"btoa('app' + ':' + '{CHOSEN}')", CHOSEN),
        ),
        (
            "btoa('User:12345678')",
            "Base64.strict_encode64('user:password')",
            'Convert.ToBase64String(Encoding.ASCII.GetBytes("app:" + password))',
            'EncodeToString([]byte("https://example.org/a1"))',
            'toBase64String("cursor:2024-01-02x")',
        ),
        check=apart("password"),
        doubts=_unless_firm,
    ),
    place(
        CALL,
        r"(?:\bCURLOPT_(?:PROXY|SSH_?|TLSAUTH_|SSL)?(?:PASSWORD|KEYPASSWD)\s{0,4}(?:,|=>)\s{0,8}"
        rf"|(?:AMQP_SASL_METHOD_PLAIN|\b(?:request|authorization|use)[,( ]{{1,3}}:(?:basic_auth|basic|digest)"
        rf"|\"ntlm\"|'ntlm'|\"credssp\"|'credssp'),\s{{0,16}}{_ARGUMENT}{NEXT}"
        rf"|\bjaydebeapi\.connect\(\s{{0,16}}(?:{_ARGUMENT}{NEXT}){{2}}[\[{{(]\s{{0,16}}{_ARGUMENT}{NEXT}"
        rf"|\bgetConnection\([\"'][\w.@\-]{{1,64}}[\"']{NEXT}(?=[^\n,]{{1,160}}\)){_NO_LABEL}"
        r"|\.(?:Unprotect|Protect)(?:\(|[ ])(?:Password:=)?"
        rf"|(?i:(?:to|make|as|create|get)secure(?:string\([ ]?|\([ ]?{_NO_LABEL})))" + _GIVEN,
        (
            *("curlopt_password", "curlopt_proxypassword", "curlopt_keypasswd", "curlopt_sslkeypasswd"),
            *("curlopt_tlsauth_password", "amqp_sasl_method_plain,", "makesecure", "tosecure", "assecure("),
            *("createsecure", "getsecure", ":basic_auth,", ":basic,", ":digest,", "jaydebeapi.connect("),
            *("'ntlm',", '"ntlm",', "'credssp',", '"credssp",', "getconnection(", '.unprotect "', '.protect "'),
            *('.unprotect("', '.protect("', '.unprotect password:="', '.protect password:="'),
        ),
        (
            (f'curl_easy_setopt(curl, CURLOPT_PASSWORD, "{CHOSEN}");', CHOSEN),
            (f'amqp_login(c, "/", 0, 131072, 0, AMQP_SASL_METHOD_PLAIN, "app", "{RANDOM}");', RANDOM),
            (f"f.request :authorization, :basic, 'app', '{CHOSEN}'", CHOSEN),
            (f"Protocol('http://win1:5985/wsman', 'ntlm', 'app', '{CHOSEN}')", CHOSEN),
            (f'jaydebeapi.connect("com.ibm.db2.jcc.DB2Driver", url, ["db2inst1", "{RANDOM}"], jar)', RANDOM),
            (f'ds.getConnection("app", "{CHOSEN}");', CHOSEN),
            (f'ActiveSheet.Unprotect "{CHOSEN}"', CHOSEN),
            (f'Process.Start("cmd.exe", "app", ToSecureString("{CHOSEN}"), "CORP");', CHOSEN),
        ),
        (
            "curl_easy_setopt(curl, CURLOPT_PASSWORD, password);",
            'CURLOPT_PASSWORD, "password");',
            'ToSecureString("password")',
            'ActiveSheet.Protect "password"',
            'ds.getConnection("app", password);',
            'getConnection("orders7x", "main4q2", "x")',
            'getConnection("primary", "eu-west-1")',
            "enum :basic, :pro, 'Enterprise9x'",
            'getSecure("session-Id9")',
        ),
        span=320,
        check=likely("password"),
    ),
    # What Redis is sent as it is
    place(
        CALL,
        r"\bredis(?:Async|Append)?Command\([^\n;\"']{0,48}[\"'](?i:auth)[ ](?:%s[\"'],[ ]?[\"'])?"
        r"(?P<password>[^\s\"'%$<>{}\\]{6,128})[\"'][ ]?[,)]",
        ("rediscommand(", "redisasynccommand(", "redisappendcommand("),
        (
            (f'redisCommand(c, "AUTH {CHOSEN}");', CHOSEN),
            (f'redisCommand(c, "AUTH %s", "{RANDOM}");', RANDOM),
        ),
        (
            'redisCommand(c, "AUTH password");',
            'redisCommand(c, "AUTH %s", password);',
            'redisCommand(c, "GET %s", "orders7x2");',
        ),
        check=likely("password"),
    ),
    # What is typed where it is asked for; of other ways than these options.py knows
    place(
        COMMAND,
        r"(?i:(?:read|recv|skip|send(?:line)?|wait)_?(?:until|for|after))\([^\n]{0,24}?(?i:assw(?:or)?d)"
        r"(?:[^\n\"'/]{0,8}[\"'/]\w?,[ ]{0,2}|[^\n]{0,40}?"
        r"(?:\r?\n(?:(?![^\n]{0,60}(?:write|send|print|puts)\w{0,4}\()[^\n]{0,100}\n){0,2}?[^\n]{0,40}?)?"
        r"(?:\.|->|\b)(?i:write|print|puts|cmd|send|sendline|sendln|println)\([ ]?(?:\w{1,16},[ ]?)?)"
        r"[bru]?[\"'](?P<password>[^\s\"'\\$]{4,128})(?:\\[rn]){0,2}[\"']",
        (
            *("read_until(", "readuntil(", "recvuntil(", "recv_until(", "skipuntil(", "skip_until(", "waitfor("),
            *("sendlineafter(", "sendafter("),
        ),
        (
            (f'tn.read_until(b"assword:")\ntn.write(b"{CHOSEN}\\n")', CHOSEN),
            (f'tn.read_until("assword:")\ntn.write("{RANDOM}" + "\\n")', RANDOM),
            (f"$t->waitfor('/password: $/i');\n$t->print(\"{CHOSEN}\");", CHOSEN),
            (f"$t->waitfor('/password: $/i'); $t->print('{CHOSEN}');", CHOSEN),
            (f"p.sendlineafter(b'Password: ', b'{CHOSEN}')", CHOSEN),
            (f't.SkipUntil("Password: ")\nsendln(t, "{RANDOM}")', RANDOM),
        ),
        (
            'tn.read_until(b"assword:")\ntn.write(password)',
            'tn.read_until(b"assword:")\ntn.write(password)\ntn.write(b"show-version2\\n")',
            "p.sendlineafter(b'Password: ', b'password')",
            'tn.read_until(b"login: ")\ntn.write(b"admin7x2\\n")',
        ),
        span=320,
        check=likely("password"),
    ),
)
