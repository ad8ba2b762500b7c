r"""Credentials of single services whose settings call them by names of their own: a named piece for each.

https://nginx.org/en/docs/http/ngx_http_secure_link_module.html; http://www.squid-cache.org/Doc/config/cachemgr_passwd/
https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/core/v3/base.proto (inline_string)
https://caddyserver.com/docs/caddyfile/directives/tls (dns); https://developer.hashicorp.com/consul/docs/reference/agent
https://www.exim.org/exim-html-current/doc/html/spec_html/ch-plaintext_authenticator.html (client_send)
https://www.rabbitmq.com/docs/ldap (dn_lookup_bind); https://hex.pm/docs/private (write_key);
https://developer.android.com/studio/publish/app-signing (storePassword); https://bundler.io/man/bundle-config.1.html
https://learn.microsoft.com/en-us/nuget/reference/nuget-config-file (apikeys); https://www.heidisql.com/
https://learn.microsoft.com/en-us/sql/connect/odbc/ (UID and PWD, each on its line)
https://docs.gitlab.com/administration/backup_restore/ (db_key_base, of secrets.yml)
"""

from __future__ import annotations

from typing import Final

from detectors.forms import BASE64, HEX, made, made_uuid
from detectors.generic.values import Strength

from .services import SERVICE
from .shared import CHOSEN, GIVEN, RANDOM, least, likely, mixed, place

_LOGIN: Final = r"[\w.@\-]{1,64}"
_QUOTED: Final = r"\"(?P<password>[^\s\"<>{}]{4,256})\""
_GOSSIP: Final = made(BASE64, 42, "gossip") + "A="
_KEY: Final = made(HEX, 64, "settings")
_ID: Final = made_uuid("consul")
# Of Consul's tokens one is called as other things are: it counts in their block alone.
_CONSUL: Final = (
    r"initial_management|agent_recovery|agent_master|\btokens\"?\s{0,4}[:=]?\s{0,4}\{[^{}]{0,200}?\breplication"
)
_DNS: Final = (
    *("cloudflare", "digitalocean", "duckdns", "hetzner", "gandi", "porkbun", "linode", "vultr", "netlify"),
    *("dnsimple", "desec", "dnspod", "bunny", "njalla", "namedotcom", "dynu", "ionos"),
)

