"""Passwords that administrators type: of commands whose option for one is their own, or that take it by its position.

https://ss64.com/mac/security.html (import -P, set-key-partition-list -k), also networksetup, dscl
https://docs.vmware.com/en/VMware-Fusion/ (vmrun -gp); https://docs.vertica.com/ (vsql -w)
https://docs.opengauss.org (gsql -W); https://docs.chef.io/workstation/knife_bootstrap/ (-P)
https://web.mit.edu/kerberos/krb5-latest/doc/admin/admin_commands/ (kadmin -w)
https://libguestfs.org/virt-customize.1.html (--root-password)
https://www.freetds.org/userguide/ (fisql -P); https://qpdf.readthedocs.io/en/stable/cli.html (--encrypt)
https://min.io/docs/minio/linux/reference/minio-mc-admin/mc-admin-user.html; https://cli.cloudfoundry.org (auth)
https://www.emqx.io/docs/ (users add); https://www.drush.org/ (user:password)
https://github.com/tsl0922/ttyd (-c); https://developer.valvesoftware.com/wiki/SteamCMD (+login)
https://www.tightvnc.com/vncpasswd.1.php; https://linux.die.net/man/8/iscsiadm (node.session.auth.password)
"""

from __future__ import annotations

from typing import Final

from .databases import COMMAND
from .shared import CHOSEN, RANDOM, apart, command, likely, named, place, word

_LOGIN: Final = r"[\w.@\-]{1,64}"
# Commands, each with the option of theirs that takes a password.
_OPTIONS: Final = (
    ("isql|fisql|sqsh|defncopy|security import|knife bootstrap", "-P[ ]?"),
    ("create-keychain|vncdo|elasticsearch-users", "-p[ =]"),
    ("vsql|kadmin|add-generic-password|add-internet-password", "-w[ =]"),
    ("gsql", "-W[ =]"),
    ("set-key-partition-list", "-k[ =]"),
    ("vmrun", "-gp[ =]"),
    ("x11vnc|dscl", r"-passwd[ =](?:/Users/\S{1,32}[ ])?"),
    ("caddy hash-password", "--plaintext[ =]"),
)
_BY_OPTION: Final = "|".join(rf"{command(names).replace('|;]', '|;&]')}[ \t]{option}" for names, option in _OPTIONS)
_BY_PLACE: Final = (
    rf"\bmc[ ](?:admin[ ]user|config[ ]host)[ ]add[ ]\S{{1,64}}[ ](?:https?://\S{{1,120}}[ ])?{_LOGIN}[ ]"
    r"|\bnetworksetup[ ]-setairportnetwork[ ]\w{1,12}[ ](?:[\"'][^\"'\n]{1,32}[\"']|[^\s\"']{1,32})[ ]"
    rf"|\bemqx(?:_ctl|[ ]ctl)[ ](?:users|admins)[ ]add[ ]{_LOGIN}[ ]"
    rf"|\bcf[ ]auth[ ]{_LOGIN}[ ]|\bdrush[ ][^\n|;&]{{0,60}}?(?:user:password|upwd)[ ]{_LOGIN}[ ]"
    rf"|\bmega-login[ ]{_LOGIN}[ ]|\+login[ ]{_LOGIN}[ ]"
    r"|\bqpdf[ ][^\n|;]{0,80}?--encrypt[ ](?:\S{1,64}[ ])?(?=\S{1,64}[ ]\S{1,64}[ ])"
    r"|\bnode\.session\.auth\.password(?:_in)?[ ](?:-v|--value)[ =]?[ ]?"
    r"|\bpdftk[ ][^\n|;&]{0,160}?(?:user_pw|owner_pw|input_pw)[ ]|/passwordo:|/passwordd:"
    r"|\btf(?:\.exe)?\\?\"?[ ][^\n|;&]{0,160}?[ ]/login:[\w.@\\\-]{1,64},"
    r"|\bnmcli[ ](?:d|dev|device|c|con|connection)[ ](?:[^\n|;&]{0,160}?[ ])?(?:password|wifi-sec\.psk"
    r"|802-1x\.password)[ ]"
    rf"|\bvirt-(?:customize|builder|sysprep)\b[^\n|;]{{0,240}}?(?:--root-password[ =]|--password[ =]\w{{1,32}}:)"
    r"password:"
    rf"|\b(?:ttyd|gotty)[ ][^\n|;]{{0,80}}?(?:-c|--credential)[ =][\"']?{_LOGIN}:"
    rf"|\btransmission-remote[ ][^\n|;]{{0,80}}?(?:-n|--auth)[ =][\"']?{_LOGIN}:"
    rf"|\bhtpasswd[ ]-\w{{0,4}}n\w{{0,4}}[ ]{_LOGIN}[ ]"
    rf"|(?:\bsmbget|\bnet[ ]rpc|\bsmbcacls|\bsmbcquotas)[ ][^\n|;]{{0,120}}?(?:-U|--user)[ =]?[\"']?[^\s\"'%]{{1,64}}%"
    r"|\bNEO4J_AUTH[ ]?[:=][ ]?[\"']?neo4j/"
    r"|\bjmeter\b[^\n|;]{0,200}?[ ]-J[\w.]{0,40}(?i:password|passwd|pwd|secret|token)="
)
_NAMES: Final = (
    *("isql", "sqsh", "defncopy", "security import", "knife bootstrap", "create-keychain", "vncdo "),
    *("elasticsearch-users", "vsql ", "kadmin", "add-generic-password", "add-internet-password", "gsql "),
    *("set-key-partition-list", "vmrun", "x11vnc", "dscl ", "hash-password"),
)
_PLACES: Final = (
    *(
        "mc admin user",
        "mc config host",
        "networksetup",
        "emqx",
        "cf auth ",
        "user:password ",
        "upwd ",
    ),
    *(
        "mega-login",
        "+login ",
        "qpdf ",
        "session.auth.password",
        "user_pw ",
        "owner_pw ",
        "input_pw ",
    ),
    *(
        "/passwordo:",
        "/passwordd:",
        "/login:",
        "nmcli ",
        "virt-customize",
        "virt-builder",
        "virt-sysprep",
        "ttyd ",
    ),
    *("gotty ", "transmission-remote", "htpasswd -", "smbget ", "net rpc ", "smbcacls ", "smbcquotas "),
    *("neo4j_auth", "jmeter"),
)

