"""Passwords that commands are given, where neither a name nor an option that says so leads to them.

https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.security/convertto-securestring
https://learn.microsoft.com/en-us/windows-server/administration/windows-commands/net-user, also net-use
https://learn.microsoft.com/en-us/sql/tools/sqlcmd/sqlcmd-utility (-P)
https://mosquitto.org/man/mosquitto_pub-1.html (-P)
https://httpd.apache.org/docs/current/programs/htpasswd.html (-b)
https://www.samba.org/samba/docs/current/man-html/smbclient.1.html (-U user%password)
https://lftp.yar.ru/lftp-man.html (-u)
https://infozip.sourceforge.net/Zip.html (-P)
https://learn.microsoft.com/en-us/windows-server/administration/windows-commands/schtasks-create (/rp)
https://httpie.io/docs/cli/authentication (--auth)
https://docs.openssl.org/master/man1/openssl-enc/ (-k); https://developer.hashicorp.com/vault/docs/commands/login
"""

from __future__ import annotations

from typing import Final

from detectors.base import Parts, Secret
from detectors.forms import one

from .databases import COMMAND
from .shared import CHOSEN, RANDOM, command, likely, mixed, place, word

SECURE_STRING = one("secure-string", "Password made a secure string", part="password")

_LOGIN: Final = r"[\w.@\-]{1,64}"
_ZIP: Final = r"(?:un)?zip(?=[ \t])"
_OPENSSL: Final = r"openssl(?:\.exe)?(?=[ \t])"
_SNMP: Final = "snmp(?:walk|get|getnext|bulkwalk|bulkget|set|table|trap|status|df)"


def _is_converted(parts: Parts) -> bool:
    """Also with a sign behind it that a label has elsewhere."""
    value = parts["password"].reveal()
    bare = value.rstrip("=:")
    return likely("password")(parts) or (bare != value and mixed("password")({"password": Secret(bare)}))


