r"""Credentials of single services whose settings call them by names of their own: a named piece for each.

https://nginx.org/en/docs/http/ngx_http_secure_link_module.html; http://www.squid-cache.org/Doc/config/cachemgr_passwd/
https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/core/v3/base.proto (inline_string)
https://caddyserver.com/docs/caddyfile/directives/tls (dns); https://developer.hashicorp.com/consul/docs/reference/agent
https://www.exim.org/exim-html-current/doc/html/spec_html/ch-plaintext_authenticator.html (client_send)
https://www.rabbitmq.com/docs/ldap (dn_lookup_bind); https://hex.pm/docs/private (write_key);
https://assets.nagios.com/downloads/nagioscore/docs/nagioscore/4/en/macros.html ($USERn$, the arguments of a check)
https://icinga.com/docs/icinga-2/latest/doc/06-distributed-monitoring/ (TicketSalt)
https://net-snmp.sourceforge.io/docs/man/snmpd.conf.html; https://tasmota.github.io/docs/Commands/ (Backlog)
https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/security/d1/sec-d1-cr-book/sec-cr-k1.html (key, of a server)
https://developer.android.com/studio/publish/app-signing (storePassword); https://bundler.io/man/bundle-config.1.html
https://learn.microsoft.com/en-us/nuget/reference/nuget-config-file (apikeys); https://www.heidisql.com/
https://learn.microsoft.com/en-us/sql/connect/odbc/ (UID and PWD, each on its line)
https://docs.gitlab.com/administration/backup_restore/ (db_key_base, of secrets.yml)
"""

from __future__ import annotations

import re
from typing import Final

from .base import Parts
from .contexts import CHOSEN, RANDOM, least, likely, place
from .contexts_databases import COMMAND
from .contexts_services import SERVICE
from .forms import BASE64, HEX, made, made_uuid
from .generic_values import Strength
from .places import Place

_LOGIN: Final = r"[\w.@\-]{1,64}"
_PLAIN: Final = r"(?:[^\s\"'$<>{}|;]|\$(?![\w{(]))"
_WORD: Final = rf"(?P<password>(?!-){_PLAIN}{{4,128}})"
_QUOTED: Final = r"\"(?P<password>[^\s\"<>{}]{4,256})\""
_GOSSIP: Final = made(BASE64, 42, "gossip") + "A="
_KEY: Final = made(HEX, 64, "settings")
_ID: Final = made_uuid("consul")
_DNS: Final = (
    *("cloudflare", "digitalocean", "duckdns", "hetzner", "gandi", "porkbun", "linode", "vultr", "netlify"),
    *("dnsimple", "desec", "dnspod", "bunny", "njalla", "namedotcom", "dynu", "ionos"),
)


# What a machine made of a key; 7 is the kind that stands behind it.
_HASH: Final = re.compile(r"[0-9A-F]{8,}")


def _is_firm(parts: Parts) -> bool:
    value = parts["password"].reveal()
    return any(map(str.isdigit, value)) and any(map(str.isalpha, value)) and likely("password")(parts)


