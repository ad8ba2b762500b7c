"""Passwords that commands are given by an option which means something else elsewhere, or in a place of their own.

https://cassandra.apache.org/doc/latest/cassandra/managing/tools/nodetool/nodetool.html (-pw)
https://the.earth.li/~sgtatham/putty/latest/htmldoc/Chapter5.html (pscp -pw);
https://web.mit.edu/kerberos/krb5-latest/doc/admin/admin_commands/kadmin_local.html
https://neo4j.com/docs/operations-manual/current/cypher-shell/;
https://docs.oracle.com/en/database/oracle/oracle-database/19/sutil/ (userid)
https://www.ibm.com/docs/en/db2/11.5 (connect ... user ... using); https://wiki.samba.org/index.php/User_Documentation
https://mosquitto.org/man/mosquitto_passwd-1.html (-b);
https://min.io/docs/minio/linux/reference/minio-mc/mc-alias-set.html
https://www.jenkins.io/doc/book/managing/cli/ (-auth);
https://github.com/containers/skopeo/blob/main/docs/skopeo-copy.1.md (--src-creds)
https://learn.microsoft.com/en-us/windows-server/administration/windows-commands/certutil (-p), also reg-add, rasdial
https://learn.microsoft.com/en-us/dotnet/framework/tools/signtool-exe (/p); https://ss64.com/mac/security.html
(unlock-keychain)
https://www.tcl-lang.org/man/expect5.31/expect.1.html (send); https://pexpect.readthedocs.io/ (sendline)
"""

from __future__ import annotations

from typing import Final

from .databases import COMMAND
from .shared import CHOSEN, RANDOM, command, firm, likely, place, word

_LOGIN: Final = r"[\w.@\-]{1,64}"
# Each with the option that takes the password.
_DASH_P: Final = (
    r"cypher-shell|cbq|ncftp(?:put|get|ls)|add-user\.(?:sh|bat)|altool|racadm|rdesktop|beeline|mcrcon|certutil"
    r"|unlock-keychain|kopia|check_(?:mysql|pgsql|oracle|mssql|http|ldap)\w*"
)
_TAKES_PW: Final = "nodetool|pscp|plink|psftp|addprinc|cpw"
_SNMP: Final = "snmp(?:walk|get|getnext|bulkwalk|bulkget|set|table|trap|status|df)"
_ORACLES: Final = "expdp|impdp|sqlldr|rman(?=[ ])"
_OF_ORACLE: Final = rf"{command(_ORACLES)}[ \t](?:(?i:userid)=|target[ \t]|catalog[ \t])?[\"']?{_LOGIN}/"
_CONNECTS_ORACLE: Final = rf"\b(?:cx_Oracle|oracledb)\.connect\([ ]?[\"']{_LOGIN}/"