DETECTORS = (
    place(
        COMMAND,
        r"(?:(?<!\S)--(?:os-password|passphrase)[ \t=]{1,2}"
        rf"|{command('ssh-keygen')}[ \t]-[NP][ \t]{{1,2}}"
        r"|\brabbitmqctl\b[^\n|;]{0,64}?[ \t](?:add_user|change_password)[ \t]{1,4}[^\s\-]\S{0,63}[ \t]{1,4}"
        r"|\b(?:xfreerdp3?|wlfreerdp|sdl-freerdp)\b[^\n|;]{0,256}?[ \t]/p:"
        r"|\bopenssl passwd[ \t](?:-(?:1|5|6|apr1|crypt|noverify|salt[ \t]\S{1,32})[ \t]{1,2}){0,4})"
        + word("password"),
        ("--os-password", "--passphrase", "ssh-keygen", "rabbitmqctl", "freerdp", "openssl passwd"),
        (
            (f"openstack --os-password {RANDOM} server list", RANDOM),
            (f"gpg --batch --passphrase '{CHOSEN}' -c x", CHOSEN),
            (f"ssh-keygen -t ed25519 -f key -N '{RANDOM}'", RANDOM),
            (f"ssh-keygen -y -P {CHOSEN} -f key", CHOSEN),
            (f"rabbitmqctl add_user app {CHOSEN}", CHOSEN),
            (f"xfreerdp /v:host /u:app /p:{RANDOM}", RANDOM),
            (f"openssl passwd -6 -salt xyz {CHOSEN}", CHOSEN),
        ),
        (
            "gpg --passphrase-file x -c y",
            "gpg --passphrase $PASSPHRASE -c y",
            "gpg --passphrase string",
            "ssh-keygen -N '' -f key",
            'ssh-keygen -y -P "" -f key',
            "rabbitmqctl add_user app password",
            "rabbitmqctl add_user app",
            "xfreerdp /v:host /port:3389",
            "openssl passwd -1 -stdin",
            "openssl passwd -1 password",
        ),
        check=likely("password"),
    ),
    place(
        COMMAND,
        r"\b7z[ar]?[ ][axetlu][ ](?:[^\n|;]{0,200}?[ ])?-p(?=\S)" + word("password"),
        ("7z ", "7za ", "7zr "),
        ((f"7z x -p{RANDOM} a.7z", RANDOM), (f"7za a -mhe=on -p'{CHOSEN}' a.7z folder", CHOSEN)),
        ("7z x -p a.7z", "7z x -p$PASSWORD a.7z", "7z a -ppassword a.7z"),
        prefilter=r"7z[ar]?[ ][axetlu][ ]([^\n|;]{0,200}[ ])?-p[^\s$]",
        check=likely("password"),
    ),
    place(
        COMMAND,
        rf"{command(_SNMP)}[ \t]-[AX][ \t]{{1,2}}" + word("password"),
        ("snmp",),
        (
            (f"snmpwalk -v3 -u app -l authPriv -A {RANDOM} host", RANDOM),
            (f"snmpget -X {CHOSEN} host", CHOSEN),
        ),
        ("snmpwalk -A $PASSWORD host", "snmpwalk -a SHA -x AES host", "snmpwalk -v2c -c public host"),
        prefilter=r"snmp(walk|get|bulk|set|table|trap|status|df)[^\n|;]{0,256}[ \t]-[AX][ \t]",
        every=True,
        check=likely("password"),
    ),
    # Answers for a package's questions: https://manpages.debian.org/debconf-set-selections
    place(
        COMMAND,
        r"(?<![\w.\-])(?!passwd/)[\w.\-]{1,40}/(?:[\w.\-]{1,32}/)?(?:root|admin|app|user|db|internal|generated|replication)"
        r"[_\-](?:admin)?pass(?:word)?(?:[_\-](?:again|confirm))?"
        r"[ \t]{1,8}password[ \t]{1,8}" + word("password"),
        ("password password ", "again password ", "pass password ", "confirm password "),
        (
            (f"echo 'mysql-server mysql-server/root_password password {RANDOM}' | debconf-set-selections", RANDOM),
            (
                f"slapd slapd/password1 password x\nphpmyadmin phpmyadmin/app-password-confirm password {CHOSEN}\n",
                CHOSEN,
            ),
        ),
        (
            "mysql-server mysql-server/root_password password password",
            "mysql-server mysql-server/root_password password $PASSWORD",
            "a/b is the password password manager2",
        ),
        check=likely("password"),
    ),
    place(
        SECURE_STRING,
        r"\b(?i:convertto-securestring)(?:[ \t]{1,4}-(?i:string|asplaintext|force))*[ \t]{1,4}"
        + word("password")
        + r"(?!(?<=')')",  # no part of 'x''y'
        ("convertto-securestring",),
        (
            (f'$p = ConvertTo-SecureString "{RANDOM}" -AsPlainText -Force', RANDOM),
            (f"ConvertTo-SecureString -String '{CHOSEN}' -AsPlainText -Force", CHOSEN),
            (f"(ConvertTo-SecureString -AsPlainText -Force {RANDOM})", RANDOM),
            (f"ConvertTo-SecureString 'Marble{CHOSEN}=' -AsPlainText", f"Marble{CHOSEN}="),
        ),
        (
            "ConvertTo-SecureString $password -AsPlainText -Force",
            'ConvertTo-SecureString "$env:PASSWORD" -AsPlainText',
            "ConvertTo-SecureString 'password' -AsPlainText",
            "ConvertTo-SecureString -Key $key",
            "ConvertTo-SecureString 'Password=' -AsPlainText",
            f"ConvertTo-SecureString '{CHOSEN}''{CHOSEN}' -AsPlainText",
        ),
        check=_is_converted,
    ),
    place(
        SECURE_STRING,
        r"[\"'(\s=]" + word("password") + r"[ \t]{0,4}\|[ \t]{0,4}(?i:convertto-securestring)\b",
        ("convertto-securestring",),
        (
            (f'$p = "{RANDOM}" | ConvertTo-SecureString -AsPlainText -Force', RANDOM),
            (f"New-Object PSCredential('app', ('{CHOSEN}' | ConvertTo-SecureString -AsPlainText -Force))", CHOSEN),
        ),
        (
            "$password | ConvertTo-SecureString -AsPlainText -Force",
            "'password' | ConvertTo-SecureString -AsPlainText -Force",
            "Read-Host | ConvertTo-SecureString",
        ),
        check=mixed("password"),
    ),
    place(
        COMMAND,
        rf"(?:{command('sqlcmd|osql|bcp|mosquitto_(?:pub|sub|rr)|ipmitool')}[ \t]-P[ \t]{{0,2}}"
        rf"|{command(_ZIP)}[ \t]-[a-zA-OQ-Z0-9]{{0,6}}P[ \t]{{1,2}}"
        rf"|\bhtpasswd\b(?:[ \t]{{1,4}}-[a-zA-Z]{{1,8}}){{0,4}}[ \t]{{1,4}}-[a-zA-Z]{{0,8}}b[a-zA-Z]{{0,8}}"
        rf"(?:[ \t]{{1,4}}-[a-zA-Z]{{1,8}}){{0,2}}(?:[ \t]{{1,4}}[^\s\-]\S{{0,128}}){{2}}[ \t]{{1,4}}"
        rf"|{command('smbclient|rpcclient|smbmap|winexe')}[ \t](?:-U|--user)[ \t=]{{0,2}}[\"']?[^\s\"'%]{{1,64}}%"
        rf"|\bnet[ \t]{{1,2}}user[ \t]{{1,4}}{_LOGIN}[ \t]{{1,4}}(?!/|\*)"
        rf"|\bnet[ \t]{{1,2}}use\b[^\n|;]{{1,256}}?/user:[^\s]{{1,64}}[ \t]{{1,4}}(?!/|\*)"
        r"|\bnet[ \t]{1,2}use[ \t]{1,4}(?:\S:[ \t]{1,4})?\\\\\S{1,128}[ \t]{1,4}"
        r"(?=\S{1,128}[ \t]{1,4}/user:)(?!/|\*)"
        rf"|{command('lftp')}[ \t]-u[ \t]{{1,4}}[\"']?{_LOGIN},"
        rf"|{command(_OPENSSL)}[ \t]-[kK][ \t]{{1,4}})" + word("password"),
        (
            *(
                "sqlcmd",
                "osql",
                "bcp ",
                "mosquitto_",
                "ipmitool",
                "zip",
                "htpasswd",
                "smbclient",
                "rpcclient",
                "smbmap",
            ),
            *("winexe", "net user", "net  user", "net use", "net  use", "lftp", "openssl"),
        ),
        (
            (f"sqlcmd -S db -U sa -P {RANDOM} -Q x", RANDOM),
            (f"zip -rP {CHOSEN} a.zip folder", CHOSEN),
            (f"mosquitto_pub -u app -P '{CHOSEN}' -t x", CHOSEN),
            (f"htpasswd -bc .htpasswd app {CHOSEN}", CHOSEN),
            (f"smbclient //host/share -U app%{RANDOM}", RANDOM),
            (f"net user app {CHOSEN} /add", CHOSEN),
            (f"net use X: \\\\host\\share /user:app {RANDOM}", RANDOM),
            (f"net use X: \\\\host\\share {CHOSEN} /user:app", CHOSEN),
            (f"lftp -u app,{RANDOM} host", RANDOM),
            (f"openssl enc -aes-256-cbc -k {RANDOM} -in x", RANDOM),
        ),
        (
            "sqlcmd -S db -U sa -P $PASSWORD",
            "htpasswd -c .htpasswd app",
            "htpasswd -b .htpasswd app password",
            "net user app /delete",
            "net user app * /add",
            "smbclient //host/share -U app%password",
            "openssl enc -aes-256-cbc -k $KEY",
        ),
        prefilter=(
            r"(sqlcmd|osql|\bbcp|mosquitto_(pub|sub|rr)|ipmitool)\b[^\n|;]{0,256}[ \t]-p[ \t]{0,2}[^\s$\-]"
            r"|\b(un)?zip[ \t]([^\n|;]{0,256}[ \t])?-[a-z0-9]{0,6}p[ \t]{0,2}[^\s$\-]"
            r"|htpasswd[ \t][ \ta-z\-]{0,24}-[a-z]{0,8}b|(smbclient|rpcclient|smbmap|winexe)\b[^\n]{1,256}%"
            r"|\bnet[ \t]{1,2}user?[ \t][^\n]{1,256}"
            r"|lftp\b[^\n]{0,128}[ \t]-u[ \t]"
            r"|openssl(\.exe)?[ \t]([^\n|;]{0,256}[ \t])?-k[ \t]"
        ),
        check=likely("password"),
    ),
    place(
        COMMAND,
        rf"(?:{command('schtasks')}[ \t]/(?i:rp)[ \t]{{1,4}}"
        rf"|\bhttps?[ \t](?:-{{1,2}}[\w\-]{{1,20}}[ \t]){{0,4}}(?:--auth|-a)[ \t=]{{1,2}}[\"']?{_LOGIN}:)"
        + word("password"),
        ("schtasks", "http ", "https "),
        (
            (f"schtasks /create /tn x /tr y /ru app /rp {RANDOM}", RANDOM),
            (f"http --auth app:{RANDOM} https://api.example.com", RANDOM),
            (f"$ http -v -a app:{RANDOM} https://api.example.com", RANDOM),
        ),
        (
            "schtasks /create /tn x /ru SYSTEM /rp *",
            "http --auth user:password example.com",
        ),
        prefilter=r"schtasks\b|\bhttps?[ \t]-[\w\- \t]{0,60}a(uth)?[ \t=]",
        check=likely("password"),
    ),
)