DETECTORS = (
    # Commands that are lists, and what mysqladmin, etcdctl and keytool are given
    place(
        COMMAND,
        rf"\"mysql(?:admin|dump|show|check|import)?\",[^\]\n]{{0,200}}?\"-p{_WORD}\"",
        ('"mysql',),
        ((f'test: ["CMD", "mysqladmin", "ping", "-uroot", "-p{CHOSEN}"]', CHOSEN),),
        ('test: ["CMD", "mysqladmin", "ping", "-uroot", "-p$PASSWORD"]', '["mysql", "-ppassword"]'),
        prefilter=r"\"mysql(admin|dump|show|check|import)?\",[^\]\n]{0,200}\"-p[^\s\"$]",
        check=likely("password"),
    ),
    place(
        COMMAND,
        rf"(?:\bmysqladmin[ ](?:[^\n|;]{{0,200}}?[ ])?password[ ]|\betcdctl[ ](?:[^\n|;]{{0,200}}?[ ])?--user[ =]{_LOGIN}:)[\"']?{_WORD}(?=[\"'\s,]|$)",
        ("mysqladmin", "etcdctl"),
        (
            (f"mysqladmin -u root password '{RANDOM}'", RANDOM),
            (f"etcdctl --user root:{CHOSEN} get / --prefix", CHOSEN),
        ),
        ("mysqladmin -u root password $PW", "etcdctl --user root:password get x", "mysqladmin password was-changed"),
        prefilter=r"mysqladmin[ ][^\n|;]{0,256} password |mysqladmin password |etcdctl[ ]([^\n|;]{0,256}[ ])?--user[ =]",
        mark="mysqladmin |etcdctl ",
        check=likely("password"),
    ),
    place(
        COMMAND,
        rf"(?i:\b(?:keytool|jarsigner)\b)[^\n]{{0,400}}?[ \t]-(?i:(?:src|dest)?(?:store|key)pass|new)[ \t]{{1,4}}[\"']?{_WORD}",
        ("keytool", "jarsigner"),
        (
            (f"keytool -list -keystore a.jks -storepass {CHOSEN}", CHOSEN),
            (f"keytool -importkeystore -destkeypass {RANDOM} -srcstorepass password", RANDOM),
        ),
        ("keytool -list -storepass $PASSWORD", "keytool -list -storepass password", "keytool -new word"),
        prefilter=r"(keytool|jarsigner)\b[^\n]{0,400}[ \t]-(src|dest|store|key|new)",
        mark="keytool|jarsigner",
        every=True,
        check=likely("password"),
    ),
    place(
        COMMAND,
        rf"(?:\b(?:kinit|cryptsetup|smbpasswd|docker[ ]login|sudo[ ]-S|gpg)\b[^\n|;]{{0,160}}?<<<[ ]?"
        r"|\bnuget[ ]push[ ]\S{1,128}[ ](?:-k[ ]|--api-key[ ]|-ApiKey[ ])?"
        rf"|\bconan[ ](?:remote[ ]login|user)[ ][^\n|;]{{0,120}}?-p[ ])[\"']?{_WORD}(?=[\"'\s]|$)",
        (
            "kinit",
            "cryptsetup",
            "smbpasswd",
            "docker login",
            "sudo -s",
            "gpg",
            "nuget push",
            "conan remote",
            "conan user",
        ),
        (
            (f"kinit -V app@EXAMPLE.ORG <<< '{CHOSEN}'", CHOSEN),
            (f"nuget push a.nupkg {RANDOM} -Source https://nuget.example.org", RANDOM),
            (f"conan remote login example app -p {CHOSEN}", CHOSEN),
        ),
        ('kinit app <<< "$PASSWORD"', "nuget push a.nupkg -Source x", "conan user -p $PW", "nuget push a.nupkg $KEY"),
        prefilter=r"(kinit|cryptsetup|smbpasswd|docker login|sudo -s|gpg)[^\n|;]{0,160}<<<|nuget push |conan (remote login|user) ",
        mark="<<<[ ]?[\"']?[^\\s\"'$]|nuget push |conan remote login |conan user ",
        check=_is_firm,
    ),
    # fetchmail, where a server and its user stand on one line
    place(
        SERVICE,
        rf"\b(?:poll|skip)[ ]\S{{1,64}}[ ][^\n]{{0,160}}?[ ](?:pass|password)[ ]\"?{_WORD}",
        ("poll ", "skip "),
        ((f"poll pop.example.org proto pop3 user app pass {CHOSEN} ssl", CHOSEN),),
        ("poll pop.example.org proto pop3 user app pass $PASS", "poll it in one pass so that all pass"),
        prefilter=r"(poll|skip)[ ][^\s]{1,64}[ ][^\n]{0,160} pass(word)?[ ]",
        mark="poll |skip ",
        check=_is_firm,
        paths=("*fetchmailrc*", "*fetchmail.conf"),
    ),
    # MikroTik
    place(
        SERVICE,
        rf"/(?:ip ipsec (?:identity|peer)|radius|interface l2tp-\w{{1,12}}|interface ovpn-\w{{1,12}})[ ][^\n]{{0,240}}?[ ]"
        rf"(?:ipsec-)?secret=\"?{_WORD}",
        ("ipsec identity", "ipsec peer", "/radius ", "interface l2tp"),
        (
            (f"/ip ipsec identity add peer=p1 secret={CHOSEN}", CHOSEN),
            (f"/radius add address=192.0.2.1 secret={RANDOM}", RANDOM),
        ),
        ("/ip ipsec identity add peer=p1 secret=password", "/radius add address=192.0.2.1"),
        check=likely("password"),
    ),
    # nginx
    place(
        SERVICE,
        rf"\bsecure_link_(?:md5|secret)[ \t]{{1,8}}\"?(?:[^\s\"$;]{{0,16}}\$\w{{1,32}}){{0,6}}[ ]?{_WORD}\"?;",
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
        rf"(?m:^)[ \t]{{0,8}}cachemgr_passwd[ ]{_WORD}[ ]",
        ("cachemgr_passwd",),
        ((f"cachemgr_passwd {CHOSEN} all\n", CHOSEN),),
        ("cachemgr_passwd disable shutdown\n", "cachemgr_passwd none all\n", "# cachemgr_passwd secret all\n"),
        check=_is_firm,
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
        rf"\bclient_(?:send|secret)[ ]{{0,4}}=[ ]{{0,4}}(?::[ ]{{0,2}}{_LOGIN}[ ]{{0,2}}:[ ]{{0,2}})?{_WORD}",
        ("client_send", "client_secret ="),
        ((f"client_send = : app@example.org : {CHOSEN}", CHOSEN),),
        ("client_send = : user : ${lookup}", "client_send = : user : password"),
        check=_is_firm,
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
        r"(?<![\w.\-])\"?(?:encrypt|encrypt_key)\"?[ ]{0,16}[:=][ ]{0,4}\"(?P<password>(?:[A-Za-z0-9+/]{22}=|[A-Za-z0-9+/]{43})=)\"",
        ("encrypt",),
        (
            (
                f'datacenter = "dc1"\ndata_dir = "/opt/consul"\nserver = true\nencrypt = "{_GOSSIP}"\nlog_level = "INFO"\n',
                _GOSSIP,
            ),
        ),
        ('encrypt = "AES256"', 'encrypt = "' + "A" * 43 + '="'),
        prefilter=r"encrypt(_key)?\"?[ ]{0,16}[:=][ ]{0,4}\"[A-Za-z0-9+/]{22,43}={1,2}\"",
        check=least("password", Strength.RANDOM),
    ),
    place(
        SERVICE,
        r"(?:(?:initial_management|agent_recovery|agent_master|replication)\"?[ ]{0,16}[:=][^{}]{0,200}?\b(?:agent|default)"
        r"|\b(?:initial_management|agent_recovery|agent_master|replication))"
        rf"\"?[ ]{{0,16}}[:=][ ]{{0,4}}\"(?P<password>[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})\"",
        ("initial_management", "agent_recovery", "agent_master", "replication"),
        (
            (f'acl {{ tokens {{ agent_recovery = "{_ID}" }} }}', _ID),
            (f'"tokens": {{\n  "initial_management": "{_ID}"\n}}', _ID),
        ),
        ('tokens { agent = "${agent_token}" }', f'"tokens": {{"id": "{_ID}"}}'),
        prefilter=r"(initial_management|agent_recovery|agent_master|replication)\"?[ ]{0,16}[:=][ ]{0,4}\"[0-9a-f]{8}-",
        span=320,
        every=True,
        check=least("password", Strength.RANDOM),
    ),
    # Vault's and OpenBao's keys that open the seal
    place(
        SERVICE,
        r"(?i:\b(?:unseal|recovery)[ ]key(?:[ ][0-9]{1,2})?):[ ]{1,4}(?P<password>[A-Za-z0-9+/]{43,44}={0,2}|[0-9a-f]{64,66})(?!\w)",
        ("unseal key", "recovery key"),
        ((f"Unseal Key 1: {_GOSSIP}", _GOSSIP), (f"Recovery Key 2: {_KEY}", _KEY)),
        ("Unseal Key 1: see the safe", "Unseal Key (will be hidden):"),
        check=least("password", Strength.RANDOM),
    ),
    # GitLab
    place(
        SERVICE,
        r"\b(?:db|otp|encrypted_settings)_key_base[\"'\]]{0,2}[ ]{0,4}[:=][ ]{0,4}[\"']?(?P<password>[0-9a-f]{32,128})\b",
        ("db_key_base", "otp_key_base", "encrypted_settings_key_base"),
        ((f"  db_key_base: {_KEY}", _KEY),),
        ("  db_key_base: <%= ENV['DB_KEY_BASE'] %>", "  otp_key_base: 0123"),
        check=least("password", Strength.RANDOM),
    ),
    # SNMP's community, by name; MikroTik's
    place(
        SERVICE,
        rf"(?:\b(?:snmp_?)?community\"?[ \t]{{0,4}}[:=][ \t]{{0,4}}|/snmp community (?:add|set)[ ][^\n]{{0,80}}?\bname=)[\"']?{_WORD}"
        r"(?=[\"'\s,}]|$)",
        ("community:", "community =", "community=", 'community"', "/snmp community "),
        ((f"snmp_community: {CHOSEN}\n", CHOSEN), (f"/snmp community set [ find default=yes ] name={CHOSEN}", CHOSEN)),
        ("community: public\n", "community: https://example.org/x7q2\n", "Community: 65000:100\n"),
        check=lambda parts: _is_firm(parts) and not set(parts["password"].reveal()) & set("/:"),
        places=Place.CONFIG,
    ),
    # Nagios and Icinga
    place(
        SERVICE,
        rf"(?m:^)[ \t]{{0,4}}\$USER[0-9]{{1,3}}\$[ ]{{0,2}}=[ ]{{0,2}}(?![/\w]{{0,32}}/){_WORD}[ \t]{{0,8}}\r?(?m:$)",
        ("$user",),
        ((f"$USER4$={CHOSEN}\n", CHOSEN),),
        ("$USER1$=/usr/lib/nagios/plugins\n", "$USER3$=monitor\n", "#$USER4$=somepassword\n"),
        prefilter=r"\$user[0-9]{1,3}\$[ ]{0,2}=[ ]{0,2}[^\s/]{4}",
        check=_is_firm,
    ),
    place(
        SERVICE,
        rf"\bcheck_command[ \t=\"]{{1,40}}check_\w{{1,40}}!(?:[^!\n]{{0,64}}!){{1,4}}?{_WORD}(?=[!\s\"]|$)",
        ("check_command",),
        ((f"check_command  check_mysql!monitor!{CHOSEN}\n", CHOSEN),),
        ("check_command  check_mysql!monitor!$USER4$\n", "check_command  check_ping!100.0,20%!500.0,60%\n"),
        check=lambda parts: _is_firm(parts) and not set(parts["password"].reveal()) & set("%,/"),
    ),
    place(
        SERVICE,
        r"\bcheck_(?:snmp|ifstatus|ifoperstatus|netsnmp|http|ldaps?|nrpe|by_ssh|tomcat|jmx)\w{0,24}[ ](?:[^\n|;]{0,200}?[ ])?"
        rf"(?:-C[ ]|-a[ ]{_LOGIN}:|--authorization[ =]{_LOGIN}:)[\"']?{_WORD}(?=[\"'\s]|$)",
        ("check_",),
        (
            (f"check_snmp -H host -C {CHOSEN} -o sysUpTime.0", CHOSEN),
            (f"check_http -a app:{RANDOM} -H host", RANDOM),
        ),
        ("check_snmp -H host -C public -o x", "check_http -a $ARG1$ -H host", "check_http -C 30,14 -H host"),
        mark=r"check_(snmp|if|netsnmp|http|ldap|nrpe|by_ssh|tomcat|jmx)",
        prefilter=r"check_(snmp|if|netsnmp|http|ldap|nrpe|by_ssh|tomcat|jmx)[^\n|;]{0,224} (-a |-c |--authorization)",
        check=_is_firm,
    ),
    place(
        SERVICE,
        r"\bTicketSalt[ ]{0,4}=[ ]{0,4}\"(?P<password>[0-9a-zA-Z]{16,128})\"",
        ("ticketsalt",),
        ((f'const TicketSalt = "{_KEY}"', _KEY),),
        ('const TicketSalt = ""', "ticket_salt = TicketSalt"),
        check=least("password"),
    ),
    # Net-SNMP
    place(
        SERVICE,
        rf"(?m:^)[ \t]{{0,8}}(?:com2sec6?[ \t]{{1,8}}[\w.\-]{{1,64}}[ \t]{{1,8}}\S{{1,64}}|trap2?sink[ \t]{{1,8}}\S{{1,64}}"
        rf"|trapcommunity|informsink[ \t]{{1,8}}\S{{1,64}})[ \t]{{1,8}}{_WORD}(?=\s|$)",
        ("com2sec", "trapsink", "trap2sink", "trapcommunity", "informsink"),
        ((f"com2sec ro default {CHOSEN}\n", CHOSEN), (f"trapcommunity {CHOSEN}\n", CHOSEN)),
        ("com2sec ro default public\n", "com2sec  local     localhost  COMMUNITY\n"),
        check=_is_firm,
    ),
    place(
        SERVICE,
        rf"(?i:\bcreateUser)[ ][^\n]{{1,200}}?[ ](?:AES|DES)(?:-?[0-9]{{3}}C?)?[ ]{{1,4}}\"?{_WORD}",
        ("createuser ",),
        ((f'createUser app SHA "x" AES "{CHOSEN}"', CHOSEN),),
        ("createUser app SHA password AES passphrase", "createUser app SHA $A AES $X"),
        prefilter=r"createuser [^\n]{1,200} (aes|des)[^\n]{0,5} ",
        mark="createuser ",
        every=True,
        check=likely("password"),
    ),
    # Cisco, of a server of RADIUS or TACACS+
    place(
        SERVICE,
        r"(?m:^)(?:radius|tacacs)[ ]server[ ]\S{1,64}[ ]{0,4}\r?\n(?:[ ]{1,4}(?!key)[^\n]{1,120}\n){0,6}?[ ]{1,4}key[ ](?:0[ ])?"
        rf"(?![0-9][ ]){_WORD}[ ]{{0,4}}\r?(?m:$)",
        ("radius server", "tacacs server"),
        ((f"radius server ISE\n address ipv4 192.0.2.1\n key {CHOSEN}\n", CHOSEN),),
        ("radius server ISE\n key 7 05080F1C2243\n", "radius server ISE\n address ipv4 192.0.2.1\n"),
        span=512,
        check=_is_firm,
    ),
    # A wireless controller's key, a server of a group, a role's secret; Juniper's and NTP's keys
    place(
        SERVICE,
        r"\b(?:security wpa (?:psk|akm psk) set-key ascii|server-private[ ]\S{1,64}[ ][^\n]{0,80}?key"
        r"|username[ ]\S{1,64}[ ][^\n]{0,64}?\brole[ ]\S{1,64}[ ](?:secret|password)"
        rf"|authentication-key(?:[ ][0-9]{{1,5}}[ ]md5)?)[ ](?:0[ ])?(?![0-9][ ])\"?{_WORD}",
        ("set-key ascii", "server-private", "role ", "authentication-key "),
        (
            (f" security wpa psk set-key ascii 0 {CHOSEN}", CHOSEN),
            (f"username ops privilege 15 role network-admin secret 0 {RANDOM}", RANDOM),
            (f' authentication-key "{CHOSEN}";', CHOSEN),
            (f"ntp authentication-key 1 md5 {CHOSEN}", CHOSEN),
        ),
        (
            "username ops role network-admin secret sha512 $6$abc",
            "username ops role network-admin secret 5 $1$abc",
            "ntp authentication-key 1 md5 070C285F4D06 7",
        ),
        prefilter=r"set-key ascii |server-private |username[ ]\S{1,64}[ ][^\n]{0,64}role[ ]\S{1,64}[ ](secret|password)|authentication-key ",
        check=lambda parts: _is_firm(parts) and not _HASH.fullmatch(parts["password"].reveal()),
    ),
    # vpnc
    place(
        SERVICE,
        rf"(?m:^)[ \t]{{0,8}}IPSec[ ]secret[ ]{_WORD}",
        ("ipsec secret ",),
        ((f"IPSec secret {CHOSEN}\n", CHOSEN),),
        ("IPSec secret $SECRET\n", "IPSec secret secret\n"),
        check=likely("password"),
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
        rf"(?m:^)[ \t]{{1,16}}allow[ ]{_LOGIN}:[\"']?{_WORD}",
        ("allow ",),
        ((f"set httpd port 2812\n    allow admin:{CHOSEN}\n", CHOSEN),),
        ("    allow admin:monit\n", "    allow localhost\n"),
        prefilter=r"[ \t]allow[ ][\w.@\-]{1,64}:[^\s$/]{4}",
        check=_is_firm,
        paths=("monitrc*", "*.monitrc", "monit*.conf"),
    ),
    # Tasmota
    place(
        SERVICE,
        rf"\b(?:MqttPassword|WebPassword|Password[12])[ ]{_WORD}(?=;|\s|$)",
        ("mqttpassword ", "webpassword ", "password1 ", "password2 "),
        ((f"Backlog MqttUser t; MqttPassword {CHOSEN}; Topic a", CHOSEN),),
        ("MqttPassword password", "if password1 is not password2 then"),
        check=_is_firm,
    ),
    # Android's signing, as Gradle has it
    place(
        SERVICE,
        r"\b(?:store|key)Password[ (]{1,2}(?:\"(?P<password>[^\s\"$<>{}]{4,128})\"|'(?P<password__2>[^\s'$<>{}]{4,128})')",
        ("storepassword", "keypassword"),
        ((f'storePassword "{CHOSEN}"', CHOSEN), (f"keyPassword('{RANDOM}')", RANDOM)),
        ("storePassword 'android'", 'keyPassword "$keyPw"', "storePassword keystoreProperties['storePassword']"),
        check=likely("password"),
    ),
    # user:password, of Bundler and Yarn
    place(
        SERVICE,
        rf"\b(?:BUNDLE_[A-Z0-9_]{{3,64}}|npmAuthIdent)\"?[ ]{{0,2}}[:=][ ]{{0,2}}[\"']?{_LOGIN}:(?!\\){_WORD}",
        ("bundle_", "npmauthident"),
        (
            (f'BUNDLE_GEMS__EXAMPLE__ORG: "app:{CHOSEN}"', CHOSEN),
            (f'npmAuthIdent: "app:{RANDOM}"', RANDOM),
        ),
        ('BUNDLE_PATH: "vendor/bundle"', 'npmAuthIdent: "${USER}:${PASSWORD}"', "BUNDLE_GEMFILE=c:\\x7q2"),
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
        rf"(?i:(?m:^)[ \t]{{0,8}}(?:UID|User(?:[ ]?Name|[ ]?ID)?)[ \t]{{0,8}}=[^\n]{{1,80}}\n(?:[^\n\[]{{0,80}}\n){{0,3}}?"
        rf"[ \t]{{0,8}}PWD[ \t]{{0,8}}=[ \t]{{0,8}}){_WORD}[ \t]{{0,8}}\r?(?m:$)",
        ("pwd",),
        ((f"[db]\nUID=app\nPWD={CHOSEN}\n", CHOSEN), (f"UserName = app\nPWD      = {RANDOM}\n", RANDOM)),
        ("UID=app\nPWD=password\n", "USER=app\nPWD=/builds/app\n", "USER=app\nPWD=$HOME\n"),
        prefilter=r"(uid|user ?name|user ?id|user)[ \t]{0,8}=[^\n]{1,80}\n([^\n\[]{0,80}\n){0,3}[ \t]{0,8}pwd[ \t]{0,8}=[^\n/]{4}",
        mark=r"\n[ \t]{0,8}pwd[ \t]{0,8}=[^\n/]{4}",
        span=400,
        check=lambda parts: "/" not in parts["password"].reveal() and _is_firm(parts),
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
        check=_is_firm,
    ),
)
