"""What the parsing of each type makes of the ways in which one credential is written."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from detectors import mysql, openbao, pem, postgres, redis
from detectors.base import (
    Detector,
    Parts,
    Secret,  # X
)
from detectors.forms import ALNUM, made, made_uuid
from detectors.generic import leads as generic
from detectors.jwt import example
from detectors.places import Place, place

PASSWORD = "s3cr" + "et-Pw9"
ENCODED = PASSWORD + "%40"
PLAIN, ROUND, ASKED = "p@ss" + "/w0rd", "p%40ss" + "%2Fw0rd", f"{PASSWORD}?x"
KEY, HEX, WORD = "f3A9kLmQ" + "72xZbV81", "9f86d081884c7d65" + "9a2feaa0c55ad015", "xK9mQ" + "2vT7w"
CHOSEN = "xqz" + "wk"
BASE64 = made(ALNUM, 43, "signed")
# As jwt.io shows it, the signature backwards.
SHOWN = example(
    {"alg": "HS256", "typ": "JWT"},
    {"sub": "1234567890", "name": "John Doe", "iat": 1516239022},
    "c5wssQda_VJy6kOP63fJeMpwf4TQ2FKKeMSJRwxKlfS"[::-1],
)
SHA1 = HEX + "3f5b1c72"
UUID = made_uuid("record")
ROLE_ID = "802d20ae-521b-" + "14b0-5f3c-7ad471c311a4"
SECRET_ID = f"06de4e9e-{'10f5'}-6f07-fb0b-2abebe099b37"


def found(detectors: Sequence[Detector], text: str) -> list[dict[str, str]]:
    return [plain(match.parts) for detector in detectors for match in detector.find(text)]


def plain(parts: Parts) -> dict[str, str]:
    return {name: secret.reveal() for name, secret in parts.items()}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            f"postgres://app:{ROUND}@db:5432/orders",
            {"role": "app", "password": PLAIN, "host": "db:5432", "database": "orders"},
        ),
        (
            f"postgresql+psycopg2://app:{PASSWORD}@[2001:db8::1]:5433/orders?sslmode=require",
            {"role": "app", "password": PASSWORD, "host": "[2001:db8::1]:5433", "database": "orders"},
        ),
        (
            f"postgres://app:{PASSWORD}@db1:5432,db2:5433/orders",
            {"role": "app", "password": PASSWORD, "host": "db1:5432,db2:5433", "database": "orders"},
        ),
        (f"postgres://app:{PASSWORD}@db", {"role": "app", "password": PASSWORD, "host": "db"}),
        (
            f"postgres://app:{PASSWORD}@db/orders\x00\x00sip:app@example.org",  # in what was compiled
            {"role": "app", "password": PASSWORD, "host": "db", "database": "orders"},
        ),
        (
            f"postgres://app:{ASKED}@db/o?a=b@c",
            {"role": "app", "password": ASKED},  # what is before the last "@" could be the password
        ),
        (
            f"jdbc:postgresql://db:5432/orders?ssl=true&user=app&password={PASSWORD}",
            {"role": "app", "password": PASSWORD, "host": "db:5432", "database": "orders"},
        ),
        (
            f"host=db port=5433 dbname=orders user=app password={PASSWORD}",
            {"role": "app", "password": PASSWORD, "host": "db:5433", "database": "orders"},
        ),
        (
            f"PGHOST=db PGUSER=app PGDATABASE=orders PGPASSWORD={PASSWORD} psql",
            {"role": "app", "password": PASSWORD, "host": "db", "database": "orders"},
        ),
        (
            f"PGPASSWORD={PASSWORD} pg_dump -h db -U app -d orders",
            {"role": "app", "password": PASSWORD, "host": "db", "database": "orders"},
        ),
        (f"POSTGRES_PASSWORD={PASSWORD}", {"role": "postgres", "password": PASSWORD}),
        (f"POSTGRES_USER: app\nPOSTGRES_PASSWORD: '{PASSWORD}'", {"role": "app", "password": PASSWORD}),
    ],
)
def test_postgres_forms(text: str, parts: dict[str, str]) -> None:
    assert found(postgres.DETECTORS, text) == [parts]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (f"postgres://app:{PASSWORD}@db/orders?options=a@b", PASSWORD),
        (f"postgres://app:{ENCODED}@db/orders", ENCODED),
        (f"jdbc:postgresql://db/orders?user=app&password={ENCODED}&ssl=true", ENCODED),
        (f"host=db port=5432 user=app password={PASSWORD} dbname={PASSWORD}", PASSWORD),
    ],
)
def test_a_value_is_where_it_is_written(text: str, written: str) -> None:
    [(first, last)] = {match.value for each in postgres.DETECTORS for match in each.find(text)}
    assert (first, text[first:last]) == (text.index(written), written)


@pytest.mark.parametrize("start", ["postgres://{role:url}:", "postgresql://{role:8}:{prefix}", "redis://{user:url}:"])
def test_a_value_behind_a_format_is_no_template(start: str) -> None:
    """The name is one, with a colon of its own; what stands for the password is not."""
    [parts] = found([*postgres.DETECTORS, *redis.DETECTORS], f"{start}{PASSWORD}@db/1")
    assert parts["password"].endswith(PASSWORD)
    assert parts["host"] == "db"


@pytest.mark.parametrize("order", ["{root}{app}", "{app}{root}"])
def test_the_password_of_root_is_roots_whoever_is_named_beside_it(order: str) -> None:
    text = order.format(
        root=f"  MYSQL_ROOT_PASSWORD: {PASSWORD}\n", app=f"  MYSQL_USER: shop\n  MYSQL_PASSWORD: {PASSWORD}2\n"
    )
    told = {
        (match.parts["user"].reveal(), match.parts["password"].reveal())
        for each in mysql.DETECTORS
        for match in each.find(text)
    }
    assert told == {("root", PASSWORD), ("shop", f"{PASSWORD}2")}


def test_one_postgres_credential_is_canonical_in_every_form() -> None:
    texts = [
        f"postgres://app:{PASSWORD}@db/orders",
        f"jdbc:postgresql://other/x?user=app&password={PASSWORD}",
        f"host=db user=app password={PASSWORD}",
        f"PGUSER=app\nPGPASSWORD={PASSWORD}\n",
    ]
    matches = [match for text in texts for detector in postgres.DETECTORS for match in detector.find(text)]
    canonical = postgres.URL.canonical({"role": Secret("app"), "password": Secret(PASSWORD)})
    assert [postgres.URL.canonical(match.parts) for match in matches] == [canonical] * len(texts)


def test_a_second_role_nearby_is_a_second_candidate_but_a_second_host_is_not() -> None:
    text = f"PGUSER=app PGPASSWORD={PASSWORD} PGHOST=db1\n# PGHOST=db2 PGUSER=other\n"
    assert [(each["role"], each["host"]) for each in found(postgres.DETECTORS, text)] == [
        ("app", "db1"),
        ("other", "db1"),
    ]


def test_a_secret_id_takes_the_nearest_role_id() -> None:
    other = ROLE_ID.replace("802d", "902d")
    text = f'{{"role_id": "{other}"}}\n{"x" * 100}\n{{"role_id": "{ROLE_ID}", "secret_id": "{SECRET_ID}"}}'
    assert found(openbao.DETECTORS, text) == [{"secret_id": SECRET_ID, "role_id": ROLE_ID}]


def test_a_secret_id_without_a_role_id_stands_alone() -> None:
    assert found(openbao.DETECTORS, f"secret-id: {SECRET_ID}") == [{"secret_id": SECRET_ID}]


@pytest.mark.parametrize(
    "name",
    [
        "s.someVeryLongMethodNameHere",
        "s.getUtf8StringFromBase64Vl",
        "r.convertHtml5ToMarkdownDoc",
        "s.HTTPRequestHandlerFactor",
    ],
)
def test_a_method_of_24_letters_is_no_token(name: str) -> None:
    assert len(name) in {26, 27, 28}
    assert found(openbao.DETECTORS, f"x = {name}\n") == []


def test_minted_tokens_are_found() -> None:
    bodies = ("yzXL0xhh6CWVEu5sFgLBhLql", "r1uBuAWXM9J3eAGYZDnIpaUn", "qbVdTqFnXyKzLwPmRsJhGcBv")
    assert [found(openbao.DETECTORS, f"token: s.{body}") for body in bodies] == [
        [{"token": f"s.{body}"}] for body in bodies
    ]


def test_a_pem_key_has_one_canonical_form_and_says_its_kind() -> None:
    forms = [plain(match.parts) for text, _ in pem.DETECTOR.examples for match in pem.DETECTOR.find(text)]
    assert [each["form"] for each in forms] == [
        "rsa", "pkcs8", "ec", "pkcs8", *4 * ["rsa"], "pkcs8", *4 * ["rsa"], "encrypted", "encrypted", "rsa",
    ]  # fmt: skip
    long = pem.DETECTOR.examples[0][1]
    assert {each["key"] for each in forms if len(each["key"]) == len(long)} == {long}


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        (
            "GITHUB_TOKEN=" + "ghp_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5",
            "ghp_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5",
            "GitHub Token",
        ),
        (
            "url: https://oauth2:" + f"{'glpat'}-aB3dE5fG7hJ9kL1mN3pQ@host/x",
            f"{'glpat'}-aB3dE5fG7hJ9kL1mN3pQ",
            "GitLab Token",
        ),
        (f'api_key = "{KEY}"', KEY, "assigned secret"),
        ("INFO:root:password=Tr0ub4dor&3", "Tr0ub4dor&3", "assigned password"),
        ("smtp_password: Tr0ub4dor&3", "Tr0ub4dor&3", "assigned password"),
        ("dbpw=Tr0ub4dor&3", "Tr0ub4dor&3", "assigned password"),
        ("args: 'x --password ''Tr0ub4dor&3'' y'", "Tr0ub4dor&3", "assigned password"),
        ('s = "password=""Tr0ub4dor&3"";x"', "Tr0ub4dor&3", "assigned password"),
        ("SetCredential=app.conf:Tr0ub4dor&3", "Tr0ub4dor&3", "assigned secret"),
        (f"see https://bob:{CHOSEN}@example.org/", CHOSEN, "password in a URL"),
        (f'signing_key: "{HEX}"', HEX, "assigned secret"),
        (f"<apiToken>\n  {KEY}\n</apiToken>", KEY, "assigned secret"),
        (f"- name: API_TOKEN\n  value: {KEY}", KEY, "assigned secret"),
        (f'System.setProperty("app.apiKey", "{KEY}")', KEY, "assigned secret"),
        (f'{{\\"config\\": \\"APP_TOKEN={KEY}\\\\nX=1\\"}}', KEY, "assigned secret"),
        (f"var apiToken string = `{KEY}`", KEY, "assigned secret"),
        (f"run --admin-password {KEY} --verbose", KEY, "assigned password"),
        (f"https://h/cb?access_token={KEY}&state=x", KEY, "assigned secret"),
        ("bind_pw = " + "xqz" + "wkv", "xqz" + "wkv", "assigned password"),
        ("password = sunshine", "sunshine", "assigned password"),
        (f'if ("{KEY}" == user.api_token) {{', KEY, "assigned secret"),
        (f'manager.setCipherKey(Base64.decode("{KEY}"));', KEY, "assigned secret"),
        (f'secretKey = base64.b64decode(b"{KEY}")', KEY, "assigned secret"),
        (f"buildConfigField 'String', 'API_KEY', '\"{KEY}\"'", KEY, "assigned secret"),
        (f'"apiToken": "{{\\"user\\": \\"app\\", \\"key\\": \\"{KEY}\\"}}",', KEY, "assigned secret"),
        (f"{{&#34;password&#34;: &#34;{KEY}&#34;, &#34;id&#34;: 12}}", KEY, "assigned password"),
        (f"$config[ 'db_password' ] = '{KEY}';", KEY, "assigned password"),
        (f"$config{{password}} = '{KEY}';", KEY, "assigned password"),
        (f"env[DB_PASSWORD] = {KEY}", KEY, "assigned password"),
        (f"set $apikey {KEY};", KEY, "assigned secret"),
        (f'let token = String::from("{KEY}");', KEY, "assigned secret"),
        (f'wchar_t* password = L"{KEY}";', KEY, "assigned password"),
        (f"DECLARE @pw NVARCHAR(50) = N'{KEY}';", KEY, "assigned password"),
        (f"v_password CONSTANT VARCHAR2(50) := '{KEY}';", KEY, "assigned password"),
        (f"01 WS-PASSWORD PIC X(24) VALUE '{KEY}'.", KEY, "assigned password"),
        (f'val password by lazy {{ "{KEY}" }}', KEY, "assigned password"),
        (f"password: Annotated[str, Field(min_length=8)] = '{KEY}'", KEY, "assigned password"),
        (f"config('SECRET_KEY', default='{KEY}')", KEY, "assigned secret"),
        (f"parser.add_argument('--token', type=str, default='{KEY}')", KEY, "assigned secret"),
        (f"user, password = 'app', '{KEY}'", KEY, "assigned password"),
        (f'if ("{KEY}".equals(password)) {{', KEY, "assigned password"),
        (f'secretOrKey: "{KEY}"', KEY, "assigned secret"),
        (f"AES_256_KEY={HEX}", HEX, "assigned secret"),
        (f'-DAPI_KEY="{KEY}"', KEY, "assigned secret"),
        (f"-Dpassword={KEY}", KEY, "assigned password"),
        (f'resValue "string", "api_key", "{KEY}"', KEY, "assigned secret"),
        ("DB_PASSWORD=Monkey" + "Business", "Monkey" + "Business", "assigned password"),
        (f'senha_banco = "{KEY}"', KEY, "assigned password"),
        (f'$db_sifre = "{KEY}";', KEY, "assigned password"),
        (f"NEXT_PUBLIC_API_TOKEN={KEY}", KEY, "assigned secret"),
        (f"<apiToken>{{AQAAABAAAAA{KEY}=}}</apiToken>", f"AQAAABAAAAA{KEY}=", "assigned secret"),
        (f'connect("api", {{ key: "{SHA1}" }})', SHA1, "assigned key"),
        (f"params=%7B%22token%22%3A+%22{KEY}%22%7D", KEY, "assigned secret"),
        (f'<param name="password">{KEY}</param>', KEY, "assigned password"),
        (f"signing_key = {SHA1}", SHA1, "assigned secret"),
        (f"client secret {UUID} is", UUID, "assigned secret"),
        (f'user="app",pw="{KEY}",db="orders"', KEY, "assigned password"),
        ('"port":5432,"pin":74,"password":483920,"x":1', "483920", "assigned password"),
        (f'<map Token="{HEX}" />', HEX, "assigned secret"),
        ("ROOTPWD= 483920", "483920", "assigned password"),
        (f"pass:{KEY}", KEY, "assigned password"),
        ('password: "Granite' + '.88"', "Granite" + ".88", "assigned password"),
        ("password = 'Oak." + "2031.Garden'", "Oak." + "2031.Garden", "assigned password"),
        ('smtp-pass: "Moor2031' + '.Hay"', "Moor2031" + ".Hay", "assigned password"),
        ('keyPassword = "Meadow7' + 'eyes."', "Meadow7" + "eyes.", "assigned password"),
        ("user=app password=Meadow" + ".7winds", "Meadow" + ".7winds", "assigned password"),
        ("passwd=48" + ".GRANITE result=denied", "48" + ".GRANITE", "assigned password"),
        ("web::stats::admin_password: '2031" + "_GRANITE'", "2031" + "_GRANITE", "assigned password"),
        ("master password: _Basalt" + "Tree44_", "Basalt" + "Tree44", "assigned password"),
        ("password = 'Moor.Hütte" + ".3'", "Moor.Hütte" + ".3", "assigned password"),
        ("svn co https://build:Granite." + "Tree1@svn.example.org", "Granite." + "Tree1", "password in a URL"),
    ],
)
def test_a_lead_is_the_whole_value_on_the_line(text: str, value: str, kind: str) -> None:
    leads = list(generic.find(text))
    assert {lead.value.reveal() for lead in leads} == {value}
    assert leads[0].kind == kind
    assert {text[lead.start : lead.end] for lead in leads} == {value}


def test_an_attribute_s_value_is_what_it_stands_for() -> None:
    one, two, three = made(ALNUM, 12), made(ALNUM, 8), made(ALNUM, 8)
    written = f"{one}&amp;{two}&quot;&lt;{three}"
    text = f'<user password="{written}">'
    [lead] = generic.assigned(text)
    assert lead.value.reveal() == f'{one}&{two}"<{three}'
    assert text[lead.start : lead.end] == written


@pytest.mark.parametrize(("value", "told"), [(made(ALNUM, 24), True), (made(ALNUM, 12), False), ("Tr0ub4dor&3", False)])
def test_what_nobody_invents_for_a_test_is_told_there(value: str, told: bool) -> None:  # noqa: FBT001 - of a table
    [lead] = generic.assigned(f'make_user(password="{value}")')
    assert (Place.TEST_CODE in lead.places) is told


@pytest.mark.parametrize(
    "text",
    [
        "password = get_password(user)",
        "amqp://svc77:svc77@rabbit:5672/orders",
        "password: ${DB_PASSWORD}",
        'token = "your-token-here"',
        "secret_name: production-database-credentials",
        'private_key: "/etc/ssl/private/server.key"',
        "token_url: https://auth.example.org/oauth/token2",
        '"ClientTokenId": "8f14e45f-ceea-467f-a8f0-3c1b2d4e5f60"',
        "password_hash = sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "secret=********",
        "max_tokens: 16384000",
        '"AWS::ApiGateway::ApiKey": "48205d4ffd7feba3"',
        "arn:aws:secretsmanager:us-west-2:123456789012:secret:MyTestDb-a1b2c3",
        '"SecretId": "my-Database2-f3A9kLmQ"',
        "Action: secretsmanager:GetSecretValue",
        'API_KEY_SOURCE = "apiKeySource"',
        'LABEL_PASSWORD = "Kennwort"',
        'password_field: "hunterfield"',
        "primary_key = f3A9kLmQ72xZbV81kLmQ",
        '["password", "f3A9kLmQ72xZbV81"]',
        'names[key] = "f3A9kLmQ72xZbV81kLmQ72xZ"',
        "PWD=/usr/src/app",
        "the password for the host",
        "img: https://h/badge.svg?token=f3A9kLmQ72xZbV81",
        'headers = {"Authorization": "Basic dXNlcjpwYXNzd29yZA=="}',
        "access_token: 2YotnFZFEjr1zCsicMWpAA",
        'next_page_token = "f3A9kLmQ72xZbV81kLmQ"',
        'password: "{password}-{suffix}"',
        '$tokens{$key} = "f3A9kLmQ72xZbV81kLmQ72xZ"',
        "set $token $http_authorization;",
        "click.option('--token', default='')",
        "secret = 'ENC(2048:tUf83Ex0oSbDGa8vaU1hGqesODG9J4j40EgLClQYrwNT)'",
        'secret = "bfee:e3e1:9a92:6617:02d5:256a:b87a:fbcc"',
        'token: "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXV"',
        'password: "Bitte geben Sie ein Kennwort ein"',
        'password = "Config.Password.2"',
        'snprintf(buf, n, "token=%08x%08x", high, low);',
        'publicKeyToken="30ad4fe6b2a6aeed"',
        "set /p DB_PASSWORD=Kennwort2 eingeben: ",
        'SET /P "ROOT_PASSWORD=Kata_sandi7: "',
        f"NPM_TOKEN: CiQA{KEY * 4}",
        f"<password>{{{KEY * 2}}}</password>",
        'password = "Server/2019"',
        "password = form.Oak2.value",
        "tokenizer = AutoTokenizer.from_pretrained",
        'if (event.key == "f3A9kLmQ72xZbV81") {',
        '"Enter" == event.key',
        '"Password": {"shape": "RDSDatabasePassword"}',
        "sign('', 'test_secret') => '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'",
        'wget --password=$PROXY_PASSWORD "$archiveUrl" -O out',
        "password = admin123",
        "DB_PASSWORD=abc123456",
        "password: letmein1",
        "token: ghp_" + "x" * 36,
        "glpat-" + "X" * 20,
        "$data['http_password'] = $db_httptest['http_password'];",
        '"@inquirer/password": "^4.0.23",',
        'Middleware *authorization.Middleware `json:"-"`',
        'expectedCredentials := "AKID/19700101/us-east-1/s3/aws4_request"',
        "'Crypto-Key': 'p256ecdsa=' + publicKey",
        '<input autocomplete="current-password" spellcheck="false">',
        'ClientPasswordAuthType: "MYSQL_NATIVE_PASSWORD" || "POSTGRES_SCRAM_SHA_256"',
        'add(p, "Signature", "SHA3-224withDSAinP1363Format",',
        'Dial("ip6:ipv6-icmp", "2001:db8::1") // password',
        'pw.println("INNERCLASS  " + inner.name);',
        "$('<select id=\"user-auth-key\">').width('70%')",
        '"config-admin-password-confirm": "Ponovi geslo:",',
        '"test": "docker run -v \\"$PWD\\":/tmp -w /tmp node:latest npm test",',
        "$this->token = '**unsaved**';",
        "'ChangePassword' => [ 'Wachwoord_verangere' ],",
        '"input_cost_per_token_priority": 2.625e-06,',
        'kwargs["password"] = napalm_opts["PASSWORD"]',
        """'password': __opts__.get("etcd.password", None),""",
        'return"token"===e.unit?X.t.t("tierPrice"):P',
        "DB_PASSWORD=\nOTHER_PORT=6379x9\n",
        "https://h/v0/b/x.appspot.com/o/a.jpg?alt=media&token=346649b3-7f1e-4c55-9d35-2c8a80f6e1b7",
        f'"key": "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE{KEY * 4}"',
        f'"sig": "3045022100{HEX * 4}"',
        "key = AKIA" + "X" * 16,
        'password = "form2.Field"',
        'password: "Settings.Step2.Value"',
        f"Sec-WebSocket-Key: {BASE64}==",
        f"`{SHOWN}`",
        "app::Settings::password: " + CHOSEN,
        "return settings::password: " + CHOSEN,
    ],
)
def test_what_is_no_lead(text: str) -> None:
    assert list(generic.find(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        # a name that says another thing
        'ProxyPass "/foo" "http://foo.example.org/bar"',
        'ProxyPassReverse   "/notused" "http://b.example.org/"',
        'if test "x$ac_cv_header_pwd_h" = xyes\nthen :',
        "#include <pwd.h>\n#include <sys/types.h>",
        "initgroups(pwd->pw_name, pwd->pw_gid);",
        "fi # $pass = dlopen",
        "m_repeatPasswordWidget = repeatPartner;",
        "m_repeatPasswordEdit = repeatPartner;",
        'PSK_MODES = ["psk_dhe_ke", "psk_ke"]',
        '"password": "PSWD",',
        "pass.operations = set_resolution",
        "permfile=/etc/passwd:rw-r--r--:root:-:WARN:",
        f'"hmacSignature": "{BASE64}=",',
        f'challenges.DNS01(token=b"{HEX}")',
        f'challenges.HTTP01(\n    token=b"{HEX}")',
        'one(8800, "user1", "pass1", "service1", "perspective1.1", 10)',
        '}else if(!strcmp(token, "mqttv311")){',
        f"8oL3BIXW9g6d7EXA1qjDlc3TD1zOC0tPW {BASE64} 3u",
        "--os-password=<password> token issue",
        "--script-args smbuser=<user>,smbpass=<password> -p445 <host>",
        f"current_credentials.get('{CHOSEN}')",
        f"lookup('community.general.onepassword', '{CHOSEN}')",
        'if key != "mldSnooping' + 'VlanSettings" and key != "kind":',
        "# shared_secret: string #" + CHOSEN,
        f"Get 'password' of the record with ID '{UUID}'",
        f'child_classes=list(extra.keys()) + ["{KEY}QosDppPol"]',
        f"secret: NACL[{BASE64}/x9==]",
        "for example xoxb-" + "1234-56789abcdefghijklmnop",
        # code, a schema, a grammar, a dictionary
        f'pass = "{CHOSEN}-" .. math.random(1, 100)',
        'new DOMException("The token \'".concat(e,"\' contains HTML space")',
        'response.body:match("password=(%x%x%x%x+)")',
        "rsa_private_key.p = ::d2i_RSAPrivateKey_bio(bio.p, 0);",
        f'cl_git_pass(p_stat("pack-{HEX}.idx", &st));',
        "keys['Signing'] = crypto.KDF(exportedSessionKey, b\"SMB2AESCMAC\\x00\",",
        'password = "\\x00"',
        "('authtoken', '0002_auto_20160226_1747'),",
        "token          = 1*(tchar)\n",
        'SigningKey: "awskms:key-id=be468355-ca7a-40d9-a28b-8ae1c4c7f936",',
        "id:string tmp_password:bytes = InputPaymentCredentials;",
        "username:string password:string = PhoneConnection;",
        "reason:string password:flags.0?InputCheckPasswordSRP = Bool;",
        "user_id:InputUser password:InputCheckPasswordSRP = Updates;",
        "343 MIP-Session-Key [RFC4004]",
        "#ATTRIBUTE\tCVX-PPP-Password\t\t0x8521028c\tstring",
        "netbill-cred\t1614/tcp/udp\t# NetBill",
        "/usr/bin/x/loginpass:::Duarawkz:::",
        "password = r'([a-f0-9]{48}(?![a-f0-9]))'",
        "password_keyword = r'(?:secret[-_]?(?:access)?[-_]?key)'",
        'token:"awsui_token_dm8gx_dpjap_10",root:"awsui_root_dm8gx_dpjap_14","no-pad":"awsui_no-pad_dm8gx_dpjap_45"',
        '"cpu":103917,"PW":103918,"oub":103919,"(password":103920,"_pass":103921}',
        "IGFkbWluaXN0cmF0aXZv 127676\nPWRhdGU= 127677\nT3V0Z29pbmc= 127678",
        "PWRhdGU= 127677",
        'model = AutoModelForTokenClassification.from_pretrained("acme/x7-base-uncased9")',
        '@pulumi.type_token("azure-native:cloudngfw:EgressNat2")',
        'a={newInstance:Ne.newInstance(Ph,"vtkCursor3D"),extend:Ph}',
        '<p class="token svelte-14xt79u"> </p>',
        f"'ConsoleAuthToken': '1.3-{HEX}',",
        "[e.DEPTH_PASS=2966]=",
        "per 1k token (480p/720p/1080p)",
        f'FANMADE("Island of Secrets Demo 0.3", "{HEX}", 504)',
        f'WINGAME2("draculassecret", "", "SECRET.EXE", "{HEX}", 5951298)',
        f'ENTRY("mrspepper", "{HEX}", 1118901)',
        "der_enc('EdDSA25519PrivateKey', K=#'jose_EdDSA25519PrivateKey'{})",
        '<map Token="b03f5f7f11d50a3a" PublicKey="00240000" />',
        "Public Key Token: b77a5c561934e089",
        "pkg_vmq_passwd_commit = master",
        "'input-password.R' 'input-radiobuttons2.R'",
        "could not duplicate the token (error=0x{0:X}).",
        "  pw=w(bb)+w(eb)",
        'Mw="immer",Pw="jede Minute",Aw="jeden Monat",pw="jede Stunde",mw="Von"',
        r'i({tokens:["\\blet\'s\\b","^https?://"],message:"x"})',
        '"newPassword": "Nova senha", "repeatPassword": "Repetir nova senha",',
        '"confirm password":"wachtwoord bevestigen",a:b',
        'my $aes_key="80(%rsp)";',
        "my ($login, $passwd) = split(/:/);",
        r'createToken("STAR", "(<|>)?=?\s*\*");',
        "_pass:[weechat.look.*]_ and _pass:a,q[Oak _Tree77_ and more]_",
        "** описание: pass:none[цвет текста]",
        f'return h("div", {{ key: "{SHA1}", class: x }}, e(t,{{key:"{SHA1}"}}))',
        f"index.h(index.Host, {{ key: '{SHA1}', a: b }}, index.h('ion-icon', {{ key: '{SHA1}' }}))",
        f'onClick:this.togglePasswordVisibility}},s("ion-icon",{{key:"{SHA1}",slot:"x"}})',
        f"return h(Host, Object.assign({{ key: '{SHA1}' }}, x))",
        "{@link https://h/docs/job#secret CloudJob#secret2}",
        'button = gtk_button_new_with_mnemonic (_("_Voronoi"));',
        f"Secret {UUID} created",
        f"<encryption secret='{UUID}'/>",
        "[user]\n\tsigningkey = D14A1F16",
        'identity.setPGPSigningKey("0x456789012");',
        "[Basic](https://h/pod/Net%3A%3AS3%3A%3AAuthorization%3A%3ABasic2)",
        'docker run -e "FTP_PASSWORD=$PASS" acme/proftpd2',
        '<link xref="user-goodpassword">choisir un bon mot de passe</link>',
        '<a href="change-password">wybrano2</a>',
        # placeholders, and what somebody encrypted or signed
        "d_grpasswd='define'",
        "password = (protected)",
        'if pass == "x-oauth-basic"',
        'psk: "uid=app,ou=People,dc=example,dc=org"',
        r"\"PWD\"=\"c:\\\\Temp\"",
        "secret:///system",
        '"ga": {"token": "UA-136142416-1"}',
        f"gcp_credentials: ENCRYPTED[{HEX}]",
        f"aws_credentials: ENCRYPTED[!{HEX}!]",
        "psw-mask='0x%016llx'",
        "passphrase: RSN/WPA/WPA2",
        'crypto: "md5|sha256|sha512" # password-crypto "md5|sha256|sha512"',
        "protokoloa://erabiltzailea:pasahitza@ostalaria:ataka",
        "password: _DBC_DBPASS_",
        "?token=abc123def456",
        "'Authorization': 'Bearer xoxb-1234-1243',",
        "token = '012345SECRET99TOKEN012345'",
        'secret = "gezdgnbvgy3tqojqgezdgnbvgy3tqojq"',
        "server_secret = 'FEDCBA9876543210'",
        "--exclude-lines 'password = blah' --x",
        f"password: __encrypt__{BASE64}==:{BASE64}=",
        '"authorization": "AWS4-HMAC-SHA256 Credential=AKID/20221017/eu-west-1/x/aws4_request, SignedHeaders=host"',
    ],
)
def test_what_only_looks_like_a_lead(text: str) -> None:
    assert list(generic.find(text)) == []


def test_lock_files_have_no_leads_and_code_needs_quotes() -> None:
    [bare] = generic.find("api_key = f3A9kLmQ72xZbV81")
    [quoted] = generic.find(f'api_key = "{KEY}"')
    assert not place("web/package-lock.json") & (bare.places | quoted.places)
    assert not place("src/app.py") & bare.places
    assert place("src/app.py") & quoted.places
    assert place("deploy/values.yaml") & bare.places
    assert not place("tests/test_app.py") & quoted.places


def test_a_weak_password_is_meant_in_a_configuration_and_nowhere_else() -> None:
    [lead] = generic.find("password = mountain")
    assert [path for path in ("app.ini", "app.py", "README.md", "tests/app.ini") if place(path) & lead.places] == [
        "app.ini"
    ]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("export DB_PASSWORD=falcon-orchid" + "-tiger-17", True),
        ("DB_PASSWORD=Falcon_orchid" + "_Tiger_177", True),
        ("DB_PASSWORD=backup-server" + "-orders-17", False),
        ("DB_PASSWORD=falcon" + "-17", False),
        ("password: _Basalt" + "tree44_", True),
        ("password: Basalt" + "tree44", False),
        ("password: Basalt" + "Tree44", True),
    ],
)
def test_words_and_a_number_are_meant_in_prose_where_nothing_is_called_so(text: str, *, meant: bool) -> None:
    places = [lead.places for lead in generic.find(text)]
    assert [path for path in ("app.ini", "history.txt", "app.py") if any(place(path) & each for each in places)] == (
        ["app.ini", "history.txt"] if meant else ["app.ini"]
    )


def test_a_capital_word_in_code_is_what_a_field_is_called() -> None:
    [lead] = generic.find('password: "Facalfaire"')
    assert [path for path in ("app.yml", "app.js", "README.md", "tests/app.js") if place(path) & lead.places] == [
        "app.yml"
    ]


def test_leads_are_quick_on_a_long_line() -> None:
    for piece in (
        "password=",
        'password="',
        "secret.token:",
        "://a:b",
        "https://a:b@",
        "ghp_" + "a" * 35,
        "key==",
        "eyJ0.",
        "A" * 50 + ".",
    ):
        line = (piece * 200_000)[:100_000]
        start = time.process_time()
        for at in range(0, len(line), 2 * generic.REACH):  # as the engine cuts it
            list(generic.find(line[at : at + 4 * generic.REACH]))
        assert time.process_time() - start < 1.5, piece[:20]


def test_a_remote_is_configuration_wherever_its_repository_lies() -> None:
    assert place("vendor/inner/.git/config") is place(".git/config") is Place.CONFIG
    assert place(".git/modules/vendor/x/config") is place("tests/.git/worktrees/t/config.worktree") is Place.CONFIG
    assert place("tests/.git/hooks/config") is Place.TEST_CONFIG


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        (f"mysql -u root -p{PASSWORD} shop\nredis-cli -h r.example.org -a x", [None]),
        (f"redis-cli -h r.example.org -a x\nmysql -u root -p{PASSWORD} shop", [None]),
        (f"mysql -u root -p{PASSWORD} shop && mysql -h r.example.org -u app x", [None]),
        (f"- mysql -u app -p{PASSWORD} shop\n- mysql -h r.example.org -u app x", [None]),
        (f'"dump": "mysqldump -u app -p{PASSWORD} shop",\n"restore": "mysql -h r.example.org x"', [None]),
        (f"mysql -u root -p{PASSWORD} -h db.example.org shop", ["db.example.org"]),
        (f"mysql -u root -p{PASSWORD} \\\n  -h db.example.org shop", ["db.example.org"]),
        (f"mysql -u root -p{PASSWORD} `\n  --host=db.example.org shop", ["db.example.org"]),
        (f"mysql -u root -p{PASSWORD} ^\n  -h db.example.org shop", ["db.example.org"]),
        (f"run: >\n  mysql -u root -p{PASSWORD}\n  -h db.example.org\n", ["db.example.org"]),
    ],
)
def test_an_option_of_another_command_says_nothing_of_the_server(text: str, hosts: list[str | None]) -> None:
    assert [each.get("host") for each in found(mysql.DETECTORS, text) if each["password"] == PASSWORD] == hosts
