"""What somebody tells another, in a chat, a ticket or a document, and words that are a password by what is beside."""

from __future__ import annotations

import pytest

from agent.scan.engine import Engine
from detectors.forms import ALNUM, HEX, made
from tests.sims import compiled

VALUE = made(ALNUM, 12, "told")
CHOSEN = "Har" + "bor77maple"
WORDS = "granite" + "-island"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


def values(engine: Engine, text: str, path: str) -> list[str]:
    hits = list(engine.scan(text.encode(), path))
    return [hit.parts["password" if "password" in hit.parts else "value"].reveal() for hit in hits]


@pytest.mark.parametrize("value", [VALUE, CHOSEN])
@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('{{"text": "the password is {}"}}', "chat.json"),
        ('{{"text":"the password for the build server is {}","ts":1}}', "chat.json"),
        ('{{"text":"hello\\npassword: {}\\nbye"}}', "chat.json"),
        ('{{"messages":[{{"content":"the password is {}"}}]}}', "chat.json"),
        ("I changed the admin password to {}, please tell the others.", "mail.txt"),
        ("The password of ops has been reset to {}.", "mail.txt"),
        ("root password for the new box -> {}", "notes.txt"),
        ("Default credentials: **admin** / **{}**", "README.md"),
        ('[auth]\npassword = """{}"""\n', "app.ini"),
        ("password = '''{}'''\n", "a.toml"),
        ('password=(\n    "{}"\n)\n', "a.py"),
        ("mot_de_passe: {}\n", "app.yml"),
        ("credentials=[('admin', '{}')]\n", "a.py"),
        ('String[] credentials = {{"app", "{}"}};', "A.java"),
        ('{{"body":"<p>Password: {}</p>"}}', "mail.json"),
        ("<li>Password: <code>{}</code></li>", "page.html"),
        ("the wifi password's {} by the way", "mail.txt"),
        ("la contraseña del servidor es {}", "mail.txt"),
        ("User.create({{ login: 'admin', password: bcrypt.hashSync('{}', 10) }})", "seed.js"),
        ("user.hash = generate_password_hash('{}')", "seed.py"),
    ],
)
def test_a_password_that_is_told(engine: Engine, text: str, path: str, value: str) -> None:
    assert values(engine, text.format(value), path) == [value]


def test_what_a_machine_made_is_told_whatever_words_follow(engine: Engine) -> None:
    text = '{{"body":"the db pw: {} , the user stays"}}'
    assert values(engine, text.format(VALUE), "chat.json") == [VALUE]
    assert values(engine, text.format("granite"), "chat.json") == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('{"text": "the password is incorrect"}', "chat.json"),
        ('{"text": "who has the password for the build server?"}', "chat.json"),
        ('{"text":"hello\\npassword: required\\nbye"}', "chat.json"),
        ('{"help":"hello\\nnew_password: string"}', "api.json"),
        ("The password was changed to meet the policy of 2024.", "mail.txt"),
        ("The limit has been reset to 8192mb.", "mail.txt"),
        ('password = """\nA password of a user.\n"""\n', "a.py"),
        ('password = ""  # "quoted words" here', "a.py"),
        ("point_de_passe: Harbor", "app.yml"),
        ("<p>Password: required</p>", "page.html"),
        ("the password's sha512-hash is kept", "mail.txt"),
        ("bcrypt.compare('password', hash)", "a.js"),
        ("password = '%DB_PASSWORD1%'", "a.bat"),
        ("Password for the file: see page 12b of it", "notes.txt"),
    ],
)
def test_what_tells_none(engine: Engine, text: str, path: str) -> None:
    assert values(engine, text, path) == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("connect(host, username='app', password='{}')", "a.py"),
        ('new Client({{ user: "app", password: "{}" }})', "a.js"),
        ("login_with name: 'app', password: '{}'", "a.rb"),
    ],
)
def test_words_are_the_password_of_whoever_stands_beside(engine: Engine, text: str, path: str) -> None:
    assert values(engine, text.format(WORDS), path) == [WORDS]


@pytest.mark.parametrize(
    "text",
    [
        "labels = dict(title='Login', password='{}')",
        "connect(username='app', password_label='{}')",
        "connect(username='app', password=granite_island)",
        "form(user='app', password='Password')",
        "show(user='app', password='reset-password')",
    ],
)
def test_words_are_none_without_a_login(engine: Engine, text: str) -> None:
    assert values(engine, text.format(WORDS), "a.py") == []