DETECTORS = (
    place(
        COMMAND,
        rf"(?:{command(_DASH_P)}[ \t]-p[ \t]{{1,2}}|{command(_TAKES_PW)}[ \t]-pw[ \t]{{1,2}}"
        rf"|{command('sendemail')}[ \t]-xp[ \t]{{1,2}}|{command('basic_ldap_auth|squid_ldap_auth')}[ \t]-w[ \t]{{1,2}}"
        rf"|{command(_SNMP)}[ \t]-c[ \t]{{1,2}}|(?i:{command('signtool')})[ \t]/p[ \t]{{1,2}}"
        rf"|{command('wsadmin')}[ \t]-password[ \t]{{1,2}}"
        r"|(?<!\S)-setcookie[ \t]{1,2}"
        rf"|(?<!\S)--(?:src-|dest-)?creds[ =][\"']?{_LOGIN}:"
        rf"|{command('jenkins-cli|splunk')}\S{{0,4}}[ \t][^\n|;]{{0,200}}?-auth[ \t]{{1,2}}[\"']?{_LOGIN}:"
        rf"|\bnet[ ]ads[ ][^\n|;]{{0,80}}?-U[ ]{{0,2}}[\"']?{_LOGIN}%"
        r"|(?i:/v[ ]\"?defaultpassword\"?[^\n]{0,64}?[ ]/d[ ]{1,2}))" + word("password"),
        (
            *("cypher-shell", "cbq ", "ncftpput", "ncftpget", "ncftpls", "add-user.", "altool", "racadm", "rdesktop"),
            *("beeline", "mcrcon", "certutil", "unlock-keychain", "kopia ", "check_mysql", "check_pgsql"),
            *("check_oracle", "check_mssql", "check_http", "check_ldap", "nodetool", "pscp ", "plink ", "psftp "),
            *("addprinc", "sendemail", "ldap_auth", "snmpwalk", "snmpget", "snmpbulk", "snmpset", "snmptable"),
            *("signtool", "wsadmin", "-setcookie ", "-creds", "jenkins-cli", "splunk ", "net ads "),
            *("defaultpassword", "cpw -pw"),
        ),
        (
            (f"cypher-shell -a bolt://db:7687 -u app -p {RANDOM} 'RETURN 1'", RANDOM),
            (f"nodetool -u app -pw {CHOSEN} status", CHOSEN),
            (f'kadmin.local -q "addprinc -pw {RANDOM} app@EXAMPLE.ORG"', RANDOM),
            (f"snmpwalk -v2c -c {RANDOM} host sysDescr", RANDOM),
            (f"signtool sign /f cert.pfx /p {CHOSEN} app.exe", CHOSEN),
            (f"skopeo copy --src-creds app:{RANDOM} docker://a docker://b", RANDOM),
            (f"java -jar jenkins-cli.jar -s http://ci -auth app:{RANDOM} list-jobs", RANDOM),
            (f"net ads join -U app%{CHOSEN}", CHOSEN),
            (f'reg add "HKLM\\Winlogon" /v DefaultPassword /t REG_SZ /d {CHOSEN} /f', CHOSEN),
            (f"security unlock-keychain -p '{RANDOM}' build.keychain", RANDOM),
        ),
        (
            "nodetool -u app -pw $PASSWORD status",
            "snmpwalk -v2c -c public host",
            "certutil -p password -importpfx x.pfx",
            "skopeo copy --src-creds $USER:$TOKEN docker://a docker://b",
            "splunk search x -auth admin:changeme",
            "cypher-shell --param x -p $PW",
            "check_http -p 8080 -H host",
            "setcookie('a1b2c3d4e5')",
            "etop -node testnode@myhost -setcookie MyCookie",
            "reg query HKLM /v DefaultPassword",
        ),
        check=likely("password"),
    ),
    place(
        COMMAND,
        rf"(?:\bmosquitto_passwd[ \t](?:-[A-Zac-z][ \t])?-\w{{0,2}}b\w?[ \t]\S{{1,128}}[ \t]{_LOGIN}[ \t]"
        rf"|\bradtest[ \t](?:-\w[ \t]\S{{1,16}}[ \t]){{0,2}}{_LOGIN}[ \t]"
        rf"|\bsamba-tool[ \t]user[ \t](?:create|add)[ \t]{_LOGIN}[ \t]"
        r"|\balias[ \t]set[ \t]{1,2}[\w.\-]{1,64}/?[ \t]{1,2}https?://\S{1,128}[ \t]{1,2}\S{3,128}[ \t]{1,2}"
        rf"|(?i:\brasdial[ \t](?:\"[^\"\n]{{1,64}}\"|\S{{1,64}})[ \t]{_LOGIN}[ \t])"
        rf"|\baddauth[ \t]digest[ \t]{_LOGIN}:"
        rf"|(?i:\bdb2[ \t]\"?connect[ \t]to[ \t]\w{{1,32}}[ \t]user[ \t]{_LOGIN}[ \t]using[ \t])"
        r"|(?i:\bnssm(?:\.exe)?[ \t]set[ \t](?:\"[^\"\n]{1,64}\"|\S{1,64})[ \t]objectname[ \t]"
        r"(?:\"[^\"\n]{1,64}\"|\S{1,64})[ \t]{1,4})"
        r"|\buci[ \t]set[ \t][\"']?wireless\.[^\s=]{1,64}\.key=)" + word("password"),
        (
            *("mosquitto_passwd", "radtest", "samba-tool user", "alias set ", "rasdial", "addauth digest"),
            *(
                "nssm",
                "db2 connect",
                'db2 "connect',
                "set wireless.",
                "set 'wireless.",
                'set "wireless.',
            ),
        ),
        (
            (f"mosquitto_passwd -b /etc/mosquitto/passwd app {CHOSEN}", CHOSEN),
            (f"radtest app {RANDOM} localhost 0 x", RANDOM),
            (f"samba-tool user create app {CHOSEN} --given-name=App", CHOSEN),
            (f"mc alias set store https://minio:9000 app {RANDOM}", RANDOM),
            (f"db2 connect to ORDERS user app using {CHOSEN}", CHOSEN),
            (f"addauth digest app:{RANDOM}", RANDOM),
            (f"nssm set Orders ObjectName CORP\\app {CHOSEN}", CHOSEN),
        ),
        (
            "mosquitto_passwd -c /etc/mosquitto/passwd app",
            "samba-tool user create app --random-password",
            "mc alias set store https://minio:9000 $KEY $SECRET",
            "db2 connect to ORDERS user app using $PASSWORD",
            "addauth digest user:password",
            "nssm set Orders ObjectName LocalSystem",
            "nssm set Orders ObjectName .\\app %PASSWORD1%",
        ),
        check=likely("password"),
    ),
    place(
        COMMAND,
        rf"(?:{_OF_ORACLE}|{_CONNECTS_ORACLE})(?P<password>(?:[^\s@\"'<>/$]|@(?=[^\s@\"'<>/]{{1,64}}@)){{4,64}})"
        r"(?:@[\w.\-/(]|(?=[ ]{1,4}(?i:directory|schemas|dumpfile|tables|control|full|logfile|parfile)=))",
        ("expdp", "impdp", "sqlldr", "rman ", "oracle.connect(", "oracledb.connect("),
        (
            (f"expdp system/{RANDOM}@orders schemas=HR", RANDOM),
            (f"rman target sys/{CHOSEN}@prod", CHOSEN),
            (f"impdp app/{RANDOM} directory=dumps", RANDOM),
            (f"rman target / catalog rman/{RANDOM}@cat", RANDOM),
            (f'cx_Oracle.connect("app/{RANDOM}@db/orders")', RANDOM),
        ),
        ("expdp system/$PW@orders", "rman target /", "impdp system/password@orders", "sqlldr control=a/b@x"),
        every=True,
        check=likely("password"),
    ),
    # Of any command: an option that says so, or one for a user and one with a `p`.
    place(
        COMMAND,
        r"(?<!\S)(?:--?(?:password|passwd)[ =]{1,2}"
        r"|(?:-u|--?user(?:name)?)[ =]\\?[\"']?[\w\-]{1,32}(?:@[\w.\-]{1,64})?\\?[\"']?(?=[ ])[^\n|;&]{0,160}?[ ]"
        r"(?:-p|-pw|-pwd|--?pass)[ =]{1,2}"
        rf"|--user[ =][\"']?{_LOGIN}:(?=\S))" + word("password"),
        (
            "-password",
            "-passwd",
            " -u ",
            "-user ",
            "-user=",
            "-username ",
            "-username=",
        ),
        (
            (f"openstack user create --password {RANDOM} image", RANDOM),
            (f"mysql::connect -user app -password {RANDOM} -db orders", RANDOM),
            (f"anything load -h db1 -u app -p '{RANDOM}' -d orders", RANDOM),
            (f"anything --user app --pass {RANDOM}", RANDOM),
            (f"etcdctl --user root:{RANDOM} put a b", RANDOM),
        ),
        (
            "anything --password PASSWORD1 x",
            "docker run -u app -p 8080:8080 image",
            "journalctl -u nginx -p warning",
            "python -u main.py -p a7x2k9q4w1",
            "anything -u app -p $PASSWORD",
            "--password-file /run/x7q2",
        ),
        prefilter=(
            r"(--password[ =]| -password |--?passwd[ =])[ =]?[^\s$][^\s]{7}|( -u "
            r"| --?user(name)?[ =])[^\n|;&]{1,240} --?p(w|wd|ass)?[ =]{1,2}[^\s$][^\s]{7}"
            r"| --user[ =][\"']?[\w.@\-]{1,64}:[^\s]{8}"
        ),
        check=firm("password"),
    ),
    # A key of DNS: dig, nsupdate.
    place(
        COMMAND,
        r"[ ]-y[ ]hmac-\w{1,12}:[\w.\-]{1,128}:(?P<password>[A-Za-z0-9+/]{16,128}={0,2})",
        (" -y hmac-",),
        ((f"dig @ns -y hmac-sha256:ddns:{RANDOM} axfr example.org", RANDOM),),
        ("dig @ns -y hmac-sha256:ddns:$KEY axfr example.org",),
        check=firm("password"),
    ),
    # What a script types where it is asked for one.
    place(
        COMMAND,
        r"(?i:assw(?:or)?d)(?:[^\n]{0,64}?(?:\n[^\n]{0,120}?){0,3}?"
        r"\b(?:(?<!\bjust[ ])(?<!\bwe[ ])(?<!\bto[ ])(?<!\bwill[ ])"
        r"(?:exp_)?send(?:line\([ ]?|(?:line|_user)?[ ]{1,2}(?:--[ ])?)"
        r"[bru]?[\"'](?P<password>[^\s\"'\\$]{4,128})(?:\\[rn]){0,2}[\"']"
        # Of anything else something is sent, too: of what is typed the line ends.
        r"|send\([ ]?[bru]?[\"'](?P<password__2>[^\s\"'\\$]{4,128})(?:\\[rn]){1,2}[\"'])"
        r"|[^\n]{0,32}\"\?[ ]yes\r?\n(?:(?!send:)[^\n]{0,120}\n){0,2}?send:[ ]sending[ ]"
        r"\"(?P<password__3>[^\s\"'\\$]{4,128})(?:\\[rn]){1,2}\")",  # as `expect -d` shows it
        ('send: sending "', 'send "', "send -- ", "sendline(", "send('", 'send("'),
        (
            (f'expect "assword:"\nsend "{CHOSEN}\\r"', CHOSEN),
            (f"child.expect('password:')\nchild.sendline('{RANDOM}')", RANDOM),
            (f'match glob pattern "*assword:*"? yes\nsend: sending "{CHOSEN}\\r" to {{ exp4 }}', CHOSEN),
            (f"shell.recv()  # Password:\nshell.send('{CHOSEN}\\n')", CHOSEN),
            (f'expect {{\n "*assword*" {{ send -- "{RANDOM}\\r" }}\n}}', RANDOM),
            (
                (
                    f'expect "assword:"\nsend "{CHOSEN}\\r"\nexpect ">"\nsend "enable\\r"\nexpect "Password:"\n'
                    'send "$other\\r"'
                ),
                CHOSEN,
            ),
        ),
        (
            'expect "assword:"\nsend "$password\\r"',
            "child.expect('password:')\nchild.sendline(password)",
            '"*assword:*"? no\nexpect: does "login: " match glob pattern "*ogin:*"? yes\nsend: sending "ops99\\r"',
            'expect "$ "\nsend "ls -l\\r"',
            f'the password in plain text\n* the name (we just send "{CHOSEN}")',
            'expect "assword:"\nsend "password\\r"',
            'unlock(password) {\n    return this.provider.send("unlockAccount2", [',
        ),
        span=320,
        check=likely("password"),
    ),
)
