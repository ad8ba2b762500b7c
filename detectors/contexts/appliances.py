r"""Passwords of firewalls and gateways, of what they ask, and what is read out of Windows: beside devices.py.

https://www.cisco.com/c/en/us/td/docs/security/asa/asa-cli-reference/ (aaa-server, ikev2 remote-authentication)
https://www.arubanetworks.com/techdocs/CLI-Bank/ (aaa authentication-server); https://docs.vyos.io/ (local-users)
https://assets.nagios.com/downloads/nagioscore/docs/nagioscore/4/en/macros.html (options in $USERn$)
https://manpages.debian.org/curlftpfs; https://github.com/fortra/impacket (secretsdump.py, -hashes)
https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-nlmp/ (an NT hash is all that NTLM asks for)
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from detectors.base import Confidence, Parts
from detectors.forms import HEX, has_bits, made, one
from detectors.generic.values import Strength, strength

from .databases import COMMAND, CONNECTION
from .network import DEVICE
from .services import SERVICE
from .shared import CHOSEN, GIVEN, RANDOM, is_name, likely, mixed, place

NT_HASH = one("nt-hash", "NT hash, which logs in by itself", part="hash")

_QUOTED: Final = rf"\"?{GIVEN}\"?[ \t]{{0,4}}\r?(?m:$)"
_LINES: Final = r"(?:[ \t]{1,8}(?![ \t]{0,8}key[ ])[^\n]{1,120}\n){0,8}?[ \t]{1,8}key[ ](?:0[ ])?(?![0-9][ ])"
_LM: Final = "aad3b435b51404ee" * 2  # of no password
_NT: Final = made(HEX, 32, "nt")
_OLD: Final = made(HEX, 32, "lm")
_TOOLS: Final = ("netexec ", "nxc smb", "nxc winrm", "nxc ldap", "nxc mssql", "crackmapexec ", "evil-winrm ", "smbmap ")
_EMPTY: Final = frozenset({"31d6cfe0d16ae931" + "b73c59d7e0c089c0", "8846f7eaee8fb117" + "ad06bdd830b7586c"})
_BITS: Final = 3.0
_OF_PLUGINS: Final = re.compile(
    r"@?[0-9][0-9.,:%]{0,24}(?:[A-Za-z%/:]{0,8}(?:[0-9.]{0,8}[A-Za-z%/]{0,8})?)|[A-Za-z]{2,8}/[0-9]{1,5}|[A-Za-z]:.*"
    r"|(?:my)?(?:public|private)[0-9]{0,4}|(?:[Tt]cp|[Uu]dp|[Hh]ttps?|[Ss]sh|[Ss]nmp|AES|SHA|DES|v)-?[0-9]\w{0,5}"
    r"|[a-z]{2,12}[0-9]{1,3}(?:-[a-z]{2,8}[0-9]{0,2}){1,3}",
)


def _is_handed_on(parts: Parts) -> bool:
    """No name, no port, no size and no drive, which the same letters are for in other plugins."""
    value = parts["password"].reveal()
    return mixed("password")(parts) and not is_name(value) and not _OF_PLUGINS.fullmatch(value)


def _is_hash(parts: Parts) -> bool:
    """Of a password, and of none that everybody knows."""
    value = parts["hash"].reveal()
    return value.lower() not in _EMPTY and has_bits(value, _BITS) and strength(value) is Strength.RANDOM


_USERS: Final = "".join(
    f"    username app{number} {{\n        static-ip 192.0.2.{number}\n    }}\n" for number in range(8)
)

DETECTORS = (
    place(
        DEVICE,
        r"(?:(?:\bset|\bgateway[ ]\S{1,64})[ ]authentication[ ]pre-shared-key[ ]key"
        r"|(?:\bikev[12][ ](?:(?:remote|local)-authentication[ ])?|(?m:^)[ \t]{1,8})pre-shared-key"
        r"|(?m:^)[ \t]{1,8}ldap-login-password)[ ]"
        rf"(?:(?:local|remote)[ ])?(?:0[ ])?(?!(?:[0-9]|ascii-text|hexadecimal|hex|address|hostname|key)[ ]){GIVEN}"
        r"[ \t]{0,4}\r?(?m:$)",
        (
            "ikev1 pre-shared-key ",
            "authentication pre-shared-key ",
            " pre-shared-key ",
            "\tpre-shared-key ",
            " ldap-login-password ",
            "\tldap-login-password ",
        ),
        (
            (f" ikev2 remote-authentication pre-shared-key {CHOSEN}\n", CHOSEN),
            (f" ikev2 local-authentication pre-shared-key 0 {RANDOM}\n", RANDOM),
            (f" ikev1 pre-shared-key {CHOSEN}\n", CHOSEN),
            (f"  pre-shared-key local {CHOSEN}\n", CHOSEN),
            (f" ldap-login-password {CHOSEN}\n", CHOSEN),
            (f"set network ike gateway gw1 authentication pre-shared-key key {CHOSEN}\n", CHOSEN),
        ),
        (
            " ikev1 pre-shared-key *****\n",
            "set network ike gateway gw1 authentication pre-shared-key key -AQ==x7q2b4k9\n",
            "with authentication pre-shared-key key exchange1\n",
            " ikev2 remote-authentication pre-shared-key 6 X7q2b4k9\n",
            " ikev1 pre-shared-key password\n",
            "  pre-shared-key is used by both\n",
        ),
        check=mixed("password"),
    ),
    # The key of a server, below the line that names it
    place(
        DEVICE,
        r"(?m:^)[ \t]{0,4}(?:aaa-server[ ]\S{1,64}[ ](?:\([^)\n]{1,40}\)[ ])?host[ ]\S{1,64}[^\n]{0,40}"
        r"|aaa authentication-server (?:radius|tacacs)[ ][^\n]{1,66})\n"
        rf"{_LINES}{_QUOTED}",
        ("aaa-server ", "authentication-server "),
        (
            (f"aaa-server TAC (inside) host 192.0.2.9\n key {CHOSEN}\n", CHOSEN),
            (f"aaa-server R (inside) host 192.0.2.9\n timeout 4\n key {RANDOM}\n", RANDOM),
            (f'aaa authentication-server radius "NPS1"\n   host "192.0.2.9"\n   key "{CHOSEN}"\n', CHOSEN),
        ),
        (
            "aaa-server TAC (inside) host 192.0.2.9\n key *****\n",
            "aaa-server TAC (inside) host 192.0.2.9\n key 8 x7q2b4k9\n",
            "aaa-server TAC (inside) host 192.0.2.9\nkey chain2x\n",
            'aaa authentication-server radius "NPS1"\n host "192.0.2.9"\n key secret\n',
        ),
        span=640,
        check=mixed("password"),
    ),
    # VyOS' and EdgeOS' blocks, of one user or of many, and what sets them
    place(
        DEVICE,
        r"\b(?:local-users|pppoe[ ](?:pppoe)?[0-9]{1,4})[ ]\{\s{1,80}(?:[^\n]{0,120}\n){0,40}?[ \t]{0,80}"
        rf"(?:plaintext-)?password[ ][\"']?{GIVEN}[\"']?[ \t]{{0,4}}\r?\n"
        r"|\b(?:local-users[ ]username[ ]\S{1,64}|pppoe[ ](?:pppoe)?[0-9]{1,4}(?:[ ]authentication)?)[ ]password[ ]"
        rf"[\"']?{GIVEN.replace('<password>', '<password__2>')}",
        ("local-users {", "local-users username ", "pppoe"),
        (
            (f"local-users {{\n    username rosa {{\n        password {CHOSEN}\n    }}\n}}\n", CHOSEN),
            (f"pppoe 0 {{\n    default-route auto\n    password {RANDOM}\n    user-id app\n}}\n", RANDOM),
            (f"set vpn l2tp remote-access authentication local-users username rosa password '{CHOSEN}'", CHOSEN),
            (f"set interfaces ethernet eth0 pppoe 0 password {CHOSEN}\n", CHOSEN),
            (f"set interfaces pppoe pppoe0 authentication password '{RANDOM}'\n", RANDOM),
            (f"local-users {{\n{_USERS}    username rosa {{\n        password {CHOSEN}\n    }}\n}}\n", CHOSEN),
        ),
        (
            "local-users {\n    username rosa {\n        password ********\n    }\n}\n",
            "local-users {\n    username rosa {\n        password secret\n    }\n}\n",
            "set vpn l2tp authentication local-users username rosa password $PASSWORD1",
        ),
        span=2048,
        every=True,
        check=likely("password"),
    ),
    # Nagios: options with the value. Of -c, -p and -x more than one is a threshold, a port or a protocol.
    place(
        SERVICE,
        r"(?m:^)[ \t]{0,4}\$USER[0-9]{1,3}\$[ ]?=[ ]?[\"']?(?:-[\w\-]{1,16}[ =]?[\w.@\-]{0,40}[ ]{1,2}){0,3}?"
        rf"(?:(?:-[ACpX]|-v[ ]?(?:1|2c)[ ]-c|--(?:community|password|authpass|privpass)(?:wd|word)?)[ =]?)"
        rf"(?:'(?P<password__2>[^\s'$]{{4,128}})'|\"(?P<password__3>[^\s\"$]{{4,128}})\"|{GIVEN}(?=[\"'\s]|$))",
        tuple(f"${tie}{quote}-" for tie in ("=", "= ", " =", " = ") for quote in ("", "'", '"')),
        (
            (f"$USER7$=-C {CHOSEN}\n", CHOSEN),
            (f"$USER8$=-v 2c -c {CHOSEN}\n", CHOSEN),
            (f"$USER9$=-u monitor -p {RANDOM}\n", RANDOM),
            (f"$USER9$=-u monitor -p '{CHOSEN};Q'\n", f"{CHOSEN};Q"),
            (f"$USER10$=-a SHA -x AES256 -A {CHOSEN}\n", CHOSEN),
        ),
        (
            "$USER7$=-C public\n",
            "$USER7$=-C mypublic1\n",
            "$USER8$=-w 5 -c 10\n",
            "$USER7$=-H host2name\n",
            "$USER7$=-w 5ms -c 5000ms\n",
            "$USER7$=-c 10MiB/s\n",
            "$USER7$=-p 8443tcp\n",
            "$USER7$=-p tcp/8443\n",
            "$USER7$=-p web01-eu\n",
            "$USER7$=-p C:10%\n",
            "$USER7$=-x AES256\n",
        ),
        check=_is_handed_on,
    ),
    place(
        CONNECTION,
        r"\bcurlftpfs(?:[#]|[ ](?:-o[ ](?!\S{0,60}user=)\S{1,120}[ ]){0,3})(?:[\"']?[\w.\-]{1,64}:"
        r"(?P<password>[^\s:@/\"'$<>{}]{4,64})@[\w.\-]{2}"
        r"|-o[ ][\"']?(?:[\w=]{1,32},){0,4}user=[\w.\-]{1,64}:(?P<password__2>[^\s:@/\"'$<>{},]{4,64})(?=[\s,\"']|$))",
        ("curlftpfs#", "curlftpfs "),
        (
            (f"curlftpfs#app:{CHOSEN}@ftp.example.org /mnt/ftp fuse rw 0 0", CHOSEN),
            (f"curlftpfs -o allow_other app:{RANDOM}@ftp.example.org /mnt", RANDOM),
            (f"curlftpfs -o allow_other,user=app:{CHOSEN} ftp.example.org /mnt", CHOSEN),
        ),
        ("curlftpfs#user:password@ftp.example.org /mnt", "curlftpfs#ftp.example.org /mnt"),
        check=likely("password"),
    ),
    # Windows' own, as tools read them out or hand them on
    place(
        NT_HASH,
        rf"(?:(?:(?i:{_LM})|(?<![\w\-])-hashes[ =][\"']?(?:[0-9a-fA-F]{{32}})?"
        r"|[\w.\-\\$]{1,64}:[0-9]{1,10}:[0-9a-fA-F]{32}(?=:[0-9a-fA-F]{32}:::)):"
        rf"|\b(?:{'|'.join(_TOOLS)})[^\n;|]{{0,200}}?[ ]-H[ ][\"']?(?:[0-9a-fA-F]{{32}})?:?"
        r"|[ ]/(?:pth|ntlm|rc4):)(?P<hash>[0-9a-fA-F]{32})(?=:::|[\s\"'`@,;)<\\]|$)",
        (
            f"{_LM}:",
            "-hashes ",
            "-hashes=",
            *_TOOLS,
            "/pth:",
            "/ntlm:",
            "/rc4:",
            *(f"{digit}:::" for digit in "0123456789abcdef"),
        ),
        (
            (f"Administrator:500:{_LM}:{_NT}:::", _NT),
            (f"ACME\\WEB01$:{_LM}:{_NT}:::", _NT),
            (f"psexec.py -hashes :{_NT} app@192.0.2.9", _NT),
            (f"psexec.py -hashes=:{_NT} app@192.0.2.9", _NT),
            (f"Administrator:500:{_LM.upper()}:{_NT.upper()}:::", _NT.upper()),
            (f"rosa:1104:{_OLD}:{_NT}:::", _NT),
            (f"nxc smb 192.0.2.9 -u Administrator -H {_NT} --shares", _NT),
            (f"evil-winrm -i 192.0.2.9 -u rosa -H '{_OLD}:{_NT}'", _NT),
            (f"xfreerdp /v:192.0.2.9 /u:rosa /pth:{_NT}", _NT),
            (f"sekurlsa::pth /user:rosa /domain:acme /ntlm:{_NT}`", _NT),
        ),
        (
            f"Guest:501:{_LM}:31d6cfe0d16ae931{'b73c59d7e0c089c0'}:::",
            f"Guest:501:{_LM}:{'0' * 32}:::",
            f"md5: {_NT}",
            f"a:{_NT}:::",
            "psexec.py -hashes :$NT app@192.0.2.9",
            "psexec.py -hashes :0123456789abcdef" + "0123456789abcdef app@192.0.2.9",
            f"curl -H {_NT} https://example.org",
            f"rosa:1104:{_NT}\n",
        ),
        check=_is_hash,
    ),
    replace(
        place(
            NT_HASH,
            r"(?m:^)(?i:sambaNTPassword):[ ]{1,2}(?P<hash>[0-9A-F]{32})[ \t]{0,4}\r?(?m:$)",
            ("sambantpassword: ",),
            (
                (
                    (
                        "dn: uid=app,ou=people,dc=example,dc=org\nobjectClass: sambaSamAccount\nuid: app\n"
                        f"sambaNTPassword: {_NT.upper()}\nsambaAcctFlags: [U]\n"
                    ),
                    _NT.upper(),
                ),
            ),
            (f"sambaNTPassword: {'X' * 32}\n", "sambaNTPassword: 31D6CFE0D16AE931" + "B73C59D7E0C089C0\n"),
            check=_is_hash,
        ),
        confidence=Confidence.LEAD,
    ),
    place(
        COMMAND,
        r"\[\*\][ ](?:_SC_\S{1,64}|DefaultPassword)[ ]{0,4}\r?\n[ \t]{0,8}(?:[\w.\-\\$@]{1,80}|\(Unknown User\)):"
        r"(?P<password>[^\s]{4,128})[ \t]{0,4}\r?(?m:$)",
        ("[*] _sc_", "[*] defaultpassword"),
        (
            (f"[*] _SC_MSSQLSERVER\nACME\\svc_sql:{CHOSEN}\n", CHOSEN),
            (f"[*] DefaultPassword\nACME\\app:{RANDOM}\n", RANDOM),
            (f"[*] DefaultPassword\n(Unknown User):{CHOSEN}\n", CHOSEN),
        ),
        ("[*] _SC_MSSQLSERVER\n[*] NL$KM\n", "[*] _SC_MSSQLSERVER\nACME\\svc_sql:<password>\n"),
        span=320,
        check=likely("password"),
    ),
)
