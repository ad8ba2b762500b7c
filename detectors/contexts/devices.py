r"""Passwords of what watches a network and of its devices, beside those of network.py: a piece for each.

https://assets.nagios.com/downloads/nagioscore/docs/nagioscore/4/en/macros.html ($USERn$, the arguments of a check)
https://icinga.com/docs/icinga-2/latest/doc/06-distributed-monitoring/ (TicketSalt)
https://net-snmp.sourceforge.io/docs/man/snmpd.conf.html; https://help.mikrotik.com/docs/ (/ip ipsec identity)
https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/security/d1/sec-d1-cr-book/sec-cr-k1.html (key, of a server)
https://www.arista.com/en/um-eos/eos-user-security (role); https://www.juniper.net/documentation/ (authentication-key)
https://wiki.freeradius.org/config/Clients (client, secret)
https://tasmota.github.io/docs/Commands/ (Backlog); https://linux.die.net/man/8/vpnc (IPSec secret)
"""

from __future__ import annotations

import re
from typing import Final

from detectors.base import Parts, Secret
from detectors.forms import ALNUM, HEX, has_bits, made
from detectors.places import Place

from .services import SERVICE
from .shared import CHOSEN, GIVEN, RANDOM, least, likely, mixed, named, place

_LOGIN: Final = r"[\w.@\-]{1,64}"
_KEY: Final = made(HEX, 64, "devices")
_JUNIPER: Final = "$9$" + made(ALNUM + "./-", 40, "juniper")
_DISGUISED_BITS: Final = 2.8
# What a machine made of a key; 7 is the kind that stands behind it.
_HASH: Final = re.compile(r"[0-9A-F]{8,}")


def _is_given_to_check(parts: Parts) -> bool:
    """And no limit, nor limits and states of processes: 250!400!RSZDT."""
    value = parts["password"].reveal()
    one = any(mixed("password")({"password": Secret(piece)}) for piece in value.split("!"))
    return one and mixed("password")(parts) and not set(value) & set("%,/")


def _is_community(parts: Parts) -> bool:
    return mixed("password")(parts) and not named("password")(parts)