DETECTORS = (
    place(
        COMMAND,
        rf"(?:{_BY_OPTION})[ \t]{{0,2}}" + word("password"),
        _NAMES,
        (
            (f"isql -Usa -P{CHOSEN} -SPROD -i a.sql", CHOSEN),
            (f"security import cert.p12 -k build.keychain -P '{RANDOM}' -A", RANDOM),
            (f"security set-key-partition-list -S apple-tool: -s -k {CHOSEN} build.keychain", CHOSEN),
            (f"security add-generic-password -a app -s vpn -w {RANDOM}", RANDOM),
            (f"knife bootstrap host -x root -P {CHOSEN}", CHOSEN),
            (f"vmrun -T ws -gu app -gp {CHOSEN} runProgramInGuest a.vmx x", CHOSEN),
            (f"vsql -U app -w {CHOSEN} -h db", CHOSEN),
            (f"kadmin -p admin/admin -w {RANDOM} -q listprincs", RANDOM),
            (f"x11vnc -display :0 -passwd {RANDOM}", RANDOM),
            (f"dscl . -passwd /Users/app {CHOSEN}", CHOSEN),
        ),
        (
            "isql -Usa -P$PASSWORD -SPROD",
            "isql -P password",
            "security import cert.p12 -k build.keychain -P '' -A",
            "security import cert.pem -t cert",
            "knife bootstrap host -x root --sudo",
            "knife cookbook upload -P v2cookbooks",
            "isql mydsn && pg_dump -P x86_64v2",
            "docker run --rm --name my-hydra -p 8443:4444/tcp oryd/hydra",
            "kadmin -p admin/admin -q listprincs",
            "x11vnc -rfbauth ~/.vnc/passwd",
        ),
        check=likely("password"),
    ),
    place(
        COMMAND,
        rf"(?:{_BY_PLACE})" + word("password"),
        _PLACES,
        (
            (f"mc admin user add minio app {CHOSEN}", CHOSEN),
            (f"networksetup -setairportnetwork en0 'the office' {CHOSEN}", CHOSEN),
            (f"emqx ctl users add app {RANDOM}", RANDOM),
            (f"cf auth app {CHOSEN}", CHOSEN),
            (f"drush user:password admin '{CHOSEN}'", CHOSEN),
            (f"qpdf --encrypt {CHOSEN} {CHOSEN} 256 -- a.pdf b.pdf", CHOSEN),
            (f"steamcmd +login app {CHOSEN} +quit", CHOSEN),
            (f"iscsiadm -m node -o update -n node.session.auth.password -v {RANDOM}", RANDOM),
            (f"netdom join h /domain:corp /userd:app /passwordd:{CHOSEN}", CHOSEN),
            (f"virt-customize -a x.qcow2 --root-password password:{CHOSEN}", CHOSEN),
            (f"ttyd -c app:{CHOSEN} bash", CHOSEN),
            (f"smbget -U app%{CHOSEN} smb://host/x", CHOSEN),
            (f"NEO4J_AUTH=neo4j/{CHOSEN}", CHOSEN),
            (f"jmeter -n -t a.jmx -Jpassword={CHOSEN}", CHOSEN),
            (f"nmcli dev wifi connect office password {CHOSEN}", CHOSEN),
        ),
        (
            "mc admin user add minio app $PASSWORD",
            "networksetup -setairportnetwork en0 office",
            "cf auth $CF_USER $CF_PASSWORD",
            "drush user:password admin password",
            "nmcli dev wifi connect office password $PSK",
            "virt-customize -a x.qcow2 --root-password random",
            "NEO4J_AUTH=neo4j/password",
            "NEO4J_AUTH=none",
            "htpasswd -nB app",
            "image: pingcap/pd:v8.1.0-alpha",
            "curl -u user:password -T upload-2024k9.tar.gz https://example.com",
            "SELECT user_pw u2fkey9 FROM t",
            "nmcli asks for the password wpa2psk-wise",
            "change-password page step2of3 is shown",
        ),
        check=apart("password"),
        doubts=named("password"),
    ),
    place(
        COMMAND,
        rf":[a-z]server:(?!(?i:anon|guest|cvs)){_LOGIN}:(?P<password>[^\s\"'$@:<>{{}}]{{4,128}})@",
        (":pserver:", ":sserver:"),
        ((f"cvs -d :pserver:app:{CHOSEN}@host:/cvs co x", CHOSEN),),
        ("cvs -d :pserver:anoncvs:anoncvs2@host:/cvs co x", "cvs -d :pserver:app:password@host:/cvs co x"),
        check=likely("password"),
    ),
)
