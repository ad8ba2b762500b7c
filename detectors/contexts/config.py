"""Secrets of configurations that are known by their structure: a kubeconfig, and web frameworks' own keys.

https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
https://developer.hashicorp.com/terraform/language/state/sensitive-data (what a state holds in plain text)
https://laravel.com/docs/encryption (APP_KEY=base64:)
https://guides.rubyonrails.org/security.html#custom-credentials (secret_key_base)
https://developer.wordpress.org/advanced-administration/security/wp-config (keys and salts)
https://learn.microsoft.com/en-us/nuget/reference/nuget-config-file (ClearTextPassword)
https://maven.apache.org/guides/mini/guide-encryption.html (the master password of settings-security.xml decrypts those
of settings.xml, and is itself encrypted with the words "settings.security")
"""

from __future__ import annotations

import base64
from typing import Final

from detectors.forms import ALNUM, bits, made, one
from detectors.generic.values import Strength

from .shared import CHOSEN, PLAIN_DOLLAR, RANDOM, firm, least, likely, login, mixed, place, real

TERRAFORM = one("terraform-generated-password", "Password that Terraform generated", part="value")
KUBECONFIG = one("kubeconfig-key", "Client key of a kubeconfig", part="key")
LARAVEL = one("laravel-app-key", "Laravel application key", part="key")
RAILS = one("rails-secret-key-base", "Rails secret key base", part="key")
WORDPRESS = one("wordpress-key", "WordPress key or salt", part="key")
BIND = one("bind-password", "Password in a directory's or an installer's configuration", part="password")
BASIC = login("basic-auth-password", "Password for HTTP Basic in a setting")
MAVEN = one("maven-master-password", "Maven master password, encrypted with a known key", part="password")
NUGET = one("nuget-password", "NuGet source password", part="password")
_SIMPLE: Final = f"Granite{31}"

# Both have a user behind a word for one, or HAProxy's own.
_AUTH_MARK: Final = (
    r"(auth(_?(users?|credentials?))?[\"']?[ \t]{0,2}[=:]|-auth |stats[ ]{1,4}auth )[ \t]{0,2}[\"']?[\w.@\-]{1,64}"
    r":[^\s]{4}"
)
_NO_USER: Final = (
    r"(?i:sha\d{0,3}|md5|h?mac|basic|bearer|digest|token|key|oauth2?|urn|arn|https?|error|warn(?:ing)?|info|debug|failed"
    r"|file|env|vault|ref|scope|type|username|[0-9.]+)"
)
_LONG: Final = 20  # of a value whose name tells nothing
_RANDOM_BITS: Final = 4.3  # Shannon, per character
_SALT: Final = made(ALNUM + "!@#$%^&*()-_[]{}<>~`+=,.;:/?| ", 64, "wordpress").strip().replace("'", "x").ljust(64, "q")
_KEY: Final = base64.b64encode(made(ALNUM, 32, "laravel").encode()).decode()
_RAILS: Final = made("0123456789abcdef", 128, "rails")
_MASTER: Final = f"{{{made(ALNUM, 43, 'maven')}=}}"
_CLIENT_KEY: Final = base64.b64encode(f"-----BEGIN RSA PRIVATE KEY-----\n{RANDOM}".encode()).decode()


