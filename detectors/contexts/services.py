"""Passwords in the settings of single services, which call them something else, or put them into a pair or a line.

Over 300 lines, as it is one table: a row for each service, with its examples and near misses.

https://galeracluster.com/library/documentation/mysql-wsrep-options.html (wsrep_sst_auth);
https://docs.splunk.com/Documentation/Splunk/latest/Admin/Serverconf
https://man7.org/linux/man-pages/man5/sssd-ldap.5.html (authtok); https://doc.dovecot.org/ (dnpass, {PLAIN})
https://www.postfix.org/SASL_README.html (sasl_passwd);
https://www.exim.org/exim-html-current/doc/html/spec_html/ch-file_and_database_lookups.html
https://kafka.apache.org/documentation/#security_sasl_plain (user_NAME=);
https://docs.strongswan.org/docs/latest/config/ (ipsec.secrets)
https://cloudinit.readthedocs.io/en/latest/reference/modules.html (chpasswd);
https://docs.couchdb.org/en/stable/config/auth.html
https://svnbook.red-bean.com/en/1.7/svn.serverconfig.svnserve.html ([users]); https://openvpn.net/community-docs/
(auth-user-pass)
https://docs.spring.io/spring-security/reference/features/authentication/password-storage.html ({noop})
https://docs.wildfly.org/ (clear-text); https://learn.microsoft.com/en-us/windows-hardware/customize/desktop/unattend/
(Password, Value)
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ssm_parameter (SecureString)
https://docs.ansible.com/ansible/latest/collections/ansible/builtin/password_hash_filter.html
"""

from __future__ import annotations

import base64
from typing import Final

from detectors.base import Parts, Secret
from detectors.forms import made_uuid, one
from detectors.generic.phrases import is_phrase
from detectors.generic.values import Strength

from .shared import CHOSEN, PHRASE, RANDOM, decoded, firm, least, likely, mixed, named, place

SERVICE = one("service-password", "Password in a service's settings", part="password")

_VALUE: Final = r"(?P<password>[^\s\"'$<>{},;][^\s\"'<>{},;]{3,127})"
_SHORT: Final = r"(?P<password>[^\s\"'$<>{},;:@/][^\s\"'<>{},;:@/]{3,127})"  # up to what parts it from the next
_LOGIN: Final = r"[\w.@\-]{1,64}"
_HIERA: Final = "(?:db_|database_|root_|admin_|user_|service_|bind_|keystore_)?(?:password|passwd)"
_PLAIN: Final = r"\{(?:PLAIN|CLEARTEXT|CLEAR|noop)\}"

_WORDS: Final = PHRASE.replace("-", " ")

_NICKSERV: Final = r"(?i:\bnickserv)[ :]{1,2}(?i:identify)[ ](?:[\w.\[\]{}|^`\-]{1,32}[ ](?=\S{4}))?"
_BASIC_OF_HTTP_FILE: Final = rf"(?i:\bauthorization:[ ]basic[ ]){_LOGIN}[ ](?=\S{{4,64}}(?:\s|$))"
# Whose a `pass` is that is a password: neither a render.pass nor a boarding_pass.
_OWNED: Final = "|".join(
    f"(?<={whose}[._])"
    for whose in (
        *("mail", "smtp", "db", "database", "jdbc", "datasource", "mysql", "postgres", "redis", "ldap", "ftp", "proxy"),
        *("user", "admin", "root", "login", "auth", "http", "rest", "api", "app", "mq", "broker", "keystore"),
    )
)
_ENCODED: Final = base64.b64encode(RANDOM.encode()).decode()


def _plain(parts: Parts) -> Parts:
    plain = decoded(parts["password"].reveal())
    return {"password": Secret(plain)} if plain else {}


