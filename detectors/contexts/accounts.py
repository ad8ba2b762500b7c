r"""A user and a password in one word: user/password@host, domain/user:password@host, user%password.

https://docs.oracle.com/en/database/oracle/oracle-database/23/sqpug/CONNECT.html; also `sqlplus`, and EZCONNECT strings
https://github.com/fortra/impacket (its scripts: [[domain/]username[:password]@]target)
https://manpages.debian.org/mount.cifs (user=arg, password=arg, and the older user%password)
"""

from __future__ import annotations

from typing import Final

from .databases import COMMAND, CONNECTION
from .shared import CHOSEN, PLAIN_DOLLAR, RANDOM, likely, mixed, place

_LOGIN: Final = r"[\w.$#\-]{1,48}"
# Up to the last of several at signs.
_UP_TO_AT: Final = r"(?:[^\s@\"'<>/$]|@(?=[^\s@\"'<>/]{1,64}@)){4,64}"
_ORACLE: Final = rf"(?:\\?\"(?P<password>[^\s\"\\<>$]{{4,64}})\\?\"|(?P<password__2>{_UP_TO_AT}))"
_WORD: Final = rf"(?:[^\s@\"'<>|;,$]|{PLAIN_DOLLAR}|@(?=[^\s@\"'<>|;]{{1,64}}@))"
_SCRIPTS: Final = (
    "psexec|wmiexec|smbexec|atexec|dcomexec|secretsdump|getuserspns|getnpusers|getadusers|getadcomputers|gettgt|getst"
    "|getpac|lookupsid|samrdump|mssqlclient|smbclient|services|addcomputer|finddelegation|dacledit|owneredit|rbcd"
    "|changepasswd|rpcdump|wmiquery"
)


def _mounted(part: str) -> str:
    """What a share is mounted with."""
    return (
        r"(?:\bpass(?:word)?2?=|\buser(?:name)?=[^\s,%\"'=]{1,64}%)"
        rf"(?P<{part}>(?:[^\s,\"'$<>{{}}|;]|{PLAIN_DOLLAR}){{4,128}})"
    )


