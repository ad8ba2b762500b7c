"""What stands beside a telling name in ordinary texts and is no secret, and what is one by the same form."""

from __future__ import annotations

import pytest

from agent.scan.engine import Engine
from detectors.forms import ALNUM, HEX, made
from tests.sims import compiled

HEXED = made(HEX, 32, "ordinary")
VALUE = made(ALNUM, 32, "ordinary")
CHOSEN = "Gr8!Ker" + "mit77"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


def found(engine: Engine, text: str, path: str) -> list[str]:
    hits = [hit for hit in engine.scan(text.encode(), path) if not hit.suppressed]
    return [part.reveal() for hit in hits for part in hit.parts.values()]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        # A row of a table, in which the name was put in or is read; an index of words.
        ("'200','1','X-Vault-Token: {$VAULT.TOKEN}','0','0','0','%s','GET')", "data.sql"),
        ("('TTL of a token.','0','30d','0','','3','','','200','1','%s','TTL');", "data.sql"),
        ("f(\"{$API.TOKEN}\", x, '%s')", "a.php"),
        ('"db_password": [133, 134], "%s": [133, 140], "x": 7', "searchindex.js"),
        # The end of what is base64, and a line of the same.
        ("d3pwZHk1dHpw=\n%s\n", "top.txt"),
        # Of a drawing.
        ("<?integrity app='x' metric='0' key='%s'?>", "a.vdx"),
        ("<VisioDocument key='%s'>", "a.vdx"),
        # The scope of a signature, and what this is of.
        ("'Credential=%s/20130524/eu-west-1/s3/aws4_request'", "a.py"),
        ("credentials = {'access': 'x', 'signature': '%s'}", "a.py"),
    ],
)
def test_what_is_random_and_of_another_name(engine: Engine, text: str, path: str) -> None:
    assert found(engine, text % HEXED, path) == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('insert("X-Vault-Token", "a", Value.of("%s"))', "a.java"),
        ('"db_password": "%s", "x": 7', "a.json"),
        ("TOKEN=%s\n", "top.txt"),
        ("<VisioDocument token='%s'>", "a.vdx"),
        ("credentials = {'access': 'x', 'secret': '%s'}", "a.py"),
        ("export DEPLOY_TOKEN=${1:-%s}", "a.sh"),
    ],
)
def test_what_is_random_and_of_that_name(engine: Engine, text: str, path: str) -> None:
    assert found(engine, text % HEXED, path) == [HEXED]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        # Of rules, logs and links: no name, but a file's or a function's.
        ("libpassword-crypt.lo: crypt-blowfish.c\npw-pbkdf2.la: pw-pbkdf2.lo\n", "Makefile.in"),
        ("\t-o password-scheme.lo `test -f 'password-scheme.c' || echo 'x'`password-scheme.c", "Makefile.in"),
        ("\t* command.c (cmd_passwd): Fixed it when not cached.\n", "ChangeLog"),
        ('<a href="/cgi-bin/chpasswd.cgi">cambiare</a>', "ERR_DENIED"),
        # A shell's, and Perl's.
        ('if test "x$ac_cv_func_readpassphrase" = xyes\n', "configure"),
        ('if test "$pass" = dlpreopen || test "$x" != yes\n', "ltmain.sh"),
        ('PASSWD_PROG="$as_dir$ac_word$ac_exec_ext"\nBUILD_PW_ARGON2=$ol_enable_argon2\nPW="-p$PW"\n', "configure"),
        ('$userpwd = "$user:$curpass";', "a.php"),
        ('"struct passwd" "pw_gecos" "ac_cv_member"', "configure"),
        ('#define LOCKED_PASSWD_STRING "*LK*"', "config.h"),
        ("my ($user, $password) = split;\nmy $pass = shift;\nmy $db_passwd = undef;\n", "add-user"),
        # Filled in where it is printed.
        ('wpa_printf(MSG_DEBUG, "EAP-PSK: Flags=0x%x", flags);', "a.c"),
        ('printf("sae_password=%s|pk=%s:%s\\n", a, b, c);', "a.c"),
        ("addprinc(x, password('cr-%d-%d-' % (i, j)))", "a.py"),
        # Names of protocols, of suites and of kinds.
        ('hexdump(MSG_DEBUG, "EAP-PSK: EMSK", emsk);', "a.c"),
        ('"WPA2-PSK" : "WPA-PSK";', "a.c"),
        ('#define TLS_CIPHER_PSK_ECDHE "kECDHEPSK+AES128:"\n#define TLS_CIPHER_PSK "PSK-AES128-CBC-SHA"', "tls.go"),
        ('Cipher.getInstance("RSA/ECB/OAEPwithSHA-224andMGF1Padding", "BC");', "A.java"),
        ("key: usmHMAC384SHA512AuthProtocol", "snmp.conf"),
        ("default_pass_scheme = CRYPT\npassword_driver = mailcow\n", "a.conf"),
        ('private_key="pkcs11:manufacturer=piv_II;id=%01"', "wpa.conf"),
        ('if (streq(token, "ike:ed448"))', "a.c"),
        ("'ceph_key': 'rbd_qos_read_bps_limit',", "a.py"),
        ('"und-PW": "pau-Latn-PW",\n"psw": "psw-Latn-VU",', "subtags.json"),
        ("key_mgmt=WPA-EAP WPA-PSK IEEE8021X NONE", "wpa.conf"),
        ('set_cipher_list(cipher, "ECDHE-ECDSA-AES128-SHA256")', "a.c"),
        ('password_decode(password, "PLAIN-MD5", x)', "a.c"),
        # Directories, numbers, regular expressions and variables of other languages.
        ("docker run -v `pwd`:/rocksdb-host:ro -v $(pwd):/symfony5 x", "build.sh"),
        ('x=`cd $y && pwd || echo ""`\ntest "x$ENABLED_PSK" = "xyes"', "configure.ac"),
        ("ATTID_unicodePwd = 0x0009005a,/* x */\nRSPwRID = PREV-0\n", "drs.idl"),
        ('<requires option="encrypted passwords">/(yes|true)/</requires>', "security.xml"),
        ('my $cmd = "PASSWD=$vars->{PASSWD} --adminpass=$test_vars->{password}";', "Samba4.pm"),
        ('print "invalid token ".&$ShowToken7.".\\n";', "Driver.pm"),
        ("mi.password = $3.str;", "sql.yy"),
        ("snprintf(b, n, \"SET PASSWORD FOR '%-.120s'@'%-.120s'='%-.120s'\", x)", "acl.cc"),
        ('"Usage: [-O \\"<old_passphrase>\\"][-N \\"<new_passphrase>\\"][-E [0x]<id>]"', "a.c"),
        ("find $mysql_datadir -not -group mysql -print0 | xargs", "preinst"),
        ("rootpw\t\tsecret\ndbname\tldap_db2\ndbuser\tdb2inst1\ndbpasswd\tibmdb2\nupper_func\tupper7\n", "slapd.conf"),
        ("'<Password Type=\"x\">'.$digest.'</Password><Nonce>'", "Reolink.pm"),
        ("$url .= '?pass='.$_SESSION['password'];\nprint(\"missing token '\".$enName.\"'\");", "Event.php"),
        ("'PSK' => 'ONVIF::PTZ::Types::Dot11PSKSet',", "Dot11.pm"),
        ("x ALL=NOPASSWD: @SBINDDIR@/shutdown\nallow a_t chkpwd_t:process { siginh };", "zm.te"),
        ("id: PW:0000859\nis_a: PW:0000857 ! signaling pathway\n", "pw.obo"),
        ("return ok ? COOKED_PASS : COOKED_FAIL", "tap.sh"),
        ('STRSET(v, "wpa-psk", "wpa-psk-sha256")', "nm.c"),
        ("'password' => '5f4dcc3b5aa765d61d8327deb882cf99',", "AuthTest.php"),
        # What people read.
        ('dump_data_pw("symkey: \\n", a); dump_data_pw("ntlmssp sealed v2 ", a); dump_pw("some data7\\n", b);', "a.c"),
        ("{tfa_secret:`Uwierzytelnianie dwuetapowe`,mapbox_key:`Mapbox-käyttötunniste2`}", "pl.js"),
        ('"Settings.tokens.duration.unlimited": "Neobmedzene"', "sk.json"),
        ('msgstr "Por favor introduzca frase contraseña para%0Aproteger2 su clave"', "es.po"),
        (".B password=machin\\*(Aq", "wget.1"),
        ("\t\tmdp: mdp@1a01000 {\n", "msm.txt"),
        ("return authorization.partition('Credential=')[2].split('/', 1)[0]", "a.py"),
        ("const PREFIX_API_KEY = 'acme_api7_';", "a.js"),
    ],
)
def test_what_is_chosen_and_no_password(engine: Engine, text: str, path: str) -> None:
    assert found(engine, text, path) == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("password: {}\n", "a.conf"),
        ("pam_password = {}\n", "a.conf"),
        ('my $pass = "{}";', "a.pl"),
        ('WPA_PSK="{}"', "wpa.conf"),
        ("eap_password={}\n", "wpa.conf"),
        ('test_password "{}"\nadmin_password "{}"\n', "a.conf"),
    ],
)
def test_what_is_chosen_and_a_password(engine: Engine, text: str, path: str) -> None:
    assert CHOSEN in found(engine, text.replace("{}", CHOSEN), path)