DETECTORS = (
    # MikroTik
    place(
        SERVICE,
        rf"/(?:ip ipsec (?:identity|peer)|radius|interface l2tp-\w{{1,12}}|interface ovpn-\w{{1,12}})[ ]"
        rf"[^\n]{{0,240}}?[ ]"
        rf"(?:ipsec-)?secret=\"?{GIVEN}",
        ("ipsec identity", "ipsec peer", "/radius ", "interface l2tp"),
        (
            (f"/ip ipsec identity add peer=p1 secret={CHOSEN}", CHOSEN),
            (f"/radius add address=192.0.2.1 secret={RANDOM}", RANDOM),
        ),
        ("/ip ipsec identity add peer=p1 secret=password", "/radius add address=192.0.2.1"),
        check=likely("password"),
    ),
    # SNMP's community, by name; MikroTik's
    place(
        SERVICE,
        rf"(?:\b(?:snmp_?)?community\"?[ \t]{{0,4}}[:=][ \t]{{0,4}}|/snmp community (?:add|set)[ ]"
        rf"[^\n]{{0,80}}?\bname=)[\"']?{GIVEN}"
        r"(?=[\"'\s,}]|$)",
        ("community:", "community =", "community=", 'community"', "/snmp community "),
        ((f"snmp_community: {CHOSEN}\n", CHOSEN), (f"/snmp community set [ find default=yes ] name={CHOSEN}", CHOSEN)),
        (
            "community: public\n",
            "community: https://example.org/x7q2\n",
            "Community: 65000:100\n",
            "community = forum2go\n",
        ),
        check=lambda parts: _is_community(parts) and not set(parts["password"].reveal()) & set("/:"),
        places=Place.CONFIG,
    ),
    # Nagios and Icinga
    place(
        SERVICE,
        rf"(?m:^)[ \t]{{0,4}}\$USER[0-9]{{1,3}}\$[ ]{{0,2}}=[ ]{{0,2}}(?![/\w]{{0,32}}/){GIVEN}[ \t]{{0,8}}\r?(?m:$)",
        ("$user",),
        ((f"$USER4$={CHOSEN}\n", CHOSEN),),
        ("$USER1$=/usr/lib/nagios/plugins\n", "$USER3$=monitor\n", "#$USER4$=somepassword\n"),
        prefilter=r"\$user[0-9]{1,3}\$[ ]{0,2}=[ ]{0,2}[^\s/]{4}",
        check=mixed("password"),
    ),
    place(
        SERVICE,
        rf"\bcheck_command[ \t=\"]{{1,40}}check_\w{{1,40}}!(?:[^!\n]{{0,64}}!){{1,4}}?{GIVEN}(?=[!\s\"]|$)",
        ("check_command",),
        ((f"check_command  check_mysql!monitor!{CHOSEN}\n", CHOSEN),),
        (
            "check_command  check_mysql!monitor!$USER4$\n",
            "check_command  check_ping!100.0,20%!500.0,60%\n",
            "check_command  check_local_procs!250!400!RSZDT\n",
        ),
        check=_is_given_to_check,
    ),
    place(
        SERVICE,
        r"\bcheck_(?:snmp|ifstatus|ifoperstatus|netsnmp|http|ldaps?|nrpe|by_ssh|tomcat|jmx)\w{0,24}[ ](?:[^\n"
        r"|;]{0,200}?[ ])?"
        rf"(?:-C[ ]|-a[ ]{_LOGIN}:|--authorization[ =]{_LOGIN}:)[\"']?{GIVEN}(?=[\"'\s]|$)",
        ("check_",),
        (
            (f"check_snmp -H host -C {CHOSEN} -o sysUpTime.0", CHOSEN),
            (f"check_http -a app:{RANDOM} -H host", RANDOM),
        ),
        ("check_snmp -H host -C public -o x", "check_http -a $ARG1$ -H host", "check_http -C 30,14 -H host"),
        prefilter=r"check_(snmp|if|netsnmp|http|ldap|nrpe|by_ssh|tomcat|jmx)[^\n|;]{0,224} (-a |-c |--authorization)",
        check=mixed("password"),
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
        rf"(?m:^)[ \t]{{0,8}}(?:com2sec6?[ \t]{{1,8}}[\w.\-]{{1,64}}[ \t]{{1,8}}\S{{1,64}}|trap2?sink"
        rf"[ \t]{{1,8}}\S{{1,64}}"
        rf"|trapcommunity|informsink[ \t]{{1,8}}\S{{1,64}})[ \t]{{1,8}}{GIVEN}(?=\s|$)",
        ("com2sec", "trapsink", "trap2sink", "trapcommunity", "informsink"),
        ((f"com2sec ro default {CHOSEN}\n", CHOSEN), (f"trapcommunity {CHOSEN}\n", CHOSEN)),
        ("com2sec ro default public\n", "com2sec  local     localhost  COMMUNITY\n"),
        check=mixed("password"),
        doubts=named("password"),
    ),
    place(
        SERVICE,
        rf"(?i:\bcreateUser)[ ][^\n]{{1,200}}?[ ](?:AES|DES)(?:-?[0-9]{{3}}C?)?[ ]{{1,4}}\"?{GIVEN}",
        ("createuser ",),
        ((f'createUser app SHA "x" AES "{CHOSEN}"', CHOSEN),),
        ("createUser app SHA password AES passphrase", "createUser app SHA $A AES $X"),
        prefilter=r"createuser [^\n]{1,200} (aes|des)[^\n]{0,5} ",
        every=True,
        check=likely("password"),
    ),
    # Cisco, of a server of RADIUS or TACACS+
    place(
        SERVICE,
        r"(?m:^)(?:radius|tacacs)[ ]server[ ]\S{1,64}[ ]{0,4}\r?\n(?:[ ](?![ ]{0,3}key)[^\n]{1,120}\n){0,6}?"
        r"[ ]{1,4}key[ ](?:0[ ])?"
        rf"(?![0-9][ ]){GIVEN}[ ]{{0,4}}\r?(?m:$)",
        ("radius server", "tacacs server"),
        ((f"radius server ISE\n address ipv4 192.0.2.1\n key {CHOSEN}\n", CHOSEN),),
        (f"radius server ISE\n key 7 {'05080F1C'}2243\n", "radius server ISE\n address ipv4 192.0.2.1\n"),
        span=512,
        check=mixed("password"),
    ),
    # A wireless controller's key, a server of a group, a role's secret; Juniper's and NTP's keys
    place(
        SERVICE,
        r"\b(?:security wpa (?:psk|akm psk) set-key ascii|server-private[ ]\S{1,64}[ ][^\n]{0,80}?key"
        r"|username[ ]\S{1,64}[ ][^\n]{0,64}?\brole[ ]\S{1,64}[ ](?:secret|password)"
        rf"|authentication-key(?:[ ][0-9]{{1,5}}[ ]md5)?)[ ](?:0[ ])?(?![0-9][ ])\"?{GIVEN}",
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
            f"ntp authentication-key 1 md5 {'070C'}285F4D06 7",
        ),
        prefilter=(
            r"set-key ascii |server-private |username[ ]\S{1,64}[ ][^\n]{0,64}role[ ]\S{1,64}[ ](secret"
            r"|password)|authentication-key "
        ),
        check=lambda parts: mixed("password")(parts) and not _HASH.fullmatch(parts["password"].reveal()),
    ),
    # Juniper's secrets, which are only disguised: $9$ and no further dollar, as a hash has.
    place(
        SERVICE,
        r"\"(?P<password>\$9\$[A-Za-z0-9./\-]{8,128})\"",
        ('"$9$',),
        (
            (f'            pre-shared-key ascii-text "{_JUNIPER}"; ## SECRET-DATA\n', _JUNIPER),
            (f'set system radius-server 192.0.2.1 secret "{_JUNIPER}"', _JUNIPER),
        ),
        (f'password "$9${_KEY[:14]}${_KEY[:43]}"', 'secret "$9$"', f'"$9$x {_KEY}"'),
        check=lambda parts: has_bits(parts["password"].reveal(), _DISGUISED_BITS),
    ),
    # FreeRADIUS
    place(
        SERVICE,
        r"\bipaddr6?[ \t]{0,8}=[ \t]{0,8}[^{}\n]{1,64}\n(?:[^{}\n]{0,120}\n){0,8}?[ \t]{0,8}secret[ \t]{0,8}=[ \t]{0,8}"
        rf"[\"']?{GIVEN}[\"']?[ \t]{{0,8}}\r?(?m:$)",
        ("ipaddr",),
        ((f"client wlc {{\n  ipaddr = 192.0.2.1\n  secret = {CHOSEN}\n}}\n", CHOSEN),),
        (
            "client wlc {\n  ipaddr = 192.0.2.1\n  secret = testing\n}\n",
            f"ipaddr = 192.0.2.1\n}}\nclient x {{\n  secret = {CHOSEN}\n",
        ),
        prefilter=r"ipaddr6?[ \t]{0,8}=[^{}]{1,400}\n[ \t]{0,8}secret[ \t]{0,8}=",
        mark=r"ipaddr",
        span=400,
        check=likely("password"),
    ),
    # vpnc
    place(
        SERVICE,
        rf"(?m:^)[ \t]{{0,8}}IPSec[ ]secret[ ]{GIVEN}",
        ("ipsec secret ",),
        ((f"IPSec secret {CHOSEN}\n", CHOSEN),),
        ("IPSec secret $SECRET\n", "IPSec secret secret\n"),
        check=likely("password"),
    ),
    # Tasmota
    place(
        SERVICE,
        rf"\b(?:MqttPassword|WebPassword|Password[12])[ ]{GIVEN}(?=;|\s|$)",
        ("mqttpassword ", "webpassword ", "password1 ", "password2 "),
        ((f"Backlog MqttUser t; MqttPassword {CHOSEN}; Topic a", CHOSEN),),
        ("MqttPassword password", "if password1 is not password2 then"),
        check=mixed("password"),
    ),
    # Huawei's and H3C's, which say how it is kept; D-Link's
    place(
        SERVICE,
        r"(?m:^)[ \t]{0,8}(?:[\w.\-]{1,32}[ ]){0,5}?"
        r"(?:(?:pre-shared-key|shared-key|authentication-key)[ ](?:simple|cipher|plain)"
        r"|super password(?:[ ]level[ ][0-9]{1,2}|[ ]role[ ]\S{1,32})?[ ](?:simple|cipher)"
        r"|psk pass-phrase(?:[ ](?:simple|cipher))?|authentication-mode[ ](?:md5|sha\d{0,3})(?:[ ](?:simple|cipher))?"
        r"|privacy-mode[ ]\w{3,8}(?:[ ](?:simple|cipher))?|(?:create|config) snmp community)[ ]{1,2}"
        rf"(?!(?:simple|cipher)[ ]){GIVEN}(?=\s|$)",
        (
            *(f"-key {kept} " for kept in ("simple", "cipher", "plain")),
            *("super password ", "psk pass-phrase ", "authentication-mode ", "privacy-mode ", " snmp community "),
        ),
        (
            (f" pre-shared-key simple {CHOSEN}", CHOSEN),
            (f"radius-server shared-key cipher {RANDOM}", RANDOM),
            (f"super password level 15 cipher {CHOSEN}", CHOSEN),
            (f"snmp-agent usm-user v3 ops group authentication-mode sha {CHOSEN}", CHOSEN),
            (f"create snmp community {CHOSEN} view CommunityView read_write", CHOSEN),
        ),
        (
            " pre-shared-key simple key",
            "super password level 3 hash x",
            "the shared-key cipher aes256 is used",
            " the pre-shared key cipher aes256gcm is used",
            "authentication-mode sha256",
            "create snmp community public view CommunityView",
        ),
        check=mixed("password"),
        doubts=named("password"),
    ),
    place(
        SERVICE,
        rf"(?m:^)create account (?:admin|user|operator|power_user)[ ]{_LOGIN}[ ]?\r?\n{GIVEN}[ ]?\r?(?m:$)",
        ("create account ",),
        ((f"create account admin ops\n{CHOSEN}\n{CHOSEN}\n", CHOSEN),),
        ("create account admin ops\n\n", "create account user first\npassword\n"),
        span=200,
        check=mixed("password"),
    ),
)