DETECTORS = (
    # Of Oracle (with two slashes: settings.py): where the port, and what the database is called, leave no doubt
    place(
        CONNECTION,
        rf"(?<![\w/:.@\\\-]){_LOGIN}/{_ORACLE}@[\w.\-]{{1,128}}:15(?:21|22|26)[/:][\w.]",
        tuple(f":{port}{sign}" for port in ("1521", "1522", "1526") for sign in "/:"),
        (
            (f"hr.conn=hr/{RANDOM}@db1.example.org:1521/HR", RANDOM),
            (f"CONNECT system/{CHOSEN}@db1:1521/XE", CHOSEN),
            (f'imp app/"{RANDOM}"@db1.example.org:1521/S file=x.dmp', RANDOM),
            (f"dsn = app/{RANDOM}@{CHOSEN}@db1:1522:ORCL", f"{RANDOM}@{CHOSEN}"),
        ),
        (
            "hr.conn=hr/password@db1.example.org:1521/HR",
            "hr.conn=hr/$PASSWORD@db1.example.org:1521/HR",
            "https://example.org/app2/path3@db1:1521/x",
            "connect to db1.example.org:1521/XE",
        ),
        check=likely("password"),
    ),
    # A statement of a script, and the command
    place(
        CONNECTION,
        rf"(?m:^)[ \t]{{0,8}}(?i:conn(?:ect)?)[ \t]{{1,4}}\"?{_LOGIN}\"?/{_ORACLE}"
        r"(?:@[\w/]|[ \t]{1,4}(?i:as[ \t]{1,4}sys)|[ \t]{0,4};)",
        ("connect ", "conn "),
        (
            (f"connect hr/{CHOSEN}@orcl", CHOSEN),
            (f'CONN sys/"{RANDOM}"@orcl AS SYSDBA', RANDOM),
            (f"conn sys/{CHOSEN} as sysdba", CHOSEN),
        ),
        ("connect hr/password@orcl", "connect hr/&pw1@orcl", "connect / as sysdba", "connect tcp/ip2 as usual"),
        mark=r"conn(ect)?[ \t]{1,4}\"?[\w.$#\-]{1,48}\"?/\\?\"?[^\s\"]{4}",
        prefilter=r"\bconn(ect)?[ \t]{1,4}\"?[\w.$#\-]{1,48}\"?/\\?\"?[^\s\"]{4}",
        check=mixed("password"),
    ),
    place(
        COMMAND,
        rf"\b(?i:sqlplus)(?:64|w)?(?:\.exe)?[ \t]{{1,4}}(?:-\w{{1,8}}[ \t]{{1,4}}){{0,4}}[\"']?{_LOGIN}/{_ORACLE}"
        r"(?=@|[\"']|[ \t]{1,4}(?:@|<<|(?i:as)\b|\\)|[ \t]{0,4}(?:\r?\n|\Z))",
        ("sqlplus",),
        (
            (f"sqlplus app/{RANDOM}@db1.example.org:1521/S @run.sql", RANDOM),
            (f"sqlplus -s app/{CHOSEN}@ORCL <<EOF", CHOSEN),
            (f'sqlplus "app/{CHOSEN}@//db1:1521/S"', CHOSEN),
            (f"sqlplus -S sys/{RANDOM} as sysdba", RANDOM),
        ),
        (
            "sqlplus app/password@ORCL",
            "sqlplus app/$PW@ORCL",
            "sqlplus / as sysdba",
            "sqlplus /nolog",
            "sqlplus -s @run.sql",
        ),
        check=likely("password"),
    ),
    # Impacket's scripts
    place(
        COMMAND,
        rf"\b(?:impacket-[\w\-]{{2,24}}|(?i:{_SCRIPTS})\.py)[ \t](?:[^\n|;]{{0,160}}?[ \t])?(?<!hashes[ \t])[\"']?"
        rf"(?:[\w.\-]{{1,64}}[/\\])?[\w.$\-]{{1,48}}:"
        rf"(?:'(?P<password>[^'\s]{{4,64}})'|\"(?P<password__2>[^\"\s$]{{4,64}})\"|(?P<password__3>{_WORD}{{4,64}}))"
        r"(?=@[\w.\-$]|[\"']?(?:[ \t]|\r?$|\r?\n))",
        (
            *("impacket-", "exec.py", "secretsdump.py", "spns.py", "users.py", "computers.py", "gettgt.py", "getst.py"),
            *(
                "lookupsid.py",
                "samrdump.py",
                "mssqlclient.py",
                "smbclient.py",
                "services.py",
                "computer.py",
                "getpac.py",
            ),
            *(
                "finddelegation.py",
                "dacledit.py",
                "owneredit.py",
                "rbcd.py",
                "rpcdump.py",
                "wmiquery.py",
                "changepasswd.py",
            ),
        ),
        (
            (f"impacket-psexec CORP/app:'{CHOSEN}'@192.0.2.9", CHOSEN),
            (f"secretsdump.py -just-dc corp.example.org/app:{RANDOM}@192.0.2.9", RANDOM),
            (f"GetUserSPNs.py corp.example.org/app:'{RANDOM}' -dc-ip 192.0.2.1", RANDOM),
            (f'wmiexec.py "CORP/app:{CHOSEN}@192.0.2.9" whoami', CHOSEN),
        ),
        (
            "impacket-psexec CORP/app:password@192.0.2.9",
            "secretsdump.py CORP/app:$PASSWORD@192.0.2.9",
            "impacket-psexec -hashes aad3b435b51404ee:31d6cfe0d16ae931 CORP/app@192.0.2.9",
            "impacket-smbserver share /tmp -port 445:4450",
        ),
        check=mixed("password"),
    ),
    # Shares that are mounted, on a line of a table or by a command
    place(
        COMMAND,
        rf"(?:\b(?:cifs|smb3|smbfs)[ \t][^\n|;]{{0,240}}?{_mounted('password')}"
        rf"|\bmount[ \t][^\n|;]{{0,200}}?{_mounted('password__2')}(?=[^\n|;]{{0,200}}[ ](?:cifs|smb3|smbfs)\b))",
        ("cifs", "smb3", "smbfs"),
        (
            (f"//nas/media /media cifs user=app%{CHOSEN},ro 0 0", CHOSEN),
            (f"//nas/media /media cifs username=app,password={RANDOM},ro,uid=1000 0 0", RANDOM),
            (f"mount -t cifs //nas/media /media -o username=app,password={CHOSEN},vers=3.0", CHOSEN),
            (f"mount -o user=app,pass={CHOSEN},ro -t cifs //nas/media /media", CHOSEN),
        ),
        (
            "//nas/media /media cifs credentials=/etc/smb7.cred,ro 0 0",
            "//nas/media /media cifs user=app,password=password,ro 0 0",
            "mount -t cifs //nas/media /media -o username=app,password=$PASSWORD",
            "mount.cifs takes user%password",
        ),
        check=likely("password"),
    ),
)