# Some are in two pieces, so that no scanner takes them for a secret.
@pytest.mark.parametrize(
    "value",
    [
        # With signs as code, paths and what is filled in have them.
        *(
            "MyP@SS@" + "9xKq7",
            "Kd93@DB@" + "jdaQz7",
            "K9d%s!q" + "%d@Zx7m",
            "Kd93*(l" + "qaQz7",
            "k9/20240101" + "/Zq7x",
        ),
        *("$uperS3cret" + "$tr0ng9K", "$tr0ng$ecret" + "K9x", "$hadow_k1ng" + "_2024", "$Kd93jdaQz7" + "$mpWx"),
        *(
            "#^Kd93jd" + "!aQz7",
            "/(8dkJ2mQ" + "x!z7",
            "][8dkJ2mQ" + "xz7!",
            "#([Kd93j" + "daQz7",
            "'+Kd93jda" + "Qz7!m",
        ),
        *("split-Kq93" + "-vNz7!", "shift-9K" + "dq!zX"),
    ],
)
def test_a_password_with_signs_of_code(engine: Engine, value: str) -> None:
    assert value in found(engine, f'password = "{value}"\n', "a.py")


@pytest.mark.parametrize(
    "text",
    [
        "url = url.replace('{api_key}', '%s')",
        'TOKENS = {"%s": 7}',
        'set_token("prod","eu","v1","%s")',
        'EAP_PSK="%s"\n',
    ],
)
def test_what_is_random_and_beside_other_values(engine: Engine, text: str) -> None:
    assert VALUE in found(engine, text % VALUE, "a.py")