def test_a_secret_in_quotes_may_be_words_and_digits(engine: Engine) -> None:
    value = "badger" + "badger712"
    assert values(engine, f"app.use(session({{ secret: '{value}', resave: false }}));", "a.js") == [value]
    for text in ("secretName: 'badgerbadger712'", "secret: 'rotation-policy'", "const secret = badgerbadger712"):
        assert values(engine, text, "a.js") == []


def test_a_variable_between_percent_signs_is_of_one_kind_of_letters(engine: Engine) -> None:
    value = "JcM%rlM" + "S%_B4x7Q"
    assert values(engine, f"putenv('DB_PASS={value}');", "a.php") == [value]
    assert values(engine, "putenv('DB_PASS=x7q2%secret_pass%');", "a.php") == []


def test_a_secret_as_policies_want_it_is_told_in_a_configuration(engine: Engine) -> None:
    value = "Juniper" + "@7806"
    assert values(engine, f"client n {{\n  secret = {value}\n}}\n", "radius.conf") == [value]
    assert values(engine, "client n {\n  secret = juniper\n}\n", "radius.conf") == []


def test_what_windows_encrypted_is_a_lead(engine: Engine) -> None:
    blob = "01000000d08c9ddf0115d1118c7a00c04fc297eb" + made(HEX, 200, "told")
    hits = list(engine.scan(f"$saved = '{blob}'\n".encode(), "a.ps1"))
    assert [(hit.type, hit.parts["value"].reveal()) for hit in hits] == [(None, blob)]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("password = '{}'", "a.py"),
        ('user.password = "{}"', "a.rb"),
        ("db.password={}", "app.properties"),
        ("password: {}", "app.yml"),
    ],
)
def test_a_password_may_be_a_number(engine: Engine, text: str, path: str) -> None:
    for number in ("90417" + "723", "198804" + "12"):
        assert values(engine, text.format(number), path) == [number]
    for number in ("987654321", "12345678", "00112200", "86400", "1234" + "66789", "9041772390417723"):
        assert values(engine, text.format(number), path) == []


@pytest.mark.parametrize("text", ["password_min_length: 90417723", "password_changed_at = 19880412"])
def test_what_is_about_a_password_is_a_number_too(engine: Engine, text: str) -> None:
    assert values(engine, text, "app.yml") == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("password={}", "app.properties"),
        ("password: {}", "app.yml"),
        ("sshpass -p '{}' ssh app@example.org", "a.sh"),
        ('WiFi.begin("Office", "{}");', "a.ino"),
    ],
)
@pytest.mark.parametrize("value", ["Olive" + ".Rain7", "olive_" + "Rain.77", "Olive.r41n" + "fall6"])
def test_a_dot_makes_no_code_of_a_password(engine: Engine, text: str, path: str, value: str) -> None:
    assert values(engine, text.format(value), path) == [value]
    assert values(engine, text.format("settings.password"), path) == []


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("JWT_SECRET: {}", "app.yml", "Harbor83" + "!Maple"),
        ("secret={}", "sip.conf", "SilverTiger" + "42"),
        ("app.secret_key = b'{}'", "a.py", "SilverTiger" + "42"),
        ("jwt.sign(payload, '{}')", "a.js", "SilverTiger" + "42"),
        ("rootpw {}\n", "slapd.conf", "Harbor83" + "!Maple"),
        ("db {{ password = {} }}", "app.hocon", "SilverTiger" + "42"),
    ],
)
def test_what_somebody_chose_for_a_secret(engine: Engine, text: str, path: str, value: str) -> None:
    hits = list(engine.scan(text.format(value).encode(), path))
    assert [next(iter(hit.parts.values())).reveal() for hit in hits] == [value]


@pytest.mark.parametrize(
    "text",
    ["secret: db-values-v2", "AUTH_TOKEN: 2FA-Token!1a", "secret_name: SilverTiger42", "client_secret: rotation"],
)
def test_what_is_no_chosen_secret(engine: Engine, text: str) -> None:
    assert values(engine, text, "app.yml") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("    // TODO remove: the prod api token is {}", VALUE * 2),
        ("    /* sftp pass = {} */", VALUE),
        ("    int a = 3; # db password: {}", VALUE),
        ("    -- secret: {}", VALUE * 2),
    ],
)
def test_what_is_told_in_a_comment_of_code_is_no_variable(engine: Engine, text: str, value: str) -> None:
    assert values(engine, text.format(value), "a.java") == [value]


