r"""Files whose lines say nothing of what they hold: their names tell, and so do the places in a line.

https://man7.org/linux/man-pages/man5/rsyncd.conf.5.html (secrets file); https://ppp.samba.org/pppd.html (chap-secrets)
https://www.erlang.org/doc/system/distributed.html (.erlang.cookie);
https://www.pgbouncer.org/config.html (userlist.txt)
https://www.exim.org/exim-html-current/doc/html/spec_html/ch-plaintext_authenticator.html (passwd.client, of Debian)
https://docs.ansible.com/ansible/latest/vault_guide/vault_managing_passwords.html;
https://restic.readthedocs.io/en/stable/040_backup.html (password-file)
https://openvpn.net/community-resources/reference-manual-for-openvpn-2-6/ (auth-user-pass: a name, and a password below)
https://www.mongodb.com/docs/manual/core/security-internal-authentication/ (keyFile)
https://github.com/FreeRADIUS/pam_radius (server, shared secret, timeout); https://github.com/coturn/coturn (user=)
https://activemq.apache.org/components/classic/documentation/security (users.properties, jetty-realm.properties)

No pattern finds such lines in everything that is read without finding half of it: those of BRIEF texts are looked at,
and of longer ones those that hold words of their own.
"""

from __future__ import annotations

from typing import Final

from detectors.base import Detector
from detectors.forms import BASE64, HEX, UPPER, made
from detectors.generic.values import Strength

from .services import SERVICE
from .shared import CHOSEN, RANDOM, Check, Examples, least, likely, meant, named, place

_COOKIE: Final = made(UPPER, 20, "erlang")
_DAEMON: Final = made(HEX, 40, "deluge")
_KEYFILE: Final = made(BASE64, 43, "keyfile") + "="
_CODE: Final = made(HEX, 5, "recovery") + "-" + made(HEX, 5, "code")
_LOGIN: Final = r"[\w.@+\-]{1,48}"
_ADDRESS: Final = r"[\w\-]{1,30}[.:][\w.:\-]{1,40}"
_TWO: Final = r"(?:\"[^\"\n]{1,40}\"|[\w.@\\\-*]{1,40})[ \t]{1,16}(?:\"[^\"\n]{0,16}\"|[\w.@\-*]{1,16})[ \t]{1,16}"
# Not a hash, and no variable.
_WORD: Final = r"(?P<password>(?!\$|\{[A-Z]|md5[0-9a-f]{32}|SCRAM-)[^\s:\"',]{4,120})"
_GIVEN: Final = likely("password")


def _lines(others: str, line: str) -> str:
    """A pattern for a text of such lines and comments only, of which `line` holds one value; `others` is any of them.

    There is one way to part a text into lines: with more, one of 80 bytes took seconds.
    """
    ends = r"[ \t\r]{0,4}+\n\s{0,3}+"
    others = rf"(?>{others}|#[^\n]{{0,120}})"
    return rf"\A(?:{others}{ends}){{0,8}}?{line}(?=(?:{ends}{others}){{0,8}}\s{{0,4}}\Z)"


def _file(
    pattern: str,
    examples: Examples,
    near_misses: tuple[str, ...],
    paths: tuple[str, ...],
    *,
    check: Check = _GIVEN,
    doubts: Check | None = None,
    every: bool = False,
) -> Detector:
    """What is the whole of a file of such a name."""
    texts = examples, near_misses
    return place(SERVICE, pattern, (), *texts, whole=True, every=every, check=check, doubts=doubts, paths=paths)