def test_letters_of_a_language_among_digits(engine: Engine) -> None:
    value = "k\xd68fjQ2mZx7" + "LpW9rTvB4nD6s"
    assert value in found(engine, f'api_key = "{value}"\n', "a.py")


def test_a_secret_that_ends_in_a_dash(engine: Engine) -> None:
    for value in ("tiger-Mountain" + "-94-", "tiger-mountain" + "-94-"):
        assert value in found(engine, f'client_secret = "{value}"\n', "a.py")


def test_each_line_of_a_map(engine: Engine) -> None:
    values = [made(ALNUM, 14, word) for word in ("one", "two", "three", "four")]
    lines = "".join(f'  "{key}" = "{value}"\n' for key, value in zip(("app", "web", "job", "adm"), values, strict=True))
    assert found(engine, f"db_passwords = {{\n{lines}}}\n", "a.tf") == values


def test_what_is_called_by_a_uuid_is_one(engine: Engine) -> None:
    uuid = f"{HEXED[:8]}-{HEXED[8:12]}-{HEXED[12:16]}-{HEXED[16:20]}-{HEXED[20:]}"
    for text in ('#define GUID_ATTR_USER_PASSWORD "{}"', 'UUID_OF_API_TOKEN = "{}"'):
        assert found(engine, text.format(uuid), "flags.h") == []
    assert found(engine, f'#define ATTR_USER_PASSWORD "{uuid}"', "flags.h") == [uuid]


def test_strings_that_are_one_are_no_list(engine: Engine) -> None:
    pieces = [made(ALNUM, 44, word) for word in ("one", "two", "three")]
    text = f"credentials = {{\n    'token': '{pieces[0]}'\n        '{pieces[1]}'\n        '{pieces[2]}',\n}}\n"
    assert found(engine, text, "a.py") == pieces[:1]
    assert found(engine, "tokens = [\n" + "".join(f"    '{piece}',\n" for piece in pieces) + "]\n", "a.py") == pieces


def test_a_key_of_dnssec_is_none_of_wireguard(engine: Engine) -> None:
    key = made(ALNUM, 43, "dnssec") + "="
    for before, expected in (("[Interface]", True), ("Private-key-format: v1.3\nAlgorithm: 15 (ED25519)", False)):
        hits = engine.scan(f"{before}\nPrivateKey: {key}\n".encode(), "K.private")
        assert [hit.type is not None for hit in hits] == [expected]


def test_a_key_of_dnssec_farther_off_changes_nothing(engine: Engine) -> None:
    keys = [made(ALNUM, 43, word) + "=" for word in ("dnssec", "wireguard")]
    text = f"Private-key-format: v1.3\nAlgorithm: 15 (ED25519)\nPrivateKey: {keys[0]}\n" + "a: b\n" * 80
    hits = engine.scan(f"{text}[Interface]\nPrivateKey = {keys[1]}\n".encode(), "backup.txt")
    assert [hit.parts["key"].reveal() for hit in hits if hit.type is not None] == keys[1:]


def test_tokens_a_line_each_are_no_file_in_base64(engine: Engine) -> None:
    tokens = [made(ALNUM, 11, word) + "A" * 10 + made(ALNUM, 43, word) for word in ("one", "two", "three")]
    assert found(engine, "".join(f"{token}\n" for token in tokens), "dropbox.txt") == tokens
    digest = made(HEX, 64, "digest")
    assert tokens[0] in found(engine, f"{digest}\n{tokens[0]}\n{digest}\n", "dropbox.txt")


def test_a_signing_secret_of_words(engine: Engine) -> None:
    value = "acmeProdSigning" + "KeyZebra"
    assert value in found(engine, f'"jwtSecret": "{value}"\n', "a.json")


def test_a_long_run_of_hexadecimal_digits_holds_no_key_of_aws(engine: Engine) -> None:
    assert found(engine, '"' + "ACCA" + made("0123456789ABCDEF", 42, "run") + '#)"', "a.c") == []