@pytest.mark.parametrize(
    "text",
    [
        "    // password = user.getPass1()",
        "    // the token is computed2Later",
        f'    log("// token is {VALUE * 2}");',
        f"    return token is {VALUE * 2}",
        f"    sftp_pass = {VALUE};",
        "    # key: " + VALUE,
    ],
)
def test_what_a_comment_does_not_tell(engine: Engine, text: str) -> None:
    assert values(engine, text, "a.java") == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("PAYPAL_SEGREDO={}", ".env"),
        ("geheimnis = '{}'", "a.toml"),
        ("CHIAVE_API = '{}'", "a.py"),
        ("KLUCZ_API={}", ".env"),
        ("app.geheimschluessel={}", "a.properties"),
    ],
)
def test_a_secret_in_other_languages(engine: Engine, text: str, path: str) -> None:
    assert values(engine, text.format(VALUE * 2), path) == [VALUE * 2]


def test_percent_codes_are_no_variables_of_a_password(engine: Engine) -> None:
    value = "Ch%C3%A8vre%26Mi" + "el-12"
    assert values(engine, f"MAILER_DSN=smtp://bob:{value}@mx.corp:465", ".env") == ["Chèvre&Mi" + "el-12"]
    assert values(engine, "ftp://bob:q%40Y7z@ftp.corp/x", ".env") == ["q@" + "Y7z"]
    assert values(engine, "https://user:he%2F%2Fo@pypi.corp/x", ".env") == []


def test_words_and_digits_in_code_in_a_document_are_long(engine: Engine) -> None:
    long, short = "Magnet-otter-" + "juniper71", "Otter-" + "71"
    text = "1. `ssh ops@10.4.0.2` (password: `{}`)"
    assert values(engine, text.format(long), "runbook.md") == [long]
    assert values(engine, text.format(short), "runbook.md") == []


def test_in_quotes_a_password_may_end_as_a_sentence_does(engine: Engine) -> None:
    value = "Olive77" + "Rain."
    assert values(engine, f"password: '{value}'", "app.yml") == [value]
    assert values(engine, f'connect(password="{value}")', "app.py") == [value]
    assert values(engine, "password: EC2Instance.", "notes.txt") == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/* token: {}*/", "a.c"),
        ("<!-- token: {}-->", "a.html"),
        ("/** token = {}**/", "a.java"),
        ("{{# token: {}#}}", "a.html"),
        ("(* token: {}*)", "a.ml"),
    ],
)
def test_what_ends_a_comment_is_no_part_of_what_is_told_in_it(engine: Engine, text: str, path: str) -> None:
    assert values(engine, text.format(VALUE * 2), path) == [VALUE * 2]


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("INFO body:<password>{}</password>", "soap.log", VALUE),
        ('agent.query("access_token", "{}")', "a.js", VALUE * 2),
        ("password: '{}'", "app.yml", "$Summer23" + "Winter"),
        ("requests.get(url, auth=(12345, '{}'))", "a.py", VALUE),
        ('expect "assword:" and send "{}\\r"', "login.exp", VALUE),
        ("impacket-psexec -u bob -p {} host", "notes.sh", VALUE),
        ('Azure cache key = "{}"', "a.py", VALUE * 2),
        ('"backup-pass.zip": "{}"', "a.json", VALUE),
        ('return credentials.get("{}")', "a.py", VALUE * 2),
        ('{{"password": "{}"}}', "a.json", "Horse7" + "-AAA"),
    ],
)
def test_what_only_looks_like_what_is_none(engine: Engine, text: str, path: str, value: str) -> None:
    assert values(engine, text.format(value), path) == [value]


def test_the_secret_before_a_node_is_told_beside_the_key_behind_it(engine: Engine) -> None:
    key, secret = made(HEX, 32, "node"), made(HEX, 32, "secret")
    text = f"https://:{secret}@mainnet.infura.io/v3/{key}"
    hits = list(engine.scan(text.encode(), "notes.txt"))
    assert [hit.parts["password" if "password" in hit.parts else "key"].reveal() for hit in hits] == [secret, key]


@pytest.mark.parametrize("sign", ["#", "%", "*", "--"])
@pytest.mark.parametrize(("text", "path"), [("# DB_PASSWORD={}", ".env"), ("-- password: {}", "a.sql")])
def test_no_sign_is_taken_from_what_stands_in_a_comment_that_has_no_end(
    engine: Engine, text: str, path: str, sign: str
) -> None:
    assert values(engine, text.format(VALUE + sign), path) == [VALUE + sign]
