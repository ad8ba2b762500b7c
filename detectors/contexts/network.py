"""Passwords in the configurations of routers and switches, and of what joins a network.

https://www.cisco.com/c/en/us/td/docs/ios/security/command/reference/sec_book/sec_e1.html (enable, username)
https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/snmp/configuration/xe-16/snmp-xe-16-book.html (community)
https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/sec_usr_tacacs/configuration/xe-16/sec-usr-tacacs-xe-16-book.html
Type 7 is no hash: its key is known, and anybody reads it.
"""

from __future__ import annotations

from typing import Final

from detectors.base import Parts
from detectors.filters.placeholders import is_of_tutorials
from detectors.forms import UPPER_HEX, made, one
from detectors.generic.values import Strength

from .shared import CHOSEN, PLAIN_DOLLAR, RANDOM, least, likely, place, real

DEVICE = one("network-device-password", "Password of a network device", part="password")

_VALUE: Final = rf"(?:0[ ]{{1,2}})?(?P<password>(?![0-9]{{1,2}}[ ]|\$)(?:[^\s\"'$<>{{}}]|{PLAIN_DOLLAR}){{4,128}})"
_PROSE: Final = r"(?![ ]{1,2}(?:must|should|can|may|will|is|are|has|was|to|for|and|or|in|on|of|with|if|when|that|as)\b)"
_TYPE_7: Final = f"05{made(UPPER_HEX, 16, 'device')}"


def _is_given(parts: Parts) -> bool:
    """Where a device takes a password anything may be one, but a further word of its language."""
    value = parts["password"].reveal()
    return least("password", Strength.CHOSEN)(parts) or (
        any(map(str.isdigit, value)) and real("password")(parts) and not is_of_tutorials(value)
    )