DETECTORS = (
    # A name and a password on each line.
    _file(
        _lines(rf"{_LOGIN}:[^\n]{{0,120}}", rf"{_LOGIN}:{_WORD}"),
        (
            (f"backup:{CHOSEN}\n", CHOSEN),
            (f"app:{RANDOM}\nweb:password\n", RANDOM),
            (f"# of those who may copy\n\nbackup:{RANDOM * 4}\n", RANDOM * 4),
        ),
        ("backup:$PASSWORD\n", "# user:password\n", "backup:password\n", "app:{SHA}x\n"),
        ("rsyncd.secrets", "*rsync*.secrets", "rsyncd-secrets", "saslpasswd*", "userdb", "turnuserdb*"),
        every=True,
    ),
    _file(
        _lines(r"[^\n:]{1,60}:[^\n]{0,120}", rf"(?:[\w.\-*\[\]]{{1,48}}[: \t]{{1,8}})?{_LOGIN}:{_WORD}"),
        ((f"smtp.example.org:app@example.org:{RANDOM}\n", RANDOM), (f"*:app:{CHOSEN}", CHOSEN)),
        ("*:app:$PASSWORD\n", "target.mail.server.example:login:password\n"),
        ("passwd.client", "*.passwd.client", "sasl_passwd*", "secrets"),
        every=True,
    ),
    _file(
        _lines(r"\"[^\n]{0,60}\"", rf"\"{_LOGIN}\"[ \t]{{1,4}}\"{_WORD}\""),
        ((f'"app" "{CHOSEN}"\n', CHOSEN),),
        ('"app" "md50a1b2c3d4e5f60718293a4b5c6d7e8f9"\n', '"app" ""\n', '"user" "password"\n'),
        ("userlist.txt", "userlist*.txt"),
        every=True,
    ),
    _file(
        _lines(
            r"[\w.\-]{1,32}[ \t]{0,2}[:=][^\n]{0,60}",
            rf"[\w.\-]{{1,32}}[ \t]{{0,2}}[:=][ \t]{{0,2}}{_WORD}(?:,[ ]{{0,2}}[\w, ]{{0,40}})?",
        ),
        ((f"system={CHOSEN}\n", CHOSEN), (f"admin: {RANDOM}, admin\n", RANDOM)),
        ("system=${system.password}\n", "admin: OBF:x, admin\n", "user: password, user\n"),
        ("users.properties", "*-realm.properties", "realm.properties", "*-users.properties"),
        doubts=named("password"),
        every=True,
    ),
    # Of chronyd and ntpd: a number, an algorithm, and the key; https://chrony-project.org/doc/latest/chrony.conf.html
    _file(
        _lines(
            r"\d{1,9}[ \t][^\n]{0,160}", rf"\d{{1,9}}[ \t]{{1,8}}(?:[\w\-]{{1,16}}[ \t]{{1,8}})?(?:ASCII:|HEX:)?{_WORD}"
        ),
        (
            (f"# id type key\n1 SHA256 HEX:{_DAEMON.upper()}\n", _DAEMON.upper()),
            (f"20 MD5 ASCII:{CHOSEN}\n", CHOSEN),
            (f"1 M {RANDOM}\n", RANDOM),
        ),
        ("1 SHA256 HEX:$KEY\n", "10 M password\n"),
        ("chrony.keys", "ntp.keys"),
        every=True,
    ),
    # Nothing but the one value.
    _file(
        r"\A(?P<password>[A-Z0-9a-z_\-]{16,60})\s{0,4}\Z",
        ((f"{_COOKIE}\n", _COOKIE),),
        ("secretcookie_of_ours\n", "{{ erlang_cookie }}\n"),
        (".erlang.cookie", "erlang.cookie", "*.erlang.cookie", "automation.secret", "secret"),
        check=lambda parts: parts["password"].reveal().isupper() or likely("password")(parts),
    ),
    _file(
        r"\A(?P<password>[^\s$#<>{}/][^\s<>{}]{5,60})\s{0,4}\Z",
        ((f"{CHOSEN}\n", CHOSEN),),
        ("$VAULT_PASSWORD\n", "#!/bin/sh\n", "password\n", "two words\n"),
        (
            *("vault_pass*", ".vault_pass*", "vault-pass*", ".vault-pass*", "vault_password*", ".vault_password*"),
            *("*restic-password*", "*restic_password*", "borg-passphrase*", ".borg-passphrase*", "*_password.txt"),
            *("*-password.txt", "*_password.secret", "db_pass.txt", "redis_pass.txt", "*_root_pass*.txt"),
            *("ejabberd.password", "initialadminpassword", "admin.password", "passphrase.txt"),
        ),
    ),
    _file(
        r"\A(?P<password>(?:[A-Za-z0-9+/]{4}){6,16}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)\s{0,2}\Z",
        ((f"{_KEYFILE}\n", _KEYFILE),),
        ("two words\n", "passwordpasswordpasswordpassword\n"),
        ("keyfile", "*-keyfile", "*.psk", "mongo*.key", "mongo*keyfile*", "replica*.key", "rs*.key"),
        check=least("password", Strength.RANDOM),
    ),
    _file(
        rf"\A(?:#[^\n]{{0,80}}\n){{0,3}}{_LOGIN}\r?\n(?P<password>[^\s$<>{{}}][^\s<>{{}}]{{3,40}})\s{{0,4}}\Z",
        ((f"app\n{CHOSEN}\n", CHOSEN), (f"# of the tunnel\napp\n{CHOSEN}\n", CHOSEN)),
        ("username\npassword\n", "app\n$PASSWORD\n"),
        (
            *("auth.txt", "login.txt", "*auth-user-pass*", "up.txt", "userpass*.txt", "vpn-auth*", "vpnauth*"),
            *("pass.txt", "vusers.txt", "virtual_users.txt", "login.conf", "auth.conf"),
        ),
        doubts=named("password"),
    ),
    # Codes that stand in for a second factor, as GitHub and others let one save them.
    _file(
        _lines(
            r"(?:[0-9]{1,2}[.)][ ]|[*\-][ ])?(?=[a-z \-]{0,40}[0-9])[0-9a-z]{4,10}[ \-][0-9a-z \-]{4,40}|[ ]{4,48}",
            r"(?:[0-9]{1,2}[.)][ ]|[*\-][ ])?(?P<password>[0-9a-z]{4,10}(?:[ \-][0-9a-z]{4,10}){1,3})",
        ),
        ((f"{_CODE}\n", _CODE), (f"# of GitHub\n1. {_CODE}\n", _CODE)),
        ("recovery-codes of-github\n", "xxxxx-xxxxx\n", "put them-away\n"),
        ("*recovery-codes*.txt", "*recovery_codes*.txt", "*backup-codes*.txt", "*backup_codes*.txt"),
        check=lambda parts: any(map(str.isdigit, parts["password"].reveal())) and meant("password")(parts),
        every=True,
    ),
    # Java's, for who looks at it from afar: a role and a password.
    _file(
        _lines(r"\w{1,40}[ \t]{1,16}[^\n]{6,60}", rf"\w{{1,40}}[ \t]{{1,16}}{_WORD}"),
        ((f"monitorRole {CHOSEN}\n", CHOSEN),),
        ("monitorRole QED\n", "monitorRole $PASSWORD\n"),
        ("jmxremote.password", "*jmxremote*.password", "jmx.password"),
        every=True,
    ),
    # An address and what it shares.
    _file(
        _lines(rf"{_ADDRESS}[ \t][^\n]{{0,60}}", rf"{_ADDRESS}[ \t]{{1,8}}{_WORD}(?:[ \t]{{1,8}}[0-9]{{1,3}})?"),
        ((f"192.0.2.9 {CHOSEN}\n", CHOSEN),),
        ("192.0.2.9 secret\n", "# id key\n", "192.0.2.9 $PSK\n"),
        ("racoon*.txt", "*-psk.txt", "psk.txt"),
        every=True,
    ),
    place(
        SERVICE,
        rf"(?m:^)[\w.\[\]\-]{{3,64}}:(?:1812|1813|1645)[ \t]{{1,16}}{_WORD}(?=\s|$)",
        (":1812", ":1813", ":1645"),
        ((f"192.0.2.9:1812 {CHOSEN} 3\n", CHOSEN),),
        ("192.0.2.9:1812 secret 1\n", "connect to 192.0.2.9:1812 to see\n", "192.0.2.9:1812 listening\n"),
        check=least("password", Strength.CHOSEN),
        paths=("pam_radius*", "server"),
    ),
    # pppd: client, server, secret.
    place(
        SERVICE,
        r"#[^\n]{0,16}(?i:client[ \t]{1,16}server[ \t]{1,16}secret|secrets for authentication)[^\n]{0,80}\n"
        r"(?:[^\n]{0,160}\n){0,12}?(?:\"[^\"\n]{1,64}\"|[\w.@\\\-*]{1,64})[ \t]{1,16}(?:\"[^\"\n]{0,64}\"|"
        r"[\w.@\-*]{1,64})"
        r"[ \t]{1,16}\"?(?P<password>[^\s\"#@$][^\s\"]{3,63})\"?(?=\s|$)",
        ("secret",),
        (
            (f"# client\tserver\tsecret\tIP addresses\napp\t*\t{CHOSEN}\t*\n", CHOSEN),
            (f'# Secrets for authentication using PAP\n"a@b.example" * "{RANDOM}"\n', RANDOM),
        ),
        ("# client server secret\napp * $PASSWORD *\n", "# client server secret\n# app * x7q2b4\n"),
        prefilter=r"#[^\n]{0,16}(client[ \t]{1,16}server[ \t]{1,16}secret|secrets for authentication)",
        span=2048,
        every=True,
        check=likely("password"),
        paths=("chap-secrets*", "pap-secrets*"),
    ),
    _file(
        _lines(
            rf"{_TWO}[^\n]{{0,40}}",
            rf"{_TWO}\"?(?P<password>[^\s\"#@$][^\s\"]{{3,40}})\"?(?:[ \t]{{1,8}}[\w.*/\-]{{1,20}})?",
        ),
        ((f"a@b.example * {CHOSEN}\n", CHOSEN),),
        ("a@b.example * $PASSWORD\n", "a * password *\n"),
        ("chap-secrets*", "pap-secrets*"),
        every=True,
    ),
    place(
        SERVICE,
        rf"(?m:^)(?:lt-cred-mech-)?user={_LOGIN}:{_WORD}(?=\s|$)",
        ("user=",),
        ((f"user=app:{CHOSEN}\n", CHOSEN),),
        ("user=app:password\n", "#user=username1:password1\n"),
        prefilter=r"(^|\n)user=[\w.@\-]{1,48}:[^\s$]{4}",
        check=likely("password"),
        paths=("turnserver*.conf", "coturn*.conf"),
    ),
    place(
        SERVICE,
        r"(?m:^)localclient:(?P<password>[0-9a-f]{40}):10\b",
        ("localclient:",),
        ((f"# names, passwords and levels of those who may connect\n\nlocalclient:{_DAEMON}:10\n", _DAEMON),),
        ("localclient:password:10\n",),
        check=meant("password"),
        paths=("auth",),
    ),
    # Subversion's own form: how long a name is, the name, how long the value is, the value.
    place(
        SERVICE,
        r"\bK 8\r?\npassword\r?\nV [0-9]{1,3}\r?\n(?P<password>[^\r\n]{3,128})\r?\n",
        ("k 8\npassword", "k 8\r\npassword"),
        ((f"K 8\npassword\nV 8\n{CHOSEN}\nK 8\nusername\n", CHOSEN),),
        ("K 8\npasstype\nV 6\nsimple\n", "K 8\npassword\nV 0\n\n"),
        span=128,
        check=meant("password"),
    ),
)
