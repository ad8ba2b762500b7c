r"""Passwords in what administrators of larger systems run and keep: of databases, of IBM i, of Jenkins, of Windows.

https://www.elastic.co/docs/reference/elasticsearch/command-line-tools/setup-passwords
https://docs.oracle.com/en/database/oracle/oracle-database/19/sutil/ (exp, imp, sqlldr: userid)
https://docs.oracle.com/en/database/oracle/oracle-database/19/rcmrf/CONNECT.html (connect target)
https://www.ibm.com/docs/en/i/7.5?topic=ssw_ibm_i_75/cl/chgusrprf.html, also dcl, addsvraute
https://javadoc.jenkins.io/plugin/credentials/ (UsernamePasswordCredentialsImpl), also plain-credentials
https://learn.microsoft.com/en-us/windows-server/administration/windows-commands/ (dsadd, dsmod)
https://learn.microsoft.com/en-us/sql/integration-services/packages/legacy-package-deployment-ssis (ConfiguredValue)
https://docs.informatica.com/ (pmrep connect -x, infacmd -pd); https://docs.moodle.org/ (passwordsaltmain)
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from detectors.base import Confidence
from detectors.generic.phrases import is_phrase
from detectors.generic.values import Strength

from .commands import SECURE_STRING
from .databases import CALL, COMMAND, CONNECTION
from .said import SAID
from .services import SERVICE
from .shared import CHOSEN, PHRASE, RANDOM, command, least, likely, mixed, place, word

_USER: Final = r"[\w.$#\-]{1,48}"
_UP_TO_AT: Final = r"(?:[^\s@\"'<>/$&\\]|@(?=[^\s@\"'<>/]{1,64}@)){4,64}"
_OF_ORACLE: Final = rf"{_USER}/(?:\\?\"(?P<password>[^\s\"\\<>$&]{{4,64}})\\?\"|(?P<password__2>{_UP_TO_AT}))"
# Before what Kerberos calls a service: host/web7.example.org@EXAMPLE.ORG
_NO_SERVICE: Final = r"(?!(?i:host|http|nfs|ldap|cifs|imap|pop|smtp|ftp|dns|postgres|krbtgt|kadmin|hdfs|zookeeper)/)"
_ENDS: Final = r"(?=\\?@[\w/(]|[ \t]{1,4}(?i:as[ \t]{1,4}sys))"
_ORACLES: Final = r"expdp|impdp|sqlldr|dgmgrl|sqlcl"
_OF_DUMPS: Final = r"(?i:\.dmp|\bfull=y|\bfromuser=|\bparfile=)"
_PARAMETER: Final = (
    r"(?m:^)[ \t]{0,4}(?i:file|dumpfile|directory|full|tables|owner|schemas|fromuser|log|logfile|control|data|buffer"
    r"|parallel|compression|content|job_name|remap_schema|rows|consistent|statistics)[ ]?=[^\n]{0,160}"
)
_OWN_LINE: Final = rf"(?m:^)[ \t]{{0,4}}(?i:userid)[ ]?=[ ]?[\"']?{_OF_ORACLE}[\"']?[ \t]{{0,4}}\r?(?m:$)"
_OF_STACK: Final = (
    *("elastic", "kibana", "kibana_system", "logstash_system", "beats_system", "apm_system"),
    "remote_monitoring_user",
)
_IN_CL: Final = r"(?:'(?P<password>[^'\s&*]{4,128})'|(?P<password__2>[A-Za-z0-9$#@_]{4,128}))"
_GOES_ON: Final = r"(?:[^\n]|[+\-][ \t]{0,80}\r?\n)"  # on the next line
_ARGUMENT: Final = (
    r"(?:\"[^\"\n]{0,120}\"|'[^'\n]{0,120}'|(?:new[ ]{1,2})?[\w.]{1,120}(?:\([^()\n]{0,120}\))?)\s{0,40},\s{0,40}"
)
_TEXT: Final = r"(?:\"(?P<password>[^\"\s$]{4,128})(?<!\\)\"|'(?P<password__2>[^'\s]{4,128})(?<!\\)')(?=\s{0,40}[,).])"
_WORDS: Final = PHRASE.replace("-", " ")
_UPPER: Final = CHOSEN.upper()

DETECTORS = (
    place(
        SAID,
        rf"\bPASSWORD[ ](?:{'|'.join(_OF_STACK)})[ ]=[ ](?P<password>[^\s\"'<>${{}}]{{6,64}})[ \t]{{0,8}}(?=\r?\n|\Z)",
        tuple(f"password {user} = " for user in _OF_STACK),
        (
            (f"Changed password for user kibana\nPASSWORD kibana = {RANDOM}\n", RANDOM),
            (f"Changed password for user [elastic]\nPASSWORD elastic = {RANDOM}", RANDOM),
        ),
        ("PASSWORD elastic = changeme\n", "PASSWORD elastic = <password>\n", "PASSWORD kibana = $KIBANA_PASSWORD\n"),
        check=least("password", Strength.CHOSEN),
    ),
    # Oracle's commands: the older ones are called by words, so that a file or an option of theirs has to follow
    place(
        COMMAND,
        rf"(?<![\w.\-/])(?i:{_ORACLES}|(?:exp|imp)(?=[ \t][^\n]{{0,240}}?{_OF_DUMPS}))(?:\.exe)?[ \t]{{1,4}}"
        rf"(?:-\w{{1,8}}[ \t]{{1,4}}){{0,3}}(?i:userid=)?(?:\\?[\"']){{0,3}}{_OF_ORACLE}"
        r"(?:\\?@(?![\w.\-]{1,128}:15(?:21|22|26)[/:])[\w/(]|[ \t]{1,4}(?i:as[ \t]{1,4}sys)"
        r"|(?=(?:\\?[\"']){0,2}[ \t]{1,4}(?i:file|full|owner|fromuser|tables|log|parfile|directory|schemas|dumpfile"
        r"|control|data)=))",
        ("expdp", "impdp", "sqlldr", "dgmgrl", "sqlcl", ".dmp", "full=y", "fromuser=", "parfile="),
        (
            (f"exp system/{CHOSEN}@PRD file=/u01/full.dmp full=y", CHOSEN),
            (f"imp app/{RANDOM} file=x fromuser=app touser=app", RANDOM),
            (f"impdp \\'sys/\"{RANDOM}\" as sysdba\\' directory=DUMP dumpfile=x.dmp", RANDOM),
            (f'expdp "sys/{CHOSEN}@prod as sysdba" dumpfile=x.dmp', CHOSEN),
            (f"dgmgrl sys/{CHOSEN}@prod 'show configuration'", CHOSEN),
        ),
        (
            "exp system/password@PRD file=full.dmp",
            "exp system/$PW1@PRD file=full.dmp",
            "expdp / as sysdba dumpfile=x.dmp",
            "see exp lib/file2.dmp",
            "cp exp dumps/part1x@2024.dmp",
            f"exp system/{CHOSEN}@PRD",
        ),
        check=likely("password"),
    ),
    # A file of their parameters: of itself with a server, without one beside another parameter
    place(
        CONNECTION,
        rf"(?:(?m:^)[ \t]{{0,4}}|\s)(?i:userid)[ ]?=[ ]?(?:\\?[\"']){{0,3}}{_NO_SERVICE}{_OF_ORACLE}{_ENDS}",
        ("userid=", "userid ="),
        (
            (f"userid=system/{CHOSEN}@PRD\nfile=/u01/full.dmp\n", CHOSEN),
            (f'USERID="sys/{RANDOM}@PRD as sysdba"\n', RANDOM),
        ),
        (
            'USERID="/ as sysdba"\n',
            "userid=system/password@PRD\n",
            "userid=$USER/$PW1@PRD\n",
            "https://example.org/?userid=app/x7q2b4@prd\n",
            "userid=host/web07b2@EXAMPLE.ORG\n",
            "userid = HTTP/srv7x2@EXAMPLE.ORG\n",
        ),
        check=mixed("password"),
    ),
    place(
        CONNECTION,
        rf"{_PARAMETER}\n{_OWN_LINE}|"
        + _OWN_LINE.replace("<password__2>", "<password__4>").replace("<password>", "<password__3>")
        + rf"\n{_PARAMETER}",
        ("userid=", "userid ="),
        (
            (f"userid=system/{CHOSEN}\nfile=/u01/full.dmp\n", CHOSEN),
            (f"directory=DUMP\nuserid='app/{RANDOM}'\n", RANDOM),
        ),
        (
            f"userid=system/{CHOSEN}\nhost=db\n",
            "userid=system/password\nfile=/u01/full.dmp\n",
            "userid=scripts/part2x\n\nfile=a\n",
        ),
        span=320,
        check=mixed("password"),
    ),
    # Statements of RMAN
    place(
        CONNECTION,
        rf"\b(?i:connect[ ](?:target|catalog|auxiliary))[ \t]{{1,4}}(?:\\?[\"']){{0,2}}{_OF_ORACLE}"
        r"(?:\\?@[\w/(]|(?<!;)(?=(?:\\?[\"']){0,2}[ \t]{0,4}(?:;|\r?\n|\Z|(?i:as[ \t]{1,4}sys))))",
        ("connect target ", "connect catalog ", "connect auxiliary "),
        (
            (f"connect target sys/{CHOSEN}@prod;", CHOSEN),
            (f"connect target sys/{CHOSEN};\n", CHOSEN),
            (f"CONNECT AUXILIARY 'sys/{CHOSEN}@stby';\nconnect target /\n", CHOSEN),
            (f"connect catalog rman/{RANDOM}@cat\n", RANDOM),
        ),
        ("connect target /\n", "connect target sys/password@prod", "connect target sys/&pw1@prod"),
        check=mixed("password"),
    ),
    # IBM i
    place(
        COMMAND,
        rf"\b(?i:(?:CHG|CRT)USRPRF|(?:ADD|CHG)SVRAUTE|CHGDSTPWD)\b{_GOES_ON}{{0,240}}?\b(?i:(?:NEW)?PASSWORD|PWD)"
        rf"\({_IN_CL}\)",
        ("chgusrprf", "crtusrprf", "addsvraute", "chgsvraute", "chgdstpwd"),
        (
            (f"CHGUSRPRF USRPRF(BATCH) PASSWORD({_UPPER})", _UPPER),
            (f"CRTUSRPRF  USRPRF(OPS) +\n             PASSWORD({_UPPER}) USRCLS(*USER)", _UPPER),
            (f"ADDSVRAUTE USRPRF(QUSER) SERVER(PROD) USRID(BATCH) PASSWORD('{CHOSEN}')", CHOSEN),
        ),
        (
            "CHGUSRPRF USRPRF(BATCH) PASSWORD(*NONE)",
            "CHGUSRPRF USRPRF(BATCH) PASSWORD(&PWD1)",
            "CRTUSRPRF USRPRF(OPS) PASSWORD(PASSWORD)",
            "CRTUSRPRF USRPRF(OPS) PWDEXP(*YES)",
        ),
        span=400,
        check=likely("password"),
    ),
    place(
        SERVICE,
        r"\b(?i:DCL)[ ]{1,8}(?i:VAR)\(&(?i:(?!COMPAS|BYPAS)\w{0,6}(?:PWD|PASS|PASSWD|PASSWORD|PSWD|PASWRD|PW)\w{0,2})\)"
        rf"{_GOES_ON}{{0,120}}?\b(?i:VALUE)\('(?P<password>[^'\s&*]{{4,128}})'\)",
        tuple(f"dcl{' ' * blanks}var(&" for blanks in range(1, 9)),
        (
            (f"DCL VAR(&PWD) TYPE(*CHAR) LEN(10) VALUE('{_UPPER}')", _UPPER),
            (f"DCL        VAR(&FTPPASS) TYPE(*CHAR) LEN(10) +\n             VALUE('{CHOSEN}')", CHOSEN),
        ),
        (
            f"DCL VAR(&BYPASS) TYPE(*CHAR) LEN(10) VALUE('{_UPPER}')",
            f"DCL VAR(&USER) TYPE(*CHAR) LEN(10) VALUE('{_UPPER}')",
            f"DCL VAR(&PWD) TYPE(*CHAR) LEN(10)\nDCL VAR(&LIB) TYPE(*CHAR) LEN(10) VALUE('{_UPPER}')",
            "DCL VAR(&PWD) TYPE(*CHAR) LEN(10) VALUE('PASSWORD')",
        ),
        span=320,
        check=likely("password"),
    ),
    # Jenkins' own scripts
    place(
        CALL,
        rf"\b(?:UsernamePasswordCredentialsImpl\(\s{{0,40}}(?:{_ARGUMENT}){{4}}"
        rf"|BasicSSHUserPrivateKey\(\s{{0,40}}(?:{_ARGUMENT}){{4}}"
        rf"|Secret\.fromString\([ ]?){_TEXT}",
        ("usernamepasswordcredentialsimpl(", "basicsshuserprivatekey(", "secret.fromstring("),
        (
            (
                (
                    "new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, 'nexus', 'Nexus, deploy', 'orders',"
                    f" '{CHOSEN}')"
                ),
                CHOSEN,
            ),
            (f'new StringCredentialsImpl(CredentialsScope.GLOBAL, "a", "b", Secret.fromString("{RANDOM}"))', RANDOM),
            (
                (
                    'new BasicSSHUserPrivateKey(CredentialsScope.GLOBAL, "a", "git",\n'
                    f'  new BasicSSHUserPrivateKey.DirectEntryPrivateKeySource(key), "{CHOSEN}", "of git")'
                ),
                CHOSEN,
            ),
        ),
        (
            "new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, 'nexus', 'Nexus', 'orders', password)",
            "new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, 'a', 'b', 'c', 'password')",
            'Secret.fromString("${PASSWORD1}")',
            f'Secret.fromString("{CHOSEN}" + suffix)',
            f"new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, 'a', 'b', 'c', '{CHOSEN}' + salt)",
            "Secret.fromString(env.TOKEN1)",
            f'Secret.fromString("{CHOSEN}{chr(92)}"x")',
        ),
        span=640,
        check=likely("password"),
    ),
    # Windows: accounts, packages, what is converted
    place(
        COMMAND,
        rf"(?:(?i:{command('dsadd|dsmod')}[ \t]-pwd)[ \t]{{1,4}}|{command('pmrep')}[ \t]-x[ \t]{{1,4}}"
        rf"|{command('infacmd')}[ \t]-pd[ \t]{{1,4}})" + word("password"),
        ("dsadd", "dsmod", "pmrep", "infacmd"),
        (
            (f'dsadd user "CN=A,DC=acme" -samid a -pwd {CHOSEN} -disabled no', CHOSEN),
            (f"dsmod user CN=A,DC=acme -pwd {RANDOM} -mustchpwd yes", RANDOM),
            (f"pmrep connect -r R -d D -n Administrator -x {CHOSEN}", CHOSEN),
            (f"infacmd.sh isp ping -dn D -un Administrator -pd {CHOSEN}", CHOSEN),
        ),
        (
            "dsadd user CN=A -pwd * -mustchpwd yes",
            "dsadd user CN=A -pwd %PASSWORD1%",
            "pmrep connect -r R -d D -n app -X PMPASSWORD",
            "pmrep connect -r R -n app -x password",
            "pmrep connect -r R -n app -x $PW1",
        ),
        check=likely("password"),
    ),
    place(
        SERVICE,
        r"\.Properties\[(?i:\w{0,24}Password)\]\"[^<>\n]{0,200}>\s{0,40}<ConfiguredValue>"
        r"(?P<password>[^\s<>$]{4,128})</ConfiguredValue>",
        ("<configuredvalue>",),
        (
            (
                (
                    r'<Configuration ConfiguredType="Property" Path="\P.Connections[F].Properties[ServerPassword]"'
                    f' ValueType="String"><ConfiguredValue>{CHOSEN}</ConfiguredValue></Configuration>'
                ),
                CHOSEN,
            ),
            (
                f'Path="\\Package.Connections[D].Properties[Password]">\n  <ConfiguredValue>{RANDOM}</ConfiguredValue>',
                RANDOM,
            ),
        ),
        (
            r'Path="\Package.Connections[F].Properties[Password]"><ConfiguredValue>password</ConfiguredValue>',
            r'Path="\Package.Connections[F].Properties[ServerName]"><ConfiguredValue>web07b2</ConfiguredValue>',
            r'Path="\Package.Connections[F].Properties[Password]"><ConfiguredValue></ConfiguredValue>',
        ),
        span=480,
        check=likely("password"),
    ),
    place(
        SECURE_STRING,
        r"\b(?i:convertto-securestring)(?:[ \t]{1,4}-(?i:string|asplaintext|force))*[ \t]{1,4}"
        r"[\"'](?P<password>[a-z]{2,16}(?: [a-z]{2,16}){3,7})[\"']",
        ("convertto-securestring",),
        ((f'$p = ConvertTo-SecureString -String "{_WORDS}" -AsPlainText -Force', _WORDS),),
        (
            "ConvertTo-SecureString 'put your password here' -AsPlainText",
            "ConvertTo-SecureString 'this is the password' -AsPlainText",
        ),
        check=lambda parts: is_phrase(parts["password"].reveal()),
    ),
    # What passwords are hashed with: who has both tries them
    replace(
        place(
            SERVICE,
            r"(?:\$CFG->passwordsalt(?:main|alt[0-9]{1,2})\s{0,8}="
            r"|\bdefine\([ ]?[\"'](?:PWD|PASS|PASSWD|PASSWORD)_SALT[\"'][ ]?,)"
            r"\s{0,8}(?:\"(?P<password>[^\"\s$]{12,128})\"|'(?P<password__2>[^'\s]{12,128})')",
            ("passwordsaltmain", "passwordsaltalt", "pwd_salt", "pass_salt", "passwd_salt", "password_salt"),
            (
                (f"$CFG->passwordsaltmain = '{RANDOM}';", RANDOM),
                (f"define('PWD_SALT', '{RANDOM}');", RANDOM),
            ),
            (
                "$CFG->passwordsaltmain = 'a_very_long_random_string_of_characters#@6&*1';",
                "define('PWD_SALT', getenv('SALT'));",
                "define('PWD_SALT', 'put-your-salt-here');",
            ),
            check=least("password", Strength.RANDOM),
        ),
        confidence=Confidence.LEAD,
    ),
)