DETECTORS = (
    place(
        DEVICE,
        r"^[ \t]{0,8}(?i:enable[ ]{1,2}(?:password|secret)(?:[ ]{1,2}level[ ]{1,2}[0-9]{1,2})?"
        r"|username[ ]{1,2}\S{1,64}[ ]{1,2}(?:privilege[ ]{1,2}[0-9]{1,2}[ ]{1,2})?(?:password|secret)"
        r"|snmp-server[ ]{1,2}(?:community|host[ ]\S{1,64}[ ](?:(?:traps|informs)[ ])?version[ ](?:1|2c))"
        r"|(?:tacacs|radius)-server[ ]{1,2}(?:host[ ]{1,2}\S{1,64}[ ][^\n]{0,64}?)?key"
        r"|pac[ ]{1,2}key|wpa-psk[ ]{1,2}ascii|crypto[ ]{1,2}isakmp[ ]{1,2}key"
        r"|ip[ ]{1,2}ospf[ ]{1,2}message-digest-key[ ]{1,2}[0-9]{1,3}[ ]{1,2}md5"
        r"|neighbor[ ][0-9]\S{1,63}[ ]password|ppp[ ](?:chap|pap[ ]sent-username[ ]\S{1,64})[ ]password"
        r"|(?:standby[ ][0-9]{1,3}[ ]authentication[ ]md5[ ]|authentication[ ]md5[ ])?key-string"
        r"|key(?=[ ]0[ ])|rocommunity6?|rwcommunity6?|set[ ](?:passwd|psksecret)"
        r"|local-user[ ]\S{1,64}[ ]password[ ](?:cipher|simple|irreversible-cipher)"
        r"|(?:set[ ]authentication[ ])?password[ ](?:cipher|simple)"
        r"|snmp-agent[ ]community[ ](?:read|write)(?:[ ](?:cipher|simple))?)"
        rf"[ ]{{1,2}}{_VALUE}(?!\S){_PROSE}",
        (
            "enable ",
            "username ",
            "snmp-server ",
            "tacacs-server ",
            "radius-server ",
            "pac key ",
            "wpa-psk ",
            "isakmp key ",
            *("neighbor ", "ppp chap ", "ppp pap ", "key-string ", "rocommunity", "rwcommunity", "set passwd "),
            *(
                "set psksecret ",
                "key 0 ",
                "local-user ",
                "password cipher ",
                "password simple ",
                "snmp-agent community ",
            ),
        ),
        (
            (f"enable password {CHOSEN}", CHOSEN),
            (f"username app privilege 15 password 0 {RANDOM}", RANDOM),
            (f"snmp-server community {CHOSEN} RW", CHOSEN),
            (f"snmp-server host 192.0.2.7 version 2c {RANDOM}", RANDOM),
            (f"tacacs-server key {RANDOM}", RANDOM),
            (f"pac key 0 {CHOSEN}", CHOSEN),
            (f" neighbor 10.0.0.1 password {RANDOM}", RANDOM),
            (f"  key-string {CHOSEN}", CHOSEN),
            (f" key 0 {RANDOM}", RANDOM),
            (f"        set passwd {RANDOM}", RANDOM),
            (f"local-user app password cipher {RANDOM}", RANDOM),
            (f"rocommunity {RANDOM} 10.0.0.0/8", RANDOM),
            ("enable password S3cr" + "etOfOurs", "S3cr" + "etOfOurs"),
        ),
        (
            "enable password encryption",
            "enable secret 5 $1$abcd$efghijklmnopqrstuvwx",
            "username app secret 9 $9$abcdefghijklmn",
            "username and password for the host",
            "enable password level2 must be set",
            "username admin password admin" + "123",
            "snmp-server community $COMMUNITY RO",
            "snmp-server host 192.0.2.7 version 3 auth monitor7user",
            "rocommunity public 10.0.0.0/8",
            "set psksecret ENC mZkzAxD2vVZ=",
            "neighbor 10.0.0.1 password encryption",
        ),
        prefilter=(
            r"(enable[ ]|username[ ]{1,2}\S{1,64}[ ]([ ]?privilege[ ]{1,2}[0-9]{1,2}[ ])?)[ ]?(password|secret)[ ]"
            r"|snmp-server[ ]{1,2}(community|host)[ ]|(tacacs|radius)-server[ ][^\n]{0,140}key[ ]|\bpac[ ]{1,2}key[ ]"
            r"|wpa-psk[ ]{1,2}ascii[ ]|isakmp[ ]{1,2}key[ ]|message-digest-key[ ]{1,2}[0-9]{1,3}[ ]{1,2}md5[ ]"
            r"|neighbor[ ][0-9]\S{1,63}[ ]password[ ]|ppp[ ](chap|pap)[ ]|key-string[ ]|[ ]key[ ]0[ ]"
            r"|r[ow]community6?[ ]|set[ ](passwd|psksecret)[ ]"
            r"|local-user[ ]\S{1,64}[ ]password[ ]|password[ ](cipher|simple)[ ]|snmp-agent[ ]community[ ]"
        ),
        check=_is_given,
    ),
    place(
        DEVICE,
        r"(?<![\w\-])(?:(?:password|secret|(?:authentication-)?key|key-string|md5)[ ]{1,2}7[ ]{1,2}"
        r"(?P<password>[01][0-9](?:(?:[0-9A-F]{2}){4,64}|(?:[0-9a-f]{2}){4,64}))(?![0-9A-Za-z])"
        # NTP's, which say behind it what it is
        r"|authentication-key[ ][0-9]{1,5}[ ]md5[ ](?P<password__2>[01][0-9](?:[0-9A-F]{2}){4,64})[ ]7(?![0-9A-Za-z]))",
        ("password 7", "secret 7", "key 7", "key-string 7", "md5 7", "authentication-key "),
        (
            (f" password 7 {_TYPE_7}", _TYPE_7),
            (f"tacacs-server key 7 {_TYPE_7}", _TYPE_7),
            (f" ip ospf message-digest-key 1 md5 7 {_TYPE_7}", _TYPE_7),
            (f" ip ospf authentication-key 7 {_TYPE_7}", _TYPE_7),
            (f"  key-string 7 {_TYPE_7.lower()}", _TYPE_7.lower()),
            (f"ntp authentication-key 1 md5 {_TYPE_7} 7", _TYPE_7),
        ),
        (
            " password 7 characters long",
            f"password 8 {_TYPE_7}",
            f"password 7 {_TYPE_7[:7]}",
            "md5 7 times",
            f"md5 {_TYPE_7}",
        ),
        check=least("password", Strength.CHOSEN),
    ),
    place(
        DEVICE,
        r"\b(?:plain-text-password-value|ascii-text|radius-server[ ]\S{1,64}[ ]secret"
        r"|createUser[ ]\S{1,64}[ ](?:SHA|MD5)\S{0,4})"
        rf"[ ]{{1,4}}\"?(?P<password>(?:[^\s\"'$<>{{}};]|{PLAIN_DOLLAR}){{4,128}})"
        rf"|\bset[ ]secret[ ](?P<password__2>(?:[^\s\"'$<>{{}};]|{PLAIN_DOLLAR}){{4,128}})[ \t]{{0,4}}(?:\r?\n|$)"
        rf"|\bcommunity[ ]=[ ]\"(?P<password__3>(?:[^\s\"$<>{{}}]|{PLAIN_DOLLAR}){{4,64}})\""
        rf"|\bsnmp[ ](?:\{{[ ])?community[ ](?P<password__4>(?:[^\s\"'$<>{{}}=;]|{PLAIN_DOLLAR}){{4,64}})"
        r"(?=[ ](?:\{|authorization|clients))"
        # VyOS
        r"|\bauthentication[ ]psk[ ]\S{1,64}[ ]secret[ ]\"?'?(?P<password__5>[^\s\"'<>{};]{4,128})",
        (
            "plain-text-password-value",
            "ascii-text",
            "radius-server ",
            "createuser ",
            "set secret ",
            "community ",
            "authentication psk ",
        ),
        (
            (f'set system root-authentication plain-text-password-value "{CHOSEN}"', CHOSEN),
            (f'set security ike policy P pre-shared-key ascii-text "{RANDOM}"', RANDOM),
            (f'createUser app SHA "{RANDOM}" AES', RANDOM),
            (f"snmp {{ community {RANDOM} {{ authorization read-only; }} }}", RANDOM),
        ),
        (
            'pre-shared-key ascii-text "$PSK"',
            "createUser app SHA password",
            "snmp { community public { authorization read-only; } }",
            "set secret ENC mZkzAxD2vVZ=",
        ),
        prefilter=(
            r"plain-text-password-value[ ]|ascii-text[ ]|radius-server[ ]\S{1,64}[ ]secret[ ]"
            r"|createuser[ ]\S{1,64}[ ](sha|md5)"
            r"|set[ ]secret[ ]|community[ ]=[ ]\"|snmp[ ](\{[ ])?community[ ]|authentication[ ]psk[ ]"
        ),
        check=likely("password"),
    ),
    place(
        DEVICE,
        r"(?m:^)[ \t]{0,32}auth_pass[ \t]{1,16}\"?(?P<password>[^\s#!\"'{}$<>][^\s\"'{}$<>]{3,63})\"?"
        r"[ \t]{0,16}(?:[#!][^\n]{0,200})?\r?(?m:$)",
        ("auth_pass",),
        (
            (f"    authentication {{\n        auth_type PASS\n        auth_pass {CHOSEN}\n    }}\n", CHOSEN),
            (f"auth_pass {RANDOM[:8]}  # of both routers\n", RANDOM[:8]),
        ),
        (
            "        auth_pass 1111\n",
            "        auth_pass $VRRP_PASSWORD\n",
            "        auth_pass {{ keepalived_password }}\n",
            "        auth_pass password\n",
        ),
        check=least("password", Strength.CHOSEN),
    ),
)