DETECTORS = (
    place(
        TERRAFORM,
        r"\"type\":\s{0,4}\"(?:random_password|azuread_(?:application|service_principal)_password"
        r"|random:index/randomPassword:RandomPassword)\""  # the last is Pulumi's
        r"(?:(?!\"type\":)[\s\S]){0,1600}?\"(?:result|value)\":\s{0,4}\"(?P<value>[^\"\n]{6,256})\"",
        ("_password", "randompassword"),
        (
            (
                (
                    '"type": "random_password", "name": "db", "instances": [{"attributes": {"length": 24, '
                    f'"result": "{RANDOM}", "special": false}}}}]'
                ),
                RANDOM,
            ),
        ),
        ('"type": "random_password", "instances": []', '"type": "random_pet", "result": "' + RANDOM + '"'),
        prefilter=(
            r"\"type\":\s{0,4}\"(random_password|azuread_(application|service_principal)_password"
            r"|random:index/randompassword:randompassword)\""
        ),
        span=2048,
        check=least("value", Strength.CHOSEN),
    ),
    place(
        KUBECONFIG,
        r"client-key-data[\"']?:[ \t]{0,4}[\"']?(?P<key>[A-Za-z0-9+/]{64,8192}={0,2})",
        ("client-key-data",),
        ((f"    client-key-data: {_CLIENT_KEY}", _CLIENT_KEY),),
        ("    client-key-data: REDACTED", "    client-certificate-data: " + _CLIENT_KEY),
        span=8192,
        check=real("key"),
    ),
    place(
        LARAVEL,
        r"(?:\bAPP_KEY[\"']?[ \t]{0,4}[=:][ \t]{0,4}[\"']?|\bkey:generate[ ][^\n]{0,80}\r?\n[^\n]{0,64}?(?<![\w;,:/]))"
        r"base64:(?P<key>[A-Za-z0-9+/]{22,64}={0,2})",
        ("app_key", "key:generate "),
        (
            (f"APP_KEY=base64:{_KEY}", _KEY),
            (f"$ php artisan key:generate --show\nbase64:{_KEY}\n", _KEY),
        ),
        ("APP_KEY=", "APP_KEY=base64:${KEY}", "php artisan key:generate\nApplication key set successfully."),
        span=320,
        check=least("key", Strength.FAIR),
    ),
    place(
        RAILS,
        r"\bsecret_(?:key_base|token)[\"']?[ \t]{0,4}(?:[:=]|=>)[ \t]{0,4}[\"']?(?P<key>[0-9a-f]{64,128})(?![0-9a-z])",
        ("secret_key_base", "secret_token"),
        ((f"  secret_key_base: {_RAILS}", _RAILS),),
        ('  secret_key_base: <%= ENV["SECRET_KEY_BASE"] %>', "  secret_key_base: 0123"),
        check=least("key", Strength.RANDOM),
    ),
    place(
        WORDPRESS,
        r"define\([ \t]{0,4}[\"'](?:(?:SECURE_)?AUTH|LOGGED_IN|NONCE)_(?:KEY"
        r"|SALT)[\"'][ \t]{0,4},[ \t]{0,16}(?:'(?P<key>[^'\n]{32,128})'|\"(?P<key__2>[^\"\n]{32,128})\")",
        ("auth_key", "auth_salt", "logged_in_key", "logged_in_salt", "nonce_key", "nonce_salt"),
        ((f"define('AUTH_KEY',         '{_SALT}');", _SALT),),
        ("define('AUTH_KEY', 'put your unique phrase here');", "define('AUTH_KEY', getenv('AUTH_KEY'));"),
        check=lambda parts: bits(parts["key"].reveal()) > _RANDOM_BITS,
    ),
    place(
        BIND,
        r"(?m:^)[ \t]{0,8}(?:bindpw|rootpw)(?:[ \t]{1,8}(?:--plaintext[ \t]{1,4})?|[ \t]{0,4}[=:][ \t]{0,4})"
        rf"[\"']?(?P<password>[^\s\"'$<>{{}}#\-](?:[^\s\"'$<>{{}}]|{PLAIN_DOLLAR}){{3,127}})[\"']?"
        rf"[ \t]{{0,8}}\r?(?m:$)",
        ("bindpw", "rootpw"),
        (
            (f"binddn cn=app,dc=example\nbindpw {RANDOM}\n", RANDOM),
            (f"rootpw --plaintext {CHOSEN}", CHOSEN),
            (f'bindpw = "{CHOSEN}"', CHOSEN),
        ),
        ("bindpw secret", "#bindpw secret", "rootpw {SSHA}" + RANDOM, "rootpw --iscrypted $6$x", "bindpw $PASSWORD"),
        check=likely("password"),
    ),
    place(
        BASIC,
        r"(?:(?i:basic_?auth(?:_(?:users?|credentials?))?)[\"']?[ \t]{0,2}[=:]|\bstats[ ]{1,4}auth[ ])"
        r"[ \t]{0,2}[\"']?(?P<user>[\w.@\-]{1,64})"
        r":(?P<password>[^\s\"'$<>{}:/,()\[\]][^\s\"'$<>{}:,()\[\]]{3,127})(?=[\"']|\s|$)",
        ("basic_auth", "basicauth", "stats auth", "stats  auth"),
        (
            (f"BASIC_AUTH=admin:{RANDOM}", RANDOM),
            (f'ADMIN_BASIC_AUTH: "admin:{CHOSEN}"', CHOSEN),
            (f"    stats auth admin:{CHOSEN}", CHOSEN),
        ),
        ("BASIC_AUTH=admin:password", "BASIC_AUTH=$USER:$PASSWORD", "basic_auth: user:$apr1$x", "basicauth: {user: x}"),
        prefilter=(
            r"(basic_?auth(_(users?|credentials?))?[\"']?[ \t]{0,2}[=:]|stats[ ]{1,4}auth[ ])"
            r"[ \t]{0,2}[\"']?[\w.@\-]{1,64}:[^\s]{4}"
        ),
        mark=_AUTH_MARK,
        check=likely("password"),
    ),
    # What is only called auth, as a setting and as an option of any command: icm/HTTP/auth = x, --web.auth=x
    place(
        BASIC,
        r"(?:(?<![A-Za-z])auth|(?<=[a-z])Auth|(?<![A-Z])AUTH)[\"']?(?:[ \t]{0,2}[=:][ \t]{0,2}|(?<=-auth)[ ])[\"']?"
        rf"(?!{_NO_USER}:)(?P<user>[\w.@\-]{{1,64}}):"
        r"(?P<password>[^\s\"'$<>{}:/,()\[\]][^\s\"'$<>{}:,()\[\]]{3,127})(?=[\"']|\s|$)",
        ("auth",),
        (
            (f"icm/HTTP/auth = admin:{CHOSEN}", CHOSEN),
            (f"http.auth: admin:{RANDOM}", RANDOM),
            (f"httpAuth=admin:{CHOSEN}", CHOSEN),
            (f"chisel server --auth app:{CHOSEN} --port 80", CHOSEN),
            (f"ExecStart=/usr/bin/exporter --web.auth=app:{RANDOM}", RANDOM),
        ),
        (
            "http.auth = admin:password",
            "auth = sha256:9f86d081884c7d65",
            f"auth: token:{RANDOM}",
            "auth: error: unknown2user",
            "oauth: app:client2id",
            "server --auth $USER:$PASSWORD",
        ),
        mark=_AUTH_MARK,
        prefilter=_AUTH_MARK,
        check=mixed("password"),
        doubts=lambda parts: not firm("password")(parts),
    ),
    place(
        BASIC,
        r"(?<![^\s\"'])--?(?:[\w\-]{1,32}\.)?auth=[\"']?(?P<password>[A-Za-z0-9+/_\-]{12,128}={0,2})(?=[\"'\s]|$)",
        ("-auth=", ".auth="),
        (
            (f"ExecStart=/usr/bin/exporter --web.auth={RANDOM}", RANDOM),
            (f'["serve", "--auth={RANDOM}"]', RANDOM),
        ),
        ("serve --auth=oauth2-proxy-2", "serve --auth=$TOKEN", "serve --auth=basic", "serve --auth=/etc/auth2.conf"),
        check=least("password", Strength.RANDOM),
        doubts=lambda parts: len(parts["password"].reveal()) < _LONG,
    ),
    place(
        NUGET,
        r"<add\s{1,4}key=\"(?:ClearText)?Password\"\s{1,4}value=\"(?P<password>[^\"\s]{3,512})\"",
        ("password",),
        (
            (f'<add key="ClearTextPassword" value="{CHOSEN}" />', CHOSEN),
            (f'<add key="Password" value="{RANDOM}" />', RANDOM),
            (f'<add key="ClearTextPassword" value="{_SIMPLE}" />', _SIMPLE),
        ),
        ('<add key="ClearTextPassword" value="%NUGET_PASSWORD%" />', '<add key="Username" value="app" />'),
        prefilter=r"key=\"(ClearText)?Password\"\s{1,4}value=",
        check=likely("password"),
    ),
    place(
        MAVEN,
        r"<master>\s{0,16}(?:[^<{}]{1,80})?(?P<password>\{(?:[A-Za-z0-9+/]{4}){10,64}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\})"
        r"[^<{}]{0,80}</master>",
        ("<master>",),
        (
            (f"<settingsSecurity>\n  <master>{_MASTER}</master>\n</settingsSecurity>\n", _MASTER),
            (f"<settingsSecurity><master>expires 2030 {_MASTER}</master></settingsSecurity>", _MASTER),
        ),
        (
            "<master>{password}</master>",
            "<master>spark://host:7077</master>",
            "<master>${master}</master>",
            f"<password>{_MASTER}</password>",
        ),
        check=lambda parts: bits(parts["password"].reveal()) > _RANDOM_BITS,
    ),
)