DETECTORS = (
    # Words, where nothing but a passphrase stands: of a wireless network, WordPress' database, Express' sessions.
    place(
        SERVICE,
        r"(?:(?m:^)[ \t]{0,8}(?:psk[ \t]?=[ \t]?\"|wpa_passphrase=)"
        r"|\bdefine\([ ]?[\"']DB_PASSWORD[\"'][ ]?,[ ]{1,8}[\"']"
        r"|\bsession\(\{\s{0,24}(?:\w{1,32}:[^\n:]{0,60},\s{0,24}){0,4}secret:[ ]?[\"'])"
        r"(?P<password>[a-z][a-z \-]{14,61}[a-z])(?=[\"']|[ \t]{0,8}\r?(?m:$))",
        ('psk="', 'psk = "', "wpa_passphrase=", "'db_password'", '"db_password"', "session({"),
        (
            (f'network={{\n  ssid="x"\n  psk="{_WORDS}"\n}}\n', _WORDS),
            (f"define( 'DB_PASSWORD', '{PHRASE}' );", PHRASE),
            (f"app.use(session({{\n  resave: false,\n  secret: '{_WORDS}',\n}}));", _WORDS),
        ),
        (
            'psk="your very secret passphrase"\n',
            "define( 'DB_PASSWORD', 'put-your-password-here' );",
            "define( 'DB_PASSWORD', 'password_here' );",
            "app.use(session({ secret: 'keyboard cat' }));",
            "app.use(session({ secret: 'this is the session secret' }));",
            f"showSession({{ secret: '{_WORDS}' }})",
        ),
        span=320,
        check=lambda parts: is_phrase(parts["password"].reveal()),
    ),
    # Names of their own.
    place(
        SERVICE,
        r"(?:(?:(?<![\w.\-])|(?<=-D))(?:ldap_default_authtok|pass4SymmKey|dnpass|remotepass"
        r"|plain_text_passwd|clear-text|keyMaterial"
        r"|HTTP_Passwd|(?i:Xauth[ ]password)|encrypt\.key|sonar\.login|hash_salt|secretsalt"
        r"|(?i:redis_auth))"
        r"[\"']?\]?(?:[ \t]{0,8}(?:=>|[:=>])[ \t]{0,4}|[ \t]{1,8})[\"']?"
        r"|\bdefault_pass,[ ]?<<\"|\blogin[ ]=[ ]cleartext[ ]\"|(?m:^)[ \t]{0,8}option[ \t]{1,2}key[ \t]{1,2}[\"']"
        r"|(?m:^)[^\n:]{0,128}:[ \t]{1,4}(?:EAP|XAUTH|NTLM)[ \t]{1,4}\""
        r"|(?m:^)[^\n:]{0,128}:[ \t]{1,4}(?:RSA|ECDSA|P12|PKCS8)[ \t]{1,4}[\w./\-]{1,128}[ \t]{1,4}\""
        rf"|\bSQLConnectInfo[ ]\S{{1,128}}[ ]{_LOGIN}[ ]"
        rf"|{_NICKSERV}|{_BASIC_OF_HTTP_FILE}|\bBasicAuth[ \t]{{1,4}}{_LOGIN}[ \t]{{1,4}}(?![^\s:]{{1,64}}::)\"?"
        rf"|(?m:^)[ \t]{{0,4}}socks[45][ \t]{{1,8}}[\w.\-]{{1,128}}[ \t]{{1,8}}[0-9]{{1,5}}[ \t]{{1,8}}"
        rf"{_LOGIN}[ \t]{{1,8}}"
        rf"|(?m:^)[\"']?{_LOGIN}[\"']?[ \t]{{1,16}}[\"']?(?:l2tpd|pptpd|xl2tpd)[\"']?[ \t]{{1,16}}[\"']?)" + _VALUE,
        (
            *("ldap_default_authtok", "pass4symmkey", "dnpass", "remotepass", "plain_text_passwd", "clear-text"),
            *("keymaterial", "http_passwd", "xauth password", "encrypt.key", "default_pass,"),
            *("sonar.login", "hash_salt", "secretsalt", "redis_auth", "sqlconnectinfo "),
            *(
                "login = cleartext",
                "option key ",
                "option\tkey\t",
                ": eap ",
                ": xauth ",
                ": ntlm ",
                ": rsa ",
                ": ecdsa ",
            ),
            *(": p12 ", ": pkcs8 ", "nickserv", "authorization: basic ", "basicauth ", "basicauth\t", "socks5 "),
            *("socks5\t", "socks4 ", "l2tpd", "pptpd"),
        ),
        (
            (f"ldap_default_authtok = {CHOSEN}", CHOSEN),
            (f"'secretsalt' => '{RANDOM}',", RANDOM),
            (f'<credential-reference clear-text="{CHOSEN}"/>', CHOSEN),
            (f'app : EAP "{CHOSEN}"', CHOSEN),
            (f"app\tl2tpd\t{RANDOM}\t*", RANDOM),
            (f'[{{rabbit, [{{default_pass, <<"{CHOSEN}">>}}]}}].', CHOSEN),
            (f"BasicAuth app {RANDOM}", RANDOM),
        ),
        (
            "ldap_default_authtok_type = password",
            "dnpass = $DN_PASS",
            "'secretsalt' => 'defaultsecretsalt',",
            ': EAP "password"',
            "authorization: basic auth is required",
            "encrypt.key=${ENCRYPT_KEY}",
            "A BasicAuth header with words in it",
            r"\"/msg nickserv identify motdepasse\", exemple",
            "`+/msg nickserv identify password+`).\n| Commande avec",
            "examples for BasicAuth and OAuth2::",
        ),
        check=likely("password"),
    ),
    place(
        SERVICE,
        r"(?:(?m:^)[ \t]{0,8}[\"']?\w{1,64}::(?:\w{1,64}::){0,4}(?:" + _HIERA + r")[\"']?:[ ]{1,4}[\"']?"
        rf"|(?m:^)open[ ]\S{{1,128}}\r?\nuser[ ]{_LOGIN}[ ]"
        rf"|\becho[ ]open[ ][^\n]{{1,160}}\r?\n[@(\s]{{0,8}}echo[ ]user[ ]{_LOGIN}[ ])" + _VALUE,
        ("password", "open "),
        (
            (f"profile::db::password: '{RANDOM}'", RANDOM),
            (f"open ftp.example.org\nuser app {CHOSEN}\nbinary", CHOSEN),
            (f"echo open ftp.example.org> x.txt\necho user app {CHOSEN}>> x.txt\n", CHOSEN),
        ),
        (
            "profile::db::password: password",
            "profile::db::password: ENC[PKCS7]",
            "open the file\nuser app9x2b4",
            "echo open the door> x\necho user %USER% %PASS%>> x\n",
            "std::password: %{lookup('x7')}",
        ),
        prefilter=(
            rf"::({_HIERA})[\"']?: |open[ ][^\s]{{1,128}}\r?\nuser[ ]"
            r"|echo[ ]open[ ][^\n]{1,160}\r?\n[@(\s]{0,8}echo[ ]user[ ]"
        ),
        span=320,
        check=likely("password"),
    ),
    # A user, and the password.
    place(
        SERVICE,
        rf"(?:\bsmtp_sasl_password_maps[ ]{{0,4}}=[ ]{{0,4}}static:{_LOGIN}:"
        rf"|\bwsrep_sst_auth[ ]{{0,4}}=[ ]{{0,4}}[\"']?{_LOGIN}:"
        rf"|\]:(?:587|465|25|2525)[ \t]{{1,16}}{_LOGIN}:"
        rf"|\bcache_peer[ ][^\n]{{1,160}}?[ ]login={_LOGIN}:"
        r"|\b(?:mysql|pgsql|oracle|redis)_servers[ ]=[ ]{1,4}[\w.:\-]{1,128}(?:/[\w.\-]{0,64}){2}/"
        rf"|(?m:^)[ \t]{{0,8}}users?[ ]{_LOGIN}:CL:|\bAuthInfo:[^\n]{{0,160}}?\"P:"
        rf"|(?m:^)[ \t]{{0,4}}register[ ]=>[ ]{_LOGIN}(?:@{_LOGIN})?:(?=[^\s@]{{4,64}}@)|{_PLAIN})" + _SHORT,
        (
            *("wsrep_sst_auth", "]:587", "]:465", "]:25 ", "]:2525", "cache_peer", "mysql_servers", "pgsql_servers"),
            *("oracle_servers", "redis_servers", ":cl:", "register => ", "authinfo:", "{plain}", "{cleartext}"),
            *("{clear}", "{noop}", "smtp_sasl_password_maps"),
        ),
        (
            (f'wsrep_sst_auth="app:{RANDOM}"', RANDOM),
            (f"[smtp.example.org]:587 app@example.org:{CHOSEN}", CHOSEN),
            (f"smtp_sasl_password_maps = static:app@example.org:{CHOSEN}", CHOSEN),
            (f"hide mysql_servers = localhost/mail/exim/{RANDOM}", RANDOM),
            (f"app@example.org:{{PLAIN}}{CHOSEN}:5000:5000::/home", CHOSEN),
            (f'<user name="app" password="{{noop}}{RANDOM}"/>', RANDOM),
            (f"register => 4930:{RANDOM}@sip.example.org/4930", RANDOM),
        ),
        (
            "[smtp.example.org]:587 username:password",
            "smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd2",
            "smtp_sasl_password_maps = static:username:password",
            "{noop}password",
            "register => ${user}:${secret}@sip.example.org",
            "wsrep_sst_auth=app:$PASSWORD",
            "cache_peer parent 3128 0 login=PASS",
        ),
        check=likely("password"),
    ),
    # Lists of users.
    place(
        SERVICE,
        rf"(?:LoginModule\s{{1,8}}required(?:[^;]{{0,400}}?)\buser_\w{{1,64}}"
        rf"[ ]?=[ ]?\"(?P<password>[^\s\"$]{{4,128}})\""
        rf"|\bchpasswd:(?:[^\n]{{0,40}}\n){{1,2}}(?:[ ][^\n]{{1,107}}\n){{0,6}}?[ ]{{1,8}}(?:-[ ])?{_LOGIN}:"
        r"(?P<password__2>[^\s:\"'${}][^\s:\"'{}]{3,127})(?=\r?\n|$)"
        rf"|(?m:^)\[(?:users|admins)\][ \t]{{0,8}}\r?\n(?:[^\[\n]{{0,120}}\n){{0,8}}?{_LOGIN}[ ]?=[ ]?"
        r"(?P<password__3>[^\s\-,$<{][^\s,]{3,127})(?=[\s,]|$)"
        rf"|(?m:^)\[BasicAuth\][ \t]{{0,8}}\r?\n{_LOGIN}:[ ](?P<password__4>[^\s${{<]{{4,128}})"
        r"|-user-pass>\s{1,8}\S{1,128}\r?\n(?P<password__5>[^\s<$]{4,128})\r?\n</)",
        ("loginmodule", "chpasswd:", "[users]", "[admins]", "[basicauth]", "-user-pass>"),
        (
            (f'x.PlainLoginModule required\n  user_app="{RANDOM}";', RANDOM),
            (f"chpasswd:\n  list: |\n    root:{CHOSEN}\n  expire: false\n", CHOSEN),
            (f"[admins]\nadmin = {RANDOM}\n", RANDOM),
            (f"[BasicAuth]\napp: {RANDOM}\n", RANDOM),
            (f"<auth-user-pass>\napp\n{CHOSEN}\n</auth-user-pass>", CHOSEN),
        ),
        (
            'x.PlainLoginModule required\n  user_app="${PASSWORD}";',
            "chpasswd:\n  list: |\n    root:RANDOM\n",
            "[admins]\nadmin = -pbkdf2-5cb9dbb1bd5c2bd4,10d1,10\n",
            "[users]\nroot = password\n",
            "[users]\nlist = app, other\n",
        ),
        span=512,
        every=True,
        check=likely("password"),
    ),
    # In elements and blocks whose inner name says nothing.
    place(
        SERVICE,
        rf"(?i:passw(?:or)?d|passphrase|secret|(?=(?:pass|pwd)\")(?:{_OWNED})(?:pass|pwd))"
        r"(?!(?i:polic|hint|length|age|expir|type|field))[\w.]{0,24}"
        r"(?:[\"'][^<>\n]{0,40})?>\s{0,80}"
        r"(?:<[Vv]alue>|<!\[CDATA\[)(?P<password>[^\s<>\]$]{4,128})(?:</[Vv]alue>|\]\])"
        r"|(?i:passw(?:or)?d)</[Kk]ey>\s{0,40}<\w{1,12}["
        r" ](?!Protected=)[^<>\n]{1,60}>(?P<password__7>(?:[^\s<>$]|\$(?!\{)){4,128})</"
        r"|Argument\.name\">(?i:[\w.\-]{0,24}(?:passw(?:or)?d|pwd|secret))</stringProp>\s{0,80}<stringProp"
        r"[ ]name=\"Argument\.value\">(?P<password__2>[^\s<>$]{4,128})</"
        r"|<pre-shared-key>\s{0,40}<key>(?P<password__4>[^\s<>$]{4,128})</"
        r"|SecureString\"?[^{}]{0,200}?\b[Vv]alue\"?[ \t]{0,16}[:=][ \t]{0,4}\"?(?P<password__5>[^\s\"'${}]{4,128})"
        r"|\bazurerm_key_vault_secret\"[^{}]{0,24}\{[^{}]{0,200}?\bvalue[ \t]{0,16}=["
        r" \t]{0,4}\"(?P<password__6>[^\s\"${}]{4,128})\"",
        (
            "password",
            "passwd",
            "<value>",
            "<![cdata[",
            "argument.value",
            "<pre-shared-key>",
            "securestring",
            "azurerm_key_vault",
        ),
        (
            (f"<ServiceSecret>\n  <Value>{CHOSEN}</Value>\n</ServiceSecret>", CHOSEN),
            (f'<property name="password"><value>{RANDOM}</value></property>', RANDOM),
            (f'<entry key="mail.pass"><value>{CHOSEN}</value></entry>', CHOSEN),
            (f"<password><![CDATA[{RANDOM}]]></password>", RANDOM),
            (f'<Key>Password</Key><Value ProtectInMemory="True">{CHOSEN}$Q:</Value>', f"{CHOSEN}$Q:"),
            (f'type  = "SecureString"\n  value = "{RANDOM}"\n', RANDOM),
        ),
        (
            "<Password><Value>*SENSITIVE*DATA*DELETED*</Value>",
            '<property name="password"><value>${db.password}</value></property>',
            "<password><![CDATA[password]]></password>",
            'type = "SecureString"\n  value = var.password\n',
            f"<name>host</name><value>{RANDOM}</value>",
            f'<item name="render.pass"><value>{CHOSEN}</value></item>',
            f'<data name="boarding_pass"><value>{CHOSEN}</value></data>',
        ),
        prefilter=(
            r"(passw(or)?d|passphrase|secret|[._](pass|pwd))[\w.]{0,24}([\"'][^<>\n]{0,40})?>\s{0,80}<(value>|!\[cdata\[)"
            r"|passw(or)?d</key>\s{0,40}<\w{1,12}[ ]"
            r"|argument\.name\">|<pre-shared-key>|securestring|azurerm_key_vault_secret\""
        ),
        span=400,
        check=likely("password"),
    ),
    place(
        SERVICE,
        r"[\"'](?P<password>[^\s\"'{}$]{4,128})[\"'][ ]{0,2}\|[ ]{0,2}password_hash\("
        r"|\b(?:unsafePlainText|unsafe_plain_text|UnsafePlainText"
        r"|SecretValue\.(?:plainText|plain_text|PlainText))\(\s{0,40}[\"'](?P<password__3>[^\s\"'{}$]{4,128})[\"']"
        rf"|(?:btoa|(?i:64[_.]?encode)(?:ToString|String)?)\([^()\n\"']{{0,32}}\(?b?[\"']{_LOGIN}:"
        r"(?P<password__2>[^\s\"'{}$:]{4,128})[\"']"
        r"|(?i:basic|auth(?!or(?!i[sz]ation)))[^\n]{0,48}\bBuffer\.from\([\"'`](?!urn:|data:)"
        rf"{_LOGIN}:(?P<password__4>[^\s\"'`{{}}$:]{{4,128}})[\"'`]"
        r"(?:,[ ]?[\"'][\w\-]{4,8}[\"'])?\)"
        r"\.toString\([\"']base64",
        (
            "buffer.from(",
            "password_hash(",
            "unsafeplaintext(",
            "unsafe_plain_text(",
            "secretvalue.plain",
            "btoa(",
            "64encode",
            "64_encode(",
            "64.encode",
        ),
        (
            (f"password: \"{{{{ '{RANDOM}' | password_hash('sha512') }}}}\"", RANDOM),
            (f"headers.set('Authorization', 'Basic ' + btoa('app:{CHOSEN}'))", CHOSEN),
            (f'base64.b64encode(b"app:{RANDOM}")', RANDOM),
            (f'"Basic " + Buffer.from("app:{CHOSEN}").toString("base64")', CHOSEN),
            (f"Authorization: 'Basic ' + Buffer.from(`app:{CHOSEN}`).toString('base64')", CHOSEN),
            (f"cdk.SecretValue.unsafePlainText('{CHOSEN}')", CHOSEN),
            (f'SecretValue.plain_text("{CHOSEN}")', CHOSEN),
        ),
        (
            "password: \"{{ 'password' | password_hash('sha512') }}\"",
            "password_hash($password, PASSWORD_DEFAULT)",
            "btoa('user:password')",
            f"Buffer.from('app:{CHOSEN}')",
            f"id = Buffer.from('Product:{CHOSEN}').toString('base64')",
            f"authorId: Buffer.from('Author:{CHOSEN}').toString('base64')",
            f"authorize(Buffer.from('Order:{CHOSEN}').toString('base64'))",
            "SecretValue.unsafePlainText('password')",
            "SecretValue.unsafePlainText(props.password)",
            "btoa(`${user}:${password}`)",
        ),
        prefilter=(
            r"[\"'][ ]{0,2}\|[ ]{0,2}password_hash\(|(unsafe_?|secretvalue\.)plain_?text\("
            r"|(btoa|64[_.]?encode(tostring|string)?|buffer\.from)\([^()\n\"'`]{0,32}\(?b?[\"'`][\w.@\-]{1,64}:[^\s\"'{}$:]{4}"
        ),
        check=likely("password"),
    ),
    # In a column of their own.
    place(
        SERVICE,
        r"(?m:^)[ \t]{0,8}[\w.\-]{0,48}?(?i:password|passwd)[ ]{3,60}[\"']?(?P<password>[^\s\"'$<>{}(),;=]{8,128})"
        r"[\"']?[ \t]{0,8}\r?(?m:$)",
        ("password", "passwd"),
        (
            (f"application.password                    {RANDOM}\n", RANDOM),
            (f"Password        {RANDOM}\n", RANDOM),
        ),
        (
            "password        varchar(255)\n",
            "password      = a7\n",
            f"password        {RANDOM} is\n",
            "password        required\n",
        ),
        prefilter=r"passw(or)?d   [ ]{0,57}[\"']?[^\s\"'$<>{}(),;=]{8}",
        check=firm("password"),
    ),
    # The same of keys, as PowerShell lists what is in the environment.
    place(
        SERVICE,
        r"(?m:^)[ \t]{0,8}(?!(?i:[\w.]{0,24}pub(?:lic)?_?[a-z]{0,12}_?key))(?:[A-Za-z][\w.]{0,48}?)?"
        r"(?i:(?:api|access|secret|storage|sdk|private|account|encryption|signing"
        r"|license|master|admin|service|subscription|auth)_?key"
        r"|(?:api|access|auth|bearer|bot|deploy|private|personal|secret|admin|registry|npm|github|gitlab|slack|splunk|vault"
        r"|hec|runner|refresh|heroku|sonar|gh|app)_token|_secret|_pat)[ ]{3,60}"
        r"(?P<password>[\w+/=.~\-]{16,256})[ \t]{0,8}\r?(?m:$)",
        tuple(f"{word}   " for word in ("key", "_token", "_secret", "_pat")),
        (
            (f"Name                  Value\n----                  -----\nAZURE_STORAGE_KEY     {RANDOM}\n", RANDOM),
            (f"    Splunk_Token   {made_uuid('listed')}\n", made_uuid("listed")),
            (f"JWT_SECRET              {RANDOM}\n", RANDOM),
            (f"AZURE_DEVOPS_EXT_PAT    {RANDOM}\n", RANDOM),
            (f"myApiKey                {RANDOM}\n", RANDOM),
        ),
        (
            "ACCESS_KEY      varchar(255)\n",
            f"commit_key      {RANDOM}\n",
            f"public_signing_key   {RANDOM}\n",
            f"csrf_token      {RANDOM}\n",
            f"client_token    {made_uuid('listed')}\n",
            f"api_key         {RANDOM} is\n",
            "client_secret   the-secret-of-client2\n",
        ),
        check=least("password", Strength.RANDOM),
    ),
    # Redis' password is called auth, beside its name: redis.auth=x, redis-auth: x, redis: {auth: x}
    place(
        SERVICE,
        r"(?i:(?:redis|valkey)(?:[.\-]|[\"']?:[ ]{0,4}(?:\{[ ]{0,4}|\r?\n[ ]{1,16})"
        r"(?:(?:host|port|db|enabled|url|tls|addr(?:ess)?)"
        r"[\"']?:[ ]{0,4}[^\s,]{1,64},?\s{1,20}){0,4}?[\"']?)auth)[\"']?(?:=|[ ]{0,4}:[ ]{1,4})[\"']?"
        r"(?P<password>[^\s\"'$<>{},;]{6,128})",
        ("redis.auth", "redis-auth", "valkey.auth", "valkey-auth", "redis:", 'redis":', "valkey:", 'valkey":'),
        (
            (f"helm upgrade app ./chart --set redis.auth={RANDOM}", RANDOM),
            (f"redis:\n  host: cache1\n  port: 6379\n  auth: {CHOSEN}\n", CHOSEN),
            (f'"redis": {{"auth": "{RANDOM}"}}', RANDOM),
        ),
        (
            "--set redis.auth=$REDIS_AUTH",
            "--set redis.auth.enabled=true",
            "redis:\n  auth: disabled\n",
            "redis:\n  auth:\n    existingSecret: redis2x\n",
            "redis:\n  image: bitnami/redis:7\nauth: x7x7x7x7",
        ),
        span=240,
        needs="(?i:auth)",
        check=mixed("password"),
        doubts=named("password"),
    ),
    # A profile of Apple's: what is secret in one may stand in base64.
    # https://developer.apple.com/documentation/devicemanagement/vpn/ipsec-data.dictionary (SharedSecret)
    place(
        SERVICE,
        r"<key>(?:[A-Za-z]{0,24}(?:SharedSecret|Password|Passphrase|PresharedKey))</key>\s{0,40}<data>\s{0,40}"
        r"(?P<password>(?:[A-Za-z0-9+/]{4}){2,64}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)\s{0,40}</data>",
        ("sharedsecret</key>", "password</key>", "passphrase</key>", "presharedkey</key>"),
        (
            (f"<key>SharedSecret</key><data>{_ENCODED}</data>", RANDOM),
            (f"<key>SharedSecret</key>\n<data>\n\t{_ENCODED}\n</data>", RANDOM),
        ),
        (
            f"<key>PayloadUUID</key><data>{_ENCODED}</data>",
            "<key>SharedSecret</key><data>cGFzc3dvcmQ=</data>",
            "<key>SharedSecret</key><data></data>",
        ),
        span=400,
        parse=_plain,
        check=lambda parts: "password" in parts and likely("password")(parts),
    ),
)