DETECTORS = (
    # fetchmail, where a server and its user stand on one line
    place(
        SERVICE,
        rf"\bpoll[ ]\S{{1,64}}[ ][^\n]{{0,160}}?[ ](?:pass|password)[ ]\"?{GIVEN}",
        ("poll ",),
        ((f"poll pop.example.org proto pop3 user app pass {CHOSEN} ssl", CHOSEN),),
        ("poll pop.example.org proto pop3 user app pass $PASS", "poll it in one pass so that all pass"),
        prefilter=r"poll[ ][^\s]{1,64}[ ][^\n]{0,160} pass(word)?[ ]",
        check=mixed("password"),
        paths=("*fetchmailrc*", "*fetchmail.conf"),
    ),
    # nginx
    place(
        SERVICE,
        rf"\bsecure_link_(?:md5|secret)[ \t]{{1,8}}\"?(?:[^\s\"$;]{{0,16}}\$\w{{1,32}}\b){{0,6}}[ ]?{GIVEN}\"?;",
        ("secure_link_md5", "secure_link_secret"),
        (
            (f'secure_link_md5 "$secure_link_expires$uri {CHOSEN}";', CHOSEN),
            (f"secure_link_secret {CHOSEN};", CHOSEN),
        ),
        ('secure_link_md5 "$secure_link_expires$uri secret";', "secure_link_secret word;"),
        check=least("password", Strength.CHOSEN),
    ),
    # Squid
    place(
        SERVICE,
        rf"(?m:^)[ \t]{{0,8}}cachemgr_passwd[ ]{GIVEN}[ ]",
        ("cachemgr_passwd",),
        ((f"cachemgr_passwd {CHOSEN} all\n", CHOSEN),),
        ("cachemgr_passwd disable shutdown\n", "cachemgr_passwd none all\n", "# cachemgr_passwd secret all\n"),
        check=mixed("password"),
    ),
    # Envoy
    place(
        SERVICE,
        r"(?i:password|passwd|secret|token|api[_\-]?key)\"?:?[^\n{}]{0,24}[{\s\"]{1,40}(?:secret\"?:[{\s]{1,40})?"
        r"(?:value\"?:[ ]{0,2})?\"?inline_string\"?:[ ]{0,4}\"?(?P<password>[^\s\"${}]{4,256})",
        ("inline_string",),
        (
            (f'auth_password: {{inline_string: "{CHOSEN}"}}', CHOSEN),
            (f'generic_secret:\n    secret:\n      inline_string: "{RANDOM}"\n', RANDOM),
        ),
        ('password: {inline_string: "${PASSWORD}"}', 'body: {inline_string: "a7x2k9q4w1"}'),
        span=240,
        check=likely("password"),
    ),
    # Caddy
    place(
        SERVICE,
        rf"(?m:^)[ \t]{{1,16}}dns[ ](?:{'|'.join(_DNS)})[ ](?P<password>[\w\-]{{20,128}})[ \t]{{0,8}}\r?(?m:$)",
        tuple(f"dns {name} " for name in _DNS),
        ((f"tls {{\n    dns cloudflare {RANDOM}\n}}", RANDOM),),
        ("tls {\n    dns cloudflare {env.CF_API_TOKEN}\n}", "    dns cloudflare is-the-one-that-we-use\n"),
        check=least("password"),
    ),
    # Exim
    place(
        SERVICE,
        rf"\bclient_(?:send|secret)[ ]{{0,4}}=[ ]{{0,4}}(?::[ ]{{0,2}}{_LOGIN}[ ]{{0,2}}:[ ]{{0,2}})?"
        rf"(?![A-Za-z_.]{{1,32}}\(){GIVEN}",
        ("client_send", "client_secret ="),
        ((f"client_send = : app@example.org : {CHOSEN}", CHOSEN),),
        (
            "client_send = : user : ${lookup}",
            "client_send = : user : password",
            "self.client_secret = str(uuid4())",
        ),
        check=mixed("password"),
    ),
    # RabbitMQ, of an LDAP server
    place(
        SERVICE,
        rf"\b(?:dn_lookup_bind|other_bind),\s{{0,8}}\{{\s{{0,8}}\"[^\"\n]{{1,160}}\",\s{{0,8}}{_QUOTED}",
        ("dn_lookup_bind", "other_bind"),
        ((f'{{dn_lookup_bind, {{"cn=app,dc=example", "{CHOSEN}"}}}}', CHOSEN),),
        ('{dn_lookup_bind, {"cn=app,dc=example", "password"}}', "{other_bind, as_user}"),
        check=likely("password"),
    ),
    # Consul, Nomad and Serf: what is gossiped is encrypted with; Consul's tokens.
    place(
        SERVICE,
        r"(?<![\w.\-])\"?(?:encrypt|encrypt_key)\"?[ ]?[:=][ ]?\"(?P<password>(?:[A-Za-z0-9+/]{22}=|"
        r"[A-Za-z0-9+/]{43})=)\"",
        ("encrypt",),
        (
            (
                f'datacenter = "dc1"\ndata_dir = "/opt/consul"\nencrypt = "{_GOSSIP}"\nlog_level = "INFO"\n',
                _GOSSIP,
            ),
        ),
        ('encrypt = "AES256"', 'encrypt = "' + "A" * 43 + '="'),
        prefilter=r"encrypt(_key)?\"?[ ]?[:=][ ]?\"[A-Za-z0-9+/]{22,43}={1,2}\"",
        check=least("password", Strength.RANDOM),
    ),
    place(
        SERVICE,
        rf"(?:(?:{_CONSUL})\"?[ ]{{0,16}}[:=][^{{}}]{{0,200}}?\b(?:agent|default)|\b(?:{_CONSUL}))"
        r"\"?[ ]{0,16}[:=][ ]{0,4}\"(?P<password>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\"",
        ("initial_management", "agent_recovery", "agent_master", "replication"),
        (
            (f'acl {{ tokens {{ agent_recovery = "{_ID}" }} }}', _ID),
            (f'"tokens": {{\n  "initial_management": "{_ID}"\n}}', _ID),
            (f'tokens {{\n  agent = "${{x}}"\n}}\ntokens {{\n  replication = "{_ID}"\n}}', _ID),
        ),
        ('tokens { agent = "${agent_token}" }', f'"tokens": {{"id": "{_ID}"}}', f'{{"replication": "{_ID}"}}'),
        prefilter=r"(initial_management|agent_recovery|agent_master|replication)\"?[ ]{0,16}[:=][ ]{0,4}\"[0-9a-f]{8}-",
        span=320,
        every=True,
        check=least("password", Strength.RANDOM),
    ),
    # Vault's and OpenBao's keys that open the seal
    place(
        SERVICE,
        r"(?i:\b(?:unseal|recovery)[ ]key(?:[ ][0-9]{1,2})?):[ ]{1,4}(?P<password>[A-Za-z0-9+/]{43,44}={0,2}|"
        r"[0-9a-f]{64,66})(?!\w)",
        ("unseal key", "recovery key"),
        ((f"Unseal Key 1: {_GOSSIP}", _GOSSIP), (f"Recovery Key 2: {_KEY}", _KEY)),
        ("Unseal Key 1: see the safe", "Unseal Key (will be hidden):"),
        check=least("password", Strength.RANDOM),
    ),
    # GitLab
    place(
        SERVICE,
        r"\b(?:db|otp|encrypted_settings)_key_base[\"'\]]{0,2}[ ]{0,4}[:=][ ]{0,4}[\"']?(?P<password>"
        r"[0-9a-f]{32,128})\b",
        ("db_key_base", "otp_key_base", "encrypted_settings_key_base"),
        ((f"  db_key_base: {_KEY}", _KEY),),
        ("  db_key_base: <%= ENV['DB_KEY_BASE'] %>", "  otp_key_base: 0123"),
        check=least("password", Strength.RANDOM),
    ),
    # Magento
    place(
        SERVICE,
        r"<crypt>\s{0,40}<key><!\[CDATA\[(?P<password>[0-9a-f]{32})\]\]></key>",
        ("<crypt>",),
        (
            (
                (
                    f"<install><date>x</date></install>\n<crypt>\n  <key><![CDATA[{_KEY[:32]}]]></key>\n</crypt>\n"
                    "<disable_local_modules>false</disable_local_modules>"
                ),
                _KEY[:32],
            ),
        ),
        ("<crypt><key><![CDATA[{{key}}]]></key>",),
        span=160,
        check=least("password", Strength.RANDOM),
    ),
    # Monit
    place(
        SERVICE,
        rf"(?m:^)[ \t]{{1,16}}allow[ ]{_LOGIN}:[\"']?{GIVEN}",
        ("allow ",),
        ((f"set httpd port 2812\n    allow admin:{CHOSEN}\n", CHOSEN),),
        ("    allow admin:monit\n", "    allow localhost\n"),
        prefilter=r"[ \t]allow[ ][\w.@\-]{1,64}:[^\s$/]{4}",
        check=mixed("password"),
        paths=("monitrc*", "*.monitrc", "monit*.conf"),
    ),
    # Android's signing, as Gradle has it
    place(
        SERVICE,
        r"\b(?:store|key)Password[ (]{1,2}(?:\"(?P<password>[^\s\"$<>{}]{4,128})\"|'(?P<password__2>"
        r"[^\s'$<>{}]{4,128})')",
        ("storepassword", "keypassword"),
        ((f'storePassword "{CHOSEN}"', CHOSEN), (f"keyPassword('{RANDOM}')", RANDOM)),
        (
            "storePassword 'android'",
            'keyPassword "$keyPw"',
            'storePassword "$storePw1"',
            "storePassword keystoreProperties['storePassword']",
        ),
        check=likely("password"),
    ),
    # user:password, of Bundler and Yarn
    place(
        SERVICE,
        rf"\b(?:BUNDLE_[A-Z0-9_]{{3,64}}|npmAuthIdent)\"?[ ]{{0,2}}[:=][ ]{{0,2}}[\"']?{_LOGIN}:(?!\\|//){GIVEN}",
        ("bundle_", "npmauthident"),
        (
            (f'BUNDLE_GEMS__EXAMPLE__ORG: "app:{CHOSEN}"', CHOSEN),
            (f'npmAuthIdent: "app:{RANDOM}"', RANDOM),
        ),
        (
            'BUNDLE_PATH: "vendor/bundle"',
            'npmAuthIdent: "${USER}:${PASSWORD}"',
            "BUNDLE_GEMFILE=c:\\x7q2",
            'BUNDLE_MIRROR__ALL: "https://u:x7q2"',
            "BUNDLE_GITHUB__COM=abcd0123generatedtoken:x-oauth-basic",
            r"BUNDLE_GITHUB__COM=abcd0123generatedtoken:x\-oauth\-basic",
        ),
        prefilter=r"(bundle_\w{3,64}|npmauthident)\"?[ ]{0,2}[:=][ ]{0,2}[\"']?[\w.@\-]{1,64}:[^\s\\]",
        check=likely("password"),
    ),
    # Keys of registries
    place(
        SERVICE,
        r"<apikeys>(?:\s{0,40}<add[ ][^<>\n]{1,300}>){0,6}?\s{0,40}<add[ ]key=\"[^\"\n]{1,200}\"[ ]{1,4}value="
        r"\"(?P<password>[^\s\"%]{8,512})\"",
        ("<apikeys>",),
        ((f'<apikeys>\n  <add key="https://nuget.example.org" value="{RANDOM}" />', RANDOM),),
        ('<apikeys>\n  <add key="https://nuget.example.org" value="%NUGET_KEY%" />', "<apikeys/>"),
        span=512,
        check=least("password"),
    ),
    place(
        SERVICE,
        r"'?\$(?:write|read)_key'?[ ]{0,2},[ ]{0,2}<<\"(?P<password>[A-Za-z0-9+/=_\-]{16,256})\">>",
        ("$write_key", "$read_key"),
        ((f"{{'$write_key',<<\"{RANDOM}\">>}}.", RANDOM),),
        ("{'$write_key',undefined}.",),
        check=least("password"),
    ),
    # HeidiSQL hides a password by a shift that its last digit tells.
    place(
        SERVICE,
        r"\\Password<\|\|\|>1<\|\|\|>(?P<password>(?:[0-9A-Fa-f]{2}){4,64}[0-9])(?![0-9A-Za-z])",
        ("password<|||>",),
        ((f"Servers\\db\\Password<|||>1<|||>{made(HEX, 26, 'heidi')}7", made(HEX, 26, "heidi") + "7"),),
        ("Servers\\db\\Password<|||>1<|||>",),
        check=least("password", Strength.CHOSEN),
    ),
    # ODBC
    place(
        SERVICE,
        rf"(?i:(?m:^)[ \t]{{0,8}}(?:UID|User(?:[ ]?Name|[ ]?ID)?)[ \t]{{0,8}}=[^\n]{{1,80}}\n(?:"
        rf"[^\n\[]{{0,80}}\n){{0,3}}?"
        rf"[ \t]{{0,8}}PWD[ \t]{{0,8}}=[ \t]{{0,8}}){GIVEN}[ \t]{{0,8}}\r?(?m:$)",
        ("pwd",),
        ((f"[db]\nUID=app\nPWD={CHOSEN}\n", CHOSEN), (f"UserName = app\nPWD      = {RANDOM}\n", RANDOM)),
        ("UID=app\nPWD=password\n", "USER=app\nPWD=/builds/app\n", "USER=app\nPWD=$HOME\n"),
        prefilter=(
            r"(uid|user ?name|user ?id|user)[ \t]{0,8}=[^\n]{1,80}\n([^\n\[]{0,80}\n){0,3}[ \t]{0,8}pwd"
            r"[ \t]{0,8}=[^\n/]{4}"
        ),
        mark=r"\n[ \t]{0,8}pwd[ \t]{0,8}=[^\n/]{4}",
        span=400,
        check=lambda parts: "/" not in parts["password"].reveal() and mixed("password")(parts),
    ),
    # Oracle's easy way to name a database
    place(
        SERVICE,
        r"(?<![\w.@/\-])[A-Za-z]\w{1,30}/(?P<password>[^\s\"'$<>{}/@:]{4,64})@//[\w.\-]{1,128}:[0-9]{4,5}/\w",
        ("@//",),
        ((f"app/{CHOSEN}@//db.example.org:1521/ORCL", CHOSEN),),
        ("app/password@//db:1521/ORCL", "app/$PW@//db:1521/ORCL", "https://host/a@//x"),
        prefilter=r"/[^\s\"'$<>{}/@:]{4,64}@//[\w.\-]{1,128}:[0-9]{4,5}/",
        mark="@//",
        check=mixed("password"),
    ),
)
