r"""Passwords and keys of servers and of what they are configured with: a line each that no general rule reads.

    if (req.http.X-Key != "x")          "Jwt": { "Key": "x" }           MONITOR ups@host 1 app x primary
    http-request ... Bearer\ x          <setting name="DbPwd"><value>x</value>

https://networkupstools.org/docs/man/upsmon.conf.html; https://wiki.znc.in/Configuration (plain#)
https://karaf.apache.org/manual/latest/security
https://varnish-cache.org/docs/trunk/users-guide/vcl.html
https://nginx.org/en/docs/http/ngx_http_core_module.html ($arg_)
https://docs.haproxy.org/ (a blank behind a backslash); https://learn.microsoft.com/en-us/dotnet/framework/configure-apps/
https://learn.microsoft.com/en-us/aspnet/core/security/authentication/ (Jwt:Key); https://www.stata.com/manuals/dodbc.pdf
"""

from __future__ import annotations

from typing import Final

from .services import SERVICE
from .shared import CHOSEN, RANDOM, least, likely, mixed, named, place, unsure

_LOGIN: Final = r"[\w.@\-]{1,64}"
_SAYS: Final = r"(?:[Pp]ass(?:word|wd|phrase)?|PASS(?:WORD|WD)?|[Pp]wd|PWD|[Ss]ecret|[Tt]oken|[Aa]pi_?[Kk]ey)"
_JWT: Final = ("jwt", "jwtsettings", "jwtconfig", "jwtoptions", "jwtbearer", "jwttoken", "jwtauth", "jwttokens")

DETECTORS = (
    # What a request must bring along
    place(
        SERVICE,
        r"(?:\$(?:arg|cookie)_\w{0,24}(?i:key|token|secret|pass|auth)\w{0,12}"
        r"|\breq\.http\.[\w\-]{0,32}(?i:key|token|secret|auth\w{0,12}|password))"
        r"[ ]{0,4}(?:!=|==?|!~\*?|~\*?)[ ]{0,4}[\"']?\^?(?:(?i:basic|bearer|token)[ ])?"
        r"(?P<password>[\w+/=.!@#%\-]{8,128}?)\$?[\"']?[ ]{0,4}[)\n]",
        ("$arg_", "$cookie_", "req.http."),
        (
            (f'if ($arg_key = "{RANDOM}") {{ return 200; }}', RANDOM),
            (f'if (req.http.X-Api-Key != "{RANDOM}") {{', RANDOM),
            (f"if ($cookie_auth_token !~ ^{RANDOM}$) {{ return 403; }}", RANDOM),
        ),
        (
            'if ($arg_key = "") { return 403; }',
            'if (req.http.Authorization ~ "Bearer") {',
            'if (req.http.X-Cache-Key != "production-static") {',
            "if ($arg_token = $secret_token) {",
        ),
        check=least("password"),
    ),
    place(
        SERVICE,
        r"(?i:authorization:?\\[ ](?:basic|bearer|token)\\[ ])(?P<password>[\w+/=.\-]{12,512})",
        ("basic\\ ", "bearer\\ ", "token\\ "),
        ((f"option httpchk GET / HTTP/1.1\\r\\nAuthorization:\\ Bearer\\ {RANDOM}", RANDOM),),
        ("option httpchk GET / HTTP/1.1\\r\\nAuthorization:\\ Bearer\\ %[env(TOKEN)]",),
        check=least("password"),
    ),
    # .NET
    place(
        SERVICE,
        rf"<setting[ ]name=[\"']\w{{0,40}}{_SAYS}[\"'][^<>\n]{{0,64}}>\s{{0,40}}(?:<value>)?"
        r"(?P<password>[^\s<>\"'$]{4,128})</",
        ("<setting name=",),
        (
            (f'<setting name="DbPwd" serializeAs="String">\n  <value>{CHOSEN}</value>\n</setting>', CHOSEN),
            (f"<setting name='password' type='string'>{RANDOM}</setting>", RANDOM),
        ),
        (
            '<setting name="DbPwd" serializeAs="String">\n  <value />\n</setting>',
            '<setting name="Password" serializeAs="String"><value>password</value></setting>',
            f'<setting name="Version" serializeAs="String"><value>{RANDOM}</value></setting>',
        ),
        span=240,
        check=likely("password"),
        doubts=named("password"),
    ),
    place(
        SERVICE,
        r"\"(?i:jwt)\w{0,16}\"\s{0,4}:\s{0,4}\{[^{}]{0,320}?"
        r"\"(?i:(?:issuer|signing|security|secret|private)?_?key)\"\s{0,4}:\s{0,4}"
        r"\"(?P<password>[^\s\"\\$<>]{8,256})(?<!\.key)(?<!\.pem)(?<!\.jks)\"",
        tuple(f'"{word}"' for word in _JWT),
        (
            (f'"Jwt": {{\n    "Issuer": "acme",\n    "Key": "{RANDOM}"\n  }}', RANDOM),
            (f'"JwtSettings": {{"SigningKey":"{RANDOM}"}}', RANDOM),
        ),
        (
            '"Jwt": { "Key": "your-secret-key-here" }',
            '"Jwt": { "Key": "" }',
            '"jwt": { "key": "${JWT_KEY}" }',
            f'"jwt": {{ "issuer": "{RANDOM}" }}',
        ),
        span=480,
        check=likely("password"),
        doubts=unsure("password"),
    ),
    # NUT, ZNC, Karaf, Stata
    place(
        SERVICE,
        rf"(?:(?m:^)[ \t]{{0,4}}MONITOR[ ]\S{{1,48}}@localhost(?::3493)?[ ]1[ ]{_LOGIN}[ ]"
        r"(?=\S{4,64}[ ](?i:master|slave|primary|secondary)\b)"
        r"|(?m:^)[ \t]{0,4}Pass[ ]?=[ ]?plain#"
        rf"|(?m:^){_LOGIN}[ ]?=[ ]?(?=\S{{4,64}},_g_:)"
        rf"|\bodbc[ ](?:load|query|exec|insert|sqlfile)\b[^\n]{{0,200}}?\bu(?:ser)?\({_LOGIN}\)[ ]p(?:assword)?\()"
        r"(?P<password>[^\s,()\"'$<>]{4,128})",
        (
            "@localhost 1 ",
            "@localhost:3493 1 ",
            "plain#",
            ",_g_:",
            "odbc load",
            "odbc query",
            "odbc exec",
            "odbc insert",
        ),
        (
            (f"MONITOR ups@localhost 1 app {CHOSEN} primary\n", CHOSEN),
            (f"Pass = plain#{CHOSEN}\n", CHOSEN),
            (f"karaf = {CHOSEN},_g_:admingroup\n", CHOSEN),
            (f'odbc load, exec("select 1") dsn("x") u(app) p({CHOSEN})', CHOSEN),
        ),
        (
            "MONITOR ups@localhost 1 app password master\n",
            f"Pass = {'md5'}#\n",
            "karaf = password,_g_:admingroup\n",
            "monitor the ups 1 app while2run primary\n",
        ),
        check=mixed("password"),
    ),
)
